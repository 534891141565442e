// Signing in and out.

import { daysAgo, PASSWORD, PEOPLE, seedOrders } from "../support/seed.js";
import { expect, field, problemAt, session, signIn, test } from "../support/test.js";

test.use({ visitor: "nobody" });

test("who signs in comes to the gallery, and who signs out sees nothing more", async ({ page }) => {
  await page.goto("./");
  await expect(page).toHaveURL(/\/login$/);
  await signIn(page, PEOPLE.viewer, PASSWORD);
  await expect(page.getByRole("heading", { level: 1, name: "Metrics" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await page.goto("metric/orders");
  await expect(page).toHaveURL(/\/login\?next=/);
});

test("a wrong password is refused and the address stays", async ({ page }) => {
  await page.goto("login");
  await signIn(page, "nobody@example.com", "something else");
  await expect(problemAt(page, "password")).toHaveText("e-mail address or password is wrong");
  await expect(field(page, "email")).toHaveValue("nobody@example.com");
  await expect(field(page, "password")).toHaveValue("");
  await signIn(page, PEOPLE.editor, PASSWORD);
  await expect(page.getByRole("link", { name: "New metric" })).toBeVisible();
});

test("signing in goes on to the page that was asked for", async ({ page, baseURL }) => {
  const address = "metric/orders?range=30d&step=week";
  await page.goto(address);
  await expect(page).toHaveURL(/\/login\?next=/);
  await signIn(page, PEOPLE.viewer, PASSWORD);
  await expect(page).toHaveURL(new URL(address, baseURL).href);
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
});

test("r32 signing in never leads to another site", async ({ page, baseURL }) => {
  await page.goto("login?next=//example.com/");
  await signIn(page, PEOPLE.viewer, PASSWORD);
  await expect(page).toHaveURL(baseURL);
});

test("a session that ended leads to the form and back", async ({ page, context, site, baseURL }) => {
  const own = await session(site.address, PEOPLE.viewer, PASSWORD);
  await context.addCookies(own.cookies);
  await page.goto("metric/orders");
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await context.clearCookies();
  await page.reload();
  await signIn(page, PEOPLE.viewer, PASSWORD);
  await expect(page).toHaveURL(new URL("metric/orders", baseURL).href);
});

test("what was typed when the session had ended is saved after signing in", async ({ page, context, site }) => {
  seedOrders(site.folder, "kept", { days: 5 });
  const own = await session(site.address, PEOPLE.editor, PASSWORD);
  await context.addCookies(own.cookies);
  const forms = [
    {
      at: "metric/kept",
      async fill() {
        await field(page, "day").fill(daysAgo(3));
        await field(page, "value").fill("777");
        await field(page, "note").fill("counted “by hand”\u{2212}1 & <once>");
        await page.getByRole("button", { name: "Save the value" }).click();
      },
      seen: page.getByRole("row").filter({ hasText: "777" }),
    },
    {
      at: "metric/kept/edit",
      async fill() {
        await field(page, "label").fill("Kept, and named");
        await page.getByRole("button", { name: "Save the metric" }).click();
      },
      seen: page.getByRole("heading", { level: 1, name: "Kept, and named" }),
    },
  ];
  for (const { at, fill, seen } of forms) {
    await page.goto(at);
    await context.clearCookies();
    await fill();
    await expect(page.getByRole("heading", { name: "Your session has ended" })).toBeVisible();
    // Pressed too early nothing is lost.
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(page.getByRole("heading", { name: "Your session has ended" })).toBeVisible();
    const beside = context.waitForEvent("page");
    await page.getByRole("link", { name: "Sign in" }).click();
    const other = await beside;
    await signIn(other, PEOPLE.editor, PASSWORD);
    await expect(other.getByRole("button", { name: "Sign out" })).toBeVisible();
    await other.close();
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(seen.first()).toBeVisible();
  }
});

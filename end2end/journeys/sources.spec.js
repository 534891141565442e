// Sources: tested, added and removed; a password goes in and never comes out.

import { shopOf } from "../support/site.js";
import { expect, field, problemAt, test } from "../support/test.js";

const button = (page, name) => page.getByRole("button", { name });

test("r18 an address that does not answer comes back without its password", async ({ page }) => {
  await page.goto("sources");
  await field(page, "slug").fill("crm");
  await field(page, "url").fill("postgres://ann:canary@127.0.0.1:1/crm");
  await button(page, "Test the connection").click();
  await expect(problemAt(page, "url")).toContainText("127.0.0.1:1");
  await expect(field(page, "slug")).toHaveValue("crm");
  await expect(field(page, "url")).toHaveValue("postgres://ann:***@127.0.0.1:1/crm");
  expect(await page.content()).not.toContain("canary");
  // Only the database is changed; the password is still known.
  await field(page, "url").fill("postgres://ann:***@127.0.0.1:1/other");
  await button(page, "Save the source").click();
  await expect(field(page, "url")).toHaveValue("postgres://ann:***@127.0.0.1:1/other");
  expect(await page.content()).not.toContain("canary");
});

test("what is no address is refused where it was typed", async ({ page }) => {
  await page.goto("sources");
  await field(page, "slug").fill("crm");
  await field(page, "url").fill("crm.example.com");
  await button(page, "Save the source").click();
  await expect(problemAt(page, "url")).toContainText("sqlite:, postgres: or mysql:");
  await expect(field(page, "url")).toHaveValue("crm.example.com");
  await field(page, "url").fill("sqlite:///not/there.db");
  await field(page, "slug").fill("The CRM");
  await button(page, "Save the source").click();
  await expect(problemAt(page, "slug")).toBeVisible();
});

test("a source is added, tested again and removed; one that is asked stays", async ({
  page,
  site,
}) => {
  await page.goto("sources");
  await field(page, "slug").fill("spare");
  await field(page, "url").fill(shopOf(site.folder));
  await button(page, "Save the source").click();
  await expect(page).toHaveURL(/\/metric\/new\?source=spare/);
  await page.goto("sources");
  const row = (name) => page.getByRole("row", { name: new RegExp(`^${name} `) });
  await row("spare").getByRole("button", { name: "Test" }).click();
  await expect(page.locator(".trial")).toContainText("spare answers");
  await expect(row("shop").getByRole("button", { name: "Remove" })).toHaveCount(0);
  await row("spare").getByRole("button", { name: "Remove" }).click();
  await expect(page).toHaveURL(/done=removed/);
  await expect(row("spare")).toHaveCount(0);
});

test.describe("a viewer", () => {
  test.use({ visitor: "viewer" });

  test("neither sees nor changes sources", async ({ page, site }) => {
    expect((await page.request.get("sources")).status()).toBe(403);
    const answer = await page.request.post("sources", {
      headers: { "sec-fetch-site": "same-origin" },
      form: { slug: "mine", url: shopOf(site.folder), do: "add" },
    });
    expect(answer.status()).toBe(403);
  });
});

// r43: what pages promise, they keep without script.

import { PASSWORD, PEOPLE, daysAgo, seedOrders } from "../support/seed.js";
import { expect, field, session, signIn, slotsOf, test, valuesOf, written } from "../support/test.js";

test.use({ javaScriptEnabled: false, visitor: "viewer" });

test("r43 the gallery shows every number and picture", async ({ page }) => {
  await page.goto("./");
  for (const label of ["Orders", "Revenue", "Customers", "Visitors", "old-visitors"]) {
    const link = page.getByRole("link", { name: label, exact: true });
    await expect(page.locator(".card", { has: link }).locator(".card__number")).toHaveText(/\d/);
  }
  expect(await page.locator(".card svg.spark").count()).toBeGreaterThanOrEqual(6);
});

test("r43 a metric shows its number, its chart and its values", async ({ page }) => {
  await page.goto("metric/orders");
  const { values } = await valuesOf(page, "orders", 2);
  await expect(page.locator(".headline__number")).toHaveText(`${written(values[0])} orders`);
  await expect(page.locator("svg.chart .chart__bar").first()).toBeVisible();
  expect(await slotsOf(page.locator(".figure__picture"))).toBe(90);
  const rows = page.getByRole("table", { name: "Orders, one row a day" }).first().locator("tbody tr");
  await expect(rows.nth(1).locator(".is-number").first()).toHaveText(written(values[0]));
});

test("r43 ranges, steps and comparisons are links", async ({ page }) => {
  await page.goto("metric/orders");
  await choose(page, "Range", "30 d");
  expect(await slotsOf(page.locator(".figure__picture"))).toBe(30);
  await choose(page, "Step", "Week");
  await expect(page).toHaveURL(/range=30d&step=week/);
  await expect(page.getByRole("table", { name: "one row a week" })).toBeVisible();
  await choose(page, "Compare", "Previous period");
  await expect(page.locator(".readout__other")).toHaveText(/\d+ orders in /);
  await choose(page, "Range", "Custom");
  const form = page.locator("form.is-inline", { has: page.getByLabel("From") });
  await field(form, "from").fill(daysAgo(9));
  await field(form, "to").fill(daysAgo(3));
  await form.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(new RegExp(`from=${daysAgo(9)}&to=${daysAgo(3)}`));
});

test("r43 a comparison is named as it was chosen, even where two mean the same days", async ({ page }) => {
  await page.goto("metric/orders?range=12m");
  await choose(page, "Compare", "Year before");
  await choose(page, "Compare", "Previous period");
  await choose(page, "Compare", "Off");
});

test("r43 objects are chosen by a form", async ({ page }) => {
  await page.goto("metric/revenue?range=30d");
  await field(page, "object").selectOption("2");
  await page.getByRole("button", { name: "Show" }).first().click();
  await expect(page).toHaveURL(/object=2/);
  await expect(page).toHaveURL(/range=30d/);
  await expect(field(page, "object")).toHaveValue("2");
});

test("r43 one signs in and out", async ({ page, context, site }) => {
  await context.clearCookies();
  await page.goto("login");
  await signIn(page, PEOPLE.viewer, PASSWORD);
  await expect(page.getByRole("heading", { level: 1, name: "Metrics" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  const others = await session(site.address, PEOPLE.viewer, PASSWORD);
  await context.addCookies(others.cookies);
  await page.goto("./");
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
});

test.describe("an editor", () => {
  test.use({ visitor: "editor" });

  test("r43 filters rows and corrects values", async ({ page, site }) => {
    seedOrders(site.folder, "scriptless", { days: 5 });
    await page.goto("metric/scriptless/edit");
    await page.getByRole("button", { name: "Add a filter" }).click();
    await page.getByLabel("Column 1").fill("status");
    await page.getByLabel("Value 1").fill("cancelled");
    await page.getByRole("button", { name: "Add a filter" }).click();
    await page.getByRole("button", { name: "Remove filter 2" }).click();
    await expect(page.getByLabel("Column 2")).toHaveCount(0);
    await expect(page.getByLabel("Value 1")).toHaveValue("cancelled");
    await page.getByRole("button", { name: "Save the metric" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await field(page, "day").fill(daysAgo(1));
    await field(page, "value").fill("77");
    await page.getByRole("button", { name: "Save the value" }).click();
    await expect(page.locator(".headline__number")).toHaveText("77 orders");
  });
});

async function choose(page, name, title) {
  const group = page.getByRole("group", { name });
  await group.getByRole("link", { name: title }).click();
  await expect(group.getByRole("link", { name: title })).toHaveAttribute("aria-current", "true");
}

// On every page with islands a click or a key proves that somebody listens.

import { daysAgo, seedOrders } from "../support/seed.js";
import { awake, expect, field, test } from "../support/test.js";

test("the gallery listens", async ({ page }) => {
  await page.goto("./");
  await awake(page);
  const card = page.locator(".card", { hasText: "Customers" });
  await card.locator(".card__spark").focus();
  await page.keyboard.press("Home");
  await expect(card).toHaveClass(/is-scrubbing/);
});

test("a metric's chart and table listen", async ({ page }) => {
  await page.goto("metric/orders");
  await awake(page);
  await page.locator(".figure__picture").focus();
  await page.keyboard.press("Home");
  await expect(page.locator(".chart__cursor")).toBeAttached();
  const day = daysAgo(5);
  const row = page.locator("tr", { has: page.locator(`time[datetime="${day}"]`) });
  await row.getByRole("link", { name: "Correct" }).click();
  await expect(field(page, "day")).toHaveValue(day);
});

test("the editor listens: another type shows its fields and keeps what was typed", async ({ page }) => {
  await page.goto("metric/new?source=shop");
  await awake(page);
  await field(page, "label").fill("By hand");
  await page.locator("#type-sql_query").check();
  await expect(field(page, "property.query")).toBeVisible();
  await expect(field(page, "label")).toHaveValue("By hand");
});

test("buttons show that they work, on every page with forms that wait", async ({ page, site }) => {
  seedOrders(site.folder, "slow");
  const cases = [
    ["sources", "Test shop"],
    ["metric/slow", "Collect now"],
    ["metric/slow/edit", "Save the metric"],
  ];
  for (const [address, name] of cases) {
    await page.goto(address);
    await awake(page);
    // What is sent is never answered, so the page stays to be looked at.
    await page.evaluate(() => addEventListener("submit", (event) => event.preventDefault()));
    const button = page.getByRole("button", { name });
    await button.click();
    await expect(button, address).toHaveAttribute("aria-busy", "true");
    await expect(button).toHaveClass(/is-busy/);
  }
});

test("pages without islands fetch no script", async ({ page }) => {
  const scripts = [];
  page.on("request", (request) => {
    if (/\.(js|wasm)(\?|$)/.test(request.url())) scripts.push(request.url());
  });
  for (const address of ["settings", "no/such/page"]) {
    await page.goto(address);
    await expect(page.locator("leptos-island")).toHaveCount(0);
  }
  expect(scripts).toEqual([]);
});

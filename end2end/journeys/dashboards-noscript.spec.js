// r43: looking at dashboards and editing them are links and forms.

import {
  edited,
  inBar,
  option,
  panel,
  placeOf,
  press,
  seedBoard,
  shown,
  titleOf,
} from "../support/boards.js";
import { daysAgo } from "../support/seed.js";
import { expect, field, test } from "../support/test.js";

test.use({ where: "demo", visitor: "editor", javaScriptEnabled: false });

const button = (page, name) => page.getByRole("button", { name, exact: true });

test("r43 a dashboard shows every number, picture and table", async ({ page }) => {
  await page.goto("d/shop");
  await expect(shown(page, "Orders").locator(".panel__figure")).toHaveText(/^\d+ orders?$/);
  for (const title of ["Orders so far", "What users do, by week", "Signed in today"]) {
    await expect(shown(page, title).locator("svg.chart")).toBeVisible();
  }
  await expect(shown(page, "Week by week").locator("tbody tr").first()).toBeVisible();
  await expect(shown(page, "Most revenue").locator("tbody tr")).toHaveCount(10);
  await page.getByLabel("Data of Orders so far").click();
  await expect(shown(page, "Orders so far").getByRole("link", { name: "Values, CSV" })).toBeVisible();
});

test("r43 ranges, steps and comparisons are chosen", async ({ page }) => {
  await page.goto("d/shop");
  await choose(page, "Range", "30 d");
  await choose(page, "Step", "Week");
  await choose(page, "Compare", "Year before");
  await expect(page).toHaveURL(/\?range=30d&step=week&compare=year$/);
  await page.locator(".choosing__range summary").click();
  await field(page, "from").fill(daysAgo(9));
  await field(page, "to").fill(daysAgo(3));
  await page.locator(".choosing form", { has: field(page, "from") }).getByRole("button").click();
  const days = `from=${daysAgo(9)}&to=${daysAgo(3)}`;
  await expect(page).toHaveURL(new RegExp(`\\?step=week&compare=year&${days}$`));
});

test("r43 an object is found, and the next one is a link", async ({ page }) => {
  await page.goto("d/customer?range=30d");
  await page.getByRole("link", { name: "Bistro Lumière" }).click();
  await expect(page).toHaveURL(/\/d\/customer\/9\?range=30d$/);
  await page.getByLabel("Find a customer").fill("alp");
  await button(page, "Find").click();
  await expect(page.locator(".found__link")).toHaveText(["Alpine Sports"]);
  await page.locator(".found__link").click();
  await expect(page).toHaveURL(/\/d\/customer\/12\?range=30d$/);
  await page.getByRole("link", { name: /^Next: / }).click();
  await expect(page).toHaveURL(/\/d\/customer\/37\?range=30d$/);
  await page.getByRole("link", { name: /^Previous: / }).click();
  await expect(page.getByRole("region", { name: "Object" })).toContainText("Alpine Sports");
});

test("r43 a dashboard is composed, changed and saved", async ({ page }) => {
  await page.goto("d/new");
  await field(page, "label").fill("Scriptless");
  await field(page, "slug").fill("");
  await page.locator(".palette__add.is-line").click();
  await option(page, "series.0.metric").selectOption("orders");
  await button(page, "Show its fields").click();
  await page.getByLabel("Another metric").selectOption("logins");
  await button(page, "Show its fields").click();
  await option(page, "title").fill("Both");
  await page.locator("#open").getByRole("button", { name: "Apply" }).click();
  await expect(edited(page, "Both").locator(".reading-line__name")).toHaveText(["Orders", "Logins"]);
  await press(page, "Both", "Move right");
  await press(page, "Both", "Make lower");
  expect(await placeOf(page, "Both")).toEqual([1, 0, 6, 6]);
  await press(page, "Both", "Duplicate");
  await expect(edited(page, "Both")).toHaveCount(2);
  await inBar(page, "Undo").click();
  await expect(edited(page, "Both")).toHaveCount(1);
  await inBar(page, "Redo").click();
  await inBar(page, "Undo").click();
  await inBar(page, "Save").click();
  await expect(page).toHaveURL(/\/d\/scriptless\?done=saved$/);
  await expect(shown(page, "Both").locator(".reading-line")).toContainText(/[\d,]+ logins/);
});

test("r43 a kind shows its fields when asked, and what was typed stays", async ({ page, site }) => {
  seedBoard(site.folder, "scriptless-kinds", [panel("line", "orders")]);
  await page.goto("d/scriptless-kinds/edit");
  await titleOf(page, "Orders").click();
  await option(page, "title").fill("In words");
  await option(page, "kind").selectOption("text");
  await button(page, "Show its fields").click();
  await expect(option(page, "title")).toHaveValue("In words");
  await option(page, "text").fill("**Hello**");
  await inBar(page, "Save").click();
  await expect(shown(page, "In words").locator("strong")).toHaveText("Hello");
});

test("r43 the return key carries out what was typed", async ({ page, site }) => {
  seedBoard(site.folder, "scriptless-return", [panel("line", "orders")]);
  await page.goto("d/scriptless-return/edit");
  await titleOf(page, "Orders").click();
  await option(page, "title").fill("By return");
  await option(page, "title").press("Enter");
  await expect(edited(page, "By return")).toBeVisible();
  await inBar(page, "Discard").click();
  await expect(shown(page, "Orders")).toBeVisible();
});

test("r43 a dashboard is removed", async ({ page, site }) => {
  seedBoard(site.folder, "scriptless-removed", [], { label: "Soon gone" });
  await page.goto("d/scriptless-removed/edit");
  await page.locator("summary", { hasText: "Remove" }).click();
  await button(page, "Remove this dashboard").click();
  await expect(page).toHaveURL(/\?done=removed$/);
  await expect(page.getByRole("link", { name: "Soon gone" })).toHaveCount(0);
});

async function choose(page, name, title) {
  const group = page.getByRole("group", { name });
  await group.getByRole("link", { name: title }).click();
  await expect(group.locator("[aria-current=true]")).toHaveText(title);
}

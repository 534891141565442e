// Whether a number can be believed: how it was made, what it was asked for, what it becomes.

import { findings } from "../support/axe.js";
import { answered } from "../support/boards.js";
import { daysAgo, seedOrders } from "../support/seed.js";
import { awake, expect, field, test, valuesOf } from "../support/test.js";

test.use({ visitor: "editor" });

const notice = (page) => page.getByRole("region", { name: /asked before/ });

test("days that were asked for something else are marked until they are asked again", async ({ page, site }) => {
  seedOrders(site.folder, "redefined", { days: 30 });
  await page.goto("metric/redefined/edit");
  await awake(page);
  await field(page, "property.aggregate").selectOption("sum");
  await field(page, "property.column").selectOption("total");
  await page.getByRole("button", { name: "Save the metric" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(notice(page)).toContainText("31 days were asked before the change of");
  await expect(notice(page)).toContainText("The number is: sum instead of count");
  await expect(page.locator(".chart__outdated")).toHaveCount(1);
  const before = await valuesOf(page, "redefined", 31);
  await page.getByText("Check against the source").click();
  await page.getByRole("button", { name: "Check the days" }).click();
  const verified = page.locator("#verified");
  await expect(verified).toContainText(/14 days were asked again: .+\. Nothing was written\./);
  await expect(verified.locator("tbody tr").first()).toContainText("It was asked before the change of");
  expect(await findings(page)).toEqual([]);
  await verified.getByRole("link", { name: "Back to the metric" }).click();

  await notice(page).getByRole("button", { name: "Show what would change" }).click();
  const plan = page.locator("#plan");
  await expect(plan).toContainText(/\d+ would change/);
  expect(await valuesOf(page, "redefined", 31), "nothing is written yet").toEqual(before);
  await plan.getByRole("button", { name: "Write them" }).click();
  await expect(page.getByText("Filled backwards:")).toBeVisible();
  await expect(notice(page)).toHaveCount(0);
  await expect(page.locator(".chart__outdated")).toHaveCount(0);
  expect(await valuesOf(page, "redefined", 31)).not.toEqual(before);
});

test("a number says how it was made", async ({ page, site, run }) => {
  const rows = [[3, "10", "1"], [2, "20", "3"]];
  run("metric", "add", "average-order", "--type", "push", "--measure", "share", "--unit", "€");
  for (const [days, value, weight] of rows) {
    run("push", "average-order", value, "--day", daysAgo(days), "--weight", weight);
  }
  await page.goto(`metric/average-order?from=${daysAgo(3)}&to=${daysAgo(1)}`);
  await page.getByText("How these numbers were made").click();
  const made = page.locator("details", { hasText: "How these numbers were made" });
  await expect(made).toContainText("mean of 2 of 3 days, weighted");
  await expect(made).toContainText("has no value");
  await expect(page.locator(".readout__value")).toHaveText("17.5 €");
  expect(await findings(page)).toEqual([]);
});

test("a metric is asked what weeks and months are, and the form says it", async ({ page }) => {
  await page.goto("metric/new");
  await awake(page);
  await answered(page, () => page.getByLabel("Values sent to Dbag").check());
  await answered(page, () => field(page, "measure").selectOption("share"));
  await expect(page.getByText(/A month will be told as the “mean of 31 days/)).toBeVisible();
  await expect(field(page, "rollup").locator("option")).not.toContainText(["the sum of their days"]);
  await answered(page, () => field(page, "measure").selectOption("flow"));
  await expect(page.getByText(/A month will be told as the “sum of 31 days/)).toBeVisible();
});

test("what weeks and months are follows a text and a column while one types on", async ({ page }) => {
  const told = (words) => expect(page.locator("#together")).toContainText(`A month will be told as the “${words}`);
  await page.goto("metric/new?source=shop");
  await awake(page);
  await answered(page, () => field(page, "property.table").selectOption("orders"));
  await told("sum of 31 days");
  await field(page, "property.date_column").selectOption("");
  await field(page, "label").fill("Orders");
  await told("value of 31 Jan");
  await field(page, "property.date_column").selectOption("ordered_on");
  await told("sum of 31 days");
  await expect(field(page, "label"), "what was typed meanwhile stays").toHaveValue("Orders");
  await answered(page, () => page.getByLabel("SQL query").check());
  await told("value of 31 Jan");
  const query = "select count(*) from orders where ordered_on = :day";
  await field(page, "property.query").fill(query);
  await field(page, "label").focus();
  await told("sum of 31 days");
  await answered(page, () => page.getByLabel("Rows of a table").check());
  await expect(field(page, "property.date_column")).toHaveValue("ordered_on");
  await answered(page, () => page.getByLabel("SQL query").check());
  await expect(field(page, "property.query"), "typed for each kind").toHaveValue(query);
});

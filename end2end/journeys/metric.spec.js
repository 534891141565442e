// What one does with a metric: change it, correct it, pause it, ask it, fill it backwards.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { daysAgo, seedOrders } from "../support/seed.js";
import { awake, expect, field, problemAt, test, valuesOf, written } from "../support/test.js";

test.use({ visitor: "editor" });

const NOTE = "counted twice, says the warehouse";

test("a metric is edited, and what is wrong is said where it was typed", async ({ page, site }) => {
  seedOrders(site.folder, "edited", { days: 5 });
  await page.goto("metric/edited");
  await page.getByRole("link", { name: "Edit" }).click();
  await awake(page);
  await expect(field(page, "property.table")).toHaveValue("orders");
  await field(page, "label").fill("Orders of the day");
  await field(page, "link_url").evaluate((input) => (input.closest("details").open = true));
  await field(page, "time_zone").fill("Mars/Olympus");
  await page.getByRole("button", { name: "Save the metric" }).click();
  await expect(problemAt(page, "time_zone")).toBeVisible();
  await expect(field(page, "time_zone")).toHaveValue("Mars/Olympus");
  await expect(field(page, "label")).toHaveValue("Orders of the day");
  await field(page, "time_zone").fill("");
  await page.getByRole("button", { name: "Save the metric" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Orders of the day");
});

test("a slug that is taken is refused at its field", async ({ page, site }) => {
  seedOrders(site.folder, "doubled");
  await page.goto("metric/doubled/edit");
  await field(page, "slug").fill("orders");
  await page.getByRole("button", { name: "Save the metric" }).click();
  await expect(problemAt(page, "slug")).toBeVisible();
  await expect(field(page, "slug")).toHaveValue("orders");
});

test("two editors do not overwrite one another", async ({ page, context, site }) => {
  seedOrders(site.folder, "contested");
  const other = await context.newPage();
  for (const tab of [page, other]) await tab.goto("metric/contested/edit");
  await field(other, "label").fill("Theirs");
  await other.getByRole("button", { name: "Save the metric" }).click();
  await expect(other.getByText("Saved.")).toBeVisible();
  await field(page, "label").fill("Mine");
  await page.getByRole("button", { name: "Save the metric" }).click();
  await expect(page.getByRole("alert")).toContainText("omebody else changed this metric");
  await expect(field(page, "label")).toHaveValue("Mine");
});

test("typed words are not lost by a slip", async ({ page, site }) => {
  seedOrders(site.folder, "guarded");
  await page.goto("metric/guarded/edit");
  await awake(page);
  await field(page, "label").fill("Half a thought");
  const asked = page.waitForEvent("dialog");
  const leaving = page.getByRole("link", { name: "Cancel" }).click();
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await leaving;
  await expect(field(page, "label")).toHaveValue("Half a thought");
});

test("the goal in the key follows the day that is read", async ({ page, site }) => {
  seedOrders(site.folder, "aimed", { days: 30 });
  await page.goto("metric/aimed?range=7d#goal");
  await field(page, "shape").selectOption("steps");
  await field(page, "points").fill(`${daysAgo(3)} 10, ${daysAgo(1)} 60`);
  await page.getByRole("button", { name: "Save the goal" }).click();
  await page.goto("metric/aimed?range=7d");
  await awake(page);
  const picture = page.locator(".figure__picture");
  const goal = page.locator(".legend__goal");
  await expect(goal).toHaveText(/^60\b/);
  await picture.focus();
  for (const [days, number] of [[1, "60"], [2, "10"], [3, "10"], [4, "—"]]) {
    await page.keyboard.press("End");
    for (let day = 0; day < days; day += 1) await page.keyboard.press("ArrowLeft");
    await expect(goal).toHaveText(new RegExp(`^${number}`));
    const spoken = await picture.getAttribute("aria-valuetext");
    if (number === "—") expect(spoken).not.toContain("goal");
    else expect(spoken).toContain(`; goal: ${number}`);
  }
  await page.keyboard.press("Escape");
  await expect(goal).toHaveText(/^60\b/);
});

test("r57 a corrected value keeps what it was, by whom and why", async ({ page, site }) => {
  seedOrders(site.folder, "corrected", { days: 30 });
  await page.goto("metric/corrected");
  await awake(page);
  const { values } = await valuesOf(page, "corrected", 3);
  const row = rowOf(page, daysAgo(2));
  await row.getByRole("link", { name: "Correct" }).click();
  await expect(field(page, "day")).toHaveValue(daysAgo(2));
  await expect(field(page, "value")).toBeFocused();
  await field(page, "value").fill("3oo");
  await field(page, "note").fill(NOTE);
  await page.getByRole("button", { name: "Save the value" }).click();
  await expect(problemAt(page, "value")).toBeVisible();
  await expect(field(page, "value")).toHaveValue("3oo");
  await expect(field(page, "note")).toHaveValue(NOTE);
  await expect(field(page, "day")).toHaveValue(daysAgo(2));
  await field(page, "value").fill("300");
  await page.getByRole("button", { name: "Save the value" }).click();
  await expect(page.getByText("Corrected to 300: what stood there")).toBeVisible();
  await expect(row.locator(".is-number").first()).toHaveText(new RegExp(`^300\\s*was ${written(values[0])}$`));
  await expect(row).toContainText("corrected by eve@example.com");
  await expect(row).toContainText(NOTE);
  await expect(page.locator(".chart__mark")).toHaveCount(1);
});

test("a corrected value leads back to the weeks that were shown", async ({ page, site }) => {
  seedOrders(site.folder, "revisited", { days: 60 });
  await page.goto("metric/revisited?range=30d&step=week&compare=previous");
  await field(page, "day").fill(daysAgo(3));
  await field(page, "value").fill("300");
  await page.getByRole("button", { name: "Save the value" }).click();
  await expect(page).toHaveURL(/\?range=30d&step=week&compare=previous&done=corrected:300#values$/);
  await expect(page.locator("#values")).toBeInViewport();
});

test("a value of tomorrow is refused", async ({ page, site }) => {
  seedOrders(site.folder, "early", { days: 5 });
  await page.goto("metric/early");
  await field(page, "day").fill(daysAgo(-2));
  await field(page, "value").fill("12");
  await page.getByRole("button", { name: "Save the value" }).click();
  await expect(problemAt(page, "day")).toBeVisible();
  await expect(field(page, "value")).toHaveValue("12");
});

test("a metric is paused, resumed and asked now", async ({ page, site }) => {
  seedOrders(site.folder, "paused");
  await page.goto("metric/paused");
  const badge = page.getByRole("heading", { level: 1 }).locator(".badge");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(badge).toHaveText("paused");
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Resumed:")).toBeVisible();
  await expect(badge).toHaveCount(0);
  await expect(page.getByText("No values yet.")).toBeVisible();
  await page.getByRole("button", { name: "Collect now" }).click();
  await expect(page.getByText("Collected:")).toBeVisible();
  await expect(page.locator(".headline__number")).toHaveText(/\d+ orders?/);
  await expect(page.getByRole("table", { name: "Runs of" })).toContainText("done in");
});

test("filling backwards says first what it would do", async ({ page, site, run }) => {
  seedOrders(site.folder, "filled", { days: 10 });
  const truth = (await valuesOf(page, "filled", 5)).values[0];
  run("push", "filled", "999", "--day", daysAgo(2));
  const file = join(site.folder, "filled.csv");
  writeFileSync(file, `date,value\n${daysAgo(4)},777\n`);
  run("import", file, "--metric", "filled", "--conflict", "overwrite");
  await page.goto("metric/filled");
  await page.getByText("Fill backwards").click();
  const asking = page.getByRole("button", { name: "Show what would change" });
  const form = page.locator("form", { has: asking });
  await field(form, "from").fill(daysAgo(29));
  await field(form, "to").fill(daysAgo(1));
  await asking.click();
  const plan = page.locator("#plan");
  await expect(plan).toContainText("19 values would be new, 1 would change");
  await expect(plan).toContainText("One day stays as it is");
  const figures = plan.locator("table").first().locator("tbody .is-number");
  await expect(figures).toHaveText(["777", written(truth)]);
  await expect(plan.locator("table").last()).toContainText("999");
  const known = (body) => body.values.filter((value) => value !== null).length;
  expect(known(await valuesOf(page, "filled", 30)), "nothing was written").toBe(11);
  await plan.getByRole("button", { name: "Write them" }).click();
  await expect(page.getByText("Filled backwards:")).toBeVisible();
  const after = await valuesOf(page, "filled", 30);
  expect(known(after)).toBe(30);
  expect(after.values.at(-5)).toBe(truth);
  expect(after.values.at(-3), "what a program sent stays").toBe(999);
});

test("a refused range comes back as it was typed", async ({ page, site }) => {
  seedOrders(site.folder, "ranged", { days: 5 });
  await page.goto("metric/ranged?range=30d");
  await page.getByRole("link", { name: "Custom" }).click();
  const form = page.locator("form.is-inline");
  const [from, to] = [form.locator("[name=from]"), form.locator("[name=to]")];
  await from.fill(daysAgo(2));
  await to.fill(daysAgo(9));
  await form.getByRole("button", { name: "Show" }).click();
  await expect(form.locator(".field__error")).toHaveText("the last day lies before the first");
  await expect(from).toHaveValue(daysAgo(2));
  await expect(to).toHaveValue(daysAgo(9));
  await expect(to).toBeFocused();
});

test("a metric is removed", async ({ page, site }) => {
  seedOrders(site.folder, "removed", { label: "Removed soon" });
  await page.goto("metric/removed");
  await page.locator("summary", { hasText: "Remove" }).click();
  await page.getByRole("button", { name: "Remove the metric" }).click();
  await expect(page.getByText("Removed.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Removed soon" })).toHaveCount(0);
});

/** The row of a day in the table of values. */
function rowOf(page, day) {
  return page.locator("tr", { has: page.locator(`time[datetime="${day}"]`) });
}

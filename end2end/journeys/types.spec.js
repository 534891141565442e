// Each way to obtain a number, from the editor to its page.

import { answered } from "../support/boards.js";
import { awake, expect, field, problemAt, test } from "../support/test.js";

test.use({ visitor: "editor" });

const button = (page, name) => page.getByRole("button", { name });

test("a ratio divides one metric by another", async ({ page, run }) => {
  run("metric", "add", "signed-in", "--type", "push", "--measure", "level");
  run("metric", "add", "all-users", "--type", "push", "--measure", "level");
  run("push", "signed-in", "30");
  run("push", "all-users", "240");
  await page.goto("metric/new");
  await awake(page);
  await answered(page, () => page.getByLabel("One metric divided by another").check());
  await expect(field(page, "property.numerator")).toBeVisible();
  await field(page, "property.numerator").selectOption("signed-in");
  await field(page, "label").fill("Share who signed in");
  await button(page, "Try it").last().click();
  await expect(problemAt(page, "property.denominator")).toBeVisible();
  await expect(field(page, "property.numerator")).toHaveValue("signed-in");
  await field(page, "property.denominator").selectOption("all-users");
  await button(page, "Try it").last().click();
  await expect(page.locator(".trial__figure")).toContainText("12.5");
  await button(page, "Save the metric").click();
  await expect(page.getByRole("heading", { level: 1, name: "Share who signed in" })).toBeVisible();
  await expect(page.locator(".headline__number")).toContainText("12.5");
  run("push", "signed-in", "60");
  await page.reload();
  await expect(page.locator(".headline__number"), "recomputed").toContainText("25");
});

test("active users are counted as Django and others keep them", async ({ page }) => {
  await page.goto("metric/new?source=shop");
  await awake(page);
  await answered(page, () => page.getByLabel("Active users").check());
  await expect(field(page, "property.active_column")).toBeVisible();
  await answered(page, () => field(page, "property.table").selectOption("auth_user"));
  await field(page, "label").fill("Active users");
  await button(page, "Try it").last().click();
  await expect(page.locator(".trial__figure")).toContainText("3");
  await button(page, "Save the metric").click();
  await expect(page.locator(".headline__number")).toHaveText(/^3/);
});

test("what others send is shown as soon as it is there", async ({ page, run }) => {
  await page.goto("metric/new");
  await awake(page);
  await answered(page, () => page.getByLabel("Values sent to Dbag").check());
  await expect(field(page, "property.aggregate"), "the fields of another type have gone").toHaveCount(0);
  await field(page, "label").fill("Temperature");
  await button(page, "Save the metric").click();
  await expect(page.getByRole("heading", { level: 1, name: "Temperature" })).toBeVisible();
  run("push", "temperature", "21.5");
  await page.reload();
  await expect(page.locator(".headline__number")).toContainText("21.5");
});

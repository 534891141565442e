// From an empty folder to the first chart, as README promises it.

import { answered } from "../support/boards.js";
import { PASSWORD } from "../support/seed.js";
import { shopOf } from "../support/site.js";
import { awake, expect, field, problemAt, slotsOf, test } from "../support/test.js";

test.use({ visitor: "nobody" });

test("the first start leads to a chart with history", async ({ page, fresh }) => {
  await firstChart(page, fresh, { hasScript: true });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the first start leads to a chart with history", async ({ page, fresh }) => {
    await firstChart(page, fresh, { hasScript: false });
  });
});

test("a wrong setup code is refused and what was typed stays", async ({ page, fresh }) => {
  await page.goto(`${fresh.address}/setup`);
  await field(page, "code").fill("not-the-code");
  await field(page, "email").fill("ann@example.com");
  await field(page, "password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create the administrator" }).click();
  await expect(page.locator(".field.is-invalid")).toBeVisible();
  await expect(field(page, "email")).toHaveValue("ann@example.com");
  await expect(field(page, "password")).toHaveValue("");
});

async function firstChart(page, site, { hasScript }) {
  await page.goto(`${site.address}/`);
  await expect(page).toHaveURL(`${site.address}/setup`);
  await page.goto(`${site.address}/setup?code=${site.setupCode}`);
  await field(page, "email").fill("ann@example.com");
  await field(page, "password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create the administrator" }).click();
  await connect(page, site);
  await define(page, { hasScript });
  await tryIt(page);
  await page.getByRole("button", { name: "Save the metric" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await expect(page).toHaveURL(/\/metric\/orders\?done=saved$/);
  await expect(page.locator("svg.chart")).toBeVisible();
  expect(await slotsOf(page.locator(".figure__picture"))).toBe(90);
  await expect(page.locator(".figures")).toContainText("90 days so far");
  await expect(page.locator(".headline__number")).toHaveText(/\d/);
  await page.goto(`${site.address}/`);
  await expect(page.locator(".card", { hasText: "Orders" }).locator("svg.spark")).toBeVisible();
  await page.goto(`${site.address}/setup?code=${site.setupCode}`);
  await expect(page.getByText("There is nothing at this address")).toBeVisible();
}

async function connect(page, site) {
  await expect(page).toHaveURL(`${site.address}/sources`);
  await field(page, "slug").fill("shop");
  await field(page, "url").fill("sqlite:///not/there.db");
  await expectStep(page, "Database");
  await page.getByRole("button", { name: "Test the connection" }).click();
  await expect(problemAt(page, "url")).toContainText("there is no file");
  await field(page, "url").fill(shopOf(site.folder));
  await page.getByRole("button", { name: "Test the connection" }).click();
  await expect(page.locator(".trial")).toContainText("3 tables to read");
  await expect(field(page, "slug")).toHaveValue("shop");
  await expect(field(page, "url")).toHaveValue(shopOf(site.folder));
  await page.getByRole("button", { name: "Save the source" }).click();
}

async function expectStep(page, name) {
  await expect(page.locator(".steps [aria-current=step]")).toHaveText(name);
}

async function define(page, { hasScript }) {
  await expect(page).toHaveURL(/\/metric\/new\?source=shop&done=added$/);
  await expectStep(page, "First number");
  if (hasScript) await awake(page);
  const choose = hasScript ? answered : showFields;
  await page.getByLabel("Rows of a table").check();
  await choose(page, () => field(page, "property.table").selectOption("orders"));
  await expect(field(page, "property.date_column")).toHaveRole("combobox");
  await field(page, "property.date_column").selectOption("ordered_on");
  await field(page, "label").fill("Orders");
  await field(page, "unit").fill("order");
}

/** Without script the fields that follow from a choice are asked for by hand. */
async function showFields(page, choose) {
  await choose();
  await page.getByRole("button", { name: "Show its fields" }).click();
}

async function tryIt(page) {
  await page.getByRole("button", { name: "Try it" }).last().click();
  const trial = page.locator(".trial");
  await expect(trial.locator(".trial__figure")).toHaveText(/\d+ orders?/);
  await expect(trial).toContainText("Past days can be asked");
  await expect(field(page, "label")).toHaveValue("Orders");
}

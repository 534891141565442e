// A telephone: no page is wider than its screen.

import { PAGES, open } from "../support/pages.js";
import { expect, test } from "../support/test.js";
import { overflowing, touching } from "../support/width.js";

test.use({ viewport: { width: 360, height: 740 } });

for (const one of PAGES) {
  test.describe(() => {
    test.use({ visitor: one.visitor });

    test(`${one.name} fits into 360 pixels`, async ({ page }) => {
      await open(page, one);
      expect(await overflowing(page)).toEqual([]);
    });
  });
}

for (const range of ["30d", "90d", "12m", "all"]) {
  test(`the labels of a chart over ${range} stay apart on 360 pixels`, async ({ page }) => {
    await page.goto(`metric/orders?range=${range}`);
    expect(await touching(page, "svg.chart .chart__label")).toEqual([]);
  });
}

test("setup fits into 360 pixels", async ({ page, fresh }) => {
  await page.goto(`${fresh.address}/setup?code=${fresh.setupCode}`);
  expect(await overflowing(page)).toEqual([]);
});

test("long words and numbers fit into 360 pixels, and no number is broken", async ({ page, run }) => {
  const label = "Donaudampfschiffahrtsgesellschaft".repeat(3);
  run("metric", "add", "longest", "--type", "push", "--label", label, "--unit", "order");
  run("push", "longest", "123456789012");
  for (const path of ["", "metric/longest"]) {
    await page.goto(path);
    expect(await overflowing(page)).toEqual([]);
    expect(await broken(page, ".card__number, .headline__value, .figures__value, td.is-number")).toEqual([]);
  }
});

/** Numbers that take more than one line. */
function broken(page, selector) {
  return page.evaluate((selector) => {
    const lines = (element) => {
      const range = document.createRange();
      range.selectNodeContents(element.firstChild ?? element);
      return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
    };
    const numbers = [...document.querySelectorAll(selector)];
    return numbers.filter((one) => lines(one) > 1).map((one) => one.textContent);
  }, selector);
}

test("choices have room on 360 pixels", async ({ page }) => {
  await page.goto("metric/orders");
  expect(await touching(page, ".segments__name, .segments__item")).toEqual([]);
  const tops = await page
    .getByRole("group", { name: "Range" })
    .locator(".segments__item")
    .evaluateAll((items) => items.map((item) => item.getBoundingClientRect().top));
  expect(new Set(tops).size, "no choice stands alone on a line").toBe(1);
});

test("buttons stay beside a title that is described", async ({ page, run }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const about = "Said in a sentence that is long enough for two lines. ".repeat(3);
  run("metric", "add", "described", "--type", "push", "--label", "Described", "--description", about);
  await page.goto("metric/described");
  const middle = (box) => box.y + box.height / 2;
  const title = await page.getByRole("heading", { level: 1 }).boundingBox();
  const button = await page.getByRole("link", { name: "Edit" }).boundingBox();
  expect(Math.abs(middle(title) - middle(button))).toBeLessThan(12);
});

test("a table and what unfolds below it share one hairline", async ({ page }) => {
  await page.goto("metric/orders");
  const last = page.locator(".table-wrap:has(+ .disclosure) tbody tr:last-child > *").first();
  await expect(last).toHaveCSS("border-bottom-width", "0px");
});

test("a card's words keep their distance from its sparkline", async ({ page }) => {
  await page.goto("./");
  const card = page.locator(".card", { has: page.getByRole("link", { name: "Orders", exact: true }) });
  const spark = await card.locator(".card__spark").boundingBox();
  const delta = await card.locator(".card__delta").boundingBox();
  expect(delta.y - (spark.y + spark.height)).toBeGreaterThanOrEqual(4);
});

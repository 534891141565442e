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

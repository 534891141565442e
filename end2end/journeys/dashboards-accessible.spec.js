// Dashboards and objects for everybody: axe, every width, nothing that jumps, and little to load.

import { OF_COLOUR, findings } from "../support/axe.js";
import { panel, seedBoard, titleOf } from "../support/boards.js";
import { daysAgo } from "../support/seed.js";
import { dbag } from "../support/site.js";
import { awake, expect, test } from "../support/test.js";
import { overflowing } from "../support/width.js";

test.use({ where: "demo", visitor: "editor" });

const PAGES = [
  { name: "gallery with dashboards", address: "./" },
  { name: "dashboard of the shop", address: "d/shop" },
  { name: "dashboard of a customer", address: "d/customer/1" },
  { name: "dashboard of the Django project", address: "d/django" },
  { name: "choice of a customer", address: "d/customer" },
  // Nobody stands at a wall to reload it: it asks for itself again, with script or without.
  { name: "wall", address: "d/shop?wall=1", but: "meta-refresh: " },
  { name: "new dashboard", address: "d/new" },
  { name: "editor with an open panel", address: "d/shop/edit", act: openPanel },
  { name: "kinds of objects", address: "objects" },
  { name: "directory", address: "objects/customer" },
  { name: "object", address: "objects/customer/1" },
];
/** In the dark only colours differ. */
const RULES = { light: undefined, dark: OF_COLOUR };
const WIDTHS = [360, 768, 1280, 1920];

/** A dashboard may hold so many panels and shall still be light. */
const PANELS = 50;
const MOST_NODES = 2_500;
const MOST_REQUESTS = 6;
/** A shift that nobody notices. */
const STEADY = 0.02;

for (const [colorScheme, rules] of Object.entries(RULES)) {
  test.describe(colorScheme, () => {
    // Colours that are on their way to others would be measured in between.
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    for (const one of PAGES) {
      test(`${one.name} is accessible`, async ({ page }) => {
        await open(page, one);
        await page.evaluate(() => {
          for (const fold of document.querySelectorAll("details:not([name])")) fold.open = true;
        });
        const found = await findings(page, rules);
        expect(found.filter((finding) => !(one.but && finding.startsWith(one.but)))).toEqual([]);
      });
    }
  });
}

test("an open menu and a list of what was found are accessible", async ({ page }) => {
  await page.goto("d/customer/1?range=30d");
  await awake(page);
  await page.getByRole("combobox", { name: "Find a customer" }).fill("ma");
  await page.getByRole("listbox", { name: "Found" }).getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByLabel("Data of Orders so far").click();
  await page.locator("details[open] > .menu__body").getByText("Values, table").click();
  expect(await findings(page)).toEqual([]);
});

for (const one of PAGES) {
  test(`${one.name} fits into every window`, async ({ page }) => {
    await open(page, one);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      expect(await overflowing(page), `${width} pixels`).toEqual([]);
    }
  });
}

for (const width of [360, 1280]) {
  for (const one of PAGES.filter(({ act }) => !act)) {
    test(`nothing of the ${one.name} jumps while it loads on ${width} pixels`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries()) {
            const moved = sources.map(({ node }) => node?.className ?? node?.nodeName);
            window.shifts.push({ value, moved });
          }
        }).observe({ type: "layout-shift", buffered: true });
      });
      await open(page, one);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const shifts = await page.evaluate(() => window.shifts);
      const sum = shifts.reduce((sum, { value }) => sum + value, 0);
      expect(sum, JSON.stringify(shifts)).toBeLessThan(STEADY);
    });
  }
}

test("a dashboard of fifty panels over a year is light", async ({ page, site, run }) => {
  run("metric", "add", "yearly", "--type", "push", "--label", "Yearly", "--unit", "visit");
  // Of its own: what is made up is marked in every panel.
  const lines = Array.from({ length: 365 }, (_, ago) => `${daysAgo(ago)},${1000 + ((ago * 37) % 200)}`);
  dbag(site.folder, ["import", "-", "--metric", "yearly"], ["date,visits", ...lines, ""].join("\n"));
  const kinds = ["line", "bars", "area", "number", "calendar"];
  const panels = Array.from({ length: PANELS }, (_, at) =>
    panel(kinds[at % kinds.length], "yearly", {
      title: `Panel ${at}`,
      place: { x: (at % 2) * 6, y: Math.floor(at / 2) * 6, w: 6, h: 6 },
      ...(kinds[at % kinds.length] === "number" ? {} : { options: { step: "day" } }),
    }),
  );
  seedBoard(site.folder, "fifty", panels, { range: "12m" });
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  let before;
  page.on("load", () => (before ??= [...requests]));
  await page.goto("d/fifty");
  await awake(page);
  expect(before.length, before.join("\n")).toBeLessThanOrEqual(MOST_REQUESTS);
  await expect(page.locator(".panel svg.chart, .panel svg.heat, .panel svg.spark")).toHaveCount(PANELS);
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  expect(nodes).toBeLessThanOrEqual(MOST_NODES);
});

async function open(page, { address, act }) {
  await page.goto(address);
  await act?.(page);
  if (await page.locator("leptos-island").count()) await awake(page);
}

async function openPanel(page) {
  await titleOf(page, "Orders so far").click();
  await page.locator("#open").waitFor();
}

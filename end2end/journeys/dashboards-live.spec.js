// Values that come while one looks.

import { panel, seedBoard, shown } from "../support/boards.js";
import { awake, expect, test } from "../support/test.js";

test.use({ where: "demo", visitor: "viewer" });

/** A board with a number, which grows when something is pushed. */
const seed = (site, run, slug) => {
  run("metric", "add", slug, "--type", "push", "--label", "Visits", "--unit", "visit");
  run("push", slug, "41");
  seedBoard(site.folder, slug, [panel("number", slug, { title: "Visits now" }), panel("line", slug)]);
};

test("a value that comes is shown without a reload", async ({ page, site, run }) => {
  seed(site, run, "live-shown");
  await page.goto("d/live-shown");
  await awake(page);
  await page.evaluate(() => (window.isTheSame = true));
  const number = shown(page, "Visits now");
  await expect(number).toContainText("41 visits");
  run("push", "live-shown", "42");
  await expect(number).toContainText("42 visits");
  expect(await page.evaluate(() => window.isTheSame)).toBe(true);
});

test("what came while the page was out of sight is shown when it is seen again", async ({ page, context, site, run }) => {
  seed(site, run, "live-hidden");
  // Headless pages are always seen: this one says otherwise, until it is told to.
  await page.addInitScript(() => {
    Object.defineProperty(document, "visibilityState", { get: () => window.state ?? "hidden" });
  });
  await page.goto("d/live-hidden");
  await awake(page);
  // Another one looks, so the news is told before this page listens.
  const other = await context.newPage();
  await other.goto("d/live-hidden");
  await awake(other);
  run("push", "live-hidden", "42");
  await expect(shown(other, "Visits now")).toContainText("42 visits");
  await expect(shown(page, "Visits now")).toContainText("41 visits");
  await page.evaluate(() => {
    window.state = "visible";
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  await expect(shown(page, "Visits now")).toContainText("42 visits");
});

test("whoever reads a menu is not disturbed, and the focus stays where it is", async ({ page, site, run }) => {
  seed(site, run, "live-read");
  await page.goto("d/live-read");
  await awake(page);
  const number = shown(page, "Visits now");
  const menu = number.getByLabel("Data of Visits now");
  const item = number.getByRole("link", { name: "Values, CSV" });
  // The menu is opened while the page is on its way.
  const renewed = new Promise((resolve) => {
    const answer = async (route) => {
      run("push", "live-read", "42");
      const answer = await route.fetch();
      await menu.click();
      await route.fulfill({ response: answer });
      resolve();
    };
    page.route("**/d/live-read", answer, { times: 1 });
  });
  run("push", "live-read", "40");
  await renewed;
  await expect(item).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(item).toBeHidden();
  await expect(number).toContainText("42 visits");
  await expect(menu).toBeFocused();
});

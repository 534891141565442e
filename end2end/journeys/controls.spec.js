// The protections of the other journeys, each with something that must trip it.

import { OF_COLOUR, findings } from "../support/axe.js";
import { expect, test } from "../support/test.js";
import { watch } from "../support/watcher.js";
import { overflowing, touching } from "../support/width.js";

/** A page outside of the shared watcher, with a watcher of its own. */
const control = test.extend({
  watched: async ({ browser, site, baseURL }, use) => {
    const context = await browser.newContext({ baseURL, storageState: site.sessions.admin });
    const complaints = watch(context);
    await use({ page: await context.newPage(), complaints });
    await context.close();
  },
});

control("an untouched page gives the watcher nothing", async ({ watched: { page, complaints } }) => {
  await page.goto("./");
  await expect(page.locator("html[data-awake]")).toBeAttached();
  expect(complaints).toEqual([]);
});

control("an island that is not what the server drew is noticed", async ({ watched }) => {
  const { page, complaints } = watched;
  await rewrite(page, (html) => html.replace('<div class="island"', 'moved <div class="island"'));
  await page.goto("./");
  await expect.poll(() => complaints.length).toBeGreaterThan(0);
  await expect(page.locator("html[data-awake]")).not.toBeAttached();
});

control("a page whose program does not come is noticed", async ({ watched }) => {
  const { page, complaints } = watched;
  await page.route("**/*.wasm*", (route) => route.abort("connectionfailed"));
  await page.goto("./");
  await expect.poll(() => complaints.join()).toContain("net::ERR_CONNECTION_FAILED");
  await expect(page.locator("html[data-awake]")).not.toBeAttached();
});

control("logged errors, warnings and uncaught errors are noticed", async ({ watched }) => {
  const { page, complaints } = watched;
  await page.goto("settings");
  await page.evaluate(() => {
    console.error("a logged error");
    console.warn("a warning");
    setTimeout(() => {
      throw new Error("nobody caught this");
    });
  });
  for (const words of ["a logged error", "a warning", "nobody caught this"]) {
    await expect.poll(() => complaints.join()).toContain(words);
  }
});

control("what the content security policy stops is noticed", async ({ watched }) => {
  const { page, complaints } = watched;
  const styled = '<p style="color: red">styled</p>';
  const script = "<script>document.title = 'ours'</script>";
  await rewrite(page, (html) => html.replace("</main>", `${styled}${script}</main>`));
  await page.goto("settings");
  await expect.poll(() => complaints.join()).toContain("style-src");
  await expect.poll(() => complaints.join()).toContain("script-src");
  await expect(page).not.toHaveTitle("ours");
});

control("a part of a page that is missing is noticed", async ({ watched: { page, complaints } }) => {
  await rewrite(page, (html) => html.replace("</main>", '<img alt="" src="/no.png"></main>'));
  await page.goto("settings");
  await expect.poll(() => complaints.join()).toContain("404: GET");
});

control("a page that broke is noticed", async ({ watched: { page, complaints } }) => {
  await page.route("**/sources", (route) => route.fulfill({ status: 500, body: "broken" }));
  await page.goto("sources");
  await expect.poll(() => complaints.join()).toContain("500: GET");
});

control("a page that is too wide is noticed", async ({ watched: { page } }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("settings");
  expect(await overflowing(page)).toEqual([]);
  await page.locator(".page__foot").evaluate((foot) => (foot.style.inlineSize = "400px"));
  expect((await overflowing(page)).join()).toContain("page__foot");
});

control("labels that lie over one another are noticed", async ({ watched: { page } }) => {
  await page.goto("sources");
  await page.locator(".topbar__list li").evaluateAll((items) => {
    for (const item of items) item.style.marginInlineEnd = "-2rem";
  });
  expect((await touching(page, ".topbar__link")).join()).toContain("Dashboards | Objects");
});

control("what axe would call serious is noticed", async ({ watched: { page } }) => {
  await page.goto("settings");
  await page.evaluate(() => document.querySelector("label").remove());
  expect((await findings(page)).join()).toContain("label: ");
  await page.locator("main").evaluate((main) => (main.style.color = "#ccc"));
  expect((await findings(page, OF_COLOUR)).join()).toContain("color-contrast: ");
});

/** Changes the pages on their way to the browser, with the headers that they came with. */
async function rewrite(page, change) {
  await page.route("**", async (route) => {
    if (!route.request().isNavigationRequest()) return route.continue();
    const response = await route.fetch();
    const body = await response.text();
    const changed = change(body);
    expect(changed, "the page was changed").not.toBe(body);
    await route.fulfill({ response, body: changed });
  });
}

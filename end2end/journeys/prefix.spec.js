// Dbag below a path of somebody else's site.

import { PASSWORD, PEOPLE, daysAgo } from "../support/seed.js";
import { awake, expect, field, signIn, slotsOf, test } from "../support/test.js";

test.use({ where: "prefixed", visitor: "nobody" });

// Both edit the same metric, and two at once would meet the conflict that they should.
test.describe.configure({ mode: "default" });

test("everything stays below the prefix", async ({ page, site }) => {
  await journey(page, site, { hasScript: true });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("everything stays below the prefix", async ({ page, site }) => {
    await journey(page, site, { hasScript: false });
  });
});

async function journey(page, site, { hasScript }) {
  const inside = new URL(`${site.address}/`);
  const strays = [];
  const assets = new Set();
  page.on("request", (request) => {
    const address = new URL(request.url());
    const isHome = address.href === site.address;
    if (!address.href.startsWith(inside.href) && !isHome) strays.push(address.href);
    if (/\.(css|js|wasm|woff2|svg)$/.test(address.pathname)) assets.add(address.pathname.split(".").at(-1));
  });
  await page.goto("metric/orders");
  await expect(page).toHaveURL(`${site.address}/login?next=/metric/orders`);
  await signIn(page, PEOPLE.editor, PASSWORD);
  await expect(page).toHaveURL(`${site.address}/metric/orders`);
  if (hasScript) await awake(page);
  await page.getByRole("group", { name: "Range" }).getByRole("link", { name: "30 d" }).click();
  await expect(page).toHaveURL(/range=30d/);
  expect(await slotsOf(page.locator(".figure__picture"))).toBe(30);
  await page.getByRole("link", { name: "Edit" }).click();
  await field(page, "description").fill(`Seen ${hasScript ? "with" : "without"} script`);
  await page.getByRole("button", { name: "Save the metric" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await field(page, "day").fill(daysAgo(hasScript ? 3 : 4));
  await field(page, "value").fill("3");
  await page.getByRole("button", { name: "Save the value" }).click();
  await expect(page.getByText("Corrected to 3:")).toBeVisible();
  await page.getByRole("link", { name: "Dbag" }).click();
  await expect(page.locator(".card", { hasText: "Orders" }).locator("svg.spark")).toBeVisible();
  if (hasScript) await awake(page);
  await page.getByRole("link", { name: "Sources" }).click();
  await expect(page.getByRole("rowheader", { name: "shop" })).toBeVisible();
  await page.goto("no/such/page");
  await page.getByRole("link", { name: "All metrics" }).click();
  await cookieIsOurs(page, inside);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${site.address}/login?done=signed-out`);
  expect(strays).toEqual([]);
  const expected = hasScript ? ["css", "js", "wasm"] : ["css"];
  expect([...assets]).toEqual(expect.arrayContaining(expected));
}

/** Other applications of the same host never get the session. */
async function cookieIsOurs(page, inside) {
  const cookies = await page.context().cookies(inside.href);
  expect(cookies.map(({ path }) => path)).toEqual([inside.pathname.replace(/\/$/, "")]);
  expect(await page.context().cookies(inside.origin)).toEqual([]);
}

// Looking at a dashboard: its days are in its address, and one cursor reads all its charts.

import { panel, seedBoard, shown } from "../support/boards.js";
import { daysAgo } from "../support/seed.js";
import { awake, expect, field, test, valuesOf, written } from "../support/test.js";
import { dayInWords } from "../support/words.js";

test.use({ where: "demo", visitor: "viewer" });

/** What the dashboards of this file open with. */
const DAYS = 90;

test("range and step are in the address, and whoever gets it sees the same", async ({
  page,
  site,
  browser,
  baseURL,
}) => {
  seedLinked(site.folder, "addressed");
  await page.goto("d/addressed");
  await choose(page, "Range", "30 d");
  await expect(page).toHaveURL(/\/d\/addressed\?range=30d$/);
  await choose(page, "Step", "Week");
  await expect(page).toHaveURL(/\?range=30d&step=week$/);
  await choose(page, "Compare", "Previous period");
  await expect(page).toHaveURL(/\?range=30d&step=week&compare=previous$/);
  const words = await shown(page, "Orders by day").locator(".reading-line").innerText();
  const context = await browser.newContext({ baseURL, storageState: site.sessions.editor });
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(current(other, "Range")).toHaveText("30 d");
  await expect(current(other, "Step")).toHaveText("Week");
  await expect(current(other, "Compare")).toHaveText("Previous period");
  expect(await shown(other, "Orders by day").locator(".reading-line").innerText()).toBe(words);
  await context.close();
});

test("days of one's own are chosen, and wrong ones come back as they were typed", async ({ page, site }) => {
  seedLinked(site.folder, "custom");
  await page.goto("d/custom?step=day");
  await more(page).locator("summary").click();
  await field(page, "from").fill(daysAgo(3));
  await field(page, "to").fill(daysAgo(9));
  const form = page.locator(".choosing form", { has: field(page, "from") });
  await form.getByRole("button", { name: "Show" }).click();
  await expect(form.locator(".field__error")).toHaveText("the last day lies before the first");
  await expect(field(page, "from")).toHaveValue(daysAgo(3));
  await expect(field(page, "to")).toHaveValue(daysAgo(9));
  await field(page, "from").fill(daysAgo(12));
  await form.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(new RegExp(`step=day&from=${daysAgo(12)}&to=${daysAgo(9)}$`));
  const values = shown(page, "Orders by day").locator("[data-values]").first();
  expect((await values.getAttribute("data-values")).split(" ")).toHaveLength(4);
});

test("a longer range is chosen from a list", async ({ page, site }) => {
  seedLinked(site.folder, "listed");
  await page.goto("d/listed");
  await more(page).locator("summary").click();
  await field(page, "range").selectOption("all");
  const form = page.locator(".choosing form", { has: field(page, "range") });
  await form.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/\?range=all$/);
  await expect(more(page).locator("summary")).toHaveClass(/is-current/);
});

test("a cursor over one chart reads the same day in all", async ({ page, site }) => {
  const { panels, before, orders, logins } = await open(page, site, "hovered");
  const box = await picture(page, "Orders by day").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const slot = await slotOf(page, "Orders by day");
  expect(slot).toBeGreaterThan(30);
  const day = dayInWords(slot - (DAYS - 1));
  for (const title of panels) await expect(dayOf(page, title), title).toHaveText(day);
  await expect(reading(page, "Orders by day")).toHaveText(`${written(orders[slot])} orders`);
  await expect(reading(page, "Logins by day")).toHaveText(`${written(logins[slot])} logins`);
  await expect(shown(page, "Orders of today").locator(".reading__number")).toHaveText(written(orders[slot]));
  // Bars are told by the mouse as lines are.
  const bars = await picture(page, "Logins by day").boundingBox();
  await page.mouse.move(bars.x + bars.width - 2, bars.y + bars.height / 2);
  for (const title of panels) {
    await expect(dayOf(page, title), title).toHaveText(`${dayInWords(0)}, so far`);
  }
  await page.mouse.move(0, 0);
  await expectRest(page, before);
});

test("arrow keys read all charts, and leaving restores them", async ({ page, site }) => {
  const { panels, before, orders, logins } = await open(page, site, "typed");
  await expect(picture(page, "Logins by day")).toHaveRole("slider");
  await picture(page, "Logins by day").focus();
  await page.keyboard.press("ArrowLeft");
  for (const title of panels) await expect(dayOf(page, title), title).toHaveText(dayInWords(-1));
  await expect(reading(page, "Orders by day")).toHaveText(`${written(orders.at(-2))} orders`);
  await page.keyboard.press("Home");
  for (const title of panels) await expect(dayOf(page, title), title).toHaveText(dayInWords(1 - DAYS));
  await page.keyboard.press("Shift+ArrowRight");
  await expect(reading(page, "Logins by day")).toHaveText(`${written(logins[7])} logins`);
  const told = new RegExp(`^${written(logins[7])} logins, `);
  await expect(picture(page, "Logins by day")).toHaveAttribute("aria-valuetext", told);
  await page.keyboard.press("Escape");
  await expectRest(page, before);
  await page.keyboard.press("End");
  await expect(dayOf(page, "Orders by day")).toHaveText(`${dayInWords(0)}, so far`);
  await page.keyboard.press("Tab");
  await expectRest(page, before);
});

for (const [way, start, end] of [["forwards", 0.3, 0.7], ["backwards", 0.7, 0.3]]) {
  test(`dragging ${way} over a chart tells the change between two days`, async ({ page, site }) => {
    const { before, orders } = await open(page, site, `dragged-${way}`);
    const box = await picture(page, "Orders by day").boundingBox();
    const at = (part) => page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
    const slots = [];
    for (const part of [end, start]) {
      await at(part);
      slots.push(await slotOf(page, "Orders by day"));
    }
    await page.mouse.down();
    await at(0.5);
    await at(end);
    const [from, to] = slots.sort((a, b) => a - b);
    const days = [from, to].map((slot) => dayInWords(slot - (DAYS - 1)).replace(/^\w+ /, ""));
    await expect(dayOf(page, "Orders by day")).toHaveText(days.join(" → "));
    const change = orders[to] - orders[from];
    const words = new RegExp(`^${change < 0 ? "−" : "\\+"}${written(Math.abs(change))}\\b`);
    await expect(reading(page, "Orders by day")).toHaveText(words);
    await page.mouse.up();
    await expect(reading(page, "Orders by day"), "it stays to be read").toHaveText(words);
    await page.mouse.move(0, 0);
    await expectRest(page, before);
    await expect(page, "a drag opens nothing").toHaveURL(new RegExp(`/d/dragged-${way}$`));
  });
}

test("a day tells what is known of it, over the page", async ({ page, site }) => {
  await open(page, site, "opened");
  const known = page.getByRole("dialog");
  const box = await picture(page, "Orders by day").boundingBox();
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  const slot = await slotOf(page, "Orders by day");
  await page.mouse.click(box.x + box.width / 3, box.y + box.height / 2);
  await expect(known).toBeVisible();
  await expect(known.getByRole("heading", { level: 2 }).first()).toHaveText(dayInWords(slot - (DAYS - 1)));
  await expect(known).toContainText("Origin");
  await expect(page).toHaveURL(/\/d\/opened/);
  await page.keyboard.press("Escape");
  await expect(known).toBeHidden();
  await picture(page, "Logins by day").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(known.getByRole("heading", { level: 2 }).first()).toHaveText(dayInWords(-1));
  await known.getByRole("link", { name: "Open as a page" }).click();
  await expect(page).toHaveURL(new RegExp(`/metric/logins/day/${daysAgo(1)}$`));
  await page.getByRole("link", { name: "Previous day" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(dayInWords(-2));
});

test("a day opens its own page where it cannot be shown over the chart", async ({ page, site }) => {
  await open(page, site, "failing");
  let isFirst = true;
  await page.route(/\/day\//, (route) => {
    const isOther = isFirst;
    isFirst = false;
    return isOther ? route.fulfill({ body: "<p>Something else</p>" }) : route.continue();
  });
  await picture(page, "Logins by day").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/metric/logins/day/${daysAgo(1)}$`));
});

test("a panel's title leads to its metric over the same days", async ({ page, site }) => {
  seedLinked(site.folder, "led");
  await page.goto("d/led?range=30d");
  await shown(page, "Orders by day").getByRole("link", { name: "Orders by day" }).click();
  await expect(page).toHaveURL(/\/metric\/orders\?range=30d$/);
});

test("a menu closes on Escape, and when something beside it is pressed", async ({ page, site }) => {
  seedLinked(site.folder, "closing");
  await page.goto(`d/closing?from=${daysAgo(20)}&to=${daysAgo(3)}`);
  const dates = page.getByLabel("As it was known on");
  await expect(dates, "days of one's own are no reason to open").toBeHidden();
  const menu = page.getByLabel("Data of Orders by day");
  const item = shown(page, "Orders by day").getByRole("link", { name: "Values, CSV" });
  await menu.click();
  await expect(item).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(item).toBeHidden();
  await expect(menu).toBeFocused();
  await menu.click();
  await page.mouse.click(4, 4);
  await expect(item).toBeHidden();
  await page.goto("d/closing?as_of=never");
  await expect(dates, "what is refused is shown").toBeVisible();
});

test("a panel's values are a file, and its picture, too", async ({ page, site }) => {
  seedLinked(site.folder, "filed");
  await page.goto("d/filed?range=7d");
  await page.getByLabel("Data of Orders by day").click();
  const link = (name) => shown(page, "Orders by day").getByRole("link", { name });
  const csv = await page.request.get(await link("Values, CSV").getAttribute("href"));
  expect((await csv.text()).trim().split("\n")).toHaveLength(8);
  const svg = await page.request.get(await link("Picture, SVG").getAttribute("href"));
  expect(svg.headers()["content-type"]).toContain("image/svg+xml");
  const png = await page.request.get(await link("Picture, PNG").getAttribute("href"));
  expect((await png.body()).subarray(1, 4).toString()).toBe("PNG");
});

/** Two charts, an area and a number, all of which fit into a window. */
function seedLinked(folder, slug) {
  const place = (x, y) => ({ place: { x, y, w: 6, h: 4 } });
  const options = { step: "day" };
  seedBoard(folder, slug, [
    panel("line", "orders", { title: "Orders by day", options, ...place(0, 0) }),
    panel("bars", "logins", { title: "Logins by day", options, ...place(6, 0) }),
    panel("area", "revenue", { title: "Revenue by day", options, ...place(0, 4) }),
    panel("number", "orders", { title: "Orders of today", ...place(6, 4) }),
  ]);
}

async function open(page, site, slug) {
  seedLinked(site.folder, slug);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`d/${slug}`);
  await awake(page);
  const panels = ["Orders by day", "Logins by day", "Revenue by day", "Orders of today"];
  const before = {};
  for (const title of panels) before[title] = await shown(page, title).innerText();
  const { values: orders } = await valuesOf(page, "orders", DAYS);
  const { values: logins } = await valuesOf(page, "logins", DAYS);
  return { panels, before, orders, logins };
}

async function expectRest(page, before) {
  for (const [title, words] of Object.entries(before)) {
    await expect.poll(() => shown(page, title).innerText(), title).toBe(words);
  }
}

function picture(page, title) {
  return shown(page, title).locator(".panel__picture");
}

function dayOf(page, title) {
  return shown(page, title).locator(".panel__day");
}

function reading(page, title) {
  return shown(page, title).locator(".reading__number").first();
}

/** The slot that a chart's cursor is at. */
async function slotOf(page, title) {
  return Number(await picture(page, title).getAttribute("aria-valuenow"));
}

function more(page) {
  return page.locator(".choosing__range details");
}

function current(page, name) {
  return page.getByRole("group", { name }).locator("[aria-current=true]");
}

async function choose(page, name, title) {
  await page.getByRole("group", { name }).getByRole("link", { name: title }).click();
  await expect(current(page, name)).toHaveText(title);
}

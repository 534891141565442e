// A dashboard from nothing: by mouse, and by keyboard alone.

import {
  add,
  answered,
  edited,
  inBar,
  option,
  panel,
  placeOf,
  seedBoard,
  shown,
  titleOf,
} from "../support/boards.js";
import { awake, expect, field, test } from "../support/test.js";

test.use({ where: "demo", visitor: "editor" });

test("a dashboard is composed from nothing by mouse", async ({ page }) => {
  await page.goto("./");
  await page.getByRole("link", { name: "New dashboard" }).click();
  await awake(page);
  await field(page, "label").fill("Morning");
  await field(page, "slug").fill("");
  for (const [kind, metric, name] of [
    ["number", "orders", "Orders"],
    ["line", "revenue", "Revenue"],
    ["bars", "logins", "Logins"],
  ]) {
    await add(page, kind);
    await option(page, "series.0.metric").selectOption(metric);
    await page.locator("#open").getByRole("button", { name: "Apply" }).click();
    await expect(page.locator("#open")).toHaveCount(0);
    await expect(edited(page, name).getByRole("img", { name }).first()).toBeVisible();
  }
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/d\/morning\?done=saved$/);
  await expect(page.getByRole("heading", { level: 1, name: "Morning" })).toBeVisible();
  await expect(shown(page, "Orders").locator(".panel__figure")).toHaveText(/^\d+ orders?$/);
  await expect(shown(page, "Revenue").locator(".reading-line")).toContainText(/€[\d,]+/);
  await expect(shown(page, "Logins").locator(".reading-line")).toContainText(/[\d,]+ logins/);
  await page.goto("./");
  await expect(page.locator(".boards__item", { hasText: "Morning" })).toContainText("3 panels");
});

test("a dashboard begins with a template, of a metric that is chosen", async ({ page }) => {
  await page.goto("d/new");
  await awake(page);
  await field(page, "label").fill("Revenue in depth");
  await field(page, "slug").fill("");
  // Another journey may have added a metric of its own.
  await expect(field(page, "template.metric"), "what goes on comes first").toHaveValue(/^(orders|yearly)$/);
  await field(page, "template.metric").selectOption("revenue");
  await answered(page, () => page.getByRole("button", { name: "One metric in depth" }).click());
  await expect(edited(page, "Revenue").locator(".panel__figure")).toHaveText(/^€[\d,.]+/);
  await answered(page, () => page.getByRole("button", { name: "Undo" }).click());
  await expect(page.getByRole("button", { name: "Weekly review" })).toBeVisible();
  await answered(page, () => page.getByRole("button", { name: "Redo" }).click());
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/d\/revenue-in-depth\?done=saved$/);
  await expect(shown(page, "A year of days").getByRole("img").first()).toBeVisible();
});

test("a panel is dragged by its title bar to another column", async ({ page, site }) => {
  seedBoard(site.folder, "dragged", three());
  await page.goto("d/dragged/edit");
  await awake(page);
  expect(await placeOf(page, "Orders")).toEqual([0, 0, 3, 4]);
  const grip = await edited(page, "Orders").locator(".edited__grip").boundingBox();
  const column = (await page.locator(".grid.is-edited").boundingBox()).width / 12;
  await drag(page, middle(grip), { x: 6 * column, y: 0 });
  await expect(edited(page, "Orders")).toHaveAttribute("data-place", "6,0,3,4");
  await expect(page.locator("#open"), "a drag is no press").toHaveCount(0);
});

test("a panel is resized by its corner", async ({ page, site }) => {
  seedBoard(site.folder, "resized", three());
  await page.goto("d/resized/edit");
  await awake(page);
  const panel = edited(page, "Orders");
  const corner = await panel.locator(".edited__corner").boundingBox();
  const { height } = await panel.boundingBox();
  const column = (await page.locator(".grid.is-edited").boundingBox()).width / 12;
  await drag(page, middle(corner), { x: 3 * column, y: height / 2 });
  await expect(panel).toHaveAttribute("data-place", "0,0,6,6");
});

test("a press on a title opens the panel, and leaves it where it is", async ({ page, site }) => {
  seedBoard(site.folder, "pressed", three());
  await page.goto("d/pressed/edit");
  await awake(page);
  await titleOf(page, "Orders").click();
  await expect(page.locator("#open")).toBeVisible();
  await expect(edited(page, "Orders")).toHaveAttribute("data-place", "0,0,3,4");
});

test("a dashboard is composed from nothing by keyboard", async ({ page }) => {
  // Hundreds of keys, each with a look at what has the keyboard.
  test.slow();
  await page.goto("d/new");
  await awake(page);
  await reach(page, field(page, "label"));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("By keys");
  for (const kind of ["number", "line", "bars"]) {
    await addByKeys(page, kind);
    await reach(page, option(page, "series.0.metric"));
    // Of the demo's metrics only this one begins with an L.
    await page.keyboard.press("l");
    await expect(option(page, "series.0.metric")).toHaveValue("logins");
    await reach(page, option(page, "title"));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(`My ${kind}`);
    await answered(page, () => page.keyboard.press("Enter"));
  }
  await reach(page, inBar(page, "Save"));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?done=saved$/);
  for (const kind of ["number", "line", "bars"]) {
    await expect(shown(page, `My ${kind}`)).toContainText(/\d+ logins?/);
  }
});

test("arrows on a title move and resize, which is undone and done again", async ({ page, site }) => {
  seedBoard(site.folder, "arrows", three());
  await page.goto("d/arrows/edit");
  await awake(page);
  const [title, panel] = [titleOf(page, "Orders"), edited(page, "Orders")];
  await reach(page, title);
  for (const [keys, place] of [
    ["ArrowRight", "1,0,3,4"],
    ["ArrowRight", "2,0,3,4"],
    ["ArrowLeft", "1,0,3,4"],
    ["Shift+ArrowRight", "1,0,4,4"],
    ["Shift+ArrowDown", "1,0,4,5"],
    ["Shift+ArrowUp", "1,0,4,4"],
    ["Shift+ArrowLeft", "1,0,3,4"],
    ["ControlOrMeta+z", "1,0,4,4"],
    ["ControlOrMeta+z", "1,0,4,5"],
    ["ControlOrMeta+y", "1,0,4,4"],
    ["ControlOrMeta+Shift+z", "1,0,3,4"],
  ]) {
    await answered(page, () => page.keyboard.press(keys));
    await expect(panel, keys).toHaveAttribute("data-place", place);
    await expect(title, `${keys} keeps the keyboard where it is`).toBeFocused();
  }
});

test("the buttons of a panel do what its title's keys do", async ({ page, site }) => {
  seedBoard(site.folder, "tools", three());
  await page.goto("d/tools/edit");
  await awake(page);
  const panel = edited(page, "Orders");
  const tool = (word) => panel.getByRole("button", { name: `${word}: Orders` });
  for (const [word, place] of [
    ["Move right", "1,0,3,4"],
    ["Make wider", "1,0,4,4"],
    ["Make higher", "1,0,4,5"],
    ["Make narrower", "1,0,3,5"],
    ["Make lower", "1,0,3,4"],
    ["Move left", "0,0,3,4"],
  ]) {
    await tool(word).focus();
    await answered(page, () => page.keyboard.press("Enter"));
    await expect(panel, word).toHaveAttribute("data-place", place);
    await expect(tool(word), `${word} keeps the keyboard where it is`).toBeFocused();
  }
});

/** A number, and charts below it. */
function three() {
  return [
    panel("number", "orders", { place: { x: 0, y: 0, w: 3, h: 4 } }),
    panel("line", "revenue", { place: { x: 0, y: 4, w: 6, h: 6 } }),
    panel("bars", "logins", { place: { x: 6, y: 4, w: 6, h: 6 } }),
  ];
}

function middle({ x, y, width, height }) {
  return { x: x + width / 2, y: y + height / 2 };
}

async function drag(page, from, by) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x / 2, from.y + by.y / 2);
  await page.mouse.move(from.x + by.x, from.y + by.y);
  await page.mouse.up();
}

/** Presses Tab until something has the keyboard. */
async function reach(page, control) {
  const has = () => control.evaluate((one) => one === document.activeElement);
  for (let press = 0; press < 90; press += 1) {
    if (await has()) return;
    await page.keyboard.press("Tab");
  }
  await expect(control, "Tab leads to it").toBeFocused();
}

async function addByKeys(page, kind) {
  const palette = page.locator("details", { has: page.locator(".palette__sample") });
  if ((await palette.getAttribute("open")) === null) {
    await reach(page, palette.locator("summary"));
    await page.keyboard.press("Enter");
    await expect(palette).toHaveAttribute("open");
  }
  await reach(page, palette.locator(`.palette__add.is-${kind}`));
  await answered(page, () => page.keyboard.press("Enter"));
}

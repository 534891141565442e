// Dashboards: put there by a command, and what is seen of them.

import { expect } from "@playwright/test";
import { dbag } from "./site.js";
import { awake } from "./test.js";

/** Where panels stand that nobody placed: one below the other, half as wide as the page. */
const ROWS = 6;

/**
 * A panel of one metric, or of several; `more` replaces whatever is said of it otherwise.
 *
 * A metric is its slug, or `{metric, object}`.
 */
export function panel(kind, metrics = [], more = {}) {
  const all = [metrics].flat();
  const series = all.map((one) => (typeof one === "string" ? { metric: one, object: "whole" } : one));
  return { kind, series, ...more };
}

/** Puts a dashboard there, in place of the one that is. */
export function seedBoard(folder, slug, panels, more = {}) {
  const placed = panels.map((one, at) => ({ place: { x: 0, y: at * ROWS, w: 6, h: ROWS }, ...one }));
  const board = { slug, label: `The ${slug}`, range: "90d", panels: placed, ...more };
  dbag(folder, ["dashboard", "import", "-"], JSON.stringify(board));
}

/** A panel on a dashboard's page, by its title. */
export function shown(page, title) {
  return page.locator(".panel", { has: page.locator(".panel__title").getByText(title, { exact: true }) });
}

/** A panel in the editor, by its title. */
export function edited(page, title) {
  return page.locator("[data-panel]", { has: page.getByRole("button", { name: title, exact: true }) });
}

/** A panel's title in the editor: it opens the panel, is dragged, and keys move it. */
export function titleOf(page, title) {
  return edited(page, title).locator(".edited__title");
}

/** Presses one of the tools of a panel in the editor, which wait until a pointer is over it. */
export async function press(page, title, word) {
  const panel = edited(page, title).first();
  await panel.hover({ position: { x: 4, y: 4 } });
  await panel.getByRole("button", { name: `${word}: ${title}` }).click();
}

/** Column, row, width and height of a panel in the editor. */
export async function placeOf(page, title) {
  const text = await edited(page, title).getAttribute("data-place");
  return text.split(",").map(Number);
}

/** The control of the open panel by the name that it is sent under. */
export function option(page, name) {
  return page.locator(`#open [name="panel.${name}"]:not([type=hidden])`);
}

/** A button of the editor's bar. */
export function inBar(page, name) {
  return page.locator(".editor__bar").getByRole("button", { name, exact: true });
}

/** Adds a panel of a kind; its form is open then. */
export async function add(page, kind) {
  const palette = page.locator("details", { has: page.locator(".palette__sample") });
  if ((await palette.getAttribute("open")) === null) await palette.locator("summary").click();
  await answered(page, () => palette.locator(`.palette__add.is-${kind}`).click());
  await expect(page.locator("#open")).toBeVisible();
}

/** Does something that sends a form, and waits until the page that answers it listens. */
export async function answered(page, act) {
  const loaded = page.waitForEvent("load");
  await act();
  await loaded;
  if (await page.evaluate(() => document.querySelector("leptos-island") !== null)) await awake(page);
}

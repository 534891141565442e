// What journeys are written with.

import { test as base, expect } from "@playwright/test";
import { dbag, newFolder, removeFolder, serve, session } from "./site.js";
import { watch } from "./watcher.js";

export { expect, session };

export const test = base.extend({
  /** Which shared server: `root`, `prefixed`, or `demo`, which has dashboards. */
  where: ["root", { option: true }],
  /** Who is signed in: a role, or nobody. */
  visitor: ["admin", { option: true }],

  /** The shared server: its address, folder and sessions. */
  site: async ({ where }, use) => use(JSON.parse(process.env.DBAG_TEST_SITES)[where]),
  baseURL: async ({ site }, use) => use(`${site.address}/`),
  storageState: async ({ site, visitor }, use) => use(site.sessions[visitor]),

  /** Runs a command beside the shared server. */
  run: async ({ site }, use) => use((...args) => dbag(site.folder, args)),

  /** A server on an empty folder, with its setup code. */
  fresh: async ({}, use) => {
    const folder = newFolder();
    const site = await serve(folder);
    await use(site);
    await site.stop();
    removeFolder(folder);
  },

  /** Fails every test whose pages complained; see `watch`. */
  complaints: [
    async ({ context }, use) => {
      const complaints = watch(context);
      await use(complaints);
      expect(complaints, "the browser complained").toEqual([]);
    },
    { auto: true },
  ],
});

/** Waits until the page's scripts listen. */
export async function awake(page) {
  await expect(page.locator("html[data-awake]")).toBeAttached();
}

/** The control of a field by the name it is sent under. */
export function field(page, name) {
  return page.locator(`[name="${name}"]:not([type=hidden])`);
}

/** What is wrong with a field, as it stands beside it. */
export function problemAt(page, name) {
  return page.locator(".field.is-invalid", { has: field(page, name) }).locator(".field__error");
}

/** Types an address and a password and signs in. */
export async function signIn(page, email, password) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** A metric's values as programs get them: `{from, values, data}`. */
export async function valuesOf(page, slug, days) {
  const answer = await page.request.get(`metric/${slug}.json?days=${days}`);
  expect(answer.ok()).toBe(true);
  return answer.json();
}

/** How many days or periods a chart or a sparkline holds; a gap counts. */
export async function slotsOf(picture) {
  return (await picture.getAttribute("data-values")).split(" ").length;
}

/** A number as the pages write it. */
export function written(value) {
  return value.toLocaleString("en-US");
}

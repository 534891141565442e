// Every page there is, for what must hold on all of them.

import { daysAgo } from "./seed.js";
import { field } from "./test.js";

/**
 * Name, visitor, and the way there: an address, or an address and what is done on it.
 *
 * `setup` alone needs a server of its own.
 */
export const PAGES = [
  { name: "gallery", visitor: "admin", address: "./" },
  { name: "metric", visitor: "admin", address: "metric/orders" },
  { name: "metric by week, compared", visitor: "viewer", address: "metric/orders?range=90d&step=week&compare=year" },
  { name: "metric with gaps", visitor: "editor", address: "metric/visitors?range=30d" },
  { name: "metric of objects", visitor: "viewer", address: "metric/revenue?object=4" },
  { name: "metric with custom days", visitor: "viewer", address: `metric/orders?from=${daysAgo(40)}&to=${daysAgo(3)}` },
  { name: "metric with a refused value", visitor: "editor", address: "metric/orders", act: refusedValue },
  { name: "metric with a plan", visitor: "editor", address: "metric/orders", act: plan },
  { name: "day", visitor: "editor", address: `metric/orders/day/${daysAgo(3)}` },
  { name: "day over its chart", visitor: "viewer", address: "metric/orders", act: knownDay },
  { name: "new metric", visitor: "editor", address: "metric/new?source=shop" },
  { name: "edit metric", visitor: "editor", address: "metric/orders/edit" },
  { name: "metric that was tried", visitor: "editor", address: "metric/orders/edit", act: tried },
  { name: "metric that is refused", visitor: "editor", address: "metric/new?source=shop", act: refused },
  { name: "import", visitor: "editor", address: "import" },
  { name: "import that is looked at", visitor: "editor", address: "import", act: looked },
  { name: "sources", visitor: "admin", address: "sources" },
  { name: "sources with a failed test", visitor: "admin", address: "sources", act: noConnection },
  { name: "settings", visitor: "admin", address: "settings" },
  { name: "login", visitor: "nobody", address: "login" },
  { name: "not found", visitor: "viewer", address: "no/such/page" },
  { name: "not allowed", visitor: "viewer", address: "settings" },
];

/** Goes to a page of the list. */
export async function open(page, { address, act }) {
  await page.goto(address);
  await act?.(page);
}

async function knownDay(page) {
  await page.getByRole("slider").first().focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("Origin").waitFor();
}

async function refusedValue(page) {
  await field(page, "value").fill("3oo");
  await page.getByRole("button", { name: "Save the value" }).click();
  await page.locator(".field__error").waitFor();
}

async function plan(page) {
  await page.getByText("Fill backwards").click();
  await page.getByRole("button", { name: "Show what would change" }).click();
  await page.locator("#plan").waitFor();
}

async function tried(page) {
  await page.getByRole("button", { name: "Try it" }).last().click();
  await page.locator(".trial__figure").waitFor();
}

async function looked(page) {
  await page.getByText("Paste a table instead").click();
  await field(page, "pasted").fill("date,branch,visits\n2026-11-01,Nord,5\n2026-11-01,Süd,x");
  await page.getByRole("button", { name: "Look at it" }).click();
  await page.getByRole("button", { name: "Import 1 value" }).waitFor();
}

async function refused(page) {
  await field(page, "slug").fill("Not A Slug!");
  await page.getByRole("button", { name: "Save the metric" }).click();
  await page.locator(".field__error").first().waitFor();
}

async function noConnection(page) {
  await field(page, "slug").fill("other");
  await field(page, "url").fill("postgres://reader:secret@127.0.0.1:1/shop");
  await page.getByRole("button", { name: "Test the connection" }).click();
  await page.locator(".field.is-invalid").waitFor();
}

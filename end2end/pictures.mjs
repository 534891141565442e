// Pictures of the demo: those of the README and of docs/, and every page in every look for review.
//
//     node pictures.mjs [folder for the review, /tmp/dbag-pictures unless named]
//
// Takes the program that DBAG_TEST_PROGRAM names, else target/release/dbag, else target/debug/dbag.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as browserOf } from "@playwright/test";
import { chromium } from "./playwright.config.js";
import { daysAgo } from "./support/seed.js";
import { PROGRAM, newFolder, removeFolder, serve } from "./support/site.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const release = here("../target/release/dbag");
const program = process.env.DBAG_TEST_PROGRAM ?? (existsSync(release) ? release : PROGRAM);
const shown = here("../docs/pictures");
const review = process.argv[2] ?? "/tmp/dbag-pictures";

/** Name, address below the site's, and what is done there before the picture is taken. */
const PAGES = [
  ["gallery", ""],
  ["metric", "metric/orders"],
  ["metric-area", "metric/users?range=12m"],
  ["metric-compared", "metric/revenue?range=30d&compare=previous"],
  ["metric-weeks", "metric/orders?range=12m&step=week&compare=year"],
  ["metric-object", "metric/customer-revenue"],
  ["metric-cursor", "metric/orders", cursor],
  ["metric-refused", "metric/orders", refuseValue],
  ["metric-plan", "metric/orders", plan],
  ["editor-new", "metric/new"],
  ["editor-sql", "metric/revenue/edit"],
  ["editor-tried", "metric/orders/edit", tried],
  ["editor-refused", "metric/orders/edit", refuseMetric],
  ["sources", "sources"],
  ["sources-failed", "sources", failTest],
  ["settings", "settings"],
  ["not-found", "no/such/page"],
  ["dashboard", "d/shop"],
  ["dashboard-compared", "d/shop?range=last-month&step=week&compare=year"],
  ["dashboard-cursor", "d/shop", readPanels],
  ["dashboard-django", "d/django?range=all"],
  ["dashboard-customer", "d/customer/1"],
  ["dashboard-choose", "d/customer"],
  ["dashboard-wall", "d/shop?wall=1"],
  ["dashboard-editor", "d/shop/edit", openPanel],
  ["dashboard-new", "d/new"],
  ["dashboard-day", "d/shop", knownDay],
  ["dashboard-share", "d/customer/share", toPreview],
  ["day", `metric/orders/day/${daysAgo(2)}`],
  ["objects", "objects/customer?sort=customer-revenue"],
  ["objects-described", "objects/customer?find=zz", unfold],
  ["object", "objects/customer/1", unfold],
];

/** What is the same for every picture. */
const USUAL = { locale: "en-GB", timezoneId: "UTC" };

const LIGHT = { ...USUAL, colorScheme: "light", viewport: { width: 1280, height: 800 } };
const TALL = { ...LIGHT, viewport: { width: 1280, height: 960 } };
const DARK = { ...TALL, colorScheme: "dark" };
const PHONE = { ...LIGHT, viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 };

/** The pictures in docs/: name, look, address, and what is done before. */
const SHOWN = [
  ["gallery", LIGHT, ""],
  ["metric", LIGHT, "metric/orders"],
  ["dashboard", TALL, "d/shop", readPanels],
  ["dashboard-customer", TALL, "d/customer/1"],
  ["dashboard-dark", DARK, "d/shop?range=12m&compare=year"],
  ["dashboard-phone", PHONE, "d/shop"],
  ["editor", TALL, "d/shop/edit", openPanel],
  ["templates", TALL, "d/new", toTemplates],
  ["day", LIGHT, "d/shop", knownDay],
  ["objects", TALL, "objects/customer?sort=customer-revenue"],
];

const LOOKS = ["light", "dark"].flatMap((colorScheme) =>
  [360, 768, 1280, 1920].map((width) => ({ ...USUAL, colorScheme, viewport: { width, height: 800 } })),
);

const folder = newFolder();
const demo = await serve(folder, { program, flags: ["--demo", "--no-scheduler"] });
const browser = await browserOf.launch(chromium);
try {
  mkdirSync(shown, { recursive: true });
  mkdirSync(review, { recursive: true });
  const storageState = await signIn();
  await takeShown(storageState);
  await takeEmbedded();
  for (const look of LOOKS) {
    await takeInside(storageState, look);
    await takeStart(look);
  }
} finally {
  await browser.close();
  await demo.stop();
  removeFolder(folder);
}

/** Signs in with what the demo printed. */
async function signIn() {
  const email = demo.said().match(/[\w.]+@[\w.]+/)?.[0];
  const password = demo.said().match(/with the password (\S+)/)?.[1];
  if (!email || !password) throw new Error(`the demo printed no sign-in:\n${demo.said()}`);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${demo.address}/login`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Dashboards" }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

async function takeShown(storageState) {
  for (const [name, look, address, act] of SHOWN) {
    const context = await browser.newContext({ ...look, storageState });
    const page = await context.newPage();
    await open(page, `${demo.address}/${address}`);
    // Whoever comes a second time has the font.
    await open(page, `${demo.address}/${address}`);
    await act?.(page);
    await page.screenshot({ path: join(shown, `${name}.png`) });
    await context.close();
  }
}

/** A customer's page in a shop that embeds: another origin, its own colours and letters. */
async function takeEmbedded() {
  const shop = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(shopPage(token));
  });
  await new Promise((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const origin = `http://localhost:${shop.address().port}`;
  const dbag = (...args) => execFileSync(program, [...args, "--data-dir", folder], { encoding: "utf8" });
  dbag("embed", "key", "add", "shop");
  dbag("dashboard", "embed", "customer", "--on", "--origin", origin);
  const token = dbag("embed", "sign", "--dashboard", "customer", "--object", "customer/1").trim();
  const context = await browser.newContext({ ...LIGHT, viewport: { width: 1000, height: 660 } });
  const page = await context.newPage();
  await page.goto(origin);
  const frame = page.frameLocator("dbag-dashboard iframe");
  await frame.locator(".panel").first().waitFor();
  await page.waitForFunction(() => {
    const frame = document.querySelector("dbag-dashboard").shadowRoot.querySelector("iframe");
    return frame.offsetHeight > 600;
  });
  await page.screenshot({ path: join(shown, "embed.png") });
  await context.close();
  shop.close();
  shop.closeAllConnections();
}

/** What a shop would write; whose numbers are shown, the token says. */
function shopPage(token) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Papermill</title>
<link rel="icon" href="data:,">
<style>
  body { margin: 0; background: #f7f2e7; color: #3a2d1a; font-family: "Liberation Serif", Georgia, serif;
    --dbag-surface: #fffdf8; --dbag-text: #3a2d1a; --dbag-accent: #a3391f; --dbag-series: #a3391f;
    --dbag-font: Liberation Serif, Georgia, serif; --dbag-radius: 10px; }
  header { display: flex; gap: 24px; padding: 14px 32px; background: #3a2d1a; color: #f7f2e7; }
  header b { flex: 1; }
  main { padding: 12px 32px; }
  h1 { font-weight: 400; }
</style>
<script src="${demo.address}/embed.js" async></script>
<header><b>Papermill</b><span>Catalogue</span><span>Orders</span><span>Acme Tools</span></header>
<main>
<h1>Good to see you, Acme Tools</h1>
<dbag-dashboard token="${token}" titled="false" bordered></dbag-dashboard>
</main>
</html>`;
}

/** Every page that one sees signed in. */
async function takeInside(storageState, look) {
  const context = await browser.newContext({ ...look, storageState });
  const page = await context.newPage();
  page.on("dialog", (dialog) => dialog.accept());
  for (const [name, address, act] of PAGES) {
    await open(page, `${demo.address}/${address}`);
    await act?.(page);
    await take(page, name, look);
  }
  await context.close();
}

/** Signing in, and the first start on an empty folder. */
async function takeStart(look) {
  const folder = newFolder();
  const empty = await serve(folder, { program, flags: ["--no-scheduler"] });
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await open(page, `${demo.address}/login`);
  await take(page, "login", look);
  await open(page, `${empty.address}/setup?code=${empty.setupCode}`);
  await take(page, "setup", look);
  await page.getByLabel("E-mail").fill("ann@example.com");
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Create the administrator" }).click();
  await page.getByRole("heading", { name: "Sources" }).waitFor();
  await take(page, "sources-empty", look);
  await open(page, `${empty.address}/`);
  await take(page, "gallery-empty", look);
  await context.close();
  await empty.stop();
  removeFolder(folder);
}

async function take(page, name, { colorScheme, viewport }) {
  const file = `${name}-${colorScheme}-${viewport.width}.png`;
  await page.screenshot({ path: join(review, file), fullPage: true });
  console.log(file);
}

async function open(page, address) {
  await page.goto(address);
  if (await page.locator("leptos-island").count()) {
    await page.locator("html[data-awake]").waitFor({ state: "attached" });
  }
  await page.evaluate(() => document.fonts.ready);
}

/** What is known of a day, over the chart that was clicked. */
async function knownDay(page) {
  const picture = page.locator(".panel.is-bars .panel__picture").first();
  await picture.scrollIntoViewIfNeeded();
  const box = await picture.boundingBox();
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2);
  await page.getByRole("dialog").getByText("Origin").waitFor();
}

async function toTemplates(page) {
  await page.evaluate(() => {
    document.querySelector(".sketch").closest("details").scrollIntoView();
    scrollBy(0, -72);
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** The preview is drawn when it is looked at. */
async function toPreview(page) {
  await page.locator("iframe[title=Preview]").scrollIntoViewIfNeeded();
  await page.frameLocator("iframe[title=Preview]").locator(".panel").first().waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

/** Everything that unfolds below a page. */
async function unfold(page) {
  for (const summary of await page.locator(".disclosure > summary").all()) await summary.click();
}

async function cursor(page) {
  const box = await page.locator(".figure__picture").boundingBox();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  await page.locator(".chart__cursor").waitFor({ state: "attached" });
}

async function refuseValue(page) {
  await page.locator("[name=value]").fill("3oo");
  await page.getByRole("button", { name: "Save the value" }).click();
  await page.locator(".field__error").waitFor();
}

async function plan(page) {
  await page.locator("summary", { hasText: "Fill backwards" }).click();
  await page.getByRole("button", { name: "Show what would change" }).click();
  await page.locator("#plan").waitFor();
}

async function tried(page) {
  await page.getByRole("button", { name: "Try it" }).last().click();
  await page.locator(".trial__figure").waitFor();
}

async function refuseMetric(page) {
  await page.locator("[name=slug]").fill("Not A Slug!");
  await page.getByRole("button", { name: "Save the metric" }).click();
  await page.locator(".field__error").first().waitFor();
}

async function failTest(page) {
  await page.locator("[name=slug]").fill("crm");
  await page.locator("[name=url]").fill("postgres://reader:secret@127.0.0.1:1/crm");
  await page.getByRole("button", { name: "Test the connection" }).click();
  await page.locator(".field.is-invalid").waitFor();
}

/** A cursor in one panel stands at the same day in all of them. */
async function readPanels(page) {
  const picture = page.locator(".panel.is-bars .panel__picture").first();
  await picture.scrollIntoViewIfNeeded();
  const box = await picture.boundingBox();
  await page.mouse.move(box.x + box.width * 0.55, box.y + box.height / 2);
  await page.locator(".reading__line").first().waitFor({ state: "attached" });
}

/** Opens the form of the first chart. */
async function openPanel(page) {
  await page.locator(".panel.is-bars .edited__title").first().click();
  await page.locator("#open").waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
}

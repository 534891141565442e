// Visits a dashboard as a browser that was never there, and tells what that took.
//
//     node dashboard.mjs <page> <page of lines alone> <cookie header> <visits> <panels>
//
// Times are those of the browser's own clock, from asking for the page. Load and painting compete
// with the server for the same processors, as they do on a machine of one's own.

import { createRequire } from "node:module";

const require = createRequire(new URL("../../end2end/package.json", import.meta.url));
const { chromium } = require("@playwright/test");
const { chromium: system } = await import("../../end2end/playwright.config.js");

const [page, limit, header, visits, panels] = process.argv.slice(2);
const cookie = header.replace(/^cookie: /, "");

/** Panels that have something to be painted. */
const DRAWN = ".panel:has(> .panel__picture svg, > .panel__scroll .table)";
const MOVES = 100;

const browser = await chromium.launch(system);
try {
  await visit(page, 1);
  const told = [];
  for (let at = 0; at < Number(visits); at += 1) told.push(await visit(page, MOVES));
  console.log(JSON.stringify(told));
} finally {
  await browser.close();
}

async function visit(address, moves) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: new URL(address).origin }]);
  const bare = await context.newPage();
  await bare.addInitScript(watch, ["svg", Number(panels)]);
  await bare.goto(limit, { waitUntil: "load" });
  await bare.waitForFunction(() => window.seen.painted);
  const limit_painted_ms = await bare.evaluate(() => window.seen.painted);
  await bare.close();
  const tab = await context.newPage();
  await tab.addInitScript(watch, [DRAWN, Number(panels)]);
  await tab.goto(address, { waitUntil: "load" });
  await tab.waitForFunction(() => window.seen.painted && window.seen.awake);
  const loaded = await tab.evaluate(load);
  const cursor = await tab.evaluate(move, moves);
  await context.close();
  return { ...loaded, limit_painted_ms, ...cursor };
}

/** In the page, before anything of it: notes when all is painted, and when the cursor answers. */
function watch([drawn, panels]) {
  const seen = (window.seen = {});
  // The first message after a frame's callbacks comes when it was painted.
  const painted = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(0);
    });
  const look = () => {
    const has = document.querySelectorAll(drawn).length;
    if (!seen.asked && has >= panels) {
      seen.asked = true;
      seen.panels = has;
      painted(() => (seen.painted = performance.now()));
    }
    if (!seen.awake && document.documentElement?.hasAttribute("data-awake")) {
      seen.awake = performance.now();
    }
  };
  const all = { childList: true, subtree: true, attributes: true, attributeFilter: ["data-awake"] };
  new MutationObserver(look).observe(document, all);
}

/** In the page: what loading it took. */
function load() {
  const { seen } = window;
  const [html] = performance.getEntriesByType("navigation");
  const all = [html, ...performance.getEntriesByType("resource")];
  const until = (time) => all.filter((one) => one.responseEnd <= time);
  const kib = (some) => some.reduce((sum, one) => sum + one.transferSize, 0) / 1024;
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return {
    first_paint_ms: paint.startTime,
    painted_ms: seen.painted,
    painted_after_html_ms: seen.painted - html.responseEnd,
    awake_ms: seen.awake,
    panels: seen.panels,
    requests: until(seen.painted).length,
    kib: kib(until(seen.painted)),
    kib_awake: kib(until(seen.awake)),
    nodes: document.querySelectorAll("*").length,
  };
}

/** In the page: moves over a chart, a frame apart; of three times the one that others disturbed
    least, for the browser's clock goes on while they have the processor. */
async function move(moves) {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const picture = document.querySelector(".panel.is-line .panel__picture");
  const day = picture.closest(".panel").querySelector(".panel__day");
  picture.scrollIntoView({ block: "center" });
  await frame();
  const { left, top, width, height } = picture.getBoundingClientRect();
  const p95 = (times) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
  let late = 0;
  const pass = async () => {
    const [handler, laidOut] = [[], []];
    for (let at = 0; at < moves; at += 1) {
      const before = day.textContent;
      // Back and forth, and never the same day twice in a row.
      const clientX = left + width * (0.1 + (0.8 * ((at * 37) % moves)) / moves);
      const event = { bubbles: true, pointerType: "mouse", clientX, clientY: top + height / 2 };
      const begun = performance.now();
      picture.dispatchEvent(new PointerEvent("pointermove", event));
      handler.push(performance.now() - begun);
      document.body.getBoundingClientRect();
      laidOut.push(performance.now() - begun);
      await frame();
      if (day.textContent === before) late += 1;
    }
    // The next pass begins where this one did not end.
    picture.dispatchEvent(new PointerEvent("pointerleave", { bubbles: true }));
    return [p95(handler), p95(laidOut)];
  };
  const passes = [await pass(), await pass(), await pass()];
  const least = (at) => Math.min(...passes.map((one) => one[at]));
  return {
    handler_p95_ms: least(0),
    laid_out_p95_ms: least(1),
    late_frames: (late * 100) / (3 * moves),
  };
}

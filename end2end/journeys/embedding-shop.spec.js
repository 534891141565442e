// The shop of examples/embedding on one host, Dbag on another: each customer sees their own numbers
// in every way of embedding, and whoever tampers with anything is refused.

import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { CUSTOMERS, other, startEmbedding } from "../support/embedding.js";
import { PASSWORD, PEOPLE } from "../support/seed.js";
import { expect, session, test as base } from "../support/test.js";
import { overflowing } from "../support/width.js";

const test = base.extend({
  /** Dbag, the shop, and two hosts of pages; see `startEmbedding`. */
  embedding: [
    async ({}, use) => {
      const embedding = await startEmbedding();
      await use(embedding);
      await embedding.stop();
    },
    { scope: "worker" },
  ],
});

test.use({ visitor: "nobody" });
// One worker, so that there is one shop.
test.describe.configure({ mode: "default" });

const DASHBOARD = ["--dashboard", "account"];
const METRIC = ["--metric", "account-orders"];
/** The frames of a page: those of elements, and one without. */
const [BOARD, PANEL, PLAIN] = ["dbag-dashboard iframe", "dbag-panel iframe", "#plain"];
/** What a picture is at least, in bytes, if something is drawn in it. */
const DRAWN = 300;

for (const [name, { own }] of Object.entries(CUSTOMERS)) {
  test(`${name} sees their own numbers in every way`, async ({ page, context, embedding }) => {
    const embedded = [];
    context.on("response", (response) => {
      if (response.url().startsWith(`${embedding.address}/embed/`)) embedded.push(response);
    });
    await enter(page, embedding, name);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Good to see you, ${name}`);
    const foreign = CUSTOMERS[other(name)].own;

    for (const frame of frames(page)) {
      await expect(frame.locator(".panel").first()).toContainText(own);
      expect(await frame.locator("body").textContent()).not.toMatch(foreign);
    }
    await expect(frames(page)[0].locator(".panel")).toHaveCount(4);

    for (const id of ["badge", "svg", "png"]) {
      const picture = page.locator(`#${id}`);
      await picture.scrollIntoViewIfNeeded();
      await expect.poll(() => picture.evaluate(({ naturalWidth }) => naturalWidth)).toBeGreaterThan(50);
    }
    for (const id of ["badge", "svg"]) {
      const text = await (await page.request.get(await page.locator(`#${id}`).getAttribute("src"))).text();
      expect(text).toMatch(own);
      expect(text).not.toMatch(foreign);
    }
    const svg = await page.locator("#svg").getAttribute("src");
    const csv = await (await page.request.get(svg.replace(/\.svg\?.*/, ".csv"))).text();
    expect(csv).toMatch(plain(own));
    expect(csv).not.toMatch(plain(foreign));

    // Nothing of it needs a cookie, and nothing of it gives one.
    expect(embedded.length).toBeGreaterThanOrEqual(6);
    for (const response of embedded) {
      expect(await response.request().headerValue("cookie"), response.url()).toBeNull();
      expect(await response.request().headerValue("referer"), response.url()).toBeNull();
      expect(await response.headerValue("set-cookie"), response.url()).toBeNull();
    }
  });
}

test("a link shows its customer to whoever has it, and unfurls", async ({ page, browser, embedding }) => {
  await enter(page, embedding, "Acme");
  const oembed = await page.locator("#oembed").getAttribute("href");
  const answer = await page.request.get(oembed);
  expect(answer.status()).toBe(200);
  const told = await answer.json();
  expect(told).toMatchObject({ version: "1.0", provider_name: "Dbag", title: expect.stringContaining("Acme") });
  expect(["rich", "photo"]).toContain(told.type);
  const picture = await page.request.get(told.thumbnail_url);
  expect(picture.headers()["content-type"]).toBe("image/png");

  // Whoever has it has no session, neither of the shop nor of Dbag.
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(await page.locator("#link").getAttribute("href"));
  await expect(stranger.locator(".panel").first()).toContainText(CUSTOMERS.Acme.own);
  expect(await stranger.content()).not.toMatch(CUSTOMERS.Globex.own);
  for (const name of ["og:title", "og:image", "og:url"]) {
    await expect(stranger.locator(`meta[property="${name}"]`)).toHaveAttribute("content", /./);
  }
  const discovered = stranger.locator('link[type="application/json+oembed"]');
  const found = await page.request.get(await discovered.getAttribute("href"));
  expect(await found.json()).toMatchObject({ version: "1.0" });
  await context.close();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a frame shows every number and chart at its first paint", async ({ page, embedding }) => {
    await enter(page, embedding, "Acme");
    await page.locator(PLAIN).scrollIntoViewIfNeeded();
    await expect(frameOf(page, PLAIN).locator(".reading__number")).toHaveText(/^[\d,]+ orders$/);
    const token = embedding.sign([...DASHBOARD, "--object", "customer/42"]);
    const frame = `<iframe id="plain" src="${embedding.address}/embed/dashboard/${token}"></iframe>`;
    await page.goto(embedding.host.put("/plain", frame));
    const shown = frameOf(page, PLAIN);
    await expect(shown.locator(".panel")).toHaveCount(4);
    const numbers = [/^1,\d{3}$/, /^€\d,\d{3}$/, /^€[\d,]+$/, /^[\d,]+ orders$/];
    await expect(shown.locator(".reading__number")).toHaveText(numbers);
    await expect(shown.locator("svg.chart")).toHaveCount(2);
    await expect(shown.locator("svg.spark")).toHaveCount(2);
  });
});

test("whoever is not signed in gets no token, and nobody gets another's", async ({ page, embedding, request }) => {
  const address = `${embedding.shop.address}/dbag-token`;
  const refused = await request.get(address);
  expect(refused.status()).toBe(401);
  expect(await refused.text()).not.toContain("ey");
  await enter(page, embedding, "Acme");
  for (const more of ["", "?customer=43", "?object=43", "/orders", "/orders?customer=43"]) {
    const { token } = await (await page.request.get(address + more)).json();
    expect(claimsOf(token).params, more).toEqual({ customer: CUSTOMERS.Acme.key });
  }
});

test("whatever is done to a token or to an address, nothing is shown", async ({ embedding, request }) => {
  const acme = ["--object", "customer/42"];
  const doors = [
    { path: "dashboard", end: "", token: embedding.sign([...DASHBOARD, ...acme]) },
    { path: "panel", end: "", token: embedding.sign([...METRIC, ...acme]) },
    { path: "panel", end: ".svg", token: embedding.sign([...METRIC, ...acme]) },
    { path: "panel", end: ".png", token: embedding.sign([...METRIC, ...acme]) },
    { path: "panel", end: ".csv", token: embedding.sign([...METRIC, ...acme]) },
    { path: "badge", end: ".svg", token: embedding.sign([...METRIC, ...acme]) },
    { path: "badge", end: ".json", token: embedding.sign([...METRIC, ...acme]) },
  ];
  for (const { path, end, token } of doors) {
    const get = (token, query = "") =>
      request.get(`${embedding.address}/embed/${path}/${token}${end}${query}`, { failOnStatusCode: false });
    const good = await get(token);
    expect(good.status(), `${path}${end} as it is`).toBe(200);
    expect((await good.body()).length).toBeGreaterThan(end === ".json" ? 20 : DRAWN);

    for (const [what, forged] of Object.entries(forgeries(token))) {
      const answer = await get(forged);
      expect([400, 401, 403, 404], `${path}${end}, ${what}: ${answer.status()}`).toContain(answer.status());
      await isNeutral(answer, `${path}${end}, ${what}`);
    }
    for (const query of ["?object=43", "?customer=43", "?params=%7B%22customer%22%3A%2243%22%7D", "?token=x"]) {
      const answer = await get(token, query);
      expect(answer.status(), `${path}${end}${query}`).toBe(400);
      await isNeutral(answer, `${path}${end}${query}`);
    }
  }
});

test("a token opens what it is for, and no other page or object", async ({ embedding, request }) => {
  const get = (path) => request.get(`${embedding.address}/embed/${path}`, { failOnStatusCode: false });
  const dashboard = embedding.sign([...DASHBOARD, "--object", "customer/42"]);
  const metric = embedding.sign([...METRIC, "--object", "customer/42"]);
  const spending = embedding.sign(["--metric", "account-spending", "--object", "customer/42"]);
  const nobodys = embedding.sign(DASHBOARD);
  for (const path of [
    `dashboard/${metric}`,
    `panel/${dashboard}`,
    `panel/${dashboard}?panel=999999`,
    `panel/${spending}`,
    `dashboard/${nobodys}`,
    `badge/${dashboard}.svg`,
  ]) {
    const answer = await get(path);
    expect([400, 401, 403], path).toContain(answer.status());
    await isNeutral(answer, path);
  }
  // One panel of the dashboard, by its number, obeys the same lock.
  const [, panel] = (await (await get(`dashboard/${dashboard}`)).text()).match(/id="p(\d+)"/);
  const alone = await (await get(`panel/${dashboard}?panel=${panel}`)).text();
  expect(alone).toMatch(CUSTOMERS.Acme.own);
  expect(alone).not.toMatch(CUSTOMERS.Globex.own);
});

test("curl fetches a picture once, and is refused what was tampered with", async ({ embedding }) => {
  const token = embedding.sign([...METRIC, "--object", "customer/42"]);
  const curl = (...args) => execFileSync("curl", ["--silent", "--show-error", ...args], { encoding: "utf8" });
  const status = (...args) => curl("--output", "/dev/null", "--write-out", "%{http_code} %{size_download}", ...args);
  const address = `${embedding.address}/embed/panel/${token}.png?width=400&height=200`;
  const [, tag] = curl("--head", address).match(/etag: ("[0-9a-f]+")/i);
  expect(status(address)).toMatch(/^200 [1-9]\d{3,}$/);
  expect(status("--header", `If-None-Match: ${tag}`, address)).toBe("304 0");
  expect(status(address.replace(token, cut(token)))).toMatch(/^401 /);
  expect(status(`${address}&object=43`)).toMatch(/^400 /);
});

test("whoever is signed in to Dbag is nobody to an embed", async ({ embedding, request }) => {
  const { cookies } = await session(embedding.address, PEOPLE.admin, PASSWORD);
  const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
  const token = embedding.sign([...DASHBOARD, "--object", "customer/42"]);
  for (const [address, status] of [
    [`${embedding.address}/embed/dashboard/${token}`, 200],
    [`${embedding.address}/embed/dashboard/${cut(token)}`, 401],
  ]) {
    const [asAdmin, asNobody] = [await request.get(address, { headers }), await request.get(address)];
    expect(asAdmin.status()).toBe(status);
    expect(await asAdmin.text()).toBe(await asNobody.text());
    expect(asAdmin.headers()["set-cookie"]).toBeUndefined();
  }
});

test("only the sites that are named may frame it", async ({ browser, embedding }) => {
  const token = embedding.sign([...DASHBOARD, "--object", "customer/42"]);
  const body = `<iframe src="${embedding.address}/embed/dashboard/${token}"></iframe>`;
  for (const [site, isShown] of [
    [embedding.host, true],
    [embedding.stranger, false],
  ]) {
    // Outside of the watcher: the browser says in the console what it stopped.
    const context = await browser.newContext();
    const page = await context.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    await page.goto(site.put("/framed", body));
    await expect(page.frameLocator("iframe").locator(".panel")).toHaveCount(isShown ? 4 : 0);
    if (!isShown) await expect.poll(() => said.join()).toContain("frame-ancestors");
    await context.close();
  }
});

test("heights follow the content, at every width", async ({ page, embedding }) => {
  await enter(page, embedding, "Acme");
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    for (const selector of [BOARD, PANEL, PLAIN]) {
      await page.locator(selector).scrollIntoViewIfNeeded();
      const main = frameOf(page, selector).locator("main");
      await expect
        .poll(async () => {
          const high = await main.evaluate((main) => Math.ceil(main.getBoundingClientRect().bottom));
          return (await heightOf(page, selector)) - high;
        }, `${selector} at ${width}`)
        .toBe(0);
    }
    expect(await overflowing(page)).toEqual([]);
  }
});

test("a height that another frame tells has no effect", async ({ page, embedding }) => {
  const token = embedding.sign([...DASHBOARD, "--object", "customer/42"]);
  const forge = "setInterval(() => [1, 5000].forEach((height) => parent.postMessage({ dbag: 1, height }, '*')), 20)";
  const address = embedding.host.put(
    "/forged",
    `<script src="${embedding.address}/embed.js" async></script>
     <dbag-dashboard token="${token}"></dbag-dashboard>
     <iframe id="plain" src="${embedding.address}/embed/dashboard/${token}"></iframe>
     <iframe id="evil" height="70" srcdoc="<script>${forge}</script>"></iframe>`,
  );
  await page.goto(address);
  const selectors = [BOARD, PLAIN];
  const highs = [];
  for (const selector of selectors) {
    await expect(frameOf(page, selector).locator(".panel")).toHaveCount(4);
    await expect.poll(() => heightOf(page, selector)).toBeGreaterThan(300);
    highs.push(await heightOf(page, selector));
  }
  // Many messages of the other frame have come by when its own page has counted some.
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        let seen = 0;
        addEventListener("message", () => (seen += 1) === 20 && resolve());
      }),
  );
  for (const [at, selector] of selectors.entries()) expect(await heightOf(page, selector)).toBe(highs[at]);
  expect(await heightOf(page, "#evil")).toBe(70);

  // The control: of the frame itself the same message counts, if it is a height.
  for (const [told, heard] of [
    [777, 777],
    [20_001, 777],
    ["5", 777],
    [-1, 777],
  ]) {
    for (const selector of selectors) {
      const tell = (_, height) => parent.postMessage({ dbag: 1, height }, "*");
      await frameOf(page, selector).locator("main").evaluate(tell, told);
      await expect.poll(() => heightOf(page, selector)).toBe(heard);
    }
  }
});

test("the theme and the look are those of the page", async ({ page, embedding }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await enter(page, embedding, "Acme");
  const frame = frameOf(page, BOARD);
  // What the frame was loaded with: not every request of a frame is told.
  const loadedWith = async (name) => {
    const address = await frame.locator("html").evaluate(() => location.href);
    return new URL(address).searchParams.get(name);
  };
  const read = (root) => {
    const style = getComputedStyle(root);
    const value = (name) => style.getPropertyValue(`--${name}`).trim();
    return [root.dataset.theme, value("surface"), value("text"), value("accent")];
  };
  // A frame that is just being loaded has no look yet: it is asked again until it has the right one.
  const look = () => frame.locator("html").evaluate(read).catch(() => "loading");
  const [light, dark] = [
    ["light", "#fffdf8", "#23261f", "#a3391f"],
    ["dark", "#1f201b", "#efece3", "#f08a66"],
  ];
  await expect.poll(look).toEqual(light);
  expect(await loadedWith("surface"), "the first paint is right").toBe(light[1]);
  await frame.locator("html").evaluate((root) => (root.dataset.isFirst = "yes"));
  const toggle = page.getByRole("button", { name: "Light or dark" });
  await toggle.click();
  await expect.poll(look).toEqual(dark);
  await toggle.click();
  await expect.poll(look).toEqual(light);
  await expect(frame.locator("html"), "no frame is loaded again").toHaveAttribute("data-is-first", "yes");
  // Dark from the start, too: the next page knows it once the shop has answered.
  const kept = page.waitForResponse((response) => response.request().postData() === "theme=dark");
  await toggle.click();
  await kept;
  await expect.poll(look).toEqual(dark);
  await page.reload();
  await expect.poll(look).toEqual(dark);
  expect(await loadedWith("theme")).toBe("dark");
});

test("the theme of the system is followed, and an attribute is stronger", async ({ page, embedding }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await enter(page, embedding, "Acme");
  const root = frameOf(page, PANEL).locator("html");
  await expect(root).toHaveAttribute("data-theme", "dark");
  await page.emulateMedia({ colorScheme: "light" });
  await expect(root).toHaveAttribute("data-theme", "light");
  await page.locator("dbag-panel").evaluate((element) => element.setAttribute("theme", "dark"));
  await expect(root).toHaveAttribute("data-theme", "dark");
});

test("what is no colour, font or length is left out", async ({ page, embedding }) => {
  const token = embedding.sign([...METRIC, "--object", "customer/42"]);
  const style = [
    "--dbag-surface: url(https://example.com/x)",
    "--dbag-text: #12",
    "--dbag-accent: oklch(0.6 0.2 30)",
    "--dbag-series: color(display-p3 0 0.5 0)",
    "--dbag-font: 'Source Sans 3', Inter, a\\;b",
    "--dbag-radius: 3em",
  ].join(";");
  await page.goto(
    embedding.host.put(
      "/looks",
      `<script src="${embedding.address}/embed.js" async></script>
       <dbag-panel token="${token}" style="${style}"></dbag-panel>`,
    ),
  );
  const frame = frameOf(page, PANEL);
  await expect(frame.locator(".panel")).toHaveCount(1);
  const address = await frameElement(page, PANEL).evaluate(({ src }) => src);
  const query = Object.fromEntries(new URL(address).searchParams);
  expect(query).toEqual({
    theme: "light",
    accent: expect.stringMatching(/^#[\da-f]{6}$/),
    series: expect.stringMatching(/^#[\da-f]{6}$/),
    font: "Inter",
  });

  // Nor does the frame believe what it is told.
  const before = await frame.locator("html").evaluate(({ outerHTML }) => outerHTML.slice(0, 300));
  await frameElement(page, PANEL).evaluate(({ contentWindow }) => {
    const look = { theme: "night", surface: "red", text: "transparent", font: "a;b", radius: 33, width: "1" };
    contentWindow.postMessage({ dbag: 1, look }, "*");
    contentWindow.postMessage({ dbag: 1, look: { radius: 5 } }, "*");
  });
  const root = frame.locator("html");
  await expect.poll(() => root.evaluate(({ style }) => style.getPropertyValue("--look-radius"))).toBe("5px");
  expect(await root.evaluate(({ style }) => style.length)).toBe(1);
  expect(before).toContain('data-theme="light"');
  await expect(root).toHaveAttribute("data-theme", "light");
});

test("a fresh token is fetched before the old one is over", async ({ page, embedding }) => {
  await page.clock.install();
  const tokens = [];
  page.on("response", async (response) => {
    if (response.url() === `${embedding.shop.address}/dbag-token`) tokens.push((await response.json()).token);
  });
  await enter(page, embedding, "Acme");
  const frame = page.locator(BOARD);
  const panels = frameOf(page, BOARD).locator(".panel");
  await expect(panels).toHaveCount(4);
  await expect.poll(() => heightOf(page, BOARD)).toBeGreaterThan(300);
  const [high, steps] = [await heightOf(page, BOARD), await page.evaluate(() => history.length)];
  expect(tokens).toHaveLength(1);
  await page.clock.runFor("09:20");
  expect(tokens, "not before it is needed").toHaveLength(1);
  await page.clock.runFor("00:15");
  await expect.poll(() => tokens.length).toBe(2);
  await expect.poll(() => frame.count()).toBe(1);
  await expect(frame).toHaveAttribute("src", new RegExp(tokens[1].split(".")[2]));
  await expect(panels).toHaveCount(4);
  expect(await heightOf(page, BOARD)).toBe(high);
  expect(await page.evaluate(() => history.length), "going back leaves the page").toBe(steps);
});

test("a token that does not come is asked for again, and a page for signing in is none", async ({
  page,
  embedding,
  complaints,
}) => {
  await page.clock.install();
  let asked = 0;
  await page.route("**/dbag-token", (route) => {
    asked += 1;
    return asked < 3 ? route.fulfill({ status: 503, body: "later" }) : route.continue();
  });
  await enter(page, embedding, "Acme");
  await expect(page.getByText("Your numbers are on their way.")).toBeVisible();
  await expect.poll(() => asked).toBe(1);
  await page.clock.runFor("00:02");
  await expect.poll(() => asked).toBe(2);
  await page.clock.runFor("00:04");
  await expect(frameOf(page, BOARD).locator(".panel")).toHaveCount(4);
  await expect(page.getByText("Your numbers are on their way.")).toBeHidden();
  // The page for signing in, where a token was expected, is no token.
  await page.unroute("**/dbag-token");
  await page.route("**/dbag-token", (route) => {
    asked += 1;
    return route.fulfill({ body: "<!doctype html><title>Sign in</title>", contentType: "text/html" });
  });
  await page.clock.runFor("09:40");
  await expect.poll(() => asked).toBeGreaterThan(3);
  await expect(frameOf(page, BOARD).locator(".panel")).toHaveCount(4);
  await expect(page.locator(BOARD)).toHaveCount(1);
  // Developers are told, once for each time that it fails.
  expect(complaints.filter((text) => text.startsWith("warning: Dbag: no token from")).length).toBeGreaterThanOrEqual(2);
  const isOurs = (text) => /503.*\/dbag-token|^warning: Dbag: no token from \/dbag-token/.test(text);
  expect(complaints.filter((text) => !isOurs(text))).toEqual([]);
  complaints.length = 0;
});

test("elements follow their attributes, and end with them", async ({ page, embedding }) => {
  const signed = (key) => embedding.sign([...METRIC, "--object", `customer/${key}`]);
  await page.goto(
    embedding.host.put(
      "/attributes",
      `<script src="${embedding.address}/embed.js" async></script>
       <script src="${embedding.address}/embed.js" async></script>
       <style>iframe { display: none !important }</style>
       <dbag-panel token="${signed(42)}" range="7d"></dbag-panel>`,
    ),
  );
  const element = page.locator("dbag-panel");
  const frame = frameOf(page, PANEL);
  const picture = frame.locator(".panel__picture");
  await expect(picture).toHaveAttribute("data-slots", "7");
  await expect(frameElement(page, PANEL), "a stylesheet of the page cannot hide it").toBeVisible();
  await expect(frameElement(page, PANEL)).toHaveAttribute("title", "Panel");
  await element.evaluate((element) => {
    element.setAttribute("range", "30d");
    element.setAttribute("title", "My orders");
  });
  await expect(picture).toHaveAttribute("data-slots", "30");
  await expect(frameElement(page, PANEL)).toHaveAttribute("title", "My orders");
  await element.evaluate((element, token) => element.setAttribute("token", token), signed(43));
  await expect(picture).toHaveCount(1);
  await expect(frame.locator("body")).toContainText(/2\d\d,\d{3} orders/);
  await element.evaluate((element) => element.removeAttribute("token"));
  await expect(page.locator(PANEL)).toHaveCount(0);
  expect(await page.evaluate(() => Object.keys(window).filter((name) => /dbag|embed/i.test(name)))).toEqual([]);
});

test("a token goes to no site but Dbag's, whatever other scripts there are", async ({ page, request, embedding }) => {
  const token = embedding.sign([...METRIC, "--object", "customer/42"]);
  const script = await (await request.get(`${embedding.address}/embed.js`)).text();
  // A module does not know where it came from, and somebody else's script has the same name.
  const serve = (address, body) => page.route(address, (route) => route.fulfill({ contentType: "text/javascript", body }));
  await serve("**/copy.js", script);
  await serve(`${embedding.stranger.address}/embed.js`, "// Nothing of ours.");
  const told = [];
  page.on("request", (asked) => {
    if (asked.url().includes(token)) told.push(new URL(asked.url()).origin);
  });
  await page.goto(
    embedding.host.put(
      "/module",
      `<script src="${embedding.stranger.address}/embed.js"></script>
       <script src="/copy.js" type="module"></script>
       <dbag-panel id="homeless" token="${token}"></dbag-panel>
       <dbag-panel id="told" src="${embedding.address}" token="${token}"></dbag-panel>`,
    ),
  );
  await expect(frameOf(page, "#told iframe").locator(".panel")).toHaveCount(1);
  await expect(page.locator("#homeless iframe")).toHaveAttribute("src", new RegExp(`^${embedding.host.address}/embed/panel/`));
  expect(new Set(told)).toEqual(new Set([embedding.host.address, embedding.address]));
});

test("values are read by mouse, by touch and by arrow keys", async ({ page, embedding }) => {
  const token = embedding.sign([...DASHBOARD, "--object", "customer/42"]);
  await page.goto(
    embedding.host.put(
      "/cursor",
      `<script src="${embedding.address}/embed.js" async></script><dbag-dashboard token="${token}"></dbag-dashboard>`,
    ),
  );
  const frame = frameOf(page, BOARD);
  const line = frame.locator(".panel.is-line");
  const number = frame.locator(".panel.is-number").first();
  const picture = line.locator(".panel__picture");
  const told = (panel) =>
    panel.evaluate((panel) => ({
      isRead: panel.classList.contains("is-read"),
      number: panel.querySelector(".reading__number").textContent,
      day: panel.querySelector(".panel__day").textContent,
    }));
  await expect(picture).toHaveAttribute("role", "slider");
  await expect.poll(() => heightOf(page, BOARD)).toBeGreaterThan(300);
  const [atRest, alone] = [await told(line), await told(number)];
  const words = (await line.locator("[data-words]").getAttribute("data-words")).split("|");
  const from = Number(await picture.getAttribute("data-from"));
  // Its last day is today, which is not over.
  const dayTold = (slot) => dayOf(from + slot) + (slot === 29 ? ", so far" : "");
  const of = (slot) => ({ isRead: true, number: words[slot], day: dayTold(slot) });

  // By mouse: the others show the same day.
  const { width, height } = await picture.boundingBox();
  await picture.hover({ position: { x: width - 2, y: height / 2 } });
  await expect.poll(() => told(line)).toEqual(of(29));
  expect((await told(number)).day).toBe(dayTold(29));
  const place = await line.locator(".reading__dot").boundingBox();
  const edge = await picture.boundingBox();
  expect(Math.abs(place.x + place.width / 2 - (edge.x + edge.width))).toBeLessThan(2);
  await line.locator(".panel__title").hover();
  await expect.poll(() => told(line)).toEqual(atRest);
  expect(await told(number)).toEqual(alone);

  // By keys.
  await picture.focus();
  for (const [key, slot] of [
    ["ArrowLeft", 28],
    ["Shift+ArrowLeft", 21],
    ["ArrowRight", 22],
    ["PageDown", 0],
    ["PageUp", 29],
    ["Home", 0],
    ["End", 29],
  ]) {
    await page.keyboard.press(key);
    expect(await told(line), key).toEqual(of(slot));
    await expect(picture).toHaveAttribute("aria-valuenow", String(slot));
    await expect(picture).toHaveAttribute("aria-valuetext", `${of(slot).day}, ${words[slot]}`);
  }
  await page.keyboard.press("Escape");
  expect(await told(line)).toEqual(atRest);

  // By touch: a finger's drag, and nothing after it is lifted.
  await picture.evaluate((picture) => {
    const box = picture.getBoundingClientRect();
    const touch = (type, x) =>
      picture.dispatchEvent(
        new PointerEvent(type, { pointerType: "touch", bubbles: true, clientX: x, clientY: box.top + 20 }),
      );
    touch("pointerdown", box.right - 2);
    touch("pointermove", box.right - 1);
  });
  expect(await told(line)).toEqual(of(29));
  await picture.evaluate((picture) => picture.dispatchEvent(new PointerEvent("pointerleave")));
  expect(await told(line)).toEqual(atRest);
});

test("a frame has no origin, no cookies and no storage", async ({ page, embedding }) => {
  await enter(page, embedding, "Acme");
  for (const frame of frames(page)) {
    // Until its page is there, a frame holds an empty one of the host's.
    await expect(frame.locator(".panel").first()).toBeVisible();
    const found = await frame.locator("html").evaluate(() => {
      const tried = (read) => {
        try {
          return read();
        } catch (error) {
          return error.name;
        }
      };
      return [
        self.origin,
        tried(() => document.cookie),
        tried(() => localStorage.length),
        tried(() => parent.document.title),
        document.referrer,
      ];
    });
    expect(found).toEqual(["null", "SecurityError", "SecurityError", "SecurityError", ""]);
  }
});

test("the scripts are as small as they promise", async ({ request, embedding }) => {
  const bytes = async (path) => (await request.get(`${embedding.address}/${path}`)).body();
  expect(gzipSync(await bytes("embed.js"), { level: 9 }).length).toBeLessThan(4096);
  expect((await bytes("embed-frame.js")).length).toBeLessThanOrEqual(4096);
});

/** Signs in to the shop. */
async function enter(page, { shop }, name) {
  const { email, password } = CUSTOMERS[name];
  await page.goto(shop.address);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The frames of the shop's page: a dashboard, a panel, and one without an element. */
function frames(page) {
  return [BOARD, PANEL, PLAIN].map((selector) => frameOf(page, selector));
}

/** A frame; of an element that loads another, that one. */
function frameElement(page, selector) {
  return page.locator(selector).last();
}

/** What is in a frame. */
function frameOf(page, selector) {
  return page.frameLocator(selector).last();
}

function heightOf(page, selector) {
  return frameElement(page, selector).evaluate(({ clientHeight }) => clientHeight);
}

/** A number as a file writes it: without commas. */
function plain({ source }) {
  return new RegExp(source.replaceAll(",", ""));
}

/** A day, as days since 1970, as a cursor says it. */
function dayOf(days) {
  const day = new Date(days * 86_400_000);
  const part = (options) => day.toLocaleDateString("en-US", { ...options, timeZone: "UTC" });
  return `${part({ weekday: "short" })} ${day.getUTCDate()} ${part({ month: "short" })} ${day.getUTCFullYear()}`;
}

function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}

const encoded = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A token with its last letters gone. */
function cut(token) {
  return token.slice(0, -4);
}

/** A token as somebody would change it who has no key. */
function forgeries(token) {
  const [head, body, signature] = token.split(".");
  const header = JSON.parse(Buffer.from(head, "base64url").toString());
  const claims = claimsOf(token);
  const signed = (header, claims, signature) => [encoded(header), encoded(claims), signature].join(".");
  const later = { ...claims, exp: claims.exp + 3600 };
  const globex = { ...claims, params: { customer: CUSTOMERS.Globex.key } };
  return {
    "another object": signed(header, globex, signature),
    "both objects": signed(header, { ...claims, params: { customer: ["42", "43"] } }, signature),
    "no object": signed(header, { ...claims, params: {} }, signature),
    "a later end": signed(header, later, signature),
    "no algorithm": signed({ ...header, alg: "none" }, globex, ""),
    "no algorithm, signed": signed({ ...header, alg: "none" }, globex, signature),
    "NONE": signed({ ...header, alg: "NONE" }, globex, ""),
    "another algorithm": signed({ ...header, alg: "HS512" }, claims, signature),
    "another key": signed({ ...header, kid: "other" }, claims, signature),
    "no key": signed({ alg: "HS256" }, globex, signature),
    "a key in the header": signed({ ...header, jwk: { kty: "oct", k: "AA" } }, globex, signature),
    "a cut signature": cut(token),
    "no signature": `${head}.${body}.`,
    "two parts": `${head}.${body}`,
    "four parts": `${token}.${signature}`,
    "nothing": "x",
    "another resource": signed(header, { ...claims, resource: { dashboard: "other" } }, signature),
  };
}

/** That a refusal tells nothing, and is kept nowhere. */
async function isNeutral(answer, what) {
  // The version of an asset may look like anybody's number.
  const text = (await answer.text()).replace(/\?v=[0-9a-f]+/g, "");
  for (const { own } of Object.values(CUSTOMERS)) {
    expect(text, what).not.toMatch(own);
    expect(text, what).not.toMatch(plain(own));
  }
  for (const name of [...Object.keys(CUSTOMERS), "account", "Your orders"]) expect(text, what).not.toContain(name);
  expect(answer.headers()["cache-control"], what).toContain("no-store");
  expect(answer.headers()["set-cookie"], what).toBeUndefined();
}

// The page on which a dashboard is shared and embedded: links, the switch, keys, the preview, code to copy.

import { OF_COLOUR, findings } from "../support/axe.js";
import { answered, panel, seedBoard, shown } from "../support/boards.js";
import { expect, field, problemAt, test } from "../support/test.js";
import { overflowing } from "../support/width.js";

test.use({ where: "demo", visitor: "admin" });

const OF_PAGE = { metric: "customer-revenue", object: "page" };
const OF_NOBODY = { metric: "customer-revenue", object: "unbound" };
/** Two customers of the demo's shop, by key. */
const [ACME, ALPINE] = [
  { key: "1", name: "Acme Tools" },
  { key: "12", name: "Alpine Sports" },
];
const WIDTHS = [360, 768, 1280, 1920];
/** In the dark only colours differ. */
const RULES = { light: undefined, dark: OF_COLOUR };

test("a link is made, shows its customer to whoever has it, and is revoked", async ({ page, site, browser }) => {
  seed(site, "linked");
  await page.goto("d/linked/share");
  await fillLink(page, { name: "Acme's board", object: ACME.key, from: "2026-01-01", days: "30" });
  await answered(page, () => press(page, "Make the link"));
  const told = page.getByRole("status").filter({ hasText: "shown this once" });
  const address = await told.getByRole("link").getAttribute("href");
  expect(address).toMatch(new RegExp(`^${site.address}/s/[a-z0-9]{33}$`));
  const row = page.getByRole("row", { name: "Acme's board" });
  await expect(row).toContainText(new RegExp(`customer ${ACME.key}, from 1 Jan( 2026)?`));
  await expect(row).toContainText(/ends in \d+ days/);
  expect(await findingsAround(page)).toEqual([]);

  await page.goto("d/linked/share");
  await expect(told, "it is shown once").toHaveCount(0);
  expect(await page.content()).not.toContain(address);

  // Whoever has it has no session.
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(address);
  await expect(stranger.locator(".panel")).toHaveCount(2);
  await expect(stranger.locator("body")).toContainText(ACME.name);
  await expect(stranger.locator(".panel").first()).toContainText(await revenueOf(page, ACME));

  await answered(page, () => row.getByRole("button", { name: "Revoke" }).click());
  await expect(row).toContainText("revoked");
  await expect(row.getByRole("button")).toHaveCount(0);
  const answer = await stranger.goto(address);
  expect(answer.status()).toBe(404);
  await expect(stranger.locator("body")).not.toContainText(ACME.name);
  await stranger.context().close();
});

test("a link with a password asks for it", async ({ page, site, browser }) => {
  seed(site, "locked");
  await page.goto("d/locked/share");
  await fillLink(page, { name: "Ann", object: ACME.key, password: "open sesame" });
  await answered(page, () => press(page, "Make the link"));
  const address = await page.getByRole("status").getByRole("link").getAttribute("href");
  await expect(page.getByRole("row", { name: "Ann" })).toContainText("with a password");

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(address);
  await expect(stranger.locator("body")).not.toContainText(ACME.name);
  await stranger.getByLabel("Password").fill("open barley");
  await press(stranger, "Show");
  await expect(stranger.getByRole("alert")).toContainText("not the password");
  expect(await findings(stranger)).toEqual([]);
  await stranger.getByLabel("Password").fill("open sesame");
  await press(stranger, "Show");
  await expect(stranger.locator(".panel")).toHaveCount(2);
  await expect(stranger.locator("body")).toContainText(ACME.name);
  await stranger.context().close();
});

test("a link that is refused keeps what was typed", async ({ page, site }) => {
  seed(site, "typed");
  await page.goto("d/typed/share");
  await fillLink(page, { name: "The board", object: "nobody", days: "0", password: "short" });
  const notes = linkForm(page).getByLabel("Show our notes in the charts");
  await notes.check();
  await answered(page, () => press(page, "Make the link"));
  await expect(problemAt(page, "object")).toContainText("does not exist");
  await expect(problemAt(page, "days")).toContainText("from 1 to 3660");
  await expect(problemAt(page, "password")).toContainText("6 to 200 characters");
  const form = linkForm(page);
  for (const [name, value] of [["name", "The board"], ["object", "nobody"], ["days", "0"]]) {
    await expect(field(form, name)).toHaveValue(value);
  }
  await expect(notes).toBeChecked();
  await expect(field(form, "password"), "but no page says a password").toHaveValue("");
  expect(await findingsAround(page)).toEqual([]);
});

test("embedding is switched on, for the sites that are named", async ({ page, site, run }) => {
  seed(site, "switched");
  await page.goto("d/switched/share");
  await expect(heading(page, "Switch it on")).toContainText("off");
  await page.getByLabel("Let it be embedded").check();
  await field(page, "origins").fill("shop.example.com\nhttps://shop.example.com");
  await field(page, "minutes").fill("0");
  await answered(page, () => press(page, "Save"));
  await expect(problemAt(page, "origins")).toContainText("is not an origin");
  await expect(problemAt(page, "minutes")).toContainText("at least one");
  await expect(page.getByLabel("Let it be embedded")).toBeChecked();
  await expect(field(page, "origins")).toHaveValue("shop.example.com\nhttps://shop.example.com");
  await expect(heading(page, "Switch it on")).toContainText("off");

  await field(page, "origins").fill("https://shop.example.com https://*.example.org");
  await field(page, "minutes").fill("10");
  await answered(page, () => press(page, "Save"));
  await expect(heading(page, "Switch it on")).toContainText("on");
  expect(JSON.parse(run("dashboard", "embed", "switched", "--json"))).toEqual({
    on: true,
    origins: ["https://shop.example.com", "https://*.example.org"],
    locked: ["customer"],
    ttl_seconds: 600,
    notes: false,
  });

  // Off again, and what else was said stays.
  await page.getByLabel("Let it be embedded").uncheck();
  await answered(page, () => press(page, "Save"));
  await expect(heading(page, "Switch it on")).toContainText("off");
  await expect(field(page, "minutes")).toHaveValue("10");
});

test("a panel that is not bound keeps it off, and no link is made", async ({ page, site, run }) => {
  seedUnbound(site, "unbound");
  await page.goto("d/unbound/share");
  await expect(page.getByRole("row", { name: "Whose" })).toContainText("not bound");
  await expect(page.getByRole("row", { name: "Theirs" })).not.toContainText("not bound");
  await page.getByLabel("Let it be embedded").check();
  await answered(page, () => press(page, "Save"));
  await expect(page.getByRole("alert").filter({ hasText: "Whose" })).toContainText("not bound");
  expect(JSON.parse(run("dashboard", "embed", "unbound", "--json")).on).toBe(false);
  await fillLink(page, { name: "Anybody", object: ACME.key });
  await answered(page, () => press(page, "Make the link"));
  await expect(problemAt(page, "object")).toContainText("not bound");
  expect(JSON.parse(run("share", "list", "unbound", "--json"))).toEqual([]);
});

test("a key is made, its secret is shown once, and it is revoked", async ({ page, site, run, request }) => {
  seed(site, "signed");
  run("dashboard", "embed", "signed", "--on", "--origin", "https://shop.example.com");
  // The first key is the default by itself.
  run("embed", "key", "default", JSON.parse(run("embed", "key", "add", "another", "--json")).kid);
  await page.goto("d/signed/share");
  await answered(page, () => press(page, "Make a key"));
  await expect(problemAt(page, "key_name")).toContainText("1 to 100 characters");
  await field(page, "key_name").fill("journey's shop");
  await answered(page, () => press(page, "Make a key"));
  const secret = await page.getByRole("status").locator("pre").textContent();
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  const row = page.getByRole("row", { name: "journey's shop" });
  const kid = (await row.locator(".code").textContent()).trim();
  await expect(page.locator("details[name=language][open] pre"), "the code names it").toContainText(kid);
  await page.goto("d/signed/share");
  expect(await page.content(), "it is shown once").not.toContain(secret);

  const token = run("embed", "sign", "--dashboard", "signed", "--object", `customer/${ACME.key}`, "--key", kid).trim();
  const embedded = () => request.get(`${site.address}/embed/dashboard/${token}`);
  expect((await embedded()).status()).toBe(200);
  await row.locator("summary").click();
  await answered(page, () => row.getByRole("button", { name: "Make it the default" }).click());
  await expect(row).toContainText("default");
  await row.locator("summary").click();
  await expect(row.getByRole("button", { name: "Make it the default" })).toHaveCount(0);
  await answered(page, () => row.getByRole("button", { name: "Refuse all that it signed" }).click());
  await expect(row).toContainText("revoked");
  await expect(row.locator("summary")).toHaveCount(0);
  expect((await embedded()).status()).toBe(401);
});

test("the preview shows the chosen customer and no other", async ({ page, site }) => {
  seed(site, "previewed");
  await page.goto("d/previewed/share");
  const [acme, alpine] = [await revenueOf(page, ACME), await revenueOf(page, ALPINE)];
  expect(acme).not.toBe(alpine);
  const preview = page.frameLocator("iframe[title=Preview]");
  await expect(preview.locator(".panel").first(), "the first customer at first").toContainText(acme);

  await choose(page, { object: ALPINE.key, panel: "Revenue", theme: "Dark", accent: "#a3391f" });
  await expect(page).toHaveURL(/object=12/);
  await expect(preview.locator(".panel")).toHaveCount(1);
  await expect(preview.locator(".panel")).toContainText(alpine);
  expect(await preview.locator("body").textContent()).not.toContain(acme);
  await expect(preview.locator("html")).toHaveAttribute("data-theme", "dark");
  // What is copied is what was seen.
  const code = page.locator(".copied pre");
  await expect(code.first()).toContainText("<dbag-panel");
  await expect(code.first()).toContainText('theme="dark"');
  await expect(code.first()).toContainText("--dbag-accent: #a3391f");
  await expect(code.nth(1)).toContainText('"customer"');
  await expect(field(page, "object").last()).toHaveValue(ALPINE.key);

  // A frame of Dbag's own pages, and of nobody else's.
  const address = await page.locator("iframe[title=Preview]").getAttribute("src");
  const policy = (await page.request.get(address)).headers()["content-security-policy"];
  expect(policy).toContain("frame-ancestors 'self'");
});

test("a look that is none is refused, and the code does not have it", async ({ page, site }) => {
  seed(site, "looked");
  await page.goto("d/looked/share");
  await choose(page, { accent: "red;}" });
  await expect(problemAt(page, "accent")).toContainText("write a colour");
  await expect(page.locator(".copied pre").first()).not.toContainText("red");
});

test("code and links are copied by their buttons", async ({ page, site, context }) => {
  seed(site, "copied");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("d/copied/share");
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  for (const [at, part] of ["<dbag-dashboard token-url", "import jwt"].entries()) {
    const copied = page.locator(".copied").nth(at);
    await copied.getByRole("button", { name: "Copy" }).click();
    await expect(copied.getByRole("button")).toHaveText("Copied");
    expect(await clipboard()).toBe(await copied.locator("pre").textContent());
    expect(await clipboard()).toContain(part);
  }
  await fillLink(page, { name: "A clipboard", object: ACME.key });
  await answered(page, () => press(page, "Make the link"));
  const told = page.getByRole("status").filter({ hasText: "shown this once" });
  await told.getByRole("button", { name: "Copy" }).click();
  await expect(told.getByRole("button")).toHaveText("Copied");
  expect(await clipboard()).toBe(await told.getByRole("link").getAttribute("href"));
});

test("a dashboard leads there, and so does each of its panels", async ({ page, site }) => {
  seed(site, "leading");
  await page.goto(`d/leading/${ACME.key}`);
  const menu = shown(page, "Revenue").locator("details.menu").first();
  await menu.locator("> summary").click();
  await menu.getByRole("link", { name: "Embed…" }).click();
  await expect(field(page, "panel").locator("option:checked")).toHaveText("Revenue");
  await page.goto(`d/leading/${ACME.key}`);
  await page.getByRole("link", { name: "Share", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Share and embed");
});

test.describe("an editor", () => {
  test.use({ visitor: "editor" });

  test("shares and switches on, and is told who makes keys", async ({ page, site, run }) => {
    seed(site, "edited");
    const { kid } = JSON.parse(run("embed", "key", "add", "an editor's", "--json"));
    await page.goto("d/edited/share");
    await expect(page.getByText("An administrator makes and revokes keys.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Make a key" })).toHaveCount(0);
    await expect(page.getByRole("row", { name: "an editor's" })).toContainText(kid);
    await expect(page.getByRole("button", { name: /Refuse all/ })).toHaveCount(0);
    await page.getByLabel("Let it be embedded").check();
    await answered(page, () => press(page, "Save"));
    await expect(heading(page, "Switch it on")).toContainText("on");

    // Nor do the forms that are not there.
    const own = { headers: { "sec-fetch-site": "same-origin" }, failOnStatusCode: false, maxRedirects: 0 };
    const made = await page.request.post("d/edited/share", { ...own, form: { do: "add-key", key_name: "mine" } });
    expect(made.ok()).toBe(false);
    const revoked = await page.request.post("d/edited/share/revoke", { ...own, form: { kid } });
    expect(revoked.status()).toBe(403);
    const keys = JSON.parse(run("embed", "key", "list", "--json"));
    expect(keys.filter(({ name }) => name === "mine")).toEqual([]);
    expect(keys.find((key) => key.kid === kid).revoked_at).toBeNull();
  });
});

test.describe("a viewer", () => {
  test.use({ visitor: "viewer" });

  test("is led nowhere, and told whom to ask", async ({ page, site, run }) => {
    seed(site, "viewed");
    await page.goto(`d/viewed/${ACME.key}`);
    await expect(page.getByRole("link", { name: /^(Share|Embed…)$/ })).toHaveCount(0);
    const answer = await page.goto("d/viewed/share");
    expect(answer.status()).toBe(403);
    await expect(page.getByText("ask an administrator")).toBeVisible();
    const own = { headers: { "sec-fetch-site": "same-origin" }, failOnStatusCode: false, maxRedirects: 0 };
    for (const form of [
      { do: "add-link", name: "mine", object: ACME.key },
      { do: "settings", on: "yes", origins: "https://evil.example" },
    ]) {
      expect((await page.request.post("d/viewed/share", { ...own, form })).status()).toBe(403);
    }
    expect((await page.request.get(`d/viewed/share/preview?as=${ACME.key}`, own)).status()).toBe(403);
    expect(JSON.parse(run("share", "list", "viewed", "--json"))).toEqual([]);
    expect(JSON.parse(run("dashboard", "embed", "viewed", "--json")).on).toBe(false);
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("everything works", async ({ page, site, run }) => {
    seed(site, "scriptless");
    await page.goto("d/scriptless/share");
    const acme = await revenueOf(page, ACME);
    await expect(page.frameLocator("iframe[title=Preview]").locator(".panel").first()).toContainText(acme);

    await fillLink(page, { name: "Nobody's script", object: ACME.key });
    await press(page, "Make the link");
    const told = page.getByRole("status").filter({ hasText: "shown this once" });
    await expect(told.getByRole("link")).toHaveAttribute("href", /\/s\/[a-z0-9]{33}$/);
    const row = page.getByRole("row", { name: "Nobody's script" });
    await row.getByRole("button", { name: "Revoke" }).click();
    await expect(row).toContainText("revoked");

    await page.getByLabel("Let it be embedded").check();
    await field(page, "origins").fill("https://shop.example.com");
    await press(page, "Save");
    await expect(heading(page, "Switch it on")).toContainText("on");
    await field(page, "key_name").fill("no script's");
    await press(page, "Make a key");
    await expect(page.getByRole("status").locator("pre")).toHaveText(/^[0-9a-f]{64}$/);
    expect(JSON.parse(run("dashboard", "embed", "scriptless", "--json")).on).toBe(true);

    await page.goto("d/scriptless/share");
    await field(page, "object").last().fill(ALPINE.key);
    await press(page, "See it");
    const alpine = await revenueOf(page, ALPINE);
    await expect(page.frameLocator("iframe[title=Preview]").locator(".panel").first()).toContainText(alpine);
  });
});

for (const [colorScheme, rules] of Object.entries(RULES)) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("the page is accessible", async ({ page, site, run }) => {
      const slug = `accessible-${colorScheme}`;
      seed(site, slug);
      run("share", "add", slug, "--name", "Somebody", "--object", ACME.key, "--days", "30");
      seedUnbound(site, slug);
      run("embed", "key", "add", `a key in the ${colorScheme}`);
      await page.goto(`d/${slug}/share`);
      await expect(page.frameLocator("iframe[title=Preview]").locator(".panel").first()).toBeVisible();
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll("details:not([name])")) fold.open = true;
      });
      expect(await findingsAround(page, rules)).toEqual([]);
    });
  });
}

test("the page fits into every window", async ({ page, site, run }) => {
  seed(site, "narrow");
  const long = "Donaudampfschiffahrtsgesellschaftskapitän";
  run("share", "add", "narrow", "--name", long, "--object", ACME.key, "--from", "2026-01-01", "--to", "2026-06-30");
  run("embed", "key", "add", long);
  seedUnbound(site, "narrow");
  await page.goto("d/narrow/share");
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll("details:not([name])")) fold.open = true;
  });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await overflowing(page), `${width} pixels`).toEqual([]);
  }
});

/** A dashboard about customers. */
function seed(site, slug) {
  const panels = [
    panel("number", OF_PAGE, { title: "Revenue" }),
    panel("line", OF_PAGE, { title: "Revenue by day" }),
  ];
  seedBoard(site.folder, slug, panels, { about: "customer" });
}

/** The same with a panel of which nobody said whose values it shows. */
function seedUnbound(site, slug) {
  const panels = [panel("number", OF_PAGE, { title: "Theirs" }), panel("line", OF_NOBODY, { title: "Whose" })];
  seedBoard(site.folder, slug, panels, { about: "customer" });
}

/** A customer's newest revenue, as the dashboard's page for the team says it. */
async function revenueOf(page, { key }) {
  const [, slug] = page.url().match(/\/d\/([\w-]+)\/share/);
  const html = await (await page.request.get(`d/${slug}/${key}`)).text();
  return html.match(/€[\d,]+\.\d\d/)[0];
}

/** What axe finds on the page itself: the policy of the preview keeps axe out of that. */
async function findingsAround(page, rules) {
  await page.locator("iframe[title=Preview]").evaluate((frame) => frame.remove());
  return findings(page, rules);
}

function linkForm(page) {
  return page.locator("form", { has: page.getByRole("button", { name: "Make the link" }) });
}

async function fillLink(page, values) {
  const form = linkForm(page);
  const fold = page.locator("details", { has: page.locator("summary", { hasText: "Make a link" }) });
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").click();
  for (const [name, value] of Object.entries(values)) await field(form, name).fill(value);
}

/** Chooses what is seen and copied. */
async function choose(page, { panel, theme, ...texts }) {
  const form = page.locator("form", { has: page.getByRole("button", { name: "See it" }) });
  if (panel) await field(form, "panel").selectOption({ label: panel });
  if (theme) await field(form, "theme").selectOption({ label: theme });
  for (const [name, value] of Object.entries(texts)) await field(form, name).fill(value);
  await answered(page, () => press(page, "See it"));
}

function press(page, name) {
  return page.getByRole("button", { name, exact: true }).click();
}

function heading(page, text) {
  return page.getByRole("heading", { level: 3 }).filter({ hasText: text });
}

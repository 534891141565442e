// What is said of objects besides values: a pasted table, a query, and two that are one.

import { findings } from "../support/axe.js";
import { panel, seedBoard } from "../support/boards.js";
import { PASSWORD, PEOPLE, daysAgo, seedPeople } from "../support/seed.js";
import { dbag, newFolder, removeFolder, serve, session, shopOf } from "../support/site.js";
import { test as base, expect, field, problemAt } from "../support/test.js";
import { overflowing } from "../support/width.js";

/** Each test has a server of its own: what is merged stays so. */
const test = base.extend({
  site: async ({}, use) => {
    const folder = newFolder();
    seedPeople(folder);
    dbag(folder, ["source", "add", "shop", shopOf(folder)]);
    const orders = ["--type", "push", "--label", "Orders", "--object-kind", "customer"];
    dbag(folder, ["metric", "add", "orders", ...orders, "--measure", "flow", "--absent-means", "zero"]);
    for (const [days, value, key] of [[1, 3, "1"], [2, 4, "1"], [1, 10, "2"]]) {
      dbag(folder, ["push", "orders", `${value}`, "--day", daysAgo(days), "--object", key]);
    }
    seedBoard(folder, "each", [panel("table", { metric: "orders", object: "page" })], { about: "customer" });
    const server = await serve(folder, { flags: ["--no-scheduler"] });
    const sessions = {};
    for (const [role, email] of Object.entries(PEOPLE)) {
      sessions[role] = await session(server.address, email, PASSWORD);
    }
    await use({ address: server.address, folder, sessions });
    await server.stop();
    removeFolder(folder);
  },
});
test.use({ visitor: "editor" });

const DIRECTORY = "objects/customer";
const names = (page) => page.locator("tbody th a");
const unfold = (page, title) => page.locator("summary", { hasText: title }).click();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

test("a pasted table names customers, and what is refused comes back", async ({ page }) => {
  await page.goto(DIRECTORY);
  await unfold(page, "Names and attributes");
  const typed = "key,label,plan\n1,Acme,pro\n,Nobody,\n2,Zenith,free";
  await field(page, "pasted").fill(typed);
  await press(page, "Describe them");
  await expect(page.getByText("2 objects described, 1 line refused.")).toBeVisible();
  await expect(problemAt(page, "pasted")).toHaveText("line 3: an object's key must not be empty");
  await expect(field(page, "pasted")).toHaveValue(typed);
  await field(page, "pasted").fill(typed.replace(",Nobody", "3,Third"));
  await press(page, "Describe them");
  await expect(page.getByRole("status")).toContainText("Described");
  await expect(names(page)).toHaveText(["Acme", "Third", "Zenith"]);
  await names(page).first().click();
  await expect(page.locator(".facts")).toContainText("planpro");
});

test("a query of the shop describes them, and one that fails changes nothing", async ({ page }) => {
  await page.goto(DIRECTORY);
  await unfold(page, "Names and attributes");
  const sql = "select id as key, name as label, country from customers";
  await field(page, "sql").fill(sql);
  await press(page, "Ask now");
  await expect(page.getByRole("status")).toContainText("Described");
  await expect(names(page)).toHaveCount(5);
  await unfold(page, "Names and attributes");
  await expect(page.getByText(/Asked once a day; last: today/)).toBeVisible();
  await field(page, "sql").fill("select nothing as key from customers");
  await press(page, "Ask now");
  await expect(problemAt(page, "sql")).toContainText("nothing");
  await expect(field(page, "sql")).toHaveValue("select nothing as key from customers");
  await page.goto(DIRECTORY);
  await unfold(page, "Names and attributes");
  await expect(field(page, "sql")).toHaveValue(sql);
  await press(page, "Remove the query");
  await expect(names(page)).toHaveCount(5);
  await unfold(page, "Names and attributes");
  await expect(field(page, "sql")).toHaveValue("");
});

test("two that are one are merged, and the old addresses lead to the other", async ({ page }) => {
  await page.goto("objects/customer/1");
  await unfold(page, "Merge into another");
  await field(page, "into").fill("9");
  await press(page, "Show what would happen");
  await expect(problemAt(page, "into")).toContainText("customer 9 does not exist");
  await field(page, "into").fill("2");
  await press(page, "Show what would happen");
  const plan = page.getByRole("status");
  await expect(plan).toContainText("1 becomes a part of 2");
  await expect(plan).toContainText("Values that move: 1.");
  await expect(plan).toContainText("as both have one that day: 1.");
  await press(page, "Merge into 2");
  await expect(page).toHaveURL(/objects\/customer\/2\?done=merged$/);
  await page.goto("objects/customer/1");
  await expect(page).toHaveURL(/objects\/customer\/2$/);
  await page.goto("d/each/1?range=7d");
  await expect(page).toHaveURL(/d\/each\/2\?range=7d$/);
  await expect(page.locator(".panel")).toContainText("13");
  await expect(page.locator(".panel")).toContainText("17");
  await page.goto(DIRECTORY);
  await expect(names(page)).toHaveText(["2"]);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a table is pasted and two are merged", async ({ page }) => {
    await page.goto(DIRECTORY);
    await unfold(page, "Names and attributes");
    await field(page, "pasted").fill("key,label\n1,Acme");
    await press(page, "Describe them");
    await expect(names(page)).toHaveText(["2", "Acme"]);
    await page.goto("objects/customer/2");
    await unfold(page, "Merge into another");
    await field(page, "into").fill("1");
    await press(page, "Show what would happen");
    await press(page, "Merge into Acme");
    await expect(page.getByRole("heading", { level: 1, name: "Acme" })).toBeVisible();
  });
});

test("the forms are accessible and fit on every screen", async ({ page }) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("objects/customer/1");
    await unfold(page, "Merge into another");
    await field(page, "into").fill("2");
    await press(page, "Show what would happen");
    expect(await findings(page)).toEqual([]);
    expect(await fits(page)).toEqual([]);
    await page.goto(DIRECTORY);
    await unfold(page, "Names and attributes");
    expect(await findings(page)).toEqual([]);
    expect(await fits(page)).toEqual([]);
  }
});

test.describe("a viewer", () => {
  test.use({ visitor: "viewer" });

  test("sees attributes and none of the forms", async ({ page, run }) => {
    await page.goto(DIRECTORY);
    await expect(page.getByText("Names and attributes")).toHaveCount(0);
    await page.goto("objects/customer/1");
    await expect(page.getByText("Merge into another")).toHaveCount(0);
    expect(run("object", "list", "customer")).toContain("1");
  });
});

/** What is too wide, on a phone and on a screen. */
async function fits(page) {
  const wide = [];
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    wide.push(...(await overflowing(page)));
  }
  return wide;
}

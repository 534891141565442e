// Values from files: pasted, dropped, read otherwise, looked at, imported, seen, taken back.

import { fileURLToPath } from "node:url";
import { findings } from "../support/axe.js";
import { PASSWORD, PEOPLE, seedPeople } from "../support/seed.js";
import { dbag, newFolder, removeFolder, serve, session } from "../support/site.js";
import { awake, test as base, expect, field, problemAt } from "../support/test.js";
import { overflowing } from "../support/width.js";

/** Each test has a server of its own: what is imported is there for all. */
const test = base.extend({
  site: async ({}, use) => {
    const folder = newFolder();
    seedPeople(folder);
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

const BOOK = fileURLToPath(new URL("../fixtures/branches.xlsx", import.meta.url));
const BRANCHES = [
  "Visits of our branches;;;",
  "Date;Branch no;Visits;Sales;Comment",
  "31.10.2026;1;1.204;12.400,50 €;opened",
  "31.10.2026;2;987;9.100,00 €;",
  "01.11.2026;1;1.310;13.000,00 €;",
  "01.11.2026;2;x;9.500,00 €;ill",
  "",
].join("\n");

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const plan = (page) => page.locator(".notice", { hasText: "What would be done" });
const exported = (site) => dbag(site.folder, ["export"]).trim().split("\n").slice(1);

async function paste(page, text) {
  await page.goto("import");
  await page.locator("summary", { hasText: "Paste a table instead" }).click();
  await field(page, "pasted").fill(text);
  await press(page, "Look at it");
}

async function send(page, name, text) {
  await page.goto("import");
  await field(page, "file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await press(page, "Look at it");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Import ${name}`);
}

test("a table is pasted, read otherwise, imported, seen and taken back", async ({ page, site }) => {
  await page.goto("d");
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await paste(page, BRANCHES);
  await expect(plan(page)).toContainText("7 values: 7 new. 1 cell is refused.");
  await expect(page.getByRole("row", { name: /^6 Visits x is not a number/ })).toBeVisible();
  await expect(field(page, "role.1")).toHaveValue("object");
  await expect(page.getByText("numbers are written as 1.234,5").first()).toBeVisible();
  expect(exported(site)).toEqual([]);
  await awake(page);
  // A choice is looked at at once, and the page stays where it was.
  await field(page, "role.2").selectOption("value:flow");
  await expect(page.getByText("A flow by branch: months add its days up")).toBeVisible();
  await expect(field(page, "role.2")).toBeFocused();
  await field(page, "role.3").selectOption("skip");
  await expect(plan(page)).toContainText("3 values: 3 new. 1 cell is refused.");
  await field(page, "name.2").fill("Guests of all");
  // What was not shown yet is not imported, but shown.
  await press(page, "Import 3 values");
  await expect(page.getByText("Nothing was imported yet")).toBeVisible();
  expect(exported(site)).toEqual([]);
  await press(page, "Import 3 values");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Imported pasted table");
  await expect(page.getByRole("status")).toContainText("3 values: 3 new. 1 cell was refused.");
  expect(exported(site)).toEqual([
    "guests-of-all,2026-10-31,1204,branch,1,",
    "guests-of-all,2026-11-01,1310,branch,1,",
    "guests-of-all,2026-10-31,987,branch,2,",
  ]);
  await page.getByRole("link", { name: "guests-of-all" }).click();
  await page.goto("metric/guests-of-all?from=2026-10-30&to=2026-11-02&object=1");
  await expect(page.getByRole("cell", { name: "1,310", exact: true }).first()).toBeVisible();
  await page.goto("import");
  await page.getByRole("link", { name: "Undo the import of pasted table" }).click();
  await expect(page.getByText("3 values would be removed.")).toBeVisible();
  expect(exported(site)).toHaveLength(3);
  await press(page, "Undo the import");
  await expect(page.getByText("3 values were removed.")).toBeVisible();
  expect(exported(site)).toEqual([]);
  await expect(page.getByText(/undone today .* by eve@example.com/)).toBeVisible();
});

test("a file is dropped, and what is open is chosen where it stands", async ({ page, site }) => {
  await send(page, "payments.csv", "created,paid,amount\n2026-11-01,2026-11-02,5\n2026-11-02,2026-11-03,6\n");
  await expect(problemAt(page, "role.0")).toContainText("hold days, and only one is the day");
  await expect(page.getByRole("alert")).toContainText("see what is marked below");
  await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);
  await awake(page);
  await field(page, "role.1").selectOption("day");
  await expect(plan(page)).toContainText("2 values: 2 new.");
  await field(page, "zone").fill("Europe/Nowhere");
  await press(page, "Look again");
  await expect(problemAt(page, "zone")).toContainText("Europe/Nowhere");
  await expect(field(page, "role.1")).toHaveValue("day");
  await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);
  await field(page, "zone").fill("Europe/Berlin");
  await press(page, "Look again");
  await press(page, "Import 2 values");
  await expect(page.getByRole("status")).toContainText("2 values: 2 new.");
  expect(exported(site)).toEqual(["amount,2026-11-02,5,,,", "amount,2026-11-03,6,,,"]);
  // Another file with other numbers: those that are there stay unless it is chosen otherwise.
  await send(page, "again.csv", "date,amount\n2026-11-02,50\n2026-11-03,6\n");
  await expect(plan(page)).toContainText("1 there already, 1 not taken");
  await awake(page);
  await field(page, "conflict").selectOption("overwrite");
  await expect(plan(page)).toContainText("1 in the place of another");
  await press(page, "Import 1 value");
  await expect(page.getByRole("status")).toContainText("1 in the place of another");
  expect(exported(site)[0]).toBe("amount,2026-11-02,50,,,");
  await page.getByRole("link", { name: "Undo this import" }).click();
  await expect(page.getByText("1 value would give its place back to what stood there before.")).toBeVisible();
  await press(page, "Undo the import");
  await expect(page.getByText("1 value gave its place back to what stood there before.")).toBeVisible();
  expect(exported(site)[0]).toBe("amount,2026-11-02,5,,,");
});

test("what cannot be read is said, and what was pasted stays", async ({ page, site }) => {
  await page.goto("import");
  await press(page, "Look at it");
  await expect(problemAt(page, "file")).toHaveText("choose a file, or paste a table");
  await paste(page, "<html><table>");
  await expect(problemAt(page, "pasted")).toContainText("the file is a web page (HTML)");
  await expect(field(page, "pasted")).toHaveValue("<html><table>");
  await field(page, "pasted").fill("date\tvisits\n2026-11-01\t5");
  await press(page, "Look at it");
  await expect(plan(page)).toContainText("1 value: 1 new.");
  await press(page, "Discard the file");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Import");
  expect(exported(site)).toEqual([]);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a workbook is looked at, chosen, imported and taken back", async ({ page, site }) => {
    await page.goto("import");
    await field(page, "file").setInputFiles(BOOK);
    await press(page, "Look at it");
    await expect(page.getByText("Sheet November, 4 lines, 4 columns")).toBeVisible();
    await expect(plan(page)).toContainText("7 values: 7 new. 1 cell is refused.");
    await field(page, "role.3").selectOption("skip");
    await press(page, "Look again");
    await expect(plan(page)).toContainText("3 values: 3 new. 1 cell is refused.");
    await press(page, "Import 3 values");
    await expect(page.getByRole("status")).toContainText("3 values: 3 new.");
    expect(exported(site)).toContain("visits,2026-11-01,987,branch,Süd,");
    await page.getByRole("link", { name: "Undo this import" }).click();
    await press(page, "Undo the import");
    await expect(page.getByText("3 values were removed.")).toBeVisible();
    expect(exported(site)).toEqual([]);
  });
});

test("a push metric leads to it, and so does a site without metrics", async ({ page, site }) => {
  await page.goto("./");
  await expect(page.getByRole("link", { name: "Import", exact: true })).toBeVisible();
  dbag(site.folder, ["metric", "add", "visitors", "--type", "push", "--label", "Visitors"]);
  await page.goto("metric/visitors");
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Import");
});

test.describe("a viewer", () => {
  test.use({ visitor: "viewer" });

  test("finds no way to it", async ({ page }) => {
    await page.goto("./");
    await expect(page.getByRole("link", { name: "Import", exact: true })).toHaveCount(0);
    const answer = await page.request.get("import");
    expect(answer.status()).toBe(403);
  });
});

test("the pages are accessible and fit on every screen", async ({ page }) => {
  const looks = async () => {
    expect(await findings(page)).toEqual([]);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflowing(page)).toEqual([]);
    }
  };
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("import");
    await looks();
    await send(page, "a-very-long-name-of-a-file-without-any-blank-in-it-november-2026.csv", BRANCHES);
    await looks();
    await send(page, "open.csv", "created,paid,amount\n03/04/2026,04/05/2026,1.234\n");
    await looks();
    await paste(page, "<html><table>");
    await looks();
  }
  await send(page, "last.csv", BRANCHES);
  await press(page, "Import 7 values");
  await page.getByRole("link", { name: "Undo this import" }).waitFor();
  await looks();
  await page.getByRole("link", { name: "Undo this import" }).click();
  await looks();
});

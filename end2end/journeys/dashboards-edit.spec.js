// Changing a dashboard: nothing is lost, whatever goes wrong.

import {
  add,
  answered,
  edited,
  inBar,
  option,
  panel,
  press,
  seedBoard,
  shown,
  titleOf,
} from "../support/boards.js";
import { awake, expect, field, problemAt, test } from "../support/test.js";

test.use({ where: "demo", visitor: "editor" });

test("changes are undone, made again, and discarded", async ({ page, site }) => {
  seedBoard(site.folder, "undone", two());
  await page.goto("d/undone");
  await page.getByRole("link", { name: "Edit" }).click();
  await awake(page);
  await expect(inBar(page, "Undo")).toBeDisabled();
  await expect(inBar(page, "Redo")).toBeDisabled();
  await press(page, "Orders", "Remove");
  await expect(edited(page, "Orders")).toHaveCount(0);
  await inBar(page, "Undo").click();
  await expect(edited(page, "Orders")).toBeVisible();
  await expect(inBar(page, "Undo")).toBeDisabled();
  await inBar(page, "Redo").click();
  await expect(edited(page, "Orders")).toHaveCount(0);
  await expect(inBar(page, "Redo")).toBeDisabled();
  await inBar(page, "Discard").click();
  await expect(page).toHaveURL(/\/d\/undone$/);
  await expect(shown(page, "Orders")).toBeVisible();
});

test("of two who save, the second sees both and loses nothing", async ({ page, context, site }) => {
  seedBoard(site.folder, "contested", two());
  const other = await context.newPage();
  for (const tab of [page, other]) await tab.goto("d/contested/edit");
  await rename(other, "Orders", "Theirs");
  await inBar(other, "Save").click();
  await expect(other).toHaveURL(/\?done=saved$/);
  await rename(page, "Logins", "Mine");
  await inBar(page, "Save").click();
  await expect(page.getByRole("alert").first()).toContainText("Somebody else saved this dashboard");
  await expect.soft(page.getByRole("alert"), "it is told once").toHaveCount(1);
  await expect(edited(page, "Mine")).toBeVisible();
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Look at theirs" }).click();
  const theirs = await opened;
  await expect(shown(theirs, "Theirs")).toBeVisible();
  await expect(shown(theirs, "Mine")).toHaveCount(0);
  await page.getByRole("button", { name: "Save mine over theirs" }).click();
  await expect(page).toHaveURL(/\?done=saved$/);
  await expect(shown(page, "Mine")).toBeVisible();
  await expect(shown(page, "Theirs")).toHaveCount(0);
});

test("whoever prefers the others' dashboard goes on with it", async ({ page, context, site }) => {
  seedBoard(site.folder, "preferred", two());
  const other = await context.newPage();
  for (const tab of [page, other]) await tab.goto("d/preferred/edit");
  await rename(other, "Orders", "Theirs");
  await inBar(other, "Save").click();
  await expect(other).toHaveURL(/\?done=saved$/);
  await rename(page, "Logins", "Mine");
  await inBar(page, "Save").click();
  await page.getByRole("button", { name: "Take theirs, drop mine" }).click();
  await expect(edited(page, "Theirs")).toBeVisible();
  await expect(edited(page, "Mine")).toHaveCount(0);
  await rename(page, "Theirs", "Ours");
  await inBar(page, "Save").click();
  await expect(shown(page, "Ours")).toBeVisible();
});

test("a dashboard is copied as JSON and pasted into a new one", async ({ page, site }) => {
  seedBoard(site.folder, "copied", two());
  await page.goto("d/copied/edit");
  await unfold(page, "Copy and paste as JSON");
  const copy = await field(page, "copy").inputValue();
  expect(JSON.parse(copy).panels).toHaveLength(2);
  await page.goto("d/new");
  await awake(page);
  await unfold(page, "Copy and paste as JSON");
  await field(page, "pasted").fill(copy.replace("{", "[", 1));
  await page.getByRole("button", { name: "Replace by what was pasted" }).click();
  await expect(problemAt(page, "pasted")).toContainText("this is no dashboard");
  await expect(field(page, "pasted")).toHaveValue(copy.replace("{", "[", 1));
  await field(page, "pasted").fill(copy);
  await page.getByRole("button", { name: "Replace by what was pasted" }).click();
  await expect(edited(page, "Orders")).toBeVisible();
  await inBar(page, "Save").click();
  await expect(problemAt(page, "slug"), "there is one of this name").toBeVisible();
  await field(page, "slug").fill("pasted");
  await inBar(page, "Save").click();
  await expect(page).toHaveURL(/\/d\/pasted\?done=saved$/);
  await expect(shown(page, "Logins")).toContainText(/\d+ logins/);
});

test("a panel moves to another dashboard", async ({ page, site }) => {
  seedBoard(site.folder, "left", two(), { label: "The one it leaves" });
  seedBoard(site.folder, "joined", [], { label: "The one it joins" });
  await page.goto("d/left/edit");
  await awake(page);
  await titleOf(page, "Orders").click();
  await page.getByLabel("Another dashboard").selectOption({ label: "The one it joins" });
  await page.getByRole("button", { name: "Move it there" }).click();
  await expect(edited(page, "Orders")).toHaveCount(0);
  await inBar(page, "Save").click();
  await expect(page).toHaveURL(/\?done=saved$/);
  await page.goto("d/joined");
  await expect(shown(page, "Orders")).toContainText(/\d+ orders/);
});

test("a wrong value stays as it was typed until it is right", async ({ page, site }) => {
  const each = { metric: "customer-orders", object: "every" };
  seedBoard(site.folder, "wrong", [panel("ranking", each, { title: "Who buys" })]);
  await page.goto("d/wrong/edit");
  await awake(page);
  await titleOf(page, "Who buys").click();
  await option(page, "title").fill("Who buys most");
  await option(page, "count").fill("many");
  await page.locator("#open").getByRole("button", { name: "Apply" }).click();
  await expect(problemAt(page, "panel.count")).toBeVisible();
  await expect(option(page, "count")).toHaveValue("many");
  await expect(option(page, "title")).toHaveValue("Who buys most");
  await option(page, "count").fill("5");
  await inBar(page, "Save").click();
  await expect(page).toHaveURL(/\?done=saved$/);
  await expect(shown(page, "Who buys most").locator("tbody tr")).toHaveCount(5);
});

test("an address that is taken is refused where it was typed", async ({ page, site }) => {
  seedBoard(site.folder, "taken", []);
  await page.goto("d/new");
  await awake(page);
  await field(page, "label").fill("Another");
  await field(page, "slug").fill("taken");
  await inBar(page, "Save").click();
  await expect(problemAt(page, "slug")).toContainText("taken");
  await expect(field(page, "slug")).toHaveValue("taken");
  await expect(field(page, "label")).toHaveValue("Another");
});

test("whoever leaves with changes is asked", async ({ page, site }) => {
  seedBoard(site.folder, "guarded", two());
  await page.goto("d/guarded/edit");
  await awake(page);
  await answered(page, () => press(page, "Orders", "Move right"));
  const asked = page.waitForEvent("dialog");
  const leaving = page.getByRole("link", { name: "Objects", exact: true }).click();
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await leaving;
  await expect(edited(page, "Orders")).toHaveAttribute("data-place", "1,0,6,6");
  await expect(inBar(page, "Undo")).toBeEnabled();
});

test("whoever typed and leaves is asked, and whoever changed nothing is not", async ({ page, site }) => {
  seedBoard(site.folder, "typed", two());
  await page.goto("d/typed/edit");
  await awake(page);
  await page.getByRole("link", { name: "Objects", exact: true }).click();
  await expect(page).toHaveURL(/\/objects$/);
  await page.goBack();
  await awake(page);
  await answered(page, () => titleOf(page, "Orders").click());
  await option(page, "title").fill("Half a thought");
  const asked = page.waitForEvent("dialog");
  const leaving = page.getByRole("link", { name: "Objects", exact: true }).click();
  await (await asked).dismiss();
  await leaving;
  await expect(option(page, "title")).toHaveValue("Half a thought");
});

test("what changes nothing is no change", async ({ page, site }) => {
  seedBoard(site.folder, "unchanged", two());
  await page.goto("d/unchanged/edit");
  await awake(page);
  await answered(page, () => titleOf(page, "Orders").press("ArrowLeft"));
  await expect(edited(page, "Orders")).toHaveAttribute("data-place", "0,0,6,6");
  await expect(inBar(page, "Undo")).toBeDisabled();
  await page.getByRole("link", { name: "Objects", exact: true }).click();
  await expect(page).toHaveURL(/\/objects$/);
});

test("a preview of nobody says so", async ({ page, site }) => {
  const own = { metric: "customer-orders", object: "page" };
  seedBoard(site.folder, "previewed", [panel("line", own)], { about: "customer" });
  await page.goto("d/previewed/edit");
  await awake(page);
  await page.getByLabel("Preview as customer").fill("12");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.locator(".editor__as")).toContainText("Alpine Sports");
  await page.getByLabel("Preview as customer").fill("nobody");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByLabel("Preview as customer")).toHaveValue("nobody");
  await expect(page.locator(".field__error, .notice")).toContainText("nobody");
});

test("another kind shows its own fields at once, and keeps what was typed", async ({ page, site }) => {
  seedBoard(site.folder, "kinds", two());
  await page.goto("d/kinds/edit");
  await awake(page);
  await answered(page, () => titleOf(page, "Orders").click());
  await option(page, "title").fill("In words");
  await option(page, "kind").selectOption("text");
  await expect(option(page, "text")).toBeVisible();
  await expect(option(page, "title")).toHaveValue("In words");
  await expect(page.getByRole("button", { name: "Show its fields" }), "scripts did it").toBeHidden();
  await expect(option(page, "kind"), "the keyboard is where it was").toBeFocused();
});

test("a second metric is asked for as soon as there is a first", async ({ page }) => {
  await page.goto("d/new");
  await awake(page);
  await add(page, "line");
  await page.getByLabel("Another metric").selectOption("logins");
  await expect(option(page, "series.1.colour")).toBeVisible();
  await page.locator("#open").getByRole("button", { name: "Apply" }).click();
  await expect(page.locator("[data-panel] .reading-line__name")).toHaveCount(2);
});

test("the page stays where it was when a panel far down is changed", async ({ page, site }) => {
  const many = Array.from({ length: 8 }, (_, at) => panel("line", "orders", { title: `Line ${at}` }));
  seedBoard(site.folder, "long", many);
  await page.goto("d/long/edit");
  await awake(page);
  const last = titleOf(page, "Line 7");
  await last.scrollIntoViewIfNeeded();
  await answered(page, () => press(page, "Line 7", "Move right"));
  await expect(edited(page, "Line 7")).toHaveAttribute("data-place", /^1,/);
  await expect(last).toBeInViewport();
});

function two() {
  return [panel("line", "orders"), panel("line", "logins")];
}

async function rename(page, from, to) {
  await awake(page);
  await answered(page, () => titleOf(page, from).click());
  await option(page, "title").fill(to);
  await answered(page, () => page.locator("#open").getByRole("button", { name: "Apply" }).click());
  await expect(edited(page, to)).toBeVisible();
}

async function unfold(page, words) {
  const fold = page.locator("details", { has: page.locator("summary", { hasText: words }) });
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").click();
}

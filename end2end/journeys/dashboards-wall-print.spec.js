// A dashboard on a wall, and on paper.

import { shown } from "../support/boards.js";
import { awake, expect, test } from "../support/test.js";

test.use({ where: "demo", visitor: "viewer" });

test("a wall shows panels alone, asks for itself again, and lets one out", async ({ page }) => {
  await page.goto("d/shop?range=30d");
  await page.getByRole("link", { name: "Wall" }).click();
  await expect(page).toHaveURL(/\/d\/shop\?range=30d&wall=1$/);
  await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  for (const part of [".topbar", ".choosing", ".page__foot", ".head"]) {
    await expect(page.locator(part), part).toHaveCount(0);
  }
  const seconds = await page.locator("meta[http-equiv=refresh]").getAttribute("content");
  expect(Number(seconds)).toBeGreaterThanOrEqual(30);
  await expect(shown(page, "Orders so far")).toContainText(/\d+ orders/);
  await page.getByRole("link", { name: "Leave the wall" }).click();
  await expect(page).toHaveURL(/\/d\/shop\?range=30d$/);
  await expect(page.locator("meta[http-equiv=refresh]")).toHaveCount(0);
});

test("dashboards take turns on a wall, and keep their days", async ({ page }) => {
  await page.goto("d/shop?range=30d&wall=1&every=5&rotate=django");
  for (const title of ["Django", "Shop", "Django"]) {
    await expect(page.getByRole("heading", { level: 1 })).toContainText(title, { timeout: 15_000 });
    await expect(page.locator(".wall-head")).toContainText("30 days");
    await expect(page.locator(".topbar")).toHaveCount(0);
  }
});

test("a wall about an object names it, and leads to no other", async ({ page }) => {
  await page.goto("d/customer/1?wall=1");
  await expect(page.getByRole("region", { name: "Object" })).toContainText("Acme Tools");
  await expect(page.getByRole("search")).toHaveCount(0);
  await expect(page.locator(".object__ways")).toHaveCount(0);
  await page.getByRole("link", { name: "Leave the wall" }).click();
  await expect(page).toHaveURL(/\/d\/customer\/1$/);
});

test("on paper there are panels and their days, and nothing to press", async ({ page }) => {
  await page.goto("d/shop");
  await awake(page);
  await expect(page.locator(".print-only")).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".print-only")).toContainText("as of");
  await expect(page.locator(".print-only")).toBeVisible();
  for (const control of [".topbar__nav", ".choosing", ".menu", "main .button", ".multiples__pages"]) {
    for (const one of await page.locator(control).all()) await expect(one, control).toBeHidden();
  }
  const panels = page.locator(".panel");
  expect(await panels.count()).toBeGreaterThan(15);
  for (const panel of await panels.all()) await expect(panel).toBeVisible();
});

test("a dashboard becomes a PDF of several pages", async ({ page }) => {
  await page.goto("d/shop");
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g);
  expect(pages.length).toBeGreaterThan(1);
});

test("no panel is cut by the edge of a printed page", async ({ page }) => {
  await page.goto("d/shop");
  await page.emulateMedia({ media: "print" });
  for (const panel of await page.locator("article.panel").all()) {
    await expect(panel).toHaveCSS("break-inside", "avoid");
  }
});

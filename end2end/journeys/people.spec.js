// People: an administrator lets others in, and out again.

import { PASSWORD } from "../support/seed.js";
import { expect, field, problemAt, session, test } from "../support/test.js";

const NEWCOMER = "new@example.com";

test("somebody is added, signs in, and is removed", async ({ page, site }) => {
  await page.goto("settings");
  await field(page, "email").last().fill(NEWCOMER);
  await field(page, "role").selectOption("editor");
  await field(page, "password").fill("short");
  await page.getByRole("button", { name: "Add the person" }).click();
  await expect(problemAt(page, "password")).toContainText("10 characters");
  await expect(field(page, "email").last()).toHaveValue(NEWCOMER);
  await expect(field(page, "role")).toHaveValue("editor");
  await field(page, "password").fill(PASSWORD);
  await page.getByRole("button", { name: "Add the person" }).click();
  const row = page.getByRole("row", { name: NEWCOMER });
  await expect(row).toContainText("editor");
  const { cookies } = await session(site.address, NEWCOMER, PASSWORD);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join();
  const gallery = () => fetch(`${site.address}/`, { headers: { cookie }, redirect: "manual" });
  expect((await gallery()).status).toBe(200);
  await row.locator("summary").click();
  await row.getByRole("button", { name: "Remove them for good" }).click();
  await expect(page.getByRole("row", { name: NEWCOMER })).toHaveCount(0);
  expect((await gallery()).status, "a removed person's session ends").toBe(303);
});

test("an administrator cannot remove themselves", async ({ page }) => {
  await page.goto("settings");
  const own = page.getByRole("row", { name: "ann@example.com" });
  await expect(own).toBeVisible();
  await expect(own.getByRole("button")).toHaveCount(0);
});

test.describe("an editor", () => {
  test.use({ visitor: "editor" });

  test("cannot see who may sign in", async ({ page }) => {
    const answer = await page.request.get("settings");
    expect(answer.status()).toBe(403);
  });
});

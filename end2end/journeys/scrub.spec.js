// The signature gesture: moving along a picture tells the days in it.

import { awake, expect, test, valuesOf, written } from "../support/test.js";
import { dayInWords as words } from "../support/words.js";

/** A sparkline shows so many days. */
const SPARK_DAYS = 90;
/** The metric's page shows so many unless asked otherwise. */
const CHART_DAYS = 90;

test.describe("a card's sparkline", () => {
  test.use({ visitor: "viewer" });

  test("follows the mouse and forgets it", async ({ page }) => {
    const { number, delta, spark, values, before } = await card(page);
    await spark.scrollIntoViewIfNeeded();
    const box = await spark.boundingBox();
    await page.mouse.move(box.x + 1, box.y + box.height / 2);
    await expect(number).toHaveText(written(values[0]));
    await expect(delta).toHaveText(words(-(SPARK_DAYS - 1)));
    await page.mouse.move(box.x + box.width - 1, box.y + box.height / 2);
    await expect(number).toHaveText(written(values.at(-1)));
    await expect(delta).toHaveText(`${words(0)}, so far`);
    await page.mouse.move(box.x + box.width / 2, box.y - 200);
    await expect(number).toHaveText(before.number);
    await expect(delta).toHaveText(before.delta);
  });

  test("follows arrow keys, and Escape and leaving restore the card", async ({ page }) => {
    const { number, delta, spark, values, before } = await card(page);
    await expect(spark).toHaveRole("slider");
    await spark.focus();
    await page.keyboard.press("ArrowLeft");
    await expect(number).toHaveText(written(values.at(-2)));
    await expect(delta).toHaveText(words(-1));
    await expect(spark).toHaveAttribute("aria-valuetext", new RegExp(`^${values.at(-2)} orders, `));
    await page.keyboard.press("Home");
    await expect(number).toHaveText(written(values[0]));
    await page.keyboard.press("Shift+ArrowRight");
    await expect(number).toHaveText(written(values[7]));
    await page.keyboard.press("Escape");
    await expect(number).toHaveText(before.number);
    await expect(delta).toHaveText(before.delta);
    await page.keyboard.press("End");
    await expect(delta).toHaveText(`${words(0)}, so far`);
    await page.keyboard.press("Tab");
    await expect(number).toHaveText(before.number);
    await expect(delta).toHaveText(before.delta);
  });

  test("tells a gap as a gap", async ({ page }) => {
    await page.goto("./");
    await awake(page);
    const card = page.locator(".card", { has: page.getByRole("link", { name: "Visitors", exact: true }) });
    const spark = card.locator(".card__spark");
    await spark.focus();
    await page.keyboard.press("End");
    for (let day = 0; day < 21; day += 1) await page.keyboard.press("ArrowLeft");
    await expect(card.locator(".card__number")).toHaveText("—");
    await expect(card.locator(".card__delta")).toContainText("no value");
  });
});

test.describe("a card's sparkline under a finger", () => {
  test.use({ visitor: "viewer", hasTouch: true, viewport: { width: 360, height: 740 } });

  test("follows it and forgets it", async ({ page, context }) => {
    const { number, delta, spark, values, before } = await card(page);
    await spark.scrollIntoViewIfNeeded();
    const box = await spark.boundingBox();
    const client = await context.newCDPSession(page);
    const finger = (type, x) => {
      const touchPoints = x === null ? [] : [{ x, y: box.y + box.height / 2 }];
      return client.send("Input.dispatchTouchEvent", { type, touchPoints });
    };
    await finger("touchStart", box.x + box.width / 2);
    await finger("touchMove", box.x + box.width / 4);
    await finger("touchMove", box.x + 1);
    await expect(number).toHaveText(written(values[0]));
    await expect(delta).toHaveText(words(-(SPARK_DAYS - 1)));
    await finger("touchEnd", null);
    await expect(number).toHaveText(before.number);
    await expect(delta).toHaveText(before.delta);
  });
});

test.describe("a metric's chart", () => {
  test.use({ visitor: "viewer" });

  test("has a cursor for the mouse and for keys", async ({ page }) => {
    await page.goto("metric/orders");
    await awake(page);
    const { values } = await valuesOf(page, "orders", CHART_DAYS);
    const picture = page.locator(".figure__picture");
    const [value, day] = [page.locator(".readout__value"), page.locator(".readout__day")];
    const before = { value: await value.textContent(), day: await day.textContent() };
    const box = await picture.boundingBox();
    await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
    await expect(value).toHaveText(`${written(values.at(-1))} orders`);
    await expect(day).toHaveText(`${words(0)}, so far`);
    await expect(picture.locator(".chart__cursor")).toBeAttached();
    await page.mouse.move(0, 0);
    await expect(value).toHaveText(before.value);
    await expect(day).toHaveText(before.day);
    await expect(picture.locator(".chart__cursor")).not.toBeAttached();

    await expect(picture).toHaveRole("slider");
    await picture.focus();
    await page.keyboard.press("ArrowLeft");
    await expect(value).toHaveText(`${written(values.at(-2))} orders`);
    await page.keyboard.press("Home");
    await expect(value).toHaveText(`${written(values[0])} orders`);
    await expect(day).toHaveText(words(-(CHART_DAYS - 1)));
    await page.keyboard.press("Escape");
    await expect(value).toHaveText(before.value);
    await expect(day).toHaveText(before.day);
  });

  test("tells the value that it is compared with", async ({ page }) => {
    await page.goto("metric/orders?range=30d&compare=previous");
    await awake(page);
    const { values } = await valuesOf(page, "orders", 60);
    await page.locator(".figure__picture").focus();
    await page.keyboard.press("Home");
    await expect(page.locator(".readout__value")).toHaveText(`${written(values[30])} orders`);
    const other = page.locator(".readout__other");
    await expect(other).toHaveText(`${written(values[0])} orders on ${words(-59)}`);
  });
});

/** The card of the shop's orders, as it stands before anything moves. */
async function card(page) {
  await page.goto("./");
  await awake(page);
  const link = page.getByRole("link", { name: "Orders", exact: true });
  const card = page.locator(".card", { has: link });
  const [number, delta] = [card.locator(".card__number"), card.locator(".card__delta")];
  const { values } = await valuesOf(page, "orders", SPARK_DAYS);
  expect(values).toHaveLength(SPARK_DAYS);
  const before = { number: await number.textContent(), delta: await delta.textContent() };
  return { number, delta, spark: card.locator(".card__spark"), values, before };
}

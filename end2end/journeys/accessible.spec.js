// axe finds nothing serious on any page, light or dark.

import { OF_COLOUR, findings } from "../support/axe.js";
import { PAGES, open } from "../support/pages.js";
import { awake, expect, test } from "../support/test.js";

/** In the dark only colours differ. */
const RULES = { light: undefined, dark: OF_COLOUR };

// Colours that are on their way to others would be measured in between.
test.use({ contextOptions: { reducedMotion: "reduce" } });

for (const [colorScheme, rules] of Object.entries(RULES)) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    for (const one of PAGES) {
      test.describe(() => {
        test.use({ visitor: one.visitor });

        test(`${one.name} is accessible`, async ({ page }) => {
          await open(page, one);
          if (await page.locator("leptos-island").count()) await awake(page);
          await unfold(page);
          expect(await findings(page, rules)).toEqual([]);
        });
      });
    }

    test("setup is accessible", async ({ page, fresh }) => {
      await page.goto(`${fresh.address}/setup?code=${fresh.setupCode}`);
      expect(await findings(page, rules)).toEqual([]);
    });
  });
}

/** What is folded is not looked at, so it is unfolded; further rows of values are like the open ones. */
async function unfold(page) {
  await page.evaluate(() => {
    const folds = document.querySelectorAll("details:not([aria-labelledby=h-values] *)");
    for (const fold of folds) fold.open = true;
  });
}

// What axe finds, told shortly.

import { AxeBuilder } from "@axe-core/playwright";

/** The rules whose answer depends on colours. */
export const OF_COLOUR = ["color-contrast", "link-in-text-block"];

/**
 * Serious and critical findings on a page: the rule, the element and what is wrong with it.
 *
 * By all of axe's rules unless some are named.
 */
export async function findings(page, rules) {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, any, all, none }) => {
        const words = [...any, ...all, ...none].map(({ message }) => message);
        return `${id}: ${target.join(" ")}: ${words.join("; ")}`;
      }),
    );
}

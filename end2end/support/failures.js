// Tells at the end of a run what failed, with the first lines of why.

const LINES = 25;

export default class Failures {
  /** @type {import("@playwright/test/reporter").Suite} */
  suite;

  onBegin(_config, suite) {
    this.suite = suite;
  }

  onEnd() {
    const failed = this.suite.allTests().filter((test) => !test.ok());
    for (const test of failed) {
      const errors = test.results.flatMap((result) => result.errors);
      const why = errors.map((error) => plain(error.stack ?? error.message ?? String(error.value)));
      console.log(`\n${test.titlePath().filter(Boolean).join(" › ")}\n${why.join("\n")}`);
    }
  }

  printsToStdio() {
    return true;
  }
}

/** The first lines without colours. */
function plain(text) {
  return text.replace(/\u001b\[[0-9;]*m/g, "").split("\n").slice(0, LINES).join("\n");
}

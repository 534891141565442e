// How the journeys run. Program and browser come from this machine: nothing is downloaded.

import { execFileSync } from "node:child_process";
import { defineConfig } from "@playwright/test";

/** The system's Chromium, and what keeps it from reaching for the internet. */
export const chromium = {
  executablePath: findChromium(),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  globalSetup: "./support/start.js",
  // What failed is told again at the end, where one looks.
  reporter: [["line"], ["./support/failures.js"]],
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    locale: "en-GB",
    // The browser's zone is nobody's: pages must not care.
    timezoneId: "Pacific/Kiritimati",
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: chromium,
  },
});

function findChromium() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Not under this name.
    }
  }
  throw new Error("Chromium is missing: scripts/tools.sh test installs it");
}

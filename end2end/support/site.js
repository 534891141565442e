// Starting, asking and stopping Dbag.

import { execFileSync, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The program under test. */
export const PROGRAM = process.env.DBAG_TEST_PROGRAM ?? here("../../target/debug/dbag");

/** Days are those of UTC, in Dbag as in the shop's database. */
const ENVIRONMENT = { ...process.env, DBAG_TIMEZONE: "UTC", DBAG_LOG: "warn" };
for (const name of ["DATABASE_URL", "DBAG_DATABASE_URL", "DBAG_SECRET_KEY", "DBAG_PUBLIC_URL"]) {
  delete ENVIRONMENT[name];
}

/** The demo of a debug build takes half a minute. */
const START_MS = 120_000;
const STOP_MS = 5_000;

/** A new folder with a copy of the shop's database in it. */
export function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), "dbag-end2end-"));
  copyFileSync(here("../fixtures/shop.sqlite"), join(folder, "shop.sqlite"));
  return folder;
}

/** The address of a folder's shop, as one types it. */
export function shopOf(folder) {
  return `sqlite://${join(folder, "shop.sqlite")}`;
}

/** Runs a command on a data folder, beside its server or without one; gives what it printed. */
export function dbag(folder, args, input = "") {
  const options = { input, env: ENVIRONMENT, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] };
  try {
    return execFileSync(PROGRAM, [...args, "--data-dir", folder], options);
  } catch (error) {
    throw new Error(`dbag ${args.join(" ")}: exit code ${error.status}\n${error.stderr}`);
  }
}

/**
 * Serves a data folder until it is stopped.
 *
 * Gives the address without a slash at its end, the printed setup code (null where there is an
 * administrator) and everything printed so far.
 */
export async function serve(folder, { prefix = "", flags = [], program = PROGRAM } = {}) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = prefix ? { ...ENVIRONMENT, DBAG_PUBLIC_URL: origin + prefix } : ENVIRONMENT;
  const args = ["serve", "--listen", `127.0.0.1:${port}`, "--data-dir", folder, ...flags];
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes) => (said.text += bytes));
  }
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const address = origin + prefix;
  await ready(`${address}/readyz`, ended, said);
  return {
    address,
    folder,
    setupCode: said.text.match(/\/setup\?code=([\w-]+)/)?.[1] ?? null,
    said: () => said.text,
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(kill, STOP_MS);
      await ended;
      clearTimeout(late);
      process.off("exit", kill);
    },
  };
}

/** Removes a folder that nobody serves any more. */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
}

/** Signs in as a browser would and gives the session as Playwright's storage state. */
export async function session(address, email, password) {
  const answer = await fetch(`${address}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ email, password }),
  });
  const cookie = answer.headers.getSetCookie().find((text) => text.includes("dbag="));
  if (answer.status !== 303 || !cookie) {
    throw new Error(`${email} cannot sign in: ${answer.status} ${await answer.text()}`);
  }
  const [name, value] = cookie.split(";")[0].split("=");
  const path = cookie.match(/Path=([^;]*)/)[1];
  const { hostname: domain } = new URL(address);
  const rest = { expires: -1, httpOnly: true, secure: false, sameSite: "Lax" };
  return { cookies: [{ name, value, domain, path, ...rest }], origins: [] };
}

/**
 * A port that nobody listens on: below those that the system gives to connections, of which the browser
 * opens many while a server starts.
 */
async function freePort() {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function ready(address, ended, said) {
  const state = { isOver: false };
  ended.then(() => (state.isOver = true));
  const until = Date.now() + START_MS;
  for (;;) {
    const answer = await ask(address);
    if (answer === "ready") return;
    if (state.isOver || Date.now() > until) {
      throw new Error(`dbag serve did not start (${answer}):\n${said.text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** What the server says of itself, or why it says nothing. */
async function ask(address) {
  try {
    return await (await fetch(address, { signal: AbortSignal.timeout(2_000) })).text();
  } catch (error) {
    return String(error.cause ?? error);
  }
}

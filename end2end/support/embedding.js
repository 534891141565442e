// Dbag with something to embed, and pages of other origins that embed it.

import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { seedPeople } from "./seed.js";
import { PROGRAM, dbag, newFolder, removeFolder, serve } from "./site.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** A Python that knows PyJWT; `scripts/tools.sh test` makes it. */
export const PYTHON = process.env.DBAG_TEST_PYTHON ?? here("../../.tools/python/bin/python3");

/** The customers of the shop: how they sign in, and by what their numbers of orders are known. */
export const CUSTOMERS = {
  Acme: { key: "42", email: "ann@acme.example", password: "paper", own: /(?<![\d,.])1,\d{3}(?!\d)/ },
  Globex: { key: "43", email: "gil@globex.example", password: "scissors", own: /(?<![\d,.])8,\d{3}(?!\d)/ },
};

/** The other customer. */
export function other(name) {
  return name === "Acme" ? "Globex" : "Acme";
}

/** How a script of the shop is called; what is set around the tests is not for it. */
function python(script, args, more) {
  const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...more };
  for (const name of ["DATABASE_URL", "DBAG_DATABASE_URL", "DBAG_SECRET_KEY", "DBAG_PUBLIC_URL"]) {
    delete environment[name];
  }
  return [PYTHON, [here(`../../examples/embedding/${script}`), ...args], { env: environment }];
}

/**
 * A Dbag with the shop's numbers, its key, and the shop itself on another host name.
 *
 * `host` and `stranger` are pages that tests write: the first may frame what is embedded, the
 * second may not.
 */
export async function startEmbedding() {
  const folder = newFolder();
  seedPeople(folder);
  const key = seedShop(folder);
  const site = await serve(folder, { flags: ["--no-scheduler"] });
  const [host, stranger] = [await startPages(), await startPages()];
  const shop = await startShop(site.address, key);
  for (const what of ["dashboard account", "metric account-orders"]) {
    const [kind, name] = what.split(" ");
    dbag(folder, [kind, "embed", name, "--origin", shop.address, "--origin", host.address]);
  }
  return {
    ...site,
    key,
    shop,
    host,
    stranger,
    /** A token as the command line signs it. */
    sign: (args) => dbag(folder, ["embed", "sign", "--key", key.kid, ...args]).trim(),
    async stop() {
      await shop.stop();
      host.stop();
      stranger.stop();
      await site.stop();
      removeFolder(folder);
    },
  };
}

/** Gives Dbag what the shop needs; gives the name of a key, its secret, and links as JSON. */
function seedShop(folder) {
  const [program, args, options] = python("seed.py", ["--dbag", PROGRAM, "--data-dir", folder], {
    DBAG_TIMEZONE: "UTC",
    DBAG_LOG: "warn",
    TZ: "UTC",
  });
  const said = execFileSync(program, args, { ...options, encoding: "utf8" });
  const value = (name) => said.match(new RegExp(`^export ${name}='?([^'\\n]+)`, "m"))[1];
  return {
    kid: value("DBAG_EMBED_KID"),
    secret: value("DBAG_EMBED_SECRET"),
    links: value("DBAG_SHARE_LINKS"),
  };
}

/** Starts the shop; it says itself where. */
function startShop(base, { kid, secret, links }) {
  const args = ["--dbag", base, "--kid", kid, "--port", "0"];
  const [program, words, options] = python("shop.py", args, {
    DBAG_EMBED_SECRET: secret,
    DBAG_SHARE_LINKS: links,
  });
  const child = spawn(program, words, { ...options, stdio: ["ignore", "pipe", "inherit"] });
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the shop ended with ${code}`)));
    child.stdout.once("data", (bytes) =>
      resolve({
        address: String(bytes).trim(),
        stop() {
          process.off("exit", kill);
          const ended = new Promise((over) => child.on("exit", over));
          child.kill("SIGTERM");
          return ended;
        },
      }),
    );
  });
}

/** A site of pages that tests write, on a host name that is not Dbag's. */
async function startPages() {
  const pages = new Map();
  const server = createServer((request, response) => {
    const page = pages.get(request.url);
    response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(page ?? "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://localhost:${server.address().port}`;
  return {
    address,
    /** Puts a page there; gives its address. */
    put(path, body) {
      const icon = '<link rel="icon" href="data:,">';
      pages.set(path, `<!doctype html><html lang="en"><title>A page</title>${icon}<body>${body}</body></html>`);
      return address + path;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

// Starts the servers that journeys share, before the first of them.

import { dbag, newFolder, removeFolder, serve, session, shopOf } from "./site.js";
import { PASSWORD, PEOPLE, seedGallery, seedOrders, seedPeople } from "./seed.js";

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** All journeys together take less, on a slow machine too. */
const JOURNEYS_MS = 20 * MINUTE_MS;

/** Fills and starts the servers; gives what stops them. */
export default async function start() {
  await dayWithRoom();
  const root = newFolder();
  seedPeople(root);
  seedGallery(root);
  const prefixed = newFolder();
  seedPeople(prefixed);
  dbag(prefixed, ["source", "add", "shop", shopOf(prefixed)]);
  seedOrders(prefixed, "orders", { label: "Orders", days: 90 });
  const demo = newFolder();
  dbag(demo, ["init", "--demo"]);
  seedPeople(demo);
  // No scheduler: what is collected while tests run would change what they look at.
  const flags = ["--no-scheduler"];
  const sites = {
    root: await serve(root, { flags }),
    prefixed: await serve(prefixed, { flags, prefix: "/tools/dbag" }),
    demo: await serve(demo, { flags }),
  };
  const shared = {};
  for (const [name, { address, folder }] of Object.entries(sites)) {
    const sessions = {};
    for (const [role, email] of Object.entries(PEOPLE)) {
      sessions[role] = await session(address, email, PASSWORD);
    }
    shared[name] = { address, folder, sessions };
  }
  process.env.DBAG_TEST_SITES = JSON.stringify(shared);
  return async () => {
    for (const site of Object.values(sites)) {
      await site.stop();
      removeFolder(site.folder);
    }
  };
}

/**
 * Waits for midnight in UTC where it would come while journeys run: the servers are filled up to
 * today, and pages are compared with today, so it has to stay the same day.
 */
async function dayWithRoom() {
  const left = DAY_MS - (Date.now() % DAY_MS);
  if (left > JOURNEYS_MS) return;
  const minutes = Math.ceil(left / MINUTE_MS);
  console.log(`journeys are of one day: they begin at midnight in UTC, in ${minutes} minutes`);
  await new Promise((resolve) => setTimeout(resolve, left));
}

// Starts the servers that journeys share, before the first of them.

import { dbag, newFolder, removeFolder, serve, session, shopOf } from "./site.js";
import { PASSWORD, PEOPLE, seedGallery, seedOrders, seedPeople } from "./seed.js";

/** Fills and starts the servers; gives what stops them. */
export default async function start() {
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

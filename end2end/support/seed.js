// What the shared servers hold.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dbag, shopOf } from "./site.js";

export const PASSWORD = "correct horse battery";

/** One person of each role. */
export const PEOPLE = {
  admin: "ann@example.com",
  editor: "eve@example.com",
  viewer: "vic@example.com",
};

const DAY_MS = 86_400_000;

/** A day so many days ago, as `2026-11-23`. */
export function daysAgo(days) {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

/** Adds everybody who signs in. */
export function seedPeople(folder) {
  for (const [role, email] of Object.entries(PEOPLE)) {
    dbag(folder, ["user", "add", email, "--role", role, "--password-stdin"], PASSWORD);
  }
}

/** Adds a metric that counts the shop's orders, filled backwards for so many days. */
export function seedOrders(folder, slug, { label = `The ${slug}`, days = 0, more = [] } = {}) {
  dbag(folder, [
    ...["metric", "add", slug, "--type", "row_count", "--source", "shop"],
    ...["--property", "table=orders", "--property", "date_column=ordered_on"],
    ...["--label", label, "--unit", "order", "--direction", "up", ...more],
  ]);
  if (days > 0) {
    dbag(folder, ["backfill", slug, "--from", daysAgo(days), "--to", daysAgo(0), "--yes"]);
  }
}

/** One metric of every kind that looks different. */
export function seedGallery(folder) {
  dbag(folder, ["source", "add", "shop", shopOf(folder)]);
  seedOrders(folder, "orders", { label: "Orders", days: 399, more: ["--category", "Sales"] });
  seedRevenue(folder);
  dbag(folder, [
    ...["metric", "add", "customers", "--type", "row_count", "--source", "shop"],
    ...["--property", "table=customers", "--label", "Customers", "--unit", "customer"],
    ...["--category", "People"],
  ]);
  dbag(folder, ["collect", "customers"]);
  dbag(folder, [
    ...["metric", "add", "visitors", "--type", "push", "--label", "Visitors"],
    ...["--unit", "visitor", "--category", "People"],
  ]);
  dbag(folder, ["import", visitors(folder)]);
  seedOrders(folder, "paused-orders", { label: "Paused orders", days: 60, more: ["--paused"] });
  seedOrders(folder, "made-up", { label: "Made up" });
  dbag(folder, ["fake", "made-up", "--days", "60"]);
}

/** One value a customer. */
function seedRevenue(folder) {
  const query =
    "select ordered_on as day, customer_id as object, sum(total) as value from orders " +
    "where ordered_on between :start and :end group by 1, 2";
  dbag(folder, [
    ...["metric", "add", "revenue", "--type", "sql_query", "--source", "shop"],
    ...["--measure", "flow", "--object-kind", "customer", "--property", `query=${query}`],
    ...["--label", "Revenue", "--unit", "€", "--format", "currency", "--category", "Sales"],
  ]);
  dbag(folder, ["backfill", "revenue", "--from", daysAgo(60), "--to", daysAgo(1), "--yes"]);
}

/** Two metrics that somebody sent: one with missing days, one that ended in 2012. */
function visitors(folder) {
  const lines = ["metric,date,value"];
  for (let days = 90; days >= 0; days -= 1) {
    if (days < 20 || days > 23) lines.push(`visitors,${daysAgo(days)},${900 + ((days * 37) % 210)}`);
  }
  for (let day = 1; day <= 30; day += 1) {
    lines.push(`old-visitors,2012-04-${String(day).padStart(2, "0")},${400 + ((day * 17) % 90)}`);
  }
  const file = join(folder, "visitors.csv");
  writeFileSync(file, lines.join("\n"));
  return file;
}

//! A shop's database as a source: two orders on odd days of 2025, one on even ones.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::place::Place;

const TABLES: &str = "
create table orders (id integer primary key, customer_id int, ordered_on text, total real);
insert into orders (customer_id, ordered_on, total)
with recursive days(day) as (
    select '2025-01-01'
    union all
    select date(day, '+1 day') from days where day < '2026-01-01'
)
select who, day, 10.5 * who
from days join (select 1 as who union select 2)
where who = 1 or strftime('%d', day) % 2 = 1;
create table auth_user (id integer primary key, is_active bool, date_joined datetime);
insert into auth_user (is_active, date_joined) values (1, '2025-01-01 10:00:00'), (0, '2025-01-02');
create table django_session (id integer, created_at datetime);
";

/// Writes the shop and adds it as the source `shop`.
pub(crate) fn add(place: &Place) {
    execute(&place.file("shop.db"), TABLES);
    place.done(&["source", "add", "shop", &url(place)]);
}

/// The shop's address.
pub(crate) fn url(place: &Place) -> String {
    format!("sqlite://{}", place.path("shop.db"))
}

/// Adds the shop and the metric `orders`, a flow of rows a day.
pub(crate) fn add_orders(place: &Place) {
    add(place);
    let table = [
        "--property",
        "table=orders",
        "--property",
        "date_column=ordered_on",
    ];
    let named = ["--label", "Orders", "--unit", "order"];
    let start = [
        "metric",
        "add",
        "orders",
        "--type",
        "row_count",
        "--source",
        "shop",
    ];
    place.done(&[&start[..], &table, &named].concat());
}

/// Adds a metric of the shop's tables that only knows today's number.
pub(crate) fn add_level(place: &Place, slug: &str, table: &str) {
    let table = format!("table={table}");
    let start = [
        "metric",
        "add",
        slug,
        "--type",
        "row_count",
        "--source",
        "shop",
    ];
    place.done(&[&start[..], &["--property", &table]].concat());
}

/// Runs statements on a file and closes it, so that all of it is in the file.
pub(crate) fn execute(path: &Path, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true);
        let mut connection = options.connect().await.expect("opened");
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql)
            .execute(&mut connection)
            .await
            .expect("executed");
        sqlx::Connection::close(connection).await.expect("closed");
    });
}

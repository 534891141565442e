//! A shop's database that Dbag asks.

use dbag_operations::Dbag;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::support::{ACTOR, now};

/// A source called `shop`, made by statements; it is `shop.db` in a folder that lives as long as the guard.
pub(crate) async fn shop(dbag: &Dbag, sql: String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.db");
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true);
    let mut connection = options.connect().await.expect("opened");
    let made = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection);
    made.await.expect("a shop");
    let url = format!("sqlite://{}", path.display());
    let added = dbag.add_source(&ACTOR, "shop", &url, now()).await;
    added.expect("a source");
    folder
}

//! A fresh store on each database for every test.

#![allow(dead_code, reason = "every test file uses its part of this one")]

use dbag_store::{InstanceKey, Location, Store};

/// A store on a SQLite file in a folder that lives as long as the guard.
pub(crate) async fn sqlite() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let location = Location::Sqlite(folder.path().join("dbag.db"));
    let store = Store::open(&location).await.expect("an empty file opens");
    prepare(&store).await;
    (store, folder)
}

/// A store in a database of its own on the test process's Postgres.
pub(crate) async fn postgres() -> Store {
    let database = dbag_testing::postgres().create_database();
    let location = Location::Postgres(dbag_testing::postgres().url(&database));
    let store = Store::open(&location)
        .await
        .expect("an empty database opens");
    prepare(&store).await;
    store
}

async fn prepare(store: &Store) {
    let now = chrono::DateTime::UNIX_EPOCH;
    store
        .ensure_instance(&InstanceKey::random(), "UTC", now)
        .await
        .expect("an instance");
}

/// Runs a statement of the test's own.
pub(crate) async fn execute(store: &Store, sql: &'static str) {
    match store.location() {
        Location::Sqlite(path) => {
            let url = format!("sqlite://{}", path.display());
            let pool = sqlx::SqlitePool::connect(&url).await.expect("connected");
            sqlx::query(sql).execute(&pool).await.expect("executed");
        }
        Location::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.expect("connected");
            let sql = sqlx::AssertSqlSafe(sql.replace("'x'", "'\\x00'"));
            sqlx::query(sql).execute(&pool).await.expect("executed");
        }
    }
}

/// Runs a migration once more: its text for SQLite, and the one for Postgres.
pub(crate) async fn migrate(store: &Store, (sqlite, postgres): (&'static str, &'static str)) {
    match store.location() {
        Location::Sqlite(path) => {
            let url = format!("sqlite://{}", path.display());
            let pool = sqlx::SqlitePool::connect(&url).await.expect("connected");
            sqlx::raw_sql(sqlite)
                .execute(&pool)
                .await
                .expect("migrated");
        }
        Location::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.expect("connected");
            sqlx::raw_sql(postgres)
                .execute(&pool)
                .await
                .expect("migrated");
        }
    }
}

/// The one text that a statement of the test's own answers.
pub(crate) async fn text(store: &Store, sql: &'static str) -> String {
    match store.location() {
        Location::Sqlite(path) => {
            let url = format!("sqlite://{}", path.display());
            let pool = sqlx::SqlitePool::connect(&url).await.expect("connected");
            sqlx::query_scalar(sql)
                .fetch_one(&pool)
                .await
                .expect("a text")
        }
        Location::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.expect("connected");
            sqlx::query_scalar(sql)
                .fetch_one(&pool)
                .await
                .expect("a text")
        }
    }
}

/// Defines each test twice: on SQLite and on Postgres.
#[allow(unused_macros, reason = "not every file has tests of both")]
macro_rules! on_both {
    ($(async fn $name:ident($store:ident: Store) $body:block)+) => {
        mod sqlite {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                let ($store, _folder) = support::sqlite().await;
                $body
            })+
        }
        mod postgres {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                let $store = support::postgres().await;
                $body
            })+
        }
    };
}
#[allow(unused_imports, reason = "not every file has tests of both")]
pub(crate) use on_both;

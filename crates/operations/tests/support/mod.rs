//! Dbag on each database, for tests through the public door.

use chrono::{DateTime, Utc};
use dbag_operations::{Actor, Dbag, InstanceKey, Location, Registry, Store, Vault};

pub(crate) const ACTOR: Actor = Actor::CommandLine;

/// Noon in UTC on 23 November 2026.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("in range")
}

/// Dbag over a SQLite file in a folder that lives as long as the guard.
pub(crate) async fn sqlite() -> (Dbag, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dbag = dbag_on(&Location::Sqlite(folder.path().join("dbag.db"))).await;
    (dbag, folder)
}

/// Dbag over a database of its own on the test process's Postgres.
pub(crate) async fn postgres() -> Dbag {
    let database = dbag_testing::postgres().create_database();
    dbag_on(&Location::Postgres(dbag_testing::postgres().url(&database))).await
}

async fn dbag_on(location: &Location) -> Dbag {
    let store = Store::open(location)
        .await
        .expect("an empty database opens");
    let key = InstanceKey::random();
    store
        .ensure_instance(&key, "Europe/Berlin", now())
        .await
        .expect("an instance");
    Dbag::new(store, Vault::new(&key), Registry::built_in())
}

/// Defines each test twice: on SQLite and on Postgres.
macro_rules! on_both {
    ($(async fn $name:ident($dbag:ident: Dbag) $body:block)+) => {
        mod sqlite {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                let ($dbag, _folder) = support::sqlite().await;
                $body
            })+
        }
        mod postgres {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                let $dbag = support::postgres().await;
                $body
            })+
        }
    };
}
pub(crate) use on_both;

//! What holds only for a store that is a file.

mod support;

use dbag_store::{Author, InstanceKey, Location, Store, StoreError};

const AUTHOR: Author<'_> = Author {
    actor: "ann",
    at: chrono::DateTime::UNIX_EPOCH,
};

#[tokio::test]
async fn r06_every_commit_survives_a_power_cut() {
    let (store, folder) = support::sqlite().await;
    drop(store);
    // Opening asserts `synchronous=full` and WAL itself; here the file is asked.
    let url = format!("sqlite://{}", folder.path().join("dbag.db").display());
    let pool = sqlx::SqlitePool::connect(&url).await.expect("connected");
    let journal: String = sqlx::query_scalar("pragma journal_mode")
        .fetch_one(&pool)
        .await
        .expect("a mode");
    assert_eq!(journal, "wal");
}

#[tokio::test]
async fn the_tables_of_the_django_package_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("db.sqlite3");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let pool = sqlx::SqlitePool::connect(&url).await.expect("connected");
    sqlx::query("create table dbag_metric (id integer)")
        .execute(&pool)
        .await
        .expect("created");
    let refused = Store::open(&Location::Sqlite(path))
        .await
        .expect_err("foreign tables");
    assert!(matches!(refused, StoreError::ForeignTables));
}

#[tokio::test]
async fn another_key_is_refused() {
    let (store, _folder) = support::sqlite().await;
    let now = chrono::DateTime::UNIX_EPOCH;
    let refused = store
        .ensure_instance(&InstanceKey::random(), "UTC", now)
        .await;
    assert!(matches!(refused, Err(StoreError::WrongKey)));
}

#[tokio::test]
async fn r53_a_backup_is_restored() {
    let (store, folder) = support::sqlite().await;
    let epoch = store.instance().await.expect("an instance").cache_epoch;
    store
        .add_user(
            "ann@example.com",
            "hash",
            dbag_domain::Role::Admin,
            chrono::Utc::now(),
        )
        .await
        .expect("added");
    let copy = folder.path().join("copy.db");
    store.backup_to(&copy).await.expect("copied while open");
    assert!(
        store.backup_to(&copy).await.is_err(),
        "a backup replaces nothing"
    );
    store.remove_user("ann@example.com").await.expect("removed");
    store.close().await;
    let location = store.location().clone();
    let restored = Store::restore(&copy, &location).await.expect("restored");
    assert!(restored.previous.is_some_and(|path| path.exists()));
    let store = Store::open(&location).await.expect("opens");
    assert_eq!(store.users().await.expect("users").len(), 1);
    assert!(store.instance().await.expect("an instance").cache_epoch > epoch);
}

#[tokio::test]
async fn r39_a_damaged_file_is_refused_and_kept() {
    let (store, folder) = support::sqlite().await;
    store.close().await;
    let path = folder.path().join("dbag.db");
    let mut bytes = std::fs::read(&path).expect("the file");
    for byte in &mut bytes[4096..12_288] {
        *byte = 0x5a;
    }
    std::fs::write(&path, &bytes).expect("damaged");
    let outcome = async {
        let store = Store::open(&Location::Sqlite(path.clone())).await?;
        store.check_file().await
    };
    assert!(outcome.await.is_err());
    assert_eq!(std::fs::read(&path).expect("the file"), bytes);
}

#[tokio::test]
async fn whoever_writes_is_noticed_at_once() {
    let (store, folder) = support::sqlite().await;
    let first = store.written().await.expect("a number");
    assert_eq!(store.written().await, Some(first), "nothing was written");
    store
        .set_time_zone("Europe/Berlin", AUTHOR)
        .await
        .expect("written");
    let second = store.written().await.expect("a number");
    assert_ne!(second, first, "by this store");
    let other = Store::open(&Location::Sqlite(folder.path().join("dbag.db"))).await;
    let other = other.expect("a second one");
    other.set_time_zone("UTC", AUTHOR).await.expect("written");
    assert_ne!(store.written().await, Some(second), "by another process");
    store.close().await;
    assert_eq!(store.written().await, None);
}

/// A value without a weight takes no byte for it: `.cargo/config.toml` builds SQLite so.
#[tokio::test]
async fn null_at_the_end_of_a_row_takes_no_room() {
    let (store, folder) = support::sqlite().await;
    drop(store);
    let url = format!("sqlite://{}", folder.path().join("dbag.db").display());
    let pool = sqlx::SqlitePool::connect(&url).await.expect("connected");
    let options: Vec<String> = sqlx::query_scalar("pragma compile_options")
        .fetch_all(&pool)
        .await
        .expect("options");
    assert!(
        options.contains(&"ENABLE_NULL_TRIM".to_owned()),
        "{options:?}"
    );
    let columns: Vec<String> =
        sqlx::query_scalar("select name from pragma_table_info('dbag_sample')")
            .fetch_all(&pool)
            .await
            .expect("columns");
    assert_eq!(columns.last().map(String::as_str), Some("weight"));
}

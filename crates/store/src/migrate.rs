//! Migrations: bringing the tables to the program's version, all or nothing.

use std::path::{Path, PathBuf};

use sqlx::migrate::{MigrateError, Migrator};

use crate::db::{Db, read};
use crate::{Location, Store, StoreError};

const TABLE: &str = "dbag_migrations";

/// How the database's version stands to the program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MigrationState {
    /// The newest migration that ran; 0 on an empty database.
    pub found: i64,
    /// The newest migration that this program knows.
    pub known: i64,
}

impl MigrationState {
    /// Whether there is something to migrate.
    pub fn is_current(self) -> bool {
        self.found == self.known
    }
}

fn migrator(db: &Db) -> Migrator {
    let mut migrator = if db.is_sqlite() {
        sqlx::migrate!("../../migrations/sqlite")
    } else {
        sqlx::migrate!("../../migrations/postgres")
    };
    migrator.dangerous_set_table_name(TABLE);
    migrator
}

fn newest_known(migrator: &Migrator) -> i64 {
    migrator
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

/// How the versions stand; refuses a newer database and another program's tables.
pub(crate) async fn state(store: &Store) -> Result<MigrationState, StoreError> {
    let known = newest_known(&migrator(&store.db));
    if !has_table(store, TABLE).await? {
        if has_table(store, "dbag_metric").await? {
            return Err(StoreError::ForeignTables);
        }
        return Ok(MigrationState { found: 0, known });
    }
    let found: Option<i64> = read!(store.db, on => sqlx::query_scalar(
        "select max(version) from dbag_migrations"
    ).fetch_one(on))?;
    let found = found.unwrap_or(0);
    if found > known {
        return Err(StoreError::NewerDatabase { found, known });
    }
    Ok(MigrationState { found, known })
}

/// Runs what is missing; on SQLite a database that holds something is copied first.
pub(crate) async fn migrate(store: &Store) -> Result<MigrationState, StoreError> {
    let before = state(store).await?;
    if before.is_current() {
        return Ok(before);
    }
    if let (Location::Sqlite(path), true) = (&store.location, before.found > 0) {
        store.backup_to(&backup_path(path, before.found)).await?;
    }
    let migrator = migrator(&store.db);
    let outcome = match &store.db {
        Db::Sqlite { writer, .. } => migrator.run(writer).await,
        Db::Postgres(pool) => migrator.run(pool).await,
    };
    outcome.map_err(|error| match error {
        MigrateError::VersionMissing(found) => StoreError::NewerDatabase {
            found,
            known: before.known,
        },
        MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => cause.into(),
        other => StoreError::Unexpected(other.to_string()),
    })?;
    Ok(before)
}

fn backup_path(path: &Path, version: i64) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".before-{}", version + 1));
    path.with_file_name(name)
}

async fn has_table(store: &Store, name: &str) -> Result<bool, StoreError> {
    // The databases keep the list of their tables in different places.
    let count: i64 = match &store.db {
        Db::Sqlite { reader, .. } => {
            sqlx::query_scalar(
                "select count(*) from sqlite_master where type = 'table' and name = $1",
            )
            .bind(name)
            .fetch_one(reader)
            .await?
        }
        Db::Postgres(pool) => {
            sqlx::query_scalar(
                "select count(*) from pg_catalog.pg_tables
             where schemaname = current_schema() and tablename = $1",
            )
            .bind(name)
            .fetch_one(pool)
            .await?
        }
    };
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn r28_both_databases_have_the_same_migrations() {
        let sqlite = sqlx::migrate!("../../migrations/sqlite");
        let postgres = sqlx::migrate!("../../migrations/postgres");
        let list = |migrator: &sqlx::migrate::Migrator| {
            let versions = migrator
                .iter()
                .map(|one| (one.version, one.description.to_string()));
            versions.collect::<Vec<_>>()
        };
        assert_eq!(list(&sqlite), list(&postgres));
    }
}

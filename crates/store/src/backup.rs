//! Copies of a SQLite store, taken while it is in use, and putting one back.

use std::path::{Path, PathBuf};

use crate::db::Db;
use crate::{Location, Store, StoreError};

/// What `restore` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the tables that stood there before are now.
    pub previous: Option<PathBuf>,
}

impl Store {
    /// Writes a consistent copy to a new file.
    pub async fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        let Db::Sqlite { writer, .. } = &self.db else {
            return Err(StoreError::BadLocation(
                "on Postgres use pg_dump: `pg_dump --table='dbag_*' …`".to_owned(),
            ));
        };
        if path.exists() {
            return Err(StoreError::BadLocation(format!(
                "{} exists already",
                path.display()
            )));
        }
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(StoreError::BadLocation(format!(
                "there is no folder {}",
                folder.display()
            )));
        }
        let target = path.to_str().ok_or_else(|| {
            StoreError::BadLocation(format!("{} is not a readable path", path.display()))
        })?;
        sqlx::query("vacuum into $1")
            .bind(target)
            .execute(writer)
            .await?;
        Ok(())
    }

    /// Whether the file is sound, as far as SQLite's quick check sees.
    pub async fn check_file(&self) -> Result<(), StoreError> {
        let Db::Sqlite { writer, .. } = &self.db else {
            return Ok(());
        };
        let answer: String = sqlx::query_scalar("pragma quick_check(1)")
            .fetch_one(writer)
            .await?;
        if answer == "ok" {
            Ok(())
        } else {
            Err(StoreError::Corrupt(answer))
        }
    }

    /// Puts a copy in the place of the store's file; the old file is kept beside it.
    ///
    /// No program may have the store open: the caller holds the lock of the data folder.
    pub async fn restore(copy: &Path, location: &Location) -> Result<Restored, StoreError> {
        let Location::Sqlite(path) = location else {
            return Err(StoreError::BadLocation(
                "on Postgres use pg_restore".to_owned(),
            ));
        };
        let source = Self::open_backup(copy).await.map_err(|error| match error {
            StoreError::NewerDatabase { .. } | StoreError::BadLocation(_) => error,
            cause => not_a_backup(copy, &format!("; it may be damaged: {cause}")),
        })?;
        let fresh = path.with_extension("restoring");
        let _ = std::fs::remove_file(&fresh);
        source.backup_to(&fresh).await?;
        source.close().await;
        let previous = set_aside(path)?;
        std::fs::rename(&fresh, path).map_err(|error| io(path, &error))?;
        let restored = Self::open(location).await?;
        restored.start_new_epoch().await?;
        restored.end_leases().await?;
        restored.close().await;
        Ok(Restored { previous })
    }

    /// Opens a file that is a sound backup.
    async fn open_backup(path: &Path) -> Result<Self, StoreError> {
        let source = Self::connect_existing(path).await?;
        source.check_file().await?;
        match source.migration_state().await?.found {
            0 => Err(not_a_backup(path, "")),
            _ => Ok(source),
        }
    }

    async fn connect_existing(path: &Path) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::BadLocation(format!(
                "{} does not exist",
                path.display()
            )));
        }
        Self::connect(&Location::Sqlite(path.to_owned())).await
    }

    /// Tells every cache that the values are others.
    async fn start_new_epoch(&self) -> Result<(), StoreError> {
        crate::db::changed!(
            self.db,
            sqlx::query("update dbag_instance set cache_epoch = cache_epoch + 1 where id = 1")
        )?;
        self.columns.clear();
        self.totals.clear();
        Ok(())
    }
}

fn not_a_backup(path: &Path, why: &str) -> StoreError {
    StoreError::BadLocation(format!("{} is not a backup of Dbag{why}", path.display()))
}

/// Renames the file and drops its log, which belongs to the old content.
fn set_aside(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let previous = (1..)
        .map(|number| path.with_extension(format!("before-restore-{number}")))
        .find(|candidate| !candidate.exists())
        .unwrap_or_else(|| path.with_extension("before-restore"));
    for suffix in ["", "-wal", "-shm"] {
        let from = with_suffix(path, suffix);
        if from.exists() {
            std::fs::rename(&from, with_suffix(&previous, suffix))
                .map_err(|error| io(&from, &error))?;
        }
    }
    Ok(Some(previous))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(suffix);
    name.into()
}

fn io(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::NotWritable(format!("{}: {error}", path.display()))
}

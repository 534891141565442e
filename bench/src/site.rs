//! A Dbag with a database of its own, and somebody who is signed in.

use anyhow::{Result, anyhow};
use chrono::Utc;
use dbag_domain::{Problem, Role};
use dbag_operations::{
    Actor, Dbag, ImportFile, ImportOptions, ImportReport, InstanceKey, Location, Registry, Store,
    Vault,
};

use crate::report::folder;

/// Dbag with its database; the database goes with it.
pub(crate) struct Site {
    pub(crate) dbag: Dbag,
    /// As `DATABASE_URL` has it.
    pub(crate) location: String,
    /// The name of the Postgres database.
    database: Option<String>,
    folder: Option<tempfile::TempDir>,
}

impl Site {
    /// An empty one on SQLite.
    pub(crate) async fn on_sqlite() -> Result<Self> {
        std::fs::create_dir_all(folder())?;
        let folder = tempfile::tempdir_in(std::path::absolute(folder())?)?;
        let location = format!("sqlite://{}", folder.path().join("dbag.db").display());
        let dbag = open(&location).await?;
        Ok(Self {
            dbag,
            location,
            database: None,
            folder: Some(folder),
        })
    }

    /// An empty one on the Postgres of this process.
    pub(crate) async fn on_postgres() -> Result<Self> {
        let database = dbag_testing::postgres().create_database();
        let location = dbag_testing::postgres().url(&database);
        let dbag = open(&location).await?;
        Ok(Self {
            dbag,
            location,
            database: Some(database),
            folder: None,
        })
    }

    /// The SQLite file.
    pub(crate) fn file(&self) -> Option<std::path::PathBuf> {
        self.folder
            .as_ref()
            .map(|folder| folder.path().join("dbag.db"))
    }

    /// The name of the database, on Postgres.
    pub(crate) fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// Imports a file whose every line is good.
    pub(crate) async fn import(&self, bytes: Vec<u8>) -> Result<ImportReport> {
        let file = ImportFile {
            name: "bench.csv".to_owned(),
            bytes,
        };
        let options = ImportOptions::default();
        let report = self
            .dbag
            .import(&Actor::CommandLine, file, &options, |_| {}, Utc::now())
            .await;
        let report = report.map_err(|problem| failed(&problem))?;
        match report.refused.first() {
            None => Ok(report),
            Some(one) => Err(anyhow!("line {}: {}", one.line, one.reason)),
        }
    }

    /// The header of a request by somebody who is signed in.
    pub(crate) async fn sign_in(&self) -> Result<Vec<String>> {
        const EMAIL: &str = "bench@example.com";
        const PASSWORD: &str = "correct horse battery";
        let (dbag, now) = (&self.dbag, Utc::now());
        let added = dbag
            .add_user(&Actor::CommandLine, EMAIL, Role::Admin, PASSWORD, now)
            .await;
        added.map_err(|problem| failed(&problem))?;
        let session = dbag.sign_in(EMAIL, PASSWORD, None, now).await;
        let session = session.map_err(|problem| failed(&problem))?;
        Ok(vec![format!("cookie: dbag={}", session.token)])
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(database) = &self.database {
            let sql = format!("drop database {database} with (force)");
            dbag_testing::postgres().execute("postgres", &sql);
        }
    }
}

pub(crate) fn failed(problem: &Problem) -> anyhow::Error {
    anyhow!("{}", problem.message)
}

/// The key of every instance here: whoever measures seals what the server opens.
pub(crate) fn key() -> Result<InstanceKey> {
    const KEY: &str = "6b1f0e7ac2d98354f0a17c4be6d2935871c40f5ea9b3d8267d40e51c8f92ab36";
    Ok(InstanceKey::parse(KEY)?)
}

async fn open(location: &str) -> Result<Dbag> {
    let store = Store::open(&Location::parse(location)?).await?;
    let key = key()?;
    store.ensure_instance(&key, "UTC", Utc::now()).await?;
    Ok(Dbag::new(store, Vault::new(&key), Registry::built_in()))
}

//! Opening the store: for `serve`, which holds the data folder, and for every command beside it.

use std::time::{Duration, Instant};

use dbag_domain::Zone;
use dbag_operations::{Actor, Dbag, InstanceKey, Location, Registry, Store, StoreError, Vault};
use tokio::time::sleep;

use crate::clock::now;
use crate::failure::Failure;
use crate::key;
use crate::lock::DataLock;
use crate::settings::{Settings, variable};

/// What every command needs.
#[derive(Clone)]
pub(crate) struct Context {
    /// Where the data is.
    pub(crate) settings: Settings,
    /// The metric types there are.
    pub(crate) registry: Registry,
}

/// Commands may do everything: whoever runs them can read the data folder.
pub(crate) const ACTOR: Actor = Actor::CommandLine;

/// Two commands that find an empty folder at once wait so long for one another.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

impl Context {
    /// Opens the store for a command that runs beside `serve`.
    ///
    /// An empty or older one is brought up to date first, as `serve` does, under the lock.
    ///
    /// # Errors
    ///
    /// When there is no store that this program can use; nothing was changed then.
    pub(crate) async fn open(&self) -> Result<Dbag, Failure> {
        let key = key::find_and_close(&self.settings)?;
        let store = self.connect().await?;
        let start = Instant::now();
        while !is_ready(&store).await? {
            match DataLock::take(&self.settings, "migrate") {
                Ok(lock) => {
                    store.close().await;
                    return self.prepare(key, &lock).await;
                }
                Err(Failure::Held(_)) if start.elapsed() < PATIENCE => sleep(PAUSE).await,
                Err(Failure::Held(message)) => {
                    return Err(Failure::Held(format!(
                        "the database is older than this program; stop what holds it, then run \
                         `dbag migrate`: {message}"
                    )));
                }
                Err(failure) => return Err(failure),
            }
        }
        // Whoever made the instance meanwhile made the key before.
        let key = match key {
            Some(key) => key,
            None => self.existing_key()?,
        };
        check_key(&store, &key).await?;
        Ok(self.dbag(store, &key))
    }

    /// Opens the store for `serve`, which holds the lock, and looks for damage.
    ///
    /// # Errors
    ///
    /// When there is no store that this program can use; nothing was changed then.
    pub(crate) async fn open_to_serve(&self, lock: &DataLock) -> Result<Dbag, Failure> {
        let key = key::find_and_close(&self.settings)?;
        let store = self.connect().await?;
        store.migration_state().await?;
        store.check_file().await?;
        store.close().await;
        self.prepare(key, lock).await
    }

    /// Migrates and makes the instance with its key.
    async fn prepare(&self, key: Option<InstanceKey>, _lock: &DataLock) -> Result<Dbag, Failure> {
        let zone = first_zone()?;
        let store = Store::open(&self.settings.location()?).await?;
        let key = match key {
            Some(key) => key,
            None if has_instance(&store).await? => self.existing_key()?,
            None => key::make(&self.settings)?,
        };
        store.ensure_instance(&key, &zone, now()).await?;
        Ok(self.dbag(store, &key))
    }

    fn existing_key(&self) -> Result<InstanceKey, Failure> {
        key::find(&self.settings)?.ok_or_else(|| missing_key(&self.settings))
    }

    /// Connects without looking at versions.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached.
    pub(crate) async fn connect(&self) -> Result<Store, Failure> {
        self.settings.make_data_dir()?;
        let location = self.settings.location()?;
        Store::connect(&location)
            .await
            .map_err(|error| match (error, &location) {
                // What a driver says of a connection may name the host, never the password.
                (error @ StoreError::Database(_), Location::Postgres(_)) => {
                    let cause = error.cause();
                    Failure::Failed(format!(
                        "the database of DATABASE_URL cannot be used: {cause}"
                    ))
                }
                (error, _) => error.into(),
            })
    }

    fn dbag(&self, store: Store, key: &InstanceKey) -> Dbag {
        Dbag::new(store, Vault::new(key), self.registry.clone())
    }
}

/// Whether the tables are the program's and the instance is made.
async fn is_ready(store: &Store) -> Result<bool, Failure> {
    if !store.migration_state().await?.is_current() {
        return Ok(false);
    }
    has_instance(store).await
}

async fn has_instance(store: &Store) -> Result<bool, Failure> {
    match store.instance().await {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Refuses a key that is not the instance's.
async fn check_key(store: &Store, key: &InstanceKey) -> Result<(), Failure> {
    if store.instance().await?.key_fingerprint == key.fingerprint() {
        Ok(())
    } else {
        Err(StoreError::WrongKey.into())
    }
}

fn missing_key(settings: &Settings) -> Failure {
    Failure::refused(format!(
        "{} is missing, and this database was made with a key; put the file back as it was, or \
         give its content as DBAG_SECRET_KEY",
        settings.file(key::FILE).display()
    ))
}

/// The zone that the instance is made with.
fn first_zone() -> Result<String, Failure> {
    if let Some(name) = variable("DBAG_TIMEZONE")? {
        let zone = Zone::parse(&name);
        let zone = zone.map_err(|error| Failure::refused(format!("DBAG_TIMEZONE: {error}")))?;
        return Ok(zone.name().to_owned());
    }
    let system = jiff::tz::TimeZone::try_system().ok();
    let name = system
        .as_ref()
        .and_then(jiff::tz::TimeZone::iana_name)
        .unwrap_or("UTC");
    let is_known = name != "Etc/UTC" && Zone::parse(name).is_ok();
    Ok(if is_known { name } else { "UTC" }.to_owned())
}

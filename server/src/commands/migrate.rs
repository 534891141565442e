//! `dbag migrate`.

use clap::Args;
use serde_json::json;

use crate::failure::Failure;
use crate::lock::DataLock;
use crate::out;
use crate::start::Context;

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Migrate {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let lock = DataLock::take(&context.settings, "migrate")?;
        let store = context.connect().await?;
        let before = store.migration_state().await?;
        store.close().await;
        context.open_to_serve(&lock).await?.store().close().await;
        if self.json {
            return out::json(&json!({"from": before.found, "to": before.known}));
        }
        if before.is_current() {
            return out::line(format_args!(
                "the database has version {} already",
                before.known
            ));
        }
        let (from, to) = (before.found, before.known);
        out::line(format_args!(
            "brought the database from version {from} to version {to}"
        ))
    }
}

//! `dbag restore`.

use std::path::PathBuf;

use clap::Args;
use dbag_operations::Store;
use serde_json::json;

use crate::failure::Failure;
use crate::key;
use crate::lock::DataLock;
use crate::out;
use crate::start::Context;

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// A file that `dbag backup` wrote
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let lock = DataLock::take(&context.settings, "restore")?;
        let restored = Store::restore(&self.file, &context.settings.location()?).await?;
        if self.json {
            out::json(&json!({"restored": self.file, "previous": restored.previous}))?;
        } else {
            out::line(format_args!("restored {}", self.file.display()))?;
            if let Some(previous) = &restored.previous {
                out::line(format_args!(
                    "what was there before is {}",
                    previous.display()
                ))?;
            }
        }
        // A backup of another instance needs that one's key.
        match context.open_to_serve(&lock).await {
            Ok(dbag) => dbag.store().close().await,
            Err(failure) => {
                for line in failure.lines() {
                    out::note(format_args!(
                        "{} is not part of a backup: {line}",
                        key::FILE
                    ));
                }
                return Err(Failure::Partly);
            }
        }
        Ok(())
    }
}

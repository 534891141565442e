//! `dbag backup`.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::failure::Failure;
use crate::key;
use crate::out;
use crate::settings::absolute;
use crate::start::Context;

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write, which must not exist
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        dbag.store().backup_to(&self.file).await?;
        let file = absolute(&self.file);
        let bytes = fs::metadata(&file).map_or(0, |found| found.len());
        if self.json {
            out::json(&json!({"file": file, "bytes": bytes}))?;
        } else {
            out::line(format_args!("wrote {} ({bytes} bytes)", file.display()))?;
        }
        out::note(format_args!(
            "{} is not in it: keep a copy in another place, or the passwords of your sources are \
             lost",
            key::FILE
        ));
        Ok(())
    }
}

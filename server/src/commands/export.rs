//! `dbag export`.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use dbag_operations::{ExportFormat, Exporter};

use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Only these metrics; else all
    #[arg(value_name = "METRIC")]
    slugs: Vec<String>,
    /// csv: a line a value, which `dbag import` reads; json; ndjson: an object a line
    #[arg(long, default_value = "csv")]
    format: ExportFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Export {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        let exporter = dbag.exporter(&ACTOR, &self.slugs, self.format).await?;
        match &self.out {
            None => to_stdout(exporter).await,
            Some(path) => to_file(exporter, path).await,
        }
    }
}

/// A reader that stops, as `head` does, ends the export and is no failure.
async fn to_stdout(mut exporter: Exporter) -> Result<(), Failure> {
    while let Some(piece) = exporter.next_piece().await? {
        match io::stdout().lock().write_all(&piece) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => return Err(out::cannot_write(&error)),
        }
    }
    note_what_is_lost(&exporter);
    match io::stdout().lock().flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(out::cannot_write(&error)),
        _ => Ok(()),
    }
}

fn note_what_is_lost(exporter: &Exporter) {
    for note in exporter.notes() {
        out::note(format_args!("note: {note}"));
    }
}

/// Writes beside the file and puts it in its place when it is complete.
async fn to_file(mut exporter: Exporter, path: &Path) -> Result<(), Failure> {
    let cannot = |error: io::Error| {
        Failure::refused(format!(
            "--out: {} cannot be written: {error}",
            path.display()
        ))
    };
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let mut file = File::create(&part).map_err(cannot)?;
    while let Some(piece) = exporter.next_piece().await? {
        file.write_all(&piece).map_err(cannot)?;
    }
    note_what_is_lost(&exporter);
    file.sync_all().map_err(cannot)?;
    std::fs::rename(&part, path).map_err(cannot)
}

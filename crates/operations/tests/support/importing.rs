//! Importing in tests: a file of a text, what it did, and what is there then.
#![allow(dead_code, reason = "each file of tests uses some of these")]

use dbag_domain::{Day, Problem};
use dbag_operations::{
    Dbag, ExportFormat, ImportConflict, ImportFile, ImportOptions, ImportReport, RoleChoice,
};

use crate::support::{ACTOR, now};

/// A file of this text.
pub(crate) fn file(text: &str) -> ImportFile {
    ImportFile {
        name: "values.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// Options with these roles of columns.
pub(crate) fn options(roles: &[&str]) -> ImportOptions {
    let roles = roles
        .iter()
        .map(|text| RoleChoice::parse(text).expect("a role"));
    ImportOptions {
        roles: roles.collect(),
        ..ImportOptions::default()
    }
}

/// Options that put the file's values in the place of others.
pub(crate) fn overwriting() -> ImportOptions {
    ImportOptions {
        on_conflict: ImportConflict::Overwrite,
        ..ImportOptions::default()
    }
}

/// Imports a text, or is refused.
pub(crate) async fn try_import(
    dbag: &Dbag,
    text: &str,
    options: &ImportOptions,
) -> Result<ImportReport, Problem> {
    dbag.import(&ACTOR, file(text), options, |_| {}, now())
        .await
}

/// Imports a text.
pub(crate) async fn import(dbag: &Dbag, text: &str, options: &ImportOptions) -> ImportReport {
    try_import(dbag, text, options).await.expect("imported")
}

/// All values, as they are exported.
pub(crate) async fn export(dbag: &Dbag, format: ExportFormat) -> String {
    let mut out = Vec::new();
    let exported = dbag.export(&ACTOR, &[], format, &mut out).await;
    exported.expect("exported");
    String::from_utf8(out).expect("text")
}

/// The exported lines without the first, sorted.
pub(crate) async fn lines(dbag: &Dbag) -> Vec<String> {
    let text = export(dbag, ExportFormat::Csv).await;
    let mut lines: Vec<_> = text.lines().skip(1).map(str::to_owned).collect();
    lines.sort();
    lines
}

/// A day as it is written.
pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

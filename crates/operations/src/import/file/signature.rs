//! Files that are no table: what they are, and how they become one.

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What a file is that is no text, with the way out; `None` where it may be one.
pub(super) fn other_than_text(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(OLE) {
        return Some(office_before_2007(bytes));
    }
    let known: [(&[u8], &str); 7] = [
        (
            b"%PDF",
            "the file is a PDF, which has no table in it; export the numbers as CSV or .xlsx",
        ),
        (
            b"SQLite format 3\0",
            "the file is a SQLite database; add it as a source with `dbag source add`, or export \
             a table as CSV",
        ),
        (
            b"PAR1",
            "the file is Parquet; export it as CSV, with DuckDB for example: \
             `copy (from 'file.parquet') to 'file.csv'`",
        ),
        (b"\x89PNG", "the file is a picture; give the numbers as CSV"),
        (
            b"\xff\xd8\xff",
            "the file is a picture; give the numbers as CSV",
        ),
        (
            b"BZh",
            "the file is packed with bzip2; unpack it first, or pack it with gzip",
        ),
        (
            b"\xfd7zXZ",
            "the file is packed with xz; unpack it first, or pack it with gzip",
        ),
    ];
    let found = known.iter().find(|(start, _)| bytes.starts_with(start));
    if bytes.starts_with(b"\x28\xb5\x2f\xfd") {
        return Some("the file is packed with zstd; unpack it first, or pack it with gzip");
    }
    found.map(|(_, what)| *what)
}

/// Excel's old format, and what a workbook with a password is wrapped in.
fn office_before_2007(bytes: &[u8]) -> &'static str {
    let name = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let has = |text: &str| {
        let name = name(text);
        bytes.windows(name.len()).any(|part| part == name)
    };
    if has("EncryptedPackage") {
        "the workbook is protected by a password; open it, save a copy without one, and import that"
    } else if has("Workbook") || has("Book") {
        "the file is an Excel workbook of the old format (.xls); open it and save it as .xlsx or CSV"
    } else {
        "the file is a document of an old Office program; save the numbers as .xlsx or CSV"
    }
}

/// What a text is that is markup and no table.
pub(super) fn markup(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.trim_ascii_start();
    let start = start[..start.len().min(64)].to_ascii_lowercase();
    if start.starts_with(b"<!doctype html")
        || start.starts_with(b"<html")
        || start.starts_with(b"<table")
    {
        return Some(
            "the file is a web page (HTML), whatever its name says; open it in a spreadsheet \
             program and save it as .xlsx or CSV",
        );
    }
    start
        .starts_with(b"<?xml")
        .then_some("the file is XML; open it in a spreadsheet program and save it as .xlsx or CSV")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_workbooks_and_passwords_are_told_apart() {
        let file = |name: &str| -> Vec<u8> {
            let name = name.encode_utf16().flat_map(u16::to_le_bytes);
            OLE.iter().copied().chain([0; 500]).chain(name).collect()
        };
        for (name, word) in [
            ("EncryptedPackage", "password"),
            ("Workbook", ".xls"),
            ("WordDocument", "old Office program"),
        ] {
            let what = other_than_text(&file(name)).expect("known");
            assert!(what.contains(word), "{what}");
        }
    }
}

//! Guesses about tables that nobody described: what is worth counting, and by which date.

use crate::TableView;

/// The column that says when a row was made, by its type and its name.
pub fn date_column(table: &TableView) -> Option<&str> {
    const MADE: [&str; 8] = [
        "created",
        "joined",
        "inserted",
        "ordered",
        "placed",
        "registered",
        "signed_up",
        "submit",
    ];
    const ENDINGS: [&str; 5] = ["_at", "_on", "_date", "_time", "_day"];
    let rank = |(name, type_name): &(String, String)| {
        let (name, type_name) = (name.to_lowercase(), type_name.to_lowercase());
        let is_made = MADE.iter().any(|word| name.contains(word));
        let is_named = ENDINGS.iter().any(|end| name.ends_with(end))
            || ["date", "day", "time", "timestamp"].contains(&name.as_str());
        let is_typed = type_name.contains("date") || type_name.contains("timestamp");
        // A time alone, a deletion and a last visit do not say when a row was made.
        let is_other = [
            "updated", "modified", "deleted", "last_", "expire", "birth", "due",
        ]
        .iter()
        .any(|word| name.contains(word));
        match (is_typed, is_named, is_made) {
            _ if is_other => None,
            (true, _, true) => Some(0),
            (_, true, true) => Some(1),
            (true, _, _) => Some(2),
            (_, true, _) if type_name.contains("text") || type_name.contains("char") => Some(3),
            _ => None,
        }
    };
    let ranked = table
        .columns
        .iter()
        .filter_map(|column| Some((rank(column)?, column)));
    ranked
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, column)| column.0.as_str())
}

/// How the tables that frameworks keep for themselves begin.
const BOOKKEEPING: [&str; 9] = [
    "django_",
    "ar_internal",
    "schema_migrations",
    "_prisma",
    "knex_",
    "sqlite_",
    "migrations",
    "sessions",
    "failed_jobs",
];

/// Whether a table is a framework's own.
pub fn is_bookkeeping(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    BOOKKEEPING.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_column_says_when_a_row_was_made() {
        let cases = [
            (
                "id integer, updated_at timestamp, created_at timestamp",
                Some("created_at"),
            ),
            (
                "last_login timestamptz, date_joined timestamptz",
                Some("date_joined"),
            ),
            ("ordered_on TEXT, total REAL", Some("ordered_on")),
            ("shipped date, created_at text", Some("created_at")),
            ("day date", Some("day")),
            ("name text, birth_date date", None),
        ];
        for (columns, expected) in cases {
            let column = |text: &str| {
                let (name, type_name) = text.split_once(' ').expect("a name and a type");
                (name.to_owned(), type_name.to_owned())
            };
            let columns = columns.split(", ").map(column).collect();
            let table = TableView {
                name: "t".to_owned(),
                columns,
            };
            assert_eq!(date_column(&table), expected);
        }
    }
}

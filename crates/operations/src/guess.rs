//! Guesses about tables that nobody described: what is worth counting, and by which date.

use crate::TableView;

/// The column that says when a row was made, by its type and its name; of two that do it alike
/// the one in UTC.
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
        .min_by_key(|(rank, column)| (*rank, !is_utc_column(column)))
        .map(|(_, column)| column.0.as_str())
}

fn is_utc_column((name, type_name): &(String, String)) -> bool {
    let type_name = type_name.to_lowercase();
    // Postgres' own says whether it has a zone; MySQL's is an instant.
    let is_instant = type_name.contains("timestamptz")
        || (type_name.starts_with("timestamp") && !type_name.contains("without"));
    is_instant || is_utc_name(name)
}

/// Whether a column is in UTC by its name.
pub(crate) fn is_utc_name(name: &str) -> bool {
    let name = name.to_lowercase();
    // WordPress keeps it so, though not by its name.
    let is_known = name == "user_registered";
    is_known || ["_gmt", "_utc"].iter().any(|end| name.ends_with(end))
}

/// The framework that a database's tables are of, where it keeps times in UTC without saying so.
pub(crate) fn utc_framework(tables: &[String]) -> Option<&'static str> {
    const MADE_BY: [(&str, &str); 4] = [
        ("django_", "Django"),
        ("ar_internal_metadata", "Rails"),
        ("_prisma_migrations", "Prisma"),
        ("schema_migrations", "Rails or Ecto"),
    ];
    let has = |start: &str| {
        let names = tables
            .iter()
            .map(|name| name.rsplit('.').next().unwrap_or(name));
        names.into_iter().any(|name| name.starts_with(start))
    };
    MADE_BY
        .iter()
        .find(|(start, _)| has(start))
        .map(|(_, name)| *name)
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
            (
                "post_date datetime, post_date_gmt datetime, post_modified_gmt datetime",
                Some("post_date_gmt"),
            ),
            (
                "created timestamp without time zone, created_at timestamp with time zone",
                Some("created_at"),
            ),
            ("placed datetime, placed_at timestamp", Some("placed_at")),
            ("placed datetime, updated_utc datetime", Some("placed")),
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

    #[test]
    fn frameworks_that_keep_utc_are_known_by_their_tables() {
        for (tables, name) in [
            (&["orders", "django_migrations"][..], Some("Django")),
            (
                &["public.ar_internal_metadata", "schema_migrations"],
                Some("Rails"),
            ),
            (&["wp_posts", "migrations"], None),
        ] {
            let tables: Vec<String> = tables.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(utc_framework(&tables), name);
        }
    }
}

//! What can be done with a column, by its type's name in each engine.

use dbag_domain::SourceKind;

/// What a column holds, as far as counting needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnClass {
    /// Yes or no.
    Bool,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Texts.
    Text,
    /// Dates.
    Date,
    /// Dates and times without a zone.
    Clock,
    /// Instants.
    Instant,
    /// Bytes that are no text.
    Bytes,
    /// Any of these: SQLite's columns hold what was put in.
    Loose,
    /// Something that cannot be counted with.
    Other,
}

/// The class of a column; `name` is the base type, `kind` Postgres' letter for it.
pub(super) fn classify(engine: SourceKind, name: &str, kind: &str, full_type: &str) -> ColumnClass {
    let name = name.to_lowercase();
    match engine {
        SourceKind::Postgres if kind == "e" => ColumnClass::Text,
        SourceKind::Postgres if name == "bit" && full_type == "bit(1)" => ColumnClass::Bool,
        SourceKind::Postgres => classify_postgres(&name),
        SourceKind::MySql if full_type.eq_ignore_ascii_case("tinyint(1)") => ColumnClass::Bool,
        SourceKind::MySql => classify_mysql(&name),
        SourceKind::Sqlite => classify_sqlite(&name),
    }
}

fn classify_postgres(name: &str) -> ColumnClass {
    match name {
        "bool" => ColumnClass::Bool,
        "int2" | "int4" | "int8" | "oid" => ColumnClass::Integer,
        "numeric" | "float4" | "float8" => ColumnClass::Number,
        "text" | "varchar" | "bpchar" | "name" | "citext" | "uuid" => ColumnClass::Text,
        "date" => ColumnClass::Date,
        "timestamp" => ColumnClass::Clock,
        "timestamptz" => ColumnClass::Instant,
        "bytea" => ColumnClass::Bytes,
        _ => ColumnClass::Other,
    }
}

fn classify_mysql(name: &str) -> ColumnClass {
    match name {
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" | "bit" => {
            ColumnClass::Integer
        }
        "decimal" | "float" | "double" => ColumnClass::Number,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set"
        | "uuid" => ColumnClass::Text,
        "date" => ColumnClass::Date,
        "datetime" => ColumnClass::Clock,
        "timestamp" => ColumnClass::Instant,
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
            ColumnClass::Bytes
        }
        _ => ColumnClass::Other,
    }
}

/// SQLite's own rules of affinity, with the names it has none for.
fn classify_sqlite(name: &str) -> ColumnClass {
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["bool"]) {
        ColumnClass::Bool
    } else if has(&["date", "time"]) {
        ColumnClass::Loose
    } else if has(&["int"]) {
        ColumnClass::Integer
    } else if has(&["char", "clob", "text", "uuid"]) {
        ColumnClass::Text
    } else if has(&["real", "floa", "doub", "num", "dec"]) {
        ColumnClass::Number
    } else if name == "blob" {
        ColumnClass::Bytes
    } else {
        ColumnClass::Loose
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_their_class() {
        use ColumnClass as Class;
        let cases = [
            (SourceKind::Postgres, "int8", "b", "bigint", Class::Integer),
            (SourceKind::Postgres, "mood", "e", "mood", Class::Text),
            (
                SourceKind::Postgres,
                "timestamptz",
                "b",
                "timestamp with time zone",
                Class::Instant,
            ),
            (SourceKind::MySql, "tinyint", "", "tinyint(1)", Class::Bool),
            (
                SourceKind::MySql,
                "tinyint",
                "",
                "tinyint(4)",
                Class::Integer,
            ),
            (
                SourceKind::MySql,
                "timestamp",
                "",
                "timestamp",
                Class::Instant,
            ),
            (SourceKind::Postgres, "bit", "b", "bit(1)", Class::Bool),
            (SourceKind::Postgres, "bit", "b", "bit(8)", Class::Other),
            (SourceKind::Postgres, "bytea", "b", "bytea", Class::Bytes),
            (SourceKind::MySql, "binary", "", "binary(16)", Class::Bytes),
            (SourceKind::Sqlite, "BLOB", "", "", Class::Bytes),
            (SourceKind::Sqlite, "VARCHAR(20)", "", "", Class::Text),
            (SourceKind::Sqlite, "DATETIME", "", "", Class::Loose),
            (SourceKind::Sqlite, "", "", "", Class::Loose),
            (SourceKind::Sqlite, "bigint", "", "", Class::Integer),
        ];
        for (engine, name, kind, full_type, class) in cases {
            assert_eq!(classify(engine, name, kind, full_type), class, "{name}");
        }
    }
}

//! Which tables a query reads, by its tokens.

use dbag_domain::SourceKind;

use super::words::Words;

/// A table that a query reads, as it names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mentioned {
    /// Its name, with the schema where that is written.
    pub(crate) name: String,
    /// What the query calls it besides.
    pub(crate) alias: Option<String>,
}

/// The tables that follow `from`, `join` and the commas between them.
pub(crate) fn mentioned_tables(sql: &str, engine: SourceKind) -> Vec<Mentioned> {
    let Some(text) = Words::read(sql, engine) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for start in 0..text.tokens.len() {
        if !text.is_word(start, "from") && !text.is_word(start, "join") {
            continue;
        }
        let mut at = start + 1;
        while let Some((table, next)) = text.table_at(at) {
            found.push(table);
            if text.at(next) != "," {
                break;
            }
            at = next + 1;
        }
    }
    found
}

impl Words<'_> {
    /// A table with its alias, and what follows.
    fn table_at(&self, at: usize) -> Option<(Mentioned, usize)> {
        let mut name = self.name_at(at)?;
        let mut next = at + 1;
        while self.at(next) == "." {
            name = format!("{name}.{}", self.name_at(next + 1)?);
            next += 2;
        }
        if self.is_word(next, "as") {
            next += 1;
        }
        let alias = self.name_at(next);
        let next = if alias.is_some() { next + 1 } else { next };
        Some((Mentioned { name, alias }, next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_with_their_aliases() {
        let tables = |sql: &str| {
            let tell = |one: Mentioned| match one.alias {
                Some(alias) => format!("{} {alias}", one.name),
                None => one.name,
            };
            let tables = mentioned_tables(sql, SourceKind::Postgres).into_iter();
            tables.map(tell).collect::<Vec<_>>().join(", ")
        };
        for (sql, expected) in [
            ("select 1 from orders where x = 1", "orders"),
            (
                "select 1 from orders o join s.items as i on i.id = o.id",
                "orders o, s.items i",
            ),
            ("select 1 from a, b bb, \"C d\" group by 1", "a, b bb, C d"),
            ("select 1 from (select * from inner_one i) q", "inner_one i"),
            ("with x as (select 1 from t) select * from x", "t, x"),
            ("select extract(epoch from at) from t", "at, t"),
        ] {
            assert_eq!(tables(sql), expected, "{sql}");
        }
    }
}

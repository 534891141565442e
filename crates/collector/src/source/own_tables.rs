//! No source can read Dbag's own tables: they hold everybody's numbers and secrets.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use dbag_domain::{Problem, SourceKind};

use super::address::SourceAddress;
use super::connection::SourceConnection;
use super::limits::Limits;
use super::statement::Statement;
use crate::error::CollectError;

/// Tables called `dbag_…` of a schema that holds a Dbag, where this login may read them.
const READABLE_OWN_TABLES: &str = "
select quote_ident(n.nspname) || '.' || quote_ident(c.relname),
       quote_ident(n.nspname),
       quote_ident(current_database())
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm', 'f')
  and left(c.relname, 5) = 'dbag_'
  and exists (
    select 1
    from pg_class m
    where m.relnamespace = c.relnamespace
      and m.relname in ('dbag_migrations', 'dbag_instance')
  )
  and (has_table_privilege(c.oid, 'select') or has_any_column_privilege(c.oid, 'select'))
order by 1";

/// Refuses a SQLite source that is `own`, Dbag's own file: by path, symbolic or hard link.
pub fn refuse_own_file(address: &SourceAddress, own: &Path) -> Result<(), Problem> {
    let Some(path) = address.file() else {
        return Ok(());
    };
    let identity = |path: &Path| {
        let file = fs::metadata(path).ok()?;
        Some((file.dev(), file.ino()))
    };
    match (identity(path), identity(own)) {
        (Some(source), Some(own)) if source == own => Err(Problem::field(
            "url",
            "this file holds Dbag's own tables; a source may not read them",
        )),
        _ => Ok(()),
    }
}

impl SourceConnection {
    /// Refuses a login that may read the tables of a Dbag, with the statements that make one
    /// that may not.
    pub async fn probe_own_tables(&self) -> Result<(), CollectError> {
        if self.kind() != SourceKind::Postgres {
            return Ok(());
        }
        let statement = Statement::catalog(READABLE_OWN_TABLES, Vec::new());
        let grid = self.numbers(&statement, &Limits::default()).await?;
        let Some(first) = grid.rows.first() else {
            return Ok(());
        };
        let tables: Vec<&str> = grid.rows.iter().map(|row| row[0].text()).collect();
        let message = refusal(&tables, first[1].text(), first[2].text());
        Err(CollectError::field("url", message))
    }
}

fn refusal(tables: &[&str], schema: &str, database: &str) -> String {
    let tables = tables.join(", ");
    format!(
        "this login may read Dbag's own tables; make one that reads yours only:\n\
         create role dbag_reader login password 'choose one';\n\
         grant connect on database {database} to dbag_reader;\n\
         grant usage on schema {schema} to dbag_reader;\n\
         grant select on all tables in schema {schema} to dbag_reader;\n\
         revoke all on {tables} from public, dbag_reader;"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(path: &Path) -> SourceAddress {
        SourceAddress::parse(&format!("sqlite://{}", path.display())).expect("an address")
    }

    #[test]
    fn r11_the_own_file_is_refused_by_any_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let own = path("dbag.db");
        fs::write(&own, "x").expect("written");
        fs::write(path("shop.db"), "x").expect("written");
        std::os::unix::fs::symlink(&own, path("symbolic.db")).expect("linked");
        fs::hard_link(&own, path("hard.db")).expect("linked");
        for name in ["dbag.db", "symbolic.db", "hard.db", "../dbag.db"] {
            let name = name.replace("..", &folder.path().display().to_string());
            let problem = refuse_own_file(&address(&path(&name)), &own).expect_err(&name);
            assert_eq!(problem.field.as_deref(), Some("url"));
        }
        assert_eq!(refuse_own_file(&address(&path("shop.db")), &own), Ok(()));
        assert_eq!(refuse_own_file(&address(&path("missing.db")), &own), Ok(()));
    }
}

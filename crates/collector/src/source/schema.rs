//! What tables and columns a source has, so that names are looked up and never pasted.

use dbag_domain::SourceKind;

use super::SourceConnection;
use super::cell::Cell;
use super::grid::Grid;
use super::limits::Limits;
use super::schema_class::{self, ColumnClass};
use super::session::Session;
use super::statement::{Param, Statement};
use crate::error::CollectError;

/// A table or view of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceTable {
    /// The schema, where the engine has several; none on SQLite.
    pub schema: Option<String>,
    /// The name within the schema.
    pub table: String,
    /// As people write it: with the schema only where it is needed.
    pub name: String,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceColumn {
    /// The name.
    pub name: String,
    /// The type as the engine writes it.
    pub type_name: String,
    /// What can be done with it.
    pub class: ColumnClass,
    /// Whether it can be NULL.
    pub is_nullable: bool,
}

const POSTGRES_TABLES: &str = "
select n.nspname::text, c.relname::text, pg_table_is_visible(c.oid)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm', 'p', 'f')
  and n.nspname <> 'information_schema'
  and left(n.nspname, 3) <> 'pg_'
  and has_schema_privilege(n.oid, 'usage')
  and has_any_column_privilege(c.oid, 'select')
order by 3 desc, 1, 2";

const POSTGRES_COLUMNS: &str = "
select a.attname::text,
       format_type(a.atttypid, a.atttypmod),
       coalesce(b.typname, t.typname)::text,
       coalesce(b.typtype, t.typtype)::text,
       not a.attnotnull
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_type t on t.oid = a.atttypid
left join pg_type b on b.oid = nullif(t.typbasetype, 0)
where n.nspname = $1
  and c.relname = $2
  and a.attnum > 0
  and not a.attisdropped
order by a.attnum";

const MYSQL_TABLES: &str = "
select null, table_name, 1
from information_schema.tables
where table_schema = database()
order by table_name";

const MYSQL_COLUMNS: &str = "
select column_name, column_type, data_type, '', is_nullable = 'YES'
from information_schema.columns
where table_schema = database()
  and table_name = ?
order by ordinal_position";

const SQLITE_TABLES: &str = "
select null, name, 1
from sqlite_master
where type in ('table', 'view')
  and name not like 'sqlite!_%' escape '!'
order by name";

const SQLITE_COLUMNS: &str = r#"
select name, type, type, '', "notnull" = 0
from pragma_table_xinfo(?1)
where hidden <> 1
order by cid"#;

impl Session {
    /// The tables and views that the source's login may read.
    pub async fn tables(&mut self) -> Result<Vec<SourceTable>, CollectError> {
        let sql = match self.kind() {
            SourceKind::Postgres => POSTGRES_TABLES,
            SourceKind::MySql => MYSQL_TABLES,
            SourceKind::Sqlite => SQLITE_TABLES,
        };
        let grid = self.ask(&Statement::catalog(sql, Vec::new())).await?;
        Ok(grid.rows.iter().map(|row| read_table(row)).collect())
    }

    /// The table that somebody wrote the name of, at the field `table`.
    pub async fn table(&mut self, name: &str) -> Result<SourceTable, CollectError> {
        let tables = self.tables().await?;
        let is_meant = |table: &&SourceTable| {
            let full_name = table
                .schema
                .as_ref()
                .map(|schema| format!("{schema}.{}", table.table));
            table.name == name || full_name.as_deref() == Some(name)
        };
        match tables.iter().find(is_meant) {
            Some(table) => Ok(table.clone()),
            None => {
                let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
                let message = format!("there is no table `{name}`; {}", offered(&names));
                Err(CollectError::field("table", message))
            }
        }
    }

    /// The columns of a table, in its order.
    pub async fn columns(
        &mut self,
        table: &SourceTable,
    ) -> Result<Vec<SourceColumn>, CollectError> {
        let mut params = vec![Param::Text(table.table.clone())];
        let sql = match self.kind() {
            SourceKind::Postgres => {
                let schema = table.schema.clone().unwrap_or_default();
                params.insert(0, Param::Text(schema));
                POSTGRES_COLUMNS
            }
            SourceKind::MySql => MYSQL_COLUMNS,
            SourceKind::Sqlite => SQLITE_COLUMNS,
        };
        let grid = self.ask(&Statement::catalog(sql, params)).await?;
        Ok(self.read_columns(&grid))
    }

    fn read_columns(&self, grid: &Grid) -> Vec<SourceColumn> {
        let read = |row: &Vec<Cell>| SourceColumn {
            name: row[0].text().to_owned(),
            type_name: row[1].text().to_lowercase(),
            class: schema_class::classify(self.kind(), row[2].text(), row[3].text(), row[1].text()),
            is_nullable: row[4].integer() == Some(1),
        };
        grid.rows.iter().map(read).collect()
    }
}

impl SourceConnection {
    /// The tables and views that the source's login may read.
    pub async fn tables(&self) -> Result<Vec<SourceTable>, CollectError> {
        let mut session = self.open(&Limits::default()).await?;
        let tables = session.tables().await;
        session.close().await;
        tables
    }

    /// The columns of a table that somebody wrote the name of.
    pub async fn columns(&self, table: &str) -> Result<Vec<SourceColumn>, CollectError> {
        let mut session = self.open(&Limits::default()).await?;
        let columns = match session.table(table).await {
            Ok(table) => session.columns(&table).await,
            Err(error) => Err(error),
        };
        session.close().await;
        columns
    }
}

fn read_table(row: &[Cell]) -> SourceTable {
    let schema = row[0].text();
    let table = row[1].text();
    let is_visible = row[2].integer() == Some(1);
    SourceTable {
        schema: (!schema.is_empty()).then(|| schema.to_owned()),
        table: table.to_owned(),
        name: if is_visible {
            table.to_owned()
        } else {
            format!("{schema}.{table}")
        },
    }
}

/// "there are a, b, c", a dozen of them at most.
pub(crate) fn offered(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    match names.len() {
        0 => "there are none that may be read".to_owned(),
        count if count <= SHOWN => format!("there are {}", names.join(", ")),
        count => format!(
            "there are {} and {} more",
            names[..SHOWN].join(", "),
            count - SHOWN
        ),
    }
}

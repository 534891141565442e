//! "Test connection": what is there, or what is wrong, in words.

use dbag_domain::{Problem, SourceKind};

use super::connection::SourceConnection;
use super::limits::Limits;
use super::session::Session;
use super::statement::Statement;
use crate::error::CollectError;

/// A source that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestReport {
    /// The engine and its version.
    pub server: String,
    /// How many tables and views may be read.
    pub tables: usize,
    /// What should be changed, though it works.
    pub warnings: Vec<String>,
}

const POSTGRES_RIGHTS: &str = "
select current_setting('is_superuser') = 'on',
       exists (
         select 1
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p')
           and n.nspname <> 'information_schema'
           and left(n.nspname, 3) <> 'pg_'
           and has_table_privilege(c.oid, 'insert, update, delete, truncate')
       )";

const SUPERUSER: &str = "this login is a superuser, who may read files and run programs of the \
     server; give Dbag a login that may only read";
const MAY_WRITE: &str =
    "this login may write; Dbag never does, but a login that may only read is safer";

impl SourceConnection {
    /// Connects, signs in and looks around; a problem is at the field `url`.
    pub async fn test(&self) -> Result<TestReport, Problem> {
        let report = async {
            let mut session = self.open(&Limits::default()).await?;
            let report = look_around(&mut session).await;
            session.close().await;
            report
        };
        report
            .await
            .map_err(|error: CollectError| error.into_problem().at("url"))
    }
}

async fn look_around(session: &mut Session) -> Result<TestReport, CollectError> {
    let (version, title) = match session.kind() {
        SourceKind::Postgres => ("select current_setting('server_version')", "PostgreSQL"),
        SourceKind::MySql => ("select version()", "MySQL"),
        SourceKind::Sqlite => ("select sqlite_version()", "SQLite"),
    };
    let version = session
        .ask(&Statement::catalog(version, Vec::new()))
        .await?;
    let version = version.single().text();
    let title = if version.contains("MariaDB") {
        "MariaDB"
    } else {
        title
    };
    Ok(TestReport {
        server: format!("{title} {version}"),
        tables: session.tables().await?.len(),
        warnings: find_warnings(session).await?,
    })
}

async fn find_warnings(session: &mut Session) -> Result<Vec<String>, CollectError> {
    let (is_superuser, may_write) = match session.kind() {
        SourceKind::Postgres => {
            let statement = Statement::catalog(POSTGRES_RIGHTS, Vec::new());
            let grid = session.ask(&statement).await?;
            let is_true = |at: usize| {
                grid.rows
                    .first()
                    .is_some_and(|row| row[at].integer() == Some(1))
            };
            (is_true(0), is_true(1))
        }
        SourceKind::MySql => {
            let statement = Statement::catalog("show grants", Vec::new());
            let grid = session.ask(&statement).await?;
            let grants: Vec<&str> = grid.rows.iter().map(|row| row[0].text()).collect();
            (
                grants.iter().any(|grant| has_power(grant)),
                grants.iter().any(|grant| writes(grant)),
            )
        }
        SourceKind::Sqlite => (false, false),
    };
    let warnings = [
        (is_superuser, SUPERUSER),
        (may_write && !is_superuser, MAY_WRITE),
    ];
    Ok(warnings
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, warning)| warning.to_owned())
        .collect())
}

fn has_power(grant: &str) -> bool {
    let everywhere = grant.contains("ALL PRIVILEGES ON *.*");
    everywhere || has_right(grant, &["SUPER", "FILE"])
}

fn writes(grant: &str) -> bool {
    has_right(
        grant,
        &["ALL PRIVILEGES", "INSERT", "UPDATE", "DELETE", "DROP"],
    )
}

fn has_right(grant: &str, rights: &[&str]) -> bool {
    let granted = grant.trim_start_matches("GRANT ");
    let granted = granted.split(" ON ").next().unwrap_or_default();
    granted
        .split(',')
        .any(|right| rights.contains(&right.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_read_from_grants() {
        assert!(has_power("GRANT ALL PRIVILEGES ON *.* TO `root`@`%`"));
        assert!(has_power("GRANT SELECT, FILE ON *.* TO `a`@`%`"));
        assert!(!has_power("GRANT ALL PRIVILEGES ON `shop`.* TO `a`@`%`"));
        assert!(writes("GRANT SELECT, INSERT ON `shop`.* TO `a`@`%`"));
        assert!(!writes("GRANT SELECT ON `shop`.* TO `a`@`%`"));
        assert!(!writes("GRANT USAGE ON *.* TO `a`@`%`"));
    }
}

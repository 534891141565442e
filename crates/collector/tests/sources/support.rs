//! Databases with content, and short ways to ask them.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::DateTime;
use dbag_collector::source::{Grid, Param, Statement};
use dbag_collector::{
    Answer, Ask, CollectError, FirstDays, Limits, MetricType, SourceAddress, SourceConnection,
};
use dbag_domain::{Day, DayRange, GapReason, Measure, ObjectKey, Properties, Value, Zone};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

/// A database of a test, gone with it.
pub(crate) struct Database {
    pub(crate) name: &'static str,
    pub(crate) source: SourceConnection,
    folder: Option<tempfile::TempDir>,
}

impl Database {
    /// The path of a SQLite file.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.as_ref().expect("a file").path().join("test.db")
    }

    /// Asks a user's query as it stands.
    pub(crate) async fn query(&self, sql: &str) -> Result<Grid, CollectError> {
        self.query_within(sql, &Limits::default()).await
    }

    pub(crate) async fn query_within(
        &self,
        sql: &str,
        limits: &Limits,
    ) -> Result<Grid, CollectError> {
        let statement = Statement::users(sql, Vec::<Param>::new());
        self.source.numbers(&statement, limits).await
    }
}

pub(crate) fn connection(url: &str) -> SourceConnection {
    SourceConnection::new(SourceAddress::parse(url).expect("an address"))
}

pub(crate) async fn sqlite(sql: &str) -> Database {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.db");
    write_sqlite(&path, sql).await;
    Database {
        name: "sqlite",
        source: connection(&format!("sqlite://{}", path.display())),
        folder: Some(folder),
    }
}

pub(crate) async fn write_sqlite(path: &std::path::Path, sql: &str) {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    let mut connection = options.connect().await.expect("opened");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(&mut connection)
        .await
        .expect("written");
    sqlx::Connection::close(connection).await.expect("closed");
}

pub(crate) fn postgres(sql: &str) -> Database {
    let server = dbag_testing::postgres();
    let name = server.create_database();
    server.execute(&name, sql);
    Database {
        name: "postgres",
        source: connection(&server.url(&name)),
        folder: None,
    }
}

pub(crate) fn mariadb(sql: &str) -> Database {
    let server = dbag_testing::mariadb();
    let name = server.create_database();
    server.execute(&name, sql);
    Database {
        name: "mariadb",
        source: connection(&server.url(&name)),
        folder: None,
    }
}

/// The same content in all three engines.
pub(crate) async fn each(sql: &str) -> [Database; 3] {
    [sqlite(sql).await, postgres(sql), mariadb(sql)]
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

pub(crate) fn days(from: &str, to: &str) -> DayRange {
    DayRange::new(day(from), day(to)).expect("in order")
}

pub(crate) fn properties(json: serde_json::Value) -> Properties {
    serde_json::from_value(json).expect("an object")
}

/// An ask with everything set to something plain.
pub(crate) struct Asking<'a> {
    pub(crate) source: &'a SourceConnection,
    pub(crate) properties: Properties,
    pub(crate) days: DayRange,
    pub(crate) zone: &'a str,
    pub(crate) has_objects: bool,
    pub(crate) limits: Limits,
    pub(crate) merged: HashMap<ObjectKey, ObjectKey>,
}

impl<'a> Asking<'a> {
    pub(crate) fn new(database: &'a Database, json: serde_json::Value) -> Self {
        Self {
            source: &database.source,
            properties: properties(json),
            days: days("2026-11-23", "2026-11-23"),
            zone: "UTC",
            has_objects: false,
            limits: Limits::default(),
            merged: HashMap::new(),
        }
    }

    pub(crate) async fn of(&self, metric_type: &impl MetricType) -> Result<Answer, CollectError> {
        let zone = Zone::parse(self.zone).expect("a zone");
        metric_type.collect(&self.ask(&zone)).await
    }

    pub(crate) async fn first_days(
        &self,
        metric_type: &impl MetricType,
    ) -> Result<Option<FirstDays>, CollectError> {
        let zone = Zone::parse(self.zone).expect("a zone");
        metric_type.first_days(&self.ask(&zone)).await
    }

    fn ask<'b>(&'b self, zone: &'b Zone) -> Ask<'b> {
        Ask {
            source: Some(self.source),
            properties: &self.properties,
            days: self.days,
            zone,
            now: DateTime::UNIX_EPOCH,
            measure: Measure::Flow,
            has_objects: self.has_objects,
            object: None,
            merged: Some(&self.merged),
            inputs: &[],
            limits: self.limits,
        }
    }
}

/// `2026-11-23 = 5`, `2026-11-23 42 = 5`, sorted: what an answer says, in lines.
pub(crate) fn lines(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = answer
        .observations
        .iter()
        .map(|one| {
            let object = one.object.as_ref().map(|key| format!(" {key}"));
            let value: Result<f64, GapReason> = one.value.map(Value::get);
            match value {
                Ok(value) => format!("{}{} = {value}", one.day, object.unwrap_or_default()),
                Err(gap) => format!("{}{} : {gap}", one.day, object.unwrap_or_default()),
            }
        })
        .collect();
    lines.sort();
    lines
}

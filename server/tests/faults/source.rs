//! A SQLite source whose every answer tells what was asked, and when.
//!
//! An answer is 1000 times the number of its row plus the version of the source, so that a
//! stored value proves its metric, day and object, and that the source could have said it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool};

use crate::block_on;
use crate::instance::Instance;

/// What is measured: metric, object and day.
pub(crate) type Key = (String, String, NaiveDate);

/// The source, and what it can answer.
pub(crate) struct Source {
    path: PathBuf,
    /// The number of each answer's row.
    rows: HashMap<Key, i64>,
    /// The day on which it was made.
    today: NaiveDate,
    /// How often it changed.
    pub(crate) version: i64,
}

/// Metrics that ask it.
pub(crate) const METRICS: i64 = 20;
/// Objects of each.
pub(crate) const OBJECTS: i64 = 20;
/// Days before today that it knows, besides today: a test may run past midnight.
const DAYS: u64 = 12;
const VERSIONS: i64 = 1000;

impl Source {
    /// Makes the file beside the data folder.
    pub(crate) fn make(folder: &Path, today: NaiveDate) -> Self {
        let path = folder.join("source.db");
        let rows = block_on(fill(&path, today));
        Self {
            path,
            rows,
            today,
            version: 1,
        }
    }

    /// Adds the source and its metrics to an instance.
    pub(crate) fn add_to(&self, instance: &Instance) {
        instance.ok(&[
            "source",
            "add",
            "source",
            &format!("sqlite://{}", self.path.display()),
        ]);
        for number in 1..=METRICS {
            let name = name_of(number);
            let query = format!(
                "query=select day, object, 1000 * id + (select number from version) as value
                 from answer where metric = {number} and day between :start and :end"
            );
            instance.ok(&[
                "metric",
                "add",
                &name,
                "--type",
                "sql_query",
                "--source",
                "source",
                "--measure",
                "flow",
                "--object-kind",
                "customer",
                "--recollect-days",
                "11",
                "--property",
                &query,
            ]);
        }
    }

    /// Changes every answer.
    pub(crate) fn change(&mut self) {
        self.version += 1;
        assert!(
            self.version < VERSIONS,
            "answers tell so many versions apart"
        );
        let version = self.version;
        block_on(async {
            let pool = open(&self.path).await;
            let query = sqlx::query("update version set number = $1").bind(version);
            query.execute(&pool).await.expect("changed");
            pool.close().await;
        });
    }

    /// Everything that it can be asked of the past.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.rows.keys().filter(|(_, _, day)| *day < self.today)
    }

    /// Whether it has measured this metric.
    pub(crate) fn knows(&self, metric: &str) -> bool {
        (1..=METRICS).any(|number| name_of(number) == metric)
    }

    /// Whether it ever answered this value for this key.
    pub(crate) fn could_say(&self, key: &Key, value: f64) -> bool {
        let version = |row: &i64| value - (row * VERSIONS) as f64;
        self.rows.get(key).map(version).is_some_and(|version| {
            version.fract() == 0.0 && (1.0..=self.version as f64).contains(&version)
        })
    }
}

fn name_of(metric: i64) -> String {
    format!("metric-{metric}")
}

async fn open(path: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    SqlitePool::connect_with(options.journal_mode(SqliteJournalMode::Wal))
        .await
        .expect("opens")
}

async fn fill(path: &Path, today: NaiveDate) -> HashMap<Key, i64> {
    let pool = open(path).await;
    let tables = "create table version (number integer);
                  insert into version values (1);
                  create table answer (
                      id integer primary key, metric integer, object text, day text);
                  create index answer_day on answer (metric, day);";
    sqlx::raw_sql(tables).execute(&pool).await.expect("made");
    let mut rows = HashMap::new();
    let mut tx = pool.begin().await.expect("begun");
    for metric in 1..=METRICS {
        for before in 0..=DAYS {
            let day = today.checked_sub_days(Days::new(before)).expect("a day");
            for object in 1..=OBJECTS {
                let id = rows.len() as i64 + 1;
                let query = sqlx::query("insert into answer values ($1, $2, $3, $4)")
                    .bind(id)
                    .bind(metric)
                    .bind(object.to_string())
                    .bind(day.to_string());
                query.execute(&mut *tx).await.expect("added");
                rows.insert((name_of(metric), object.to_string(), day), id);
            }
        }
    }
    tx.commit().await.expect("committed");
    pool.close().await;
    rows
}

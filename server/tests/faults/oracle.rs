//! What must hold after every fault, whatever happened; it answers with what does not.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::{FromRow, SqlitePool};

use crate::block_on;
use crate::instance::Instance;
use crate::pushes::{self, Journal};
use crate::source::Source;

/// A stored value or gap.
#[derive(Debug, Clone, FromRow)]
struct Stored {
    metric: String,
    object: String,
    day: NaiveDate,
    value: Option<f64>,
}

/// Everything that is wrong in an instance's file, in words.
pub(crate) fn faults(
    instance: &Instance,
    source: Option<&Source>,
    journal: &Journal,
) -> Vec<String> {
    block_on(async {
        let file = instance.open_file().await;
        let stored = read(&file).await;
        let mut faults = unsound(&file).await;
        faults.extend(doubles(&file).await);
        faults.extend(lost_pushes(&stored, journal));
        if let Some(source) = source {
            faults.extend(invented(&stored, source));
        }
        file.close().await;
        faults
    })
}

/// Past days that the source could answer and that are not there.
pub(crate) fn missing(instance: &Instance, source: &Source, since: NaiveDate) -> Vec<String> {
    let stored = block_on(async {
        let file = instance.open_file().await;
        let stored = read(&file).await;
        file.close().await;
        stored
    });
    let there: std::collections::HashSet<_> = stored
        .into_iter()
        .filter(|one| one.value.is_some())
        .map(|one| (one.metric, one.object, one.day))
        .collect();
    let is_missing = |key: &&crate::source::Key| key.2 >= since && !there.contains(*key);
    source
        .keys()
        .filter(is_missing)
        .map(|key| format!("{key:?} is missing"))
        .collect()
}

async fn read(file: &SqlitePool) -> Vec<Stored> {
    let query = sqlx::query_as(
        "select m.slug as metric, o.key as object, date(s.day * 86400, 'unixepoch') as day, s.value
         from dbag_sample s
         join dbag_series r on r.id = s.series_id
         join dbag_metric m on m.id = r.metric_id
         join dbag_object o on o.id = r.object_id",
    );
    query.fetch_all(file).await.expect("values")
}

/// O5: the file itself.
async fn unsound(file: &SqlitePool) -> Vec<String> {
    let words: Vec<String> = sqlx::query_scalar("pragma integrity_check")
        .fetch_all(file)
        .await
        .expect("an answer");
    let orphans: i64 = sqlx::query_scalar(
        "select count(*) from dbag_sample where batch_id not in (select id from dbag_batch)",
    )
    .fetch_one(file)
    .await
    .expect("a count");
    let mut faults: Vec<_> = words.into_iter().filter(|word| word != "ok").collect();
    if orphans > 0 {
        faults.push(format!("{orphans} values belong to no batch"));
    }
    faults
}

/// O4: counted on a copy without the key that should prevent it.
async fn doubles(file: &SqlitePool) -> Vec<String> {
    let mut connection = file.acquire().await.expect("a connection");
    let copy = "create temp table copied as select series_id, day from dbag_sample";
    sqlx::raw_sql(copy)
        .execute(&mut *connection)
        .await
        .expect("copied");
    let found: Vec<(i64, i64, i64)> = sqlx::query_as(
        "select series_id, day, count(*) from copied group by series_id, day having count(*) > 1",
    )
    .fetch_all(&mut *connection)
    .await
    .expect("an answer");
    let words = |(series, day, count): (i64, i64, i64)| format!("{count} rows for {series}, {day}");
    found.into_iter().map(words).collect()
}

/// O3: what was acknowledged is there.
fn lost_pushes(stored: &[Stored], journal: &Journal) -> Vec<String> {
    let is_pushed = |one: &&Stored| one.metric == pushes::METRIC;
    let there: HashMap<_, _> = stored
        .iter()
        .filter(is_pushed)
        .map(|one| (one.day, one.value))
        .collect();
    let is_wrong = |day: &NaiveDate| {
        let found = there.get(day).copied().flatten();
        journal
            .days()
            .get(day)
            .is_none_or(|expected| !expected.allows(found))
    };
    journal
        .days()
        .keys()
        .chain(there.keys())
        .filter(|day| is_wrong(day))
        .map(|day| {
            let expected = journal.days().get(day);
            format!(
                "pushed to {day}: {expected:?}, stored: {:?}",
                there.get(day)
            )
        })
        .collect()
}

/// O2: every stored value was really answered, for this metric, object and day.
fn invented(stored: &[Stored], source: &Source) -> Vec<String> {
    let is_invented = |one: &&Stored| {
        let key = (one.metric.clone(), one.object.clone(), one.day);
        source.knows(&one.metric) && !one.value.is_some_and(|value| source.could_say(&key, value))
    };
    stored
        .iter()
        .filter(is_invented)
        .map(|one| format!("nobody answered {one:?}"))
        .collect()
}

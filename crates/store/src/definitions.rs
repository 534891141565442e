//! Definitions: by which question, and in which zone, each day of a metric was asked.

use chrono::{DateTime, Utc};
use dbag_domain::{Definition, MetricId, MetricSettings, Question};
use sqlx::FromRow;

use crate::db::{Tx, changed_within, read, within};
use crate::{Author, Store, StoreError};

#[derive(FromRow)]
struct Row {
    number: i32,
    what: String,
    time_zone: String,
    at: DateTime<Utc>,
    actor: String,
}

impl TryFrom<Row> for Definition {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.number,
            what: serde_json::from_str(&row.what).map_err(StoreError::unexpected)?,
            time_zone: row.time_zone,
            at: row.at,
            actor: row.actor,
        })
    }
}

impl Store {
    /// All definitions of a metric, the newest number first.
    pub async fn definitions(&self, metric: MetricId) -> Result<Vec<Definition>, StoreError> {
        let rows: Vec<Row> = read!(self.db, on => sqlx::query_as(
            "select number, what, time_zone, at, actor
             from dbag_definition
             where metric_id = $1
             order by number desc"
        ).bind(metric.0).fetch_all(on))?;
        rows.into_iter().map(Definition::try_from).collect()
    }

    /// Sets the zone of metrics that have none of their own. What they ask is another thing then.
    pub async fn set_time_zone(&self, name: &str, author: Author<'_>) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        changed_within!(
            &mut tx,
            sqlx::query("update dbag_instance set time_zone = $1 where id = 1").bind(name)
        )?;
        let metrics: Vec<i64> = within!(&mut tx, on => sqlx::query_scalar(
            "select id from dbag_metric where time_zone is null order by id"
        ).fetch_all(on))?;
        for metric in metrics {
            let metric = MetricId(metric);
            if let Some(Definition { what, .. }) = current(&mut tx, metric).await? {
                define(&mut tx, metric, &what, author).await?;
            }
        }
        tx.commit().await
    }
}

/// Makes what a metric asks its definition, within the transaction that changes its settings.
pub(crate) async fn define_settings(
    tx: &mut Tx,
    metric: MetricId,
    settings: &MetricSettings,
    author: Author<'_>,
) -> Result<(), StoreError> {
    define(tx, metric, &Question::of(settings), author).await
}

/// The settings have to be written before: the zone is read from them.
async fn define(
    tx: &mut Tx,
    metric: MetricId,
    what: &Question,
    author: Author<'_>,
) -> Result<(), StoreError> {
    let zone: Option<String> = within!(&mut *tx, on => sqlx::query_scalar(
        "select coalesce(m.time_zone, (select i.time_zone from dbag_instance i))
         from dbag_metric m
         where m.id = $1"
    ).bind(metric.0).fetch_one(on))?;
    let zone = zone.unwrap_or_else(|| "UTC".to_owned());
    let known = all(tx, metric).await?;
    let same = known
        .iter()
        .find(|known| known.what == *what && known.time_zone == zone);
    let number = match same {
        Some(same) => same.number,
        None => {
            let number = known.first().map_or(1, |newest| newest.number + 1);
            add(tx, metric, (number, what, &zone), author).await?;
            number
        }
    };
    adopt(tx, metric, number).await
}

async fn all(tx: &mut Tx, metric: MetricId) -> Result<Vec<Definition>, StoreError> {
    let rows: Vec<Row> = within!(tx, on => sqlx::query_as(
        "select number, what, time_zone, at, actor
         from dbag_definition
         where metric_id = $1
         order by number desc"
    ).bind(metric.0).fetch_all(on))?;
    rows.into_iter().map(Definition::try_from).collect()
}

async fn current(tx: &mut Tx, metric: MetricId) -> Result<Option<Definition>, StoreError> {
    let row: Option<Row> = within!(tx, on => sqlx::query_as(
        "select d.number, d.what, d.time_zone, d.at, d.actor
         from dbag_metric m
         join dbag_definition d on d.metric_id = m.id and d.number = m.definition
         where m.id = $1"
    ).bind(metric.0).fetch_optional(on))?;
    row.map(Definition::try_from).transpose()
}

async fn add(
    tx: &mut Tx,
    metric: MetricId,
    (number, what, zone): (i32, &Question, &str),
    author: Author<'_>,
) -> Result<(), StoreError> {
    changed_within!(
        tx,
        sqlx::query(
            "insert into dbag_definition (metric_id, number, what, time_zone, at, actor)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(metric.0)
        .bind(number)
        .bind(serde_json::to_string(what).map_err(StoreError::unexpected)?)
        .bind(zone)
        .bind(author.at)
        .bind(author.actor)
    )?;
    Ok(())
}

/// Makes a definition the one of now: days that another one answered are outdated.
async fn adopt(tx: &mut Tx, metric: MetricId, number: i32) -> Result<(), StoreError> {
    let changed = changed_within!(
        &mut *tx,
        sqlx::query("update dbag_metric set definition = $2 where id = $1 and definition <> $2")
            .bind(metric.0)
            .bind(number)
    )?;
    if changed == 0 {
        return Ok(());
    }
    changed_within!(
        tx,
        sqlx::query(
            "update dbag_day
             set is_outdated = (definition is null or definition <> $2)
             where metric_id = $1 and asked_at is not null",
        )
        .bind(metric.0)
        .bind(number)
    )?;
    Ok(())
}

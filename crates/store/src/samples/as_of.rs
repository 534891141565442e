//! Values as they were known at an instant: what was written later is taken back.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_domain::{Day, GapReason, SeriesId};
use sqlx::FromRow;

use super::columns::Columns;
use crate::db::Db;
use crate::{SeriesRow, Store, StoreError};

/// A day with its value, or why it has none; and its weight, zero where that is not known.
type KnownDay = (Day, Result<f64, GapReason>, f64);

#[derive(FromRow)]
struct Row {
    series_id: i32,
    day: i32,
    value: Option<f64>,
    gap: Option<String>,
    weight: Option<f64>,
}

// A sample that was written by then stands as it is. For one that was written later the first
// revision that was replaced since holds what stood there; one without such a revision was not
// known yet, or was provisional and kept no trace. Where an import was undone since, a sample that
// was written by then may have been away in between: then the revisions of all are looked at.
macro_rules! as_of_sql {
    ($ids:literal) => {
        concat!(
            "select s.series_id, s.day,
                 case when r.id is null then s.value else r.value end as value,
                 case when r.id is null then s.gap else r.gap end as gap,
                 case when r.id is null then s.weight else r.weight end as weight
             from dbag_sample s
             join dbag_batch b on b.id = s.batch_id
             left join dbag_sample_revision r on (
                 b.at > $2 or exists (select 1 from dbag_import i where i.undone_at > $2)
             ) and r.id = (
                 select min(v.id)
                 from dbag_sample_revision v
                 join dbag_batch n on n.id = v.replaced_by
                 where v.series_id = s.series_id and v.day = s.day and n.at > $2
                   and not v.is_held
             )
             left join dbag_batch o on o.id = r.batch_id
             where s.series_id in ",
            $ids,
            "
               and case when r.id is null then b.at <= $2 else o.at <= $2 end
             order by s.series_id, s.day"
        )
    };
}

const SQLITE: &str = as_of_sql!("(select value from json_each($1))");
const POSTGRES: &str = as_of_sql!("(select unnest($1::int[]))");

impl Store {
    /// The columns of series as they were known at an instant, in the order of the rows.
    ///
    /// A provisional value that was overwritten later left no trace, and is not known.
    pub async fn columns_as_of(
        &self,
        series: &[SeriesRow],
        at: DateTime<Utc>,
    ) -> Result<Vec<Arc<Columns>>, StoreError> {
        let ids: Vec<i32> = series.iter().map(|row| row.id.0).collect();
        let rows: Vec<Row> = match &self.db {
            Db::Sqlite { reader, .. } => {
                let ids = serde_json::to_string(&ids).map_err(StoreError::unexpected)?;
                let query = sqlx::query_as(SQLITE).bind(ids).bind(at);
                query.fetch_all(reader).await?
            }
            Db::Postgres(pool) => {
                let query = sqlx::query_as(POSTGRES).bind(ids).bind(at);
                query.fetch_all(pool).await?
            }
        };
        let mut found: HashMap<SeriesId, Vec<KnownDay>> = HashMap::new();
        for row in rows {
            let value = match (row.value, &row.gap) {
                (Some(value), _) => Ok(value),
                (None, Some(gap)) => Err(GapReason::parse(gap).map_err(StoreError::unexpected)?),
                (None, None) => continue,
            };
            let days = found.entry(SeriesId(row.series_id)).or_default();
            days.push((Day::from_days(row.day), value, row.weight.unwrap_or(0.0)));
        }
        let columns = |row: &SeriesRow| {
            let days = found.remove(&row.id).unwrap_or_default();
            Arc::new(Columns::build(days.into_iter()))
        };
        Ok(series.iter().map(columns).collect())
    }
}

//! Series whose first values did not come of their source.

use std::collections::HashMap;

use dbag_domain::{Day, SeriesId};

use crate::db::Db;
use crate::{Store, StoreError};

/// Of series (`f`, each with the day of its first value) that begin with a value which was imported, sent, typed or made
/// up: the first day of which a source or other metrics said a value, and the last of what was brought.
macro_rules! begun_elsewhere {
    ($firsts:literal) => {
        concat!(
            "with f (series_id, day) as (",
            $firsts,
            ")
             select f.series_id, min(s.day) filter (where b.origin in ('collected', 'backfilled', 'computed')),
                 max(s.day) filter (where b.origin in ('imported', 'pushed', 'edited'))
             from f
             join dbag_sample o on o.series_id = f.series_id and o.day = f.day
             join dbag_batch p on p.id = o.batch_id and p.origin in ('imported', 'pushed', 'edited', 'fake')
             join dbag_sample s on s.series_id = f.series_id and s.value is not null
             join dbag_batch b on b.id = s.batch_id
             group by f.series_id"
        )
    };
}

type Row = (i32, Option<i32>, Option<i32>);

/// How a series begins whose first value its source did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunElsewhere {
    /// The first day of which the source said a value; none where it said none so far.
    pub answered: Option<Day>,
    /// The last day of which a value was imported, sent or typed; none where all others are made up.
    pub brought: Option<Day>,
}

impl Store {
    /// Which of the series, given with the days of their first values, begin with values that their source did not
    /// say.
    pub async fn begun_elsewhere(
        &self,
        firsts: &[(SeriesId, Day)],
    ) -> Result<HashMap<SeriesId, BegunElsewhere>, StoreError> {
        if firsts.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<Row> = match &self.db {
            Db::Sqlite { reader, .. } => {
                let list: Vec<(i32, i32)> =
                    firsts.iter().map(|(id, day)| (id.0, day.days())).collect();
                let list = serde_json::to_string(&list).map_err(StoreError::unexpected)?;
                sqlx::query_as(begun_elsewhere!(
                    "select value ->> 0, value ->> 1 from json_each($1)"
                ))
                .bind(&list)
                .fetch_all(reader)
                .await?
            }
            Db::Postgres(pool) => {
                let ids: Vec<i32> = firsts.iter().map(|(id, _)| id.0).collect();
                let days: Vec<i32> = firsts.iter().map(|(_, day)| day.days()).collect();
                sqlx::query_as(begun_elsewhere!(
                    "select * from unnest($1::int[], $2::int[])"
                ))
                .bind(&ids)
                .bind(&days)
                .fetch_all(pool)
                .await?
            }
        };
        let begun = rows.into_iter().map(|(id, answered, brought)| {
            let begun = BegunElsewhere {
                answered: answered.map(Day::from_days),
                brought: brought.map(Day::from_days),
            };
            (SeriesId(id), begun)
        });
        Ok(begun.collect())
    }
}

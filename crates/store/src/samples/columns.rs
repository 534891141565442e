//! Reading series as columns, one row a series.
//!
//! A row a day costs sqlx ten times the database's own work, so each series
//! comes as one text on SQLite and as arrays on Postgres.

use std::sync::Arc;

use dbag_domain::{Day, DayRange, GapReason, Mark, Series, SeriesId};
use sqlx::FromRow;

use crate::db::{Db, read};
use crate::{SeriesRow, Store, StoreError};

/// The values of a series in columns, as they are cached.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// The day of the first value; day 0 where there is none.
    pub first: Day,
    /// One value a day; `None` where there is a gap or nothing.
    pub values: Vec<Option<f64>>,
    /// Days without a value whose reason is known, corrected and fake days; in order of days.
    pub marks: Vec<(Day, Mark)>,
}

impl Columns {
    /// The days from the first to the last known; `None` where nothing is known.
    pub fn range(&self) -> Option<DayRange> {
        DayRange::new(self.first, self.first + (self.values.len() as i32 - 1))
    }

    /// The part over a range.
    pub fn over(&self, range: DayRange) -> Series {
        let mut values = vec![None; range.len()];
        if let Some(shared) = self.range().and_then(|known| known.intersection(range)) {
            let from = (shared.from - self.first) as usize;
            let to = (shared.from - range.from) as usize;
            values[to..to + shared.len()].copy_from_slice(&self.values[from..from + shared.len()]);
        }
        let marks = self
            .marks
            .iter()
            .filter(|(day, _)| range.contains(*day))
            .copied()
            .collect();
        Series {
            from: range.from,
            values,
            marks,
        }
    }

    /// Everything, as a series.
    pub fn all(&self) -> Series {
        Series {
            from: self.first,
            values: self.values.clone(),
            marks: self.marks.clone(),
        }
    }

    /// The last day with a value.
    pub fn last_day(&self) -> Option<Day> {
        let at = self.values.iter().rposition(Option::is_some)?;
        Some(self.first + at as i32)
    }

    /// The first day with a value.
    pub fn first_day(&self) -> Option<Day> {
        let at = self.values.iter().position(Option::is_some)?;
        Some(self.first + at as i32)
    }

    fn build(days: impl Iterator<Item = (i32, Result<f64, GapReason>, bool)>) -> Self {
        let mut columns = Self {
            first: Day::from_days(0),
            values: Vec::new(),
            marks: Vec::new(),
        };
        for (day, value, is_fake) in days {
            let day = Day::from_days(day);
            if columns.values.is_empty() {
                columns.first = day;
            }
            let at = (day - columns.first) as usize;
            columns.values.resize(at, None);
            columns.values.push(value.ok());
            if let Err(reason) = value {
                columns.marks.push((day, Mark::Gap(reason)));
            }
            if is_fake {
                columns.marks.push((day, Mark::Fake));
            }
        }
        columns
    }

    /// About how many bytes it holds.
    pub(super) fn weight(&self) -> u64 {
        (self.values.len() * 16 + self.marks.len() * 12 + 64) as u64
    }
}

impl Store {
    /// The columns of series, from the cache where their revision has not changed.
    ///
    /// The rows come from one statement and say which revision is current;
    /// one more statement reads what changed.
    pub async fn columns(&self, series: &[SeriesRow]) -> Result<Vec<Arc<Columns>>, StoreError> {
        let mut found: Vec<Option<Arc<Columns>>> = series
            .iter()
            .map(|row| self.columns.get(row.id, row.revision))
            .collect();
        let missing: Vec<usize> = (0..series.len())
            .filter(|at| found[*at].is_none())
            .collect();
        if !missing.is_empty() {
            let ids: Vec<i32> = missing.iter().map(|at| series[*at].id.0).collect();
            let mut fresh = self.read_columns(&ids).await?;
            for at in missing {
                let row = &series[at];
                let (revision, columns) = fresh
                    .remove(&row.id)
                    .unwrap_or_else(|| (row.revision, Columns::build(std::iter::empty())));
                let columns = Arc::new(columns);
                self.columns.put(row.id, revision, Arc::clone(&columns));
                found[at] = Some(columns);
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    /// Reads revision and values of series in one snapshot.
    async fn read_columns(
        &self,
        ids: &[i32],
    ) -> Result<std::collections::HashMap<SeriesId, (i64, Columns)>, StoreError> {
        let mut columns = match &self.db {
            Db::Sqlite { .. } => self.read_texts(ids).await?,
            Db::Postgres(_) => self.read_arrays(ids).await?,
        };
        for (series, day) in self.corrected_days(ids).await? {
            if let Some((_, columns)) = columns.get_mut(&series) {
                columns.marks.push((day, Mark::Corrected));
            }
        }
        for (_, columns) in columns.values_mut() {
            columns.marks.sort_by_key(|(day, _)| *day);
        }
        Ok(columns)
    }

    async fn read_texts(
        &self,
        ids: &[i32],
    ) -> Result<std::collections::HashMap<SeriesId, (i64, Columns)>, StoreError> {
        let Db::Sqlite { reader, .. } = &self.db else {
            return Ok(Default::default());
        };
        // SQLite prints floats with rounding of its own. Whole numbers are exact as such, and
        // others as a whole number of a power of two: `3/1` is 3 / 2. What fits neither way
        // (tiny fractions, more than 2^63) is written as `?` and read by itself.
        let rows: Vec<(i32, i64, String)> = sqlx::query_as(
            "select s.series_id, r.revision, group_concat(
                 s.day || case when f.id is null then ':' else '~' end || case
                     when s.gap is not null then '!' || s.gap
                     when s.value = cast(s.value as integer) then cast(s.value as integer)
                     when abs(s.value) < 0.0009765625 then '?'
                     when abs(s.value) < 1.0
                         then cast(s.value * 4611686018427387904.0 as integer) || '/62'
                     when abs(s.value) < 1024.0
                         then cast(s.value * 4503599627370496.0 as integer) || '/52'
                     when abs(s.value) < 1048576.0
                         then cast(s.value * 4398046511104.0 as integer) || '/42'
                     when abs(s.value) < 1073741824.0
                         then cast(s.value * 4294967296.0 as integer) || '/32'
                     when abs(s.value) < 1099511627776.0
                         then cast(s.value * 4194304.0 as integer) || '/22'
                     when abs(s.value) < 1125899906842624.0
                         then cast(s.value * 4096.0 as integer) || '/12'
                     when abs(s.value) < 9007199254740992.0
                         then cast(s.value * 4.0 as integer) || '/2'
                     else '?'
                 end, ',' order by s.day)
             from dbag_sample s
             join dbag_series r on r.id = s.series_id
             left join dbag_batch f on f.id = s.batch_id and f.origin = 'fake'
             where s.series_id in (select value from json_each($1))
             group by s.series_id",
        )
        .bind(serde_json::to_string(ids).map_err(StoreError::unexpected)?)
        .fetch_all(reader)
        .await?;
        let mut columns = std::collections::HashMap::with_capacity(rows.len());
        for (id, revision, text) in rows {
            let (mut parsed, by_themselves) = parse_text(&text)?;
            for day in by_themselves {
                let value: Option<f64> = sqlx::query_scalar(
                    "select value from dbag_sample where series_id = $1 and day = $2",
                )
                .bind(id)
                .bind(day.days())
                .fetch_one(reader)
                .await?;
                parsed.values[(day - parsed.first) as usize] = value;
            }
            columns.insert(SeriesId(id), (revision, parsed));
        }
        Ok(columns)
    }

    async fn read_arrays(
        &self,
        ids: &[i32],
    ) -> Result<std::collections::HashMap<SeriesId, (i64, Columns)>, StoreError> {
        #[derive(FromRow)]
        struct Row {
            series_id: i32,
            revision: i64,
            days: Vec<i32>,
            values: Vec<Option<f64>>,
            gaps: Option<Vec<Option<String>>>,
            fakes: Option<Vec<bool>>,
        }
        let Db::Postgres(pool) = &self.db else {
            return Ok(Default::default());
        };
        let rows: Vec<Row> = sqlx::query_as(
            "select s.series_id, r.revision,
                    array_agg(s.day order by s.day) as days,
                    array_agg(s.value order by s.day) as values,
                    case when count(s.gap) > 0
                         then array_agg(s.gap order by s.day) end as gaps,
                    case when count(f.id) > 0
                         then array_agg(f.id is not null order by s.day) end as fakes
             from dbag_sample s
             join dbag_series r on r.id = s.series_id
             left join dbag_batch f on f.id = s.batch_id and f.origin = 'fake'
             where s.series_id = any($1)
             group by s.series_id, r.revision",
        )
        .bind(ids)
        .fetch_all(pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let mut days = Vec::with_capacity(row.days.len());
                for (at, day) in row.days.iter().enumerate() {
                    let gap = row.gaps.as_ref().and_then(|gaps| gaps[at].as_deref());
                    let is_fake = row.fakes.as_ref().is_some_and(|fakes| fakes[at]);
                    days.push((*day, value_or_gap(row.values[at], gap)?, is_fake));
                }
                Ok((
                    SeriesId(row.series_id),
                    (row.revision, Columns::build(days.into_iter())),
                ))
            })
            .collect()
    }

    async fn corrected_days(&self, ids: &[i32]) -> Result<Vec<(SeriesId, Day)>, StoreError> {
        let rows: Vec<(i32, i32)> = match &self.db {
            Db::Sqlite { .. } => {
                let list = serde_json::to_string(ids).map_err(StoreError::unexpected)?;
                read!(self.db, on => sqlx::query_as(
                    "select distinct series_id, day
                     from dbag_sample_revision
                     where series_id in (select value from json_each($1))"
                ).bind(&list).fetch_all(on))?
            }
            Db::Postgres(pool) => {
                sqlx::query_as(
                    "select distinct series_id, day
                     from dbag_sample_revision
                     where series_id = any($1)",
                )
                .bind(ids)
                .fetch_all(pool)
                .await?
            }
        };
        Ok(rows
            .into_iter()
            .map(|(id, day)| (SeriesId(id), Day::from_days(day)))
            .collect())
    }
}

fn value_or_gap(
    value: Option<f64>,
    gap: Option<&str>,
) -> Result<Result<f64, GapReason>, StoreError> {
    match value {
        Some(value) => Ok(Ok(value)),
        None => Ok(Err(
            GapReason::parse(gap.unwrap_or("")).map_err(StoreError::unexpected)?
        )),
    }
}

/// Reads `20000:12,20001:!source_down,20002~3/1,20003:?`; `~` marks a fake value.
///
/// Also answers the days written as `?`, which are to be read by themselves.
fn parse_text(text: &str) -> Result<(Columns, Vec<Day>), StoreError> {
    let mut days = Vec::with_capacity(text.len() / 10);
    let mut by_themselves = Vec::new();
    for token in text.split(',').filter(|token| !token.is_empty()) {
        let broken = || StoreError::unexpected(format!("`{token}` among the values of a series"));
        let at = token.find([':', '~']).ok_or_else(broken)?;
        let day: i32 = token[..at].parse().map_err(|_| broken())?;
        let rest = &token[at + 1..];
        let value = match rest.as_bytes().first() {
            Some(b'!') => Err(GapReason::parse(&rest[1..]).map_err(StoreError::unexpected)?),
            Some(b'?') => {
                by_themselves.push(Day::from_days(day));
                Ok(0.0)
            }
            _ => Ok(parse_exact(rest).ok_or_else(broken)?),
        };
        days.push((day, value, token.as_bytes()[at] == b'~'));
    }
    Ok((Columns::build(days.into_iter()), by_themselves))
}

/// Reads `12`, or `3/1` as 3 / 2^1; both are exact.
fn parse_exact(text: &str) -> Option<f64> {
    match text.split_once('/') {
        None => Some(text.parse::<i64>().ok()? as f64),
        Some((whole, power)) => {
            let divisor = (1_u64 << power.parse::<u32>().ok().filter(|power| *power < 64)?) as f64;
            Some(whole.parse::<i64>().ok()? as f64 / divisor)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_columns() {
        let (columns, by_themselves) =
            parse_text("10:1,11:!timeout,13~5/1,14:?").expect("readable");
        assert_eq!(by_themselves, [Day::from_days(14)]);
        assert_eq!(columns.first, Day::from_days(10));
        assert_eq!(
            columns.values,
            [Some(1.0), None, None, Some(2.5), Some(0.0)]
        );
        assert_eq!(
            columns.marks,
            [
                (Day::from_days(11), Mark::Gap(GapReason::Timeout)),
                (Day::from_days(13), Mark::Fake)
            ]
        );
        assert!(parse_text("10:x").is_err());
        assert!(parse_text("").expect("nothing").0.values.is_empty());
    }

    #[test]
    fn a_part_of_the_columns_is_cut_out() {
        let (columns, _) = parse_text("10:1,11:2,12:3").expect("readable");
        let part = |from, to| {
            columns
                .over(DayRange {
                    from: Day::from_days(from),
                    to: Day::from_days(to),
                })
                .values
        };
        assert_eq!(part(9, 11), [None, Some(1.0), Some(2.0)]);
        assert_eq!(part(12, 13), [Some(3.0), None]);
        assert_eq!(part(20, 20), [None]);
    }
}

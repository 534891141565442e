//! Series as columns on SQLite: a row of texts each, as there are no arrays.
//!
//! Days are mostly adjacent, answered, collected and never corrected, so the values alone are
//! listed; what differs from that is listed beside them, and only where there is any.

use std::collections::HashMap;

use dbag_domain::{Day, GapReason, Mark, SeriesId};
use sqlx::{FromRow, SqlitePool};

use super::columns::{Columns, ReadColumns};
use crate::StoreError;

/// One series; lists are separated by commas.
#[derive(FromRow)]
struct Row {
    series_id: i32,
    revision: i64,
    first_day: i32,
    /// In order of days.
    samples: String,
    /// The days of the samples, where they are not adjacent.
    days: Option<String>,
    /// `20001!source_down`.
    gaps: Option<String>,
    /// In order of days, one a sample; written as the values are.
    weights: Option<String>,
    fakes: Option<String>,
    corrected: Option<String>,
}

// SQLite prints floats with rounding of its own. Whole numbers are exact as such, and others as a
// whole number over a power of two: `3/1` is 3 / 2. What fits neither way (tiny fractions, more
// than 2^63, nothing) is written as `?` and read by itself.
macro_rules! exact {
    ($number:literal) => {
        concat!(
            "case
                when ",
            $number,
            " = cast(",
            $number,
            " as integer) then cast(",
            $number,
            " as integer)
                when abs(",
            $number,
            ") < 0.0009765625 then '?'
                when abs(",
            $number,
            ") < 1.0
                    then cast(",
            $number,
            " * 4611686018427387904.0 as integer) || '/62'
                when abs(",
            $number,
            ") < 1024.0
                    then cast(",
            $number,
            " * 4503599627370496.0 as integer) || '/52'
                when abs(",
            $number,
            ") < 1048576.0
                    then cast(",
            $number,
            " * 4398046511104.0 as integer) || '/42'
                when abs(",
            $number,
            ") < 1073741824.0
                    then cast(",
            $number,
            " * 4294967296.0 as integer) || '/32'
                when abs(",
            $number,
            ") < 1099511627776.0
                    then cast(",
            $number,
            " * 4194304.0 as integer) || '/22'
                when abs(",
            $number,
            ") < 1125899906842624.0
                    then cast(",
            $number,
            " * 4096.0 as integer) || '/12'
                when abs(",
            $number,
            ") < 9007199254740992.0
                    then cast(",
            $number,
            " * 4.0 as integer) || '/2'
                else '?'
            end"
        )
    };
}

// The rows of a series are found in order of days, which is the order of the primary key.
const SQL: &str = concat!(
    "
    select s.series_id,
        (select r.revision from dbag_series r where r.id = s.series_id) as revision,
        min(s.day) as first_day,
        group_concat(",
    exact!("s.value"),
    ") as samples,
        case when max(s.day) - min(s.day) + 1 <> count(*) then (
            select group_concat(d.day) from dbag_sample d where d.series_id = s.series_id
        ) end as days,
        case when count(s.gap) > 0 then (
            select group_concat(g.day || '!' || g.gap)
            from dbag_sample g
            where g.series_id = s.series_id and g.gap is not null
        ) end as gaps,
        case when count(s.weight) > 0 then (
            select group_concat(case when w.weight is null then '0' else ",
    exact!("w.weight"),
    " end)
            from dbag_sample w
            where w.series_id = s.series_id
        ) end as weights,
        case when exists (select 1 from dbag_batch where origin = 'fake') then (
            select group_concat(f.day)
            from dbag_sample f
            where f.series_id = s.series_id
              and f.batch_id in (select id from dbag_batch where origin = 'fake')
        ) end as fakes,
        (select group_concat(distinct c.day)
         from dbag_sample_revision c
         left join dbag_sample n on n.series_id = c.series_id and n.day = c.day
         where c.series_id = s.series_id
           and (c.value is not n.value or c.gap is not n.gap)
           and not exists (
               select 1
               from dbag_batch b
               where b.id in (n.batch_id, c.replaced_by) and b.merged_object_id is not null
           )) as corrected
    from dbag_sample s
    where s.series_id in (select value from json_each($1))
    group by s.series_id"
);

/// Reads series with the revisions that they are of.
pub(super) async fn read(reader: &SqlitePool, ids: &[i32]) -> Result<ReadColumns, StoreError> {
    let ids = serde_json::to_string(ids).map_err(StoreError::unexpected)?;
    let rows: Vec<Row> = sqlx::query_as(SQL).bind(ids).fetch_all(reader).await?;
    let mut columns = ReadColumns::with_capacity(rows.len());
    for row in rows {
        let (mut parsed, unlisted) = row.columns()?;
        for day in unlisted {
            let (value, weight): (Option<f64>, Option<f64>) = sqlx::query_as(
                "select value, weight from dbag_sample where series_id = $1 and day = $2",
            )
            .bind(row.series_id)
            .bind(day.days())
            .fetch_one(reader)
            .await?;
            let at = (day - parsed.first) as usize;
            parsed.values[at] = value;
            if let Some(place) = parsed.weights.get_mut(at) {
                *place = weight.unwrap_or(0.0);
            }
        }
        columns.insert(SeriesId(row.series_id), (row.revision, parsed));
    }
    Ok(columns)
}

impl Row {
    /// The columns, and the days whose values are to be read by themselves.
    fn columns(&self) -> Result<(Columns, Vec<Day>), StoreError> {
        let gaps = self.gaps()?;
        let mut days = self.days.as_deref().map(numbers);
        let mut weights = self.weights.as_deref().map(|list| list.split(','));
        let mut next = Day::from_days(self.first_day);
        let mut unlisted = Vec::new();
        let mut samples = Vec::with_capacity(self.samples.len() / 8);
        for token in self.samples.split(',') {
            let day = match &mut days {
                Some(days) => days.next().ok_or_else(|| broken(token))??,
                None => next,
            };
            let weight = match weights.as_mut().map(|weights| weights.next().unwrap_or("")) {
                None => 0.0,
                Some("?") => {
                    unlisted.push(day);
                    0.0
                }
                Some(token) => parse_exact(token).ok_or_else(|| broken(token))?,
            };
            let value = match (token, gaps.get(&day)) {
                (_, Some(reason)) => Err(*reason),
                ("?", None) => {
                    unlisted.push(day);
                    Ok(0.0)
                }
                _ => Ok(parse_exact(token).ok_or_else(|| broken(token))?),
            };
            samples.push((day, value, weight));
            next = day.next();
        }
        let mut columns = Columns::build(samples.into_iter());
        for (list, mark) in [
            (&self.fakes, Mark::Fake),
            (&self.corrected, Mark::Corrected),
        ] {
            let days: Result<Vec<Day>, _> = numbers(list.as_deref().unwrap_or("")).collect();
            columns.mark(days?, mark);
        }
        Ok((columns, unlisted))
    }

    fn gaps(&self) -> Result<HashMap<Day, GapReason>, StoreError> {
        let gaps = self.gaps.iter().flat_map(|gaps| gaps.split(','));
        gaps.map(|token| {
            let (day, reason) = token.split_once('!').ok_or_else(|| broken(token))?;
            let reason = GapReason::parse(reason).map_err(StoreError::unexpected)?;
            Ok((parse_day(day)?, reason))
        })
        .collect()
    }
}

fn numbers(list: &str) -> impl Iterator<Item = Result<Day, StoreError>> {
    let tokens = list.split(',').filter(|token| !token.is_empty());
    tokens.map(parse_day)
}

fn parse_day(token: &str) -> Result<Day, StoreError> {
    token.parse().map(Day::from_days).map_err(|_| broken(token))
}

fn broken(token: &str) -> StoreError {
    StoreError::unexpected(format!("`{token}` among the values of a series"))
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

    fn row(samples: &str) -> Row {
        Row {
            series_id: 1,
            revision: 1,
            first_day: 10,
            samples: samples.to_owned(),
            days: None,
            gaps: None,
            weights: None,
            fakes: None,
            corrected: None,
        }
    }

    fn day(day: i32) -> Day {
        Day::from_days(day)
    }

    #[test]
    fn adjacent_days_are_counted_on() {
        let (columns, unlisted) = row("1,5/1,-7,?").columns().expect("readable");
        assert_eq!((columns.first, unlisted), (day(10), vec![day(13)]));
        let expected = [Some(1.0), Some(2.5), Some(-7.0), Some(0.0)];
        assert_eq!(columns.values, expected);
        assert_eq!(columns.marks, []);
    }

    #[test]
    fn days_gaps_and_marks_stand_beside_the_values() {
        let row = Row {
            days: Some("10,12,13".to_owned()),
            gaps: Some("12!timeout".to_owned()),
            fakes: Some("13".to_owned()),
            corrected: Some("10".to_owned()),
            ..row("1,?,3/1")
        };
        let (columns, unlisted) = row.columns().expect("readable");
        assert_eq!(unlisted, []);
        assert_eq!(columns.values, [Some(1.0), None, None, Some(1.5)]);
        let marks = [
            (day(10), Mark::Corrected),
            (day(12), Mark::Gap(GapReason::Timeout)),
            (day(13), Mark::Fake),
        ];
        assert_eq!(columns.marks, marks);
    }

    #[test]
    fn weights_stand_beside_the_values() {
        let row = Row {
            gaps: Some("11!no_answer".to_owned()),
            weights: Some("4,0,5/1,?".to_owned()),
            ..row("1,?,3/1,2")
        };
        let (columns, unlisted) = row.columns().expect("readable");
        assert_eq!(unlisted, [day(13)]);
        assert_eq!(columns.weights, [4.0, 0.0, 2.5, 0.0]);
    }

    #[test]
    fn what_is_no_list_is_no_series() {
        assert!(row("1,x").columns().is_err());
        assert!(row("1/64").columns().is_err());
        let days = Some("10".to_owned());
        assert!(Row { days, ..row("1,2") }.columns().is_err());
    }

    /// The lists hold together only as long as rows are found in order of the primary key.
    #[tokio::test]
    async fn rows_are_found_in_order_of_days() {
        let folder = tempfile::tempdir().expect("a folder");
        let location = crate::Location::Sqlite(folder.path().join("dbag.db"));
        let store = crate::Store::open(&location).await.expect("a store");
        let crate::db::Db::Sqlite { reader, .. } = &store.db else {
            panic!("it is on SQLite");
        };
        let plan = format!("explain query plan {SQL}");
        let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(plan))
            .bind("[1]")
            .fetch_all(reader)
            .await
            .expect("a plan");
        let steps: Vec<String> = steps.into_iter().map(|step| step.3).collect();
        let is_in_order = |step: &&String| step.contains("PRIMARY KEY (series_id=?)");
        let sample_steps = steps.iter().filter(|step| {
            ["s", "d", "g", "w", "f"]
                .iter()
                .any(|name| step.starts_with(&format!("SEARCH {name} ")))
        });
        assert_eq!(sample_steps.filter(is_in_order).count(), 5, "{steps:#?}");
        let sorts = steps.iter().filter(|step| step.contains("GROUP BY"));
        assert_eq!(sorts.count(), 0, "{steps:#?}");
    }
}

//! Writing values out: as CSV, JSON or a JSON object a line.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::Write;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Day, DayRange, GapReason, Mark, Metric, Object, ObjectId, Problem, ProblemKind, Slug,
};
use dbag_store::{Columns, SeriesRow};
use serde::Serialize;

use crate::formula::guarded;
use crate::metric_facts::MetricFacts;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation, ValuesQuery};

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A line a value, `metric,date,value,object_type,object_id,weight`; days without a value are left
    /// out. `dbag import` reads it back.
    Csv,
    /// One list of objects; a day without a value has the reason in `gap`, and the first of a metric
    /// says in `settings` what it is. `dbag import` reads it back, so it is what moves metrics.
    Json,
    /// The same objects, one a line.
    Ndjson,
}

impl ExportFormat {
    /// Reads `csv`, `json` or `ndjson`.
    pub fn parse(word: &str) -> Result<Self, Problem> {
        match word {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            "ndjson" => Ok(Self::Ndjson),
            _ => Err(Problem::field(
                "format",
                format!("`{word}` is not a format; choose csv, json or ndjson"),
            )),
        }
    }
}

impl std::str::FromStr for ExportFormat {
    type Err = Problem;
    fn from_str(word: &str) -> Result<Self, Problem> {
        Self::parse(word)
    }
}

/// One day of one series as it is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExportRow<'a> {
    /// The metric's slug.
    pub metric: &'a str,
    /// The day.
    pub date: Day,
    /// The value; none where there is a gap.
    pub value: Option<f64>,
    /// The kind of the object, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_type: Option<&'a str>,
    /// The object's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_id: Option<&'a str>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<GapReason>,
    /// How much the value counts when several become one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// What people call the object; in the first row about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_label: Option<&'a str>,
    /// What the metric is, so that it is the same where this is imported; in its first row.
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<MetricFacts>,
}

/// Series are read so many at once, whole: a row a day would take ten times as long.
const SERIES_AT_ONCE: usize = 16;

/// An export that is under way: asked for piece after piece.
pub struct Exporter {
    dbag: Dbag,
    metrics: std::vec::IntoIter<Metric>,
    current: Option<CurrentMetric>,
    format: ExportFormat,
    state: Pieces,
    only: Only,
    lost: Lost,
}

/// What an import of what was written makes otherwise.
#[derive(Debug, Clone, Copy, Default)]
struct Lost {
    /// Values that are made up: they would be real where they are imported.
    made_up: u64,
    /// Days of ratios with nothing to divide by, whose numerators CSV has no column for.
    numerators: u64,
    /// Those that were divided by less than zero, which no weight of a file may be.
    weights: u64,
    /// Days that were asked before they were over: they would be whole where they are imported.
    early: u64,
}

/// What is left out of an export.
#[derive(Debug, Clone, Copy, Default)]
struct Only {
    object: Option<ObjectId>,
    days: Option<DayRange>,
}

/// A metric with the series that are still to be written.
struct CurrentMetric {
    slug: Slug,
    /// What is still to be said of it.
    facts: Option<MetricFacts>,
    objects: HashMap<ObjectId, Object>,
    series: std::vec::IntoIter<SeriesRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pieces {
    Head,
    Rows { is_first: bool },
    Done,
}

impl Dbag {
    /// Begins an export of metrics, of all where none is named.
    pub async fn exporter(
        &self,
        actor: &Actor,
        slugs: &[String],
        format: ExportFormat,
    ) -> Result<Exporter, Problem> {
        actor.check(Operation::Export)?;
        let mut metrics = Vec::with_capacity(slugs.len());
        for slug in slugs {
            metrics.push(self.metric(slug).await?);
        }
        if slugs.is_empty() {
            metrics = self.store.metrics().await.map_err(problem_of)?;
        }
        Ok(Exporter {
            dbag: self.clone(),
            metrics: metrics.into_iter(),
            current: None,
            format,
            state: Pieces::Head,
            only: Only::default(),
            lost: Lost::default(),
        })
    }

    /// Begins an export of the values of one metric that an address asks for.
    pub async fn exporter_of(
        &self,
        actor: &Actor,
        slug: &str,
        query: &ValuesQuery,
        format: ExportFormat,
        now: DateTime<Utc>,
    ) -> Result<Exporter, Problem> {
        actor.check(Operation::Export)?;
        let asked = self.asked_values(actor, slug, query, now).await?;
        Ok(Exporter {
            dbag: self.clone(),
            metrics: vec![asked.metric].into_iter(),
            current: None,
            format,
            state: Pieces::Head,
            only: Only {
                object: asked.object.map(|object| object.id),
                days: asked.days,
            },
            lost: Lost::default(),
        })
    }

    /// Writes the values of metrics, of all where none is named.
    pub async fn export(
        &self,
        actor: &Actor,
        slugs: &[String],
        format: ExportFormat,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Problem> {
        let mut exporter = self.exporter(actor, slugs, format).await?;
        while let Some(piece) = exporter.next_piece().await? {
            out.write_all(&piece).map_err(|error| not_written(&error))?;
        }
        out.flush().map_err(|error| not_written(&error))
    }
}

impl Exporter {
    /// What the text says less of than is remembered, in sentences without a stop; known at the end.
    pub fn notes(&self) -> Vec<String> {
        let Lost {
            made_up,
            numerators,
            weights,
            early,
        } = self.lost;
        let on = |days: u64| match days {
            1 => "on 1 day of a ratio".to_owned(),
            many => format!("on {many} days of ratios"),
        };
        let numerators = (numerators > 0).then(|| {
            format!(
                "{} there was nothing to divide by; CSV has no column for what was to be divided, which is a \
                 part of the months: JSON has it",
                on(numerators)
            )
        });
        let weights = (weights > 0).then(|| {
            format!(
                "{} what was divided by is less than zero; no file has such weights",
                on(weights)
            )
        });
        let made_up = (made_up > 0).then(|| match made_up {
            1 => "1 value that is made up is left out".to_owned(),
            many => format!("{many} values that are made up are left out"),
        });
        let early = (early > 0).then(|| match early {
            1 => "1 day of a metric was asked before it was over; the text does not say so"
                .to_owned(),
            many => format!(
                "{many} days of metrics were asked before they were over; the text does not say so"
            ),
        });
        let notes = [made_up, numerators, weights, early];
        notes.into_iter().flatten().collect()
    }

    /// The next piece of the text; `None` after the last.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        match self.state {
            Pieces::Head => {
                self.state = Pieces::Rows { is_first: true };
                Ok(Some(match self.format {
                    ExportFormat::Csv => {
                        b"metric,date,value,object_type,object_id,weight\n".to_vec()
                    }
                    ExportFormat::Json => b"[".to_vec(),
                    ExportFormat::Ndjson => Vec::new(),
                }))
            }
            Pieces::Rows { is_first } => {
                if let Some(piece) = self.next_series(is_first).await? {
                    self.state = Pieces::Rows {
                        is_first: is_first && piece.is_empty(),
                    };
                    return Ok(Some(piece));
                }
                self.state = Pieces::Done;
                let end: &[u8] = if self.format == ExportFormat::Json {
                    b"\n]\n"
                } else {
                    b""
                };
                Ok(Some(end.to_vec()))
            }
            Pieces::Done => Ok(None),
        }
    }

    /// The next few series of the current metric, or of the one after it.
    async fn next_series(&mut self, is_first: bool) -> Result<Option<Vec<u8>>, Problem> {
        let mut current = match self.current.take() {
            Some(current) => current,
            None => match self.metrics.next() {
                Some(metric) => self.begin(&metric).await?,
                None => return Ok(None),
            },
        };
        let rows: Vec<SeriesRow> = current.series.by_ref().take(SERIES_AT_ONCE).collect();
        let columns = self.dbag.store.columns(&rows).await.map_err(problem_of)?;
        let mut piece = Piece {
            format: self.format,
            is_first,
            days: self.only.days,
            text: Vec::new(),
            lost: self.lost,
        };
        for (row, columns) in rows.iter().zip(&columns) {
            let object = current.objects.get(&row.object);
            piece
                .add_series(&current.slug, object, columns, &mut current.facts)
                .map_err(|e| not_written(&e))?;
        }
        if current.series.len() > 0 {
            self.current = Some(current);
        }
        self.lost = piece.lost;
        Ok(Some(piece.text))
    }

    async fn begin(&mut self, metric: &Metric) -> Result<CurrentMetric, Problem> {
        let early = self.dbag.special_days(metric).await?.early.into_iter();
        let asked = |days: DayRange| match self.only.days {
            Some(only) => days.intersection(only).map_or(0, DayRange::len),
            None => days.len(),
        };
        self.lost.early += early.map(asked).sum::<usize>() as u64;
        let store = &self.dbag.store;
        let mut series = store
            .series_of_metric(metric.id)
            .await
            .map_err(problem_of)?;
        series.retain(|row| self.only.object.is_none_or(|only| row.object == only));
        series.sort_unstable_by_key(|row| row.id);
        let objects = store
            .objects_of_metric(metric.id)
            .await
            .map_err(problem_of)?;
        Ok(CurrentMetric {
            slug: metric.slug.clone(),
            facts: Some(MetricFacts::from(&metric.settings)),
            objects: objects
                .into_iter()
                .map(|object| (object.id, object))
                .collect(),
            series: series.into_iter(),
        })
    }
}

/// Some lines of the text.
struct Piece {
    format: ExportFormat,
    /// Whether nothing was written yet that would have to be separated.
    is_first: bool,
    /// The days that are written; all where none are named.
    days: Option<DayRange>,
    text: Vec<u8>,
    lost: Lost,
}

impl Piece {
    fn count_lost(&mut self, columns: &Columns) {
        let days = self.days;
        let asked = |day: Day| days.is_none_or(|days| days.contains(day));
        let weights = columns.weights.iter().enumerate();
        let negative =
            weights.filter(|(at, weight)| **weight < 0.0 && asked(columns.first + *at as i32));
        self.lost.weights += negative.count() as u64;
        self.lost.made_up += made_up(columns).filter(|day| asked(*day)).count() as u64;
        if self.format != ExportFormat::Csv {
            return;
        }
        let gaps = columns.marks.iter().filter_map(gap_of);
        let undivided = gaps.filter(|(day, reason)| {
            asked(*day) && reason.numerator().is_some_and(|numerator| numerator != 0.0)
        });
        self.lost.numerators += undivided.count() as u64;
    }

    fn add_series(
        &mut self,
        slug: &Slug,
        object: Option<&Object>,
        columns: &Columns,
        facts: &mut Option<MetricFacts>,
    ) -> std::io::Result<()> {
        self.count_lost(columns);
        let gaps: HashMap<Day, GapReason> = columns.marks.iter().filter_map(gap_of).collect();
        let values = columns.values.iter().enumerate();
        let days = values.map(|(at, value)| (columns.first + at as i32, value));
        let only = self.days;
        let fakes: HashSet<Day> = made_up(columns).collect();
        let asked = days.filter(|(date, _)| only.is_none_or(|only| only.contains(*date)));
        let asked = asked.filter(|(date, _)| !fakes.contains(date));
        let weight = |date: Day| {
            let at = usize::try_from(date - columns.first).ok()?;
            columns
                .weights
                .get(at)
                .copied()
                .filter(|weight| *weight > 0.0)
        };
        let rows = asked.filter_map(|(date, value)| {
            let gap = gaps.get(&date).copied().filter(|_| value.is_none());
            (value.is_some() || gap.is_some()).then_some(ExportRow {
                metric: slug.as_str(),
                date,
                value: *value,
                object_type: object.map(|object| object.kind.as_str()),
                object_id: object.map(|object| object.key.as_str()),
                gap,
                weight: weight(date).filter(|_| value.is_some()),
                object_label: None,
                settings: None,
            })
        });
        if self.format == ExportFormat::Csv {
            let around = Around::of(slug, object)?;
            for row in rows {
                around.write(&mut self.text, &row)?;
            }
            return Ok(());
        }
        let mut label = object.map(|object| object.label.as_str());
        for mut row in rows {
            row.settings = facts.take();
            row.object_label = label.take().filter(|label| !label.is_empty());
            if self.format == ExportFormat::Json {
                self.text
                    .extend_from_slice(if self.is_first { b"\n" } else { b",\n" });
                self.is_first = false;
            }
            serde_json::to_writer(&mut self.text, &row)?;
            if self.format == ExportFormat::Ndjson {
                self.text.push(b'\n');
            }
        }
        Ok(())
    }
}

fn made_up(columns: &Columns) -> impl Iterator<Item = Day> {
    let fakes = columns.marks.iter().filter(|(_, mark)| *mark == Mark::Fake);
    fakes.map(|(day, _)| *day)
}

fn gap_of((day, mark): &(Day, Mark)) -> Option<(Day, GapReason)> {
    match mark {
        Mark::Gap(reason) => Some((*day, *reason)),
        _ => None,
    }
}

/// What stands before and behind the day and the value in all lines of a series: written once, for quoting
/// it anew in each line would be half of an export's time.
struct Around {
    before: Vec<u8>,
    behind: Vec<u8>,
}

impl Around {
    fn of(slug: &Slug, object: Option<&Object>) -> csv::Result<Self> {
        let key = object.map_or("", |object| object.key.as_str());
        let kind = object.map_or("", |object| object.kind.as_str());
        Ok(Self {
            before: fields(&[slug.as_str()])?,
            behind: fields(&[kind, &guarded(key)])?,
        })
    }

    fn write(&self, text: &mut Vec<u8>, row: &ExportRow<'_>) -> std::io::Result<()> {
        let Some(value) = row.value else {
            return Ok(());
        };
        text.extend_from_slice(&self.before);
        write!(text, ",{},{},", row.date, Exact(value))?;
        text.extend_from_slice(&self.behind);
        text.push(b',');
        if let Some(weight) = row.weight {
            write!(text, "{}", Exact(weight))?;
        }
        text.push(b'\n');
        Ok(())
    }
}

/// Some fields of a line of CSV, quoted where they need it.
fn fields(texts: &[&str]) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(texts)?;
    let mut line = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    line.pop();
    Ok(line)
}

/// A number in the shortest text that is read back as the same.
struct Exact(f64);

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Whole numbers up to this one are written as such.
        const WHOLE: f64 = 9_007_199_254_740_992.0;
        match self.0.fract() == 0.0 && self.0.abs() <= WHOLE {
            true => write!(f, "{}", self.0 as i64),
            false => write!(f, "{:?}", self.0),
        }
    }
}

/// The shortest text that is read back as the same number.
pub(crate) fn number_text(number: f64) -> String {
    Exact(number).to_string()
}

fn not_written(error: &dyn std::error::Error) -> Problem {
    Problem::new(
        ProblemKind::Internal,
        format!("the export could not be written: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use dbag_domain::Value;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_short_and_exact() {
        let cases = [
            (42.0, "42"),
            (-0.5, "-0.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (9_007_199_254_740_994.0, "9007199254740994.0"),
            (1e300, "1e300"),
        ];
        for (number, text) in cases {
            assert_eq!(number_text(number), text);
        }
    }

    proptest! {
        #[test]
        fn every_number_comes_back(number in -1e300..1e300_f64, exponent in -300..8_i32) {
            for number in [number, number * 10_f64.powi(exponent), number.round() % 1e18] {
                let read = Value::parse(&number_text(number)).map(Value::get);
                prop_assert_eq!(read, Ok(number + 0.0));
            }
        }
    }
}

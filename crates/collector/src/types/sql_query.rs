//! `sql_query`: whatever one reading statement can count.

use async_trait::async_trait;
use chrono::NaiveTime;
use dbag_domain::{
    Day, DayRange, FieldKind, GapReason, Measure, Measures, MetricTypeDescription, Problem,
    Properties, SourceKind, Value, Weight, Zone,
};

use super::day_hints::find_day_hints;
use super::fields::{required, source_of};
use super::lumped_keys::lumped_note;
use crate::ask::{Answer, AnswerBuilder, Ask};
use crate::error::CollectError;
use crate::metric_type::{History, MetricType};
use crate::source::{Cell, Grid, Session};
use crate::sql::{ParameterValues, Parameters, bind, check_query, is_of_all_rows, names_column};

/// A query of the user's own.
#[derive(Debug, Clone, Copy)]
pub struct SqlQuery;

const FIELD: &str = "query";
const HELP: &str = "One statement that reads: one row with one column, or columns named value \
     and, where they apply, day, object, label and weight (how much an average counts: its \
     number of rows). :day, :start and :end are dates (the end \
     included), for columns of dates. :start_at and :end_at are instants (the end not included), \
     for columns of times: at >= :start_at and at < :end_at. :start_local and :end_local are the \
     same as a clock in the metric's zone shows them, for times that say no zone. \
     The database's session is in UTC.";
const CONTRACT: &str = "give one row with one column, or columns named value and, where they apply, day, object, label and weight";

/// The columns that are read.
const COLUMNS: [&str; 5] = ["day", "object", "label", "value", "weight"];

#[async_trait]
impl MetricType for SqlQuery {
    fn describe(&self) -> MetricTypeDescription {
        MetricTypeDescription {
            label: "sql_query".to_owned(),
            title: "SQL query".to_owned(),
            description: "Anything that one query of your database can count.".to_owned(),
            needs_source: true,
            measures: Measures::Either,
            fields: vec![required(FIELD, "Query", HELP, FieldKind::Sql)],
        }
    }

    /// Whether a past day can be asked is told by the query's text, without its engine.
    fn history(&self, properties: &Properties, _measure: Measure) -> History {
        let sql = properties.text(FIELD);
        let tells_days = |engine: &SourceKind| {
            let found = Parameters::find(sql, *engine);
            found.is_ok_and(Parameters::has_days) || names_column(sql, *engine, "day")
        };
        if SourceKind::ALL.iter().any(tells_days) {
            History::AnyPastDay
        } else {
            History::NowOnly
        }
    }

    /// A query that asks for days tells what happened on them, unless it averages: a level would show the
    /// last day of each month.
    fn usual_measure(&self, properties: &Properties) -> Measure {
        let sql = properties.text(FIELD);
        match self.history(properties, Measure::Flow) {
            History::NowOnly => Measure::Level,
            History::AnyPastDay if is_average(sql) => Measure::Share,
            History::AnyPastDay => Measure::Flow,
        }
    }

    fn weighted_by(&self, properties: &Properties) -> Option<String> {
        let sql = properties.text(FIELD);
        let mut engines = SourceKind::ALL.iter();
        let has_weight = engines.any(|engine| names_column(sql, *engine, "weight"));
        has_weight.then(|| "`weight`".to_owned())
    }

    /// Refuses what no engine would run; which engine it is, the source tells at the first ask.
    fn check(&self, properties: &Properties) -> Result<(), Vec<Problem>> {
        let sql = properties.text(FIELD);
        let mut refusal = None;
        for engine in SourceKind::ALL {
            match check_query(sql, *engine).and_then(|sql| Parameters::find(&sql, *engine)) {
                Ok(_) => return Ok(()),
                Err(message) => refusal = refusal.or(Some(message)),
            }
        }
        let message = refusal.unwrap_or_default();
        Err(vec![Problem::field(FIELD, message)])
    }

    async fn collect(&self, ask: &Ask<'_>) -> Result<Answer, CollectError> {
        let source = source_of(ask)?;
        let query =
            Query::read(ask, source.kind()).map_err(|words| CollectError::field(FIELD, words))?;
        let mut session = source.open(&ask.limits).await?;
        let answer = query.collect(ask, &mut session).await;
        session.close().await;
        answer.map_err(|error| error.at(FIELD))
    }
}

/// Whether a query says that it averages: by a function, or by bringing weights.
fn is_average(sql: &str) -> bool {
    let sql = sql.to_ascii_lowercase();
    let words = sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.into_iter().any(|word| {
        matches!(
            word,
            "avg" | "median" | "percentile_cont" | "percentile_disc" | "weight"
        )
    })
}

/// A query whose text is understood.
struct Query {
    sql: String,
    /// Whether its text says which day a row is of.
    names_day: bool,
    /// Whether its rows may depend on how many days are asked for.
    is_of_all_rows: bool,
    parameters: Parameters,
}

impl Query {
    fn read(ask: &Ask<'_>, engine: SourceKind) -> Result<Self, String> {
        let sql = check_query(ask.properties.text(FIELD), engine)?;
        let parameters = Parameters::find(&sql, engine)?;
        if parameters.object && ask.object.is_none() {
            let message = "`:object` stands for one object, and none is asked for; \
                           return a column `object` instead";
            return Err(message.to_owned());
        }
        Ok(Self {
            names_day: names_column(&sql, engine, "day"),
            is_of_all_rows: is_of_all_rows(&sql, engine),
            sql,
            parameters,
        })
    }

    async fn collect(&self, ask: &Ask<'_>, session: &mut Session) -> Result<Answer, CollectError> {
        let mut builder = AnswerBuilder::default();
        let hints = find_day_hints(session, &self.sql, ask.zone).await;
        hints.into_iter().for_each(|hint| builder.note(hint));
        let mut grids = Vec::new();
        for days in self.portions(ask.days) {
            grids.push(self.ask_for(ask, session, days).await?);
        }
        let reading = DayReading::of(&grids, ask.zone);
        if reading == DayReading::AsDates {
            builder.note(midnights(ask.zone));
        }
        if let Some(words) = unread_columns(&grids) {
            builder.note(words);
        }
        for portion in &grids {
            self.read_grid(ask, portion, reading, &mut builder)?;
        }
        let mut answer = builder.finish();
        answer.notes.extend(lumped_note(&answer.observations));
        Ok(answer)
    }

    /// The whole range at once where the rows say their day, else day by day.
    fn portions(&self, days: DayRange) -> Vec<DayRange> {
        let is_daily = self.parameters.day || (self.parameters.range && !self.names_day);
        if is_daily {
            days.days().map(DayRange::single).collect()
        } else {
            vec![days]
        }
    }

    /// The rows of some days.
    ///
    /// What a query calls its days may be days of another zone than those whose bounds the parameters are: the
    /// first and the last would be known in part. So a day more is asked for at both ends, and what comes of
    /// those is left; unless the rows then say nothing of the days that are meant.
    async fn ask_for(
        &self,
        ask: &Ask<'_>,
        session: &mut Session,
        days: DayRange,
    ) -> Result<Portion, CollectError> {
        let may_be_cut = self.names_day && !self.parameters.day && !self.is_of_all_rows;
        let (mut is_too_much, mut is_around) = (false, false);
        if may_be_cut && self.parameters.time {
            is_around = true;
            match self.ask_around(ask, session, days).await? {
                Around::Days(portion) => return Ok(portion),
                Around::Nothing => {}
                Around::TooMuch => is_too_much = true,
            }
        }
        let grid = self.ask_exactly(ask, session, days).await?;
        if grid.is_cut {
            return Err(too_much(session));
        }
        let portion = Portion {
            days,
            left: days,
            grid,
        };
        let has_others = portion.has_days(ask.zone, |day| !days.contains(day));
        // The first and the last day are known in part, and whole ones are too much.
        if has_others && is_too_much {
            return Err(too_much(session));
        }
        if has_others && may_be_cut && self.parameters.range && !is_around {
            // Rows of all days come of bounds that the query has not, and are told.
            let around = self.ask_around(ask, session, days).await?;
            if let Around::Days(around) = around
                && around.grid.rows != portion.grid.rows
            {
                return Ok(around);
            }
        }
        Ok(portion)
    }

    /// The rows of a day more at both ends.
    async fn ask_around(
        &self,
        ask: &Ask<'_>,
        session: &mut Session,
        days: DayRange,
    ) -> Result<Around, CollectError> {
        let around = |days: DayRange| DayRange {
            from: days.from.previous(),
            to: days.to.next(),
        };
        let asked = around(days);
        let grid = self.ask_exactly(ask, session, asked).await?;
        let left = around(asked);
        let portion = Portion { days, left, grid };
        Ok(match portion.has_days(ask.zone, |day| days.contains(day)) {
            _ if portion.grid.is_cut => Around::TooMuch,
            true => Around::Days(portion),
            false => Around::Nothing,
        })
    }

    async fn ask_exactly(
        &self,
        ask: &Ask<'_>,
        session: &mut Session,
        days: DayRange,
    ) -> Result<Grid, CollectError> {
        let values = ParameterValues {
            days,
            zone: ask.zone,
            object: ask.object,
        };
        // An answer that was too long ended its connection.
        if !session.is_open() {
            *session = source_of(ask)?.open(&ask.limits).await?;
        }
        let statement = bind(&self.sql, session.kind(), &values)
            .map_err(|words| CollectError::field(FIELD, words))?;
        session.ask(&statement).await
    }

    fn read_grid(
        &self,
        ask: &Ask<'_>,
        Portion { days, left, grid }: &Portion,
        reading: DayReading,
        builder: &mut AnswerBuilder,
    ) -> Result<(), CollectError> {
        if grid.rows.is_empty() {
            return Ok(());
        }
        let columns = Columns::find(grid)?;
        columns.check(ask, grid)?;
        let mut dayless = Dayless::default();
        for row in &grid.rows {
            let day = match columns.day.map(|at| reading.day_of(&row[at], ask.zone)) {
                None => days.to,
                Some(Ok(day)) => day,
                Some(Err(words)) => {
                    dayless.add(words);
                    continue;
                }
            };
            if days.contains(day) {
                // A row of a range that names its day says the same whether the day is asked alone or not.
                let is_named = columns.day.is_some() && self.parameters.asks_ranges();
                let is_alone = days.len() == 1 && columns.object.is_none() && !is_named;
                columns.read_row(ask, (day, is_alone), row, builder);
            } else if self.parameters.has_days() && !left.contains(day) {
                // Without parameters it cannot know which days are asked for.
                let message = format!("rows of days outside {days} are left out");
                builder.fail_row(GapReason::BadValue, message);
            }
        }
        if let Some(words) = dayless.words() {
            builder.fail_row(GapReason::BadValue, words);
        }
        Ok(())
    }
}

/// What came of asking for a day more at both ends.
enum Around {
    /// Rows of the days that are meant, whole ones.
    Days(Portion),
    /// No row of them.
    Nothing,
    /// More rows than may be.
    TooMuch,
}

/// Rows that came for some days.
struct Portion {
    /// The days that are meant.
    days: DayRange,
    /// Days whose rows are left out without a word: those around them, where these were asked for too.
    left: DayRange,
    grid: Grid,
}

impl Portion {
    /// Whether a row is of a day like that.
    fn has_days(&self, zone: &Zone, is_wanted: impl Fn(Day) -> bool) -> bool {
        let Some(at) = self.grid.column("day") else {
            return false;
        };
        let reading = DayReading::of(std::slice::from_ref(self), zone);
        let mut rows = self.grid.rows.iter();
        rows.any(|row| reading.day_of(&row[at], zone).is_ok_and(&is_wanted))
    }
}

/// Rows whose `day` is none: one of them stands for all.
#[derive(Default)]
struct Dayless {
    first: Option<String>,
    rows: usize,
}

impl Dayless {
    fn add(&mut self, words: String) {
        self.first.get_or_insert(words);
        self.rows += 1;
    }

    fn words(self) -> Option<String> {
        let first = self.first?;
        Some(match self.rows {
            1 => format!("1 row is of no day: {first}"),
            rows => format!("{rows} rows are of no day; the first: {first}"),
        })
    }
}

/// What the column `day` of an answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DayReading {
    /// The day of the metric's zone that each lies in.
    InZone,
    /// Dates that were made to instants: each is midnight in UTC, as `date_trunc` gives it. In a
    /// zone west of Greenwich midnight in UTC lies in the day before.
    AsDates,
}

impl DayReading {
    /// Dates only where every row is midnight in UTC, and some begins no day of the zone.
    fn of(portions: &[Portion], zone: &Zone) -> Self {
        let mut is_other = false;
        for Portion { grid, .. } in portions {
            let Some(at) = grid.column("day") else {
                continue;
            };
            for cell in grid.rows.iter().map(|row| &row[at]) {
                match cell.instant() {
                    Some(instant) if instant.time() == NaiveTime::MIN => {
                        is_other |= zone.start_of(zone.day_of(instant)) != instant;
                    }
                    // What is no day says nothing of the others.
                    None if cell.day(zone).is_err() => {}
                    _ => return Self::InZone,
                }
            }
        }
        if is_other {
            Self::AsDates
        } else {
            Self::InZone
        }
    }

    fn day_of(self, cell: &Cell, zone: &Zone) -> Result<Day, String> {
        match self {
            Self::InZone => cell.day(zone),
            Self::AsDates => cell.day(&Zone::utc()),
        }
    }
}

fn midnights(zone: &Zone) -> String {
    let zone = zone.name();
    format!(
        "each `day` is midnight in UTC and was taken as that date; for days of {zone} leave `day` \
         out and count what lies between :start_at and :end_at, or make a date of {zone} of it"
    )
}

/// The columns of an answer that nothing is read from: a misspelt one would be lost in silence.
fn unread_columns(portions: &[Portion]) -> Option<String> {
    let mut grids = portions.iter().map(|portion| &portion.grid);
    let grid = grids.find(|grid| !grid.rows.is_empty())?;
    let is_read = |name: &&String| COLUMNS.iter().any(|read| name.eq_ignore_ascii_case(read));
    let unread = grid.columns.iter().filter(|name| !is_read(name));
    let unread: Vec<String> = unread.map(|name| format!("`{name}`")).collect();
    let words = match unread.as_slice() {
        _ if grid.columns.len() == 1 => return None,
        [] => return None,
        [only] => format!("the column {only} is not read"),
        several => format!("the columns {} are not read", several.join(", ")),
    };
    let read = COLUMNS.join(", ");
    Some(format!("{words}: only {read} are"))
}

/// Where the columns of the contract are.
struct Columns {
    value: usize,
    day: Option<usize>,
    object: Option<usize>,
    label: Option<usize>,
    weight: Option<usize>,
}

impl Columns {
    fn find(grid: &Grid) -> Result<Self, CollectError> {
        let value = match (grid.column("value"), grid.columns.len()) {
            (Some(value), _) => value,
            (None, 1) => 0,
            (None, _) => {
                let names = grid.columns.join(", ");
                let message = format!("the columns are {names}; {CONTRACT}");
                return Err(CollectError::bad_answer(FIELD, message));
            }
        };
        Ok(Self {
            value,
            day: grid.column("day"),
            object: grid.column("object"),
            label: grid.column("label"),
            weight: grid.column("weight"),
        })
    }

    fn check(&self, ask: &Ask<'_>, grid: &Grid) -> Result<(), CollectError> {
        let message = match (self.object, self.day) {
            (Some(_), _) if !ask.has_objects => {
                "the answer has a column `object`, but the metric has no object kind; \
                 choose one, or leave the column out"
                    .to_owned()
            }
            (None, _) if ask.has_objects && ask.object.is_none() => {
                "the metric has one value per object; return a column `object`".to_owned()
            }
            (None, None) if grid.rows.len() > 1 => {
                let count = grid.rows.len();
                format!("the answer has {count} rows without `day` or `object`; {CONTRACT}")
            }
            _ => return Ok(()),
        };
        Err(CollectError::bad_answer(FIELD, message))
    }

    /// That there is no value is a gap where a row of several says it, or one that names its day. Alone, for one day,
    /// it is a sum of nothing: as if there were no row.
    fn read_row(
        &self,
        ask: &Ask<'_>,
        (day, is_alone): (Day, bool),
        row: &[Cell],
        builder: &mut AnswerBuilder,
    ) {
        let object = match self.object.map(|at| row[at].object()) {
            None => ask.object.cloned(),
            Some(Err(_)) if self.object.is_some_and(|at| row[at] == Cell::Null) => {
                return builder.without_object("object", day);
            }
            Some(Ok(object)) => Some(object),
            Some(Err(words)) => return builder.refused_key(day, words),
        };
        let label = self.label.and_then(|at| row[at].label());
        match self.read_value(row) {
            Ok(None) if !is_alone => builder.add_none(day, object),
            value => builder.add(day, object, label, value),
        }
    }

    /// The value with its weight; words about what is wrong with either.
    fn read_value(&self, row: &[Cell]) -> Result<Option<Value>, String> {
        let value = row[self.value].number()?;
        let weight = self.weight.map(|at| row[at].number()).transpose();
        let weight = weight.map_err(|words| format!("`weight`: {words}"))?;
        match (value, weight.flatten()) {
            (Some(value), Some(weight)) => match Weight::new(weight.get()) {
                Ok(weight) => Ok(Some(value.weighing(Some(weight)))),
                Err(bad) => Err(bad.to_string()),
            },
            (value, _) => Ok(value),
        }
    }
}

fn too_much(session: &Session) -> CollectError {
    let limits = session.limits();
    let message = format!(
        "the answer has more than {} rows or {} MB; count in the query, or ask for fewer days",
        limits.max_rows,
        limits.max_bytes >> 20
    );
    CollectError::bad_answer(FIELD, message)
}

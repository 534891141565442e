//! A panel's values in rows: what its picture is drawn from, for people and programs.

use dbag_chart::CellGround;
use dbag_domain::{Day, Mark, PeriodValue, Problem, ReadAs, Step, Total, Unit};
use serde::Serialize;

use super::view::{
    NumberView, PanelContent, PanelView, RankedObject, RankingView, SeriesView, Unavailable,
};
use crate::formula::guarded;

/// What is said of a value of a period that is not over.
const SO_FAR: &str = "so far";
/// What is said last of a value that was asked for what its metric meant before.
const OUTDATED: &str = "asked before a change";

/// The values of a panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PanelTable {
    /// The panel's title.
    pub title: String,
    /// The columns after the first.
    pub columns: Vec<PanelColumn>,
    /// What the first column is: `day`, `week` …, or the kind of objects.
    pub first: String,
    /// The rows: periods from the oldest on, or objects in their order.
    pub rows: Vec<PanelRow>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A column of values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PanelColumn {
    /// What it is called.
    pub name: String,
    /// What it counts.
    pub unit: Unit,
    /// The place of its series in the panel; 0 of objects.
    #[serde(skip)]
    pub series: usize,
    /// All of its days as one value; none where that is not what is shown: shares, running sums,
    /// moving averages, objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<ColumnTotal>,
    /// All of its days as one value where `total` is only the last one's and days that are over are
    /// compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<ColumnTotal>,
}

/// All days of a column as one value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnTotal {
    /// The value; none where no day is known.
    pub value: Option<f64>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// How it was made, in a sentence without a stop.
    pub made: String,
}

impl ColumnTotal {
    fn of(total: &Total, series: &SeriesView) -> Self {
        let days = total.days;
        Self {
            value: total.value,
            from: days.from,
            to: days.to,
            made: total.sentence(series.weighted_by.as_deref(), days.to),
        }
    }
}

/// A row: a period's or an object's values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PanelRow {
    /// The first day of the period, or the object's key.
    pub key: String,
    /// The period or the object as people call it.
    pub name: String,
    /// A value a column; none is a gap.
    pub values: Vec<Option<f64>>,
    /// Of periods: whether it is not over, and what stands there is so far.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_running: bool,
    /// Of objects: whether it was not there in the compared days, in which its metric was known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_new: bool,
    /// How each was made, in a sentence without a stop; of days and longer periods only what is to be known of it,
    /// empty where that is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<String>,
}

/// The values of a panel; none where it has none to show.
pub fn panel_table(panel: &PanelView) -> Option<PanelTable> {
    match &panel.content {
        PanelContent::Number(number) => Some(of_number(panel, number)),
        PanelContent::Chart(chart) => Some(of_series(panel, &chart.series)),
        PanelContent::Calendar(series) => Some(of_series(panel, std::slice::from_ref(&**series))),
        PanelContent::Progress(progress) => {
            Some(of_series(panel, std::slice::from_ref(&progress.series)))
        }
        PanelContent::Ranking(ranking) => Some(of_objects(panel, ranking)),
        PanelContent::Multiples(multiples) => Some(of_objects(panel, &multiples.ranking)),
        PanelContent::Heading | PanelContent::Text(_) | PanelContent::Unavailable(_) => None,
    }
}

/// The values of a panel as [`panel_table`] has them, or none with the reason where there are none to show; nothing
/// of a panel that is not for whoever looks.
pub fn panel_table_or_reason(panel: &PanelView) -> Option<PanelTable> {
    let is_told = |why: &&Unavailable| **why != Unavailable::NotShown;
    match &panel.content {
        PanelContent::Unavailable(why) => Some(why).filter(is_told).map(|why| PanelTable {
            title: panel.title.clone(),
            columns: Vec::new(),
            first: panel.step.to_string(),
            rows: Vec::new(),
            why: Some(why.words()),
        }),
        _ => panel_table(panel),
    }
}

/// The table as CSV; text that a spreadsheet would compute is guarded (R49). Its last column are notes, where
/// something is to be known of any row.
///
/// # Errors
///
/// Never for what fits into memory.
pub fn table_csv(table: &PanelTable) -> Result<Vec<u8>, Problem> {
    let failed = |error: csv::Error| Problem::invalid(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = table
        .columns
        .iter()
        .map(|column| guarded(&column.name).into_owned());
    let notes: Vec<String> = table.rows.iter().map(|row| table.notes(row)).collect();
    let has_notes = notes.iter().any(|notes| !notes.is_empty());
    let head = [table.first.clone(), "name".to_owned()];
    let last = has_notes.then(|| "notes".to_owned());
    writer
        .write_record(head.into_iter().chain(names).chain(last))
        .map_err(failed)?;
    for (row, notes) in table.rows.iter().zip(notes) {
        let values = row
            .values
            .iter()
            .map(|value| value.map_or_else(String::new, without_noise));
        let head = [
            guarded(&row.key).into_owned(),
            guarded(&row.name).into_owned(),
        ];
        writer
            .write_record(
                head.into_iter()
                    .chain(values)
                    .chain(has_notes.then_some(notes)),
            )
            .map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| Problem::invalid(format!("cannot write CSV: {error}")))
}

/// A value to the fifteen figures that a float holds of any decimal: what sums are off by is behind
/// them.
fn without_noise(value: f64) -> String {
    let rounded = format!("{value:.14e}").parse::<f64>();
    rounded.unwrap_or(value).to_string()
}

/// What is shown is a day's value, not that of all days.
fn of_number(panel: &PanelView, number: &NumberView) -> PanelTable {
    let series = &number.series;
    let mut table = of_series(panel, std::slice::from_ref(series));
    for column in &mut table.columns {
        column.total = None;
    }
    let past = number.past_days();
    let totals = past.map(|past| [past.total, &past.compared.total]);
    for (column, total) in table.columns.iter_mut().zip(totals.into_iter().flatten()) {
        column.range = Some(ColumnTotal::of(total, series));
    }
    if let Some(column) = table.columns.first_mut() {
        column.total = series.figure.map(|(day, value)| ColumnTotal {
            value: Some(value),
            from: day,
            to: day,
            made: number.sentence(day),
        });
    }
    table
}

fn of_series(panel: &PanelView, series: &[SeriesView]) -> PanelTable {
    let mut columns = Vec::new();
    let mut values: Vec<Vec<Option<f64>>> = Vec::new();
    let mut made: Vec<Vec<String>> = Vec::new();
    for (place, one) in series.iter().enumerate() {
        let is_total = panel.panel.options.read_as == ReadAs::Values;
        let mut add = |name: String,
                       (of_periods, made_of): (Vec<Option<f64>>, Vec<String>),
                       total: Option<&Total>| {
            let total = total.filter(|_| is_total);
            columns.push(PanelColumn {
                name,
                unit: one.drawn_unit.clone(),
                series: place,
                total: total.map(|total| ColumnTotal::of(total, one)),
                range: None,
            });
            values.push(of_periods);
            made.push(made_of);
        };
        let mut made_of_one = made_of(one);
        for (at, made) in made_of_one.iter_mut().enumerate() {
            // Of series in several zones one may be over before others are.
            let is_so_far = one.points[at].is_provisional && one.points[at].value.is_some();
            if is_so_far && !are_running(series, at) {
                *made = match made.is_empty() {
                    true => SO_FAR.to_owned(),
                    false => format!("{SO_FAR}; {made}"),
                };
            }
        }
        add(
            one.name.clone(),
            (values_of(&one.points), made_of_one),
            Some(&one.total),
        );
        if let Some(compared) = &one.compared {
            let points = || compared.points.iter();
            let beside = points().map(|point| point.and_then(|point| point.value));
            let made =
                points().map(|point| point.as_ref().map_or_else(String::new, made_of_period));
            add(
                format!("{}, {}", one.name, compared.words),
                (beside.collect(), made.collect()),
                Some(&compared.total),
            );
        }
        if !one.average.is_empty() {
            let name = format!("{}, moving average", one.name);
            add(name, (values_of(&one.average), Vec::new()), None);
        }
    }
    let made_at = |at: usize| -> Vec<String> {
        let of_row = made
            .iter()
            .map(|column| column.get(at).cloned().unwrap_or_default());
        let of_row: Vec<String> = of_row.collect();
        match of_row.iter().all(String::is_empty) {
            true => Vec::new(),
            false => of_row,
        }
    };
    let periods = series.iter().max_by_key(|one| one.points.len());
    let periods = periods.map_or(&[][..], |one| &one.points);
    let rows = periods.iter().enumerate().map(|(at, point)| PanelRow {
        key: point.period.start.to_string(),
        name: point.bucket().name(),
        values: values
            .iter()
            .map(|column| column.get(at).copied().flatten())
            .collect(),
        is_running: are_running(series, at),
        is_new: false,
        made: made_at(at),
    });
    PanelTable {
        title: panel.title.clone(),
        columns,
        first: panel.step.to_string(),
        rows: rows.collect(),
        why: None,
    }
}

/// Whether all values of a row are of a period that is not over.
fn are_running(series: &[SeriesView], at: usize) -> bool {
    let points = || series.iter().filter_map(|one| one.points.get(at));
    let known = || points().filter(|point| point.value.is_some());
    known().next().is_some() && known().all(|point| point.is_provisional)
}

/// What is to be known of a series' values, a period each: empty where that is nothing.
fn made_of(one: &SeriesView) -> Vec<String> {
    let of_period = |point: &PeriodValue| match point.period.step {
        Step::Day if point.value.is_some() => {
            let marks = one.daily.part_marks(point.period.start);
            notes_of(point, marks.filter_map(Mark::part_sentence).collect())
        }
        Step::Day => match one.daily.gap(point.period.start) {
            Some(reason) => format!("no value: {}", reason.words()),
            None => made_of_period(point),
        },
        _ => made_of_period(point),
    };
    one.points.iter().map(of_period).collect()
}

/// The same of a period of which the days are not at hand.
fn made_of_period(point: &PeriodValue) -> String {
    match point.value {
        Some(_) => notes_of(point, point.part.words().map(str::to_owned).collect()),
        None if point.part.has_unknown_whole() => Mark::WholeUnknown
            .part_words()
            .unwrap_or_default()
            .to_owned(),
        None => String::new(),
    }
}

fn notes_of(point: &PeriodValue, mut words: Vec<String>) -> String {
    if point.is_outdated() {
        words.push(OUTDATED.to_owned());
    }
    words.join("; ")
}

impl PanelTable {
    /// What is to be known of a row's values: `so far; Orders: some objects failed`.
    fn notes(&self, row: &PanelRow) -> String {
        let running = row.is_running.then(|| SO_FAR.to_owned());
        let made = self.columns.iter().zip(&row.made);
        let made = made.filter(|(_, made)| !made.is_empty());
        let made = made.map(|(column, made)| match self.columns.len() {
            1 => made.clone(),
            _ => format!("{}: {made}", column.name),
        });
        let notes: Vec<String> = running.into_iter().chain(made).collect();
        guarded(&notes.join("; ")).into_owned()
    }

    /// The ground that a value of a period has, where something is to be known of it.
    pub fn ground(&self, row: usize, column: usize) -> Option<CellGround> {
        let row = self.rows.get(row)?;
        row.values.get(column).copied().flatten()?;
        let made = row.made.get(column).filter(|made| !made.is_empty())?;
        Some(match made.ends_with(OUTDATED) {
            true => CellGround::Outdated,
            false => CellGround::Part,
        })
    }
}

impl PanelRow {
    /// A name of the row, with what is to be known of its values: `Mon 30 Nov, so far`.
    pub fn with_state(&self, name: &str) -> String {
        match self.is_running {
            true => format!("{name}, so far"),
            false => name.to_owned(),
        }
    }
}

fn values_of(points: &[PeriodValue]) -> Vec<Option<f64>> {
    points.iter().map(|point| point.value).collect()
}

fn of_objects(panel: &PanelView, ranking: &RankingView) -> PanelTable {
    let column = |name: &str| PanelColumn {
        name: name.to_owned(),
        unit: ranking.unit.clone(),
        series: 0,
        total: None,
        range: None,
    };
    let is_compared = ranking.compared.is_some();
    let values = |row: &RankedObject| {
        let before = is_compared.then_some(row.before);
        std::iter::once(Some(row.value)).chain(before).collect()
    };
    PanelTable {
        title: panel.title.clone(),
        columns: match is_compared {
            true => vec![column("value"), column("before")],
            false => vec![column("value")],
        },
        first: ranking.kind.clone(),
        rows: ranking
            .rows
            .iter()
            .map(|row| PanelRow {
                key: row.key.clone(),
                name: row.name.clone(),
                values: values(row),
                is_running: false,
                is_new: row.is_new,
                made: std::iter::once(&row.made)
                    .chain(&row.made_before)
                    .cloned()
                    .collect(),
            })
            .collect(),
        why: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_without_the_noise_of_floats() {
        for (value, text) in [
            (4239.629999999999, "4239.63"),
            (0.1 + 0.2, "0.3"),
            (1204.0, "1204"),
            (-0.5, "-0.5"),
            (123_456_789_012_345.0, "123456789012345"),
        ] {
            assert_eq!(without_noise(value), text);
        }
    }
}

//! The text alternative of a chart: its series, what they are measured by, its notes.

use dbag_domain::{Bucket, Mark, Unit, format_value};

use crate::column::Column;
use crate::describe::{Rank, describe, describe_periods, describe_sums};
use crate::sketch::Sketch;
use crate::timeline::Timeline;
use crate::{ChartSeries, ChartSpec, Points, SeriesRole};

/// So many series are told in full: nobody listens to two hundred sentences.
const TOLD: usize = 8;

/// The series of a chart in a sentence each, and what else is drawn.
pub(crate) fn describe_chart(spec: &ChartSpec, sketch: &Sketch) -> String {
    let of_values = |one: &&ChartSeries| !is_guide(one.role);
    let measured = spec.series.iter().filter(of_values);
    let mut sentences: Vec<String> = measured
        .clone()
        .take(TOLD)
        .map(|series| describe_series(series, &spec.unit))
        .collect();
    match measured.count().saturating_sub(TOLD) {
        0 => {}
        1 => sentences.push("1 more series".to_owned()),
        more => sentences.push(format!("{more} more series")),
    }
    sentences.extend(describe_stack(spec, sketch));
    let guides = spec.series.iter().zip(&sketch.laid.columns);
    let guides = guides.filter(|(one, _)| is_guide(one.role)).take(TOLD);
    sentences.extend(guides.filter_map(|(one, column)| describe_guide(one, column, &spec.unit)));
    sentences.extend(not_drawn_words(sketch.laid.not_drawn));
    sentences.extend(match sketch.notes.len() {
        0 => None,
        1 => Some("1 note".to_owned()),
        count => Some(format!("{count} notes")),
    });
    sentences.join(". ")
}

/// How many values a logarithmic scale leaves out, in words; none where it has all.
pub fn not_drawn_words(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 value that is not above zero is not drawn".to_owned()),
        count => Some(format!(
            "{count} values that are not above zero are not drawn"
        )),
    }
}

fn is_guide(role: SeriesRole) -> bool {
    matches!(
        role,
        SeriesRole::Trend | SeriesRole::Goal | SeriesRole::Pace
    )
}

fn describe_series(series: &ChartSeries, unit: &Unit) -> String {
    match &series.points {
        Points::Daily(daily) => match daily.range() {
            Some(range) => describe(&series.name, daily, range, unit),
            None => format!("{}: no values", series.name),
        },
        Points::Periods(points) => describe_periods(&series.name, points, unit),
        Points::Beside(points) => describe_periods(&series.name, points.iter().flatten(), unit),
    }
}

/// The sums of a stack of several series.
fn describe_stack(spec: &ChartSpec, sketch: &Sketch) -> Option<String> {
    let sums = &sketch.laid.sums;
    let last = sums.len().checked_sub(1)?;
    let mut shown = sketch.of_role(SeriesRole::Shown);
    let is_provisional = shown.any(|column| column.is_provisional(last));
    let parts = sketch.timeline.map(|timeline| parts_of(spec, timeline));
    let parts = parts.unwrap_or_default().into_iter();
    let sums: Vec<_> = parts
        .zip(sums)
        .map(|((bucket, rank), sum)| (bucket, rank, *sum))
        .collect();
    let is_stack = sketch.of_role(SeriesRole::Shown).count() > 1;
    is_stack.then(|| describe_sums("Stacked, in sum", &sums, (is_provisional, &spec.unit)))
}

/// The part of each period that stacked series show, and the worst that any of them is of.
fn parts_of(spec: &ChartSpec, timeline: Timeline) -> Vec<(Bucket, Rank)> {
    let periods = timeline.periods().into_iter();
    let mut parts: Vec<_> = periods
        .map(|period| (Bucket::whole(period), Rank::Whole))
        .collect();
    let shown = spec
        .series
        .iter()
        .filter(|one| one.role == SeriesRole::Shown);
    for series in shown {
        match &series.points {
            Points::Periods(points) => {
                for point in points.iter().filter(|point| point.value.is_some()) {
                    let at = usize::try_from(timeline.slot(point.period.start)).ok();
                    if let Some((bucket, rank)) = at.and_then(|at| parts.get_mut(at)) {
                        *bucket = point.bucket();
                        *rank = Rank::of(point).max(*rank);
                    }
                }
            }
            Points::Daily(daily) => {
                for (bucket, rank) in &mut parts {
                    let is_running = daily.has_mark(bucket.days.from, Mark::Provisional);
                    *rank = if is_running { Rank::Part } else { *rank };
                }
            }
            Points::Beside(_) => {}
        }
    }
    parts
}

/// `Goal: 1,200 throughout`, `Pace: from 12 to 40`; nothing of what is not drawn: a goal that begins later.
fn describe_guide(series: &ChartSeries, column: &Column, unit: &Unit) -> Option<String> {
    let name = &series.name;
    let (_, first) = column.known().next()?;
    let (_, last) = column.known().next_back()?;
    let first = format_value(first, unit);
    Some(match column.known().all(|(_, value)| value == last) {
        true => format!("{name}: {first} throughout"),
        false => format!("{name}: from {first} to {}", format_value(last, unit)),
    })
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, DayRange, Period, PeriodValue, Series, Step};

    use super::*;
    use crate::{ChartNote, ChartStyle, ValueScale};

    fn series(name: &str, role: SeriesRole, values: &[f64]) -> ChartSeries {
        let from = Day::parse("2026-11-20").expect("a date");
        ChartSeries {
            name: name.to_owned(),
            points: Series::new(from, values.iter().copied().map(Some).collect()).into(),
            role,
            ..ChartSeries::default()
        }
    }

    fn told(spec: &ChartSpec) -> String {
        describe_chart(spec, &Sketch::new(spec))
    }

    #[test]
    fn goals_and_notes_are_told() {
        let day = Day::parse("2026-11-21").expect("a date");
        let note = |days, number| ChartNote { days, number };
        let before = DayRange {
            from: day - 9,
            to: day - 8,
        };
        let spec = ChartSpec {
            series: vec![
                series("Orders", SeriesRole::Shown, &[3.0, 3.0]),
                series("Goal", SeriesRole::Goal, &[5.0, 5.0]),
                series("Pace", SeriesRole::Pace, &[3.0, 4.0, 6.0]),
            ],
            notes: vec![note(DayRange::single(day), 1), note(before, 2)],
            ..ChartSpec::default()
        };
        assert_eq!(
            told(&spec),
            "Orders, 2 days to 21 Nov 2026: always 3. Goal: 5 throughout. \
             Pace: from 3 to 6. 1 note"
        );
    }

    #[test]
    fn of_a_goal_that_begins_later_nothing_is_told() {
        let later = Series::new(Day::parse("2026-11-20").expect("a date"), vec![None, None]);
        let goal = ChartSeries {
            points: later.into(),
            ..series("Goal", SeriesRole::Goal, &[])
        };
        let spec = ChartSpec {
            series: vec![series("Orders", SeriesRole::Shown, &[3.0, 3.0]), goal],
            ..ChartSpec::default()
        };
        assert_eq!(told(&spec), "Orders, 2 days to 21 Nov 2026: always 3");
    }

    #[test]
    fn a_stack_is_told_as_its_sum() {
        let spec = ChartSpec {
            style: ChartStyle::StackedBars,
            series: vec![
                series("New", SeriesRole::Shown, &[1.0, 2.0]),
                series("Lost", SeriesRole::Shown, &[-3.0, 4.0]),
            ],
            ..ChartSpec::default()
        };
        let sum = "Stacked, in sum, 2 days to 21 Nov 2026: lowest \u{2212}2 on 20 Nov, \
                   highest 6 on 21 Nov, last 6";
        assert!(told(&spec).ends_with(sum), "{}", told(&spec));
    }

    /// The first day of December is no low beside whole months, alone or in a stack.
    #[test]
    fn parts_of_months_are_no_records_of_a_stack() {
        let today = Day::parse("2026-12-01").expect("a date");
        let month = |first: &str, value| {
            let first = Day::parse(first).expect("a date");
            let whole = PeriodValue::whole(Period::of(first, Step::Month), Some(value));
            let is_provisional = first == today;
            let to = if is_provisional { today } else { whole.days.to };
            let days = DayRange { from: first, to };
            PeriodValue {
                days,
                is_provisional,
                ..whole
            }
        };
        let of = |values: [f64; 3]| {
            let firsts = ["2026-10-01", "2026-11-01", "2026-12-01"];
            let points = firsts.into_iter().zip(values);
            ChartSeries {
                points: Points::Periods(points.map(|(first, value)| month(first, value)).collect()),
                ..ChartSeries::default()
            }
        };
        let spec = ChartSpec {
            style: ChartStyle::StackedArea,
            series: vec![of([40.0, 60.0, 2.0]), of([26.0, 33.0, 3.0])],
            ..ChartSpec::default()
        };
        let sum = "Stacked, in sum, 3 months to Dec 2026, only 1 Dec: lowest 66 in Oct 2026, \
                   highest 93 in Nov 2026, last 5 so far";
        assert!(told(&spec).ends_with(sum), "{}", told(&spec));
    }

    #[test]
    fn what_a_logarithm_leaves_out_is_told() {
        let spec = ChartSpec {
            scale: ValueScale::Log,
            series: vec![series("Orders", SeriesRole::Shown, &[1.0, 0.0, -5.0])],
            ..ChartSpec::default()
        };
        assert!(told(&spec).ends_with("2 values that are not above zero are not drawn"));
    }

    #[test]
    fn of_very_many_series_eight_are_told() {
        let one = series("Orders", SeriesRole::Shown, &[1.0]);
        let spec = ChartSpec {
            series: vec![one; 200],
            ..ChartSpec::default()
        };
        assert_eq!(told(&spec).matches("Orders").count(), 8);
        assert!(told(&spec).ends_with("192 more series"));
    }
}

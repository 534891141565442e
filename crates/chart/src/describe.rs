//! Charts in words: the text alternative of a picture.

use dbag_domain::{DayRange, Mark, Period, PeriodValue, Series, Step, Unit, format_value};

/// A series in a sentence: `Orders, 90 days to 23 Nov 2026: lowest 12 on 3 Oct,
/// highest 95 on 2 Nov, last 80`.
pub fn describe(name: &str, series: &Series, range: DayRange, unit: &Unit) -> String {
    let known = series.known().filter(|(day, _)| range.contains(*day));
    let known: Vec<(Period, f64)> = known
        .map(|(day, value)| (Period::of(day, Step::Day), value))
        .collect();
    let end = End {
        period: Period::of(range.to, Step::Day),
        is_provisional: series.has_mark(range.to, Mark::Provisional),
    };
    sentence(name, range.len(), &known, (end, unit))
}

/// Periods in a sentence: `Orders, 12 months to Nov 2026: lowest 12 in Feb 2026, …`.
pub fn describe_periods(name: &str, points: &[PeriodValue], unit: &Unit) -> String {
    let Some(last) = points.last() else {
        return format!("{name}: no values");
    };
    let known: Vec<(Period, f64)> = points
        .iter()
        .filter_map(|one| Some((one.period, one.value?)))
        .collect();
    let end = End {
        period: last.period,
        is_provisional: last.is_provisional,
    };
    sentence(name, points.len(), &known, (end, unit))
}

/// The sum of what stands on each other, slot by slot; of the last period so far.
pub(crate) fn describe_sums(
    name: &str,
    sums: &[(Period, Option<f64>)],
    (is_provisional, unit): (bool, &Unit),
) -> String {
    let Some((period, _)) = sums.last() else {
        return format!("{name}: no values");
    };
    let known = sums
        .iter()
        .filter_map(|(period, sum)| Some((*period, (*sum)?)));
    let end = End {
        period: *period,
        is_provisional,
    };
    sentence(name, sums.len(), &known.collect::<Vec<_>>(), (end, unit))
}

/// Where a sentence ends.
#[derive(Clone, Copy)]
struct End {
    period: Period,
    is_provisional: bool,
}

fn sentence(
    name: &str,
    count: usize,
    known: &[(Period, f64)],
    (
        End {
            period: end,
            is_provisional,
        },
        unit,
    ): (End, &Unit),
) -> String {
    let plural = if count == 1 { "" } else { "s" };
    let head = format!("{name}, {count} {}{plural} to {}", end.step, end.name());
    let by_value = |a: &&(Period, f64), b: &&(Period, f64)| a.1.total_cmp(&b.1);
    // Of equal values the earliest is the lowest, and the highest.
    let lowest = known.iter().min_by(by_value);
    let highest = known.iter().rev().max_by(by_value);
    let (Some(lowest), Some(highest), Some(last)) = (lowest, highest, known.last()) else {
        return format!("{head}: no values");
    };
    let at = |(period, value): &(Period, f64)| {
        format!("{} {}", format_value(*value, unit), when(*period, end))
    };
    let latest = match (last.0 == end, is_provisional) {
        (true, true) => format!("{} so far", format_value(last.1, unit)),
        (true, false) => format_value(last.1, unit),
        (false, _) => at(last),
    };
    match known {
        [only] => format!("{head}: {}", at(only)),
        _ if lowest.1 == highest.1 => format!("{head}: always {}", format_value(last.1, unit)),
        _ => format!(
            "{head}: lowest {}, highest {}, last {latest}",
            at(lowest),
            at(highest)
        ),
    }
}

/// `on 3 Oct`, `on 3 Oct 2025`, `in Feb 2026`.
fn when(period: Period, end: Period) -> String {
    match period.step {
        Step::Day if period.start.year() == end.start.year() => {
            format!("on {}", period.start.short())
        }
        Step::Day => format!("on {}", period.start.medium()),
        Step::Week | Step::Month | Step::Quarter | Step::Year => format!("in {}", period.name()),
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Coverage, Day};

    use super::*;

    fn series(values: &[Option<f64>]) -> Series {
        Series::new(Day::parse("2026-11-20").expect("a date"), values.to_vec())
    }

    #[test]
    fn a_series_is_told_in_a_sentence() {
        let cases: [(&[Option<f64>], &str); 5] = [
            (
                &[Some(12.0), Some(1_204.0), Some(12.0), Some(80.0)],
                "Orders, 4 days to 23 Nov 2026: lowest 12 on 20 Nov, highest 1,204 on 21 Nov, last 80",
            ),
            (
                &[Some(1.0), Some(2.0), None],
                "Orders, 3 days to 22 Nov 2026: lowest 1 on 20 Nov, highest 2 on 21 Nov, last 2 on 21 Nov",
            ),
            (
                &[Some(3.0), Some(3.0)],
                "Orders, 2 days to 21 Nov 2026: always 3",
            ),
            (&[Some(3.0)], "Orders, 1 day to 20 Nov 2026: 3 on 20 Nov"),
            (&[None, None], "Orders, 2 days to 21 Nov 2026: no values"),
        ];
        for (values, told) in cases {
            let series = series(values);
            let range = series.range().expect("days");
            assert_eq!(describe("Orders", &series, range, &Unit::default()), told);
        }
    }

    #[test]
    fn only_the_range_is_told() {
        let series = series(&[Some(1.0), Some(2.0), Some(3.0)]);
        let range = DayRange::single(series.from + 1);
        assert_eq!(
            describe("Orders", &series, range, &Unit::default()),
            "Orders, 1 day to 21 Nov 2026: 2 on 21 Nov"
        );
    }

    #[test]
    fn periods_are_told_by_their_names() {
        let month = |month, value, is_provisional| PeriodValue {
            period: Period::of(Day::from_ymd(2026, month, 1).expect("a date"), Step::Month),
            value,
            coverage: Coverage::default(),
            is_provisional,
        };
        let mut points = [
            month(9, Some(5.0), false),
            month(10, None, false),
            month(11, Some(7.0), false),
        ];
        let told =
            "Orders, 3 months to Nov 2026: lowest 5 in Sep 2026, highest 7 in Nov 2026, last 7";
        assert_eq!(describe_periods("Orders", &points, &Unit::default()), told);
        points[2].is_provisional = true;
        let told = format!("{told} so far");
        assert_eq!(describe_periods("Orders", &points, &Unit::default()), told);
    }
}

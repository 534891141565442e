//! Charts in words: the text alternative of a picture.

use dbag_domain::{
    Bucket, Day, DayRange, Mark, Period, PeriodValue, Series, Step, Unit, format_value,
};

/// A series in a sentence: `Orders, 90 days to 23 Nov 2026: lowest 12 on 3 Oct,
/// highest 95 on 2 Nov, last 80`.
pub fn describe(name: &str, series: &Series, range: DayRange, unit: &Unit) -> String {
    let running = |day: Day| series.has_mark(day, Mark::Provisional);
    let known = series.known().filter(|(day, _)| range.contains(*day));
    let known: Vec<Known> = known
        .map(|(day, value)| Known {
            bucket: Bucket::whole(Period::of(day, Step::Day)),
            value,
            rank: match (running(day), series.is_incomplete(day)) {
                (true, _) => Rank::Part,
                (false, true) => Rank::Lacking,
                (false, false) => Rank::Whole,
            },
        })
        .collect();
    let end = End {
        bucket: Bucket::whole(Period::of(range.to, Step::Day)),
        is_provisional: running(range.to),
    };
    sentence(name, range.len(), &known, (end, unit))
}

/// Periods in a sentence: `Orders, 12 months to Nov 2026: lowest 12 in Feb 2026, …`.
///
/// One that is not over, of which only a part is shown, or that lacks days is no lowest.
pub fn describe_periods<'a>(
    name: &str,
    points: impl IntoIterator<Item = &'a PeriodValue>,
    unit: &Unit,
) -> String {
    let points: Vec<&PeriodValue> = points.into_iter().collect();
    let Some(last) = points.last() else {
        return format!("{name}: no values");
    };
    let known: Vec<Known> = points
        .iter()
        .filter_map(|one| {
            Some(Known {
                bucket: one.bucket(),
                value: one.value?,
                rank: Rank::of(one),
            })
        })
        .collect();
    let end = End {
        bucket: last.bucket(),
        is_provisional: last.is_provisional,
    };
    sentence(name, points.len(), &known, (end, unit))
}

/// The sum of what stands on each other, slot by slot; of the last period so far.
pub(crate) fn describe_sums(
    name: &str,
    sums: &[(Bucket, Rank, Option<f64>)],
    (is_provisional, unit): (bool, &Unit),
) -> String {
    let Some((bucket, ..)) = sums.last() else {
        return format!("{name}: no values");
    };
    let known = sums.iter().filter_map(|(bucket, rank, sum)| {
        Some(Known {
            bucket: *bucket,
            value: (*sum)?,
            rank: *rank,
        })
    });
    let end = End {
        bucket: *bucket,
        is_provisional,
    };
    sentence(name, sums.len(), &known.collect::<Vec<_>>(), (end, unit))
}

/// A value that is known.
#[derive(Clone, Copy)]
struct Known {
    bucket: Bucket,
    value: f64,
    rank: Rank,
}

/// What a value is of: the lowest is that of the best that there are, and of parts none is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// A whole period that is over.
    Whole,
    /// One that lacks days or objects.
    Lacking,
    /// One that is not over, or of which only a part is shown.
    Part,
}

impl Rank {
    pub(crate) fn of(point: &PeriodValue) -> Self {
        match (point.is_whole(), point.part.lacks_some()) {
            (false, _) => Self::Part,
            (true, true) => Self::Lacking,
            (true, false) => Self::Whole,
        }
    }
}

/// Where a sentence ends.
#[derive(Clone, Copy)]
struct End {
    bucket: Bucket,
    is_provisional: bool,
}

fn sentence(
    name: &str,
    count: usize,
    known: &[Known],
    (
        End {
            bucket: end,
            is_provisional,
        },
        unit,
    ): (End, &Unit),
) -> String {
    let plural = if count == 1 { "" } else { "s" };
    let head = format!(
        "{name}, {count} {}{plural} to {}",
        end.period.step,
        end.name()
    );
    let best = known.iter().map(|one| one.rank).min();
    let comparable: Vec<&Known> = known.iter().filter(|one| Some(one.rank) == best).collect();
    let by_value = |a: &&&Known, b: &&&Known| a.value.total_cmp(&b.value);
    // Of equal values the earliest is the lowest, and the highest.
    let lowest = comparable.iter().min_by(by_value);
    let lowest = lowest.filter(|one| one.rank != Rank::Part);
    let highest = known
        .iter()
        .rev()
        .max_by(|a, b| a.value.total_cmp(&b.value));
    let (Some(highest), Some(last)) = (highest, known.last()) else {
        return format!("{head}: no values");
    };
    let at = |one: &Known| {
        format!(
            "{} {}",
            format_value(one.value, unit),
            when(one.bucket, end)
        )
    };
    let latest = match (last.bucket == end, is_provisional) {
        (true, true) => format!("{} so far", format_value(last.value, unit)),
        (true, false) => format_value(last.value, unit),
        (false, _) => at(last),
    };
    let is_even = known.iter().all(|one| one.value == last.value);
    match known {
        [only] => format!("{head}: {}", at(only)),
        _ if is_even => format!("{head}: always {}", format_value(last.value, unit)),
        _ => {
            let lowest = lowest.map(|lowest| format!("lowest {}, ", at(lowest)));
            format!(
                "{head}: {}highest {}, last {latest}",
                lowest.unwrap_or_default(),
                at(highest)
            )
        }
    }
}

/// `on 3 Oct`, `on 3 Oct 2025`, `in Feb 2026`.
fn when(bucket: Bucket, end: Bucket) -> String {
    let period = bucket.period;
    match period.step {
        Step::Day if period.start.year() == end.period.start.year() => {
            format!("on {}", period.start.short())
        }
        Step::Day => format!("on {}", period.start.medium()),
        Step::Week | Step::Month | Step::Quarter | Step::Year => format!("in {}", bucket.name()),
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::Day;

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
        let month = |month, value, is_provisional| {
            let first = Day::from_ymd(2026, month, 1).expect("a date");
            PeriodValue {
                is_provisional,
                ..PeriodValue::whole(Period::of(first, Step::Month), value)
            }
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
        let told = "Orders, 3 months to Nov 2026: lowest 5 in Sep 2026, highest 7 in Nov 2026, last 7 so far";
        assert_eq!(describe_periods("Orders", &points, &Unit::default()), told);
        points[2].is_provisional = false;
        points[2].days.to = points[2].days.from + 3;
        let told = "Orders, 3 months to Nov 2026, only 1 Nov – 4 Nov: lowest 5 in Sep 2026, \
                    highest 7 in Nov 2026, only 1 Nov \u{2013} 4 Nov, last 7";
        assert_eq!(describe_periods("Orders", &points, &Unit::default()), told);
        // Of parts none is the lowest.
        points[0].is_provisional = true;
        let told = "Orders, 3 months to Nov 2026, only 1 Nov – 4 Nov: \
                    highest 7 in Nov 2026, only 1 Nov – 4 Nov, last 7";
        assert_eq!(describe_periods("Orders", &points, &Unit::default()), told);
    }
}

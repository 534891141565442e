use super::*;
use crate::{GapReason, Measure, Numerator};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

fn total(values: Vec<Option<f64>>, weights: &[f64], how: RollUp) -> Total {
    let from = day("2026-10-28");
    let days = DayRange {
        from,
        to: from + (values.len() as i32 - 1),
    };
    let mut series = Series::new(from, values);
    series.weights = weights.to_vec();
    Total::of(&series, days, how, Day::MAX)
}

fn sentence(total: &Total) -> String {
    total.sentence(Some("orders"), day("2026-11-30"))
}

#[test]
fn a_number_tells_how_it_was_made() {
    let all = || vec![Some(3.0), Some(1.0), None, Some(2.0)];
    let cases = [
        (
            RollUp::Sum,
            &[][..],
            6.0,
            "sum of 3 of 4 days; 30 Oct has no value",
        ),
        (
            RollUp::Last,
            &[],
            2.0,
            "value of 31 Oct, the last of 3 of 4 days; 30 Oct has no value",
        ),
        (
            RollUp::Mean,
            &[1.0, 3.0, 0.0, 1.0],
            1.6,
            "mean of 3 of 4 days, weighted by orders; 30 Oct has no value",
        ),
        (
            RollUp::Mean,
            &[],
            2.0,
            "mean of 3 of 4 days, each day counting alike; 30 Oct has no value",
        ),
        (
            RollUp::Mean,
            &[1.0, 0.0, 0.0, 1.0],
            2.0,
            "mean of 3 of 4 days, each day counting alike: of 1 day it is not known how much \
             it counts; 30 Oct has no value",
        ),
        (
            RollUp::Min,
            &[],
            1.0,
            "lowest of 3 of 4 days, on 29 Oct; 30 Oct has no value",
        ),
        (
            RollUp::Max,
            &[],
            3.0,
            "highest of 3 of 4 days, on 28 Oct; 30 Oct has no value",
        ),
    ];
    for (how, weights, value, words) in cases {
        let total = total(all(), weights, how);
        assert_eq!(total.value, Some(value), "{how}");
        assert_eq!(sentence(&total), words);
    }
}

#[test]
fn what_is_not_known_is_said() {
    assert_eq!(
        sentence(&total(vec![None, None], &[], RollUp::Sum)),
        "no day has a value"
    );
    let huge = total(vec![Some(9e307), Some(9e307)], &[], RollUp::Sum);
    assert_eq!(
        (huge.value, sentence(&huge).as_str()),
        (None, "the sum is too large to be told")
    );
}

#[test]
fn a_change_is_told_between_days_that_were_asked_for_the_same() {
    let from = day("2026-10-30");
    let of = |outdated: i32| {
        let mut series = Series::new(from, vec![Some(1.0); 4]);
        series.marks = (0..outdated)
            .map(|at| (from + at, Mark::Outdated))
            .collect();
        let days = DayRange { from, to: from + 3 };
        Total::of(&series, days, RollUp::Sum, from + 3)
    };
    for (here, there, expected) in [
        (0, 0, true),
        (4, 4, true),
        (0, 4, false),
        (4, 0, false),
        (2, 0, false),
        (2, 2, false),
    ] {
        assert_eq!(
            of(here).bears_comparison(&of(there)),
            expected,
            "{here} {there}"
        );
    }
    let gaps = total(vec![Some(1.0), None, None, None], &[], RollUp::Sum);
    assert!(!of(0).bears_comparison(&gaps), "too little is known");
}

#[test]
fn marks_are_part_of_the_sentence() {
    let from = day("2026-10-30");
    let mut series = Series::new(from, vec![Some(1.0), Some(2.0)]);
    series.marks = vec![
        (from, Mark::Outdated),
        (from + 1, Mark::Incomplete(2)),
        (from + 1, Mark::Removed(1)),
        (from + 1, Mark::Carried(1)),
        (from + 1, Mark::WithoutObject),
        (from + 1, Mark::Provisional),
    ];
    let days = DayRange { from, to: from + 1 };
    let total = Total::of(&series, days, RollUp::Sum, from);
    assert_eq!(
        sentence(&total),
        "sum of 2 days; the last day is not over; on 1 day the answers of some objects failed; \
         on 1 day the values of some objects were removed by hand; on 1 day the last known values of some objects stand for them; \
         on 1 day there are rows of no object, which are left out; 1 day was asked before the metric was changed"
    );
}

#[test]
fn a_numerator_without_denominator_is_told_of() {
    let from = day("2026-10-30");
    let numerator = Numerator::new(5.0).expect("finite");
    let mut series = Series::new(from, vec![Some(0.5), None]);
    series.marks = vec![(from + 1, Mark::Gap(GapReason::ZeroDenominator(numerator)))];
    let days = DayRange { from, to: from + 1 };
    let of = |series: &Series| Total::of(series, days, RollUp::Recomputed, days.to);
    assert_eq!(
        sentence(&of(&series)),
        "mean of 1 of 2 days, each day counting alike; 31 Oct has no value"
    );
    series.weights = vec![10.0, 0.0];
    let total = of(&series);
    assert_eq!(total.value, Some(1.0));
    assert_eq!(
        sentence(&total),
        "mean of 1 of 2 days, weighted by orders; 31 Oct has no value; \
         on 1 day there was nothing to divide by, and only the numerator counts"
    );
}

/// A made-up zero over nothing is no part of anything.
#[test]
fn what_is_made_up_and_counts_nowhere_is_not_told_of() {
    let from = day("2026-10-30");
    let divided = |number: f64| {
        let numerator = Numerator::new(number).expect("finite");
        Mark::Gap(GapReason::ZeroDenominator(numerator))
    };
    let of = |number: f64| {
        let mut series = Series::new(from, vec![Some(0.5), None]);
        series.weights = vec![10.0, 0.0];
        series.marks = vec![(from + 1, divided(number)), (from + 1, Mark::Fake)];
        let days = DayRange { from, to: from + 1 };
        let part = crate::part_marks::PartDays::of(&series).over(days);
        let total = Total::of(&series, days, RollUp::Recomputed, days.to);
        (total.made_up, part.is_empty())
    };
    assert_eq!(of(0.0), (0, true));
    assert_eq!(of(3.0), (1, false));
}

/// Today's 1 of 00:05 is no low of what happens on a day; the least order of today is one of all orders.
#[test]
fn the_lowest_is_of_days_that_are_over() {
    let from = day("2026-10-30");
    let mut series = Series::new(from, vec![Some(4.0), Some(1.0)]);
    series.marks = vec![(from + 1, Mark::Provisional)];
    let days = DayRange { from, to: from + 1 };
    let of = |measure: Measure| {
        let newest = measure.newest_day_of(RollUp::Min, days.to);
        Total::of(&series, days, RollUp::Min, newest)
    };
    assert_eq!(
        sentence(&of(Measure::Flow)),
        "lowest of 1 of 2 days, on 30 Oct; the last day is not over, and left out"
    );
    assert_eq!(
        sentence(&of(Measure::Share)),
        "lowest of 2 days, on 31 Oct; the last day is not over"
    );
    assert_eq!(of(Measure::Flow).value, Some(4.0));
    assert_eq!(of(Measure::Level).value, Some(1.0));
}

#[test]
fn a_plain_mean_is_of_days_that_are_over() {
    let from = day("2026-10-30");
    let mut series = Series::new(from, vec![Some(4.0), Some(1.0)]);
    series.marks = vec![(from + 1, Mark::Provisional)];
    let days = DayRange { from, to: from + 1 };
    let of = |series: &Series| Total::of(series, days, RollUp::Mean, from);
    let plain = of(&series);
    assert_eq!(plain.value, Some(4.0));
    assert_eq!(
        sentence(&plain),
        "mean of 1 of 2 days, each day counting alike; the last day is not over, and left out"
    );
    series.weights = vec![2.0, 1.0];
    let weighted = of(&series);
    assert_eq!(weighted.value, Some(3.0));
    assert_eq!(
        sentence(&weighted),
        "mean of 2 days, weighted by orders; the last day is not over"
    );
}

/// Collected at noon, and never again as the source went away.
#[test]
fn a_day_that_was_asked_early_is_told_of_and_no_whole_one() {
    let from = day("2026-10-29");
    let mut series = Series::new(from, vec![Some(6.0), Some(4.0), Some(1.0), None]);
    series.marks = vec![(from + 2, Mark::AskedEarly)];
    let days = DayRange { from, to: from + 3 };
    let of = |series: &Series, how: RollUp| Total::of(series, days, how, from + 3);
    let cases = [
        (
            RollUp::Sum,
            11.0,
            "sum of 3 of 4 days; 1 Nov has no value; 1 day was asked before it was over",
        ),
        (
            RollUp::Mean,
            5.0,
            "mean of 2 of 4 days, each day counting alike; 1 Nov has no value; \
             1 day was asked before it was over, and is left out",
        ),
        (
            RollUp::Min,
            4.0,
            "lowest of 2 of 4 days, on 30 Oct; 1 Nov has no value; \
             1 day was asked before it was over, and is left out",
        ),
        (
            RollUp::Last,
            1.0,
            "value of 31 Oct, the last of 3 of 4 days; 1 Nov has no value; 1 day was asked before it was over",
        ),
    ];
    for (how, value, expected) in cases {
        let total = of(&series, how);
        assert_eq!(
            (total.value, sentence(&total).as_str()),
            (Some(value), expected)
        );
    }
    let sum = of(&series, RollUp::Sum);
    let without = Series {
        marks: Vec::new(),
        ..series.clone()
    };
    assert!(!sum.bears_comparison(&of(&without, RollUp::Sum)));
    assert!(
        !sum.bears_comparison(&sum),
        "nobody knows how much either lacks"
    );
    let mean = of(&series, RollUp::Mean);
    assert!(mean.bears_comparison(&mean), "both are of other days");
    series.weights = vec![1.0, 1.0, 2.0, 0.0];
    assert_eq!(of(&series, RollUp::Mean).value, Some(3.0), "it counts less");
}

#[test]
fn sums_are_compared_where_as_many_days_are_known() {
    let of = |values: &[f64], days: i32| {
        let series = Series::new(
            day("2026-10-01"),
            values.iter().copied().map(Some).collect(),
        );
        let range = DayRange {
            from: series.from,
            to: series.from + (days - 1),
        };
        move |how| Total::of(&series, range, how, Day::MAX)
    };
    let since = |from: &str, days: i32| {
        let from = day(from);
        let series = Series::new(from, vec![Some(1.0); 40]);
        Total::of(
            &series,
            DayRange {
                from,
                to: from + (days - 1),
            },
            RollUp::Sum,
            Day::MAX,
        )
    };
    let (month, shorter) = (since("2026-10-01", 31), since("2026-09-01", 30));
    assert!(
        month.bears_comparison(&shorter),
        "months have their lengths"
    );
    assert!(!since("2026-10-31", 30).bears_comparison(&since("2026-10-01", 29)));
    let (six, seven) = (of(&[1.0; 6], 7), of(&[1.0; 7], 7));
    assert!(!six(RollUp::Sum).bears_comparison(&seven(RollUp::Sum)));
    assert!(six(RollUp::Mean).bears_comparison(&seven(RollUp::Mean)));
}

#[test]
fn a_range_over_new_year_is_one_mean() {
    let from = day("2025-12-31");
    let series = Series::new(from, vec![Some(1.0), Some(4.0), None, Some(7.0)]);
    let range = DayRange { from, to: from + 3 };
    let of = |how| Total::of(&series, range, how, Day::MAX).value;
    assert_eq!(of(RollUp::Mean), Some(4.0));
    assert_eq!(of(RollUp::Sum), Some(12.0));
    assert_eq!(
        Total::of(&series, DayRange::single(from - 9), RollUp::Sum, Day::MAX).value,
        None
    );
}

/// A shop whose answers failed all October is no reason for November to be more.
#[test]
fn sums_that_lack_objects_are_not_compared_with_those_that_do_not() {
    let from = day("2026-10-30");
    let mut series = Series::new(from, vec![Some(10.0), Some(10.0), Some(40.0), Some(40.0)]);
    let of = |series: &Series, at: i32, how| {
        let days = DayRange {
            from: from + at,
            to: from + at + 1,
        };
        Total::of(series, days, how, Day::MAX)
    };
    let alike = |series: &Series, how| of(series, 0, how).bears_comparison(&of(series, 2, how));
    assert!(alike(&series, RollUp::Sum));
    for mark in [Mark::Incomplete(1), Mark::Removed(1), Mark::Unknown(1)] {
        series.marks = vec![(from, mark), (from + 1, mark)];
        for how in [RollUp::Sum, RollUp::Mean, RollUp::Max, RollUp::Last] {
            assert!(!alike(&series, how), "{mark:?} {how}");
        }
    }
    // What is the value of a day is of that day.
    series.marks = vec![(from, Mark::Removed(1))];
    assert!(alike(&series, RollUp::Last) && !alike(&series, RollUp::Sum));
    // Both lack one.
    series.marks.push((from + 2, Mark::Incomplete(1)));
    assert!(alike(&series, RollUp::Sum));
}

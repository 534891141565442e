//! The calendar, told a second time: buckets of a range, and what stands beside them. Written from
//! `docs/numbers.md`, with chrono instead of Dbag's own days.

use chrono::{Datelike, Days, Months, NaiveDate};
use dbag_domain::{PanelCompare, Step};

/// The first and the last day.
pub(crate) type Range = (NaiveDate, NaiveDate);

pub(crate) fn length(range: Range) -> i64 {
    (range.1 - range.0).num_days() + 1
}

pub(crate) fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    match u64::try_from(days) {
        Ok(days) => day + Days::new(days),
        Err(_) => day - Days::new(days.unsigned_abs()),
    }
}

/// The whole week, month, quarter or year that a day lies in.
pub(crate) fn period(day: NaiveDate, step: Step) -> Range {
    let first_of = |month: u32| {
        let first = day.with_day(1).and_then(|day| day.with_month(month));
        first.expect("every month has a first day")
    };
    let until = |first: NaiveDate, months: u32| plus(first + Months::new(months), -1);
    match step {
        Step::Day => (day, day),
        Step::Week => {
            let monday = plus(day, -i64::from(day.weekday().num_days_from_monday()));
            (monday, plus(monday, 6))
        }
        Step::Month => (first_of(day.month()), until(first_of(day.month()), 1)),
        Step::Quarter => {
            let first = first_of((day.month() - 1) / 3 * 3 + 1);
            (first, until(first, 3))
        }
        Step::Year => (first_of(1), until(first_of(1), 12)),
    }
}

/// The part of a period that lies in a range.
fn within(period: Range, range: Range) -> Option<Range> {
    let part = (period.0.max(range.0), period.1.min(range.1));
    (part.0 <= part.1).then_some(part)
}

/// A range, cut by a step.
pub(crate) fn buckets(range: Range, step: Step) -> Vec<Range> {
    let mut all = Vec::new();
    let mut day = range.0;
    while day <= range.1 {
        let whole = period(day, step);
        all.extend(within(whole, range));
        day = plus(whole.1, 1);
    }
    all
}

/// The whole months that a range is.
fn whole_months(range: Range) -> Option<u32> {
    let is_whole = range.0.day() == 1 && plus(range.1, 1).day() == 1;
    let months = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
    is_whole.then(|| (months(range.1) - months(range.0) + 1).unsigned_abs())
}

/// The same date so many months before; none where that month has no such day.
fn same_date(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    let before = day - Months::new(months);
    (before.day() == day.day()).then_some(before)
}

fn shifted(range: Range, days: i64) -> Range {
    (plus(range.0, -days), plus(range.1, -days))
}

/// The days that a range is compared with, and what stands beside each of its buckets.
pub(crate) fn beside(
    range: Range,
    is_rolling: bool,
    step: Step,
    compare: PanelCompare,
) -> Option<(Range, Vec<Option<Range>>)> {
    let months = whole_months(range).filter(|_| !is_rolling);
    let before = |months: u32| {
        let until = plus(range.1, 1) - Months::new(months);
        (range.0 - Months::new(months), plus(until, -1))
    };
    let weeks = (length(range) + 6) / 7;
    let days = match (compare, months, step) {
        (PanelCompare::Previous, Some(months), _) => before(months),
        (PanelCompare::Year, Some(_), _) => before(12),
        (PanelCompare::Previous, None, Step::Week) => shifted(range, weeks * 7),
        (PanelCompare::Previous, None, _) => shifted(range, length(range)),
        (PanelCompare::Year, None, Step::Week) => shifted(range, 364),
        (PanelCompare::Year, None, _) => {
            let from = same_date(range.0, 12).or_else(|| same_date(plus(range.0, 1), 12))?;
            let to = same_date(range.1, 12).or_else(|| same_date(plus(range.1, -1), 12))?;
            (from <= to).then_some((from, to))?
        }
        (PanelCompare::Days(days), _, Step::Day) => shifted(range, days.into()),
        (PanelCompare::Days(days), _, _) => {
            let weeks = (f64::from(days) / 7.0).round().max(1.0) as i64;
            shifted(range, weeks * 7)
        }
    };
    let all = buckets(range, step).into_iter();
    let beside = all.map(|bucket| match (step, compare) {
        (Step::Day, PanelCompare::Year) => {
            same_date(bucket.0, 12).and_then(|day| within((day, day), days))
        }
        (Step::Day, _) => within(shifted(bucket, (range.0 - days.0).num_days()), days),
        (Step::Week, PanelCompare::Year) => within(shifted(period(bucket.0, step), 364), days),
        (Step::Week, _) => {
            let back = period(range.0, step).0 - period(days.0, step).0;
            within(shifted(period(bucket.0, step), back.num_days()), days)
        }
        _ => {
            let months = match compare {
                PanelCompare::Year => 12,
                _ => {
                    let (one, other) = (period(range.0, step).0, period(days.0, step).0);
                    let number = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
                    (number(one) - number(other)).unsigned_abs()
                }
            };
            let first = period(bucket.0, step).0 - Months::new(months);
            within(period(first, step), days)
        }
    });
    let beside = beside.collect();
    Some((days, beside))
}

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

/// A range moved back by whole months: its ends on the same dates, those of a month that is too short
/// moved inwards; the end of a month is the end of another where `by_ends`.
fn dates_before(range: Range, months: u32, by_ends: bool) -> Option<Range> {
    let from = (0..4).find_map(|days| same_date(plus(range.0, days), months))?;
    let after = plus(range.1, 1);
    let to = match by_ends && after.day() == 1 {
        true => plus(after - Months::new(months), -1),
        false => (0..4).find_map(|days| same_date(plus(range.1, -days), months))?,
    };
    (from <= to).then_some((from, to))
}

/// Whether a range is the end of a month, and no more.
fn is_within_month(range: Range) -> bool {
    range.0.with_day(1) == range.1.with_day(1) && range.0.day() != 1
}

/// The days that a range is compared with, and what stands beside each of its buckets; nothing where no day is over.
pub(crate) fn beside(
    range: Range,
    is_rolling: bool,
    newest: NaiveDate,
    step: Step,
    compare: PanelCompare,
) -> Option<(Range, Vec<Option<Range>>)> {
    let whole = whole_months(range).filter(|_| !is_rolling);
    let months_of = match step {
        Step::Quarter => 3,
        Step::Year => 12,
        _ => 1,
    };
    let rounded = |days: f64, unit: f64| (days / unit).round().max(1.0);
    let (days_back, months_back) = match (compare, step) {
        (PanelCompare::Previous, Step::Day) => match whole {
            Some(months) => (0, months),
            None => (length(range), 0),
        },
        (PanelCompare::Previous, Step::Week) => match whole {
            Some(months) => {
                let days = (range.0 - (range.0 - Months::new(months))).num_days();
                (rounded(days as f64, 7.0) as i64 * 7, 0)
            }
            None => ((length(range) + 6) / 7 * 7, 0),
        },
        (PanelCompare::Previous, _) => (0, buckets(range, step).len() as u32 * months_of),
        (PanelCompare::Year, Step::Week) => (364, 0),
        (PanelCompare::Year, _) => (0, 12),
        (PanelCompare::Days(days), Step::Day) => (days.into(), 0),
        (PanelCompare::Days(days), Step::Week) => (rounded(days.into(), 7.0) as i64 * 7, 0),
        (PanelCompare::Days(days), _) => {
            let month = 365.2425 / 12.0;
            let periods = rounded(days.into(), month * f64::from(months_of));
            (0, periods as u32 * months_of)
        }
    };
    let days = match (whole, compare, step) {
        (Some(months), PanelCompare::Previous, Step::Week) => dates_before(range, months, true)?,
        (Some(_), PanelCompare::Year, Step::Week) => dates_before(range, 12, true)?,
        _ if months_back == 0 => shifted(range, days_back),
        _ => {
            let by_ends = whole.is_some() || (step != Step::Day && !is_within_month(range));
            dates_before(range, months_back, by_ends)?
        }
    };
    let over = (range.0, range.1.min(newest));
    if over.1 < over.0 {
        return None;
    }
    let is_cut = over.1 < range.1;
    let days = match (is_cut, whole, compare, step) {
        (false, ..) => days,
        (_, Some(months), PanelCompare::Previous, Step::Week) => {
            (days.0, dates_before(over, months, false)?.1)
        }
        (_, Some(_), PanelCompare::Year, Step::Week) => (days.0, dates_before(over, 12, false)?.1),
        _ if months_back == 0 => (days.0, plus(over.1, -days_back)),
        _ => {
            let by_ends = step != Step::Day && step != Step::Week;
            (days.0, dates_before(over, months_back, by_ends)?.1)
        }
    };
    if days.0 > days.1 {
        return None;
    }
    let beside = buckets(range, step).into_iter().map(|bucket| {
        let bucket = match is_cut && bucket.0 <= over.1 {
            true => (bucket.0, bucket.1.min(over.1)),
            false => bucket,
        };
        let part = match (months_back, step) {
            (0, _) => shifted(bucket, days_back),
            (_, Step::Day) => same_date(bucket.0, months_back).map(|day| (day, day))?,
            _ => dates_before(
                bucket,
                months_back,
                bucket.1 != range.1 || !is_within_month(range),
            )?,
        };
        (days.0 <= part.0 && part.1 <= days.1).then_some(part)
    });
    let beside = beside.collect();
    Some((days, beside))
}

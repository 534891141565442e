//! Counterparts: which days, weeks, months stand beside those of a range.
//!
//! Everything that is compared, wherever it is shown, is paired here and nowhere else. A bucket
//! has one counterpart at most, a calendar period of the same length, and is never paired by its
//! place in a list: the 30 days of September do not stand beside the first 30 of October's buckets.
//!
//! | comparison | range | days | weeks | months, quarters, years |
//! |---|---|---|---|---|
//! | previous | whole months | the same date, as many months before | shifted by the nearest whole weeks | shifted by as many periods as the range touches |
//! | previous | any other | as many days right before | shifted by whole weeks | the same |
//! | year | any | the same date | 52 weeks before | the same period a year before |
//! | n days | any | n days before | the nearest whole weeks | the nearest whole periods |
//!
//! The last 30 days are no month, even where they happen to fill one: they are any other range. A part of a
//! week, month, quarter or year stands beside the same part or beside nothing, a whole one beside a
//! whole one. 29 February has no counterpart in a year without one. Where the last days are not over, those that
//! are stand beside as many: a week that lacks today stands beside six days.

use crate::{Bucket, Day, DayRange, PanelCompare, Period, Span, Step};

/// The days that a range is compared with, and what stands beside each of its buckets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterparts {
    /// The days of the range that are compared: all that are over.
    pub settled: DayRange,
    /// The days that they are compared with as a whole.
    pub days: DayRange,
    /// The distance in words: `period before`, `year before`, `4 weeks before`.
    pub words: String,
    /// One for each bucket of the range; `None` where nothing stands beside it.
    pub buckets: Vec<Option<Bucket>>,
}

/// How far back the counterpart of a bucket lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Distance {
    Days(i32),
    /// The same date so many months before; none where that month has no such day.
    Months(i32),
}

impl Counterparts {
    /// What a range, cut by a step, is compared with; `None` where no day is: before year 1, the year before of
    /// nothing but 29 February, or where none of its days is over.
    pub fn of(span: impl Into<Span>, step: Step, comparison: PanelCompare) -> Option<Self> {
        let span = span.into();
        let range = span.days;
        let months = whole_months(range).filter(|_| !span.is_rolling);
        let distance = distance(range, months, step, comparison);
        let of_all = match (months, comparison) {
            // However the weeks lie, a whole month as one number stands beside a whole one.
            (Some(months), PanelCompare::Previous) if step == Step::Week => {
                Distance::Months(months)
            }
            (Some(_), PanelCompare::Year) if step == Step::Week => Distance::Months(12),
            _ => distance,
        };
        let settled = span.settled()?;
        let mut days = of_all.days_before(range, step, months.is_some())?;
        if settled != range {
            let to = of_all.end_before(settled, range, step)?;
            days = DayRange::new(days.from, to.min(days.to))?;
        }
        let beside = |bucket: Bucket| {
            let found = distance.bucket_before(bucket.up_to(settled.to), range)?;
            let is_inside = days.contains(found.days.from) && days.contains(found.days.to);
            is_inside.then_some(found)
        };
        let buckets = Bucket::covering(range, step).into_iter().map(beside);
        Some(Self {
            settled,
            days,
            words: words(step, comparison),
            buckets: buckets.collect(),
        })
    }

    /// The day that stands beside one day of a range.
    pub fn of_day(span: impl Into<Span>, day: Day, comparison: PanelCompare) -> Option<Day> {
        let span = span.into();
        let at = usize::try_from(day - span.days.from).ok()?;
        let beside = Self::of(span, Step::Day, comparison)?;
        beside.buckets.get(at)?.map(|bucket| bucket.days.from)
    }
}

/// How many whole calendar months a range is; `None` where it begins or ends inside of one.
fn whole_months(range: DayRange) -> Option<i32> {
    let ends_a_month = range.to.next().first_of_month() == range.to.next();
    let is_whole = range.from.first_of_month() == range.from && ends_a_month;
    is_whole.then(|| months_between(range.from, range.to) + 1)
}

fn months_between(from: Day, to: Day) -> i32 {
    to.month_number() - from.month_number()
}

fn distance(
    range: DayRange,
    months: Option<i32>,
    step: Step,
    comparison: PanelCompare,
) -> Distance {
    match (comparison, step, months) {
        (PanelCompare::Previous, Step::Day, Some(months)) => Distance::Months(months),
        (PanelCompare::Previous, Step::Day, None) => Distance::Days(length(range)),
        (PanelCompare::Previous, Step::Week, Some(months)) => {
            let days = range.from - range.from.plus_months(-months);
            Distance::Days(nearest(days, 7.0) * 7)
        }
        (PanelCompare::Previous, Step::Week, None) => {
            Distance::Days(length(range).div_euclid(7) * 7 + rest_of_week(range))
        }
        (PanelCompare::Previous, _, _) => {
            let touched = Period::covering(range, step).len();
            Distance::Months(
                i32::try_from(touched)
                    .unwrap_or(i32::MAX)
                    .saturating_mul(months_of(step)),
            )
        }
        (PanelCompare::Year, Step::Week, _) => Distance::Days(364),
        (PanelCompare::Year, _, _) => Distance::Months(12),
        (PanelCompare::Days(days), Step::Day, _) => Distance::Days(days.into()),
        (PanelCompare::Days(days), Step::Week, _) => Distance::Days(nearest(days.into(), 7.0) * 7),
        (PanelCompare::Days(days), _, _) => {
            Distance::Months(nearest_periods(days, step) * months_of(step))
        }
    }
}

impl Distance {
    /// The days that a range as a whole is compared with.
    fn days_before(self, range: DayRange, step: Step, is_whole_months: bool) -> Option<DayRange> {
        match self {
            Self::Days(days) => shifted(range, days),
            Self::Months(months) if is_whole_months => months_before(range, months),
            Self::Months(months) if step == Step::Day => same_dates(range, months),
            Self::Months(months) => same_part(range, range, months),
        }
    }

    /// The last of the days that those that are over are compared with. By the month or longer the end of a month
    /// stands beside the end of another, so that a whole month stands beside a whole one.
    fn end_before(self, settled: DayRange, range: DayRange, step: Step) -> Option<Day> {
        let days = match self {
            Self::Months(months) if step > Step::Week => same_part(settled, range, months),
            _ => self.days_before(settled, Step::Day, false),
        };
        days.map(|days| days.to)
    }

    /// The same part of a period that lies so far back.
    fn bucket_before(self, bucket: Bucket, range: DayRange) -> Option<Bucket> {
        let step = bucket.period.step;
        let days = match self {
            Self::Days(days) => shifted(bucket.days, days)?,
            Self::Months(months) if step == Step::Day => {
                DayRange::single(same_date(bucket.days.from, months)?)
            }
            Self::Months(months) => same_part(bucket.days, range, months)?,
        };
        Some(Bucket {
            period: Period::of(days.from, step),
            days,
        })
    }
}

fn shifted(range: DayRange, days: i32) -> Option<DayRange> {
    let is_in_time = range.from.days() - days >= Day::MIN.days();
    is_in_time.then(|| DayRange {
        from: range.from - days,
        to: range.to - days,
    })
}

/// The whole months so many months before those of a range of whole months.
fn months_before(range: DayRange, months: i32) -> Option<DayRange> {
    let to = range.to.next().plus_months(-months).previous();
    let from = range.from.plus_months(-months);
    is_before(from, range.from, months).then_some(DayRange { from, to })
}

/// The same dates so many months before of a part of a range. The end of a month is the end of another, but for a
/// range within one: the last seven days of a month are no eight days of another.
fn same_part(part: DayRange, range: DayRange, months: i32) -> Option<DayRange> {
    let ends_a_month = part.to.next().first_of_month() == part.to.next();
    let is_within_one = part.to == range.to && range.from > range.to.first_of_month();
    let days = same_dates(part, months)?;
    let to = match ends_a_month && !is_within_one {
        true => part.to.next().plus_months(-months).previous(),
        false => days.to,
    };
    DayRange::new(days.from, to)
}

/// Time begins with year 1: what would lie before is nowhere.
fn is_before(earlier: Day, day: Day, months: i32) -> bool {
    months_between(earlier, day) == months
}

/// The same dates so many months before, without those at an end that are none there.
fn same_dates(range: DayRange, months: i32) -> Option<DayRange> {
    let ends = |day: Day| (0..4).map(move |days| (day + days, day - days));
    let from = ends(range.from).find_map(|(later, _)| same_date(later, months))?;
    let to = ends(range.to).find_map(|(_, earlier)| same_date(earlier, months))?;
    DayRange::new(from, to)
}

/// The date so many months before; `None` where that month has no such day.
fn same_date(day: Day, months: i32) -> Option<Day> {
    let earlier = day.plus_months(-months);
    let is_there = earlier.day_of_month() == day.day_of_month();
    (is_there && is_before(earlier, day, months)).then_some(earlier)
}

fn length(range: DayRange) -> i32 {
    range.to - range.from + 1
}

/// Seven where a range is no whole number of weeks: it is shifted by one more.
fn rest_of_week(range: DayRange) -> i32 {
    match length(range).rem_euclid(7) {
        0 => 0,
        _ => 7,
    }
}

/// How many units so many days are about; one at least.
fn nearest(days: i32, unit: f64) -> i32 {
    ((f64::from(days) / unit).round() as i32).max(1)
}

fn nearest_periods(days: u16, step: Step) -> i32 {
    /// 400 years have 146,097 days.
    const DAYS_OF_MONTH: f64 = 146_097.0 / 4_800.0;
    nearest(days.into(), DAYS_OF_MONTH * f64::from(months_of(step)))
}

/// The months of a period; a day and a week have none.
const fn months_of(step: Step) -> i32 {
    match step {
        Step::Day | Step::Week | Step::Month => 1,
        Step::Quarter => 3,
        Step::Year => 12,
    }
}

fn words(step: Step, comparison: PanelCompare) -> String {
    let PanelCompare::Days(days) = comparison else {
        return comparison.words();
    };
    let count = match step {
        Step::Day => return comparison.words(),
        Step::Week => nearest(days.into(), 7.0),
        _ => nearest_periods(days, step),
    };
    match count {
        1 => format!("{step} before"),
        count => format!("{count} {step}s before"),
    }
}

#[cfg(test)]
mod tests;

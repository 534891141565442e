//! Which days usually have a value, so that it is known of which days one is missing.

use crate::{Day, DayRange, Mark, Series};

const WEEKDAYS: usize = 7;
/// So many of a weekday in a row tell whether values usually come on it.
const IN_A_ROW: usize = 4;

/// The weekdays on which values usually come, and the days of which something is known.
pub(crate) struct UsualDays {
    weekdays: [bool; WEEKDAYS],
    from: Day,
    /// Whether something is known of a day: a value, or an answer that there is none.
    known: Vec<bool>,
}

/// So many days before those that are shown tell what is usual, too.
pub const USUAL_DAYS: i32 = (WEEKDAYS * IN_A_ROW) as i32;

impl UsualDays {
    /// Those of some days of a series, and of the four weeks before them.
    pub(crate) fn of(series: &Series, days: DayRange) -> Self {
        let from = (days.from - USUAL_DAYS).max(Day::MIN);
        let range = DayRange { from, to: days.to };
        let mut known: Vec<bool> = range
            .days()
            .map(|day| series.value(day).is_some())
            .collect();
        for (day, mark) in &series.marks {
            let is_known = match mark {
                Mark::Gap(reason) => reason.is_answer(),
                _ => false,
            };
            if is_known && range.contains(*day) {
                known[(*day - from) as usize] = true;
            }
        }
        let is_daily = known.windows(2).any(|two| two[0] && two[1]);
        let begin = known.iter().position(|is_known| *is_known).unwrap_or(0);
        // What came day by day and broke off is missed since, and not unusual from then on.
        let end = match known.iter().rposition(|is_known| *is_known) {
            Some(last) if is_daily => known.len().min(last + WEEKDAYS),
            _ => known.len(),
        };
        let since = &known[begin..end];
        let first = from + begin as i32;
        let mut weekdays = [true; WEEKDAYS];
        for at in 0..WEEKDAYS {
            let of_weekday: Vec<bool> = since.iter().skip(at).step_by(WEEKDAYS).copied().collect();
            weekdays[weekday(first + at as i32)] = are_usual(&of_weekday, is_daily);
        }
        Self {
            weekdays,
            from,
            known,
        }
    }

    /// Whether any day has no value and no answer where one usually comes.
    pub(crate) fn lack(&self, days: DayRange) -> bool {
        let is_missing = |day: Day| {
            let at = usize::try_from(day - self.from).ok();
            let is_known = at.and_then(|at| self.known.get(at)).copied();
            self.weekdays[weekday(day)] && !is_known.unwrap_or(false)
        };
        days.days().any(is_missing)
    }
}

fn weekday(day: Day) -> usize {
    day.days().rem_euclid(WEEKDAYS as i32) as usize
}

/// Whether values usually come, where it is known of each time in order whether one came: three of any
/// four times in a row. Of fewer times half are enough; one alone tells nothing, and of what comes day by day any day is
/// usual then.
fn are_usual(times: &[bool], is_daily: bool) -> bool {
    let came = |times: &[bool]| times.iter().filter(|came| **came).count();
    match times.len() {
        0 | 1 => is_daily,
        many if many < IN_A_ROW => 2 * came(times) >= many,
        _ => times
            .windows(IN_A_ROW)
            .any(|times| came(times) + 1 >= IN_A_ROW),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GapReason;

    fn monday() -> Day {
        Day::parse("2026-11-02").expect("a date")
    }

    fn days(from: i32, to: i32) -> DayRange {
        DayRange {
            from: monday() + from,
            to: monday() + to,
        }
    }

    /// Four weeks from a Monday on, with values where `has_value` says so.
    fn series(has_value: impl Fn(i32) -> bool) -> Series {
        let values = (0..28).map(|at| has_value(at).then_some(1.0));
        Series::new(monday(), values.collect())
    }

    fn lacking_weeks(series: &Series) -> Vec<bool> {
        let usual = UsualDays::of(series, days(0, 27));
        (0..4)
            .map(|week| usual.lack(days(week * 7, week * 7 + 6)))
            .collect()
    }

    #[test]
    fn what_never_comes_on_a_weekend_lacks_none() {
        let workdays = |at: i32| at % 7 < 5;
        assert_eq!(lacking_weeks(&series(workdays)), [false; 4]);
        let without_one = series(|at| workdays(at) && at != 9);
        assert_eq!(lacking_weeks(&without_one), [false, true, false, false]);
    }

    #[test]
    fn each_week_that_lacks_a_usual_day_does() {
        let each_another = series(|at| at != 0 && at != 8 && at != 16 && at != 24);
        assert_eq!(lacking_weeks(&each_another), [true; 4]);
    }

    #[test]
    fn what_comes_once_a_month_or_every_other_week_lacks_nothing() {
        assert_eq!(lacking_weeks(&series(|at| at == 3)), [false; 4]);
        assert_eq!(lacking_weeks(&series(|at| at % 14 == 4)), [false; 4]);
    }

    #[test]
    fn an_answer_that_there_is_nothing_is_no_lack() {
        let mut series = series(|at| at != 9 && at != 10);
        series.mark([monday() + 9], Mark::Gap(GapReason::NoAnswer));
        assert_eq!(lacking_weeks(&series), [false, true, false, false]);
        series.mark([monday() + 10], Mark::Gap(GapReason::NoAnswer));
        assert_eq!(lacking_weeks(&series), [false; 4]);
        let mut removed = super::tests::series(|at| at != 9);
        removed.mark([monday() + 9], Mark::Gap(GapReason::Removed));
        assert_eq!(lacking_weeks(&removed), [false, true, false, false]);
    }

    /// Asked for five days, and never again: the month is not that of five days.
    #[test]
    fn what_breaks_off_lacks_the_days_that_follow() {
        let broken_off = series(|at| at < 5);
        assert!(UsualDays::of(&broken_off, days(0, 27)).lack(days(0, 27)));
    }

    #[test]
    fn a_single_week_tells_nothing_of_what_is_usual() {
        let week = Series::new(monday(), vec![Some(1.0), Some(1.0), None, Some(1.0)]);
        let usual = UsualDays::of(&week, days(0, 6));
        assert!(usual.lack(days(0, 3)));
        assert!(!usual.lack(days(0, 1)));
    }
}

//! Days that a file has more than one measurement of, and lines that land on another day than they say.

use std::collections::HashSet;

use dbag_domain::Day;
use serde::Serialize;

use super::options::OfDay;
use super::roles::Question;
use super::targets::Target;

/// What became of days with more than one measurement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Several {
    /// Lines that are about the same day as another one, which stands or which they are put together with.
    pub lines: u64,
    /// Days, of each metric and object, that have more than one measurement.
    pub days: u64,
    /// How they became one, where it was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<&'static str>,
}

impl Several {
    /// What became of them, in words; empty where there are none.
    pub fn words(&self) -> String {
        let (lines, are) = match self.lines {
            0 => return String::new(),
            1 => ("1 line".to_owned(), "is"),
            lines => (format!("{lines} lines"), "are"),
        };
        let end = match self.chosen {
            None => "as a later one, which stands",
            Some("sum") => "as another and added to it",
            Some("mean") => "as another, and the mean of them stands",
            Some("first") => "as an earlier one, which stands",
            Some("max") => "as another, and the largest stands",
            Some("min") => "as another, and the smallest stands",
            Some("count") => "as another, and how many there are stands",
            Some(_) => "as another, and the last stands",
        };
        format!("{lines} {are} of the same day {end}")
    }
}

/// Days with several measurements while they are counted.
#[derive(Debug, Default)]
pub(super) struct Counted {
    of_several: u64,
    passed: Vec<u32>,
    metrics: Vec<OfMetric>,
}

/// The measurements of one metric.
#[derive(Debug, Clone, Default)]
struct OfMetric {
    measurements: u64,
    /// Those that are not the last of their day.
    passed: u64,
    /// Days that have any, of whatever object.
    days: HashSet<Day>,
    /// The first of them in the file, with two of its lines.
    first: Option<(Day, (u32, u32))>,
}

/// Of so many lines one may be corrected by a later one of its day without a question.
const ONE_OF: u64 = 10;
/// The ways to one value a day.
pub(super) const WAYS: &str =
    "say how they become one value a day, with --of-day sum, count, mean, last, first, max or min";

impl Counted {
    /// Adds a day by its lines, in order of their moments.
    pub(super) fn add(&mut self, metric: u32, day: Day, mut lines: impl Iterator<Item = u32>) {
        let at = metric as usize;
        if self.metrics.len() <= at {
            self.metrics.resize(at + 1, OfMetric::default());
        }
        let of = &mut self.metrics[at];
        let Some(first) = lines.next() else { return };
        of.measurements += 1;
        let Some(second) = lines.next() else { return };
        self.of_several += 1;
        of.days.insert(day);
        (of.measurements, of.passed) = (of.measurements + 1, of.passed + 1);
        self.passed.push(first);
        let pair = (first.min(second), first.max(second));
        if of.first.is_none_or(|(_, known)| pair < known) {
            of.first = Some((day, pair));
        }
        let mut last = second;
        for line in lines {
            (of.measurements, of.passed) = (of.measurements + 1, of.passed + 1);
            self.passed.push(std::mem::replace(&mut last, line));
        }
    }

    /// What is said of it.
    pub(super) fn report(mut self, of_day: Option<OfDay>) -> Several {
        self.passed.sort_unstable();
        self.passed.dedup();
        Several {
            lines: self.passed.len() as u64,
            days: self.of_several,
            chosen: of_day.map(OfDay::as_str),
        }
    }

    /// What is asked where more than a small share of a metric's lines would not stand, or any of a list of
    /// events: then days are made of events or of many looks, and which of the two is nothing to be guessed.
    pub(super) fn question(&self, targets: &[Target], events: Option<&str>) -> Option<Question> {
        let is_much = |of: &&OfMetric| of.passed * ONE_OF > of.measurements;
        let is_open =
            |(_, of): &(usize, &OfMetric)| is_much(of) || events.is_some() && of.passed > 0;
        let (at, of) = self.metrics.iter().enumerate().find(is_open)?;
        let (day, (first, second)) = of.first?;
        let slug = &targets[at].settings.slug;
        let days = match of.days.len() {
            1 => "one day has".to_owned(),
            days => format!("{days} days have"),
        };
        let message = format!(
            "{days} several values of `{slug}` at different times, the first on {day} in the lines {first} and \
             {second}; with the last of each day, {} of {} lines would not stand{}",
            of.passed,
            of.measurements,
            of_events(events)
        );
        Some(Question::new("of_day", message).way_out(WAYS))
    }
}

/// What is said of a list of events: how daily numbers are made of it.
pub(super) fn of_events(key: Option<&str>) -> String {
    key.map_or_else(String::new, |key| {
        format!(
            "; every line has its own `{key}`, so the file looks like a list of events: of a day, its values can \
             be added up, or its lines counted"
        )
    })
}

/// Lines with an offset from UTC that land on another day than is written there.
#[derive(Debug, Default)]
pub(super) struct Moved {
    last: Option<u32>,
    lines: u64,
    first: Option<(u32, Day, Day, String)>,
}

impl Moved {
    /// Notes the day of a line.
    pub(super) fn see(&mut self, line: u32, written: Option<Day>, day: Day, target: &Target) {
        let Some(written) = written.filter(|written| *written != day) else {
            return;
        };
        if self.last.replace(line) != Some(line) {
            self.lines += 1;
        }
        if self.first.as_ref().is_none_or(|(known, ..)| line < *known) {
            self.first = Some((line, written, day, target.zone.name().to_owned()));
        }
    }

    /// What is said of them.
    pub(super) fn note(self) -> Option<String> {
        let (line, written, day, zone) = self.first?;
        let lands = match self.lines {
            1 => "1 line lands".to_owned(),
            lines => format!("{lines} lines land"),
        };
        Some(format!(
            "{lands} on another day than is written there: line {line}, of {written}, is of {day} in {zone}; \
             another time zone moves them"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_do_not_stand_are_counted_once() {
        let day = Day::from_days(20_000);
        let mut counted = Counted::default();
        counted.add(0, day, [2, 3, 4].into_iter());
        counted.add(1, day, [2, 3, 4].into_iter());
        counted.add(0, day + 1, [5].into_iter());
        let several = counted.report(None);
        assert_eq!((several.lines, several.days), (2, 2));
        let said = "2 lines are of the same day as a later one, which stands";
        assert_eq!(several.words(), said);
        let one = Several {
            lines: 1,
            days: 1,
            chosen: Some("sum"),
        };
        assert_eq!(
            one.words(),
            "1 line is of the same day as another and added to it"
        );
        assert_eq!(Several::default().words(), "");
    }
}

//! Days that a file has more than one measurement of, and lines that land on another day than they say.

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
            Some(_) => "as another, and the last stands",
        };
        format!("{lines} {are} of the same day {end}")
    }
}

/// Days with several measurements while they are counted.
#[derive(Debug, Default)]
pub(super) struct Counted {
    days: u64,
    of_several: u64,
    passed: Vec<u32>,
    /// The first in the file: its metric, its day and two of its lines.
    first: Option<(u32, Day, (u32, u32))>,
}

impl Counted {
    /// Adds a day by its lines, in order of their moments.
    pub(super) fn add(&mut self, metric: u32, day: Day, mut lines: impl Iterator<Item = u32>) {
        self.days += 1;
        let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
            return;
        };
        self.of_several += 1;
        self.passed.push(first);
        let pair = (first.min(second), first.max(second));
        if self.first.is_none_or(|(_, _, known)| pair < known) {
            self.first = Some((metric, day, pair));
        }
        let mut last = second;
        for line in lines {
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

    /// What is asked where most days have several measurements: then days are made of events or of many
    /// looks, and which of the two is nothing to be guessed.
    pub(super) fn question(&self, targets: &[Target]) -> Option<Question> {
        let (metric, day, (first, second)) = self.first?;
        if self.of_several * 2 <= self.days {
            return None;
        }
        let slug = &targets[metric as usize].settings.slug;
        let message = format!(
            "most days have several values at different times, {} of {}, the first `{slug}` on {day} in the lines \
             {first} and {second}: they may have to be added up, or the last of a day stands",
            self.of_several, self.days
        );
        let way_out =
            "say how they become one value a day, with --of-day sum, mean, last, first, max or min";
        Some(Question::new("of_day", message).way_out(way_out))
    }
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

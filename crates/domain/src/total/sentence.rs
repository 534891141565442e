//! How a number was made, in words.

use super::{Method, Total};
use crate::{Coverage, Day, DayRange};

impl Total {
    /// How the number was made, in a sentence without a stop: `mean of 30 of 31 days, weighted by
    /// orders; 30 Oct has no value`. Years are named where they are not `reference`'s.
    pub fn sentence(&self, weighted_by: Option<&str>, reference: Day) -> String {
        let Some(method) = self.method else {
            return match self.coverage.known {
                0 => "no day has a value".to_owned(),
                _ => "the sum is too large to be told".to_owned(),
            };
        };
        let mut parts = vec![self.made(method, weighted_by, reference)];
        parts.extend(self.missing(reference));
        parts.extend(self.running().map(str::to_owned));
        parts.extend(self.remarks());
        parts.join("; ")
    }

    fn made(&self, method: Method, weighted_by: Option<&str>, reference: Day) -> String {
        let spoken = |day: Day| DayRange::single(day).spoken(reference);
        let days = self.known_days();
        match method {
            Method::Sum => format!("sum of {days}"),
            Method::Last(day) => format!("value of {}, the last of {days}", spoken(day)),
            Method::WeightedMean => match weighted_by {
                Some(what) => format!("mean of {days}, weighted by {what}"),
                None => format!("mean of {days}, weighted"),
            },
            Method::MeanOfDays(0) => format!("mean of {days}, each day counting alike"),
            Method::MeanOfDays(unknown) => format!(
                "mean of {days}, each day counting alike: of {} it is not known how much {} counts",
                counted(unknown),
                if unknown == 1 { "it" } else { "each" }
            ),
            Method::Min(day) => format!("lowest of {days}, on {}", spoken(day)),
            Method::Max(day) => format!("highest of {days}, on {}", spoken(day)),
        }
    }

    fn missing(&self, reference: Day) -> Option<String> {
        let day = DayRange::single(self.last_missing?).spoken(reference);
        Some(match self.coverage.days - self.coverage.known {
            0 | 1 => format!("{day} has no value"),
            _ => format!("the last without a value is {day}"),
        })
    }

    fn running(&self) -> Option<&'static str> {
        match (self.is_without_running, self.is_running) {
            (true, _) => Some("the last day is not over, and left out"),
            (false, true) => Some("the last day is not over"),
            (false, false) => None,
        }
    }

    /// What is to be known of some of the days.
    fn remarks(&self) -> impl Iterator<Item = String> {
        let of_days = [
            (self.incomplete, "the answers of some objects failed"),
            (
                self.removed,
                "the values of some objects were removed by hand",
            ),
            (
                self.carried,
                "the last known values of some objects stand for them",
            ),
            (
                self.unknown,
                "some objects are left out, as nothing is known of them for over a week",
            ),
            (
                self.without_object,
                "there are rows of no object, which are left out",
            ),
            (self.made_up, "there are values that are made up"),
            (
                self.undivided,
                "there was nothing to divide by, and only the numerator counts",
            ),
        ];
        let of_days = of_days.into_iter().filter(|(days, _)| *days > 0);
        let outdated = match self.outdated {
            0 => None,
            1 => Some("1 day was".to_owned()),
            many => Some(format!("{many} days were")),
        };
        of_days
            .map(|(days, words)| format!("on {} {words}", counted(days)))
            .chain(outdated.map(|days| format!("{days} asked before the metric was changed")))
            .chain(self.early())
    }

    /// Which days may lack a part: `1 day was asked before it was over, and is left out`.
    fn early(&self) -> Option<String> {
        let (were, are) = match self.early {
            0 => return None,
            1 => ("1 day was asked before it was over".to_owned(), "is"),
            many => (
                format!("{many} days were asked before they were over"),
                "are",
            ),
        };
        Some(match self.is_without_early {
            true => format!("{were}, and {are} left out"),
            false => were,
        })
    }

    /// `31 days`, `30 of 31 days`.
    fn known_days(&self) -> String {
        let Coverage { days, .. } = self.coverage;
        let counts = self.counting();
        match counts == days {
            true => counted(days),
            false => format!("{counts} of {}", counted(days)),
        }
    }
}

fn counted(days: u32) -> String {
    match days {
        1 => "1 day".to_owned(),
        many => format!("{many} days"),
    }
}

//! What is to be known of the value of one day, wherever it is shown.

use dbag_domain::{Day, Mark, Measure, Series};

/// What is to be known of the value of one day: that of a number, a badge, a card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueNotes {
    /// All marks that the day bears.
    pub marks: Vec<Mark>,
    /// Whether the day is not over, and its value a part of what it will be; a level is what it is at any moment.
    pub is_so_far: bool,
}

impl ValueNotes {
    /// Those of a day of a series; none of a day without a value.
    pub fn of(series: &Series, day: Option<Day>, measure: Measure) -> Self {
        let day = day.filter(|day| series.value(*day).is_some());
        let marks = series.marks.iter();
        let of_day = marks.filter(|(at, _)| Some(*at) == day);
        let marks: Vec<Mark> = of_day.map(|(_, mark)| *mark).collect();
        Self {
            is_so_far: measure != Measure::Level && marks.contains(&Mark::Provisional),
            marks,
        }
    }

    /// Why the value is another than what all say now, in a few words; empty where it is not.
    pub fn reasons(&self) -> String {
        let outdated = self.marks.contains(&Mark::Outdated);
        let outdated = outdated.then_some("asked before a change");
        let of_part = self.marks.iter().copied().filter_map(Mark::part_words);
        let words: Vec<&str> = outdated.into_iter().chain(of_part).collect();
        words.join(", ")
    }

    /// The same, after that the day is not over: `so far, some objects failed`.
    pub fn words(&self) -> String {
        let so_far = self.is_so_far.then(|| "so far".to_owned());
        let reasons = Some(self.reasons()).filter(|words| !words.is_empty());
        let words: Vec<String> = so_far.into_iter().chain(reasons).collect();
        words.join(", ")
    }

    /// A day, and that it is not over: `30 Nov, so far`.
    pub fn with_day(&self, day: &str) -> String {
        match self.is_so_far {
            true => format!("{day}, so far"),
            false => day.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_known_of_a_day_is_said_in_one_order() {
        let day = Day::from_days(10);
        let mut series = Series::new(day, vec![Some(1.0), None]);
        let marks = [Mark::Incomplete(2), Mark::Outdated, Mark::Provisional];
        series.marks = marks.map(|mark| (day, mark)).to_vec();
        series.mark([day + 1], Mark::WithoutObject);
        let flow = ValueNotes::of(&series, Some(day), Measure::Flow);
        assert_eq!(
            flow.words(),
            "so far, asked before a change, some objects failed"
        );
        assert_eq!(flow.with_day("10 Jan"), "10 Jan, so far");
        let level = ValueNotes::of(&series, Some(day), Measure::Level);
        assert_eq!(level.words(), "asked before a change, some objects failed");
        assert_eq!(level.with_day("10 Jan"), "10 Jan");
        for nothing in [Some(day + 1), None] {
            let none = ValueNotes::of(&series, nothing, Measure::Flow);
            assert_eq!(none, ValueNotes::default());
        }
    }
}

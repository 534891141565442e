//! Values on their way into a frame of another site, whose cursor is a script without WASM: every
//! slot in words, with its place, so that the script neither formats nor counts.

use dbag_domain::Step;

use crate::islands::{Placing, Track};

/// What a cursor tells of one series.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FrameTrack {
    /// The words of each slot, with bars between them.
    pub(crate) words: Option<String>,
    /// The heights in percent from the top; `_` for none. Absent where heights tell nothing.
    pub(crate) heights: Option<String>,
}

/// The slots of a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FrameSlots {
    /// How many there are.
    pub(crate) count: Option<String>,
    /// The first day, as days since 1970-01-01, where slots are days.
    pub(crate) from: Option<String>,
    /// The names of other periods, and of days of which more is known, with bars between them; empty where a
    /// day's name follows from its number.
    pub(crate) names: Option<String>,
}

impl FrameTrack {
    /// A series with its unit.
    pub(crate) fn of(track: &Track, placing: Placing) -> Self {
        Self::told(track, placing, Track::value_words)
    }

    /// A series whose unit stands beside it.
    pub(crate) fn of_digits(track: &Track, placing: Placing) -> Self {
        Self::told(track, placing, Track::number)
    }

    fn told(track: &Track, placing: Placing, words: impl Fn(&Track, usize) -> String) -> Self {
        let slots = 0..track.len();
        let words: Vec<String> = slots.clone().map(|slot| words(track, slot)).collect();
        let height = |slot: usize| match track.value(slot).and_then(|value| placing.y(value)) {
            Some(height) => format!("{height:.1}"),
            None => "_".to_owned(),
        };
        let has_heights = placing.has_heights() && !placing.has_bands();
        let heights: Vec<String> = slots.map(height).collect();
        Self {
            words: Some(words.join("|")),
            heights: has_heights.then(|| heights.join(" ")),
        }
    }
}

impl FrameSlots {
    /// The slots of the first track, with what is known of the values of all; each has a name, that of the only
    /// series is empty.
    pub(crate) fn of(tracks: &[(&str, &Track)]) -> Self {
        let Some((_, track)) = tracks.first() else {
            return Self::default();
        };
        let is_daily = track.step() == Step::Day;
        // A day's name follows from its number, unless it is not over or is not known like others.
        let name = |slot: usize| match (is_daily, Track::notes_of(tracks, slot)) {
            (true, notes) if notes.is_empty() => String::new(),
            (_, notes) => format!("{}{}", track.period_name(slot), notes.replace('|', "/")),
        };
        let names: Vec<String> = (0..track.len()).map(name).collect();
        let has_names = names.iter().any(|name| !name.is_empty());
        Self {
            count: Some(track.len().to_string()),
            from: is_daily.then(|| track.from().days().to_string()),
            names: has_names.then(|| names.join("|")),
        }
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, Mark, Series, Unit};

    use super::*;

    #[test]
    fn a_series_travels_in_words_with_its_places() {
        let unit = Unit {
            singular: "order".to_owned(),
            plural: "orders".to_owned(),
            ..Unit::default()
        };
        let series = Series::new(Day::from_days(20_000), vec![Some(1.0), None, Some(1204.0)]);
        let track = Track::of_days(&series, &unit);
        let placing = Placing::of([(1.0, 380), (1204.0, 30)].into_iter(), 400, false);
        let told = FrameTrack::of(&track, placing);
        assert_eq!(told.words.as_deref(), Some("1 order|no value|1,204 orders"));
        assert_eq!(told.heights.as_deref(), Some("95.0 _ 7.5"));
        let digits = FrameTrack::of_digits(&track, Placing::flat(true));
        assert_eq!(digits.words.as_deref(), Some("1|—|1,204"));
        assert_eq!(digits.heights, None);
        let slots = FrameSlots::of(&[("", &track)]);
        assert_eq!(
            (slots.count.as_deref(), slots.from.as_deref()),
            (Some("3"), Some("20000"))
        );
        assert_eq!(slots.names, None);
    }

    #[test]
    fn a_day_that_is_not_over_says_so_in_a_frame() {
        let mut series = Series::new(Day::from_days(20_000), vec![Some(1.0), Some(2.0)]);
        series.marks = vec![(Day::from_days(20_001), Mark::Provisional)];
        let slots = FrameSlots::of(&[("", &Track::of_days(&series, &Unit::default()))]);
        assert_eq!(slots.from.as_deref(), Some("20000"));
        assert_eq!(slots.names.as_deref(), Some("|Sat 5 Oct 2024, so far"));
    }
}

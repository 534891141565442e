//! Slots of a track in words.

use dbag_domain::{
    Format, Relative, Step, Unit, format_value, is_unchanged, relative_change, unit_word,
};

use super::track::{SlotNote, Track};

impl Track {
    /// A slot's number as it is read; a dash for a gap.
    pub(crate) fn number(&self, slot: usize) -> String {
        self.value(slot)
            .map_or_else(|| "—".to_owned(), |value| format_value(value, &self.unit))
    }

    /// The unit's word for a slot's value.
    pub(crate) fn unit_word(&self, slot: usize) -> &str {
        self.value(slot)
            .map_or("", |value| unit_word(value, &self.unit))
    }

    /// A slot's value in words: `1,204 orders`, `no value: source down`.
    pub(crate) fn words(&self, slot: usize) -> String {
        match self.values.get(slot) {
            _ if self.has_note(slot, SlotNote::Absent) => "nothing to compare".to_owned(),
            Some(Ok(_)) => match self.unit_word(slot) {
                "" => self.number(slot),
                word => format!("{} {word}", self.number(slot)),
            },
            Some(Err(Some(reason))) => format!("no value: {}", reason.words()),
            _ => "no value".to_owned(),
        }
    }

    /// A slot's value in words, without the reason where there is none.
    #[cfg_attr(
        not(feature = "ssr"),
        allow(dead_code, reason = "frames are made by the server")
    )]
    pub(crate) fn value_words(&self, slot: usize) -> String {
        match self.value(slot) {
            Some(_) => self.words(slot),
            None => "no value".to_owned(),
        }
    }

    /// The name of a slot's period, of a day as the script of frames writes it: `Mon 16 Nov 2026`.
    #[cfg_attr(
        not(feature = "ssr"),
        allow(dead_code, reason = "frames are made by the server")
    )]
    pub(crate) fn period_name(&self, slot: usize) -> String {
        let bucket = self.bucket(slot);
        match bucket.period.step {
            Step::Day => {
                let day = bucket.days.from;
                let weekday: String = day.with_weekday().chars().take(3).collect();
                format!("{weekday} {}", day.medium())
            }
            _ => bucket.name(),
        }
    }

    /// A slot's day or period in words: `Monday 16 Nov`, `week of 16 Nov 2026, so far`.
    pub(crate) fn day_words(&self, slot: usize) -> String {
        day_words(&[("", self)], slot)
    }

    fn day_name(&self, slot: usize) -> String {
        let last = self.period(self.len().saturating_sub(1));
        let period = self.period(slot);
        match period.step {
            Step::Day => period.start.spoken(last.start),
            _ => self.bucket(slot).name(),
        }
    }

    /// From one slot to another: the days, and the change in words: `+34 (+8 %)`.
    pub(crate) fn change_words(&self, from: usize, to: usize) -> String {
        let (Some(base), Some(value)) = (self.value(from), self.value(to)) else {
            return "no value".to_owned();
        };
        let change = match is_unchanged(base, value) {
            true => 0.0,
            false => value - base,
        };
        let sign = if change < 0.0 { "\u{2212}" } else { "+" };
        if self.unit.format == Format::Percent {
            let points = Unit::default();
            let number = format_value(change.abs(), &points);
            let word = if number == "1" { "point" } else { "points" };
            return format!("{sign}{number} {word}");
        }
        let size = format_value(change.abs(), &self.unit);
        match relative_change(base, value) {
            Some(Relative::Percent(percent)) if change != 0.0 => {
                format!("{sign}{size} ({sign}{percent} %)")
            }
            _ => format!("{sign}{size}"),
        }
    }

    /// A slot's day or period in few letters: `12 Nov`, `November 2026`.
    pub(crate) fn short_day(&self, slot: usize) -> String {
        let period = self.period(slot);
        match period.step {
            Step::Day => period.start.short(),
            _ => period.name(),
        }
    }

    /// What is known of the values at a slot, each after a comma; of tracks of other days than the first nothing.
    pub(crate) fn notes_of(tracks: &[(&str, &Self)], slot: usize) -> String {
        let Some((_, main)) = tracks.first() else {
            return String::new();
        };
        let is_beside =
            |track: &Self| slot < track.len() && track.period(slot) == main.period(slot);
        let beside = || tracks.iter().filter(|(_, track)| is_beside(track));
        let mut words = String::new();
        if beside().any(|(_, track)| track.has_note(slot, SlotNote::Running)) {
            words.push_str(", so far");
        }
        for (name, track) in beside() {
            for note in track.notes(slot).filter_map(note_words) {
                words.push_str(", ");
                if !name.is_empty() {
                    words.push_str(name);
                    words.push_str(": ");
                }
                words.push_str(note);
            }
        }
        words
    }
}

/// The first track's day or period at a slot in words, with what is known of the values of all there:
/// `Monday 16 Nov, so far, Seats: some as of before`. Each track has a name; that of the only series is empty.
pub(crate) fn day_words(tracks: &[(&str, &Track)], slot: usize) -> String {
    let name = tracks.first().map(|(_, main)| main.day_name(slot));
    format!(
        "{}{}",
        name.unwrap_or_default(),
        Track::notes_of(tracks, slot)
    )
}

/// What is known of one series' value; that a day is not over is known of all.
const fn note_words(note: SlotNote) -> Option<&'static str> {
    Some(match note {
        SlotNote::Incomplete => "the answers of some failed",
        SlotNote::Removed => "values of some removed by hand",
        SlotNote::MissingDays => "some days missing",
        SlotNote::Carried => "some as of before",
        SlotNote::Unknown => "without some",
        SlotNote::WithoutObject => "without rows of no object",
        SlotNote::Fake => "made up",
        SlotNote::Outdated => "asked before a change",
        SlotNote::AskedEarly => "asked before the day was over",
        SlotNote::WholeUnknown => "a part of the whole not known",
        SlotNote::Running | SlotNote::Absent => return None,
    })
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, Mark, Series, Unit};

    use super::day_words;
    use crate::islands::Track;
    use crate::islands::track::tests::track;

    #[test]
    fn what_is_known_of_each_series_is_said_with_its_name() {
        let first = Day::from_days(20_000);
        let marked = |marks: &[(Day, Mark)]| {
            let mut series = Series::new(first, vec![Some(1.0), Some(2.0)]);
            series.marks = marks.to_vec();
            Track::of_days(&series, &Unit::default())
        };
        let seats = marked(&[(first, Mark::Carried(1)), (first + 1, Mark::Provisional)]);
        let orders = marked(&[(first, Mark::Removed(2)), (first, Mark::Outdated)]);
        let alone = day_words(&[("", &seats)], 0);
        assert_eq!(alone, "Friday 4 Oct, some as of before");
        let both = [("Seats", &seats), ("Orders", &orders)];
        assert_eq!(
            day_words(&both, 0),
            "Friday 4 Oct, Seats: some as of before, \
             Orders: values of some removed by hand, Orders: asked before a change"
        );
        assert_eq!(Track::notes_of(&both, 1), ", so far");
        assert_eq!(
            Track::notes_of(&[("Orders", &orders), ("Seats", &seats)], 1),
            ", so far"
        );
        assert_eq!(Track::notes_of(&[], 0), "");
    }

    #[test]
    fn a_slot_is_told_in_words() {
        let track = track();
        let words: Vec<_> = (0..5).map(|slot| track.words(slot)).collect();
        assert_eq!(
            words,
            [
                "1 order",
                "no value: source down",
                "2.5 orders",
                "no value",
                "1,204 orders"
            ]
        );
        assert_eq!(track.day_words(2), "Wednesday 18 Nov");
        assert_eq!(track.day_words(4), "Friday 20 Nov, so far");
    }

    #[test]
    fn a_change_between_two_days_is_told() {
        let track = track();
        for (from, to, words) in [
            (0, 2, "+1.5 (+150 %)"),
            (4, 2, "\u{2212}1,202 (\u{2212}99.8 %)"),
            (0, 4, "+1,203"),
            (2, 2, "+0"),
            (0, 1, "no value"),
        ] {
            assert_eq!(track.change_words(from, to), words);
        }
    }
}

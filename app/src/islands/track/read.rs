//! Reading a track from the attributes that the server wrote.

use dbag_domain::{Day, Format, GapReason, Period, Step, Unit};
use web_sys::Element;

use super::{Entry, SlotNote, Track};
use crate::islands::placing::Placing;

impl Track {
    /// Reads a picture's own values.
    pub(crate) fn read(picture: &Element) -> Option<Self> {
        Self::read_from(picture, "data-from", "data-to", "data-values")
    }

    /// Reads the values that a picture's own are compared with.
    pub(crate) fn read_other(picture: &Element) -> Option<Self> {
        Self::read_from(
            picture,
            "data-other-from",
            "data-other-to",
            "data-other-values",
        )
    }

    /// Reads what is aimed at.
    pub(crate) fn read_goal(picture: &Element) -> Option<Self> {
        Self::read_from(picture, "data-goal-from", "", "data-goal-values")
    }

    /// Reads values that stand beside their picture.
    pub(crate) fn read_beside(words: &Element, picture: &Element) -> Option<Self> {
        let placing = Placing::read(picture);
        Some(Self {
            placing,
            ..Self::read(words)?
        })
    }

    fn read_from(element: &Element, from: &str, to: &str, values: &str) -> Option<Self> {
        let text = |name: &str| element.get_attribute(name).unwrap_or_default();
        let word = text("data-format");
        let format = Format::ALL.iter().find(|format| format.as_str() == word);
        let word = text("data-step");
        let step = Step::ALL.iter().find(|step| step.as_str() == word);
        let day = |text: String| text.parse().ok().map(Day::from_days);
        let from = day(text(from))?;
        let first = Period::of(from, step.copied().unwrap_or(Step::Day));
        let read = read_values(&text(values));
        Some(Self {
            ends: ((from != first.start).then_some(from), day(text(to))),
            first,
            anchors: read.anchors,
            values: read.values,
            notes: read.notes,
            unit: Unit {
                singular: text("data-one"),
                plural: text("data-many"),
                format: format.copied().unwrap_or(Format::Number),
            },
            placing: Placing::read(element),
        })
    }
}

/// Values as they were written.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ReadValues {
    pub(super) values: Vec<Entry>,
    pub(super) notes: Vec<(usize, SlotNote)>,
    pub(super) anchors: Vec<(usize, Day)>,
}

pub(super) fn read_values(text: &str) -> ReadValues {
    let mut read = ReadValues::default();
    for word in text.split_ascii_whitespace() {
        let slot = read.values.len();
        if let Some(day) = word.strip_prefix('@') {
            let day = day.parse().ok().map(Day::from_days);
            read.anchors.extend(day.map(|day| (slot, day)));
            continue;
        }
        if word == "-" {
            read.values.push(Err(None));
            read.notes.push((slot, SlotNote::Absent));
            continue;
        }
        let number = word.trim_end_matches(|letter| SlotNote::of_letter(letter).is_some());
        let letters = word[number.len()..].chars();
        let notes = letters.filter_map(SlotNote::of_letter);
        read.notes.extend(notes.map(|note| (slot, note)));
        read.values.push(match number.strip_prefix('!') {
            None => number.parse().map_err(|_| None),
            Some(reason) => Err(reason
                .parse::<usize>()
                .ok()
                .and_then(|at| GapReason::ALL.get(at).copied())),
        });
    }
    read
}

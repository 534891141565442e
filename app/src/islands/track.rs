//! Values on their way into the browser: columns in the attributes of a picture.
//!
//! The server writes them, an island reads them, and both sides speak of them in the words of
//! `dbag-domain`.

use std::fmt::Write;

use dbag_domain::{
    Bucket, Day, DayRange, Format, GapReason, Mark, Period, PeriodValue, Series, Step, Unit,
    format_value,
};

use super::placing::Placing;

mod read;

/// A value, or the reason for which there is none.
pub(super) type Entry = Result<f64, Option<GapReason>>;

/// What is known of a slot besides its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlotNote {
    /// It is not over.
    Running,
    /// The answers of some objects failed.
    Incomplete,
    /// The values of some objects were removed by hand.
    Removed,
    /// Some of its days have no value.
    MissingDays,
    /// The last values of some objects stand for them.
    Carried,
    /// Some objects are left out: nothing is known of them.
    Unknown,
    /// There are rows of no object, which are left out.
    WithoutObject,
    /// It is made up, or a part of it.
    Fake,
    /// It was asked for what the metric meant before it was changed.
    Outdated,
    /// A part of the whole is not known, so that there is no share.
    WholeUnknown,
    /// It was asked before the day was over.
    AskedEarly,
    /// Nothing is compared with what it stands beside.
    Absent,
}

impl SlotNote {
    /// Each with the letter that follows its value.
    const LETTERS: [(Self, char); 11] = [
        (Self::Running, '~'),
        (Self::Incomplete, '?'),
        (Self::Removed, '#'),
        (Self::MissingDays, ';'),
        (Self::Carried, '^'),
        (Self::Unknown, '%'),
        (Self::WithoutObject, '&'),
        (Self::Fake, '$'),
        (Self::Outdated, '*'),
        (Self::WholeUnknown, '/'),
        (Self::AskedEarly, '|'),
    ];

    fn of_mark(mark: Mark) -> Option<Self> {
        match mark {
            Mark::Provisional => Some(Self::Running),
            Mark::Incomplete(_) => Some(Self::Incomplete),
            Mark::Removed(_) => Some(Self::Removed),
            Mark::MissingDays => Some(Self::MissingDays),
            Mark::WholeUnknown => Some(Self::WholeUnknown),
            Mark::Carried(_) => Some(Self::Carried),
            Mark::Unknown(_) => Some(Self::Unknown),
            Mark::Outdated => Some(Self::Outdated),
            Mark::WithoutObject => Some(Self::WithoutObject),
            Mark::Fake => Some(Self::Fake),
            Mark::AskedEarly => Some(Self::AskedEarly),
            Mark::Gap(_) | Mark::Corrected => None,
        }
    }

    fn letter(self) -> Option<char> {
        let mut letters = Self::LETTERS.iter();
        let found = letters.find(|(note, _)| *note == self);
        found.map(|(_, letter)| *letter)
    }

    fn of_letter(letter: char) -> Option<Self> {
        let mut letters = Self::LETTERS.iter();
        let found = letters.find(|(_, known)| *known == letter);
        found.map(|(note, _)| *note)
    }
}

/// The values that a cursor in a picture tells, one a slot.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    first: Period,
    /// The first and the last day, where the shown days begin or end inside of a period.
    ends: (Option<Day>, Option<Day>),
    /// Slots whose day does not follow from the slot before, with their days: of what is compared.
    anchors: Vec<(usize, Day)>,
    pub(super) values: Vec<Entry>,
    /// What else is known of slots, in their order; of few, nearly always.
    notes: Vec<(usize, SlotNote)>,
    pub(super) unit: Unit,
    placing: Placing,
}

/// A track as attributes; those that would say the usual are left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    /// The first day, as days since 1970-01-01: reading a date would need a parser.
    pub from: Option<String>,
    /// The last day, where it lies inside of a period.
    pub to: Option<String>,
    /// The step, unless it is a day.
    pub step: Option<&'static str>,
    /// The values.
    pub values: Option<String>,
    /// The unit's word for one.
    pub one: Option<String>,
    /// The unit's word for many.
    pub many: Option<String>,
    /// The unit's format, unless it is a plain number.
    pub format: Option<&'static str>,
}

impl Track {
    /// The days of a series.
    pub fn of_days(series: &Series, unit: &Unit) -> Self {
        let mut values: Vec<Entry> = series
            .values
            .iter()
            .map(|value| value.ok_or(None))
            .collect();
        let mut notes = Vec::new();
        for (day, mark) in &series.marks {
            let Ok(slot) = usize::try_from(*day - series.from) else {
                continue;
            };
            if series.value(*day).is_some() {
                notes.extend(SlotNote::of_mark(*mark).map(|note| (slot, note)));
            }
            if let (Mark::Gap(reason), Some(Err(known))) = (mark, values.get_mut(slot)) {
                *known = Some(*reason);
            }
        }
        notes.sort_by_key(|(slot, _)| *slot);
        let first = Period {
            step: Step::Day,
            start: series.from,
        };
        Self {
            values,
            notes,
            ..Self::nothing(first, unit)
        }
    }

    /// Periods of one step, without holes; `None` where there are none.
    pub fn of_periods(points: &[PeriodValue], unit: &Unit) -> Option<Self> {
        let (first, last) = (points.first()?, points.last()?);
        let values = points.iter().map(|one| one.value.ok_or(None)).collect();
        let mut notes = Vec::new();
        for (slot, one) in points.iter().enumerate() {
            let is_told = |note| one.value.is_some() || note == SlotNote::WholeUnknown;
            let note = |is_so: bool, note| (is_so && is_told(note)).then_some((slot, note));
            notes.extend(note(one.is_provisional, SlotNote::Running));
            let of_part = one.part.marks().filter_map(SlotNote::of_mark);
            notes.extend(of_part.filter_map(|mark| note(true, mark)));
            notes.extend(note(one.is_outdated(), SlotNote::Outdated));
        }
        let whole = |one: &PeriodValue| one.period.days();
        let (from, to) = (first.days.from, last.days.to);
        Some(Self {
            values,
            notes,
            ends: (
                (from != whole(first).from).then_some(from),
                (to != whole(last).to).then_some(to),
            ),
            ..Self::nothing(first.period, unit)
        })
    }

    /// What stands beside periods, each with its own days; `None` where nothing does.
    pub fn of_beside(points: &[Option<PeriodValue>], unit: &Unit) -> Option<Self> {
        let first = points.iter().flatten().next()?.period;
        let at_end = |point: Option<&Option<PeriodValue>>| *point.unwrap_or(&None);
        let from = at_end(points.first()).filter(|one| one.days.from != one.period.days().from);
        let to = at_end(points.last()).filter(|one| one.days.to != one.period.days().to);
        let mut track = Self {
            ends: (from.map(|one| one.days.from), to.map(|one| one.days.to)),
            ..Self::nothing(first, unit)
        };
        for (slot, point) in points.iter().enumerate() {
            match point {
                Some(point) => {
                    if track.period(slot) != point.period {
                        track.anchors.push((slot, point.period.start));
                    }
                    track.values.push(point.value.ok_or(None));
                }
                None => {
                    track.values.push(Err(None));
                    track.notes.push((slot, SlotNote::Absent));
                }
            }
        }
        Some(track)
    }

    fn nothing(first: Period, unit: &Unit) -> Self {
        Self {
            first,
            ends: (None, None),
            anchors: Vec::new(),
            values: Vec::new(),
            notes: Vec::new(),
            unit: unit.clone(),
            placing: Placing::default(),
        }
    }

    /// The same track in a picture: `heights` are those of its values, `whole` the picture's.
    pub fn placed(self, heights: &[Option<i32>], whole: i32, has_bands: bool) -> Self {
        let placing = Placing::of(self.heights(heights), whole, has_bands);
        Self { placing, ..self }
    }

    /// Its values with their heights, where both are known.
    pub fn heights<'a>(
        &'a self,
        heights: &'a [Option<i32>],
    ) -> impl Iterator<Item = (f64, i32)> + 'a {
        let both = self.values.iter().zip(heights);
        both.filter_map(|(value, height)| Some(((*value).ok()?, (*height)?)))
    }

    /// The same with values to six figures, where nothing else is shown of them: a mean in a third of the
    /// letters. Of sums of money more is shown.
    pub fn rounded(mut self) -> Self {
        let unit = &self.unit;
        for value in self.values.iter_mut().flatten() {
            if value.fract() == 0.0 {
                continue;
            }
            let whole_figures = value.abs().max(1.0).log10() as i32 + 1;
            let decimals = usize::try_from(6 - whole_figures).unwrap_or(0);
            let rounded = format!("{value:.decimals$}").parse().unwrap_or(*value);
            if format_value(rounded, unit) == format_value(*value, unit) {
                *value = rounded;
            }
        }
        self
    }

    /// Where its values lie.
    pub const fn placing(&self) -> Placing {
        self.placing
    }

    /// The first day.
    pub fn from(&self) -> Day {
        self.ends.0.unwrap_or(self.first.start)
    }

    /// The length of its periods.
    pub fn step(&self) -> Step {
        self.first.step
    }

    /// The values as one text: numbers, with letters for what else is known of them; `!` for a gap, with
    /// its reason's number; `-` where nothing is compared. `@` and a day stand before a slot whose day does
    /// not follow from the slot before.
    pub fn values_text(&self) -> String {
        let mut text = String::with_capacity(self.values.len() * 6);
        for (slot, entry) in self.values.iter().enumerate() {
            if slot > 0 {
                text.push(' ');
            }
            self.write_entry(&mut text, slot, *entry);
        }
        text
    }

    fn write_entry(&self, text: &mut String, slot: usize, entry: Entry) {
        if self.has_note(slot, SlotNote::Absent) {
            return text.push('-');
        }
        if let Some((_, day)) = self.anchors.iter().find(|(at, _)| *at == slot) {
            _ = write!(text, "@{} ", day.days());
        }
        // Writing to a string never fails. A whole number is written at half the cost.
        _ = match entry {
            Ok(value) if value.fract() == 0.0 && value.abs() < 1e15 => {
                write!(text, "{}", value as i64)
            }
            Ok(value) => write!(text, "{value}"),
            Err(reason) => {
                let mut known = GapReason::ALL.iter();
                let word = reason.map(GapReason::as_str);
                match known.position(|known| Some(known.as_str()) == word) {
                    Some(at) => write!(text, "!{at}"),
                    None => text.write_char('!'),
                }
            }
        };
        let notes = self.notes.iter().filter(|(at, _)| *at == slot);
        text.extend(notes.filter_map(|(_, note)| note.letter()));
    }

    /// The last day, where that is not the last of its period.
    pub fn to(&self) -> Option<Day> {
        self.ends.1
    }

    /// The track as attributes.
    pub fn attributes(&self) -> Attributes {
        let word = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
        let is_plain = self.unit.format == Format::Number;
        Attributes {
            from: Some(self.from().days().to_string()),
            to: self.to().map(|day| day.days().to_string()),
            step: (self.first.step != Step::Day).then(|| self.first.step.as_str()),
            values: Some(self.values_text()),
            one: word(&self.unit.singular).filter(|_| is_plain),
            many: word(&self.unit.plural),
            format: (!is_plain).then(|| self.unit.format.as_str()),
        }
    }

    /// How many slots there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The slot nearest to a place, 0 at the left edge and 1 at the right.
    pub(crate) fn slot_at(&self, place: f64) -> usize {
        self.placing.slot_at(place, self.len())
    }

    /// The middle of a slot, in percent of the width.
    pub(crate) fn x(&self, slot: usize) -> f64 {
        self.placing.x(slot, self.len())
    }

    /// Whether values have bars, and no dots.
    pub(crate) const fn has_bands(&self) -> bool {
        self.placing.has_bands()
    }

    /// Whether the heights of values are known.
    pub(crate) const fn has_heights(&self) -> bool {
        self.placing.has_heights()
    }

    /// The height of a slot's value, in percent from the top; `None` for a gap.
    pub(crate) fn y(&self, slot: usize) -> Option<f64> {
        self.placing.y(self.value(slot)?)
    }

    /// The slot of the period that a day belongs to.
    pub(crate) fn slot_of(&self, day: Day) -> Option<usize> {
        let days = usize::try_from(day - self.first.start).ok()?;
        let slot = match self.first.step {
            Step::Day => days,
            Step::Week => days / 7,
            // At least so many months are over; then there is little to search.
            Step::Month => self.last_before(day, days / 31),
            Step::Quarter => self.last_before(day, days / 92),
            Step::Year => self.last_before(day, days / 366),
        };
        (slot < self.len()).then_some(slot)
    }

    fn last_before(&self, day: Day, mut slot: usize) -> usize {
        while self.period(slot + 1).start <= day {
            slot += 1;
        }
        slot
    }

    /// A slot's value.
    pub(crate) fn value(&self, slot: usize) -> Option<f64> {
        self.values.get(slot).and_then(|entry| entry.ok())
    }

    /// Whether something is known of a slot.
    pub(super) fn has_note(&self, slot: usize, note: SlotNote) -> bool {
        self.notes.contains(&(slot, note))
    }

    /// What is known of a slot.
    pub(super) fn notes(&self, slot: usize) -> impl Iterator<Item = SlotNote> + '_ {
        let notes = self.notes.iter().filter(move |(at, _)| *at == slot);
        notes.map(|(_, note)| *note)
    }

    /// The days of a slot.
    pub(crate) fn days(&self, slot: usize) -> DayRange {
        self.bucket(slot).days
    }

    /// The period of a slot, with those of its days that are shown.
    pub(super) fn bucket(&self, slot: usize) -> Bucket {
        let period = self.period(slot);
        let mut days = period.days();
        if slot == 0 {
            days.from = self.ends.0.unwrap_or(days.from);
        }
        if slot + 1 == self.len() {
            days.to = self.ends.1.unwrap_or(days.to);
        }
        Bucket { period, days }
    }

    pub(super) fn period(&self, slot: usize) -> Period {
        let anchors = self.anchors.iter().rev();
        let mut before = anchors.filter(|(at, _)| *at <= slot);
        let (at, start) = match before.next() {
            Some((at, start)) => (*at, *start),
            None => (0, self.first.start),
        };
        let slots = i32::try_from(slot - at).unwrap_or(i32::MAX);
        Period {
            start,
            ..self.first
        }
        .back(slots.saturating_neg())
    }
}

#[cfg(test)]
pub(super) mod tests;

//! Values on their way into the browser: columns in the attributes of a picture.
//!
//! The server writes them, an island reads them, and both sides speak of them in the words of
//! `dbag-domain`.

use std::fmt::Write;

use dbag_domain::{
    Day, DayRange, Format, GapReason, Mark, Period, PeriodValue, Series, Step, Unit,
};
use web_sys::Element;

use super::placing::Placing;

/// A value, or the reason for which there is none.
pub(super) type Entry = Result<f64, Option<GapReason>>;

/// The values that a cursor in a picture tells, one a slot.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    first: Period,
    pub(super) values: Vec<Entry>,
    /// The slots that are not over; at most the last, nearly always.
    running: Vec<usize>,
    pub(super) unit: Unit,
    placing: Placing,
}

/// A track as attributes; those that would say the usual are left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    /// The first day, as days since 1970-01-01: reading a date would need a parser.
    pub from: Option<String>,
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
        let mut running = Vec::new();
        for (day, mark) in &series.marks {
            let Ok(slot) = usize::try_from(*day - series.from) else {
                continue;
            };
            if *mark == Mark::Provisional && series.value(*day).is_some() {
                running.push(slot);
            }
            if let (Mark::Gap(reason), Some(Err(known))) = (mark, values.get_mut(slot)) {
                *known = Some(*reason);
            }
        }
        let first = Period {
            step: Step::Day,
            start: series.from,
        };
        Self {
            first,
            values,
            running,
            unit: unit.clone(),
            placing: Placing::default(),
        }
    }

    /// Periods of one step, without holes; `None` where there are none.
    pub fn of_periods(points: &[PeriodValue], unit: &Unit) -> Option<Self> {
        let values = points.iter().map(|one| one.value.ok_or(None)).collect();
        let is_running = |one: &PeriodValue| one.is_provisional && one.value.is_some();
        let slots = points.iter().enumerate();
        let running = slots
            .filter(|(_, one)| is_running(one))
            .map(|(slot, _)| slot);
        Some(Self {
            first: points.first()?.period,
            values,
            running: running.collect(),
            unit: unit.clone(),
            placing: Placing::default(),
        })
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

    /// The same with values to six figures and no fewer than whole ones: all that is shown of a
    /// mean, in a third of the letters.
    pub fn rounded(mut self) -> Self {
        for value in self.values.iter_mut().flatten() {
            let whole_figures = value.abs().max(1.0).log10() as i32 + 1;
            let decimals = usize::try_from(6 - whole_figures).unwrap_or(0);
            *value = format!("{value:.decimals$}").parse().unwrap_or(*value);
        }
        self
    }

    /// Where its values lie.
    pub const fn placing(&self) -> Placing {
        self.placing
    }

    /// The first day.
    pub fn from(&self) -> Day {
        self.first.start
    }

    /// The length of its periods.
    pub fn step(&self) -> Step {
        self.first.step
    }

    /// The values as one text: numbers, with `~` where they are so far; `!` for a gap, with its
    /// reason's number.
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
        // Writing to a string never fails. A whole number is written at half the cost.
        _ = match entry {
            Ok(value) if value.fract() == 0.0 && value.abs() < 1e15 => {
                write!(text, "{}", value as i64)
            }
            Ok(value) => write!(text, "{value}"),
            Err(reason) => {
                let mut known = GapReason::ALL.iter();
                match known.position(|known| Some(*known) == reason) {
                    Some(at) => write!(text, "!{at}"),
                    None => text.write_char('!'),
                }
            }
        };
        if entry.is_ok() && self.is_running(slot) {
            text.push('~');
        }
    }

    /// The track as attributes.
    pub fn attributes(&self) -> Attributes {
        let word = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
        let is_plain = self.unit.format == Format::Number;
        Attributes {
            from: Some(self.first.start.days().to_string()),
            step: (self.first.step != Step::Day).then(|| self.first.step.as_str()),
            values: Some(self.values_text()),
            one: word(&self.unit.singular).filter(|_| is_plain),
            many: word(&self.unit.plural),
            format: (!is_plain).then(|| self.unit.format.as_str()),
        }
    }

    /// Reads a picture's own values.
    pub(crate) fn read(picture: &Element) -> Option<Self> {
        Self::read_from(picture, "data-from", "data-values")
    }

    /// Reads the values that a picture's own are compared with.
    pub(crate) fn read_other(picture: &Element) -> Option<Self> {
        Self::read_from(picture, "data-other-from", "data-other-values")
    }

    /// Reads values that stand beside their picture.
    pub(crate) fn read_beside(words: &Element, picture: &Element) -> Option<Self> {
        let placing = Placing::read(picture);
        Some(Self {
            placing,
            ..Self::read(words)?
        })
    }

    fn read_from(element: &Element, from: &str, values: &str) -> Option<Self> {
        let text = |name: &str| element.get_attribute(name).unwrap_or_default();
        let word = text("data-format");
        let format = Format::ALL.iter().find(|format| format.as_str() == word);
        let word = text("data-step");
        let step = Step::ALL.iter().find(|step| step.as_str() == word);
        let start = Day::from_days(text(from).parse().ok()?);
        let (values, running) = read_values(&text(values));
        Some(Self {
            first: Period {
                step: step.copied().unwrap_or(Step::Day),
                start,
            },
            values,
            running,
            unit: Unit {
                singular: text("data-one"),
                plural: text("data-many"),
                format: format.copied().unwrap_or(Format::Number),
            },
            placing: Placing::read(element),
        })
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

    /// Whether a slot's value may still change.
    pub(super) fn is_running(&self, slot: usize) -> bool {
        self.running.contains(&slot)
    }

    /// The days of a slot.
    pub(crate) fn days(&self, slot: usize) -> DayRange {
        self.period(slot).days()
    }

    pub(super) fn period(&self, slot: usize) -> Period {
        let slots = i32::try_from(slot).unwrap_or(i32::MAX);
        let start = match self.first.step {
            Step::Day => self.first.start + slots,
            Step::Week => self.first.start + slots.saturating_mul(7),
            Step::Month => self.first.start.plus_months(slots),
            Step::Quarter => self.first.start.plus_months(slots.saturating_mul(3)),
            Step::Year => self.first.start.plus_months(slots.saturating_mul(12)),
        };
        Period {
            start,
            ..self.first
        }
    }
}

fn read_values(text: &str) -> (Vec<Entry>, Vec<usize>) {
    let words = text.split_ascii_whitespace();
    let running = words.clone().enumerate();
    let running = running.filter(|(_, word)| word.ends_with('~'));
    let running = running.map(|(slot, _)| slot).collect();
    let read = |word: &str| match word.strip_prefix('!') {
        None => word.trim_end_matches('~').parse().map_err(|_| None),
        Some(reason) => Err(reason
            .parse::<usize>()
            .ok()
            .and_then(|at| GapReason::ALL.get(at).copied())),
    };
    (words.map(read).collect(), running)
}

#[cfg(test)]
pub(super) mod tests {
    use dbag_domain::Coverage;

    use super::*;

    /// An order, a failure, a few orders, a gap and many orders so far.
    pub(in crate::islands) fn track() -> Track {
        let from = Day::from_ymd(2026, 11, 16).expect("a date");
        let mut series = Series::new(from, vec![Some(1.0), None, Some(2.5), None, Some(1204.0)]);
        series
            .marks
            .push((from + 1, Mark::Gap(GapReason::SourceDown)));
        series.marks.push((from + 4, Mark::Provisional));
        let unit = Unit {
            singular: "order".to_owned(),
            plural: "orders".to_owned(),
            format: Format::Number,
        };
        Track::of_days(&series, &unit)
    }

    #[test]
    fn what_the_server_writes_the_browser_reads() {
        let track = track();
        assert_eq!(track.values_text(), "1 !0 2.5 ! 1204~");
        let read = read_values(&track.values_text());
        assert_eq!(read, (track.values, track.running));
    }

    #[test]
    fn a_day_is_found_in_its_period() {
        let track = track();
        let from = track.from();
        assert_eq!(track.slot_of(from + 4), Some(4));
        assert_eq!(
            (track.slot_of(from - 1), track.slot_of(from + 5)),
            (None, None)
        );
        let months = (1..=3).map(|month| PeriodValue {
            period: Period {
                step: Step::Month,
                start: Day::from_ymd(2026, month, 1).expect("a date"),
            },
            value: Some(1.0),
            coverage: Coverage::default(),
            is_provisional: false,
        });
        let months: Vec<_> = months.collect();
        let months = Track::of_periods(&months, &Unit::default()).expect("three months");
        for (day, slot) in [
            ((2026, 1, 1), Some(0)),
            ((2026, 1, 31), Some(0)),
            ((2026, 2, 1), Some(1)),
            ((2026, 3, 31), Some(2)),
            ((2026, 4, 1), None),
            ((2025, 12, 31), None),
        ] {
            let day = Day::from_ymd(day.0, day.1, day.2).expect("a date");
            assert_eq!(months.slot_of(day), slot, "{day}");
        }
    }

    #[test]
    fn a_mean_is_written_to_six_figures() {
        let day = Day::from_days(1);
        let values = [1.0 / 3.0, 1205.0 / 7.0, 123_456_789.4, 5.0];
        let series = Series::new(day, values.map(Some).to_vec());
        let track = Track::of_days(&series, &Unit::default()).rounded();
        assert_eq!(track.values_text(), "0.33333 172.143 123456789 5");
    }
}

//! Values on their way into the browser: columns in the attributes of a picture.
//!
//! The server writes them, an island reads them, and both sides speak of them in the words of
//! `dbag-domain`.

use dbag_domain::{
    Day, Format, GapReason, Mark, Period, PeriodValue, Series, Step, Unit, format_value, unit_word,
};
use web_sys::Element;

/// A value, or the reason for which there is none.
type Entry = Result<f64, Option<GapReason>>;

/// The values that a cursor in a picture tells, one a slot.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    first: Period,
    values: Vec<Entry>,
    /// The slots that are not over; at most the last, nearly always.
    running: Vec<usize>,
    unit: Unit,
    height: (f64, f64),
    has_bands: bool,
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
    /// Slope and offset of the height of a value, in percent of the picture from its top.
    pub height: Option<String>,
    /// Set where slots have bands, as with bars.
    pub bands: Option<&'static str>,
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
            height: (0.0, 50.0),
            has_bands: false,
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
            height: (0.0, 50.0),
            has_bands: false,
        })
    }

    /// The same track in a picture: `heights` are those of its values, `whole` the picture's.
    pub fn placed(mut self, heights: &[Option<i32>], whole: i32, has_bands: bool) -> Self {
        let percent = |height: i32| f64::from(height) * 100.0 / f64::from(whole.max(1));
        let mut places: Vec<(f64, f64)> = self
            .values
            .iter()
            .zip(heights)
            .filter_map(|(value, height)| Some(((*value).ok()?, percent((*height)?))))
            .collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some(low), Some(high)) = (places.first(), places.last()) {
            let slope = if high.0 > low.0 {
                (high.1 - low.1) / (high.0 - low.0)
            } else {
                0.0
            };
            self.height = (slope, low.1 - slope * low.0);
        }
        Self { has_bands, ..self }
    }

    /// The first day.
    pub fn from(&self) -> Day {
        self.first.start
    }

    /// The values as one text: numbers, with `~` where they are so far; `!` for a gap, with its
    /// reason's number.
    pub fn values_text(&self) -> String {
        let slots = self.values.iter().enumerate();
        let entries = slots.map(|(slot, entry)| match entry {
            Ok(value) if self.is_running(slot) => format!("{value}~"),
            Ok(value) => value.to_string(),
            Err(reason) => {
                let at = GapReason::ALL
                    .iter()
                    .position(|known| Some(*known) == *reason);
                at.map_or_else(|| "!".to_owned(), |at| format!("!{at}"))
            }
        });
        entries.collect::<Vec<_>>().join(" ")
    }

    /// The track as attributes.
    pub fn attributes(&self) -> Attributes {
        let word = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
        let is_plain = self.unit.format == Format::Number;
        let (slope, offset) = self.height;
        Attributes {
            from: Some(self.first.start.days().to_string()),
            step: (self.first.step != Step::Day).then(|| self.first.step.as_str()),
            values: Some(self.values_text()),
            height: Some(format!("{slope:e} {offset:.3}")),
            bands: self.has_bands.then_some(""),
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

    fn read_from(picture: &Element, from: &str, values: &str) -> Option<Self> {
        let text = |name: &str| picture.get_attribute(name).unwrap_or_default();
        let word = text("data-format");
        let format = Format::ALL.iter().find(|format| format.as_str() == word);
        let word = text("data-step");
        let step = Step::ALL.iter().find(|step| step.as_str() == word);
        let start = Day::from_days(text(from).parse().ok()?);
        let height = text("data-height");
        let (slope, offset) = height.split_once(' ')?;
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
            height: (slope.parse().ok()?, offset.parse().ok()?),
            has_bands: picture.has_attribute("data-bands"),
        })
    }

    /// How many slots there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The slot nearest to a place, 0 at the left edge and 1 at the right.
    pub(crate) fn slot_at(&self, place: f64) -> usize {
        let last = self.len().saturating_sub(1);
        let slots = if self.is_banded() {
            (place * self.len() as f64).floor()
        } else {
            (place * last as f64).round()
        };
        (slots.max(0.0) as usize).min(last)
    }

    /// The middle of a slot, in percent of the width.
    pub(crate) fn x(&self, slot: usize) -> f64 {
        if self.is_banded() {
            (slot as f64 + 0.5) * 100.0 / self.len().max(1) as f64
        } else {
            slot as f64 * 100.0 / (self.len() - 1) as f64
        }
    }

    fn is_banded(&self) -> bool {
        self.has_bands || self.len() < 2
    }

    /// Whether values have bars, and no dots.
    pub(crate) const fn has_bands(&self) -> bool {
        self.has_bands
    }

    /// The height of a slot's value, in percent from the top; `None` for a gap.
    pub(crate) fn y(&self, slot: usize) -> Option<f64> {
        let value = self.value(slot)?;
        Some(self.height.0 * value + self.height.1)
    }

    /// A slot's value.
    pub(crate) fn value(&self, slot: usize) -> Option<f64> {
        self.values.get(slot).and_then(|entry| entry.ok())
    }

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
            Some(Ok(_)) => match self.unit_word(slot) {
                "" => self.number(slot),
                word => format!("{} {word}", self.number(slot)),
            },
            Some(Err(Some(reason))) => format!("no value: {}", reason.words()),
            _ => "no value".to_owned(),
        }
    }

    /// A slot's day or period in words: `Monday 16 Nov`, `week of 16 Nov 2026, so far`.
    pub(crate) fn day_words(&self, slot: usize) -> String {
        let last = self.period(self.len().saturating_sub(1));
        let period = self.period(slot);
        let mut words = match period.step {
            Step::Day => period.start.spoken(last.start),
            _ => period.name(),
        };
        if self.is_running(slot) {
            words.push_str(", so far");
        }
        words
    }

    /// Whether a slot's value may still change.
    fn is_running(&self, slot: usize) -> bool {
        self.running.contains(&slot)
    }

    fn period(&self, slot: usize) -> Period {
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
mod tests {
    use super::*;

    fn track() -> Track {
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
    fn a_place_belongs_to_the_nearest_slot() {
        let points = track();
        let bands = track().placed(&[], 1, true);
        for (place, point, band) in [
            (-1.0, 0, 0),
            (0.0, 0, 0),
            (0.13, 1, 0),
            (0.5, 2, 2),
            (0.99, 4, 4),
            (7.0, 4, 4),
        ] {
            assert_eq!(
                (points.slot_at(place), bands.slot_at(place)),
                (point, band),
                "{place}"
            );
        }
        assert_eq!((points.x(4), bands.x(4)), (100.0, 90.0));
    }

    #[test]
    fn the_height_of_a_value_follows_from_its_picture() {
        let heights = [Some(380), None, None, None, Some(30)];
        let track = track().placed(&heights, 400, false);
        let y = |slot| track.y(slot).map(f64::round);
        assert_eq!([y(0), y(1), y(4)], [Some(95.0), None, Some(8.0)]);
    }
}

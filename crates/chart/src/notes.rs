//! Notes: numbered lines and bands that tell which days something is said of.

use plotters::element::{PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, VPos};

use crate::ChartNote;
use crate::draw::Drawn;
use crate::mesh::{Root, draw_label};
use crate::pen::{Ink, Pen, State};
use crate::sketch::Sketch;
use crate::text::text_width;
use crate::timeline::Timeline;

/// Tenths of a pixel that the numbers take above the plot.
pub(crate) const STRIP: i32 = 160;

/// Tenths of a pixel between two numbers.
const APART: i32 = 60;

/// A note on the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    first: usize,
    last: usize,
    is_band: bool,
    number: usize,
}

/// The notes that the timeline has slots for, cut at its ends, from left to right.
pub(crate) fn placed(notes: &[ChartNote], timeline: Timeline) -> Vec<Placed> {
    let end = i32::try_from(timeline.count).unwrap_or(i32::MAX) - 1;
    let place = |note: &ChartNote| {
        let (first, last) = (timeline.slot(note.days.from), timeline.slot(note.days.to));
        let is_inside = first <= last && last >= 0 && first <= end;
        is_inside.then(|| Placed {
            first: first.max(0).unsigned_abs() as usize,
            last: last.min(end).unsigned_abs() as usize,
            // Days of one week are a line where a slot is a week.
            is_band: first < last,
            number: note.number,
        })
    };
    let mut placed: Vec<Placed> = notes.iter().filter_map(place).collect();
    placed.sort_by_key(|note| (note.first, note.last));
    placed
}

impl Sketch {
    /// Behind everything: the bands of notes to several days.
    pub(crate) fn draw_note_bands(&self, root: &Root<'_>) -> Drawn {
        let (top, bottom) = (self.plot.top, self.plot.top + self.plot.height);
        for note in self.notes.iter().filter(|note| note.is_band) {
            let (left, right) = self.band(note);
            let style = Pen::new(Ink::NoteBand).to_style();
            root.draw(&Rectangle::new([(left, top), (right, bottom)], style))?;
        }
        Ok(())
    }

    /// The lines of notes to one day, once each.
    pub(crate) fn draw_note_lines(&self, root: &Root<'_>) -> Drawn {
        let (top, bottom) = (STRIP, self.plot.top + self.plot.height);
        let mut lines: Vec<i32> = self
            .notes
            .iter()
            .filter(|note| !note.is_band)
            .map(|note| self.x(note.first as f64))
            .collect();
        lines.dedup();
        for x in lines {
            let style = Pen::new(Ink::Note).to_style();
            root.draw(&PathElement::new([(x, top), (x, bottom)], style))?;
        }
        Ok(())
    }

    /// The numbers in the strip above the plot; the first of those that would overlap.
    pub(crate) fn draw_note_numbers(&self, root: &Root<'_>) -> Drawn {
        let (mut free_from, mut free_on_a_telephone) = (i32::MIN, i32::MIN);
        for note in &self.notes {
            let label = note.number.to_string();
            let half = text_width(&label) / 2;
            let (left, _) = self.band(note);
            // A band's number stands at its beginning: in its middle another note's line may be.
            let middle = if note.is_band {
                left + half
            } else {
                self.x(note.first as f64)
            };
            let x = middle.clamp(half, (self.plot.width - half).max(half));
            if x - half < free_from {
                continue;
            }
            free_from = x + half + APART;
            // There the picture is about half as wide, its numbers are not.
            let is_minor = x / 2 - half < free_on_a_telephone;
            let state = if is_minor { State::Minor } else { State::Plain };
            if !is_minor {
                free_on_a_telephone = x / 2 + half + APART;
            }
            let pen = Pen::new(Ink::NoteLabel).is(state);
            draw_label(root, &label, ((x, 0), HPos::Center, VPos::Top), pen)?;
        }
        Ok(())
    }

    fn band(&self, note: &Placed) -> (i32, i32) {
        (
            self.x(note.first as f64 - 0.5),
            self.x(note.last as f64 + 0.5),
        )
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, DayRange, Period, Step};

    use super::*;

    #[test]
    fn notes_are_cut_at_the_ends_of_the_timeline() {
        let from = Day::from_days(100);
        let timeline = Timeline {
            first: Period::of(from, Step::Day),
            count: 10,
        };
        let note = |first: i32, last: i32, number| ChartNote {
            days: DayRange {
                from: from + first,
                to: from + last,
            },
            number,
        };
        let notes = [
            note(8, 20, 1),
            note(3, 3, 2),
            note(-9, -1, 3),
            note(-5, 0, 4),
            note(10, 11, 5),
        ];
        let places: Vec<_> = placed(&notes, timeline)
            .into_iter()
            .map(|note| (note.number, note.first, note.last, note.is_band))
            .collect();
        assert_eq!(places, [(4, 0, 0, true), (2, 3, 3, false), (1, 8, 9, true)]);
    }
}

//! Where the days of a heat map are.

use dbag_domain::{Day, DayRange, Period, Step};

use crate::picture::PlotArea;
use crate::text::text_width;

/// Tenths of a pixel left of the days, for the weekdays.
const LEFT: i32 = 320;
/// Tenths of a pixel above the days, for the months.
const TOP: i32 = 160;
/// Tenths of a pixel between two months.
const APART: i32 = 60;

/// Where the days of a heat map are: what a cursor over one needs to know.
///
/// A script finds a day as [`day_at`](Self::day_at) does: with the picture's `plot`, whose
/// width is `columns` and whose height is 7 cells, the column and row of a place are whole
/// parts of its distance from the plot's corner, and the day is
/// `first_monday + column * 7 + row`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeatGrid {
    /// The days shown.
    pub range: DayRange,
    /// The Monday of the first column.
    pub first_monday: Day,
    /// How many weeks there are, one a column.
    pub columns: usize,
}

impl HeatGrid {
    /// 53 weeks: a year, whatever weekday it begins on.
    pub const MOST_DAYS: i32 = 371;
    /// A column a week, a row a weekday.
    pub const ROWS: usize = 7;
    /// Tenths of a pixel from a cell to the next.
    pub const PITCH: i32 = 110;
    /// The size of a cell in tenths of a pixel.
    pub const CELL: i32 = 90;

    /// The grid that a range is drawn in; of too many days the newest are shown.
    pub fn of(range: DayRange) -> Self {
        let to = range.to.max(range.from);
        let from = range.from.max(to - (Self::MOST_DAYS - 1));
        let first_monday = Period::of(from, Step::Week).start;
        let weeks = (to - first_monday) / 7 + 1;
        Self {
            range: DayRange { from, to },
            first_monday,
            columns: weeks.unsigned_abs() as usize,
        }
    }

    /// The day at a place of the picture, in parts of its width and height (0 to 1); the
    /// gaps between two days belong to the first.
    pub fn day_at(&self, x: f64, y: f64) -> Option<Day> {
        let is_inside = (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
        let (width, height) = self.size();
        let cell = |part: f64, whole: u32, before: i32| {
            let at = part * f64::from(whole) * 10.0 - f64::from(before);
            (at / f64::from(Self::PITCH)).floor() as i32
        };
        let (column, row) = (cell(x, width, LEFT), cell(y, height, TOP));
        let is_cell = (0..self.columns as i32).contains(&column) && (0..7).contains(&row);
        let day = (is_inside && is_cell).then(|| self.first_monday + (column * 7 + row))?;
        self.range.contains(day).then_some(day)
    }

    /// The column and row of a day.
    pub fn cell(&self, day: Day) -> (usize, usize) {
        let days = (day - self.first_monday).max(0).unsigned_abs() as usize;
        (days / Self::ROWS, days % Self::ROWS)
    }

    /// The picture's size in pixels.
    pub fn size(&self) -> (u32, u32) {
        let plot = self.plot();
        let pixels = |tenths: i32| tenths.unsigned_abs() / 10;
        (
            pixels(plot.left + plot.width),
            pixels(plot.top + plot.height),
        )
    }

    /// Where the days are, in tenths of a pixel.
    pub fn plot(&self) -> PlotArea {
        PlotArea {
            left: LEFT,
            top: TOP,
            width: self.columns as i32 * Self::PITCH,
            height: Self::ROWS as i32 * Self::PITCH,
        }
    }

    /// The upper left corner of a day, in tenths of a pixel.
    pub(crate) fn corner(&self, day: Day) -> (i32, i32) {
        let (column, row) = self.cell(day);
        (
            LEFT + column as i32 * Self::PITCH,
            TOP + row as i32 * Self::PITCH,
        )
    }

    /// The middle of a day, in tenths of a pixel.
    pub(crate) fn middle(&self, day: Day) -> (i32, i32) {
        let (left, top) = self.corner(day);
        (left + Self::CELL / 2, top + Self::CELL / 2)
    }

    /// The months that fit, each with the left edge of its first week; January is its year.
    pub(crate) fn months(&self) -> Vec<(i32, String)> {
        let starts = self.range.days().filter(|day| day.first_of_month() == *day);
        let name = |day: Day| match day.first_of_year() == day {
            true => day.year().to_string(),
            false => day.month_name().to_owned(),
        };
        let mut months: Vec<(i32, String)> =
            starts.map(|day| (self.corner(day).0, name(day))).collect();
        let first = (LEFT, self.range.from.month_name().to_owned());
        let is_free = |&(x, _): &(i32, String)| x >= end(&first) + APART;
        if months.first().is_none_or(is_free) {
            months.insert(0, first);
        }
        let width = self.plot().left + self.plot().width;
        months.retain(|month| end(month) <= width);
        months
    }
}

/// Where a month's name ends; heat maps have smaller letters than charts.
fn end((x, name): &(i32, String)) -> i32 {
    x + text_width(name) * 5 / 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(from: &str, to: &str) -> HeatGrid {
        let day = |date| Day::parse(date).expect("a date");
        HeatGrid::of(DayRange {
            from: day(from),
            to: day(to),
        })
    }

    #[test]
    fn every_day_is_found_at_its_place() {
        let grid = grid("2025-11-24", "2026-11-23");
        let (width, height) = grid.size();
        for day in grid.range.days() {
            let (x, y) = grid.middle(day);
            let (x, y) = (
                f64::from(x) / 10.0 / f64::from(width),
                f64::from(y) / 10.0 / f64::from(height),
            );
            assert_eq!(grid.day_at(x, y), Some(day));
        }
        for (x, y) in [
            (0.0, 0.5),
            (0.5, 0.0),
            (0.999, 0.999),
            (2.0, 0.5),
            (f64::NAN, 0.5),
        ] {
            assert_eq!(grid.day_at(x, y), None, "{x} {y}");
        }
    }

    #[test]
    fn weeks_are_columns_from_monday() {
        let grid = grid("2026-01-01", "2026-01-12");
        assert_eq!(grid.first_monday.days_from_monday(), 0);
        assert_eq!((grid.columns, grid.cell(grid.range.from)), (3, (0, 3)));
    }

    #[test]
    fn of_too_many_days_the_newest_are_shown() {
        let grid = grid("2020-01-01", "2026-11-23");
        assert_eq!(grid.range.len(), 371);
        assert_eq!(grid.range.to.to_string(), "2026-11-23");
    }

    #[test]
    fn months_do_not_overlap() {
        let names = |from, to| -> Vec<String> {
            grid(from, to)
                .months()
                .into_iter()
                .map(|(_, name)| name)
                .collect()
        };
        assert_eq!(
            names("2025-11-24", "2026-03-23"),
            ["Dec", "2026", "Feb", "Mar"]
        );
        assert_eq!(names("2026-06-05", "2026-08-30"), ["Jun", "Jul", "Aug"]);
        assert_eq!(
            names("2026-06-10", "2026-06-11"),
            [""; 0],
            "a week is too narrow"
        );
    }
}

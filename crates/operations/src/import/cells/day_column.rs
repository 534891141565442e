//! How a column writes its days: found over all of its cells, never cell by cell.

use dbag_domain::Day;

use super::moment::{Moment, NotAMoment};
pub(crate) use super::written_day::Order;
use super::written_day::{Parts, Written, written};
use super::{shortened, text_of};

const DAY_MICROS: i64 = 86_400_000_000;

/// Where a spreadsheet counts days from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 1 is 1 January 1900, as nearly everywhere.
    Of1900,
    /// 0 is 1 January 1904, as old Macs had it.
    Of1904,
}

/// What the cells of a column say of its days.
#[derive(Debug, Clone, Default)]
pub(crate) struct DayEvidence {
    /// Moments that can only be one, and are no bare number.
    pub(crate) sure: u64,
    /// Bare numbers that are moments: `20261101`, seconds since 1970.
    pub(crate) numeric: u64,
    /// Weeks, months and quarters.
    pub(crate) periods: u64,
    /// Three numbers whose order is open.
    pub(crate) parts: u64,
    /// Bare numbers that may be years, and that may be days of a spreadsheet.
    pub(crate) years: u64,
    pub(crate) serials: u64,
    /// Cells that are neither blank nor days, nor numbers that may be.
    pub(crate) other: u64,
    /// Times of day without a day.
    pub(crate) times: u64,
    dotted: u64,
    first_over_12: Option<String>,
    second_over_12: Option<String>,
    /// The first three numbers that may be in any order.
    open: Option<String>,
}

/// How the days of a column are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DayFormat {
    /// Which of three numbers is what.
    pub(crate) order: Option<Order>,
    /// Where bare numbers count days from.
    pub(crate) epoch: Option<Epoch>,
    /// Whether bare numbers are years.
    pub(crate) has_years: bool,
}

impl DayEvidence {
    /// Looks at a cell that is not blank.
    pub(crate) fn add(&mut self, cell: &str) {
        let is_bare = cell
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        match written(cell) {
            Some(Written::Moment(_)) if is_bare && !is_dated(cell) => self.numeric += 1,
            Some(Written::Moment(_)) => self.sure += 1,
            Some(Written::Period(_)) => self.periods += 1,
            Some(Written::Parts(parts)) => self.add_parts(&parts, cell),
            Some(Written::Number(number)) if (1900.0..=2100.0).contains(&number) => self.years += 1,
            Some(Written::Number(number)) if (20_000.0..80_000.0).contains(&number) => {
                self.serials += 1;
            }
            _ if is_time(cell) => self.times += 1,
            _ => self.other += 1,
        }
    }

    fn add_parts(&mut self, parts: &Parts, cell: &str) {
        self.parts += 1;
        self.dotted += u64::from(parts.is_dotted);
        let place = match parts.too_large_for_months() {
            [true, false] => &mut self.first_over_12,
            [false, true] => &mut self.second_over_12,
            _ => &mut self.open,
        };
        place.get_or_insert_with(|| shortened(cell));
    }

    /// Cells that are days beyond doubt, whatever the column is called.
    pub(crate) fn days(&self) -> u64 {
        self.sure + self.periods + self.parts
    }

    /// Cells that may be days, where the column's title says so.
    pub(crate) fn possible(&self) -> u64 {
        self.days() + self.numeric + self.years + self.serials
    }

    /// Whether the column says anything but moments that can only be one.
    pub(crate) fn is_plain(&self) -> bool {
        self.parts + self.periods + self.years + self.serials == 0
    }

    /// How the column's days are written: by what somebody chose, else by the days that can only be in one
    /// order; or the question that is left.
    pub(crate) fn decide(&self, chosen: DayFormat) -> Result<DayFormat, String> {
        let order = match chosen.order {
            Some(order) => Some(order),
            None => self.order()?,
        };
        let is_chosen = chosen.epoch.is_some() || chosen.has_years;
        let (epoch, has_years) = match is_chosen {
            true => (chosen.epoch, chosen.has_years),
            // Both are bare numbers, and one column is one of them.
            false if self.serials > self.years => (Some(Epoch::Of1900), false),
            false => (None, self.years > 0),
        };
        Ok(DayFormat {
            order,
            epoch,
            has_years,
        })
    }

    fn order(&self) -> Result<Option<Order>, String> {
        match (&self.first_over_12, &self.second_over_12, &self.open) {
            (None, None, None) => Ok(None),
            (Some(_), None, _) => Ok(Some(Order::Dmy)),
            (None, Some(_), _) => Ok(Some(Order::Mdy)),
            (Some(day_first), Some(month_first), _) => Err(format!(
                "some days can only be written with the day first (`{day_first}`), others only with the \
                 month first (`{month_first}`)"
            )),
            // Nobody writes the month first between points.
            (None, None, Some(_)) if self.dotted == self.parts => Ok(Some(Order::Dmy)),
            (None, None, Some(open)) => Err(format!(
                "`{open}` may name the day first or the month first, and so may all others"
            )),
        }
    }
}

/// Whether a text of digits and points has its parts apart: `2026.11.01`.
fn is_dated(cell: &str) -> bool {
    cell.matches('.').count() == 2
}

fn is_time(cell: &str) -> bool {
    let mut parts = cell.split(':');
    let is_number =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.next().is_some_and(is_number)
        && parts
            .next()
            .is_some_and(|part| is_number(&part[..part.len().min(2)]))
}

impl DayFormat {
    /// The moment of a cell.
    pub(crate) fn read(self, cell: &[u8]) -> Result<Moment, String> {
        if let Ok(text) = str::from_utf8(cell)
            && let Ok(moment) = Moment::parse(text)
            && !self.counts_days(text)
        {
            return Ok(moment);
        }
        let text = text_of(cell)?;
        if text.contains('\n') {
            return Err("a quote is not closed".to_owned());
        }
        self.read_written(text)
    }

    /// Whether bare numbers are something that [`Moment::parse`] takes for another.
    fn counts_days(self, text: &str) -> bool {
        self.epoch.is_some() && text.trim().len() < 8
    }

    fn read_written(self, text: &str) -> Result<Moment, String> {
        let unknown = || NotAMoment::Unknown.words(text);
        if text.is_empty() {
            return Err(NotAMoment::Missing.words(text));
        }
        match written(text) {
            Some(Written::Moment(moment)) => Ok(moment),
            Some(Written::Period(last)) => Ok(Moment::Day(last)),
            Some(Written::Parts(parts)) => match self.order {
                None => Err(NotAMoment::Ambiguous.words(text)),
                Some(order) => parts
                    .in_order(order)
                    .ok_or_else(|| other_order(text, order)),
            },
            Some(Written::Number(number)) => self.of_number(number).ok_or_else(unknown),
            None => Err(unknown()),
        }
    }

    fn of_number(self, number: f64) -> Option<Moment> {
        if self.has_years && number.fract() == 0.0 && (1000.0..=9999.0).contains(&number) {
            return Day::from_ymd(number as i32, 12, 31).map(Moment::Day);
        }
        let first = match self.epoch? {
            // The spreadsheets' 1900 has a 29 February, so that all later days are one too many.
            Epoch::Of1900 => Day::from_ymd(1899, 12, 30)?,
            Epoch::Of1904 => Day::from_ymd(1904, 1, 1)?,
        };
        if !(61.0..2_900_000.0).contains(&number) {
            return None;
        }
        let day = first + number.trunc() as i32;
        match (number.fract() * DAY_MICROS as f64 / 1000.0).round() as i64 * 1000 {
            0 => Some(Moment::Day(day)),
            micros => Some(Moment::Local(day, micros.min(DAY_MICROS - 1))),
        }
    }
}

fn other_order(text: &str, order: Order) -> String {
    let shown = shortened(text);
    let first = match order {
        Order::Dmy => "the day first",
        Order::Mdy => "the month first",
        Order::Ymd => "the year first",
    };
    format!("`{shown}` is not a date with {first}, as the column's others are")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(cells: &[&str]) -> DayEvidence {
        let mut evidence = DayEvidence::default();
        cells.iter().for_each(|cell| evidence.add(cell));
        evidence
    }

    fn read(cells: &[&str]) -> Vec<Result<String, String>> {
        let format = evidence(cells)
            .decide(DayFormat::default())
            .expect("decided");
        let read = |cell: &&str| match format.read(cell.as_bytes())? {
            Moment::Day(day) => Ok(day.to_string()),
            other => Ok(format!("{other:?}")),
        };
        cells.iter().map(read).collect()
    }

    #[test]
    fn the_order_is_that_of_all_days_of_the_column() {
        let cases: [(&[&str], &[&str]); 6] = [
            (
                &["03/04/2026", "31/04/2026", "31/03/2026"],
                &["2026-04-03", "", "2026-03-31"],
            ),
            (&["03/04/2026", "03/31/2026"], &["2026-03-04", "2026-03-31"]),
            (&["3.4.2026"], &["2026-04-03"]),
            (&["2026-11", "2026-12-01"], &["2026-11-30", "2026-12-01"]),
            (&["45000", "45001"], &["2023-03-15", "2023-03-16"]),
            (&["2024", "2025"], &["2024-12-31", "2025-12-31"]),
        ];
        for (cells, days) in cases {
            let found: Vec<String> = read(cells)
                .into_iter()
                .map(Result::unwrap_or_default)
                .collect();
            assert_eq!(found, days, "{cells:?}");
        }
    }

    #[test]
    fn what_may_be_either_is_asked() {
        let question = |cells: &[&str]| {
            evidence(cells)
                .decide(DayFormat::default())
                .expect_err("open")
        };
        assert!(question(&["03/04/2026", "01-02-2026"]).contains("`03/04/2026` may name"));
        assert!(
            question(&["13/04/2026", "04/13/2026"])
                .contains("only with the month first (`04/13/2026`)")
        );
        let chosen = DayFormat {
            order: Some(Order::Mdy),
            ..DayFormat::default()
        };
        let format = evidence(&["13/04/2026", "04/13/2026"])
            .decide(chosen)
            .expect("decided");
        assert!(
            format
                .read(b"13/04/2026")
                .expect_err("refused")
                .contains("the month first")
        );
    }

    #[test]
    fn days_of_spreadsheets_are_counted_from_their_epoch() {
        let of = |epoch| DayFormat {
            epoch: Some(epoch),
            ..DayFormat::default()
        };
        let day = |text: &str| Day::parse(text).expect("a date");
        for (epoch, cell, moment) in [
            (Epoch::Of1900, "61", Moment::Day(day("1900-03-01"))),
            (Epoch::Of1900, "46327", Moment::Day(day("2026-11-01"))),
            (Epoch::Of1904, "44865", Moment::Day(day("2026-11-01"))),
            (
                Epoch::Of1900,
                "46327.75",
                Moment::Local(day("2026-11-01"), 64_800_000_000),
            ),
        ] {
            assert_eq!(of(epoch).read(cell.as_bytes()), Ok(moment), "{cell}");
        }
        assert!(of(Epoch::Of1900).read(b"3").is_err());
        assert!(DayFormat::default().read(b"46327").is_err());
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_way_out() {
        let plain = DayFormat::default();
        for (cell, word) in [
            ("", "missing"),
            ("Total", "write it as 2026-01-31"),
            ("3/4/2026", "day first or the month first"),
        ] {
            assert!(
                plain
                    .read(cell.as_bytes())
                    .expect_err("refused")
                    .contains(word),
                "{cell}"
            );
        }
        let counted = evidence(&["Total", "12:30", "20261101", "2026-11-01", "1795435200"]);
        assert_eq!(
            (counted.other, counted.times, counted.numeric, counted.sure),
            (1, 1, 2, 1)
        );
    }
}

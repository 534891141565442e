//! What a number says of shown days that are over: all of them as one, and what they are compared with.
//!
//! A number is the newest day's. Over last month that is the month's last day, and what was asked to be
//! compared is the month: so it is said beside it, with the month before.

use dbag_domain::{Day, Direction, Total, Unit, format_with_unit};

use super::view::NumberView;
use crate::compared::{Compared, TotalChange};

/// Days that are over as one number, and those beside them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PastDays<'a> {
    /// All shown days as one.
    pub total: &'a Total,
    /// What they are compared with.
    pub compared: &'a Compared,
    unit: &'a Unit,
    direction: Direction,
}

impl NumberView {
    /// The shown days beside the compared ones; none while the last of them is not over, where nothing is
    /// compared, and where that single day's change is told anyway.
    pub fn past_days(&self) -> Option<PastDays<'_>> {
        let series = &self.series;
        let compared = series.compared.as_ref()?;
        let is_told = series.total.days.len() == 1 && series.delta.is_some();
        let is_past = self.is_over && !is_told && series.total.value.is_some();
        is_past.then_some(PastDays {
            total: &series.total,
            compared,
            unit: &series.unit,
            direction: series.direction,
        })
    }
}

impl PastDays<'_> {
    /// The size of the change where one may be told, `+3 %`, and whether it is one upwards.
    pub fn change(&self) -> Option<(String, bool)> {
        match self.compared.change(self.unit)? {
            TotalChange::By(size) => {
                let is_up = self.compared.settled.value > self.compared.total.value;
                Some((size, is_up))
            }
            TotalChange::Same
            | TotalChange::AskedBefore
            | TotalChange::AskedEarly
            | TotalChange::Lacking
            | TotalChange::Known(..) => None,
        }
    }

    /// Whether the change is good (`Some(true)`), bad, or neither.
    pub fn is_good(&self) -> Option<bool> {
        let (_, is_up) = self.change()?;
        match self.direction {
            Direction::Neutral => None,
            Direction::UpIsGood => Some(is_up),
            Direction::DownIsGood => Some(!is_up),
        }
    }

    /// The days and what they come to: `1 Oct – 31 Oct: 372 orders`.
    pub fn shown(&self, today: Day) -> String {
        self.of(self.total, today)
    }

    /// What they are compared with, after the size of a change where there is one: `on 1 Sep – 30 Sep:
    /// 310 orders`.
    pub fn beside(&self, today: Day) -> String {
        let there = self.of(&self.compared.total, today);
        match self.compared.change(self.unit) {
            Some(TotalChange::By(_)) => format!("on {there}{}", self.without_last()),
            Some(TotalChange::Same) => format!("same as {there}{}", self.without_last()),
            Some(TotalChange::AskedBefore) => {
                format!("not compared with {there}: days were asked before a change")
            }
            Some(TotalChange::AskedEarly) => {
                format!("not compared with {there}: a day was asked before it was over")
            }
            Some(TotalChange::Lacking) => {
                format!("not compared with {there}: some objects have no value on some of the days")
            }
            Some(TotalChange::Known(here, others)) => {
                let why = TotalChange::uncompared(here, others);
                format!("not compared with {there}: {why}")
            }
            None => there,
        }
    }

    /// Both in one line.
    pub fn words(&self, today: Day) -> String {
        let (shown, beside) = (self.shown(today), self.beside(today));
        match self.change() {
            Some((size, _)) => format!("{shown}, {size} {beside}"),
            None => format!("{shown}, {beside}"),
        }
    }

    fn without_last(&self) -> &'static str {
        match self.compared.is_without_last(self.total) {
            true => ", without the last day",
            false => "",
        }
    }

    fn of(&self, total: &Total, today: Day) -> String {
        let days = total.days.spoken(today);
        match total.value {
            Some(value) => format!("{days}: {}", format_with_unit(value, self.unit)),
            None => format!("{days}: no values"),
        }
    }
}

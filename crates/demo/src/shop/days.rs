//! What happens on a day: growth, weekdays, seasons, and a few days that are unlike the others.

use chrono::Datelike;
use dbag_domain::Day;

use super::dice::Dice;
use super::people::{Customer, User};

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Order {
    pub(super) customer: i64,
    pub(super) at: String,
    pub(super) total: f64,
    pub(super) status: &'static str,
}

/// What happened on one day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Happenings {
    pub(super) day: Day,
    /// Times at which somebody signed up, and whether they may still sign in.
    pub(super) signups: Vec<(String, bool)>,
    /// Who signed in, and when.
    pub(super) logins: Vec<(i64, String)>,
    pub(super) orders: Vec<Order>,
    /// Who commented, when, and what.
    pub(super) comments: Vec<(i64, String, &'static str)>,
}

const ORDERS_AT_FIRST: f64 = 42.0;
const SIGNUPS_AT_FIRST: f64 = 2.4;
const COMMENTS_AT_FIRST: f64 = 14.0;
/// A part of those who may, on an ordinary day.
const LOGINS: f64 = 0.055;
const GROWTH_A_YEAR: f64 = 0.75;

/// Orders from Monday to Sunday, compared with their mean.
const WEEK: [f64; 7] = [1.18, 1.15, 1.1, 1.08, 1.05, 0.72, 0.62];
/// Orders from January to December, compared with their mean.
const YEAR: [f64; 12] = [
    0.86, 0.9, 0.97, 1.0, 1.02, 0.97, 0.88, 0.82, 0.98, 1.06, 1.28, 1.36,
];

const COMMENTS: [&str; 8] = [
    "Arrived two days early, thank you!",
    "Could we have this in blue?",
    "The invoice went to the wrong address.",
    "Same again next month, please.",
    "Great quality, as always.",
    "One box was dented, the rest is fine.",
    "Please call before delivery.",
    "When will the large size be back?",
];

impl Happenings {
    /// What happens on a day, `age` days after the shop's first.
    pub(super) fn on(day: Day, age: i32, customers: &[Customer], users: &[User]) -> Self {
        let mut dice = Dice::new(day.days().into(), 1);
        let growth = 1.0 + GROWTH_A_YEAR * f64::from(age) / 365.0;
        let week = WEEK[day.days_from_monday() as usize];
        let mood = season(day) * outlier(&mut dice) * (1.0 + 0.04 * dice.around_zero());
        let orders = dice.count(ORDERS_AT_FIRST * growth * week * mood);
        let signups = dice.count(SIGNUPS_AT_FIRST * growth * (0.4 + 0.6 * week) * mood);
        let comments = dice.count(COMMENTS_AT_FIRST * growth * week * mood.sqrt());
        let here: Vec<&Customer> = customers.iter().filter(|one| one.since <= day).collect();
        let total: f64 = here.iter().map(|one| Customer::weight(one.id)).sum();
        Self {
            day,
            signups: (0..signups)
                .map(|_| (time(day, &mut dice), dice.happens(0.93)))
                .collect(),
            logins: logins(day, week, mood, users, &mut dice),
            orders: (0..orders)
                .map(|_| order(day, &here, total, &mut dice))
                .collect(),
            comments: (0..comments)
                .filter_map(|_| comment(day, users, &mut dice))
                .collect(),
        }
    }
}

/// Between the middles of two months the one turns into the other.
fn season(day: Day) -> f64 {
    let date = day.to_date();
    let month = date.month0() as usize;
    let part = (f64::from(date.day()) - 15.0) / 30.0;
    let other = if part < 0.0 {
        (month + 11) % 12
    } else {
        (month + 1) % 12
    };
    YEAR[month] * (1.0 - part.abs()) + YEAR[other] * part.abs()
}

/// About one day in seventy is unlike the others: a campaign, or half a day without a network.
fn outlier(dice: &mut Dice) -> f64 {
    match dice.part() {
        part if part < 0.008 => 1.85,
        part if part < 0.014 => 0.35,
        _ => 1.0,
    }
}

fn logins(day: Day, week: f64, mood: f64, users: &[User], dice: &mut Dice) -> Vec<(i64, String)> {
    let mut logins = Vec::new();
    for user in users.iter().filter(|user| user.is_active) {
        let chance = LOGINS * User::eagerness(user.id) * week * mood.sqrt();
        if dice.happens(chance.min(0.95)) {
            logins.push((user.id, time(day, dice)));
            if dice.happens(0.15) {
                logins.push((user.id, time(day, dice)));
            }
        }
    }
    logins
}

fn order(day: Day, customers: &[&Customer], total_weight: f64, dice: &mut Dice) -> Order {
    let mut left = dice.part() * total_weight;
    let customer = customers.iter().find(|one| {
        left -= Customer::weight(one.id);
        left < 0.0
    });
    let customer = customer.or(customers.last()).map_or(1, |one| one.id);
    let size = 1.0 + Customer::weight(customer);
    let total = (55.0 * size * (0.7 * dice.around_zero()).exp()).max(4.9);
    let status = match dice.part() {
        part if part < 0.9 => "paid",
        part if part < 0.96 => "open",
        _ => "cancelled",
    };
    Order {
        customer,
        at: time(day, dice),
        total: (total * 100.0).round() / 100.0,
        status,
    }
}

fn comment(day: Day, users: &[User], dice: &mut Dice) -> Option<(i64, String, &'static str)> {
    let user = users.get(dice.below(users.len()))?;
    Some((
        user.id,
        time(day, dice),
        COMMENTS[dice.below(COMMENTS.len())],
    ))
}

/// A time of a day, mostly between eight and eight.
pub(super) fn time(day: Day, dice: &mut Dice) -> String {
    let hours = (14.0 + 3.2 * dice.around_zero()).clamp(0.0, 23.99);
    let seconds = (hours * 3600.0) as u32 + dice.below(36) as u32;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{day} {hour:02}:{minute:02}:{second:02}")
}

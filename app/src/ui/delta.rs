//! Changes in words, with an arrow and a colour that only repeat them.

use dbag_domain::{Day, Delta, Direction};
use leptos::prelude::*;

use crate::words::{arrow, cut};

/// A change since another day, as the content of a `.delta`.
pub(crate) struct Change {
    /// The classes: `delta is-up is-good`.
    pub(crate) class: String,
    size: Option<(&'static str, String)>,
    rest: String,
}

impl Change {
    /// The change as a metric of this direction sees it.
    pub(crate) fn of(delta: &Delta, direction: Direction, today: Day) -> Self {
        let words = words(delta, today);
        let (size, rest) = cut(&words);
        let mut class = String::from("delta");
        if !size.is_empty() {
            class.push_str(if delta.change > 0.0 {
                " is-up"
            } else {
                " is-down"
            });
        }
        class.push_str(match delta.is_good(direction) {
            Some(true) => " is-good",
            Some(false) => " is-bad",
            None => "",
        });
        Self {
            class,
            size: (!size.is_empty()).then(|| (arrow(delta.change), format!(" {size}"))),
            rest: if size.is_empty() {
                rest.to_owned()
            } else {
                format!(" {rest}")
            },
        }
    }

    /// Size and day.
    pub(crate) fn into_words(self) -> impl IntoView {
        let change = self.size.map(|(arrow, size)| {
            view! {
                <span class="delta__change">
                    <span class="delta__arrow" aria-hidden="true">{arrow}</span>
                    {size}
                </span>
            }
        });
        (change, self.rest)
    }
}

/// A delta's words name a year that is not its day's; a reader needs one that is not this year.
fn words(delta: &Delta, today: Day) -> String {
    let date = delta.compared.spoken(delta.day);
    match delta.words.strip_suffix(date.as_str()) {
        Some(before) => format!("{before}{}", delta.compared.spoken(today)),
        None => delta.words.clone(),
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Comparison, Series, Unit};

    use super::*;

    #[test]
    fn a_year_is_named_unless_it_is_this_one() {
        let day = Day::parse("2012-04-19").expect("a date");
        let series = Series::new(day.previous(), vec![Some(4.0), Some(4.0)]);
        let delta = Delta::of(&series, day, Comparison::PreviousDay, &Unit::default());
        let delta = delta.expect("both days are known");
        for (today, told) in [
            ("2012-04-19", "same as Wednesday 18 Apr"),
            ("2026-11-23", "same as Wednesday 18 Apr 2012"),
        ] {
            assert_eq!(words(&delta, Day::parse(today).expect("a date")), told);
        }
    }
}

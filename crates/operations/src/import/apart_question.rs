//! What is asked where lines of one day cannot be told apart.

use super::day_values::Doubled;
use super::roles::{Apart, ColumnRole, Columns, Question, speaks_of_time};
use super::several::{WAYS, of_events};
use super::targets::Target;

/// What is asked where lines of one day cannot be told apart. `events` names a column with another key in
/// every line.
pub(super) fn ask_apart(
    doubled: &Doubled,
    targets: &[Target],
    apart: Option<&(Apart, Columns)>,
    events: Option<&str>,
) -> Question {
    let metric = &targets[doubled.metric as usize].settings.slug;
    let (first, second) = doubled.lines;
    let days = match doubled.days {
        1 => "one day has".to_owned(),
        days => format!("{days} days have"),
    };
    let (found, way) = found(apart, events);
    let message = format!(
        "{days} several values of one metric and object at the same time, the first `{metric}` on {} in the \
         lines {first} and {second}; {found}{}",
        doubled.day,
        of_events(events)
    );
    Question::new("of_day", message).way_out(match way.as_str() {
        "" => WAYS.to_owned(),
        way => format!("{way}; or {WAYS}"),
    })
}

/// Which columns tell the lines apart, and how to say so.
fn found(apart: Option<&(Apart, Columns)>, events: Option<&str>) -> (String, String) {
    let name = |columns: &Columns, at: usize| columns.list[at].name(at);
    match apart {
        Some((Apart::Several(places), columns)) => {
            let names = places.iter().map(|at| format!("`{}`", name(columns, *at)));
            let names: Vec<String> = names.collect();
            let found = match names.as_slice() {
                [only] => format!("the column {only} tells them apart, by whole numbers"),
                names => format!("each of the columns {} tells them apart", names.join(", ")),
            };
            (
                found,
                format!(
                    "say which is the object, with --object {}",
                    name(columns, places[0])
                ),
            )
        }
        Some((Apart::Together(one, other), columns)) => {
            let (one, other) = (name(columns, *one), name(columns, *other));
            (
                format!("the columns `{one}` and `{other}` tell them apart together"),
                format!("use both with --object {one} --object {other}"),
            )
        }
        Some((Apart::Object { .. } | Apart::None, columns)) if !columns.list.is_empty() => {
            let none = "no column was found that tells them apart";
            let found = match time_of(columns) {
                Some(time) => format!("{none} but `{time}`, which is of the time of the day"),
                None => none.to_owned(),
            };
            let way = match events {
                Some(_) => String::new(),
                None => "where one does, name it with --object COLUMN".to_owned(),
            };
            (found, way)
        }
        _ => ("nothing tells them apart".to_owned(), String::new()),
    }
}

/// The column that is titled as a time or a part of one, beside the day.
fn time_of(columns: &Columns) -> Option<String> {
    let is_time = |at: &usize| {
        let column = &columns.list[*at];
        !matches!(column.role, ColumnRole::Day(_)) && speaks_of_time(&column.title)
    };
    let at = (0..columns.list.len()).find(is_time)?;
    Some(columns.list[at].name(at))
}

//! What is asked where lines of one day cannot be told apart.

use super::day_values::Doubled;
use super::roles::{Apart, Columns, Question};
use super::targets::Target;

/// What is asked where lines of one day cannot be told apart.
pub(super) fn ask_apart(
    doubled: &Doubled,
    targets: &[Target],
    apart: Option<&(Apart, Columns)>,
) -> Question {
    let metric = &targets[doubled.metric as usize].settings.slug;
    let (first, second) = doubled.lines;
    let days = match doubled.days {
        1 => "one day has".to_owned(),
        days => format!("{days} days have"),
    };
    let name = |columns: &Columns, at: usize| columns.list[at].name(at);
    let (found, way) = match apart {
        Some((Apart::Several(places), columns)) => {
            let names = places.iter().map(|at| format!("`{}`", name(columns, *at)));
            let names: Vec<String> = names.collect();
            (
                format!("each of the columns {} tells them apart", names.join(", ")),
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
        Some((Apart::Object { .. } | Apart::None, columns)) if !columns.list.is_empty() => (
            "no column was found that tells them apart".to_owned(),
            "where one does, name it with --object COLUMN".to_owned(),
        ),
        _ => ("nothing tells them apart".to_owned(), String::new()),
    };
    let message = format!(
        "{days} several values of one metric and object at the same time, the first `{metric}` on {} in the \
         lines {first} and {second}; {found}",
        doubled.day
    );
    let one =
        "say how they become one value a day, with --of-day sum, mean, last, first, max or min";
    Question::new("of_day", message).way_out(match way.as_str() {
        "" => one.to_owned(),
        way => format!("{way}; or {one}"),
    })
}

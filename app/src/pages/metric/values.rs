//! The values behind the chart, as a table.

use dbag_domain::{Comparison, Delta, Origin, PeriodValue, Series, Step, Unit, format_value};
use dbag_operations::{MetricView, ValueRow};
use leptos::prelude::*;

use super::Shown;
use crate::words::{arrow, brief, change, count, cut, query_text, sentence};

/// So many rows are open; the others unfold.
const OPEN_ROWS: usize = 14;

/// The table of periods that the chart draws, and of days with how each came.
pub(super) fn draw(shown: &Shown<'_>) -> impl IntoView + use<> {
    let view = shown.view;
    let has_days = !view.rows.is_empty();
    let tables = match (view.step, has_days) {
        (Step::Day, true) => days(shown),
        (_, true) => {
            let about = count(view.rows.len(), "day");
            let days = fold("Day by day", about, days(shown));
            view! { {periods(view)} {days} }.into_any()
        }
        (_, false) => periods(view),
    };
    view! {
        <section class="section" aria-labelledby="h-values">
            <div class="section__head">
                <h2 id="h-values">"Values"</h2>
                {exports(shown)}
            </div>
            {tables}
        </section>
    }
}

fn exports(shown: &Shown<'_>) -> impl IntoView + use<> {
    let (base, days) = (shown.address.base(), shown.view.days);
    let object = shown
        .address
        .object()
        .map(|key| format!("&object={}", query_text(key)));
    let csv = format!(
        "{base}.csv?from={}&to={}{}",
        days.from,
        days.to,
        object.unwrap_or_default()
    );
    let json = format!("{base}.json?days={}", days.len());
    view! { <span><a href=csv>"CSV"</a> " · " <a href=json>"JSON"</a></span> }
}

/// A table that is unfolded where it is wanted.
fn fold(title: &'static str, about: String, table: AnyView) -> impl IntoView {
    view! {
        <details class="disclosure">
            <summary class="disclosure__summary">
                {title} <span class="disclosure__about">{about}</span>
            </summary>
            <div class="disclosure__body">{table}</div>
        </details>
    }
}

fn days(shown: &Shown<'_>) -> AnyView {
    let rows = &shown.view.rows;
    let (open, folded) = rows.split_at(rows.len().min(OPEN_ROWS));
    let rest = (!folded.is_empty()).then(|| {
        let about = count(folded.len(), "day");
        fold("Earlier days", about, day_table(shown, "days-2", folded))
    });
    view! { {day_table(shown, "days", open)} {rest} }.into_any()
}

fn day_table(shown: &Shown<'_>, id: &str, rows: &[ValueRow]) -> AnyView {
    let label = shown.view.metric.label.to_string();
    let caption = format!("{label}, one row a day, newest first");
    let action = shown.may_edit.then(|| {
        view! { <th scope="col"><span class="visually-hidden">"Action"</span></th> }
    });
    let rows: Vec<_> = rows.iter().map(|row| day_row(shown, row)).collect();
    let id = format!("cap-{id}");
    let named_by = id.clone();
    view! {
        <div class="table-wrap" role="region" aria-labelledby=named_by tabindex="0">
            <table class="table">
                <caption class="visually-hidden" id=id>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Day"</th>
                        <th scope="col" class="is-number">{label}</th>
                        <th scope="col" class="is-number is-minor">"On the week before"</th>
                        <th scope="col">"Origin"</th>
                        {action}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn day_row(shown: &Shown<'_>, row: &ValueRow) -> impl IntoView + use<> {
    let view = shown.view;
    let unit = &view.metric.unit;
    let class = match row.value {
        Err(_) => Some("is-gap"),
        Ok(_) => row.is_provisional.then_some("is-provisional"),
    };
    let number = match row.value {
        Ok(value) => format_value(value, unit),
        Err(_) => "gap".to_owned(),
    };
    let was = row.revisions.first().map(|before| {
        let value = match before.value {
            Ok(value) => format_value(value, unit),
            Err(_) => "a gap".to_owned(),
        };
        view! { " " <span class="table__note">{format!("was {value}")}</span> }
    });
    let day = brief(row.day, view.today);
    let action = shown.may_edit.then(|| {
        let word = if row.value.is_ok() { "Correct" } else { "Fill" };
        view! {
            <td class="is-actions">
                <a href="#correct" data-day=row.day.to_string()>
                    {word}
                    <span class="visually-hidden">{format!(" {day}")}</span>
                </a>
            </td>
        }
    });
    view! {
        <tr class=class>
            <th scope="row" class="is-day">
                <time datetime=row.day.to_string()>{day}</time>
            </th>
            <td class="is-number">{number}{was}</td>
            <td class="is-number is-minor">{week_change(&view.series, row, unit)}</td>
            <td>{origin(shown, row)}</td>
            {action}
        </tr>
    }
}

fn week_change(series: &Series, row: &ValueRow, unit: &Unit) -> Option<String> {
    if row.is_provisional {
        return None;
    }
    let delta = Delta::of(series, row.day, Comparison::SameWeekdayLastWeek, unit)?;
    Some(match cut(&delta.words) {
        ("", _) => "same".to_owned(),
        (size, _) => format!("{} {size}", arrow(delta.change)),
    })
}

/// How a value came, in words.
fn origin(shown: &Shown<'_>, row: &ValueRow) -> String {
    if row.is_provisional {
        return "provisional: the day is not over".to_owned();
    }
    if let Err(reason) = row.value {
        return reason.words().to_owned();
    }
    let at = shown.clock.at(row.at).replace("Today", "today");
    let by = |words: &str| format!("{words} {}", row.actor);
    let words = match row.origin {
        Origin::Collected => format!("collected {at}"),
        Origin::Backfilled => format!("backfilled {at}"),
        Origin::Computed => format!("computed {at}"),
        Origin::Pushed => by("pushed by"),
        Origin::Imported => by("imported by"),
        Origin::Edited if row.revisions.is_empty() => by("typed by"),
        Origin::Edited => by("corrected by"),
        Origin::Fake => "made up".to_owned(),
    };
    match row.note.as_str() {
        "" => words,
        note => format!("{words}: “{note}”"),
    }
}

/// The periods that the chart draws, or a word where it draws none.
fn periods(view: &MetricView) -> AnyView {
    if view.points.iter().all(|one| one.value.is_none()) {
        return view! { <p class="section__about">"There are none in these days."</p> }.into_any();
    }
    let mut rows = Vec::with_capacity(view.points.len());
    for (at, point) in view.points.iter().enumerate().rev() {
        let before = at.checked_sub(1).map(|at| &view.points[at]);
        rows.push(period_row(view, point, before).into_any());
    }
    let folded = rows.split_off(rows.len().min(OPEN_ROWS));
    let rest = (!folded.is_empty()).then(|| {
        let about = count(folded.len(), view.step.as_str());
        fold("Earlier", about, period_table(view, "periods-2", folded))
    });
    view! { {period_table(view, "periods", rows)} {rest} }.into_any()
}

fn period_table(view: &MetricView, id: &str, rows: Vec<AnyView>) -> AnyView {
    let label = view.metric.label.to_string();
    let caption = format!("{label}, one row a {}, newest first", view.step);
    let on = format!("On the {} before", view.step);
    let step = sentence(view.step.as_str());
    let id = format!("cap-{id}");
    let named_by = id.clone();
    view! {
        <div class="table-wrap" role="region" aria-labelledby=named_by tabindex="0">
            <table class="table">
                <caption class="visually-hidden" id=id>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{step}</th>
                        <th scope="col" class="is-number">{label}</th>
                        <th scope="col" class="is-number is-minor">{on}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A period of which only some days are shown, or over, is not compared; nor one with gaps
/// with one without.
fn period_row(
    view: &MetricView,
    point: &PeriodValue,
    before: Option<&PeriodValue>,
) -> impl IntoView + use<> {
    let unit = &view.metric.unit;
    let period = point.period;
    let name = match period.step {
        Step::Day => brief(period.start, view.today),
        _ => sentence(&period.name()),
    };
    let is_part = point.is_provisional || is_cut_off(point);
    let class = match point.value {
        None => Some("is-gap"),
        Some(_) => is_part.then_some("is-provisional"),
    };
    let part = point.value.and_then(|_| part_words(point));
    let part = part.map(|words| view! { " " <span class="table__note">{words}</span> });
    let number = point
        .value
        .map_or_else(|| "no value".to_owned(), |value| format_value(value, unit));
    let before = before.filter(|before| {
        !is_part && !is_cut_off(before) && point.coverage.bears_comparison(before.coverage)
    });
    let both = point.value.zip(before.and_then(|before| before.value));
    let change = both.map(|(value, before)| match change(before, value, unit) {
        Some(size) => format!("{} {size}", arrow(value - before)),
        None => "same".to_owned(),
    });
    view! {
        <tr class=class>
            <th scope="row" class="is-day">{name}</th>
            <td class="is-number">{number}{part}</td>
            <td class="is-number is-minor">{change}</td>
        </tr>
    }
}

/// Whether the shown range leaves some of a period's days out.
fn is_cut_off(point: &PeriodValue) -> bool {
    (point.coverage.days as usize) < point.period.days().len()
}

/// How much of a period there is; nothing for a full one.
fn part_words(point: &PeriodValue) -> Option<String> {
    let known = format!(
        "{} of {}",
        point.coverage.known,
        count(point.period.days().len(), "day")
    );
    match (point.period.step, point.is_provisional) {
        (Step::Day, true) => Some("so far".to_owned()),
        (_, true) => Some(format!("so far, {known}")),
        (_, false) if is_cut_off(point) || !point.coverage.is_full() => Some(known),
        (_, false) => None,
    }
}

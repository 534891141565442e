//! The values behind the chart, as a table.

use dbag_domain::{
    Day, DayRange, GapReason, Mark, PeriodValue, Step, Unit, decimals, format_value_to,
};
use dbag_operations::{MetricView, ValueNotes, ValueRow};
use leptos::prelude::*;

use super::Shown;
use super::origin::origin_below;
use crate::escape::query_text;
use crate::words::{brief, column_change, count, sentence};

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
        <section class="section" id="values" aria-labelledby="h-values">
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
    let object = object.unwrap_or_default();
    let shown = format!("from={}&to={}{object}", days.from, days.to);
    let [csv, json] = ["csv", "json"].map(|format| format!("{base}.{format}?{shown}"));
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
    let values = shown.view.rows.iter().filter_map(|row| row.value.ok());
    let places = places(values, &shown.view.metric.unit);
    let above = std::iter::once(None).chain(rows.iter().map(Some));
    let rows = rows.iter().zip(above);
    let rows: Vec<_> = rows
        .map(|(row, above)| day_row(shown, row, above, places))
        .collect();
    let id = format!("cap-{id}");
    let named_by = id.clone();
    view! {
        <div class="table-wrap" role="region" aria-labelledby=named_by tabindex="0">
            <table class="table">
                <caption class="visually-hidden" id=id>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Day"</th>
                        <th scope="col" class="is-number">"Value"</th>
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

/// The decimals of a column: as many as its value with the most needs.
fn places(values: impl Iterator<Item = f64>, unit: &Unit) -> usize {
    values.map(|value| decimals(value, unit)).max().unwrap_or(0)
}

fn day_row(
    shown: &Shown<'_>,
    row: &ValueRow,
    above: Option<&ValueRow>,
    places: usize,
) -> impl IntoView + use<> {
    let view = shown.view;
    let unit = &view.metric.unit;
    let class = match row.value {
        Err(_) => Some("is-gap"),
        Ok(_) => row.is_provisional.then_some("is-provisional"),
    };
    let number = match row.value {
        Ok(value) => format_value_to(value, unit, places),
        Err(_) => "gap".to_owned(),
    };
    // Of what objects that are one made together, either's is no value of before.
    let mut before = row.revisions.iter().filter(|_| !row.is_merge);
    let was = before
        .find(|before| before.value != row.value)
        .map(|before| {
            let value = match before.value {
                Ok(value) => format_value_to(value, unit, places),
                Err(_) => "a gap".to_owned(),
            };
            view! { " " <span class="table__note">{format!("was {value}")}</span> }
        });
    // Where all are, the notice above says it once.
    let is_mixed = view
        .rows
        .iter()
        .any(|row| !row.is_outdated && row.value.is_ok());
    let outdated = (row.is_outdated && is_mixed).then(|| {
        view! { " " <span class="table__note">"asked before a change"</span> }
    });
    let early = view.series.is_early(row.day).then(|| {
        view! { " " <span class="table__note">{Mark::AskedEarly.part_words()}</span> }
    });
    let day = brief(row.day, view.today);
    let known = shown.address.day(row.day);
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
                <a href=known><time datetime=row.day.to_string()>{day}</time></a>
            </th>
            <td class="is-number">{number}{was}{outdated}{early}</td>
            <td class="is-number is-minor">{week_change(view, row)}</td>
            <td>{origin_below(&shown.clock, row, above)}</td>
            {action}
        </tr>
    }
}

fn week_change(view: &MetricView, row: &ValueRow) -> Option<String> {
    let value = row.value.ok().filter(|_| !row.is_provisional)?;
    let before = week_before(view, row.day)?;
    Some(column_change(before, value, &view.metric.unit))
}

/// The value of the same weekday a week before, where that can be compared.
fn week_before(view: &MetricView, day: Day) -> Option<f64> {
    let series = &view.with_week_before;
    let before = series.value(day - 7)?;
    series.are_comparable(day - 7, day).then_some(before)
}

/// How a value came, in words.
/// The periods that the chart draws, or a word where it draws none.
fn periods(view: &MetricView) -> AnyView {
    if view.points.iter().all(|one| one.value.is_none()) {
        return view! { <p class="section__about">"There are none in these days."</p> }.into_any();
    }
    let known = view.points.iter().filter_map(|one| one.value);
    let places = places(known, &view.metric.unit);
    let mut rows = Vec::with_capacity(view.points.len());
    for (at, point) in view.points.iter().enumerate().rev() {
        let before = match at.checked_sub(1) {
            Some(at) => Some(&view.points[at]),
            None => view.period_before.as_ref(),
        };
        rows.push(period_row(view, point, before, places).into_any());
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
    let on = match view.step {
        Step::Day => "On the week before".to_owned(),
        step => format!("On the {step} before"),
    };
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
                        <th scope="col" class="is-number">"Value"</th>
                        <th scope="col" class="is-number is-minor">{on}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A day is compared with the same weekday of the week before. A period of which only some days
/// are shown, or over, is not compared; nor one with gaps with one without.
fn period_row(
    view: &MetricView,
    point: &PeriodValue,
    before: Option<&PeriodValue>,
    places: usize,
) -> impl IntoView + use<> {
    let unit = &view.metric.unit;
    let period = point.period;
    let name = match period.step {
        Step::Day => brief(period.start, view.today),
        _ => sentence(&period.name()),
    };
    let is_part = !point.is_whole();
    let class = match point.value {
        None => Some("is-gap"),
        Some(_) => is_part.then_some("is-provisional"),
    };
    let parts = [
        point.value.and_then(|_| period_words(point)),
        Some(reasons(view, point)).filter(|words| !words.is_empty()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let part = (!parts.is_empty()).then(|| parts.join(", "));
    let part = part.map(|words| view! { " " <span class="table__note">{words}</span> });
    let number = point.value.map_or_else(
        || "no value".to_owned(),
        |value| format_value_to(value, unit, places),
    );
    let before = match period.step {
        Step::Day => week_before(view, period.start),
        _ => before
            .filter(|one| !one.is_partial() && point.bears_comparison(one))
            .and_then(|one| one.value),
    };
    let both = point.value.zip(before.filter(|_| !is_part));
    let change = both.map(|(value, before)| column_change(before, value, unit));
    view! {
        <tr class=class>
            <th scope="row" class="is-day">{name}</th>
            <td class="is-number">{number}{part}</td>
            <td class="is-number is-minor">{change}</td>
        </tr>
    }
}

/// Why a day or a longer period is another than what all say now, or a day has no value; empty where it is not, or that
/// is not known.
fn reasons(view: &MetricView, point: &PeriodValue) -> String {
    if point.value.is_none() {
        let gap = (point.period.step == Step::Day).then(|| view.series.gap(point.period.start));
        let words = gap.flatten().map_or("", GapReason::words);
        return words.to_owned();
    }
    if point.period.step == Step::Day {
        let day = Some(point.period.start);
        return ValueNotes::of(&view.series, day, view.metric.measure).reasons();
    }
    let outdated = point.is_outdated().then_some("asked before a change");
    // How many days are missing is said beside it.
    let marks = point.part.marks().filter(|mark| *mark != Mark::MissingDays);
    let of_part = marks.filter_map(Mark::part_words);
    outdated
        .into_iter()
        .chain(of_part)
        .collect::<Vec<_>>()
        .join(", ")
}

/// How much of a period there is; nothing for a full one.
fn period_words(point: &PeriodValue) -> Option<String> {
    let known = |days: DayRange| {
        let days = count(days.len(), "day");
        format!("{} of {days}", point.coverage.known)
    };
    let only = || format!("only {}", point.days.spoken(point.period.start));
    match (point.period.step, point.is_provisional) {
        (Step::Day, true) => Some("so far".to_owned()),
        (_, true) => Some(format!("so far, {}", known(point.period.days()))),
        (_, false) => match (point.is_partial(), point.coverage.is_full()) {
            (true, true) => Some(only()),
            (true, false) => Some(format!("{}, {} known", only(), known(point.days))),
            (false, false) => Some(known(point.days)),
            (false, true) => None,
        },
    }
}

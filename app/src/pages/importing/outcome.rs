//! What an import did, or would do: counts, metrics, the first values, what was refused.

use dbag_domain::{RollUp, Unit, format_with_unit};
use dbag_operations::{Fate, ImportReport, MetricReport};
use leptos::prelude::*;

use super::{figure, size};
use crate::Frame;
use crate::ui::{Column, Table, said};
use crate::words::{brief, count, full_sentence, sentence};

/// So many lines of a table are drawn.
const SHOWN: usize = 100;

/// `8 values: 6 new, 2 in the place of others. 1 cell is refused, 3 are empty.`
pub(super) fn summary(report: &ImportReport) -> String {
    let of_others = match report.replaced {
        1 => "in the place of another",
        _ => "in the place of others",
    };
    let parts = [
        (report.added, "new"),
        (report.replaced, of_others),
        (report.same, "there already"),
        (
            report.kept,
            "not taken: another number, or a removal by hand, stays",
        ),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, what)| format!("{} {what}", figure(*number)))
        .collect();
    let values = match (report.values, parts.is_empty()) {
        (0, _) => "No values.".to_owned(),
        (values, true) => format!("{}.", count(size(values), "value")),
        (values, false) => format!("{}: {}.", count(size(values), "value"), parts.join(", ")),
    };
    let refused = refusals(report);
    let blank = match report.blank {
        0 => String::new(),
        1 => " 1 cell is empty.".to_owned(),
        number => format!(" {} cells are empty.", figure(number)),
    };
    let gaps = match report.gaps {
        0 => String::new(),
        1 => " 1 gap is new: a day of which the file says why it has no value.".to_owned(),
        number => format!(
            " {} gaps are new: days of which the file says why they have no value.",
            figure(number)
        ),
    };
    let several = match report.several.words() {
        words if words.is_empty() => words,
        words => format!(" {words}."),
    };
    format!("{values}{several}{refused}{blank}{gaps}")
}

/// How much was refused: a cell is a value, and a line may be several.
fn refusals(report: &ImportReport) -> String {
    let values = size(report.cells.refused);
    let places = report.refused.len() + size(report.refused_more);
    let are = |number: usize| match (number, report.dry_run) {
        (1, true) => "is",
        (_, true) => "are",
        (1, false) => "was",
        (_, false) => "were",
    };
    match (places, values) {
        (0, _) => String::new(),
        (places, values) if values == places => {
            format!(" {} {} refused.", count(places, "cell"), are(places))
        }
        // Of lines that are torn nobody knows how many values they had.
        (places, values) if values < places => {
            let what = match places {
                1 => "cell or line",
                _ => "cells or lines",
            };
            format!(" {} {what} {} refused.", figure(places as u64), are(places))
        }
        (places, values) => format!(
            " {} {} refused, in {}.",
            count(values, "value"),
            are(values),
            count(places, "place")
        ),
    }
}

/// How the file was read, in sentences.
pub(super) fn notes(report: &ImportReport) -> Option<AnyView> {
    let totals = report
        .totals
        .iter()
        .map(dbag_operations::TotalObject::words);
    let notes: Vec<_> = totals
        .chain(report.notes.iter().cloned())
        .map(|note| view! { <li>{said(&full_sentence(&note))}</li> })
        .collect();
    (!notes.is_empty()).then(|| view! { <ul class="list is-muted">{notes}</ul> }.into_any())
}

/// The metrics that values go to; those that exist lead to their pages.
pub(super) fn metrics(frame: &Frame, report: &ImportReport) -> Option<AnyView> {
    if report.metrics.is_empty() {
        return None;
    }
    let is_done = !report.dry_run;
    let row = |metric: &MetricReport| metric_row(frame, metric, is_done);
    let rows: Vec<_> = report.metrics.iter().take(SHOWN).map(row).collect();
    let columns = vec![
        Column::of("Metric"),
        Column::of("What it is"),
        Column::number("Values"),
    ];
    let view = view! {
        <section class="section" aria-labelledby="h-metrics">
            <h2 id="h-metrics">"Metrics"</h2>
            <Table columns=columns rows=rows />
            {and_more(report.metrics.len(), "metric")}
        </section>
    };
    Some(view.into_any())
}

fn metric_row(frame: &Frame, metric: &MetricReport, is_done: bool) -> impl IntoView + use<> {
    let slug = metric.slug.clone();
    let name = match is_done || !metric.is_new {
        true => {
            let to = frame.path(&format!("/metric/{slug}"));
            view! { <a href=to>{slug}</a> }.into_any()
        }
        false => slug.into_any(),
    };
    let new = metric
        .is_new
        .then(|| view! { " " <span class="badge is-new">"new"</span> });
    let by = metric
        .object_kind
        .as_ref()
        .map(|kind| format!(" by {kind}"));
    let what = format!(
        "A {}{}: {}",
        metric.measure,
        by.unwrap_or_default(),
        rolled_up(metric.rollup)
    );
    let why = (!metric.why.is_empty()).then(|| {
        let why = full_sentence(&sentence(&metric.why));
        view! { <span class="table__note">{said(&why)}</span> }
    });
    view! {
        <tr>
            <th scope="row">{name} {new}</th>
            <td>{what} {why}</td>
            <td class="is-number">{figure(metric.values)}</td>
        </tr>
    }
}

/// How months are made of days.
fn rolled_up(rollup: RollUp) -> &'static str {
    match rollup {
        RollUp::Last => "months show its last day",
        RollUp::Sum => "months add its days up",
        RollUp::Mean | RollUp::Recomputed => "months show the mean of its days",
        RollUp::Min => "months show its smallest day",
        RollUp::Max => "months show its largest day",
    }
}

/// The values that come first in the file.
pub(super) fn first(frame: &Frame, report: &ImportReport) -> Option<AnyView> {
    if report.first.is_empty() {
        return None;
    }
    let today = frame.clock(None).today();
    let rows: Vec<_> = report
        .first
        .iter()
        .map(|value| {
            let object = value.object.clone().map(|object| {
                view! { <span class="table__note">{object}</span> }
            });
            let weight = value.weight.map(|weight| {
                let words = format!("weighs {}", format_with_unit(weight, &Unit::default()));
                view! { <span class="table__note">{words}</span> }
            });
            let fate = value.fate.and_then(fate_words);
            let fate = fate.map(|words| view! { <span class="table__note">{words}</span> });
            view! {
                <tr>
                    <th scope="row" class="is-day">{brief(value.date, today)}</th>
                    <td>{value.metric.clone()} {object}</td>
                    <td class="is-number">{value.value.to_string()} {weight} {fate}</td>
                    <td class="is-number is-place">{value.line.to_string()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::of("Day"),
        Column::of("Metric"),
        Column::number("Value"),
        Column::number("Line"),
    ];
    let view = view! {
        <section class="section" aria-labelledby="h-first">
            <h2 id="h-first">"The first values"</h2>
            <Table columns=columns rows=rows class="table is-dense has-places" />
        </section>
    };
    Some(view.into_any())
}

/// What becomes of a value, where it is not simply new.
fn fate_words(fate: Fate) -> Option<&'static str> {
    match fate {
        Fate::New => None,
        Fate::Replaces => Some("in the place of another"),
        Fate::Same => Some("there already"),
        Fate::Kept => Some("not taken: another number, or a removal by hand, stays"),
    }
}

/// What was refused, with its place and the reason.
pub(super) fn refused(report: &ImportReport) -> Option<AnyView> {
    if report.refused.is_empty() {
        return None;
    }
    let rows: Vec<_> = report
        .refused
        .iter()
        .take(SHOWN)
        .map(|one| {
            let column = one
                .column
                .clone()
                .unwrap_or_else(|| "whole line".to_owned());
            view! {
                <tr>
                    <th scope="row" class="is-number is-place">{one.line.to_string()}</th>
                    <td>{column}</td>
                    <td>{said(&full_sentence(&one.reason))}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::number("Line"),
        Column::of("Column"),
        Column::of("Why"),
    ];
    let all = report.refused.len() + size(report.refused_more);
    let view = view! {
        <section class="section" aria-labelledby="h-refused">
            <h2 id="h-refused">"Refused"</h2>
            <Table columns=columns rows=rows class="table is-dense has-places" />
            {and_more(all, "cell")}
        </section>
    };
    Some(view.into_any())
}

fn and_more(all: usize, one: &str) -> Option<impl IntoView + use<>> {
    let more = all.checked_sub(SHOWN).filter(|more| *more > 0)?;
    let words = format!("And {}.", count(more, &format!("more {one}")));
    Some(view! { <p class="is-muted">{words}</p> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_told_in_a_sentence() {
        let mut report = ImportReport {
            dry_run: true,
            values: 8,
            added: 6,
            replaced: 2,
            blank: 1,
            ..ImportReport::default()
        };
        report.cells.refused = 1;
        report.refused_more = 1;
        assert_eq!(
            summary(&report),
            "8 values: 6 new, 2 in the place of others. 1 cell is refused. 1 cell is empty."
        );
        report.dry_run = false;
        (report.cells.refused, report.refused_more) = (1_200, 1_200);
        assert!(summary(&report).contains("1,200 cells were refused."));
        report.refused_more = 400;
        assert!(summary(&report).contains("1,200 values were refused, in 400 places."));
        report.refused_more = 1_203;
        assert!(summary(&report).contains("1,203 cells or lines were refused."));
        (report.cells.refused, report.refused_more, report.replaced) = (0, 1, 1);
        assert!(
            summary(&report).contains("1 in the place of another. 1 cell or line was refused.")
        );
        (report.cells.refused, report.refused_more) = (1_200, 400);
        assert_eq!(summary(&ImportReport::default()), "No values.");
        report.several.lines = 2;
        let said = "2 lines are of the same day as a later one, which stands. 1,200 values";
        assert!(summary(&report).contains(said), "{}", summary(&report));
    }
}

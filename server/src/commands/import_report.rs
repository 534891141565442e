//! What an import did, in words.

use dbag_domain::RollUp;
use dbag_operations::{ImportReport, MetricReport};

use super::table::aligned;
use crate::failure::Failure;
use crate::out;

/// So many columns, and metrics, are named one by one.
const LISTED: usize = 30;

/// Says on standard error what the columns were taken for, and what else was decided.
pub(super) fn say_columns(report: &ImportReport) {
    if !report.columns.is_empty() {
        out::note("the columns were read so; --as COLUMN=ROLE reads them otherwise:");
        let row = |column: &dbag_operations::ColumnReport| {
            vec![
                format!("  {}", column.column),
                column.role.clone(),
                column.why.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = report.columns.iter().take(LISTED).map(row).collect();
        out::note(aligned(&rows));
        if let Some(more) = report
            .columns
            .len()
            .checked_sub(LISTED)
            .filter(|more| *more > 0)
        {
            out::note(format_args!("  and {more} more, which --json names"));
        }
    }
    for note in &report.notes {
        out::note(format_args!("note: {note}"));
    }
}

/// Prints what was done.
pub(super) fn print(report: &ImportReport) -> Result<(), Failure> {
    out::line(format_args!(
        "{} {} accepted, which {} {} {}",
        report.accepted,
        one_or(report.accepted, "measurement was", "measurements were"),
        one_or(report.accepted, "makes", "make"),
        report.values,
        one_or(report.values, "value", "values")
    ))?;
    for (count, what) in of_values(report)
        .iter()
        .chain(&of_cells(report))
        .filter(|(count, _)| *count > 0)
    {
        out::line(format_args!("  {count} {what}"))?;
    }
    print_rest(report)
}

/// What became of the values.
fn of_values(report: &ImportReport) -> [(u64, &'static str); 4] {
    let replaced = match report.dry_run {
        true => [
            "would take the place of another",
            "would take the place of others",
        ],
        false => ["took the place of another", "took the place of others"],
    };
    let not_taken = match report.dry_run {
        true => "would not be taken: another number, or a removal by hand, stays",
        false if report.kept == 1 => "was not taken: another number, or a removal by hand, stays",
        false => "were not taken: another number, or a removal by hand, stays",
    };
    [
        (report.added, one_or(report.added, "is new", "are new")),
        (
            report.replaced,
            one_or(report.replaced, replaced[0], replaced[1]),
        ),
        (report.kept, not_taken),
        (
            report.same,
            one_or(report.same, "was there already", "were there already"),
        ),
    ]
}

/// What became of other cells. Of lines that are torn nobody knows how many values they had.
fn of_cells(report: &ImportReport) -> [(u64, &'static str); 3] {
    let refused = match report.refused_in_all() > report.cells.refused {
        true => ["cell or line was refused", "cells or lines were refused"],
        false => ["value was refused", "values were refused"],
    };
    [
        (
            report.gaps,
            one_or(report.gaps, "gap is new", "gaps are new"),
        ),
        (
            report.blank,
            one_or(report.blank, "cell was empty", "cells were empty"),
        ),
        (
            report.refused_in_all(),
            one_or(report.refused_in_all(), refused[0], refused[1]),
        ),
    ]
}

/// What else is to be said.
fn print_rest(report: &ImportReport) -> Result<(), Failure> {
    for total in &report.totals {
        let way = match total.is_left_out {
            true => String::new(),
            false => format!("; --leave-out \"{}\" leaves them out", total.key),
        };
        out::line(format_args!("  {}{way}", total.words()))?;
    }
    match (report.several.words(), report.several.chosen) {
        (words, _) if words.is_empty() => {}
        (words, None) => out::line(format_args!("  {words}; --of-day chooses otherwise"))?,
        (words, Some(_)) => out::line(format_args!("  {words}"))?,
    }
    if !report.columns_ignored.is_empty() {
        out::line(format_args!(
            "  columns not read: {}",
            report.columns_ignored.join(", ")
        ))?;
    }
    print_metrics(report)?;
    if let Some(batch) = report.batch {
        out::line(format_args!("  `dbag import --undo {batch}` takes it back"))?;
    }
    Ok(())
}

pub(super) fn one_or(count: u64, one: &'static str, several: &'static str) -> &'static str {
    match count {
        1 => one,
        _ => several,
    }
}

fn print_metrics(report: &ImportReport) -> Result<(), Failure> {
    let new: Vec<&MetricReport> = report
        .metrics
        .iter()
        .filter(|metric| metric.is_new)
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    out::line("  new metrics:")?;
    for metric in new.iter().take(LISTED) {
        let of = metric.object_kind.as_ref();
        let of = of.map(|kind| format!(" by {kind}")).unwrap_or_default();
        out::line(format_args!(
            "    {}{of}: a {}, {}; {}",
            metric.slug,
            metric.measure,
            rolled_up(metric.rollup),
            metric.why
        ))?;
    }
    if let Some(more) = new.len().checked_sub(LISTED).filter(|more| *more > 0) {
        out::line(format_args!("    and {more} more"))?;
    }
    if new.iter().any(|metric| metric.rollup == RollUp::Last) {
        out::line(
            "    --measure flow, or --as COLUMN=value:flow, makes one whose days are added up",
        )?;
    }
    Ok(())
}

/// How longer periods are made of days.
fn rolled_up(rollup: RollUp) -> &'static str {
    match rollup {
        RollUp::Last => "so that months show its last day",
        RollUp::Sum => "so that months add its days up",
        RollUp::Mean | RollUp::Recomputed => "so that months show the mean of its days",
        RollUp::Min => "so that months show its smallest day",
        RollUp::Max => "so that months show its largest day",
    }
}

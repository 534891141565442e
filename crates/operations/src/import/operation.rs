//! The operation: a file becomes values, in one batch.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{Day, Measure, Problem, ProblemKind};

use super::day_values::{DayValue, DayValues, Doubled, day_values};
use super::measurements::Measurements;
use super::objects;
use super::options::{
    ImportConflict, ImportFile, ImportOptions, ImportProgress, ImportStep, Progress,
};
use super::report::{FirstValue, ImportReport, MetricReport};
use super::roles::{Apart, ColumnRole, Columns, Question};
use super::source::{Found, Source};
use super::targets::Target;
use super::totals::leave_out;
use super::write::ImportWrite;
use crate::{Actor, Dbag, Operation};

impl Dbag {
    /// Reads values from a file: CSV of any shape, JSON, a workbook or a Django dump, packed or not.
    ///
    /// Cells that cannot be used are refused one by one and the others go in, as one batch in one
    /// transaction. Metrics that do not exist are added.
    pub async fn import(
        &self,
        actor: &Actor,
        file: ImportFile,
        options: &ImportOptions,
        progress: impl Fn(ImportProgress) + Send + Sync + 'static,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        actor.check(Operation::Import)?;
        let progress: Progress = std::sync::Arc::new(progress);
        let name = file.name.clone();
        let ready = match self.ready(file, options, progress.clone(), now).await? {
            Outcome::Ready(ready) => *ready,
            Outcome::Asked(mut asked) => return Err(asked.questions.swap_remove(0).problem()),
        };
        if options.dry_run || options.on_conflict == ImportConflict::Fail {
            let report = self.compare(&ready, options, true).await?;
            if options.dry_run {
                return Ok(report);
            }
        }
        self.write(actor, name, ready, options, &progress, now)
            .await
    }

    /// What an import would do, or what has to be chosen before it can do anything.
    pub async fn preview_import(
        &self,
        actor: &Actor,
        file: ImportFile,
        options: &ImportOptions,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        self.look_at_import(actor, file, options, |_| {}, now).await
    }

    /// The same, telling how far the file is read.
    pub async fn look_at_import(
        &self,
        actor: &Actor,
        file: ImportFile,
        options: &ImportOptions,
        progress: impl Fn(ImportProgress) + Send + Sync + 'static,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        actor.check(Operation::Import)?;
        let progress: Progress = std::sync::Arc::new(progress);
        match self.ready(file, options, progress, now).await? {
            Outcome::Asked(asked) => Ok(*asked),
            Outcome::Ready(ready) => self.compare(&ready, options, false).await,
        }
    }

    /// Reads a file as far as it can be without writing anything.
    async fn ready(
        &self,
        file: ImportFile,
        options: &ImportOptions,
        progress: Progress,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Problem> {
        let (open, wishes) = (options.open_options(), options.wishes());
        let mut source = blocking(move || Source::open(file.bytes, &open, wishes)).await??;
        let mut is_apart = false;
        loop {
            let progress = progress.clone();
            let (read, used) = blocking(move || (source.read(&progress), source)).await?;
            source = used;
            let Found {
                mut measurements,
                columns,
                unread,
            } = read?;
            let mut report = begun(&source, &columns, options);
            if !columns.questions.is_empty() {
                report.questions = columns.questions;
                return Ok(Outcome::Asked(Box::new(report)));
            }
            let without = options.leave_out.clone();
            (measurements, report.totals) = blocking(move || {
                let totals = leave_out(&mut measurements, &without);
                (measurements, totals)
            })
            .await?;
            report.notes.extend(not_met(options, &report));
            let facts = &source.text.metrics;
            let targets = self
                .import_targets(&measurements, facts, options, now)
                .await?;
            let objectless = objects::ask(&measurements, &targets, &columns);
            let of_day = options.of_day;
            let (measurements, targets, values) = blocking(move || {
                let values = day_values(&mut measurements, &targets, of_day);
                (measurements, targets, values)
            })
            .await?;
            let DayValues { values, counted } = match values {
                Ok(values) => values,
                Err(doubled) => {
                    let (apart, used) = blocking(move || {
                        let apart = source.tell_apart(&columns).cloned();
                        (apart.map(|apart| (apart, columns)), source)
                    })
                    .await?;
                    source = used;
                    if !is_apart && matches!(apart, Some((Apart::Object { .. }, _))) {
                        is_apart = true;
                        continue;
                    }
                    let of_day = || ask_apart(&doubled, &targets, apart.as_ref());
                    report.questions = vec![objectless.unwrap_or_else(of_day)];
                    return Ok(Outcome::Asked(Box::new(report)));
                }
            };
            if let Some(question) = objectless {
                report.questions = vec![question];
                return Ok(Outcome::Asked(Box::new(report)));
            }
            if !unread.is_empty() {
                report.questions = unread;
                return Ok(Outcome::Asked(Box::new(report)));
            }
            // The original dbag looked at its metrics again and again, and a day ended with the last look.
            let is_dump = report.columns.is_empty();
            if of_day.is_none()
                && !is_dump
                && let Some(question) = counted.question(&targets)
            {
                report.questions = vec![question];
                return Ok(Outcome::Asked(Box::new(report)));
            }
            report.several = counted.report(of_day);
            return Ok(Outcome::Ready(Box::new(Ready::of(
                report,
                measurements,
                targets,
                values,
            ))));
        }
    }

    /// The report of a file that is not written, compared with what is there.
    async fn compare(
        &self,
        ready: &Ready,
        options: &ImportOptions,
        may_refuse: bool,
    ) -> Result<ImportReport, Problem> {
        let existing = self
            .existing_values(&ready.found, &ready.targets, &ready.values, &ready.places)
            .await?;
        if may_refuse && options.on_conflict == ImportConflict::Fail {
            existing.refuse()?;
        }
        let mut report = ready.report.clone();
        report.dry_run = true;
        let known = existing.other + existing.same + existing.giving_way;
        report.added = (ready.values.len() as u64).saturating_sub(known);
        report.same = existing.same;
        report.replaced = existing.giving_way;
        match options.on_conflict {
            ImportConflict::Overwrite => report.replaced += existing.other,
            ImportConflict::Skip | ImportConflict::Fail => report.kept = existing.other,
        }
        if options.on_conflict == ImportConflict::Fail {
            report.questions.extend(existing.question());
        }
        let overwrites = options.on_conflict == ImportConflict::Overwrite;
        for (first, place) in report.first.iter_mut().zip(&ready.places) {
            first.fate = existing
                .asked
                .get(place)
                .map(|standing| standing.fate(overwrites));
        }
        Ok(report)
    }

    async fn write(
        &self,
        actor: &Actor,
        note: String,
        ready: Ready,
        options: &ImportOptions,
        progress: &Progress,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        let Ready {
            mut report,
            found,
            targets,
            values,
            places: _,
        } = ready;
        let total = values.len() as u64;
        let tell = |done| {
            progress(ImportProgress {
                step: ImportStep::Writing,
                done,
                total,
            });
        };
        tell(0);
        let write = ImportWrite {
            actor,
            note,
            options,
            found: &found,
            values: &values,
            refused: report.cells.refused,
            now,
        };
        let (written, count) = self.write_import(write, targets).await?;
        tell(total);
        report.added = written.added;
        report.replaced = written.replaced;
        report.kept = written.kept;
        report.same = count.saturating_sub(written.added + written.replaced + written.kept);
        report.batch = written.batch;
        // Of several keys of one object one value is made.
        report.values = report.values.min(count);
        Ok(report)
    }
}

/// How far a file was read.
enum Outcome {
    /// It can be written.
    Ready(Box<Ready>),
    /// Something has to be chosen first; the report has questions.
    Asked(Box<ImportReport>),
}

/// A file that was read.
struct Ready {
    report: ImportReport,
    found: Measurements,
    targets: Vec<Target>,
    values: Vec<DayValue>,
    /// Where the values go that are shown: metrics, objects, days.
    places: Vec<(u32, u32, Day)>,
}

/// So many values are shown before a file is written.
const FIRST: usize = 12;

impl Ready {
    fn of(
        mut report: ImportReport,
        mut found: Measurements,
        targets: Vec<Target>,
        values: Vec<DayValue>,
    ) -> Self {
        report.cells = found.cells;
        report.accepted = found.cells.values;
        report.blank = found.cells.blank;
        report.values = values.iter().filter(|one| one.value.is_ok()).count() as u64;
        report.notes.append(&mut found.notes);
        (report.refused, report.refused_more) = std::mem::take(&mut found.refusals).finish();
        report.metrics = metrics(&targets, &values);
        let new = report.metrics.iter().filter(|metric| metric.is_new);
        report.metrics_created = new.map(|metric| metric.slug.clone()).collect();
        let shown = first(&values);
        let places = shown.iter().map(|one| (one.metric, one.object, one.day));
        let places = places.collect();
        let told = |one: &&DayValue| first_value(&found, &targets, one);
        report.first = shown.iter().filter_map(told).collect();
        for target in &targets {
            report.notes.extend(collected_note(target));
        }
        Self {
            report,
            found,
            targets,
            values,
            places,
        }
    }
}

/// What is known of a file before its values are.
fn begun(source: &Source, columns: &Columns, options: &ImportOptions) -> ImportReport {
    let skipped = columns
        .list
        .iter()
        .filter(|column| column.role == ColumnRole::Skip);
    let titles = skipped.map(|column| column.title.clone());
    ImportReport {
        columns: columns.report(),
        columns_ignored: titles.filter(|title| !title.is_empty()).collect(),
        notes: source
            .text
            .notes
            .iter()
            .chain(&columns.notes)
            .cloned()
            .collect(),
        sheet: source.text.sheet.clone(),
        sheets: source.text.sheets.clone(),
        dry_run: options.dry_run,
        ..ImportReport::default()
    }
}

/// The metrics that values come for, in order of the file.
fn metrics(targets: &[Target], values: &[DayValue]) -> Vec<MetricReport> {
    let mut counts: HashMap<u32, u64> = HashMap::new();
    for value in values.iter().filter(|value| value.value.is_ok()) {
        *counts.entry(value.metric).or_default() += 1;
    }
    let used = targets.iter().enumerate().filter_map(|(at, target)| {
        let values = counts.get(&(at as u32)).copied()?;
        Some(MetricReport {
            slug: target.settings.slug.to_string(),
            is_new: target.metric.is_none(),
            measure: target.settings.measure,
            rollup: target.settings.rollup,
            object_kind: target.settings.object_kind.clone(),
            why: target.why.clone(),
            values,
        })
    });
    used.collect()
}

/// Objects that were to be left out and are in no line.
fn not_met(options: &ImportOptions, report: &ImportReport) -> Vec<String> {
    let is_met = |key: &&String| {
        let mut totals = report.totals.iter();
        totals.any(|total| total.key.eq_ignore_ascii_case(key.trim()))
    };
    let missing = options.leave_out.iter().filter(|key| !is_met(key));
    missing
        .map(|key| format!("no line is of an object `{key}`, so none is left out for it"))
        .collect()
}

/// The values that come first in the file.
fn first(values: &[DayValue]) -> Vec<&DayValue> {
    let mut first: Vec<&DayValue> = Vec::with_capacity(FIRST + 1);
    for value in values.iter().filter(|value| value.value.is_ok()) {
        let at = first.partition_point(|other| other.line <= value.line);
        if at < FIRST {
            first.insert(at, value);
            first.truncate(FIRST);
        }
    }
    first
}

fn first_value(found: &Measurements, targets: &[Target], one: &DayValue) -> Option<FirstValue> {
    let value = one.value.ok()?;
    let object = (one.object as usize).checked_sub(1);
    Some(FirstValue {
        metric: targets[one.metric as usize].settings.slug.to_string(),
        object: object.map(|at| found.objects[at].key.to_string()),
        date: one.day,
        value: value.get(),
        weight: value.weight().map(dbag_domain::Weight::get),
        line: one.line.into(),
        fate: None,
    })
}

/// A metric that is asked of a source takes its answers, also over what is imported.
fn collected_note(target: &Target) -> Option<String> {
    let metric = target.metric.as_ref()?;
    let is_asked = metric.metric_type != "push" && metric.do_collect;
    let what = match metric.measure {
        Measure::Level => "today's value",
        Measure::Flow | Measure::Share => "days that are asked again",
    };
    is_asked.then(|| {
        format!(
            "`{}` is collected: its source's answers take the place of imported values for {what}, and for all days \
             that it is filled backwards over",
            metric.slug
        )
    })
}

/// What is asked where lines of one day cannot be told apart.
fn ask_apart(doubled: &Doubled, targets: &[Target], apart: Option<&(Apart, Columns)>) -> Question {
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

/// Does work on a thread where it keeps nobody's request waiting.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "an import broke off");
        Problem::new(
            ProblemKind::Internal,
            "something went wrong; Dbag's log says what",
        )
    })
}

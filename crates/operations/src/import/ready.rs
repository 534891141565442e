//! A file as far as it can be read without writing anything: its values, or what has to be chosen first.

use chrono::{DateTime, Utc};
use dbag_domain::{Day, Measure, Problem};

use super::apart_question::ask_apart;
use super::day_values::{DayValue, DayValues, day_values};
use super::measurements::Measurements;
use super::objects;
use super::operation::blocking;
use super::options::{ImportFile, ImportOptions, ImportProgress, ImportStep, Progress};
use super::passes::over_passes;
use super::report::{FirstValue, ImportReport, MetricReport};
use super::roles::{Apart, ColumnRole, Columns, Question};
use super::several::Counted;
use super::source::{Found, Source};
use super::targets::Target;
use super::totals::{TotalObject, leave_out};
use super::units;
use crate::Dbag;

impl Dbag {
    /// Reads a file as far as it can be without writing anything.
    pub(super) async fn ready(
        &self,
        file: ImportFile,
        options: &ImportOptions,
        progress: Progress,
        now: DateTime<Utc>,
    ) -> Result<Outcome, Problem> {
        let (told, progress) = (progress.clone(), over_passes(progress));
        let (open, wishes) = (options.open_options(), options.wishes());
        let mut source = blocking(move || Source::open(file.bytes, &open, wishes)).await??;
        if let Some(question) = source.question.take() {
            let report = opened(&source, options);
            return Ok(report.asking(vec![question]));
        }
        let mut is_apart = false;
        loop {
            let (found, used) = read(source, &progress, options).await?;
            source = used;
            let mut report = begun(&source, &found, options);
            if !found.columns.questions.is_empty() {
                return Ok(report.asking(found.columns.questions));
            }
            let facts = &source.text.metrics;
            let (measurements, columns) = (found.measurements, found.columns);
            let events = found.events.as_deref();
            let targets = self
                .import_targets(&measurements, facts, options, now)
                .await?;
            let objectless = objects::ask(&measurements, &targets, &columns);
            let kind = objects::ask_kind(&measurements, &targets, &columns);
            let of_metrics = units::ask(&measurements, &targets, &columns);
            let of_metrics: Vec<Question> = kind.into_iter().chain(of_metrics).collect();
            let dated = Dated::of(measurements, targets, options).await?;
            let DayValues { values, counted } = match dated.values {
                Ok(values) => values,
                Err(doubled) => {
                    let (apart, used) = tell_apart(source, columns, &progress).await?;
                    source = used;
                    if !is_apart && matches!(apart, Some((Apart::Object { .. }, _))) {
                        is_apart = true;
                        continue;
                    }
                    let of_day = || ask_apart(&doubled, &dated.targets, apart.as_ref(), events);
                    return Ok(report.asking(vec![objectless.unwrap_or_else(of_day)]));
                }
            };
            let asked = match objectless {
                Some(question) => vec![question],
                None if !of_metrics.is_empty() => of_metrics,
                None if !found.unread.is_empty() => found.unread,
                None => of_several(&report, &counted, options, (&dated.targets, events)),
            };
            if !asked.is_empty() {
                return Ok(report.asking(asked));
            }
            is_read(&told, source.text.bytes.len());
            report.several = counted.report(options.of_day);
            let (mut measured, targets) = (dated.found, dated.targets);
            let values = self
                .of_merged_objects(&mut measured, &targets, values)
                .await?;
            let ready = Ready::of(report, measured, targets, values);
            return Ok(Outcome::Ready(Box::new(ready)));
        }
    }
}

/// Tells that all that there was to read is read.
fn is_read(progress: &Progress, bytes: usize) {
    progress(ImportProgress {
        step: ImportStep::Reading,
        done: bytes as u64,
        total: bytes as u64,
    });
}

/// Reads the file, without the objects that are left out.
async fn read(
    mut source: Source,
    progress: &Progress,
    options: &ImportOptions,
) -> Result<(Found, Source), Problem> {
    let (progress, without) = (progress.clone(), options.leave_out.clone());
    let (found, source) = blocking(move || {
        let found = source.read(&progress).map(|mut found| {
            found.totals = leave_out(&mut found.measurements, &without);
            found
        });
        (found, source)
    })
    .await?;
    Ok((found?, source))
}

/// Looks for the column that tells lines of one day apart.
async fn tell_apart(
    mut source: Source,
    columns: Columns,
    progress: &Progress,
) -> Result<(Option<(Apart, Columns)>, Source), Problem> {
    let progress = progress.clone();
    blocking(move || {
        let apart = source.tell_apart(&columns, &progress).cloned();
        (apart.map(|apart| (apart, columns)), source)
    })
    .await
}

/// What is asked where more than a few lines would not stand. The original dbag, whose dumps have no columns,
/// looked at its metrics again and again, and a day ended with the last look.
fn of_several(
    report: &ImportReport,
    counted: &Counted,
    options: &ImportOptions,
    (targets, events): (&[Target], Option<&str>),
) -> Vec<Question> {
    match options.of_day.is_some() || report.columns.is_empty() {
        true => Vec::new(),
        false => counted.question(targets, events).into_iter().collect(),
    }
}

/// Measurements with the days that they are of.
struct Dated {
    found: Measurements,
    targets: Vec<Target>,
    values: Result<DayValues, super::day_values::Doubled>,
}

impl Dated {
    async fn of(
        mut found: Measurements,
        targets: Vec<Target>,
        options: &ImportOptions,
    ) -> Result<Self, Problem> {
        let of_day = options.of_day;
        blocking(move || {
            let values = day_values(&mut found, &targets, of_day);
            Self {
                found,
                targets,
                values,
            }
        })
        .await
    }
}

impl ImportReport {
    /// The report of a file about which something has to be chosen first.
    fn asking(self, questions: Vec<Question>) -> Outcome {
        Outcome::Asked(Box::new(Self { questions, ..self }))
    }
}

/// How far a file was read.
pub(super) enum Outcome {
    /// It can be written.
    Ready(Box<Ready>),
    /// Something has to be chosen first; the report has questions.
    Asked(Box<ImportReport>),
}

/// A file that was read.
pub(super) struct Ready {
    pub(super) report: ImportReport,
    pub(super) found: Measurements,
    pub(super) targets: Vec<Target>,
    pub(super) values: Vec<DayValue>,
    /// Where the values go that are shown: metrics, objects, days.
    pub(super) places: Vec<(u32, u32, Day)>,
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
fn begun(source: &Source, found: &Found, options: &ImportOptions) -> ImportReport {
    let columns = &found.columns;
    let skipped = columns
        .list
        .iter()
        .filter(|column| column.role == ColumnRole::Skip);
    let titles = skipped.map(|column| column.title.clone());
    let mut report = opened(source, options);
    report.notes.extend(columns.notes.iter().cloned());
    report.notes.extend(not_met(options, &found.totals));
    ImportReport {
        columns: columns.report(),
        columns_ignored: titles.filter(|title| !title.is_empty()).collect(),
        totals: found.totals.clone(),
        ..report
    }
}

/// What is known of a file that is only opened.
fn opened(source: &Source, options: &ImportOptions) -> ImportReport {
    ImportReport {
        notes: source.text.notes.clone(),
        sheet: source.text.sheet.clone(),
        sheets: source.text.sheets.clone(),
        dry_run: options.dry_run,
        ..ImportReport::default()
    }
}

/// The metrics that values come for, in order of the file.
fn metrics(targets: &[Target], values: &[DayValue]) -> Vec<MetricReport> {
    let mut counts = vec![0; targets.len()];
    for value in values.iter().filter(|value| value.value.is_ok()) {
        counts[value.metric as usize] += 1;
    }
    let counted = targets.iter().zip(counts);
    let used = counted.filter(|(_, values)| *values > 0);
    let report = |(target, values): (&Target, u64)| MetricReport {
        slug: target.settings.slug.to_string(),
        is_new: target.metric.is_none(),
        measure: target.settings.measure,
        rollup: target.settings.rollup,
        object_kind: target.settings.object_kind.clone(),
        why: target.why.clone(),
        values,
    };
    used.map(report).collect()
}

/// Objects that were to be left out and are in no line.
fn not_met(options: &ImportOptions, totals: &[TotalObject]) -> Vec<String> {
    let is_met = |key: &&String| {
        totals
            .iter()
            .any(|total| total.key.eq_ignore_ascii_case(key.trim()))
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

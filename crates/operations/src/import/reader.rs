//! Reading a table line by line: cells are refused one by one, and the others of a line go in.

use std::collections::BTreeMap;

use csv::ByteRecord;
use dbag_domain::{BadWeight, Day, GapReason, Problem, Value, Weight};

use super::cells::{
    Blank, Moment, NumberFormat, blank, is_open, looks_like_number, read_plain, shortened, text_of,
    written_day,
};
use super::file::Text;
use super::measurements::{Measurement, Measurements, NamedGap, Names};
use super::options::Progress;
use super::passes::Pass;
use super::plan::{Plan, ValueColumn};
use super::roles::{Columns, names_day};
use super::table::{Head, Lines, spans_lines};

mod finish;

/// How carefully a table is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Everything is as programs write it; the first cell that is not ends the reading.
    Quick,
    /// How columns write their days and numbers was found over all of them.
    Thorough,
}

/// A cell that is not as programs write it, met while reading quickly.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Surprise;

const DAY_MICROS: i64 = 86_400_000_000;

/// Reads a table by the roles of its columns.
///
/// # Errors
///
/// When a column cannot have the metric that it is for; a surprise in the other case.
pub(super) fn read_table(
    text: &Text,
    head: &Head,
    columns: &Columns,
    pace: Pace,
    progress: &Progress,
) -> Result<Result<Measurements, Surprise>, Problem> {
    let mut reader = Reader::new(text, columns, pace)?;
    let mut lines = Lines::new(text);
    for _ in 0..head.skipped {
        lines.next();
    }
    let mut pass = Pass::new(progress, text.bytes.len());
    while lines.next().is_some() {
        pass.at(lines.at());
        if reader.read(&mut lines).is_err() {
            return Ok(Err(Surprise));
        }
    }
    pass.end();
    for (line, reason) in &text.broken {
        reader.found.refusals.add(*line, reason.as_str());
    }
    Ok(Ok(reader.finish(columns)))
}

struct Reader {
    plan: Plan,
    pace: Pace,
    names: Names,
    found: Measurements,
    /// Whether any moment is an instant, and whether all of those are midnight in UTC.
    has_instants: bool,
    are_midnights: bool,
    key: Vec<u8>,
    /// Objects with more than one name: their keys, the names that stand, and the first others.
    other_labels: BTreeMap<u32, [String; 3]>,
    /// Lines that look like the first line of another table.
    other_heads: Vec<u32>,
}

/// What a line is about.
struct About {
    metric: u32,
    object: u32,
    moment: Option<Moment>,
    /// The day that is written there, of an instant.
    written: Option<Day>,
    weight: Option<Weight>,
}

/// What is wrong with a line, and in which column.
type LineProblem = (Option<usize>, String);

impl Reader {
    fn new(text: &Text, columns: &Columns, pace: Pace) -> Result<Self, Problem> {
        let mut names = Names::default();
        let mut found = Measurements {
            columns: columns
                .list
                .iter()
                .enumerate()
                .map(|(at, column)| column.name(at))
                .collect(),
            ..Measurements::default()
        };
        let plan = Plan::of(text, columns, &mut names, &mut found)?;
        Ok(Self {
            plan,
            pace,
            names,
            found,
            has_instants: false,
            are_midnights: true,
            key: Vec::new(),
            other_labels: BTreeMap::new(),
            other_heads: Vec::new(),
        })
    }

    /// Reads the current record.
    fn read(&mut self, lines: &mut Lines<'_>) -> Result<(), Surprise> {
        let line = lines.number();
        let record = lines.record();
        let is_long = spans_lines(record);
        self.found.cells.total += self.plan.width as u64;
        self.found.cells.left_out += self.plan.left_out;
        let checked = self.check(record, is_long, lines);
        let refused = match checked {
            Err(problem) => Err(problem),
            Ok(()) => self.read_record(line, record)?,
        };
        let Err((column, reason)) = refused else {
            return Ok(());
        };
        self.refuse_line(line, column, reason, record);
        if is_long {
            lines.resume_after_first_line();
        }
        Ok(())
    }

    /// Refuses a line that has other cells than the first line, or that a quote has run on from.
    fn check(
        &self,
        record: &ByteRecord,
        is_long: bool,
        lines: &Lines<'_>,
    ) -> Result<(), LineProblem> {
        let (found, width) = (record.len(), self.plan.width);
        let hint = if is_long {
            "; is a quote not closed?"
        } else {
            ""
        };
        let surplus = || {
            record
                .iter()
                .skip(width)
                .any(|cell| !cell.trim_ascii().is_empty())
        };
        if !self.plan.is_padded && found > width && surplus() {
            return Err((
                None,
                format!("it has {found} cells where {width} are expected{hint}"),
            ));
        }
        let is_cut = || {
            self.plan
                .used()
                .any(|at| record.get(at).is_some_and(|cell| cell.contains(&b'\n')))
        };
        if is_long && (found < width || is_cut() || lines.has_taken_in_a_line(width)) {
            return Err((None, "a quote is not closed".to_owned()));
        }
        // What was cut off in the middle of a line may have been cut off in the middle of a number.
        if found < width && !self.plan.is_padded && lines.is_last_and_open() {
            return Err((
                None,
                format!(
                    "the file ends within this line: it has {found} cells where {width} are expected"
                ),
            ));
        }
        Ok(())
    }

    fn read_record(
        &mut self,
        line: u32,
        record: &ByteRecord,
    ) -> Result<Result<(), LineProblem>, Surprise> {
        let about = match self.about(record) {
            Ok(about) => about,
            Err(_) if self.pace == Pace::Quick => return Err(Surprise),
            Err(problem) => return Ok(Err(problem)),
        };
        self.found.cells.about += self.plan.about();
        if let Some(moment) = about.moment {
            self.see(moment);
        }
        self.read_values(line, &about, record)?;
        Ok(Ok(()))
    }

    fn about(&mut self, record: &ByteRecord) -> Result<About, LineProblem> {
        let plan = &self.plan;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let metric = match plan.metric {
            None => 0,
            Some(at) => {
                let metric = self.names.metric(cell(at), &mut self.found.metrics);
                metric.map_err(|reason| (Some(at), reason))?
            }
        };
        let object = self.object(record)?;
        let mut written = None;
        let moment = match self.plan.day {
            None => None,
            Some((at, format)) => {
                let moment = match self.pace {
                    Pace::Quick => quick_moment(cell(at)),
                    Pace::Thorough => format.read(cell(at)),
                };
                let moment = moment.map_err(|reason| (Some(at), reason))?;
                written = written_day(cell(at), moment);
                Some(moment)
            }
        };
        let weight = match self.plan.weight {
            None => None,
            Some((at, _))
                if self.pace == Pace::Quick
                    && !self.plan.counts_lines
                    && !self.plan.is_weight_sure
                    && is_open(cell(at)) =>
            {
                return Err((Some(at), String::new()));
            }
            Some((at, format)) => match weight_of(cell(at), format) {
                Ok(weight) => weight,
                // How much a line counts is nothing where lines are counted.
                Err(_) if self.plan.counts_lines => None,
                Err(reason) => return Err((Some(at), reason)),
            },
        };
        Ok(About {
            metric,
            object,
            moment,
            written,
            weight,
        })
    }

    fn object(&mut self, record: &ByteRecord) -> Result<u32, LineProblem> {
        let plan = &self.plan;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let Some(first) = plan.objects.first().copied() else {
            return Ok(0);
        };
        let kind = match plan.kind {
            Some(at) => cell(at),
            None => plan.chosen_kind.as_slice(),
        };
        let key = match plan.objects.as_slice() {
            [only] => cell(*only),
            several => {
                join(&mut self.key, several.iter().map(|at| cell(*at)));
                self.key.as_slice()
            }
        };
        let at = |reason: String| (Some(first), reason);
        let is_missing = key.trim_ascii().is_empty();
        if is_missing && plan.needs_object {
            return Err(at("the object's key is missing".to_owned()));
        }
        // A kind that was chosen is nobody's where there is no key.
        let kind = if is_missing && plan.kind.is_none() {
            &[]
        } else {
            kind
        };
        let object = self
            .names
            .object(kind, key, &mut self.found.objects)
            .map_err(at)?;
        if let Some(label) = plan.label
            && object > 0
            && let Ok(text) = text_of(cell(label))
            && !text.is_empty()
        {
            let first = self.found.labels.entry(object);
            let first = first.or_insert_with(|| text.to_owned());
            if first != text {
                let other = || [key, first.as_bytes(), text.as_bytes()].map(lossy);
                self.other_labels.entry(object).or_insert_with(other);
            }
        }
        Ok(object)
    }

    fn read_values(
        &mut self,
        line: u32,
        about: &About,
        record: &ByteRecord,
    ) -> Result<(), Surprise> {
        for place in 0..self.plan.values.len() {
            let column = &self.plan.values[place];
            let (at, format, is_sure) = (column.at, column.format, column.is_sure_point);
            let metric = if self.plan.metric.is_some() {
                about.metric
            } else {
                column.metric
            };
            let Some(moment) = column.moment.or(about.moment) else {
                continue;
            };
            // A line that is counted counts whatever stands in its cell.
            if self.plan.counts_lines && self.gap_of(record).is_none() {
                self.add_value(line, (metric, at), (about, moment), Value::ONE);
                continue;
            }
            let Some(cell) = record.get(at) else {
                match self.plan.is_padded {
                    true => self.found.cells.blank += 1,
                    false => self
                        .found
                        .refuse(line, at as u32, "the line ends before it"),
                }
                continue;
            };
            match self.read_cell(cell, format, is_sure)? {
                Ok(Ok(value)) => self.add_value(line, (metric, at), (about, moment), value),
                Ok(Err(blank)) => self.add_blank(blank, metric, about.object, moment, record),
                Err(reason) => self.found.refuse(line, at as u32, reason),
            }
        }
        Ok(())
    }

    fn add_value(
        &mut self,
        line: u32,
        (metric, at): (u32, usize),
        (about, moment): (&About, Moment),
        value: Value,
    ) {
        self.found.cells.values += 1;
        self.found.rows.push(Measurement {
            metric,
            object: about.object,
            line,
            column: at as u32,
            moment,
            written: about.written,
            value: value.weighing(about.weight),
        });
    }

    /// Why a line says that there is no value.
    fn gap_of(&self, record: &ByteRecord) -> Option<GapReason> {
        let word = text_of(record.get(self.plan.gap?)?).ok()?;
        GapReason::parse(word).ok()
    }

    fn read_cell(
        &self,
        cell: &[u8],
        format: NumberFormat,
        is_sure_point: bool,
    ) -> Result<Result<Result<Value, Blank>, String>, Surprise> {
        if self.pace == Pace::Thorough {
            return Ok(format.read(cell));
        }
        if !is_sure_point && is_open(cell) {
            return Err(Surprise);
        }
        match read_plain(cell) {
            Some(Ok(value)) => Ok(Ok(Ok(value))),
            Some(Err(_)) => Err(Surprise),
            None => {
                let word = text_of(cell).ok().and_then(blank);
                word.map(|blank| Ok(Err(blank))).ok_or(Surprise)
            }
        }
    }

    fn add_blank(
        &mut self,
        blank: Blank,
        metric: u32,
        object: u32,
        moment: Moment,
        record: &ByteRecord,
    ) {
        self.found.cells.blank += 1;
        self.found.traces += u64::from(blank == Blank::Trace);
        let reason = self.gap_of(record);
        if let (Some(reason), Moment::Day(day)) = (reason, moment) {
            self.found.gaps.push(NamedGap {
                metric,
                object,
                day,
                reason,
            });
        }
    }

    /// A line that cannot be used takes its values with it; one that has none is only blank.
    fn refuse_line(
        &mut self,
        line: u32,
        column: Option<usize>,
        reason: String,
        record: &ByteRecord,
    ) {
        let is_filled = |cell: &[u8]| text_of(cell).map_or(true, |text| blank(text).is_none());
        // A line that counts by being there is lost with empty values, too.
        let counts = self.plan.counts_lines && record.iter().any(is_filled);
        let says_any =
            |value: &&ValueColumn| counts || is_filled(record.get(value.at).unwrap_or_default());
        let filled = self.plan.values.iter().filter(says_any).count() as u64;
        let values = self.plan.values.len() as u64;
        self.found.cells.about += self.plan.about();
        if filled == 0 && column.is_some() {
            self.found.cells.blank += values;
            return;
        }
        if column.is_some() && column == self.plan.day.map(|(at, _)| at) && self.is_head(record) {
            self.other_heads.push(line);
        }
        // Of a torn line nobody knows what it had: it counts as one at least.
        let refused = filled.max(1).min(values);
        self.found.cells.refused += refused;
        self.found.cells.blank += values - refused;
        let column = column.and_then(|at| self.found.columns.get(at).cloned());
        self.found.refusals.add_at(line, column, reason);
    }

    /// Whether a line has titles where days and values stand.
    fn is_head(&self, record: &ByteRecord) -> bool {
        let cell = |at: usize| text_of(record.get(at).unwrap_or_default()).unwrap_or_default();
        let is_day = self.plan.day.is_some_and(|(at, _)| names_day(cell(at)));
        let is_number = |value: &ValueColumn| looks_like_number(cell(value.at));
        is_day && !self.plan.values.iter().any(is_number)
    }

    fn see(&mut self, moment: Moment) {
        if let Moment::Instant(micros) = moment {
            self.has_instants = true;
            self.are_midnights &= micros.rem_euclid(DAY_MICROS) == 0;
        }
    }
}

fn lossy(text: &[u8]) -> String {
    shortened(&String::from_utf8_lossy(text))
}

fn quick_moment(cell: &[u8]) -> Result<Moment, String> {
    let text = str::from_utf8(cell).map_err(|_| String::new())?;
    Moment::parse(text).map_err(|_| String::new())
}

fn weight_of(cell: &[u8], format: NumberFormat) -> Result<Option<Weight>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    let weight = |number| Weight::new(number).map(Some).map_err(bad_weight);
    match format.read(cell)? {
        Ok(number) => weight(number.get()),
        // The outcome of a division by nothing, and no cell that was left empty.
        Err(_) if cell.trim_ascii().eq_ignore_ascii_case(b"nan") => weight(f64::NAN),
        Err(_) => Ok(None),
    }
}

/// The words for a file: its empty cells are what a query answers NULL for.
fn bad_weight(error: BadWeight) -> String {
    match error {
        BadWeight::Zero => "the weight is zero beside a value; a value of no rows is none: leave its cell empty, or \
                            the line out"
            .to_owned(),
        error => error.to_string(),
    }
}

/// Keys of several columns as one; what separates them is doubled where it stands in one of them.
fn join<'a>(key: &mut Vec<u8>, cells: impl Iterator<Item = &'a [u8]>) {
    key.clear();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            key.extend_from_slice(b" / ");
        }
        let text = text_of(cell).unwrap_or_default();
        key.extend_from_slice(text.replace('/', "//").as_bytes());
    }
}

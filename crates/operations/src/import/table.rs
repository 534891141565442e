//! Reading a table line by line; a broken line is refused and the others are read.

use csv::ByteRecord;
use dbag_domain::{Problem, Slug, Value};

use super::cell::value_of;
use super::file::refused;
use super::layout::{Head, Layout, Long};
use super::lines::Lines;
use super::measurements::{Measurement, Measurements, Names, text};
use super::moment::Moment;
use super::options::{ImportProgress, ImportStep, Progress};

/// Reads a CSV text of any of the known shapes.
pub(super) fn read_table(
    bytes: &[u8],
    metric: Option<&Slug>,
    progress: &Progress,
) -> Result<Measurements, Problem> {
    let mut lines = Lines::new(bytes);
    let (first, second) = {
        let mut ahead = Lines::new(bytes);
        let first = ahead.next().map(|(_, record)| record.clone());
        let second = ahead.next().map(|(_, record)| record.clone());
        (
            first.ok_or_else(|| refused("the file has no lines"))?,
            second.unwrap_or_default(),
        )
    };
    let Head {
        layout,
        is_data,
        width,
        metrics,
        names,
        ignored,
    } = Head::read(&first, &second, metric)?;
    let mut reader = TableReader {
        width,
        names,
        found: Measurements {
            metrics,
            columns_ignored: ignored,
            ..Measurements::default()
        },
    };
    if !is_data {
        lines.next();
    }
    let total = bytes.len() as u64;
    let mut told = 0;
    loop {
        if lines.at() >= told {
            progress(ImportProgress {
                step: ImportStep::Reading,
                done: lines.at() as u64,
                total,
            });
            told = lines.at() + TELL_EVERY;
        }
        let Some((line, record)) = lines.next() else {
            break;
        };
        let read = reader.read_line(&layout, line, record);
        if let Err(reason) = read {
            reader.found.refusals.add(line, reason);
            if spans_lines(record) {
                lines.resume_after_first_line();
            }
        }
    }
    progress(ImportProgress {
        step: ImportStep::Reading,
        done: total,
        total,
    });
    Ok(reader.found)
}

const TELL_EVERY: usize = 1 << 20;

struct TableReader {
    width: usize,
    names: Names,
    found: Measurements,
}

impl TableReader {
    fn read_line(&mut self, layout: &Layout, line: u32, record: &ByteRecord) -> Result<(), String> {
        self.check_width(record)?;
        match layout {
            Layout::Long(columns) => self.read_long(columns, line, record),
            Layout::Wide { moment, columns } => {
                let moment = moment_of(&record[*moment])?;
                let cells = columns
                    .iter()
                    .map(|(column, metric)| (&record[*column], *metric, moment));
                self.read_cells(cells, 0, line)
            }
            Layout::ObjectWide {
                object,
                kind,
                metric,
                columns,
            } => {
                let key = &record[*object];
                check_one_line(key)?;
                let object = self.names.object(kind, key, &mut self.found.objects)?;
                if object == 0 {
                    return Err("the object's key is missing".to_owned());
                }
                let cells = columns
                    .iter()
                    .map(|(column, day)| (&record[*column], *metric, Moment::Day(*day)));
                self.read_cells(cells, object, line)
            }
        }
    }

    fn read_long(&mut self, columns: &Long, line: u32, record: &ByteRecord) -> Result<(), String> {
        let metric = match columns.metric {
            Ok(column) => {
                check_one_line(&record[column])?;
                self.names
                    .metric(&record[column], &mut self.found.metrics)?
            }
            Err(metric) => metric,
        };
        let cell = |column: Option<usize>| column.map_or(&b""[..], |column| &record[column]);
        let (kind, key) = (cell(columns.object_type), cell(columns.object_id));
        check_one_line(key)?;
        let object = self.names.object(kind, key, &mut self.found.objects)?;
        let moment = moment_of(&record[columns.moment])?;
        match number_of(&record[columns.value])? {
            Some(value) => self.add(Measurement {
                metric,
                object,
                line,
                moment,
                value,
            }),
            None => self.found.blank += 1,
        }
        Ok(())
    }

    /// The cells of one line go in together or not at all.
    fn read_cells<'a>(
        &mut self,
        cells: impl Iterator<Item = (&'a [u8], u32, Moment)>,
        object: u32,
        line: u32,
    ) -> Result<(), String> {
        let (rows, blank) = (self.found.rows.len(), self.found.blank);
        for (cell, metric, moment) in cells {
            match number_of(cell) {
                Ok(Some(value)) => self.add(Measurement {
                    metric,
                    object,
                    line,
                    moment,
                    value,
                }),
                Ok(None) => self.found.blank += 1,
                Err(reason) => {
                    self.found.rows.truncate(rows);
                    self.found.blank = blank;
                    let column = match moment {
                        Moment::Day(day) if object > 0 => day.to_string(),
                        _ => self.found.metrics[metric as usize].label.to_string(),
                    };
                    return Err(format!("column `{column}`: {reason}"));
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, measurement: Measurement) {
        self.found.rows.push(measurement);
    }

    /// Refuses a line with more or fewer cells than the first line has.
    fn check_width(&self, record: &ByteRecord) -> Result<(), String> {
        let surplus = record
            .iter()
            .skip(self.width)
            .any(|cell| !cell.trim_ascii().is_empty());
        if record.len() < self.width || surplus {
            let hint = if spans_lines(record) {
                "; is a quote not closed?"
            } else {
                ""
            };
            let (found, width) = (record.len(), self.width);
            return Err(format!(
                "it has {found} cells where {width} are expected{hint}"
            ));
        }
        Ok(())
    }
}

fn number_of(cell: &[u8]) -> Result<Option<Value>, String> {
    check_one_line(cell)?;
    value_of(cell)
}

fn moment_of(cell: &[u8]) -> Result<Moment, String> {
    check_one_line(cell)?;
    let text = text(cell)?;
    Moment::parse(text).map_err(|why| why.words(text.trim()))
}

/// A quote that is not closed takes the following lines into its cell.
fn check_one_line(cell: &[u8]) -> Result<(), String> {
    if cell.contains(&b'\n') {
        return Err("a quote is not closed".to_owned());
    }
    Ok(())
}

fn spans_lines(record: &ByteRecord) -> bool {
    record.as_slice().contains(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn read(text: &str) -> Measurements {
        let metric = Slug::parse("one").expect("a slug");
        let silent: Progress = Arc::new(|_| {});
        let metric = if text.contains("metric") {
            None
        } else {
            Some(&metric)
        };
        read_table(text.as_bytes(), metric, &silent).expect("a table")
    }

    fn lines(text: &str) -> Vec<(u32, f64)> {
        read(text)
            .rows
            .iter()
            .map(|row| (row.line, row.value.get()))
            .collect()
    }

    fn refused_lines(text: &str) -> Vec<(u64, String)> {
        let (refused, _) = read(text).refusals.finish();
        refused
            .into_iter()
            .map(|one| (one.line, one.reason))
            .collect()
    }

    #[test]
    fn separators_marks_and_line_ends_are_seen_through() {
        let expected = [(2, 1.0), (3, 2.0)];
        for text in [
            "date,value\n2026-01-01,1\n2026-01-02,2\n",
            "date,value\r\n2026-01-01,1\r\n2026-01-02,2",
            "date;value\n2026-01-01;1\n2026-01-02;2\n",
            "date\tvalue\n2026-01-01\t1\n2026-01-02\t2\n",
            "\"date\";\"value, total\"\n\"2026-01-01\";\"1\"\n\"2026-01-02\";\"2\"\n",
        ] {
            assert_eq!(lines(text), expected, "{text:?}");
        }
        assert_eq!(
            lines("sep=;\n\ndate;value\n\n2026-01-01;1\n\n\n2026-01-02;2"),
            [(5, 1.0), (8, 2.0)]
        );
        assert_eq!(lines("# GA4\n# more\ndate,value\n2026-01-01,1"), [(4, 1.0)]);
    }

    #[test]
    fn a_broken_line_7_is_refused_and_the_others_go_in() {
        let cases = [
            ("2026-01-07,", "", 0),
            ("2026-01-06,six", "not a number", 1),
            ("2026-01-06", "1 cells where 2", 1),
            ("2026-01-06,1,5", "3 cells where 2", 1),
            ("06/01/2026,6", "write dates as 2026-01-31", 1),
            ("2026-01-06,\"6", "quote", 1),
            ("\"2026-01-06,6", "quote", 1),
            ("2026-01-32,6", "not a date", 1),
            (",6", "date is missing", 1),
        ];
        for (broken, word, refused) in cases {
            let mut text = "date,value\n".to_owned();
            for day in 1..=9 {
                if day == 6 {
                    text.push_str(broken);
                } else {
                    text.push_str(&format!("2026-01-0{day},{day}"));
                }
                text.push('\n');
            }
            let found = lines(&text);
            assert_eq!(
                found.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
                [2, 3, 4, 5, 6, 8, 9, 10],
                "{broken}"
            );
            let refusals = refused_lines(&text);
            assert_eq!(refusals.len(), refused, "{broken}: {refusals:?}");
            for (line, reason) in refusals {
                assert_eq!(line, 7, "{broken}");
                assert!(reason.contains(word), "{broken}: {reason}");
            }
        }
    }

    #[test]
    fn a_wide_line_goes_in_whole_or_not_at_all() {
        let text = "date,a,b\n2026-01-01,1,x\n2026-01-02,-,2\n";
        let silent: Progress = Arc::new(|_| {});
        let found = read_table(text.as_bytes(), None, &silent).expect("a table");
        assert_eq!((found.rows.len(), found.blank), (1, 1));
        assert_eq!(found.metrics.len(), 2);
    }

    #[test]
    fn names_are_read_once_and_refused_every_time() {
        let text = "metric,date,value,object_type,object_id\n\
                    Daily Users,2026-01-01,1,,\n\
                    daily-users,2026-01-02,2,,\n\
                    ,2026-01-02,2,,\n\
                    daily-users,2026-01-03,3,customer,'=1+1\n\
                    daily-users,2026-01-03,3,customer,\n\
                    daily-users,2026-01-03,3,Customer,42\n";
        let found = read(text);
        assert_eq!((found.metrics.len(), found.rows.len()), (1, 3));
        assert_eq!(found.metrics[0].label.as_str(), "Daily Users");
        assert_eq!(found.objects[0].key.as_str(), "=1+1");
        let refused = refused_lines(text);
        assert_eq!(
            refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [4, 6, 7]
        );
    }

    #[test]
    fn a_note_may_have_lines_of_its_own() {
        let text = "metric,date,value,note\na,2026-01-01,1,\"two\nlines\"\na,2026-01-02,2,\n";
        assert_eq!(lines(text), [(2, 1.0), (4, 2.0)]);
    }
}

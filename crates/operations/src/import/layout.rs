//! Which shape a table has: told by its first line and, where that names nothing known, by the
//! line below.

use csv::ByteRecord;
use dbag_domain::{Day, Problem, Slug};

use super::file::refused;
use super::measurements::{NamedMetric, Names, shown, text};
use super::moment::{Moment, NotAMoment};

/// What the columns of a table are.
#[derive(Debug, PartialEq)]
pub(super) enum Layout {
    /// A measurement a line.
    Long(Long),
    /// A moment a line, a metric a column.
    Wide {
        moment: usize,
        /// Columns with the metrics they hold.
        columns: Vec<(usize, u32)>,
    },
    /// An object a line, a day a column.
    ObjectWide {
        object: usize,
        /// The objects' kind as it stands in the first line; empty where it is open.
        kind: Vec<u8>,
        metric: u32,
        columns: Vec<(usize, Day)>,
    },
}

/// The columns of a table with a measurement a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Long {
    /// The metric's column, or the one metric of the file.
    pub(super) metric: Result<usize, u32>,
    pub(super) moment: usize,
    pub(super) value: usize,
    pub(super) object_type: Option<usize>,
    pub(super) object_id: Option<usize>,
}

/// A table's first line, understood.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) layout: Layout,
    /// Whether the first line is a measurement already.
    pub(super) is_data: bool,
    /// How many cells a line has.
    pub(super) width: usize,
    pub(super) metrics: Vec<NamedMetric>,
    pub(super) names: Names,
    /// Titles of columns that nothing is read from.
    pub(super) ignored: Vec<String>,
}

const METRIC: &[&str] = &["metric", "metric_slug", "slug", "target"];
const MOMENT: &[&str] = &[
    "date",
    "day",
    "timestamp",
    "time",
    "datetime",
    "utc_timestamp",
    "created_at",
    "month",
];
const VALUE: &[&str] = &["value", "measurement", "datapoint"];
const OBJECT_TYPE: &[&str] = &["object_type", "object_kind"];
const OBJECT_ID: &[&str] = &["object_id", "object_key", "object"];
const NOT_READ: &[&str] = &["note", "notes", "object_label", "origin"];
const SHAPES: &str = "begin it with `metric,date,value` (and `object_type,object_id`), with \
     `date,value`, with `date` and a column a metric, or with `object` and a column a day";

impl Head {
    /// Understands a table from its first two lines.
    pub(super) fn read(
        first: &ByteRecord,
        second: &ByteRecord,
        metric: Option<&Slug>,
    ) -> Result<Self, Problem> {
        let titles: Vec<String> = first.iter().map(title).collect::<Result<_, _>>()?;
        let mut reader = HeadReader {
            words: titles.iter().map(|title| word(title)).collect(),
            titles,
            metric,
            head: Self {
                layout: Layout::Wide {
                    moment: 0,
                    columns: Vec::new(),
                },
                is_data: false,
                width: first.len(),
                metrics: Vec::new(),
                names: Names::default(),
                ignored: Vec::new(),
            },
        };
        reader.head.layout = reader.layout(first, second)?;
        Ok(reader.head)
    }
}

struct HeadReader<'a> {
    titles: Vec<String>,
    words: Vec<String>,
    metric: Option<&'a Slug>,
    head: Head,
}

impl HeadReader<'_> {
    fn layout(&mut self, first: &ByteRecord, second: &ByteRecord) -> Result<Layout, Problem> {
        if let Some(moment) = self.find(MOMENT) {
            if self.find(METRIC).is_some() || self.find(VALUE).is_some() {
                return self.long(moment).map(Layout::Long);
            }
            return self.wide(moment);
        }
        if let Some(columns) = self.days().filter(|_| !is_moment(&first[0])) {
            return self.object_wide(columns);
        }
        if let Some(long) = self.headless(first)? {
            self.head.is_data = true;
            return Ok(Layout::Long(long));
        }
        if second.get(0).is_some_and(is_moment) {
            return self.wide(0);
        }
        let line = self.titles.join(",");
        Err(refused(format!(
            "the first line, `{}`, names no known columns; {SHAPES}",
            shown(&line)
        )))
    }

    fn find(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.words.iter().position(|word| word == name))
    }

    fn long(&mut self, moment: usize) -> Result<Long, Problem> {
        let Some(value) = self.find(VALUE) else {
            return Err(refused(
                "a column `metric` needs a column `value` beside it",
            ));
        };
        let metric = match self.find(METRIC) {
            Some(column) => Ok(column),
            None => Err(self.only_metric()?),
        };
        let (object_type, object_id) = (self.find(OBJECT_TYPE), self.find(OBJECT_ID));
        let used = [
            metric.ok(),
            Some(moment),
            Some(value),
            object_type,
            object_id,
        ];
        self.ignore(|column| !used.contains(&Some(column)));
        if metric.is_err() && self.head.ignored.iter().any(|title| !is_not_read(title)) {
            let message = "besides `value` there are columns that name no metric; \
                           use `date` and a column a metric, or `metric,date,value`";
            return Err(refused(message));
        }
        Ok(Long {
            metric,
            moment,
            value,
            object_type,
            object_id,
        })
    }

    /// The first line as a measurement, where it is one: `metric,date,value` or `date,value`.
    fn headless(&mut self, first: &ByteRecord) -> Result<Option<Long>, Problem> {
        let is_value = |at: usize| super::cell::value_of(&first[at]).is_ok();
        let (metric, moment, value) = match first.len() {
            3 if is_moment(&first[1]) && is_value(2) => (Ok(0), 1, 2),
            2 if is_moment(&first[0]) && is_value(1) => (Err(self.only_metric()?), 0, 1),
            _ => return Ok(None),
        };
        Ok(Some(Long {
            metric,
            moment,
            value,
            object_type: None,
            object_id: None,
        }))
    }

    fn wide(&mut self, moment: usize) -> Result<Layout, Problem> {
        let others: Vec<usize> = (0..self.titles.len())
            .filter(|at| *at != moment && !self.titles[*at].is_empty())
            .filter(|at| !is_not_read(&self.titles[*at]))
            .collect();
        self.ignore(|at| at != moment && !others.contains(&at));
        let columns = match (self.metric, others.as_slice()) {
            (_, []) => return Err(refused("there is no column with values beside the date")),
            (Some(_), [only]) => vec![(*only, self.only_metric()?)],
            (Some(metric), _) => {
                let message = format!(
                    "the file has {} columns of values, so `{metric}` cannot be the metric of \
                     all; leave the metric out, or give a file with one column",
                    others.len()
                );
                return Err(Problem::field("metric", message));
            }
            (None, _) => self.metric_columns(&others)?,
        };
        Ok(Layout::Wide { moment, columns })
    }

    fn metric_columns(&mut self, columns: &[usize]) -> Result<Vec<(usize, u32)>, Problem> {
        let mut found: Vec<(usize, u32)> = Vec::with_capacity(columns.len());
        for column in columns {
            let title = &self.titles[*column];
            let metric = self
                .head
                .names
                .metric(title.as_bytes(), &mut self.head.metrics);
            let metric = metric.map_err(|reason| {
                refused(format!(
                    "column {}: {reason}; give it another title",
                    column + 1
                ))
            })?;
            if let Some((other, _)) = found.iter().find(|(_, known)| *known == metric) {
                return Err(refused(format!(
                    "the columns {} and {} are both of the metric `{}`; rename one",
                    other + 1,
                    column + 1,
                    self.head.metrics[metric as usize].slug
                )));
            }
            found.push((*column, metric));
        }
        Ok(found)
    }

    /// Columns that are titled with days, where all but the first are.
    fn days(&self) -> Option<Vec<(usize, Day)>> {
        let days = self.titles.iter().enumerate().skip(1);
        let days = days.filter(|(_, title)| !title.is_empty());
        let days: Option<Vec<_>> = days
            .map(|(at, title)| match Moment::parse(title) {
                Ok(Moment::Day(day)) => Some((at, day)),
                _ => None,
            })
            .collect();
        days.filter(|days| !days.is_empty())
    }

    fn object_wide(&mut self, columns: Vec<(usize, Day)>) -> Result<Layout, Problem> {
        let kind = match self.words[0].as_str() {
            "" | "object" | "object_id" | "object_key" | "id" | "key" => Vec::new(),
            kind => kind.as_bytes().to_vec(),
        };
        let metric = self.only_metric()?;
        Ok(Layout::ObjectWide {
            object: 0,
            kind,
            metric,
            columns,
        })
    }

    /// The metric that the caller named, for a file that names none.
    fn only_metric(&mut self) -> Result<u32, Problem> {
        let Some(slug) = self.metric else {
            let message =
                "the file does not say which metric its values are of; name it with --metric";
            return Err(Problem::field("metric", message));
        };
        let named = NamedMetric::parse(slug.as_str()).map_err(refused)?;
        Ok(self.head.names.add_metric(named, &mut self.head.metrics))
    }

    fn ignore(&mut self, is_ignored: impl Fn(usize) -> bool) {
        let ignored = (0..self.titles.len()).filter(|column| is_ignored(*column));
        let titles = ignored.map(|column| self.titles[column].clone());
        self.head.ignored = titles.filter(|title| !title.is_empty()).collect();
    }
}

fn is_not_read(title: &str) -> bool {
    NOT_READ.contains(&word(title).as_str())
}

/// Whether a cell is a date, or one that has to be asked about.
fn is_moment(cell: &[u8]) -> bool {
    let parsed = str::from_utf8(cell).map(Moment::parse);
    matches!(parsed, Ok(Ok(_) | Err(NotAMoment::Ambiguous)))
}

fn title(cell: &[u8]) -> Result<String, Problem> {
    let title = text(cell).map_err(refused)?;
    Ok(crate::formula::unguarded(title.trim()).to_owned())
}

/// A title as it is compared with the known ones.
fn word(title: &str) -> String {
    title.to_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(first: &str, second: &str, metric: Option<&str>) -> Result<Head, Problem> {
        let record = |line: &str| ByteRecord::from(line.split(',').collect::<Vec<_>>());
        let metric = metric.map(|slug| Slug::parse(slug).expect("a slug"));
        Head::read(&record(first), &record(second), metric.as_ref())
    }

    fn long(metric: Result<usize, u32>, rest: [usize; 2], object: Option<[usize; 2]>) -> Layout {
        Layout::Long(Long {
            metric,
            moment: rest[0],
            value: rest[1],
            object_type: object.map(|columns| columns[0]),
            object_id: object.map(|columns| columns[1]),
        })
    }

    #[test]
    fn shapes_are_told_by_the_first_line() {
        let wide = |moment, columns: &[(usize, u32)]| Layout::Wide {
            moment,
            columns: columns.to_vec(),
        };
        let cases = [
            ("metric,date,value", "", None, long(Ok(0), [1, 2], None)),
            (
                "Value,Metric,Timestamp",
                "",
                None,
                long(Ok(1), [2, 0], None),
            ),
            (
                "metric,date,value,object_type,object_id,note",
                "",
                None,
                long(Ok(0), [1, 2], Some([3, 4])),
            ),
            ("date,value", "", Some("a"), long(Err(0), [0, 1], None)),
            (
                "day,signups,active users",
                "",
                None,
                wide(0, &[(1, 0), (2, 1)]),
            ),
            ("date,signups", "", Some("a"), wide(0, &[(1, 0)])),
            (
                "Created At: Day,Count",
                "2026-01-01,4",
                None,
                wide(0, &[(1, 0)]),
            ),
            (
                "a.b.c,2026-01-01 00:00:00,5",
                "",
                None,
                long(Ok(0), [1, 2], None),
            ),
            ("2026-01-01,5", "", Some("a"), long(Err(0), [0, 1], None)),
        ];
        for (first, second, metric, layout) in cases {
            let head = read(first, second, metric).expect("understood");
            assert_eq!(head.layout, layout, "{first}");
        }
    }

    #[test]
    fn a_day_a_column_is_understood() {
        let head = read("customer,2026-11-01,20261102", "", Some("orders")).expect("understood");
        let day = |text| Day::parse(text).expect("a date");
        let columns = vec![(1, day("2026-11-01")), (2, day("2026-11-02"))];
        let kind = b"customer".to_vec();
        assert_eq!(
            head.layout,
            Layout::ObjectWide {
                object: 0,
                kind,
                metric: 0,
                columns
            }
        );
    }

    #[test]
    fn a_first_line_that_says_too_little_is_refused_with_the_way_out() {
        let cases = [
            ("a,b", "c,d", None, "names no known columns"),
            ("date,value", "", None, "--metric"),
            ("2026-01-01,5", "", None, "--metric"),
            ("object,2026-01-01", "", None, "--metric"),
            ("metric,date", "", None, "`value`"),
            ("date", "", None, "no column with values"),
            ("date,a,b", "", Some("x"), "2 columns"),
            (
                "date,active users,Active-Users",
                "",
                None,
                "both of the metric `active-users`",
            ),
            ("date,\u{65e5}\u{672c}", "", None, "another title"),
            ("date,value,revenue", "", Some("x"), "name no metric"),
        ];
        for (first, second, metric, words) in cases {
            let problem = read(first, second, metric).expect_err("refused");
            assert!(problem.message.contains(words), "{first}: {problem}");
        }
    }
}

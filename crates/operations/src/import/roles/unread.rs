//! Columns of names that would be left out although they may say whose the values are.

use std::collections::{HashMap, HashSet};

use super::apart::{for_lines, hash_of};
use super::columns::Columns;
use super::questions::Question;
use super::role::ColumnRole;
use super::titles;
use crate::import::cells::is_of_calendar;
use crate::import::file::Text;
use crate::import::table::{Head, Survey};

/// More different cells than this are no few objects.
const MOST_DIFFERENT: usize = 10_000;

/// What is asked of columns of a few names that are left out where nothing is the object: several
/// branches would become one series.
pub(crate) fn ask_unread(
    text: &Text,
    head: &Head,
    columns: &Columns,
    survey: &Survey,
) -> Vec<Question> {
    let has_object = columns
        .list
        .iter()
        .any(|column| matches!(column.role, ColumnRole::Object(_)));
    if has_object {
        return Vec::new();
    }
    let places: Vec<usize> = (0..columns.list.len())
        .filter(|at| may_name(columns, survey, *at))
        .collect();
    if places.is_empty() {
        return Vec::new();
    }
    let found = Names::of(text, head, columns, places).few();
    let names: Vec<String> = found.iter().map(|at| columns.list[*at].name(*at)).collect();
    let question = |(at, name): (&usize, &String)| {
        let examples = columns.list[*at].examples.iter().take(2);
        let examples: Vec<String> = examples.map(|cell| format!("`{cell}`")).collect();
        let message = format!(
            "column `{name}` says {} and so on, and left out, values of several become one series: choose whether \
             it is the object, or is left out",
            examples.join(", ")
        );
        let skips: Vec<String> = names.iter().map(|name| format!("--skip {name}")).collect();
        Question::of_column(*at, message)
            .of_role()
            .way_out(format!("say --object {name}, or {}", skips.join(" ")))
    };
    found.iter().zip(&names).map(question).collect()
}

/// Whether a column that nobody chose is left out and has names in it.
fn may_name(columns: &Columns, survey: &Survey, at: usize) -> bool {
    let (column, survey) = (&columns.list[at], &survey.columns[at]);
    let is_left_out = column.role == ColumnRole::Skip && !column.is_chosen;
    let is_of_time = survey.is_days() || survey.is_times() || survey.may_be_days();
    is_left_out
        && survey.filled > 0
        && !survey.is_numeric()
        && !is_of_time
        && !titles::is_remark(&column.title)
        && !titles::names_label(&column.title)
        && !column.examples.iter().all(|cell| is_of_calendar(cell))
}

/// What columns of names say, over all lines.
struct Names {
    metric: Option<usize>,
    columns: Vec<OfColumn>,
    lines: u64,
}

struct OfColumn {
    at: usize,
    different: HashSet<u64>,
    /// What each metric has there first: units and titles of metrics never change.
    of_metrics: HashMap<u64, u64>,
    varies: bool,
}

impl Names {
    fn of(text: &Text, head: &Head, columns: &Columns, places: Vec<usize>) -> Self {
        let columns_of = places.into_iter().map(|at| OfColumn {
            at,
            different: HashSet::new(),
            of_metrics: HashMap::new(),
            varies: false,
        });
        let mut names = Self {
            metric: columns
                .with(|role| *role == ColumnRole::Metric)
                .first()
                .copied(),
            columns: columns_of.collect(),
            lines: 0,
        };
        for_lines(text, head, |record| {
            names.lines += 1;
            let metric = names
                .metric
                .and_then(|at| record.get(at))
                .unwrap_or_default();
            let metric = hash_of(metric);
            for column in &mut names.columns {
                let own = hash_of(record.get(column.at).unwrap_or_default());
                if column.different.len() <= MOST_DIFFERENT {
                    column.different.insert(own);
                }
                column.varies |= *column.of_metrics.entry(metric).or_insert(own) != own;
            }
        });
        names
    }

    /// Columns with few names that come again and again.
    fn few(&self) -> Vec<usize> {
        let is_few = |column: &&OfColumn| {
            let different = column.different.len();
            let recurs = self.lines * 2 >= different as u64 * 3;
            column.varies && recurs && different <= MOST_DIFFERENT
        };
        self.columns
            .iter()
            .filter(is_few)
            .map(|one| one.at)
            .collect()
    }
}

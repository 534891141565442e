//! What columns that may be the object say over all lines of a table.

use std::collections::{HashMap, HashSet};

use csv::ByteRecord;

use super::apart::{combine, for_first_lines, for_lines, hash_of, is_same_daily};
use super::columns::Columns;
use super::role::ColumnRole;
use super::titles;
use crate::import::file::Text;
use crate::import::options::Progress;
use crate::import::table::Head;

/// More different cells than this are no few objects.
const MOST_DIFFERENT: usize = 10_000;
/// So many lines show of most columns of numbers that they are values.
const SAMPLE: usize = 2_000;

/// What a column was taken for that may be the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Left out.
    LeftOut,
    /// Values.
    Value,
    /// The object, by a title that values may have.
    Object,
}

/// Columns that may be the object.
pub(super) struct OpenColumns {
    pub(super) objects: Vec<usize>,
    metric: Option<usize>,
    day: Option<usize>,
    columns: Vec<OpenColumn>,
    lines: u64,
    /// How many lines each metric has on each day.
    of_days: HashMap<u64, u64>,
}

struct OpenColumn {
    at: usize,
    standing: Standing,
    /// Whether its title says that it has keys, of other things than the object that was guessed.
    is_of_its_own: bool,
    /// Whether its title is that of things that numbers are counted for.
    is_of_things: bool,
    different: HashSet<u64>,
    /// What each metric, and object, has there first: units and titles of metrics never change.
    first: HashMap<u64, u64>,
    varies: bool,
    /// The same of days.
    first_of_day: HashMap<u64, u64>,
    varies_in_day: bool,
    /// Its cells by metrics and days, as long as no two lines have the same.
    keys: Option<HashSet<u64>>,
}

impl OpenColumns {
    pub(super) fn new(
        columns: &Columns,
        objects: Vec<usize>,
        places: Vec<(usize, Standing)>,
    ) -> Self {
        let first = |is_it: fn(&ColumnRole) -> bool| columns.with(is_it).first().copied();
        let title = |at: usize| columns.list[at].title.as_str();
        let is_of_its_own = |at: usize| {
            let is_key = titles::names_thing(title(at)) || titles::names_key(title(at));
            let is_same = |object: &usize| titles::may_name_the_same(title(*object), title(at));
            is_key && !objects.iter().any(is_same)
        };
        let columns_of = places.into_iter().map(|(at, standing)| OpenColumn {
            at,
            standing,
            is_of_its_own: is_of_its_own(at),
            is_of_things: titles::names_thing(title(at)),
            different: HashSet::new(),
            first: HashMap::new(),
            varies: false,
            first_of_day: HashMap::new(),
            varies_in_day: false,
            keys: None,
        });
        Self {
            columns: columns_of.collect(),
            metric: first(|role| *role == ColumnRole::Metric),
            day: first(|role| matches!(role, ColumnRole::Day(_))),
            objects,
            lines: 0,
            of_days: HashMap::new(),
        }
    }

    /// Keeps so many columns of numbers that were taken for values.
    pub(super) fn leave_numbered(&mut self, most: usize) {
        let mut numbered = 0;
        self.columns.retain(|column| {
            numbered += usize::from(column.standing == Standing::Value);
            column.standing != Standing::Value || numbered <= most
        });
    }

    /// Those that somebody has to decide about: by the first lines where these say enough.
    pub(super) fn look(
        &mut self,
        text: &Text,
        head: &Head,
        progress: &Progress,
    ) -> Vec<(usize, Standing)> {
        if self.columns.is_empty() {
            return Vec::new();
        }
        self.forget();
        for_first_lines(text, head, SAMPLE, |record| self.add(record));
        let is_open: Vec<bool> = self
            .columns
            .iter()
            .map(|column| column.standing == Standing::LeftOut || self.is_asked(column))
            .collect();
        let mut is_open = is_open.into_iter();
        self.columns.retain(|_| is_open.next().unwrap_or(false));
        if self.columns.is_empty() {
            return Vec::new();
        }
        self.forget();
        for_lines(text, head, progress, |record| self.add(record));
        let asked = self.columns.iter().filter(|column| self.is_asked(column));
        asked.map(|column| (column.at, column.standing)).collect()
    }

    fn forget(&mut self) {
        self.lines = 0;
        self.of_days.clear();
        for column in &mut self.columns {
            column.different.clear();
            column.first.clear();
            column.first_of_day.clear();
            (column.varies, column.varies_in_day) = (false, false);
            let is_told = column.standing == Standing::Value || column.is_of_its_own;
            column.keys = is_told.then(HashSet::new);
        }
    }

    fn add(&mut self, record: &ByteRecord) {
        let hash = |at: usize| hash_of(record.get(at).unwrap_or_default());
        self.lines += 1;
        let metric = self.metric.map_or(0, hash);
        let about = self.objects.iter().map(|at| hash(*at));
        let about = about.fold(metric, combine);
        let has_object = !self.objects.is_empty();
        let day = self.day.map_or(metric, |at| {
            combine(metric, hash_of(date_of(record.get(at).unwrap_or_default())))
        });
        // Without an object, lines of one moment were asked about before.
        let is_of_day = has_object || self.columns.iter().any(OpenColumn::is_numbered);
        if is_of_day {
            *self.of_days.entry(day).or_default() += 1;
        }
        for column in &mut self.columns {
            let own = hash(column.at);
            if column.different.len() <= MOST_DIFFERENT {
                column.different.insert(own);
            }
            match column.standing {
                Standing::Object => continue,
                Standing::LeftOut if has_object => {
                    let first = column.first_of_day.entry(day).or_insert(own);
                    column.varies_in_day |= *first != own;
                }
                Standing::LeftOut | Standing::Value => {}
            }
            column.varies |= *column.first.entry(about).or_insert(own) != own;
            if is_of_day
                && let Some(keys) = &mut column.keys
                && !keys.insert(combine(day, own))
            {
                column.keys = None;
            }
        }
    }

    /// Whether somebody has to say what a column is.
    fn is_asked(&self, column: &OpenColumn) -> bool {
        let most_of_day = self.of_days.values().copied().max().unwrap_or(0);
        let different = column.different.len();
        let tells_apart = most_of_day > 1 && column.keys.is_some();
        match column.standing {
            Standing::Object => most_of_day <= 1,
            // What an object has day after day is a level of it: the staff of a branch.
            Standing::Value => {
                tells_apart
                    && column.varies
                    && is_same_daily(different, self.lines, self.of_days.len(), most_of_day)
            }
            Standing::LeftOut => {
                let recurs = self.lines * 2 >= different as u64 * 3;
                let is_few = recurs && different <= MOST_DIFFERENT;
                // The weather of a day, for all of its lines.
                let is_of_day = most_of_day > 1 && !column.varies_in_day;
                let is_other_key = tells_apart && column.is_of_its_own;
                // The file of one branch.
                let keys = different - usize::from(column.different.contains(&hash_of(b"")));
                let is_of_one = self.objects.is_empty() && column.is_of_things && keys == 1;
                is_of_one || is_few && !is_of_day && (column.varies || is_other_key)
            }
        }
    }
}

/// What stands before the time of day: `2026-11-01` of `2026-11-01T10:00`.
fn date_of(cell: &[u8]) -> &[u8] {
    let time = cell.iter().position(|byte| *byte == b':');
    let before = &cell[..time.unwrap_or(0)];
    match before.iter().rposition(|byte| matches!(byte, b' ' | b'T')) {
        Some(end) => &cell[..end],
        None => cell,
    }
}

impl OpenColumn {
    fn is_numbered(&self) -> bool {
        self.standing != Standing::LeftOut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_one_day_are_of_one_date() {
        for (cell, date) in [
            ("2026-11-01T10:00:00Z", "2026-11-01"),
            ("2026-11-01 10:00", "2026-11-01"),
            ("1 Nov 2026 9:30", "1 Nov 2026"),
            ("2026-11-01", "2026-11-01"),
            ("1 Nov 2026", "1 Nov 2026"),
            ("10:00", "10:00"),
            ("", ""),
        ] {
            assert_eq!(date_of(cell.as_bytes()), date.as_bytes(), "{cell}");
        }
    }
}

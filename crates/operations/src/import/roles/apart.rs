//! Which column tells lines apart that are about one metric and day.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use csv::ByteRecord;

use super::columns::{Column, Columns};
use super::role::ColumnRole;
use super::titles;
use crate::import::cells::text_of;
use crate::import::file::Text;
use crate::import::options::Progress;
use crate::import::passes::Pass;
use crate::import::table::{Head, Lines, Survey};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Apart {
    /// This column is the object; another may say what people call it.
    Object { object: usize, label: Option<usize> },
    /// Each of these would do; or one does that may be of values.
    Several(Vec<usize>),
    /// No column does it alone, these two do together.
    Together(usize, usize),
    /// None does.
    None,
}

/// So many columns are tried.
const MOST_TRIED: usize = 24;
/// So many lines of one day may be one for each object.
const MOST_OF_A_DAY: u64 = 200;
/// A column with more different cells than this names no objects, but lines.
const MOST_DIFFERENT: usize = 100_000;
/// More objects than this are hardly told apart by numbers that could be values.
pub(super) const MOST_NUMBERED: usize = 1_000;

impl Apart {
    /// Gives the columns their roles.
    pub(super) fn apply(&self, columns: &mut Columns) {
        let Self::Object { object, label } = self else {
            return;
        };
        for column in &mut columns.list {
            if matches!(column.role, ColumnRole::Object(_)) && !column.is_chosen {
                column.role = ColumnRole::Skip;
                column.why = "it does not tell the lines of a day apart".to_owned();
            }
        }
        let found = &mut columns.list[*object];
        found.role = ColumnRole::Object(None);
        found.why = "it tells lines of the same day apart".to_owned();
        if let Some(label) = label {
            let found = &mut columns.list[*label];
            found.role = ColumnRole::Label;
            found.why = "it names each object".to_owned();
        }
    }
}

/// Looks for columns that tell the lines of a day apart.
pub(crate) fn tell_apart(
    text: &Text,
    head: &Head,
    columns: &Columns,
    survey: &Survey,
    progress: &Progress,
) -> Apart {
    let has_chosen = columns
        .list
        .iter()
        .any(|column| column.is_chosen && matches!(column.role, ColumnRole::Object(_)));
    let mut trial = Trial::of(columns, survey);
    for_lines(text, head, progress, |record| trial.add(record));
    if has_chosen {
        // What somebody chose stays; another column is only offered.
        return match trial.winners().first() {
            Some(other) => columns
                .with(|role| matches!(role, ColumnRole::Object(_)))
                .first()
                .map_or(Apart::None, |chosen| Apart::Together(*chosen, *other)),
            None => Apart::None,
        };
    }
    match trial.best(columns, survey).as_slice() {
        [] => together(text, head, columns, (&trial, progress)),
        // What was taken for values is not made keys by nobody.
        [only] if is_numbered(&columns.list[*only]) => Apart::Several(vec![*only]),
        [object] => Apart::Object {
            object: *object,
            label: None,
        },
        several => one_of(text, head, columns, (several, progress)),
    }
}

pub(super) fn for_lines(
    text: &Text,
    head: &Head,
    progress: &Progress,
    mut each: impl FnMut(&ByteRecord),
) {
    let mut pass = Pass::new(progress, text.bytes.len());
    let mut lines = Lines::new(text);
    for _ in 0..head.skipped {
        lines.next();
    }
    while lines.next().is_some() {
        pass.at(lines.at());
        each(lines.record());
    }
    pass.end();
}

/// The same for the first so many lines.
pub(super) fn for_first_lines(
    text: &Text,
    head: &Head,
    most: usize,
    mut each: impl FnMut(&ByteRecord),
) {
    let mut lines = Lines::new(text);
    for at in 0..head.skipped.saturating_add(most) {
        match lines.next() {
            Some((_, record)) if at >= head.skipped => each(record),
            Some(_) => {}
            None => break,
        }
    }
}

/// Columns that are tried, each by itself.
struct Trial {
    /// Columns that a value belongs to anyway.
    base: Vec<usize>,
    values: Vec<usize>,
    tried: Vec<Tried>,
    lines: u64,
    /// How many lines each day has.
    days: HashMap<u64, u64>,
}

struct Tried {
    at: usize,
    /// Lines by base and column; none once two lines were equal.
    keys: Option<HashSet<u64>>,
    different: HashSet<u64>,
}

impl Trial {
    fn of(columns: &Columns, survey: &Survey) -> Self {
        let is_base = |role: &ColumnRole| {
            matches!(
                role,
                ColumnRole::Day(_) | ColumnRole::Metric | ColumnRole::Kind
            )
        };
        let mut base = columns.with(is_base);
        let chosen = columns.list.iter().enumerate();
        let chosen = chosen
            .filter(|(_, column)| column.is_chosen && matches!(column.role, ColumnRole::Object(_)));
        base.extend(chosen.map(|(at, _)| at));
        let mut places: Vec<usize> = (0..columns.list.len())
            .filter(|at| may_tell(columns, survey, *at))
            .collect();
        // Those that are most likely objects first, should there be too many.
        places.sort_by_key(|at| is_numbered(&columns.list[*at]));
        places.truncate(MOST_TRIED);
        let tried = places.into_iter().map(|at| Tried {
            at,
            keys: Some(HashSet::new()),
            different: HashSet::new(),
        });
        Self {
            base,
            values: columns.with(|role| matches!(role, ColumnRole::Value(_))),
            tried: tried.collect(),
            lines: 0,
            days: HashMap::new(),
        }
    }

    fn add(&mut self, record: &ByteRecord) {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if self
            .values
            .iter()
            .all(|at| cell(*at).trim_ascii().is_empty())
        {
            return;
        }
        self.lines += 1;
        let base = self
            .base
            .iter()
            .map(|at| hash_of(cell(*at)))
            .fold(0, combine);
        *self.days.entry(base).or_default() += 1;
        for tried in &mut self.tried {
            let own = hash_of(cell(tried.at));
            if tried.different.len() < MOST_DIFFERENT {
                tried.different.insert(own);
            } else {
                tried.keys = None;
            }
            if tried
                .keys
                .as_mut()
                .is_some_and(|keys| !keys.insert(combine(base, own)))
            {
                tried.keys = None;
            }
        }
    }

    /// Columns by which no two lines are equal.
    fn winners(&self) -> Vec<usize> {
        let winners = self.tried.iter().filter(|tried| tried.keys.is_some());
        winners.map(|tried| tried.at).collect()
    }

    /// Winners that are likely the objects: they come again on other days.
    fn best(&self, columns: &Columns, survey: &Survey) -> Vec<usize> {
        let recurs = |tried: &Tried| match self.days.len() {
            0 | 1 => self.lines <= MOST_OF_A_DAY,
            _ => self.lines * 2 >= tried.different.len() as u64 * 3,
        };
        let most = self.days.values().copied().max().unwrap_or(0);
        // Whole numbers, the same ones day after day, beside other values.
        let is_same_daily = |tried: &Tried| {
            survey.columns[tried.at].is_whole_numbers()
                && self.values.len() > 1
                && is_same_daily(tried.different.len(), self.lines, self.days.len(), most)
        };
        let is_likely = |tried: &&Tried| match is_numbered(&columns.list[tried.at]) {
            true => is_same_daily(tried),
            false => recurs(tried),
        };
        let winners = self.tried.iter().filter(|tried| tried.keys.is_some());
        winners.filter(is_likely).map(|tried| tried.at).collect()
    }
}

/// Whether there are hardly more different numbers than lines of a day: numbers of things come again every
/// day, values of things do not.
pub(super) fn is_same_daily(different: usize, lines: u64, days: usize, most_of_day: u64) -> bool {
    let different_of = different as u64;
    days > 2
        && different <= MOST_NUMBERED
        && lines >= 2 * different_of
        && different_of <= 2 * most_of_day
}

/// Whether a column may be what tells lines apart.
fn may_tell(columns: &Columns, survey: &Survey, at: usize) -> bool {
    let (column, survey) = (&columns.list[at], &survey.columns[at]);
    let is_open = match column.role {
        ColumnRole::Skip | ColumnRole::Object(_) | ColumnRole::Label => true,
        ColumnRole::Value(_) => {
            survey.is_whole_numbers()
                && !titles::names_value(&column.title)
                && column.titled_day.is_none()
        }
        _ => false,
    };
    let is_of_time = survey.is_days() || survey.is_times();
    is_open
        && !column.is_chosen
        && survey.filled > 0
        && !is_of_time
        && !titles::speaks_of_time(&column.title)
        && !titles::is_remark(&column.title)
}

/// Whether a column was taken for values.
fn is_numbered(column: &Column) -> bool {
    matches!(column.role, ColumnRole::Value(_))
}

/// Of several columns that each tell lines apart, the one that the others only name.
fn one_of(
    text: &Text,
    head: &Head,
    columns: &Columns,
    (several, progress): (&[usize], &Progress),
) -> Apart {
    let is_key = |at: &usize| !titles::names_key(&columns.list[*at].title);
    let is_value = |at: &usize| is_numbered(&columns.list[*at]);
    let mut sorted = several.to_vec();
    sorted.sort_by_key(|at| (is_value(at), is_key(at)));
    let first = sorted[0];
    if is_value(&first) {
        return Apart::Several(several.to_vec());
    }
    let mut pairs = vec![HashSet::new(); sorted.len()];
    let mut single = vec![HashSet::new(); sorted.len()];
    for_lines(text, head, progress, |record| {
        let hash = |at: usize| hash_of(record.get(at).unwrap_or_default());
        for (place, at) in sorted.iter().enumerate() {
            single[place].insert(hash(*at));
            pairs[place].insert(combine(hash(first), hash(*at)));
        }
    });
    let is_of_first = |place: &usize| pairs[*place].len() == single[0].len();
    // What each object has day after day is a level of it: the staff of a branch.
    let rivals: Vec<usize> = (1..sorted.len())
        .filter(|place| !(is_value(&sorted[*place]) && is_of_first(place)))
        .collect();
    let title = |at: usize| columns.list[at].title.as_str();
    let is_name = |place: &usize| {
        is_of_first(place)
            && single[*place].len() == single[0].len()
            && titles::may_name_the_same(title(first), title(sorted[*place]))
    };
    match rivals.iter().all(is_name) {
        true => Apart::Object {
            object: first,
            label: rivals.first().map(|place| sorted[*place]),
        },
        false => {
            let mut several: Vec<usize> = rivals.iter().map(|place| sorted[*place]).collect();
            several.push(first);
            several.sort_unstable();
            Apart::Several(several)
        }
    }
}

/// Two columns that do together what none does alone.
fn together(
    text: &Text,
    head: &Head,
    columns: &Columns,
    (trial, progress): (&Trial, &Progress),
) -> Apart {
    let places: Vec<usize> = trial.tried.iter().map(|tried| tried.at).collect();
    let places: Vec<usize> = places
        .into_iter()
        .filter(|at| !is_numbered(&columns.list[*at]))
        .take(8)
        .collect();
    let mut pairs: Vec<(usize, usize, Option<HashSet<u64>>)> = Vec::new();
    for (at, first) in places.iter().enumerate() {
        pairs.extend(
            places[at + 1..]
                .iter()
                .map(|second| (*first, *second, Some(HashSet::new()))),
        );
    }
    for_lines(text, head, progress, |record| {
        let hash = |at: usize| hash_of(record.get(at).unwrap_or_default());
        let base = trial.base.iter().map(|at| hash(*at)).fold(0, combine);
        for (first, second, keys) in &mut pairs {
            let own = combine(combine(base, hash(*first)), hash(*second));
            if keys.as_mut().is_some_and(|keys| !keys.insert(own)) {
                *keys = None;
            }
        }
    });
    let found = pairs.iter().find(|(_, _, keys)| keys.is_some());
    found.map_or(Apart::None, |(first, second, _)| {
        Apart::Together(*first, *second)
    })
}

pub(super) fn hash_of(cell: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    match text_of(cell) {
        Ok(text) => text.hash(&mut hasher),
        Err(_) => cell.hash(&mut hasher),
    }
    hasher.finish()
}

pub(super) fn combine(left: u64, right: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (left, right).hash(&mut hasher);
    hasher.finish()
}

//! Which role a column most likely has: by its title, by what stands in it, by the other columns.

use dbag_domain::Slug;

use super::columns::Column;
use super::role::{ColumnRole, DayRole, ValueRole};
use super::titles;
use crate::import::cells::{DayFormat, NumberFormat};
use crate::import::table::{ColumnSurvey, Head, Survey};

/// The roles of all columns, before anybody chose any.
pub(super) fn guess(head: &Head, survey: &Survey, metric: Option<&Slug>) -> Vec<Column> {
    let columns: Vec<Candidate<'_>> = head
        .titles
        .iter()
        .zip(&survey.columns)
        .map(|(title, survey)| Candidate {
            title: &title.text,
            day: title.day,
            survey,
        })
        .collect();
    let table = TableGuess::of(&columns, head.is_headless, survey.lines);
    let roles = columns.iter().enumerate().map(|(at, column)| {
        let (role, why) = table.role(at, column, metric);
        Column {
            title: column.title.to_owned(),
            titled_day: column.day,
            role,
            why,
            is_chosen: false,
            days: DayFormat::default(),
            numbers: NumberFormat::default(),
            is_sure_point: false,
            examples: column.survey.examples.clone(),
        }
    });
    roles.collect()
}

struct Candidate<'a> {
    title: &'a str,
    day: Option<dbag_domain::Day>,
    survey: &'a ColumnSurvey,
}

/// What is found over all columns before each is looked at.
struct TableGuess {
    metric: Option<usize>,
    value: Option<usize>,
    day: Option<usize>,
    /// Columns with days besides.
    other_days: Vec<usize>,
    object: Option<usize>,
    /// Columns whose titles say whose values these are.
    things: Vec<usize>,
    /// Whether a column of numbers is hardly anything but values.
    has_values: bool,
    lines: u64,
    is_headless: bool,
    has_titled_days: bool,
}

impl TableGuess {
    fn of(columns: &[Candidate<'_>], is_headless: bool, lines: u64) -> Self {
        let find = |is_it: fn(&str) -> bool| columns.iter().position(|column| is_it(column.title));
        let mut guess = Self {
            metric: find(titles::names_metric),
            value: find(titles::names_value),
            day: None,
            other_days: Vec::new(),
            object: None,
            things: Vec::new(),
            has_values: false,
            lines,
            is_headless,
            has_titled_days: columns.iter().any(|column| column.day.is_some()),
        };
        if is_headless {
            guess.read_headless(columns);
            return guess;
        }
        guess.find_days(columns);
        // A column `slug` beside no column `value` names no metrics, but one `metric` beside days does.
        let names_lines =
            |at: usize| guess.has_titled_days && titles::is_exactly_metric(columns[at].title);
        if guess.value.is_none() && !guess.metric.is_some_and(names_lines) {
            guess.metric = None;
        }
        guess.has_values = guess.value.is_some()
            || (0..columns.len()).any(|at| guess.has_only_values(at, &columns[at]));
        guess.things = guess.thing_columns(columns);
        guess.object = find(titles::names_object)
            .or_else(|| guess.key_column(columns))
            .or_else(|| guess.thing_column());
        guess
    }

    /// `metric,date,value` and `date,value`, as programs write them.
    fn read_headless(&mut self, columns: &[Candidate<'_>]) {
        let is_day =
            |column: &Candidate<'_>| column.survey.is_days() || column.survey.may_be_days();
        self.day = columns.iter().position(is_day);
        if let ([_, day, value], Some(1)) = (columns, self.day)
            && value.survey.is_numeric()
            && is_day(day)
            && !columns[0].survey.is_numeric()
        {
            self.metric = Some(0);
            self.value = Some(2);
        }
    }

    /// The column that is the day; where several may be, the one whose title says nothing else.
    fn find_days(&mut self, columns: &[Candidate<'_>]) {
        let is_day = |column: &Candidate<'_>| {
            let is_titled = titles::names_day(column.title);
            is_titled && (column.survey.may_be_days() || column.survey.filled == 0)
                || column.survey.is_days()
        };
        let word = |column: &Candidate<'_>| titles::word(column.title);
        let has = |name: &str| columns.iter().any(|column| word(column) == name);
        let has_parts = has("year") && has("month");
        // A day whose parts stand in columns of their own is none of them.
        let is_part = |column: &Candidate<'_>| {
            let is_named = || ["year", "month", "day"].contains(&word(column).as_str());
            has_parts && is_named() && !column.survey.is_days()
        };
        let mut days: Vec<usize> = (0..columns.len())
            .filter(|at| !is_part(&columns[*at]))
            .filter(|at| is_day(&columns[*at]))
            .collect();
        // Nothing is a day by what stands in it: then the title decides, and its cells are refused.
        if days.is_empty() && !self.has_titled_days {
            days = (0..columns.len())
                .filter(|at| titles::day_rank(columns[*at].title).is_some())
                .filter(|at| !is_part(&columns[*at]))
                .collect();
        }
        let rank = |at: &usize| titles::day_rank(columns[*at].title).unwrap_or(usize::MAX);
        let exact: Vec<usize> = days
            .iter()
            .copied()
            .filter(|at| titles::is_exactly_day(columns[*at].title))
            .collect();
        let is_long = self.metric.is_some() || self.value.is_some();
        self.day = match (days.as_slice(), exact.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            // Dbag's own shape: the title that comes first in the list of those that are known.
            ([_, _, ..], _) if is_long => days
                .iter()
                .copied()
                .min_by_key(rank)
                .filter(|at| rank(at) < usize::MAX),
            _ => None,
        };
        self.other_days = days
            .into_iter()
            .filter(|at| Some(*at) != self.day)
            .collect();
    }

    /// Whether a column is free to be the object, or values.
    fn is_free(&self, at: usize, column: &Candidate<'_>) -> bool {
        ![self.metric, self.value, self.day].contains(&Some(at))
            && !self.other_days.contains(&at)
            && column.day.is_none()
    }

    /// Whether numbers stand in a column whose title speaks of no keys, things or times.
    fn has_only_values(&self, at: usize, column: &Candidate<'_>) -> bool {
        let title = column.title;
        self.is_free(at, column)
            && column.survey.is_numeric()
            && !titles::names_key(title)
            && !titles::names_thing(title)
            && !titles::is_time_part(title)
    }

    /// The one column whose title is that of keys.
    fn key_column(&self, columns: &[Candidate<'_>]) -> Option<usize> {
        let is_key = |at: &usize| {
            let column = &columns[*at];
            // What is another key in every line is the number of the line.
            self.is_free(*at, column)
                && titles::names_key(column.title)
                && column.survey.filled > 0
                && (column.survey.repeats() || self.lines == 1)
        };
        let keys: Vec<usize> = (0..columns.len()).filter(is_key).collect();
        let several = keys
            .iter()
            .copied()
            .filter(|at| !columns[*at].survey.is_constant());
        let several: Vec<usize> = several.collect();
        match (keys.as_slice(), several.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            _ => None,
        }
    }

    /// The columns whose titles are those of things, where they tell several of them.
    fn thing_columns(&self, columns: &[Candidate<'_>]) -> Vec<usize> {
        let is_thing = |at: &usize| {
            let (column, survey) = (&columns[*at], columns[*at].survey);
            // A column `store` of numbers has the stores' numbers only beside values.
            let is_numbered = || survey.is_whole_numbers() && survey.repeats() && self.has_values;
            titles::names_thing(column.title)
                && self.is_free(*at, column)
                && survey.filled > 0
                && !survey.is_constant()
                && (!survey.is_numeric() || is_numbered())
        };
        (0..columns.len()).filter(is_thing).collect()
    }

    /// The one of them.
    fn thing_column(&self) -> Option<usize> {
        match self.things.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    fn role(
        &self,
        at: usize,
        column: &Candidate<'_>,
        metric: Option<&Slug>,
    ) -> (ColumnRole, String) {
        let why = |words: &str| words.to_owned();
        let place = Some(at);
        if place == self.metric {
            return (ColumnRole::Metric, why("it names the metrics"));
        }
        if place == self.day {
            return (
                ColumnRole::Day(DayRole::default()),
                why(self.day_words(column)),
            );
        }
        if place == self.value {
            return (self.value_role(column, metric), why("its title says so"));
        }
        if column.day.is_some() {
            return (
                ColumnRole::Value(ValueRole::default()),
                why("its title is a day"),
            );
        }
        if place == self.object {
            let words = match titles::names_object(column.title) {
                true => "its title says so",
                false if titles::names_key(column.title) => "its title is that of keys",
                false => "its title says whose the values are",
            };
            return (ColumnRole::Object(None), why(words));
        }
        if self.has_titled_days {
            return self.beside_days(at, column);
        }
        self.by_content(at, column)
    }

    fn day_words(&self, column: &Candidate<'_>) -> &'static str {
        match (self.other_days.is_empty(), titles::names_day(column.title)) {
            (true, _) => "the only column of days",
            (false, true) => "its title says most plainly that it is the day",
            (false, false) => "days stand in it",
        }
    }

    fn value_role(&self, column: &Candidate<'_>, metric: Option<&Slug>) -> ColumnRole {
        let named = match self.metric {
            Some(_) => None,
            None => metric
                .cloned()
                .filter(|_| titles::names_value(column.title) || self.is_headless),
        };
        ColumnRole::Value(ValueRole {
            metric: named,
            ..ValueRole::default()
        })
    }

    /// In a table with a day a column, the others say what a line is about.
    fn beside_days(&self, at: usize, column: &Candidate<'_>) -> (ColumnRole, String) {
        if titles::names_kind(column.title) {
            return (ColumnRole::Kind, "its title says so".to_owned());
        }
        match self.object.is_none() && at == 0 {
            true => (
                ColumnRole::Object(None),
                "the first column, beside days".to_owned(),
            ),
            false => (ColumnRole::Skip, "another column is the object".to_owned()),
        }
    }

    fn by_content(&self, at: usize, column: &Candidate<'_>) -> (ColumnRole, String) {
        let survey = column.survey;
        let skip = |words: String| (ColumnRole::Skip, words);
        if titles::names_kind(column.title) {
            return (ColumnRole::Kind, "its title says so".to_owned());
        }
        if titles::names_label(column.title) && self.object.is_some() {
            return (ColumnRole::Label, "its title says so".to_owned());
        }
        if titles::names_weight(column.title) {
            return (ColumnRole::Weight, "its title says so".to_owned());
        }
        // Beside them it says why there is none.
        if column.title == "gap" && self.metric.is_some() {
            return (ColumnRole::Gap, "its title says so".to_owned());
        }
        if titles::is_remark(column.title) {
            return skip("it has remarks".to_owned());
        }
        if survey.filled == 0 {
            return skip("it is empty".to_owned());
        }
        if self.other_days.contains(&at) {
            let words = match self.day {
                Some(_) => "it has days, and another column is the day",
                None => "it has days, as another column does",
            };
            return skip(words.to_owned());
        }
        if titles::is_time_part(column.title) && survey.is_whole_numbers() && self.has_values {
            return skip("it is a part of the time".to_owned());
        }
        if self.things.contains(&at) {
            return skip(
                "its title says whose the values are, as another column's does".to_owned(),
            );
        }
        if titles::names_key(column.title) {
            let words = match survey.repeats() {
                true => "its title is that of keys, of which there are several columns",
                false => "its title is that of keys, and it has another in every line",
            };
            return skip(words.to_owned());
        }
        if self.metric.is_some() {
            return skip("the metrics' values stand in another column".to_owned());
        }
        match survey.is_numeric() {
            true => (
                ColumnRole::Value(ValueRole::default()),
                "numbers stand in it".to_owned(),
            ),
            false if survey.is_constant() => skip(constant_words(survey, self.lines)),
            false => skip(text_words(survey)),
        }
    }
}

/// What is said of a column of texts, however few numbers stand between them.
fn text_words(survey: &ColumnSurvey) -> String {
    match (survey.numbers.numbers, survey.numbers.errors) {
        (0, 1..) => "errors of a spreadsheet stand in it, and no number".to_owned(),
        (0, _) => "no numbers stand in it".to_owned(),
        (1, _) => format!("one of its {} cells is a number", survey.filled),
        (numbers, _) => format!("{numbers} of its {} cells are numbers", survey.filled),
    }
}

/// What is said of a column that says one thing only.
fn constant_words(survey: &ColumnSurvey, lines: u64) -> String {
    let what = &survey.examples[0];
    match (survey.filled, lines) {
        (filled, lines) if filled == lines => format!("it says `{what}` in every line"),
        (1, _) => format!("it says `{what}` in one line, and nothing in the others"),
        _ => format!("it says `{what}` wherever it says anything"),
    }
}

//! Files that bring values: what was sent otherwise, and days before the first row.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use dbag_operations::{ImportConflict, ImportFile, ImportOptions, RoleChoice};
use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::asked::{Metric, Question};
use crate::book::{Book, Subject};
use crate::calendar::plus;
use crate::compare::HISTORY;
use crate::world::{ACTOR, World};

/// The lines of a file: by object and day, a value.
type Lines = BTreeMap<(Option<String>, NaiveDate), f64>;

const CONFLICTS: [ImportConflict; 3] = [
    ImportConflict::Skip,
    ImportConflict::Overwrite,
    ImportConflict::Fail,
];

impl World {
    /// Somebody imports a file of one metric.
    pub(crate) async fn import(&mut self) {
        match self.random.random_bool(0.5) {
            true => self.import_sent().await,
            false => self.import_history().await,
        }
    }

    async fn import_sent(&mut self) {
        let mut lines = Lines::new();
        for _ in 0..self.random.random_range(1..20) {
            let (who, day) = (self.somebody(), self.any_day(self.first));
            let value = f64::from(self.random.random_range(0..100));
            lines.insert((Some(who), day), value);
        }
        let conflict = *CONFLICTS.choose(&mut self.random).expect("some");
        let mut written = Lines::new();
        let mut is_refused = false;
        for ((who, day), value) in lines.clone() {
            let stands = self.book.sent_on(who.as_deref().unwrap_or(""), day).await;
            let is_other = stands.is_some_and(|stands| (stands - value).abs() > 1e-9);
            is_refused |= is_other && conflict == ImportConflict::Fail;
            if stands.is_none() || is_other && conflict == ImportConflict::Overwrite {
                written.insert((who, day), value);
            }
        }
        let import = self.import_file("sent", &lines, conflict).await;
        assert_eq!(import.is_err(), is_refused, "{}: {import:?}", self.name());
        if let Ok(Some(import)) = import {
            self.book.import_sent(import, &written).await;
        }
    }

    /// Days before the first row: of all as one, or of an object that is known.
    async fn import_history(&mut self) {
        let rows = |one: &&Metric| matches!(one.question, Question::Counted(_));
        let metrics: Vec<_> = self.metrics.iter().filter(rows).cloned().collect();
        let metric = metrics.choose(&mut self.random).expect("some").clone();
        let who = metric.by_object.then(|| self.somebody());
        let of = who.clone().map_or(Subject::Whole, Subject::Object);
        let all = self.metrics.clone();
        let known = self.book.open(&all, &metric, &of, self.today).await;
        if known.is_empty() || self.book.has_brought(metric.slug).await {
            return;
        }
        let mut days: Vec<_> = (4..=HISTORY).map(|back| plus(self.first, -back)).collect();
        days.shuffle(&mut self.random);
        days.truncate(self.random.random_range(1..HISTORY as usize));
        let mut lines = Lines::new();
        for day in days {
            let value = f64::from(self.random.random_range(1..100));
            lines.insert((who.clone(), day), value);
        }
        let conflict = *CONFLICTS.choose(&mut self.random).expect("some");
        let import = self.import_file(metric.slug, &lines, conflict).await;
        let import = import.unwrap_or_else(|problem| panic!("{}: {problem}", self.name()));
        let import = import.expect("something new");
        self.book.import_history(metric.slug, import, &lines).await;
    }

    /// The number of the import, none where nothing was written.
    async fn import_file(
        &mut self,
        metric: &str,
        lines: &Lines,
        on_conflict: ImportConflict,
    ) -> Result<Option<i32>, String> {
        let has_objects = lines.keys().any(|(who, _)| who.is_some());
        let mut lines: Vec<_> = lines.iter().collect();
        lines.shuffle(&mut self.random);
        let (head, roles) = match has_objects {
            true => ("day,who", vec!["who=object:customer".to_owned()]),
            false => ("day", Vec::new()),
        };
        let mut text = format!("{head},{metric}\n");
        for ((who, day), value) in lines {
            let who = who.as_ref().map_or(String::new(), |who| format!(",{who}"));
            writeln!(text, "{day}{who},{value}").expect("written");
        }
        let roles = [roles, vec![format!("{metric}=value:{metric}")]].concat();
        let options = ImportOptions {
            roles: roles
                .iter()
                .map(|role| RoleChoice::parse(role).expect("a role"))
                .collect(),
            on_conflict,
            ..ImportOptions::default()
        };
        let file = ImportFile {
            name: "values.csv".to_owned(),
            bytes: text.into_bytes(),
        };
        let done = self
            .dbag
            .import(&ACTOR, file, &options, |_| {}, self.now)
            .await;
        let report = done.map_err(|problem| format!("{problem:?}"))?;
        self.imports.extend(report.batch);
        Ok(report.batch)
    }

    /// Some imports are undone, in any order.
    pub(crate) async fn undo_imports(&mut self) {
        let mut imports = std::mem::take(&mut self.imports);
        imports.shuffle(&mut self.random);
        for import in imports {
            if self.random.random_bool(0.4) {
                continue;
            }
            let undone = self.dbag.undo_import(&ACTOR, import, self.now).await;
            undone.unwrap_or_else(|problem| panic!("{}: {problem:?}", self.name()));
            self.book.undo_import(import).await;
        }
    }
}

impl Book {
    /// What was sent or imported last of a day.
    async fn sent_on(&mut self, who: &str, day: NaiveDate) -> Option<f64> {
        self.one(format!(
            "select (select value from standing where who = '{who}' and day = '{day}')"
        ))
        .await
    }

    async fn import_sent(&mut self, import: i32, lines: &Lines) {
        for ((who, day), value) in lines {
            let who = who.as_deref().unwrap_or("");
            self.execute(format!(
                "insert into sent (who, day, value, import)
                 values ('{who}', '{day}', {value:e}, {import})"
            ))
            .await;
        }
    }

    async fn import_history(&mut self, metric: &str, import: i32, lines: &Lines) {
        for ((who, day), value) in lines {
            let who = who
                .as_ref()
                .map_or("null".to_owned(), |who| format!("'{who}'"));
            self.execute(format!(
                "insert into imported values ('{metric}', {who}, '{day}', {value:e}, {import})"
            ))
            .await;
        }
    }

    /// What stood before an import stands again, where nothing came since.
    async fn undo_import(&mut self, import: i32) {
        self.execute(format!(
            "delete from imported where import = {import};
             delete from sent where import = {import}"
        ))
        .await;
    }
}

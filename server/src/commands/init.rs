//! `dbag init`: a few metrics to start with.

use clap::Args;
use dbag_domain::Slug;
use dbag_operations::{Dbag, MetricForm, TableView, date_column, is_bookkeeping};

use super::backfill::fill;
use super::demo;
use super::metric_flags::at_flags;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The source to count; the only one there is unless set
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Count this table; once for each. Else tables that have a date column are looked for
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<String>,
    /// Set up the demo instead: a real project's year and a made-up shop
    #[arg(long, conflicts_with_all = ["source", "tables"])]
    demo: bool,
}

/// So many tables are counted unless they are named.
const MAX_TABLES: usize = 5;
/// So many tables are looked at for a date column.
const MAX_LOOKS: usize = 60;
/// Tables of users by the names that frameworks give them.
const USERS: [&str; 3] = ["auth_user", "users", "user"];

impl Init {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        if self.demo {
            let sign_in = demo::set_up(&dbag, &context.settings).await?;
            return sign_in.map_or(Ok(()), out::line);
        }
        let source = self.source(&dbag).await?;
        let names: Vec<String> = dbag
            .tables(&ACTOR, &source, None)
            .await?
            .into_iter()
            .map(|one| one.name)
            .collect();
        if let Some(missing) = self.tables.iter().find(|table| !names.contains(*table)) {
            return Err(Failure::refused(format!(
                "--table: there is no table `{missing}`; there are {}",
                names.join(", ")
            )));
        }
        let starter = Starter {
            dbag: &dbag,
            source: &source,
        };
        let mut added = Vec::new();
        if self.tables.is_empty() {
            added.extend(starter.add_users(&names).await?);
        }
        let wanted = if self.tables.is_empty() {
            &names
        } else {
            &self.tables
        };
        added.extend(starter.add_tables(wanted, self.tables.is_empty()).await?);
        if added.is_empty() {
            return out::line("nothing to add: what could be counted is counted already");
        }
        starter.ask(&added).await
    }

    async fn source(&self, dbag: &Dbag) -> Result<String, Failure> {
        if let Some(name) = &self.source {
            return Ok(name.clone());
        }
        let sources = dbag.sources(&ACTOR).await?;
        match sources.as_slice() {
            [only] => Ok(only.slug.to_string()),
            [] => Err(Failure::refused(
                "there is no source yet; add one with `dbag source add <name> <address>`, or see \
                 how things look with `dbag init --demo`",
            )),
            several => {
                let names: Vec<_> = several.iter().map(|source| source.slug.as_str()).collect();
                Err(Failure::refused(format!(
                    "--source: choose one of {}",
                    names.join(", ")
                )))
            }
        }
    }
}

struct Starter<'a> {
    dbag: &'a Dbag,
    source: &'a str,
}

impl Starter<'_> {
    /// Active users, where a framework keeps them in a table of a usual name.
    async fn add_users(&self, names: &[String]) -> Result<Option<Slug>, Failure> {
        let Some(table) = USERS
            .iter()
            .find(|user| names.iter().any(|name| name == *user))
        else {
            return Ok(None);
        };
        let form = self
            .form("active_users_count", "active-users", "Active users")
            .with("unit", "user")
            .with("property.table", table);
        // A table of that name without a column that says who is active is counted like others.
        if let Err(problems) = self.dbag.try_metric(&ACTOR, &form, now()).await {
            for problem in problems {
                let words = problem.message;
                out::note(format_args!("active-users was left out: {words}"));
            }
            return Ok(None);
        }
        self.add(form).await
    }

    /// Rows a day of tables with a date column; of named ones without, the rows there are.
    async fn add_tables(&self, names: &[String], only_dated: bool) -> Result<Vec<Slug>, Failure> {
        let mut added = Vec::new();
        for name in names.iter().take(MAX_LOOKS) {
            if only_dated && added.len() == MAX_TABLES {
                break;
            }
            let tables = self.dbag.tables(&ACTOR, self.source, Some(name)).await?;
            let Some(table) = tables.into_iter().find(|table| &table.name == name) else {
                continue;
            };
            let column = date_column(&table);
            if only_dated && (column.is_none() || is_bookkeeping(name)) {
                continue;
            }
            added.extend(self.add_table(&table, column).await?);
        }
        Ok(added)
    }

    /// Adds the rows of a table, and says how their times were taken.
    async fn add_table(
        &self,
        table: &TableView,
        column: Option<&str>,
    ) -> Result<Option<Slug>, Failure> {
        let mut form = self.table_form(table, column);
        let mut words = None;
        if let Some(column) = column {
            let (dbag, source) = (self.dbag, self.source);
            let zone = dbag.suggest_column_zone(&ACTOR, source, &table.name, column);
            // What is wrong with a column is said when the metric is asked.
            if let Ok(suggested) = zone.await {
                let zone = suggested.zone.unwrap_or_default();
                form.set("property.column_zone", &zone);
                words = suggested.words;
            }
        }
        let added = self.add(form).await?;
        if let (Some(slug), Some(words)) = (&added, words) {
            out::note(format_args!("{slug}: {words}"));
        }
        Ok(added)
    }

    fn table_form(&self, table: &TableView, date_column: Option<&str>) -> MetricForm {
        let plain = table.name.rsplit('.').next().unwrap_or(&table.name);
        let words = plain.replace('_', " ");
        let label = match date_column {
            Some(_) => format!("New {words}"),
            None => capitalised(&words),
        };
        let slug = Slug::from_label(&label)
            .map(|slug| slug.to_string())
            .unwrap_or_default();
        let form = self
            .form("row_count", &slug, &label)
            .with("unit", "row")
            .with("property.table", &table.name);
        match date_column {
            Some(column) => form.with("property.date_column", column),
            None => form,
        }
    }

    fn form(&self, metric_type: &str, slug: &str, label: &str) -> MetricForm {
        MetricForm::new()
            .with("metric_type", metric_type)
            .with("slug", slug)
            .with("label", label)
            .with("source", self.source)
            .with("category", &capitalised(self.source))
    }

    /// Adds a metric; one that is there already stays as it is.
    async fn add(&self, form: MetricForm) -> Result<Option<Slug>, Failure> {
        if self
            .dbag
            .show_metric(&ACTOR, form.text("slug"))
            .await
            .is_ok()
        {
            out::note(format_args!("{} is there already", form.text("slug")));
            return Ok(None);
        }
        let metric = self
            .dbag
            .add_metric(&ACTOR, &form, now())
            .await
            .map_err(at_flags)?;
        out::line(format_args!("added {}: {}", metric.slug, metric.label))?;
        Ok(Some(metric.settings.slug))
    }

    /// Asks new metrics for the first time: their past where they have one.
    async fn ask(&self, slugs: &[Slug]) -> Result<(), Failure> {
        let mut reports = Vec::with_capacity(slugs.len());
        for slug in slugs {
            let slug = slug.as_str();
            reports.push(match self.dbag.first_backfill(slug, now()).await? {
                Some(days) => fill(self.dbag, slug, days).await?,
                None => self.dbag.collect(&ACTOR, slug, None, now()).await?,
            });
        }
        super::collect::print(&reports, false)
    }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

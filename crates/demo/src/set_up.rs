//! Setting the demo up: what is missing is added, what is there stays.

use std::path::Path;

use chrono::{DateTime, Utc};
use dbag_domain::{Day, DayRange, Goal, Metric, ProblemKind, SeriesId, Zone};
use dbag_operations::{Actor, Dbag, MetricForm, NewAnnotation, RunState, StoreError};

use crate::DemoError;
use crate::dashboards::{customer, django, shop};
use crate::django::{Definition, definitions, values_by_period};
use crate::shop::{CUSTOMER, CUSTOMERS, SOURCE, ShopRows, forms, write_shop};

/// What was set up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DemoReport {
    /// Metrics that were added.
    pub metrics: usize,
    /// Dashboards that were added.
    pub dashboards: usize,
    /// Measurements of the Django project that were imported.
    pub measurements: u64,
    /// Values that the shop's database answered.
    pub answers: usize,
    /// Rows of the shop's database that were written.
    pub shop: ShopRows,
}

const ACTOR: Actor = Actor::CommandLine;
/// How far back the shop is asked; its own history is as long.
const DAYS: i32 = 400;
const DATABASE: &str = "shop.db";
/// What happened so many days ago, for how many days.
const NOTES: [(i32, i32, &str); 3] = [
    (61, 1, "Free delivery from 50 € on"),
    (30, 5, "Autumn sale"),
    (12, 1, "New checkout"),
];

/// Sets the demo up in a folder and tells line by line what it does.
///
/// Whatever was set up before stays as it is, so a second call is quick and
/// a call after a broken one goes on where it broke off.
pub async fn set_up(
    dbag: &Dbag,
    folder: &Path,
    now: DateTime<Utc>,
    tell: impl Fn(&str) + Send + Sync,
) -> Result<DemoReport, DemoError> {
    let mut demo = Demo {
        dbag,
        now,
        tell: &tell,
        report: DemoReport::default(),
    };
    let definitions = definitions()?;
    demo.claim_names(folder, &definitions).await?;
    demo.set_up_shop(folder).await?;
    demo.set_up_django(&definitions).await?;
    demo.set_up_dashboards(&definitions).await?;
    Ok(demo.report)
}

struct Demo<'a> {
    dbag: &'a Dbag,
    now: DateTime<Utc>,
    tell: &'a (dyn Fn(&str) + Send + Sync),
    report: DemoReport,
}

impl Demo<'_> {
    /// Refuses to touch what is not the demo's own; its source tells that it was here before.
    async fn claim_names(
        &self,
        folder: &Path,
        definitions: &[Definition],
    ) -> Result<(), DemoError> {
        let url = address(folder)?;
        let sources = self.dbag.sources(&ACTOR).await;
        let sources = sources.map_err(DemoError::refused("sources"))?;
        let source = sources.iter().find(|source| source.slug.as_str() == SOURCE);
        if source.is_some_and(|source| source.address == url) {
            return Ok(());
        }
        let metrics = self.dbag.metrics(&ACTOR).await;
        let metrics = metrics.map_err(DemoError::refused("metrics"))?;
        let shop: Vec<String> = forms()
            .iter()
            .map(|form| form.text("slug").to_owned())
            .collect();
        let is_ours = |slug: &str| {
            shop.iter().any(|ours| ours == slug) || definitions.iter().any(|one| one.slug == slug)
        };
        let in_use: Vec<String> = source
            .map(|source| format!("source `{}`", source.slug))
            .into_iter()
            .chain(
                metrics
                    .iter()
                    .filter(|metric| is_ours(metric.slug.as_str()))
                    .map(|metric| format!("metric `{}`", metric.slug)),
            )
            .collect();
        match in_use.as_slice() {
            [] => Ok(()),
            names => Err(DemoError::NamesInUse(names.join(", "))),
        }
    }

    async fn set_up_django(&mut self, definitions: &[Definition]) -> Result<(), DemoError> {
        let mut lacks_values = false;
        for definition in definitions {
            let metric = self
                .ensure_metric(&definition.slug, &definition.form())
                .await?;
            if definition.has_values && !lacks_values {
                lacks_values = !self.has_values(&metric).await?;
            }
        }
        if !lacks_values {
            return Ok(());
        }
        (self.tell)("Reading the Django project's year: 177,745 measurements");
        for (file, options) in values_by_period(definitions)? {
            let imported = self
                .dbag
                .import(&ACTOR, file, &options, |_| {}, self.now)
                .await;
            let report =
                imported.map_err(DemoError::refused("the Django project's measurements"))?;
            if let Some(refused) = report.refused.first() {
                let message = format!("line {}: {}", refused.line, refused.reason);
                return Err(DemoError::Files(message));
            }
            self.report.measurements += report.accepted;
        }
        Ok(())
    }

    async fn set_up_shop(&mut self, folder: &Path) -> Result<(), DemoError> {
        tokio::fs::create_dir_all(folder).await?;
        let path = folder.join(DATABASE);
        let today = self.today().await?;
        if !tokio::fs::try_exists(&path).await? {
            (self.tell)("Writing a shop's database with 400 days of history");
        }
        self.report.shop = write_shop(&path, today).await?;
        self.ensure_source(folder).await?;
        let days = DayRange {
            from: today - (DAYS - 1),
            to: today,
        };
        for form in forms() {
            let slug = form.text("slug").to_owned();
            let metric = self.ensure_metric(&slug, &form).await?;
            if !self.has_values(&metric).await? {
                self.ask(&metric, days).await?;
            }
        }
        self.describe_customers().await
    }

    /// The shop says what its customers are called, where they are and since when.
    async fn describe_customers(&self) -> Result<(), DemoError> {
        let known = self.dbag.object_query(&ACTOR, CUSTOMER).await;
        if known.map_err(DemoError::refused("customers"))?.is_some() {
            return Ok(());
        }
        let query = (SOURCE, CUSTOMERS);
        let set = self
            .dbag
            .set_object_query(&ACTOR, CUSTOMER, query, self.now);
        set.await.map_err(DemoError::refused("customers"))?;
        Ok(())
    }

    /// Dashboards, with what is aimed at and what happened; one that is there stays.
    async fn set_up_dashboards(&mut self, definitions: &[Definition]) -> Result<(), DemoError> {
        for settings in [shop(), customer(), django(definitions)] {
            let slug = settings.slug.as_str();
            match self.dbag.store().dashboard(slug).await {
                Ok(_) => continue,
                Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(failed(error)),
            }
            if slug == "shop" {
                self.set_up_goals_and_notes().await?;
            }
            let added = self.dbag.add_dashboard(&ACTOR, &settings, self.now).await;
            added.map_err(DemoError::first(format!("dashboard `{slug}`")))?;
            self.report.dashboards += 1;
        }
        Ok(())
    }

    async fn set_up_goals_and_notes(&self) -> Result<(), DemoError> {
        let today = self.today().await?;
        let goal = Goal::constant(today - DAYS, 6_000.0);
        let set = self
            .dbag
            .set_goal(&ACTOR, "revenue", None, &goal, self.now)
            .await;
        set.map_err(DemoError::refused("a goal"))?;
        let each = Goal::constant(today - DAYS, 150.0);
        let customers = self.dbag.find_objects(&ACTOR, "customer", "", 50).await;
        let customers = customers.map_err(DemoError::refused("customers"))?;
        for customer in customers {
            let key = Some(customer.key.as_str());
            let set = self
                .dbag
                .set_goal(&ACTOR, "customer-revenue", key, &each, self.now)
                .await;
            set.map_err(DemoError::refused("a customer's goal"))?;
        }
        for (before, length, text) in NOTES {
            let from = today - before;
            let note = NewAnnotation {
                days: DayRange {
                    from,
                    to: from + (length - 1),
                },
                text: text.to_owned(),
                metric: None,
                object: None,
                is_personal: false,
            };
            let added = self.dbag.annotate(&ACTOR, &note, self.now).await;
            added.map_err(DemoError::refused("a note"))?;
        }
        Ok(())
    }

    /// Fills a metric backwards; one that only knows now is asked for now.
    async fn ask(&mut self, metric: &Metric, days: DayRange) -> Result<(), DemoError> {
        let slug = metric.slug.as_str();
        (self.tell)(&format!("Asking the shop for {}", metric.label));
        let report = match self.dbag.backfill(&ACTOR, slug, days, self.now).await {
            Err(problem) if problem.kind == ProblemKind::Invalid => {
                self.dbag.collect(&ACTOR, slug, None, self.now).await
            }
            other => other,
        };
        let report = report.map_err(DemoError::refused(slug))?;
        if report.state == RunState::Failed {
            let message = report.error.unwrap_or_default();
            return Err(DemoError::Files(format!("metric `{slug}`: {message}")));
        }
        self.report.answers += report.rows;
        Ok(())
    }

    async fn ensure_metric(&mut self, slug: &str, form: &MetricForm) -> Result<Metric, DemoError> {
        match self.dbag.store().metric(slug).await {
            Ok(metric) => return Ok(metric),
            Err(StoreError::NotFound { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
        let added = self.dbag.add_metric(&ACTOR, form, self.now).await;
        let metric = added.map_err(DemoError::first(format!("metric `{slug}`")))?;
        self.report.metrics += 1;
        Ok(metric)
    }

    async fn ensure_source(&self, folder: &Path) -> Result<(), DemoError> {
        let sources = self
            .dbag
            .sources(&ACTOR)
            .await
            .map_err(DemoError::refused("sources"))?;
        if sources.iter().any(|source| source.slug.as_str() == SOURCE) {
            return Ok(());
        }
        let url = address(folder)?;
        let added = self.dbag.add_source(&ACTOR, SOURCE, &url, self.now).await;
        added.map_err(DemoError::refused("the shop as a source"))?;
        Ok(())
    }

    async fn has_values(&self, metric: &Metric) -> Result<bool, DemoError> {
        let first = self
            .dbag
            .store()
            .export_page(metric.id, (SeriesId(0), Day::MIN), 1)
            .await;
        Ok(!first.map_err(failed)?.is_empty())
    }

    /// Today where the instance is.
    async fn today(&self) -> Result<Day, DemoError> {
        let instance = self.dbag.store().instance().await.map_err(failed)?;
        let zone = Zone::parse(&instance.time_zone).unwrap_or_else(|_| Zone::utc());
        Ok(zone.day_of(self.now))
    }
}

/// The address of the shop's database.
fn address(folder: &Path) -> Result<String, DemoError> {
    let path = std::path::absolute(folder.join(DATABASE))?;
    Ok(format!("sqlite://{}", path.display()))
}

fn failed(error: StoreError) -> DemoError {
    DemoError::refused("the database")(dbag_operations::problem_of(error))
}

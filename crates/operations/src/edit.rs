//! Adding and changing metrics.

use chrono::{DateTime, Utc};
use dbag_domain::{Metric, MetricSettings, MetricTypeDescription, Problem, ProblemKind, Source};
use dbag_store::StoreError;

use crate::form_settings::at_property;
use crate::problem::problem_of;
use crate::{Actor, Dbag, MetricForm, Operation, Trial};

/// What the editor shows besides what was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct EditorView {
    /// The metric that is edited; none for a new one.
    pub metric: Option<Metric>,
    /// How numbers can be obtained.
    pub types: Vec<MetricTypeDescription>,
    /// The sources there are.
    pub sources: Vec<Source>,
    /// The tables of the chosen source.
    pub tables: Vec<TableView>,
    /// Why the tables could not be listed.
    pub tables_problem: Option<Problem>,
    /// The categories in use.
    pub categories: Vec<String>,
    /// The slugs of all metrics, for metrics computed from others.
    pub metrics: Vec<String>,
}

/// A table of a source with its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableView {
    /// The name, with its schema where that is needed.
    pub name: String,
    /// Columns with their types.
    pub columns: Vec<(String, String)>,
}

impl Dbag {
    /// What the editor needs; tables are listed of the source named in the form.
    pub async fn editor(
        &self,
        actor: &Actor,
        slug: Option<&str>,
        form: &MetricForm,
    ) -> Result<EditorView, Problem> {
        actor.check(Operation::EditMetric)?;
        let metric = match slug {
            Some(slug) => Some(self.metric(slug).await?),
            None => None,
        };
        let sources = self.store.sources().await.map_err(problem_of)?;
        let chosen = form.given("source").map(str::to_owned).or_else(|| {
            let id = metric.as_ref()?.source_id?;
            sources
                .iter()
                .find(|one| one.id == id)
                .map(|one| one.slug.to_string())
        });
        let (tables, tables_problem) = match chosen {
            Some(source) => match self
                .tables(actor, &source, form.given("property.table"))
                .await
            {
                Ok(tables) => (tables, None),
                Err(problem) => (Vec::new(), Some(problem)),
            },
            None => (Vec::new(), None),
        };
        let all = self.store.metrics().await.map_err(problem_of)?;
        let mut categories: Vec<String> = all
            .iter()
            .map(|one| one.category.clone())
            .filter(|name| !name.is_empty())
            .collect();
        categories.dedup();
        Ok(EditorView {
            metric,
            types: self.collector.registry().descriptions(),
            sources,
            tables,
            tables_problem,
            categories,
            metrics: all.iter().map(|one| one.slug.to_string()).collect(),
        })
    }

    /// The form that a saved metric fills in.
    pub async fn form_of(&self, actor: &Actor, slug: &str) -> Result<MetricForm, Problem> {
        actor.check(Operation::EditMetric)?;
        let metric = self.metric(slug).await?;
        let sources = self.store.sources().await.map_err(problem_of)?;
        Ok(MetricForm::of(&metric, &sources))
    }

    /// Asks what a form describes, without saving anything.
    pub async fn try_metric(
        &self,
        actor: &Actor,
        form: &MetricForm,
        now: DateTime<Utc>,
    ) -> Result<Trial, Vec<Problem>> {
        actor
            .check(Operation::TryMetric)
            .map_err(|problem| vec![problem])?;
        // What a number is called does not matter before it is saved.
        let mut form = form.clone();
        if form.given("label").is_none() && form.given("slug").is_none() {
            form.set("label", "Not named yet");
        }
        let settings = self.settings(&form).await?;
        self.collector
            .try_out(&settings, now)
            .await
            .map_err(|problem| vec![at_property(problem)])
    }

    /// Adds a metric.
    pub async fn add_metric(
        &self,
        actor: &Actor,
        form: &MetricForm,
        now: DateTime<Utc>,
    ) -> Result<Metric, Vec<Problem>> {
        actor
            .check(Operation::AddMetric)
            .map_err(|problem| vec![problem])?;
        let settings = self.settings(form).await?;
        let added = self.store.add_metric(&settings, now).await;
        let metric = added.map_err(|error| vec![problem_of(error)])?;
        self.audit(actor, "add metric", metric.slug.as_str(), now)
            .await;
        if self.collector.history(&metric).is_none() && metric.metric_type == "ratio" {
            let today = self
                .today(&metric, now)
                .await
                .map_err(|problem| vec![problem])?;
            let days = dbag_domain::DayRange {
                from: today - 3_650,
                to: today,
            };
            self.collector
                .recompute(&metric, days, actor.name(), now)
                .await;
        }
        Ok(metric)
    }

    /// Changes a metric; refused where somebody else changed it since `version`.
    pub async fn change_metric(
        &self,
        actor: &Actor,
        slug: &str,
        version: i64,
        form: &MetricForm,
        now: DateTime<Utc>,
    ) -> Result<Metric, Vec<Problem>> {
        actor
            .check(Operation::EditMetric)
            .map_err(|problem| vec![problem])?;
        let metric = self.metric(slug).await.map_err(|problem| vec![problem])?;
        let settings = self.settings(form).await?;
        let changed = self
            .store
            .update_metric(metric.id, version, &settings, now)
            .await;
        let metric = changed.map_err(|error| match error {
            StoreError::Stale => vec![Problem::new(
                ProblemKind::Conflict,
                "somebody else changed this metric in the meantime; open it again to see how, \
                 then make your change once more",
            )],
            other => vec![problem_of(other)],
        })?;
        self.store
            .forget_open_days(metric.id)
            .await
            .map_err(|error| vec![problem_of(error)])?;
        self.audit(actor, "change metric", metric.slug.as_str(), now)
            .await;
        Ok(metric)
    }

    /// The settings of a form, checked by the metric type as well.
    pub(crate) async fn settings(&self, form: &MetricForm) -> Result<MetricSettings, Vec<Problem>> {
        let sources = self
            .store
            .sources()
            .await
            .map_err(|error| vec![problem_of(error)])?;
        let types = self.collector.registry().descriptions();
        let settings = form.to_settings(&types, &sources)?;
        let metric_type = self
            .collector
            .metric_type(&settings.metric_type)
            .map_err(|problem| vec![problem])?;
        metric_type
            .check(&settings.properties)
            .map_err(|problems| problems.into_iter().map(at_property).collect::<Vec<_>>())?;
        let mut problems = Vec::new();
        for input in metric_type.inputs(&settings.properties) {
            if self.metric(input.as_str()).await.is_err() || input == settings.slug {
                let field = settings
                    .properties
                    .0
                    .iter()
                    .find(|(_, answer)| answer.as_str() == Some(input.as_str()));
                let field = field.map_or("metric_type", |(key, _)| key);
                let message = format!("metric `{input}` does not exist");
                problems.push(Problem::field(format!("property.{field}"), message));
            }
        }
        if problems.is_empty() {
            Ok(settings)
        } else {
            Err(problems)
        }
    }
}

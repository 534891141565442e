//! Adding and changing metrics.

use chrono::{DateTime, Utc};
use dbag_domain::{
    Day, DayRange, Measure, Metric, MetricSettings, MetricTypeDescription, Nature, Problem,
    ProblemKind, RollUp, Series, Slug, Source, Total,
};
use dbag_store::{Author, StoreError};

use crate::form_settings::at_property;
use crate::problem::problem_of;
use crate::{Actor, Dbag, MetricForm, Operation, Trial};

/// How a month is told that is rolled up so.
fn month_sentence(rollup: RollUp, weighted_by: Option<&str>) -> String {
    let first = Day::from_days(0);
    let days = DayRange {
        from: first,
        to: first + 30,
    };
    let mut month = Series::new(days.from, vec![Some(1.0); days.len()]);
    if weighted_by.is_some() {
        month.weights = vec![1.0; days.len()];
    }
    Total::of(&month, days, rollup, days.to).sentence(weighted_by, days.from)
}

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
    /// How values will be put together, as far as that was typed.
    pub together: Option<Together>,
}

/// How the values that a form describes will be put together.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// What is usual for the kind of number.
    pub nature: Nature,
    /// What it says of its day.
    pub measure: Measure,
    /// How a month will be told, in a sentence: `mean of 31 days, weighted by rows of orders`.
    pub sentence: String,
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
            together: self.together(form).await,
        })
    }

    /// How the values that a form describes will be put together; of the first kind of number where none
    /// is chosen, as the form shows its fields.
    pub async fn together(&self, form: &MetricForm) -> Option<Together> {
        let registry = self.collector.registry();
        let first = || registry.get(&registry.descriptions().first()?.label);
        let metric_type = registry.get(form.text("metric_type")).or_else(first)?;
        let mut properties = form.typed_properties();
        for field in metric_type.describe().fields {
            if properties.given(&field.key).is_none() && !field.default.is_empty() {
                properties.set(&field.key, field.default.as_str());
            }
        }
        let typed = form
            .given("measure")
            .and_then(|word| Measure::parse(word).ok());
        let usual = metric_type.usual_measure(&properties);
        let measure = metric_type.measure(&properties).or(typed).unwrap_or(usual);
        let nature = metric_type.nature(&properties, measure);
        let typed = form
            .given("rollup")
            .and_then(|word| RollUp::parse(word).ok())
            .filter(|rollup| nature.refuses(*rollup).is_none());
        let inputs = metric_type.inputs(&properties);
        let adds_up = self.add_up(&inputs).await;
        let mut nature = nature;
        if nature.rollup == RollUp::Recomputed && !adds_up {
            nature.rollup = RollUp::Mean;
        }
        let weighted_by = metric_type.weighted_by(&properties).filter(|_| adds_up);
        Some(Together {
            nature,
            measure,
            sentence: month_sentence(typed.unwrap_or(nature.rollup), weighted_by.as_deref()),
        })
    }

    /// Whether none of the metrics is an average, a distinct count or a window: those are no weights.
    async fn add_up(&self, slugs: &[Slug]) -> bool {
        for slug in slugs {
            let input = self.store.metric(slug.as_str()).await;
            if input.is_ok_and(|input| !self.collector.adds_up(&input)) {
                return false;
            }
        }
        true
    }

    /// The form that a saved metric fills in.
    pub async fn form_of(&self, actor: &Actor, slug: &str) -> Result<MetricForm, Problem> {
        actor.check(Operation::EditMetric)?;
        let metric = self.metric(slug).await?;
        let sources = self.store.sources().await.map_err(problem_of)?;
        let mut form = MetricForm::of(&metric, &sources);
        // What is as usual stays so when the question changes.
        if let Some(metric_type) = self.collector.registry().get(&metric.metric_type) {
            let nature = metric_type.nature(&metric.properties, metric.measure);
            let is_ratio = nature.rollup == RollUp::Recomputed;
            let is_usual_rollup =
                metric.rollup == nature.rollup || (is_ratio && metric.rollup.is_mean());
            // Its days are those of its inputs.
            if !metric_type.inputs(&metric.properties).is_empty() {
                form.set("time_zone", "");
            }
            for (field, is_usual) in [
                ("rollup", is_usual_rollup),
                (
                    "across_objects",
                    metric.across_objects == nature.across_objects,
                ),
                ("absent_means", metric.absent_means == nature.absent_means),
            ] {
                if is_usual {
                    form.set(field, "");
                }
            }
        }
        Ok(form)
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
        let settings = self.settings(&form, None).await?;
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
        let settings = self.settings(form, None).await?;
        let added = self.store.add_metric(&settings, now).await;
        let metric = added.map_err(|error| vec![problem_of(error)])?;
        self.audit(actor, "add metric", metric.slug.as_str(), now)
            .await;
        self.recompute_all(&metric, actor.name(), now)
            .await
            .map_err(|problem| vec![problem])?;
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
        let before = self.metric(slug).await.map_err(|problem| vec![problem])?;
        let settings = self.settings(form, Some(before.id)).await?;
        self.check_kind(&before, &settings)
            .await
            .map_err(|problem| vec![problem])?;
        let author = Author {
            actor: actor.name(),
            at: now,
        };
        let changed = self
            .store
            .update_metric(before.id, version, &settings, author)
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
        self.recompute_all(&metric, actor.name(), now)
            .await
            .map_err(|problem| vec![problem])?;
        // What it asks, or that its days add up, is of weight for what is computed from it; so is what a computed
        // one is computed from.
        if metric.definition != before.definition || metric.slug != before.slug {
            self.recompute_all_dependents(&metric, now)
                .await
                .map_err(|problem| vec![problem])?;
        }
        self.audit(actor, "change metric", metric.slug.as_str(), now)
            .await;
        Ok(metric)
    }

    /// Refuses another kind of objects where values that nobody could ask again would count no more.
    async fn check_kind(&self, before: &Metric, settings: &MetricSettings) -> Result<(), Problem> {
        if before.object_kind == settings.object_kind {
            return Ok(());
        }
        let brought = self.store.brought_values(before).await;
        let values = match brought.map_err(problem_of)? {
            0 => return Ok(()),
            1 => "1 value that was typed, sent or imported is".to_owned(),
            many => format!("{many} values that were typed, sent or imported are"),
        };
        let of = match &before.object_kind {
            Some(kind) => format!("of a {kind} each"),
            None => "of no object".to_owned(),
        };
        let message = format!(
            "{values} {of}, and would count no more; leave this metric as it is, and add another"
        );
        Err(Problem::field("object_kind", message))
    }
}

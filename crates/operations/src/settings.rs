//! The settings that a form describes, checked against the metrics that there are.

use dbag_domain::{Metric, MetricId, MetricSettings, Problem, Slug};

use crate::form_settings::at_property;
use crate::problem::problem_of;
use crate::{Dbag, MetricForm};

impl Dbag {
    /// The settings of a form, checked by the metric type as well; `edited` is the metric that they are to be of.
    pub(crate) async fn settings(
        &self,
        form: &MetricForm,
        edited: Option<MetricId>,
    ) -> Result<MetricSettings, Vec<Problem>> {
        let sources = self.store.sources().await;
        let sources = sources.map_err(|error| vec![problem_of(error)])?;
        let mut settings = form.to_settings(self.collector.registry(), &sources)?;
        let metric_type = self
            .collector
            .metric_type(&settings.metric_type)
            .map_err(|problem| vec![problem])?;
        metric_type
            .check(&settings.properties)
            .map_err(|problems| problems.into_iter().map(at_property).collect::<Vec<_>>())?;
        let named = metric_type.inputs(&settings.properties);
        if named.is_empty() {
            return Ok(settings);
        }
        let mut problems = Vec::new();
        for input in &named {
            let Some(message) = self.refuse_input(input, &settings, edited).await? else {
                continue;
            };
            let mut answers = settings.properties.0.iter();
            let field = answers.find(|(_, answer)| answer.as_str() == Some(input.as_str()));
            let field = field.map_or("metric_type", |(key, _)| key);
            problems.push(Problem::field(format!("property.{field}"), message));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let dependencies = self.collector.dependencies().await;
        let dependencies = dependencies.map_err(|error| vec![problem_of(error)])?;
        let conformed = self.collector.conform(&mut settings, &dependencies).await;
        conformed.map_err(|error| vec![at_property(error.into_problem())])?;
        Ok(settings)
    }

    /// Why a metric with these settings cannot be computed from an input; nothing where it can.
    async fn refuse_input(
        &self,
        input: &Slug,
        settings: &MetricSettings,
        edited: Option<MetricId>,
    ) -> Result<Option<String>, Vec<Problem>> {
        let found = self.metric(input.as_str()).await.ok();
        let found = found.filter(|found| edited.is_some() || found.slug != settings.slug);
        let Some(found) = found else {
            return Ok(Some(format!("metric `{input}` does not exist")));
        };
        let dependencies = self.collector.dependencies().await;
        let dependencies = dependencies.map_err(|error| vec![problem_of(error)])?;
        Ok(match edited {
            Some(edited) if found.id == edited => {
                Some("a metric is not computed from itself; choose another".to_owned())
            }
            Some(edited) if dependencies.reaches(found.id, edited) => Some(format!(
                "`{input}` is computed from this metric itself; choose another"
            )),
            _ => other_objects(&found, settings),
        })
    }
}

/// What is wrong where a metric is computed from one with other objects: what one of them does not tell apart is
/// not zero.
fn other_objects(input: &Metric, settings: &MetricSettings) -> Option<String> {
    let slug = &input.slug;
    match (&input.object_kind, &settings.object_kind) {
        (theirs, own) if theirs == own => None,
        (Some(kind), _) => Some(format!(
            "`{slug}` has a value per {kind}; this metric needs the same kind of objects, and so does the other"
        )),
        (None, _) => Some(format!(
            "`{slug}` has no objects; leave the kind of objects out, or choose a metric that has them"
        )),
    }
}

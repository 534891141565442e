//! Annotations and goals: what people say of days, and what they aim at.

use chrono::{DateTime, Utc};
use dbag_domain::{
    Annotation, AnnotationId, DayRange, Goal, Metric, NO_OBJECT, ObjectId, ObjectKey, Problem,
    ProblemKind,
};

use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// An annotation as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnnotation {
    /// The days it is about.
    pub days: DayRange,
    /// What it says.
    pub text: String,
    /// The metric it is about, by slug; every metric where none.
    pub metric: Option<String>,
    /// The object it is about, as kind and key; everything where none.
    pub object: Option<(String, String)>,
    /// Whether only its author sees it.
    pub is_personal: bool,
}

impl Dbag {
    /// Writes a note on days.
    pub async fn annotate(
        &self,
        actor: &Actor,
        note: &NewAnnotation,
        now: DateTime<Utc>,
    ) -> Result<AnnotationId, Problem> {
        actor.check(match note.is_personal {
            true => Operation::AnnotateForOneself,
            false => Operation::Annotate,
        })?;
        let metric = match &note.metric {
            Some(slug) => Some(self.metric(slug).await?.id),
            None => None,
        };
        let object = match &note.object {
            Some((kind, key)) => Some(self.object_detail(actor, kind, key).await?.object.id),
            None => None,
        };
        let annotation = Annotation {
            id: AnnotationId(0),
            days: note.days,
            text: checked_text(&note.text)?,
            metric,
            object,
            author: actor.name().to_owned(),
            is_personal: note.is_personal,
        };
        let added = self.store.add_annotation(&annotation, now).await;
        added.map_err(problem_of)
    }

    /// Removes a note: one's own, or, for who may write for everybody, a shared one.
    pub async fn remove_annotation(
        &self,
        actor: &Actor,
        id: AnnotationId,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::AnnotateForOneself)?;
        let missing = || Problem::not_found("this note does not exist any more");
        let found = self.store.annotation(id).await.map_err(problem_of)?;
        let note = found.ok_or_else(missing)?;
        let is_own = note.author == actor.name();
        if note.is_personal && !is_own {
            // Whoever may not see it is not told that it is there.
            return Err(missing());
        }
        if !is_own {
            actor.check(Operation::Annotate)?;
        }
        self.store.remove_annotation(id).await.map_err(problem_of)?;
        self.audit(actor, "remove annotation", &id.0.to_string(), now)
            .await;
        Ok(())
    }

    /// The notes that touch a range and that the actor sees.
    pub async fn annotations(
        &self,
        actor: &Actor,
        days: DayRange,
    ) -> Result<Vec<Annotation>, Problem> {
        actor.check(Operation::ViewMetric)?;
        let found = self.store.annotations(days, actor.name()).await;
        found.map_err(problem_of)
    }

    /// Says what a metric should be, for an object or as a whole.
    pub async fn set_goal(
        &self,
        actor: &Actor,
        slug: &str,
        key: Option<&str>,
        goal: &Goal,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::SetGoal)?;
        if !goal.is_sound() {
            return Err(Problem::field(
                "points",
                "a goal has points in order of days: one, or for a ramp at least two",
            ));
        }
        let metric = self.metric(slug).await?;
        let object = self.goal_object(actor, &metric, key).await?;
        let set = self.store.set_goal(metric.id, object, goal, now).await;
        set.map_err(problem_of)?;
        self.audit(actor, "set goal", slug, now).await;
        Ok(())
    }

    /// Takes a goal back.
    pub async fn remove_goal(
        &self,
        actor: &Actor,
        slug: &str,
        key: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::SetGoal)?;
        let metric = self.metric(slug).await?;
        let object = self.goal_object(actor, &metric, key).await?;
        let removed = self.store.remove_goal(metric.id, object).await;
        removed.map_err(problem_of)?;
        self.audit(actor, "remove goal", slug, now).await;
        Ok(())
    }

    async fn goal_object(
        &self,
        actor: &Actor,
        metric: &Metric,
        key: Option<&str>,
    ) -> Result<ObjectId, Problem> {
        let Some(key) = key.filter(|key| !key.is_empty()) else {
            return Ok(NO_OBJECT);
        };
        let Some(kind) = &metric.object_kind else {
            let message = format!("metric `{}` has no values for objects", metric.slug);
            return Err(Problem::new(ProblemKind::Invalid, message).at("object"));
        };
        ObjectKey::parse(key).map_err(|error| Problem::field("object", error.to_string()))?;
        Ok(self
            .object_detail(actor, kind.as_str(), key)
            .await?
            .object
            .id)
    }
}

fn checked_text(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::field("text", "write what happened"));
    }
    if text.chars().count() > Annotation::MAX_TEXT {
        let message = format!("a note has at most {} characters", Annotation::MAX_TEXT);
        return Err(Problem::field("text", message));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Problem::field(
            "text",
            "a note must not contain control characters",
        ));
    }
    Ok(text.to_owned())
}

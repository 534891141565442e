//! The metric editor: fields are shown, tried and saved by one form.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use dbag_app::{EditorPage, Page};
use dbag_domain::Problem;
use dbag_operations::{EditorView, MetricForm, Operation, Trial, date_column};

use super::visit::{Visit, refusal_status};

type Fields = Vec<(String, String)>;

/// The field of a kind of number that says which day a row is of.
const DATE_COLUMN: &str = "date_column";

/// An empty form; fields may stand in the address: `/metric/new?source=shop`.
pub(super) async fn show_new(visit: Visit, Query(fields): Query<Fields>) -> Response {
    let mut form = MetricForm::new().with("do_collect", "yes");
    for (field, text) in fields {
        form.set(&field, &text);
    }
    if form.given("source").is_none()
        && let Ok([only]) = visit.web.dbag.sources(&visit.actor).await.as_deref()
    {
        form.set("source", only.slug.as_str());
    }
    page(&visit, None, Answer::of(form)).await
}

/// The form of a saved metric.
pub(super) async fn show(visit: Visit, Path(slug): Path<String>) -> Response {
    match visit.web.dbag.form_of(&visit.actor, &slug).await {
        Ok(form) => page(&visit, Some(&slug), Answer::of(form)).await,
        Err(problem) => visit.problem(problem).await,
    }
}

/// Tries, changes the shape of, or saves a new metric.
pub(super) async fn post_new(visit: Visit, Form(fields): Form<Fields>) -> Response {
    post_form(visit, None, fields).await
}

/// The same for a saved metric.
pub(super) async fn post(
    visit: Visit,
    Path(slug): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    post_form(visit, Some(slug), fields).await
}

async fn post_form(visit: Visit, slug: Option<String>, fields: Fields) -> Response {
    if let Err(problem) = visit.actor.check(Operation::EditMetric) {
        return visit.problem(problem).await;
    }
    let mut sent = Sent::read(fields);
    sent.follow_type(&visit);
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let answer = match sent.action.as_str() {
        "save" | "" => return save(&visit, slug, sent).await,
        "try" => {
            let tried = dbag.try_metric(actor, &sent.form, visit.now).await;
            let mut answer = Answer::of(sent.form);
            match tried {
                Ok(trial) => answer.trial = Some(trial),
                Err(problems) => answer.problems = problems,
            }
            answer
        }
        _ => sent.reshaped(),
    };
    page(&visit, slug.as_deref(), answer).await
}

async fn save(visit: &Visit, slug: Option<String>, sent: Sent) -> Response {
    let (dbag, actor, now) = (&visit.web.dbag, &visit.actor, visit.now);
    let saved = match &slug {
        None => dbag.add_metric(actor, &sent.form, now).await,
        Some(slug) => {
            dbag.change_metric(actor, slug, sent.version, &sent.form, now)
                .await
        }
    };
    let metric = match saved {
        Ok(metric) => metric,
        Err(problems) => {
            let answer = Answer {
                problems,
                ..Answer::of(sent.form)
            };
            return page(visit, slug.as_deref(), answer).await;
        }
    };
    let name = metric.slug.as_str();
    if slug.is_none() {
        // The first chart has history a minute after the first start.
        let first = match dbag.first_backfill(name, now).await {
            Ok(Some(days)) => dbag.backfill(actor, name, days, now).await.map(|_| ()),
            Ok(None) if dbag.collector().history(&metric).is_some() => {
                dbag.collect(actor, name, None, now).await.map(|_| ())
            }
            Ok(None) => Ok(()),
            Err(problem) => Err(problem),
        };
        if let Err(problem) = first {
            tracing::warn!(metric = name, %problem, "the first values could not be asked");
        }
    }
    visit.see_other(&format!("/metric/{name}?done=saved"))
}

/// The form as it goes back, and what there is to say about it.
#[derive(Default)]
struct Answer {
    form: MetricForm,
    problems: Vec<Problem>,
    trial: Option<Trial>,
    /// Whether the table was chosen just now.
    is_new_table: bool,
    /// Whether another date column of it was.
    is_new_column: bool,
}

impl Answer {
    fn of(form: MetricForm) -> Self {
        Self {
            form,
            ..Self::default()
        }
    }

    /// Chooses what goes without saying of a table, or of its date column, that was chosen just now.
    async fn suggest(&mut self, visit: &Visit, view: &EditorView) {
        let kind = view
            .types
            .iter()
            .find(|kind| kind.label == self.form.text("metric_type"));
        let has_dates =
            kind.is_some_and(|kind| kind.fields.iter().any(|field| field.key == DATE_COLUMN));
        if !has_dates {
            return;
        }
        let name = self.form.text("property.table").to_owned();
        if self.is_new_table {
            let table = view.tables.iter().find(|table| table.name == name);
            let column = table.and_then(date_column).unwrap_or_default();
            self.form.set("property.date_column", column);
        }
        if self.is_new_table || self.is_new_column {
            let column = self.form.text("property.date_column").to_owned();
            let source = self.form.text("source").to_owned();
            let (dbag, actor) = (&visit.web.dbag, &visit.actor);
            let zone = dbag
                .suggest_column_zone(actor, &source, &name, &column)
                .await;
            // A column that is none, or holds no dates, has no zone either.
            let zone = zone.ok().and_then(|suggested| suggested.zone);
            self.form
                .set("property.column_zone", &zone.unwrap_or_default());
        }
    }
}

async fn page(visit: &Visit, slug: Option<&str>, mut answer: Answer) -> Response {
    let mut view = match visit
        .web
        .dbag
        .editor(&visit.actor, slug, &answer.form)
        .await
    {
        Ok(view) => view,
        Err(problem) => return visit.problem(problem).await,
    };
    answer.suggest(visit, &view).await;
    // What was chosen for them counts like what they typed.
    view.together = visit.web.dbag.together(&answer.form).await;
    let is_refused = !answer.problems.is_empty();
    let status = refusal_status(&answer.problems);
    let page = Page::Editor(Box::new(EditorPage {
        view,
        form: answer.form,
        problems: answer.problems,
        trial: answer.trial,
    }));
    if is_refused {
        visit.refused(status, page)
    } else {
        visit.page(page)
    }
}

/// What the editor's form sent.
struct Sent {
    form: MetricForm,
    action: String,
    version: i64,
    /// The kind of number whose fields the form had.
    type_shown: String,
    /// The table whose columns the form had.
    table_shown: String,
    /// The date column that it had; none where it had no such field.
    date_shown: Option<String>,
}

impl Sent {
    fn read(fields: Fields) -> Self {
        let mut sent = Self {
            form: MetricForm::new(),
            action: String::new(),
            version: 0,
            type_shown: String::new(),
            table_shown: String::new(),
            date_shown: None,
        };
        let mut has_flag = false;
        for (field, text) in fields {
            match field.as_str() {
                "do" => sent.action = text,
                "type_shown" => sent.type_shown = text,
                "table_shown" => sent.table_shown = text,
                "date_shown" => sent.date_shown = Some(text),
                "version" => {
                    sent.version = text.parse().unwrap_or(0);
                    // Shown again as it came: a stale save stays stale.
                    sent.form.set(&field, &text);
                }
                _ => {
                    has_flag |= field == "do_collect";
                    sent.form.set(&field, &text);
                }
            }
        }
        if !has_flag {
            // A box that is not ticked is not sent.
            sent.form.set("do_collect", "no");
        }
        sent
    }

    /// What was typed for each kind of number stays with it; a table that comes back so is no new one.
    fn follow_type(&mut self, visit: &Visit) {
        let is_other = visit.web.dbag.follow_type(&mut self.form, &self.type_shown);
        let mut fields = self.form.iter();
        if is_other && fields.any(|(field, _)| field == "property.date_column") {
            self.table_shown = self.form.text("property.table").to_owned();
            self.date_shown = None;
        }
    }

    /// The form with a condition more or less, or with another table's columns.
    fn reshaped(self) -> Answer {
        let is_new_table = self.form.text("property.table") != self.table_shown;
        let column = self.form.text("property.date_column");
        let is_new_column = self
            .date_shown
            .as_deref()
            .is_some_and(|shown| shown != column);
        Answer {
            is_new_table,
            is_new_column,
            ..Answer::of(self.with_other_filters())
        }
    }

    fn with_other_filters(self) -> MetricForm {
        let filters = self.form.filters();
        if self.action == "add-filter" {
            let next = format!("filter.{}.operator", filters.len());
            return self.form.with(&next, "=");
        }
        let Some(removed) = self.action.strip_prefix("remove-filter-") else {
            return self.form;
        };
        let removed: usize = removed.parse().unwrap_or(usize::MAX);
        let mut form = MetricForm::new();
        for (field, text) in self
            .form
            .iter()
            .filter(|(field, _)| !field.starts_with("filter."))
        {
            form.set(field, text);
        }
        let kept = filters
            .into_iter()
            .enumerate()
            .filter(|(at, _)| *at != removed);
        for (at, (_, (column, operator, value))) in kept.enumerate() {
            form.set(&format!("filter.{at}.column"), &column);
            form.set(&format!("filter.{at}.operator"), &operator);
            form.set(&format!("filter.{at}.value"), &value);
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        Sent::read(
            fields
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn a_condition_is_removed_and_the_others_stay() {
        let form = sent(&[
            ("do", "remove-filter-0"),
            ("label", "Orders"),
            ("filter.0.column", "a"),
            ("filter.1.column", "b"),
            ("filter.1.value", "1"),
        ])
        .reshaped()
        .form;
        assert_eq!(form.text("label"), "Orders");
        assert_eq!(
            form.filters(),
            [("b".to_owned(), String::new(), "1".to_owned())]
        );
    }

    #[test]
    fn a_box_that_is_not_ticked_means_no() {
        assert_eq!(sent(&[("label", "x")]).form.text("do_collect"), "no");
        assert_eq!(
            sent(&[("do_collect", "yes")]).form.text("do_collect"),
            "yes"
        );
    }
}

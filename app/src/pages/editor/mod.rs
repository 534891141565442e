//! Adding or changing a metric.

mod field;
mod filters;
mod kind;
mod naming;
mod question;
mod schedule;
mod together;
mod trial;

use dbag_domain::MetricTypeDescription;
use dbag_operations::{EditorView, MetricForm};
use leptos::prelude::*;

use crate::Frame;
use crate::islands::WatchedForm;
use crate::page::EditorPage;
use crate::ui::{Head, ProblemNotice, Problems, Steps};

/// What the parts of the form share.
struct Typed<'a> {
    frame: &'a Frame,
    view: &'a EditorView,
    form: &'a MetricForm,
    /// The chosen way to obtain the number; the first where none is chosen.
    kind: Option<&'a MetricTypeDescription>,
}

impl Typed<'_> {
    /// Whether the number is obtained by asking; others send it where there is nothing to ask.
    fn is_asked(&self) -> bool {
        self.kind
            .is_none_or(|kind| kind.needs_source || !kind.fields.is_empty())
    }

    /// What was typed; empty where nothing was.
    fn text(&self, field: &str) -> String {
        self.form.text(field).to_owned()
    }
}

/// The page's title.
pub(super) fn title(page: &EditorPage) -> String {
    title_of(&page.view)
}

fn title_of(view: &EditorView) -> String {
    match &view.metric {
        Some(metric) => format!("Edit {}", metric.label),
        None => "New metric".to_owned(),
    }
}

/// The form as it was typed, with what is wrong at each field and what trying it gave.
pub(super) fn draw(frame: &Frame, page: EditorPage) -> impl IntoView + use<> {
    let (view, form) = (&page.view, &page.form);
    let chosen = view
        .types
        .iter()
        .find(|kind| kind.label == form.text("metric_type"));
    let typed = Typed {
        frame,
        view,
        form,
        kind: chosen.or(view.types.first()),
    };
    let all = page.problems.clone();
    let guarded = if is_changed(&page) { "changed" } else { "" };
    let mut problems = Problems::from(page.problems);
    let kind = kind::draw(&typed, &mut problems).into_any();
    let question = question::draw(&typed, &mut problems).into_any();
    let together = together::draw(&typed, &mut problems).into_any();
    let naming = naming::draw(&typed, &mut problems).into_any();
    let schedule = schedule::draw(&typed, &mut problems).into_any();
    let title = title_of(view);
    let trial = trial::draw(&typed, page.trial.as_ref(), &all);
    let (action, back, crumbs) = (action(&typed), back(&typed), crumbs(&typed));
    let is_asked = typed.is_asked();
    // On a telephone the answer stands far below the button.
    let tries = format!("{action}#trial");
    let try_it = is_asked.then(|| {
        let tries = tries.clone();
        view! {
            <button class="button" name="do" value="try" formaction=tries>
                "Try it"
            </button>
        }
    });
    let (first_action, first_title) = if is_asked {
        ("try", "Try it")
    } else {
        ("tables", "Look at it")
    };
    let trial = is_asked.then_some(trial);
    let version = version(&typed);
    let is_first = view.metric.is_none() && view.metrics.is_empty();
    let steps = is_first.then(|| view! { <Steps current=3 /> });
    view! {
        {steps}
        <Head title=title crumbs=crumbs />
        <ProblemNotice messages=problems.rest() />
        <WatchedForm>
            <form class="split" method="post" action=action data-guarded=guarded>
                // Return presses the first button of a form, which must not save or remove.
                <button
                    class="visually-hidden"
                    name="do"
                    value=first_action
                    formaction=tries
                    tabindex="-1"
                    aria-hidden="true"
                >
                    {first_title}
                </button>
                {version}
                <div class="form">{kind} {question} {together} {naming} {schedule}</div>
                <div class="split__aside is-sticky stack">
                    {trial}
                    <div class="form__actions">
                        <button class="button is-primary" name="do" value="save">
                            "Save the metric"
                        </button>
                        {try_it}
                        <a href=back>"Cancel"</a>
                    </div>
                </div>
            </form>
        </WatchedForm>
    }
}

/// Whether something was typed that is not saved.
fn is_changed(page: &EditorPage) -> bool {
    let is_new = page.view.metric.is_none();
    let has_words = ["label", "slug", "property.query"]
        .iter()
        .any(|field| page.form.given(field).is_some());
    let mut kept = page.form.kept();
    let has_words = has_words || kept.any(|(field, _)| field.ends_with(".property.query"));
    !page.problems.is_empty() || page.trial.is_some() || (is_new && has_words)
}

fn crumbs(typed: &Typed<'_>) -> Vec<(String, String)> {
    let mut crumbs = vec![("Metrics".to_owned(), typed.frame.path("/"))];
    if let Some(metric) = &typed.view.metric {
        crumbs.push((metric.label.to_string(), back(typed)));
    }
    crumbs
}

fn action(typed: &Typed<'_>) -> String {
    match &typed.view.metric {
        Some(metric) => typed.frame.path(&format!("/metric/{}/edit", metric.slug)),
        None => typed.frame.path("/metric/new"),
    }
}

fn back(typed: &Typed<'_>) -> String {
    match &typed.view.metric {
        Some(metric) => typed.frame.path(&format!("/metric/{}", metric.slug)),
        None => typed.frame.path("/"),
    }
}

/// The version that was opened first: saving over a newer one is refused.
fn version(typed: &Typed<'_>) -> Option<impl IntoView + use<>> {
    let opened = typed.form.given("version").map(str::to_owned);
    let version = opened.or_else(|| Some(typed.view.metric.as_ref()?.version.to_string()))?;
    Some(view! { <input type="hidden" name="version" value=version /> })
}

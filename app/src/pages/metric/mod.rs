//! The page of one metric.

mod address;
mod backfill;
mod choices;
mod correct;
mod day;
mod figures;
mod goal;
mod headline;
mod notes;
mod obtained;
mod origin;
mod outdated;
mod picture;
mod runs;
mod values;
mod verified;

use dbag_domain::Role;
use dbag_operations::MetricView;
use leptos::prelude::*;

use self::address::Address;
pub(super) use self::day::{draw as day, title as day_title};
use crate::Frame;
use crate::islands::WatchedForm;
use crate::page::MetricPage;
use crate::ui::{Head, Post, ProblemNotice, Problems};
use crate::words::Clock;

/// What the parts of the page share.
struct Shown<'a> {
    frame: &'a Frame,
    view: &'a MetricView,
    clock: Clock,
    address: Address,
    may_edit: bool,
}

impl Shown<'_> {
    /// The address of something that can be done to the metric.
    fn action(&self, what: &str) -> String {
        format!("{}/{what}", self.address.base())
    }
}

/// The metric, its chart and its values; editors also see what they can do.
pub(super) fn draw(frame: &Frame, page: MetricPage) -> impl IntoView + use<> {
    let view = &page.view;
    let shown = Shown {
        clock: frame.clock(view.metric.time_zone.as_deref()),
        address: Address::of(frame, view),
        may_edit: frame.may(Role::Editor),
        frame,
        view,
    };
    let mut problems = Problems::from(page.problems);
    let mut range_problems = Problems::from(Vec::from_iter(view.problem.clone()));
    let typed = page.typed;
    // Every part is erased: one type of the whole page is more than the compiler bears.
    let correct = correct::draw(&shown, typed.correction, &mut problems).into_any();
    let notes = notes::draw(&shown, typed.note, &mut problems).into_any();
    let goal = goal::draw(&shown, typed.goal, &mut problems).into_any();
    let more = obtained::draw(&shown, (typed.fill, goal), &mut problems).into_any();
    let choices = choices::draw(&shown, typed.range, &mut range_problems).into_any();
    let mut rest = range_problems.rest();
    rest.extend(problems.rest());
    let plan = page
        .backfill
        .map(|plan| backfill::confirm(&shown, plan).into_any());
    let (values, runs) = (
        values::draw(&shown).into_any(),
        runs::draw(&shown).into_any(),
    );
    let verified = page.verification.as_ref();
    let verified = verified.map(|verified| verified::draw(&shown, verified).into_any());
    view! {
        {head(&shown, plan.is_some()).into_any()}
        <ProblemNotice messages=rest />
        {verified}
        {plan.is_none().then(|| outdated::draw(&shown)).flatten().into_any()}
        {plan}
        {headline::draw(&shown).into_any()}
        <section class="section" aria-labelledby="h-chart">
            <h2 class="visually-hidden" id="h-chart">"Chart"</h2>
            {choices}
            {picture::draw(&shown)}
            {figures::draw(&shown).into_any()}
            {figures::how_made(&shown).into_any()}
        </section>
        <WatchedForm>
            <div class="split">
                {values}
                <div class="split__aside stack">
                    {notes}
                    {correct}
                    {runs}
                    {more}
                </div>
            </div>
        </WatchedForm>
    }
}

/// A day's name, with what else is to be known of its value.
fn with_part(day: String, words: &str) -> String {
    match words {
        "" => day,
        words => format!("{day}, {words}"),
    }
}

fn head(shown: &Shown<'_>, has_plan: bool) -> impl IntoView + use<> {
    let metric = &shown.view.metric;
    let home = shown.frame.path("/");
    let mut crumbs = vec![("Metrics".to_owned(), home.clone())];
    if !metric.category.is_empty() {
        crumbs.push((metric.category.clone(), home));
    }
    let badge = match (is_paused(shown.view), shown.view.failing_since) {
        (true, _) => Some("paused"),
        (false, Some(_)) => Some("failing"),
        (false, None) => None,
    };
    let actions = shown.may_edit.then(|| actions(shown, has_plan));
    view! {
        <Head
            title=metric.label.as_str()
            badge=badge
            about=metric.description.as_str()
            crumbs=crumbs
        >
            {actions}
        </Head>
    }
}

/// Whether nobody asks for it although that could be; what others send is never paused.
fn is_paused(view: &MetricView) -> bool {
    !view.metric.do_collect && view.metric.metric_type != "push"
}

/// One button of a page stands out: confirming a plan does, where there is one.
fn actions(shown: &Shown<'_>, has_plan: bool) -> impl IntoView + use<> {
    let primary = if has_plan {
        "button"
    } else {
        "button is-primary"
    };
    let asked = shown.view.is_asked.then(|| {
        let (action, title) = if shown.view.metric.do_collect {
            ("pause", "Pause")
        } else {
            ("resume", "Resume")
        };
        let (collect, change) = (shown.action("collect"), shown.action(action));
        let view = vec![("view", shown.address.whole_view())];
        view! {
            <WatchedForm>
                <Post action=collect title="Collect now" class=primary with=view.clone() />
                <Post action=change title=title with=view />
            </WatchedForm>
        }
    });
    // What others send may have a past that stands in a file.
    let import = (shown.view.metric.metric_type == "push").then(|| {
        let address = shown.frame.path("/import");
        view! { <a class="button" href=address>"Import"</a> }
    });
    let edit = shown.action("edit");
    view! { {asked} {import} <a class="button" href=edit>"Edit"</a> }
}

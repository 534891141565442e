//! Sources: the databases that metrics ask.

use dbag_domain::{Role, Source};
use dbag_operations::{HeldAddress, TestReport};
use leptos::prelude::*;

use crate::Frame;
use crate::islands::WatchedForm;
use crate::page::SourcesPage;
use crate::ui::{
    Column, EmptyNotice, Head, Post, ProblemNotice, Problems, Steps, Table, TextField, said,
};
use crate::words::{count, full_sentence};

const ABOUT: &str = "The databases that metrics ask. Dbag only reads from them; passwords go in \
                     and never come out.";
const URL_HINT: &str = "postgres://reader:password@host/database, mysql://… or sqlite:///path. \
                        Stored encrypted; the password is never shown again.";

/// All sources; administrators add, test and remove them.
pub(super) fn draw(frame: &Frame, page: SourcesPage) -> impl IntoView + use<> {
    let is_admin = frame.may(Role::Admin);
    let mut problems = Problems::from(page.problems);
    let [slug, url] = ["slug", "url"].map(|name| problems.take(name));
    let has_metric = !page.sources.is_empty() && frame.may(Role::Editor);
    let actions = has_metric.then(|| {
        let address = frame.path("/metric/new");
        view! { <a class="button" href=address>"New metric"</a> }
    });
    let askers = Askers {
        metrics: &page.used_by,
        kinds: &page.describes,
    };
    let steps = (is_admin && page.sources.is_empty()).then(|| view! { <Steps current=2 /> });
    let typed = Typed {
        slug: page.slug,
        address: page.address,
    };
    let form = is_admin.then(|| add_form(frame, typed, (slug, url), page.tested));
    view! {
        {steps}
        <Head title="Sources" about=ABOUT>{actions}</Head>
        <ProblemNotice messages=problems.rest() />
        {table(frame, page.sources, &askers, is_admin)}
        {form}
    }
}

/// Who asks which source, as pairs of source and asker.
struct Askers<'a> {
    metrics: &'a [(String, String)],
    kinds: &'a [(String, String)],
}

impl Askers<'_> {
    /// The metrics and the kinds of objects that ask a source.
    fn of(&self, source: &str) -> (Vec<String>, Vec<String>) {
        let of = |pairs: &[(String, String)]| {
            let pairs = pairs.iter().filter(|(name, _)| name == source);
            pairs.map(|(_, asker)| asker.clone()).collect()
        };
        (of(self.metrics), of(self.kinds))
    }
}

fn table(frame: &Frame, sources: Vec<Source>, askers: &Askers<'_>, is_admin: bool) -> AnyView {
    if sources.is_empty() {
        let text = "No source yet. Name the database of your application below.";
        return view! { <EmptyNotice text=text /> }.into_any();
    }
    let rows: Vec<_> = sources
        .into_iter()
        .map(|source| row(frame, &source, askers.of(source.slug.as_str()), is_admin))
        .collect();
    let caption = view! { <caption class="visually-hidden">"Sources"</caption> }.into_any();
    let columns = vec![
        Column::of("Name"),
        Column::minor("Kind"),
        Column::of("Asked by"),
        Column::actions(),
    ];
    view! {
        <WatchedForm>
            <Table columns=columns rows=rows caption=caption />
        </WatchedForm>
    }
    .into_any()
}

fn row(
    frame: &Frame,
    source: &Source,
    (metrics, kinds): (Vec<String>, Vec<String>),
    is_admin: bool,
) -> impl IntoView + use<> {
    let slug = source.slug.to_string();
    let address = |action: &str| frame.path(&format!("/sources/{slug}/{action}"));
    let actions = is_admin.then(|| {
        // A source that is asked cannot be removed, so nothing offers it.
        let remove = (metrics.is_empty() && kinds.is_empty()).then(|| {
            view! {
                <Post action=address("remove") title="Remove" class="button is-quiet" to=&slug />
            }
        });
        view! {
            <div class="row">
                <Post action=address("test") title="Test" class="button is-quiet" to=&slug />
                {remove}
            </div>
        }
    });
    let asked_by = match metrics.as_slice() {
        [] if !kinds.is_empty() => String::new(),
        [] => "no metric".to_owned(),
        [one] => format!("metric {one}"),
        [first, .., last] if metrics.len() == 2 => format!("{first} and {last}"),
        [first, ..] => format!("{first} and {} more", metrics.len() - 1),
    };
    let objects = kinds.iter().map(|kind| format!("objects of kind {kind}"));
    let asked_by = [asked_by].into_iter().filter(|words| !words.is_empty());
    let asked_by = asked_by.chain(objects).collect::<Vec<_>>().join(", ");
    view! {
        <tr>
            <th scope="row">
                {slug.clone()}
                <span class="table__note"><span class="code">{source.address.clone()}</span></span>
            </th>
            <td class="is-minor">{source.kind.title()}</td>
            <td>{asked_by}</td>
            <td class="is-actions">{actions}</td>
        </tr>
    }
}

/// What was typed for a new source.
struct Typed {
    slug: String,
    address: HeldAddress,
}

fn add_form(
    frame: &Frame,
    typed: Typed,
    (slug, url): (Option<String>, Option<String>),
    tested: Option<(String, TestReport)>,
) -> impl IntoView + use<> {
    let (action, outcome) = (frame.path("/sources"), tested.map(outcome));
    view! {
        <WatchedForm>
            <div class="split">
                <section class="section" aria-labelledby="h-add">
                    <h2 id="h-add">"Add a source"</h2>
                    <form class="form" method="post" action=action>
                        <TextField
                            name="slug"
                            label="Name"
                            value=typed.slug
                            hint="Small letters and digits: shop, crm-replica."
                            problem=slug
                        />
                        <TextField
                            name="url"
                            label="Address"
                            value=typed.address.shown
                            hint=URL_HINT
                            problem=url
                        />
                        <input type="hidden" name="held" value=typed.address.sealed />
                        <div class="form__actions">
                            <button class="button is-primary" name="do" value="add">
                                "Save the source"
                            </button>
                            <button class="button" name="do" value="test">
                                "Test the connection"
                            </button>
                        </div>
                    </form>
                </section>
                <div class="split__aside">{outcome}</div>
            </div>
        </WatchedForm>
    }
}

/// What a test found.
fn outcome((what, report): (String, TestReport)) -> impl IntoView + use<> {
    let what = match what.as_str() {
        "" => "The database",
        slug => slug,
    };
    let found = format!(
        "{}, {} to read.",
        report.server,
        count(report.tables, "table")
    );
    let warnings: Vec<_> = report
        .warnings
        .iter()
        .map(|warning| view! { <p class="trial__text">{said(&full_sentence(warning))}</p> })
        .collect();
    view! {
        <section class="trial" role="status" aria-labelledby="h-test">
            <h2 class="trial__title" id="h-test">{format!("{what} answers")}</h2>
            <p class="trial__text">{found}</p>
            {warnings}
        </section>
    }
}

//! The opening of a dashboard: what it is called, which days it shows, what one can do.

use dbag_operations::{CompareChoice, DashboardView};
use leptos::prelude::*;

use super::Shown;
use crate::ui::Head;

/// The title with its sign; on a wall one line with the clock's day.
pub(super) fn draw(shown: &Shown<'_>, is_wall: bool) -> AnyView {
    let dashboard = &shown.view.dashboard;
    let title = match dashboard.icon.as_str() {
        "" => dashboard.label.to_string(),
        icon => format!("{icon} {}", dashboard.label),
    };
    let days = days(shown.view);
    if is_wall {
        // A wall that lost its server is told by its clock.
        let drawn = shown.frame.clock(None).at(shown.frame.now);
        let days = format!("{days} · {drawn}");
        let way_out = shown.address.base() + &shown.address.query();
        return view! {
            <header class="wall-head">
                <h1 class="wall-head__title">{title}</h1>
                <p class="dashboard__days">{days}</p>
                <a class="wall-head__out" href=way_out>"Leave the wall"</a>
            </header>
        }
        .into_any();
    }
    let printed = format!("{days}, as of {}", shown.view.today.medium());
    let edit = shown.may_edit.then(|| {
        let address = format!("{}/edit", shown.address.dashboard());
        view! { <a class="button" href=address>"Edit"</a> }
    });
    let share = shown.may_edit.then(|| {
        let address = shown.address.share(None);
        view! { <a class="button" href=address>"Share"</a> }
    });
    let is_shown = shown.view.subject != dbag_operations::Subject::Unchosen;
    let wall = is_shown.then(|| {
        let address = shown.address.with("wall=1");
        view! { <a class="button" href=address>"Wall"</a> }
    });
    let mine = is_shown.then(|| mine(shown));
    let crumbs = vec![("Dashboards".to_owned(), shown.frame.path("/d"))];
    view! {
        <Head title=title about=dashboard.description.as_str() crumbs=crumbs>
            {mine}
            {wall}
            {share}
            {edit}
        </Head>
        <p class="dashboard__days print-only">{printed}</p>
    }
    .into_any()
}

/// What one person makes of the dashboard: a favourite, the first page.
fn mine(shown: &Shown<'_>) -> AnyView {
    let action = format!("{}/mine", shown.address.dashboard());
    let (favourite, is_favourite) = match shown.view.is_favourite {
        true => ("no-favourite", "true"),
        false => ("favourite", "false"),
    };
    let (home, is_home) = match shown.view.is_home {
        true => ("no-home", "true"),
        false => ("home", "false"),
    };
    let star = if shown.view.is_favourite {
        "★"
    } else {
        "☆"
    };
    view! {
        <form class="row is-mine" method="post" action=action>
            <button
                class="button"
                name="do"
                value=favourite
                aria-pressed=is_favourite
                aria-label="Favourite"
                title="Favourite: it stands first in the list"
            >
                {star}
            </button>
            <button
                class="button"
                name="do"
                value=home
                aria-pressed=is_home
                title="Your first page after signing in"
            >
                "Home"
            </button>
        </form>
    }
    .into_any()
}

/// The shown days, and what all panels are compared with.
fn days(view: &DashboardView) -> String {
    let days = view.days.spoken(view.today);
    let days = match view.choice.title() {
        Some(title) => format!("{title}: {days}"),
        None => days,
    };
    match view.compare {
        CompareChoice::With(compare) => {
            format!("{days}, compared with the {}", compare.words())
        }
        CompareChoice::AsSet | CompareChoice::Nothing => days,
    }
}

//! Every object's line, small.

use dbag_domain::{ReadAs, format_value};
use dbag_operations::{
    MultiplesView, PanelView, PictureSize, RankedObject, object_spark, ranking_part_marks,
};
use leptos::prelude::*;

use super::chart::part_keys;
use super::{Shown, outdated, ranking};
use crate::ui::Spark;
use crate::words::count;

/// Pixels of a line.
const SPARK: PictureSize = PictureSize {
    width: 160,
    height: 36,
};

/// A page of objects on one scale, and the way to the other pages.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, all: &MultiplesView) -> AnyView {
    let cells: Vec<_> = all
        .ranking
        .rows
        .iter()
        .map(|object| cell(shown, all, object))
        .collect();
    let scale = match all.extent {
        Some(_) if panel.panel.options.read_as == ReadAs::Indexed => {
            "one scale for all, on which the first value of each is 100"
        }
        Some(_) => "one scale for all",
        None => "each on its own scale",
    };
    let (rows, objects) = (all.ranking.rows.len(), all.ranking.objects);
    // Where nothing leads to the other pages, it is said that there are some.
    let part = match shown.is_outside && rows < objects {
        true => format!("{rows} of "),
        false => String::new(),
    };
    let about = format!("{part}{}, {scale}", count(objects, &all.ranking.kind));
    view! {
        <div class="multiples__head">
            <span>{about}</span>
            {pages(shown, panel, all)}
        </div>
        <ul class="multiples panel__scroll">{cells}</ul>
        {outdated::key(ranking::have_outdated(&all.ranking))}
        {part_keys(ranking_part_marks(&all.ranking))}
    }
    .into_any()
}

fn cell(shown: &Shown<'_>, all: &MultiplesView, object: &RankedObject) -> AnyView {
    let spark = object_spark(&object.spark, "", all.extent, SPARK)
        .map(|picture| view! { <Spark class="multiples__line" picture=picture /> });
    let address = (!shown.is_outside).then(|| ranking::address(shown, &all.ranking, &object.key));
    let value = format_value(object.value, &all.ranking.unit);
    view! {
        <li class="multiples__item">
            <a class="multiples__name" href=address>{object.name.clone()}</a>
            <span class="multiples__value">{value}{ranking::earlier_day(shown, object)}</span>
            {spark}
        </li>
    }
    .into_any()
}

fn pages(shown: &Shown<'_>, panel: &PanelView, all: &MultiplesView) -> Option<AnyView> {
    if all.pages < 2 || shown.is_outside {
        return None;
    }
    let to = |page: usize, word: &'static str| {
        let is_there = (1..=all.pages).contains(&page) && page != all.page;
        let address = shown.address.with(&format!("page={page}"));
        let address = format!("{address}#p{}", panel.panel.id.0);
        is_there.then(|| view! { <a href=address>{word}</a> })
    };
    let words = format!("page {} of {}", all.page, all.pages);
    Some(
        view! {
            <nav class="multiples__pages is-screen-only" aria-label="Pages">
                {to(all.page.saturating_sub(1), "Previous")}
                <span>{words}</span>
                {to(all.page + 1, "Next")}
            </nav>
        }
        .into_any(),
    )
}

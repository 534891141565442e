//! Objects in the order of their values.

use dbag_domain::{Direction, format_value};
use dbag_operations::{
    PanelView, PictureSize, RankedObject, RankingView, object_spark, ranking_part_marks,
};
use leptos::prelude::*;

use super::chart::part_keys;
use super::{Shown, outdated};
use crate::ui::Spark;
use crate::words::{column_change, count};

/// Pixels of a row's line.
const SPARK: PictureSize = PictureSize {
    width: 96,
    height: 20,
};

/// A row an object: rank, name, value, change and its line.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, ranking: &RankingView) -> AnyView {
    let rows: Vec<_> = ranking
        .rows
        .iter()
        .enumerate()
        .map(|(at, object)| row(shown, ranking, at + 1, object))
        .collect();
    let compared = ranking.compared.map(|days| {
        let days = format!("on {}", days.spoken(shown.view.today));
        view! { <th scope="col" class="is-number is-minor">{days}</th> }
    });
    let about = format!(
        "{} of {}",
        ranking.rows.len(),
        count(ranking.objects, &ranking.kind)
    );
    let name = panel.title.clone();
    view! {
        <div class="panel__scroll" role="group" aria-label=name tabindex="0">
            <table class="table is-dense ranking has-fixed-head">
                <thead>
                    <tr>
                        <th scope="col" class="ranking__rank">
                            <span class="visually-hidden">"Rank"</span>
                        </th>
                        <th scope="col">{about}</th>
                        <th scope="col" class="is-number">"Value"</th>
                        {compared}
                        <th scope="col" class="ranking__spark">
                            <span class="visually-hidden">"Days"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {is_without_last(ranking).then(|| {
            view! { <p class="legend panel__marks ranking__without">"Changes are without the last day, which is not over."</p> }
        })}
        {outdated::key(have_outdated(ranking))}
        {part_keys(ranking_part_marks(ranking))}
    }
    .into_any()
}

/// Whether a change is that of the days before the last, which is a part of the value.
fn is_without_last(ranking: &RankingView) -> bool {
    let mut rows = ranking.rows.iter();
    rows.any(|object| {
        object
            .settled
            .is_some_and(|settled| settled != object.value)
    })
}

/// Whether a day of any object was asked before the metric was changed.
pub(super) fn have_outdated(ranking: &RankingView) -> bool {
    let mut rows = ranking.rows.iter();
    rows.any(RankedObject::is_outdated)
}

fn row(shown: &Shown<'_>, ranking: &RankingView, rank: usize, object: &RankedObject) -> AnyView {
    let spark = object_spark(&object.spark, "", None, SPARK)
        .map(|picture| view! { <Spark class="ranking__line" picture=picture /> });
    let address = (!shown.is_outside).then(|| address(shown, ranking, &object.key));
    let class = match object.is_outdated() {
        true => "is-number is-outdated",
        false => "is-number",
    };
    view! {
        <tr>
            <td class="ranking__rank">{rank}</td>
            <th scope="row">
                <a href=address>{object.name.clone()}</a>
            </th>
            <td class=class>{format_value(object.value, &ranking.unit)}{earlier_day(shown, object)}</td>
            {ranking.compared.is_some().then(|| change(ranking, object))}
            <td class="ranking__spark">{spark}</td>
        </tr>
    }
    .into_any()
}

/// The day of an object's value, where nobody would guess it.
pub(super) fn earlier_day(shown: &Shown<'_>, object: &RankedObject) -> Option<AnyView> {
    let words = object.earlier_day(shown.view.today)?;
    Some(view! { <span class="table__note">{words}</span> }.into_any())
}

fn change(ranking: &RankingView, object: &RankedObject) -> AnyView {
    let words = match (object.before, object.settled) {
        (Some(before), Some(settled)) => column_change(before, settled, &ranking.unit),
        (None, _) if object.is_new => "new".to_owned(),
        _ => "\u{2014}".to_owned(),
    };
    let class = format!("is-number is-minor delta{}", tone(ranking, object));
    view! { <td class=class><span class="delta__change">{words}</span></td> }.into_any()
}

/// The object's page of this dashboard, where it has one; else all that is known of it.
pub(super) fn address(shown: &Shown<'_>, ranking: &RankingView, key: &str) -> String {
    let about = shown.view.dashboard.about.as_ref();
    if about.is_some_and(|kind| kind.as_str() == ranking.kind) {
        shown.address.of_object(key) + &shown.address.query()
    } else {
        shown.address.directory(&ranking.kind, key)
    }
}

/// Whether a change is good.
fn tone(ranking: &RankingView, object: &RankedObject) -> &'static str {
    let both = object.settled.zip(object.before);
    let change = both.map_or(0.0, |(settled, before)| settled - before);
    let is_up = match ranking.direction {
        Direction::Neutral => return "",
        _ if change == 0.0 => return "",
        Direction::UpIsGood => change > 0.0,
        Direction::DownIsGood => change < 0.0,
    };
    if is_up { " is-good" } else { " is-bad" }
}

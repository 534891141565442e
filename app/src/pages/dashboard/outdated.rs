//! That some of what a panel shows was asked before its metric was changed.

use dbag_domain::PeriodValue;
use dbag_operations::SeriesView;
use leptos::prelude::*;

/// The key to the mark, below what bears it; nothing where every day is of what the metric means now.
pub(super) fn key(is_outdated: bool) -> Option<AnyView> {
    is_outdated.then(|| {
        view! {
            <p class="legend panel__marks">
                <span class="legend__item">
                    <span class="legend__key is-outdated"></span>
                    "asked before a change"
                </span>
            </p>
        }
        .into_any()
    })
}

/// Whether any period of some series bears the mark.
pub(super) fn have_outdated<'a>(series: impl IntoIterator<Item = &'a SeriesView>) -> bool {
    series.into_iter().any(|one| {
        let compared = one.compared.iter();
        let beside = compared.flat_map(|compared| compared.points.iter().flatten());
        one.points
            .iter()
            .chain(beside)
            .any(PeriodValue::is_outdated)
    })
}

//! The Django project's dashboard: its categories, its cards, and what they say over the year.

use dbag_domain::{Arrangement, DashboardSettings, PanelKind, PanelOptions, RangeChoice, Step};

use super::parts::{Rows, called, dashboard, panel, titled, whole, with};
use crate::django::Definition;

/// The dashboard of the metrics that were measured, under the categories of today.
///
/// A card each, as it was; below the cards of a category what they cannot say side by side.
pub(crate) fn django(definitions: &[Definition]) -> DashboardSettings {
    let mut measured: Vec<&Definition> = definitions.iter().filter(|one| one.has_values).collect();
    measured.sort_by_key(|one| one.position());
    let mut rows = Rows::default();
    let mut category = "";
    for definition in measured {
        if definition.category() != category {
            end_of_category(&mut rows, category);
            category = definition.category();
            rows.heading(category);
        }
        rows.put((3, 4), panel(PanelKind::Number, [whole(&definition.slug)]));
    }
    end_of_category(&mut rows, category);
    DashboardSettings {
        position: 1,
        range: RangeChoice::LastMonths(12),
        panels: rows.into_panels(),
        ..dashboard(
            "django",
            "Django",
            "The dashboard of the Django project, April 2011 to April 2012: real numbers, \
             measured every half hour.",
        )
    }
}

/// What stands below the cards of a category.
fn end_of_category(rows: &mut Rows, category: &str) {
    let weekly = |title: &str, metric: &str| {
        let options = PanelOptions {
            step: Some(Step::Week),
            ..PanelOptions::default()
        };
        with(
            titled(panel(PanelKind::Bars, [whole(metric)]), title),
            options,
        )
    };
    match category {
        "Activity" => {
            rows.next_row();
            rows.put((6, 7), weekly("New tickets by week", "new-tickets-week"));
            rows.put((6, 7), weekly("Commits by week", "commits-week"));
            let year = panel(PanelKind::Calendar, [whole("commits-today")]);
            rows.put((12, 5), titled(year, "Commits, day by day"));
        }
        "Patches" => {
            rows.next_row();
            let patches = [
                called(whole("patches"), "Needing review"),
                called(whole("doc-patches"), "Documentation"),
                called(whole("easy-tickets"), "Easy pickings"),
            ];
            rows.put(
                (12, 7),
                titled(panel(PanelKind::Line, patches), "Waiting for somebody"),
            );
        }
        "Tickets by triage stage" => {
            rows.next_row();
            let stages = [
                called(whole("unreviewed"), "Unreviewed"),
                called(whole("ddn"), "Design decision needed"),
                called(whole("rfc"), "Ready for checkin"),
            ];
            let options = PanelOptions {
                arrangement: Arrangement::Stacked,
                ..PanelOptions::default()
            };
            let stacked = with(panel(PanelKind::Area, stages), options);
            rows.put((12, 7), titled(stacked, "Open tickets by stage"));
        }
        _ => {}
    }
}

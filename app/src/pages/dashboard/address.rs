//! Addresses of the same dashboard, seen otherwise, and of what it leads to.

use dbag_domain::{Day, DayRange, PanelId, RangeChoice, Step};
use dbag_operations::{CompareChoice, DashboardView};

use crate::Frame;
use crate::escape::{object_part, query_text};

/// The address of what is shown, part by part.
#[derive(Clone)]
pub(super) struct Address {
    root: String,
    dashboard: String,
    object: Option<String>,
    /// `range=30d`, or `from=…&to=…`; none where the dashboard opens with it.
    range: Option<String>,
    /// The same, always said.
    told_range: String,
    step: Option<Step>,
    compare: CompareChoice,
    as_of: Option<Day>,
}

impl Address {
    /// The address of what a view shows.
    pub(super) fn of(frame: &Frame, view: &DashboardView) -> Self {
        let told_range = range_query(view.choice, view.days);
        let is_usual = view.choice == view.dashboard.range;
        Self {
            root: frame.path(""),
            dashboard: format!("/d/{}", view.dashboard.slug),
            object: view.subject.object().map(|object| object.key.to_string()),
            range: (!is_usual).then(|| told_range.clone()),
            told_range,
            step: view.step,
            compare: view.compare,
            as_of: view.as_of,
        }
    }

    /// The page's own path, of its object where it has one.
    pub(super) fn base(&self) -> String {
        match &self.object {
            Some(key) => self.of_object(key),
            None => self.dashboard(),
        }
    }

    /// The dashboard's path without an object.
    pub(super) fn dashboard(&self) -> String {
        format!("{}{}", self.root, self.dashboard)
    }

    /// The path of an object's page.
    pub(super) fn of_object(&self, key: &str) -> String {
        format!("{}/{}", self.dashboard(), object_part(key))
    }

    /// The present choices, from the question mark on; empty where all are usual.
    pub(super) fn query(&self) -> String {
        self.write(&[])
    }

    /// The present page with more said in its query.
    pub(super) fn with(&self, part: &str) -> String {
        format!("{}{}", self.base(), self.write(&[part]))
    }

    /// Another preset.
    pub(super) fn with_preset(&self, preset: &str) -> String {
        let range = Some(format!("range={preset}"));
        self.page(&Self {
            range,
            ..self.clone()
        })
    }

    /// Another step; none for one that fits each panel.
    pub(super) fn with_step(&self, step: Option<Step>) -> String {
        self.page(&Self {
            step,
            ..self.clone()
        })
    }

    /// Another comparison.
    pub(super) fn with_compare(&self, compare: CompareChoice) -> String {
        self.page(&Self {
            compare,
            ..self.clone()
        })
    }

    /// The same page with what is known now.
    pub(super) fn as_of_now(&self) -> String {
        self.page(&Self {
            as_of: None,
            ..self.clone()
        })
    }

    /// A panel as a file.
    pub(super) fn panel(&self, panel: PanelId, format: &str) -> String {
        let object = self.object.as_deref().map(query_text);
        let object = object.map(|key| format!("object={key}"));
        let parts: Vec<&str> = object.as_deref().into_iter().collect();
        let (path, query) = (self.dashboard(), self.write(&parts));
        format!("{path}/panel/{}.{format}{query}", panel.0)
    }

    /// The page on which it is shared and embedded, or one of its panels is.
    pub(super) fn share(&self, panel: Option<PanelId>) -> String {
        let panel_part = panel.map(|panel| format!("panel={}", panel.0));
        let object = self.object.as_deref().map(query_text);
        let object_part = object.map(|key| format!("object={key}"));
        let parts: Vec<String> = panel_part.into_iter().chain(object_part).collect();
        let query = if parts.is_empty() { "" } else { "?" };
        let place = if panel.is_some() { "#h-snippet" } else { "" };
        format!(
            "{}/share{query}{}{place}",
            self.dashboard(),
            parts.join("&")
        )
    }

    /// A metric's page over the same days.
    pub(super) fn metric(&self, slug: &str, object: Option<&str>) -> String {
        format!("{}{}", self.metric_to(slug, object), self.told_range)
    }

    /// A metric's page, up to where its days are said.
    pub(super) fn metric_to(&self, slug: &str, object: Option<&str>) -> String {
        let object = object.map(|key| format!("object={}&", query_text(key)));
        let object = object.unwrap_or_default();
        format!("{}/metric/{slug}?{object}", self.root)
    }

    /// The page about an object, whatever dashboards show of it.
    pub(super) fn directory(&self, kind: &str, key: &str) -> String {
        format!("{}/objects/{kind}/{}", self.root, object_part(key))
    }

    /// What a form must send along, besides what it asks for.
    pub(super) fn kept(&self, asked: &[&str]) -> Vec<(String, String)> {
        let query = self.query();
        let parts = query.trim_start_matches('?').split('&');
        parts
            .filter_map(|part| part.split_once('='))
            .filter(|(name, _)| !asked.contains(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    fn page(&self, other: &Self) -> String {
        format!("{}{}", self.base(), other.query())
    }

    fn write(&self, more: &[&str]) -> String {
        let step = self.step.map(|step| format!("step={step}"));
        let compare = compare_word(self.compare).map(|word| format!("compare={word}"));
        let as_of = self.as_of.map(|day| format!("as_of={day}"));
        let own = [self.range.clone(), step, compare, as_of];
        let own = own.into_iter().flatten();
        let parts: Vec<String> = own
            .chain(more.iter().map(|part| (*part).to_owned()))
            .collect();
        match parts.as_slice() {
            [] => String::new(),
            parts => format!("?{}", parts.join("&")),
        }
    }
}

/// A comparison as addresses spell it; nothing where each panel keeps its own.
pub(super) fn compare_word(compare: CompareChoice) -> Option<String> {
    match compare {
        CompareChoice::AsSet => None,
        CompareChoice::Nothing => Some("none".to_owned()),
        CompareChoice::With(compare) => Some(compare.to_string()),
    }
}

fn range_query(choice: RangeChoice, days: DayRange) -> String {
    match choice {
        RangeChoice::Custom(_) => format!("from={}&to={}", days.from, days.to),
        choice => format!("range={}", String::from(choice)),
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, PanelCompare};

    use super::*;

    fn address() -> Address {
        Address {
            root: "/dbag".to_owned(),
            dashboard: "/d/shop".to_owned(),
            object: None,
            range: None,
            told_range: "range=90d".to_owned(),
            step: None,
            compare: CompareChoice::AsSet,
            as_of: None,
        }
    }

    #[test]
    fn a_key_never_becomes_another_address() {
        let address = address();
        assert_eq!(address.of_object("edit"), "/dbag/d/shop/%65dit");
        assert_eq!(address.of_object("editor"), "/dbag/d/shop/editor");
    }

    #[test]
    fn what_is_usual_is_not_in_the_address() {
        let usual = address();
        assert_eq!(
            (usual.base(), usual.query()),
            ("/dbag/d/shop".into(), "".into())
        );
        assert_eq!(usual.with_preset("30d"), "/dbag/d/shop?range=30d");
        let year = CompareChoice::With(PanelCompare::Year);
        assert_eq!(usual.with_compare(year), "/dbag/d/shop?compare=year");
        assert_eq!(usual.with("wall=1"), "/dbag/d/shop?wall=1");
        assert_eq!(
            usual.metric("orders", None),
            "/dbag/metric/orders?range=90d"
        );
    }

    #[test]
    fn choices_and_the_object_travel_along() {
        let chosen = Address {
            object: Some("a/b c".to_owned()),
            range: Some("range=30d".to_owned()),
            told_range: "range=30d".to_owned(),
            step: Some(Step::Week),
            compare: CompareChoice::Nothing,
            ..address()
        };
        let page = "/dbag/d/shop/a%2Fb%20c";
        let panel = "/dbag/d/shop/panel/7.csv?range=30d&step=week&compare=none&object=a%2Fb%20c";
        assert_eq!(
            chosen.with_step(None),
            format!("{page}?range=30d&compare=none")
        );
        assert_eq!(chosen.panel(PanelId(7), "csv"), panel);
        let kept = chosen.kept(&["range", "from", "to"]);
        assert_eq!(
            kept,
            [("step", "week"), ("compare", "none")].map(|(a, b)| (a.into(), b.into()))
        );
        assert_eq!(
            chosen.metric_to("orders", Some("42")),
            "/dbag/metric/orders?object=42&"
        );
    }

    #[test]
    fn days_of_ones_own_are_said_in_full() {
        let day = |text| Day::parse(text).expect("a date");
        let days = DayRange {
            from: day("2026-11-01"),
            to: day("2026-11-20"),
        };
        let query = range_query(RangeChoice::Custom(days), days);
        assert_eq!(query, "from=2026-11-01&to=2026-11-20");
        assert_eq!(range_query(RangeChoice::All, days), "range=all");
    }
}

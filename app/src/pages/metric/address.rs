//! Addresses of the same metric, seen otherwise.

use dbag_domain::{Day, DayRange, PanelCompare, RangeChoice, Step};
use dbag_operations::MetricView;

use crate::Frame;
use crate::escape::query_text;

/// The address of what is shown, part by part.
pub(super) struct Address {
    base: String,
    range: String,
    step: Option<Step>,
    compare: Option<PanelCompare>,
    object: Option<String>,
}

/// The address of what is known of a day of a metric.
pub(super) fn of_day(base: &str, day: Day, object: Option<&str>) -> String {
    match object {
        Some(key) => format!("{base}/day/{day}?object={}", query_text(key)),
        None => format!("{base}/day/{day}"),
    }
}

impl Address {
    /// The address of what a view shows.
    pub(super) fn of(frame: &Frame, view: &MetricView) -> Self {
        Self {
            base: frame.path(&format!("/metric/{}", view.metric.slug)),
            range: range_query(view.choice),
            step: Some(view.step),
            compare: view.compared.as_ref().map(|compared| compared.choice),
            object: view.object.as_ref().map(|object| object.key.to_string()),
        }
    }

    /// The metric's address without any choice.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// The metric's page, of its object where it has one.
    pub(super) fn itself(&self) -> String {
        match self.object() {
            Some(key) => format!("{}?object={}", self.base, query_text(key)),
            None => self.base.clone(),
        }
    }

    /// What is known of a day.
    pub(super) fn day(&self, day: Day) -> String {
        of_day(&self.base, day, self.object())
    }

    /// What is compared, or nothing.
    pub(super) const fn compare(&self) -> Option<PanelCompare> {
        self.compare
    }

    /// What is chosen, without the object, as a form sends it back.
    pub(super) fn view(&self) -> String {
        let step = self.step.map(|step| format!("&step={step}"));
        let compare = self.compare.map(|choice| format!("&compare={choice}"));
        let [step, compare] = [step, compare].map(Option::unwrap_or_default);
        format!("{}{step}{compare}", self.range)
    }

    /// All that is chosen, as a button sends it along.
    pub(super) fn whole_view(&self) -> String {
        let object = self.object();
        let object = object.map(|key| format!("&object={}", query_text(key)));
        self.view() + &object.unwrap_or_default()
    }

    /// The page as it is shown.
    pub(super) fn shown(&self) -> String {
        format!("{}?{}", self.base, self.whole_view())
    }

    /// The key of the shown object.
    pub(super) fn object(&self) -> Option<&str> {
        self.object.as_deref()
    }

    /// Another preset; its usual step fits better than the present one.
    pub(super) fn with_preset(&self, preset: &str) -> String {
        self.write(&format!("range={preset}"), None, self.compare)
    }

    /// The same days as a custom range.
    pub(super) fn with_days(&self, days: DayRange) -> String {
        self.write(&days_query(days), self.step, self.compare)
    }

    /// Another step.
    pub(super) fn with_step(&self, step: Step) -> String {
        self.write(&self.range, Some(step), self.compare)
    }

    /// Another comparison, or none.
    pub(super) fn with_compare(&self, compare: Option<PanelCompare>) -> String {
        self.write(&self.range, self.step, compare)
    }

    fn write(&self, range: &str, step: Option<Step>, compare: Option<PanelCompare>) -> String {
        let mut address = format!("{}?{range}", self.base);
        if let Some(step) = step {
            address.push_str(&format!("&step={step}"));
        }
        if let Some(compare) = compare {
            address.push_str(&format!("&compare={compare}"));
        }
        if let Some(object) = &self.object {
            address.push_str(&format!("&object={}", query_text(object)));
        }
        address
    }
}

fn range_query(choice: RangeChoice) -> String {
    match choice {
        RangeChoice::Custom(days) => days_query(days),
        choice => format!("range={}", String::from(choice)),
    }
}

fn days_query(days: DayRange) -> String {
    format!("from={}&to={}", days.from, days.to)
}

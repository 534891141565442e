//! What was typed for one kind of number, while another is looked at.

use dbag_domain::MetricTypeDescription;

use crate::{Dbag, MetricForm};

/// What was typed for a kind that is not chosen any more stands under its name: `kept.sql_query.property.query`.
const KEPT: &str = "kept";

impl MetricForm {
    /// What was typed for kinds of numbers that are not chosen now, by the names of hidden fields.
    pub fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_kept = |field: &str| field.split('.').next() == Some(KEPT);
        self.iter().filter(move |(field, _)| is_kept(field))
    }

    /// Puts aside what was typed for the kind that was shown, and takes back what was typed for the one
    /// that is chosen now; what both kinds ask for is taken over where nothing was typed for it before.
    fn change_type(&mut self, shown: &str, chosen: &MetricTypeDescription) {
        let typed: Vec<(String, String)> = self
            .iter()
            .filter(|(field, _)| is_of_type(field))
            .map(|(field, text)| (field.to_owned(), text.to_owned()))
            .collect();
        let put_aside = format!("{KEPT}.{shown}.");
        self.clear(&put_aside);
        for (field, text) in typed {
            self.set(&format!("{put_aside}{field}"), &text);
        }
        let back = format!("{KEPT}.{}.", chosen.label);
        let kept: Vec<(String, String)> = self
            .iter()
            .filter_map(|(field, text)| {
                Some((field.strip_prefix(&back)?.to_owned(), text.to_owned()))
            })
            .collect();
        self.clear(&back);
        self.leave_foreign(chosen);
        if kept.iter().any(|(field, _)| field.starts_with("filter.")) {
            self.clear("filter.");
        }
        for (field, text) in kept {
            // What both ask is asked of the source that was chosen last.
            if field != "source" || self.given("source").is_none() {
                self.set(&field, &text);
            }
        }
    }

    /// Takes out what the kind of number does not ask for.
    fn leave_foreign(&mut self, chosen: &MetricTypeDescription) {
        let asks = |key: &str| chosen.fields.iter().any(|field| field.key == key);
        let foreign: Vec<String> = self
            .iter()
            .filter_map(|(field, _)| {
                let key = field.strip_prefix("property.")?;
                (!asks(key)).then(|| field.to_owned())
            })
            .collect();
        for field in foreign {
            self.remove(&field);
        }
        if !asks("filters") {
            self.clear("filter.");
        }
    }
}

/// Whether a field is asked by a kind of number, and not by all of them.
fn is_of_type(field: &str) -> bool {
    field.starts_with("property.")
        || field.starts_with("filter.")
        || matches!(field, "source" | "measure")
}

impl Dbag {
    /// The form after another kind of number was chosen than the one whose fields were shown: what was
    /// typed for each stays with it. Whether it is another.
    pub fn follow_type(&self, form: &mut MetricForm, shown: &str) -> bool {
        let registry = self.collector.registry();
        let chosen = registry.get(form.text("metric_type"));
        let Some(chosen) = chosen.map(|one| one.describe()) else {
            return false;
        };
        let is_other = !shown.is_empty() && shown != chosen.label;
        if is_other {
            form.change_type(shown, &chosen);
        }
        is_other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dbag_collector::Registry;

    fn described(label: &str) -> MetricTypeDescription {
        let registry = Registry::built_in();
        registry.get(label).expect("a type").describe()
    }

    #[test]
    fn what_was_typed_for_a_kind_comes_back_with_it() {
        let (rows, query) = (described("row_count"), described("sql_query"));
        let mut form = MetricForm::new()
            .with("label", "Orders")
            .with("source", "shop")
            .with("property.query", "select count(*) from orders")
            .with("measure", "flow");
        form.change_type("sql_query", &rows);
        assert_eq!(form.given("property.query"), None, "no field of rows");
        assert_eq!(form.text("source"), "shop");
        form.set("property.table", "orders");
        form.set("filter.0.column", "state");
        form.change_type("row_count", &query);
        assert_eq!(form.text("property.query"), "select count(*) from orders");
        assert_eq!(form.text("measure"), "flow");
        assert_eq!(form.given("property.table"), None);
        assert!(form.filters().is_empty());
        form.change_type("sql_query", &rows);
        assert_eq!(form.text("property.table"), "orders");
        assert_eq!(form.filters().len(), 1);
        assert_eq!(form.text("label"), "Orders");
        assert!(
            form.kept()
                .any(|(field, _)| field == "kept.sql_query.property.query")
        );
    }
}

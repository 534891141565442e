//! The form of a panel: what people type, read with what is wrong at each field.

use std::collections::BTreeMap;

use dbag_domain::{
    Arrangement, Binding, Colour, ObjectKey, Order, PanelCompare, PanelKind, PanelOptions,
    PanelScale, PanelSeries, PanelSettings, Problem, RangeChoice, ReadAs, Slug, Step, UnknownWord,
};

/// Texts by the names of fields: those of a panel's settings and options, and
/// `series.<n>.metric|object|key|label|colour` for what it shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PanelForm(BTreeMap<String, String>);

impl PanelForm {
    /// The form that a panel fills in.
    pub fn of(panel: &PanelSettings) -> Self {
        let mut form = Self::default();
        let options = &panel.options;
        let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
        let number = |number: Option<u16>| number.map_or_else(String::new, |n| n.to_string());
        for (field, text) in [
            ("kind", panel.kind.to_string()),
            ("title", panel.title.clone()),
            (
                "range",
                options.range.map_or_else(String::new, String::from),
            ),
            (
                "step",
                options
                    .step
                    .map_or_else(String::new, |step| step.to_string()),
            ),
            (
                "compare",
                options
                    .compare
                    .map_or_else(String::new, |compare| compare.to_string()),
            ),
            ("from_zero", yes(options.from_zero)),
            ("scale", options.scale.to_string()),
            ("arrangement", options.arrangement.to_string()),
            ("read_as", options.read_as.to_string()),
            ("average", number(options.average)),
            ("legend", yes(!options.no_legend)),
            ("hidden", yes(options.hidden)),
            ("order", options.order.to_string()),
            ("count", number(options.count)),
            ("text", options.text.clone()),
        ] {
            form.set(field, &text);
        }
        for (at, series) in panel.series.iter().enumerate() {
            let key = series.key.as_ref().map_or("", ObjectKey::as_str);
            for (part, text) in [
                ("metric", series.metric.as_str()),
                ("object", series.object.as_str()),
                ("key", key),
                ("label", series.label.as_str()),
                ("colour", series.colour.as_str()),
            ] {
                form.set(&format!("series.{at}.{part}"), text);
            }
        }
        form
    }

    /// Fills in a field.
    pub fn set(&mut self, field: &str, text: &str) {
        self.0.insert(field.to_owned(), text.to_owned());
    }

    /// What was typed into a field; empty where nothing was.
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", |text| text.trim())
    }

    fn given(&self, field: &str) -> Option<&str> {
        Some(self.text(field)).filter(|text| !text.is_empty())
    }

    /// The numbers of the series that were typed, in order.
    pub fn series(&self) -> Vec<u32> {
        let number = |key: &String| key.strip_prefix("series.")?.split('.').next()?.parse().ok();
        let mut numbers: Vec<u32> = self.0.keys().filter_map(number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The panel that was typed, at the place of `old`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at its field.
    pub fn to_settings(&self, old: &PanelSettings) -> Result<PanelSettings, Vec<Problem>> {
        let mut reading = Reading {
            form: self,
            problems: Vec::new(),
        };
        let panel = reading.panel(old);
        let mut problems = reading.problems;
        if problems.is_empty() {
            let wrong = panel.problems().into_iter();
            problems.extend(wrong.map(|problem| Problem::field(problem.field, problem.message)));
        }
        if problems.is_empty() {
            Ok(panel)
        } else {
            Err(problems)
        }
    }
}

/// A form that is being read, with what is wrong so far.
struct Reading<'a> {
    form: &'a PanelForm,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn panel(&mut self, old: &PanelSettings) -> PanelSettings {
        let kind = self.word("kind", PanelKind::parse).unwrap_or(old.kind);
        let numbers = self.form.series();
        PanelSettings {
            kind,
            title: self.form.text("title").to_owned(),
            place: old.place,
            series: numbers
                .into_iter()
                .filter_map(|at| self.series(at))
                .collect(),
            options: self.options(),
        }
    }

    fn options(&mut self) -> PanelOptions {
        PanelOptions {
            range: self.parsed("range", |text| RangeChoice::try_from(text.to_owned())),
            step: self.word("step", Step::parse),
            compare: self.parsed("compare", PanelCompare::parse),
            from_zero: self.form.text("from_zero") == "yes",
            scale: self
                .word("scale", PanelScale::parse)
                .unwrap_or(PanelScale::Linear),
            arrangement: self
                .word("arrangement", Arrangement::parse)
                .unwrap_or(Arrangement::Grouped),
            read_as: self
                .word("read_as", ReadAs::parse)
                .unwrap_or(ReadAs::Values),
            average: self.number("average"),
            no_legend: self.form.text("legend") == "no",
            hidden: self.form.text("hidden") == "yes",
            order: self.word("order", Order::parse).unwrap_or(Order::Top),
            count: self.number("count"),
            text: self
                .form
                .0
                .get("text")
                .map_or_else(String::new, |text| text.replace('\r', "")),
        }
    }

    /// A row without a metric is none.
    fn series(&mut self, at: u32) -> Option<PanelSeries> {
        let field = |part: &str| format!("series.{at}.{part}");
        let metric = self.form.given(&field("metric"))?;
        let metric = match Slug::parse(metric) {
            Ok(metric) => metric,
            Err(error) => return self.refuse(&field("metric"), error.to_string()),
        };
        let object = self
            .word(&field("object"), Binding::parse)
            .unwrap_or(Binding::Unbound);
        let key = self.parsed(&field("key"), ObjectKey::parse);
        Some(PanelSeries {
            metric,
            object,
            key: key.filter(|_| object == Binding::Named),
            label: self.form.text(&field("label")).to_owned(),
            colour: self
                .word(&field("colour"), Colour::parse)
                .unwrap_or(Colour::Auto),
        })
    }

    fn word<T>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, UnknownWord>,
    ) -> Option<T> {
        self.parsed(field, parse)
    }

    fn number(&mut self, field: &str) -> Option<u16> {
        self.parsed(field, |text| {
            text.parse()
                .map_err(|_| format!("`{text}` is not a whole number"))
        })
    }

    fn parsed<T, E: ToString>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(self.form.given(field)?) {
            Ok(value) => Some(value),
            Err(error) => self.refuse(field, error.to_string()),
        }
    }

    fn refuse<T>(&mut self, field: &str, message: String) -> Option<T> {
        self.problems.push(Problem::field(field, message));
        None
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::Place;

    use super::*;

    fn panel() -> PanelSettings {
        let place = Place {
            x: 0,
            y: 0,
            w: 6,
            h: 4,
        };
        let mut panel = PanelSettings::new(PanelKind::Bars, place);
        panel.title = "Orders & more".to_owned();
        let orders = PanelSeries::of(Slug::parse("orders").expect("a slug"));
        let named = PanelSeries {
            key: ObjectKey::parse("42").ok(),
            colour: Colour::Bad,
            ..orders.clone().bound(Binding::Named)
        };
        panel.series = vec![orders, named];
        panel.options.compare = Some(PanelCompare::Days(28));
        panel.options.average = Some(7);
        let days = RangeChoice::parse_days("2026-01-01", "2026-06-30");
        panel.options.range = days.map(RangeChoice::Custom).ok();
        panel.options.no_legend = true;
        panel
    }

    #[test]
    fn what_a_form_is_filled_in_with_is_read_from_it() {
        let panel = panel();
        assert_eq!(PanelForm::of(&panel).to_settings(&panel), Ok(panel));
    }

    #[test]
    fn every_wrong_field_is_told() {
        let panel = panel();
        let mut form = PanelForm::of(&panel);
        for (field, text) in [
            ("average", "many"),
            ("compare", "0d"),
            ("step", "fortnight"),
            ("series.0.metric", "Not a slug"),
        ] {
            form.set(field, text);
        }
        let problems = form.to_settings(&panel).expect_err("refused");
        let mut fields: Vec<_> = problems.into_iter().filter_map(|one| one.field).collect();
        fields.sort();
        assert_eq!(fields, ["average", "compare", "series.0.metric", "step"]);
    }

    #[test]
    fn a_row_without_a_metric_is_left_out() {
        let mut panel = panel();
        let mut form = PanelForm::of(&panel);
        form.set("series.1.metric", "");
        panel.series.pop();
        assert_eq!(form.to_settings(&panel), Ok(panel));
    }
}

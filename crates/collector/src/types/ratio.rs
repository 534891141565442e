//! `ratio`: one metric divided by another.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use dbag_domain::{
    Day, FieldKind, Format, GapReason, Measure, Measures, MetricTypeDescription, Nature, Numerator,
    ObjectKey, Problem, Properties, RollUp, Slug, Value, Weight,
};

use super::fields::{choice, required, with_default};
use crate::ask::{Answer, AnswerBuilder, Ask, InputValues};
use crate::error::CollectError;
use crate::metric_type::{History, MetricType};

/// One metric divided by another, day by day and object by object.
#[derive(Debug, Clone, Copy)]
pub struct Ratio;

const INPUTS: [&str; 2] = ["numerator", "denominator"];

#[async_trait]
impl MetricType for Ratio {
    fn describe(&self) -> MetricTypeDescription {
        let forms = choice(&[
            ("percent", "As a percentage"),
            ("plain", "As a plain number"),
        ]);
        MetricTypeDescription {
            label: "ratio".to_owned(),
            title: "One metric divided by another".to_owned(),
            description: "For shares: how many of the users signed in today.".to_owned(),
            needs_source: false,
            measures: Measures::Only(Measure::Share),
            fields: vec![
                required(
                    "numerator",
                    "Divide",
                    "The metric above the line.",
                    FieldKind::Metric,
                ),
                required(
                    "denominator",
                    "By",
                    "The metric below the line.",
                    FieldKind::Metric,
                ),
                with_default(
                    required("as", "Shown as", "12.4 % or 0.124.", forms),
                    "percent",
                ),
            ],
        }
    }

    fn history(&self, _properties: &Properties, _measure: Measure) -> History {
        History::AnyPastDay
    }

    /// Longer periods divide the sums of what is above and below the line: each day counts by what it
    /// was divided by.
    fn nature(&self, _properties: &Properties, measure: Measure) -> Nature {
        Nature {
            rollup: RollUp::Recomputed,
            ..Nature::of(measure)
        }
    }

    fn usual_format(&self, properties: &Properties) -> Format {
        match properties.text("as") {
            "plain" => Format::Number,
            _ => Format::Percent,
        }
    }

    fn weighted_by(&self, properties: &Properties) -> Option<String> {
        properties.given("denominator").map(str::to_owned)
    }

    fn inputs(&self, properties: &Properties) -> Vec<Slug> {
        let slug = |key: &&str| Slug::parse(properties.text(key)).ok();
        INPUTS.iter().filter_map(slug).collect()
    }

    fn check(&self, properties: &Properties) -> Result<(), Vec<Problem>> {
        let refused = |key: &&str| {
            let error = Slug::parse(properties.text(key)).err()?;
            Some(Problem::field(*key, error.to_string()))
        };
        let problems: Vec<Problem> = INPUTS.iter().filter_map(refused).collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    async fn collect(&self, ask: &Ask<'_>) -> Result<Answer, CollectError> {
        let [numerator, denominator] = ask.inputs else {
            return Err(CollectError::field(
                "numerator",
                "both metrics are needed to divide one by the other",
            ));
        };
        for (field, input) in INPUTS.into_iter().zip(ask.inputs) {
            check_objects(field, input, ask.has_objects)?;
        }
        let factor = match ask.properties.text("as") {
            "plain" => 1.0,
            _ => 100.0,
        };
        Ok(divide(ask, numerator, denominator, factor))
    }
}

/// One value for each object is divided by one for each object: what one side does not tell apart is not zero.
fn check_objects(field: &str, input: &InputValues, has_objects: bool) -> Result<(), CollectError> {
    let slug = &input.slug;
    let message = match (input.has_objects, has_objects) {
        (true, false) => format!(
            "`{slug}` has a value for each object; choose its kind of objects for the ratio, and a metric \
             with the same to divide by"
        ),
        (false, true) => format!(
            "`{slug}` has no objects; leave the kind of objects out, or choose a metric with them"
        ),
        _ => return Ok(()),
    };
    Err(CollectError::field(field, message))
}

type Place<'a> = (Day, Option<&'a ObjectKey>);
type Values<'a> = HashMap<Place<'a>, Result<Value, GapReason>>;

fn values(input: &InputValues) -> Values<'_> {
    input
        .observations
        .iter()
        .map(|one| ((one.day, one.object.as_ref()), one.value))
        .collect()
}

fn divide(ask: &Ask<'_>, above: &InputValues, below: &InputValues, factor: f64) -> Answer {
    let (numerators, denominators) = (values(above), values(below));
    let known = numerators.keys().chain(denominators.keys()).copied();
    let mut places: BTreeSet<Place<'_>> = known.collect();
    if !ask.has_objects {
        places.extend(ask.days.days().map(|day| (day, None)));
    }
    let is_wanted =
        |place: &Place<'_>| ask.days.contains(place.0) && place.1.is_some() == ask.has_objects;
    // Over longer periods averages, distinct counts and windows are no sums that could be divided: there each
    // day counts alike.
    let adds_up = above.adds_up && below.adds_up;
    // Of either: where one has rows, none of the other is none. Before that nobody knows, whatever was brought.
    let begins = above.begins.into_iter().chain(below.begins).min();
    let mut builder = AnswerBuilder::default();
    for place in places.into_iter().filter(is_wanted) {
        let (day, object) = (place.0, place.1.cloned());
        let number = |values: &Values<'_>, input: &InputValues| match values.get(&place) {
            Some(value) => value.map(Value::get).map_err(GapReason::of_computed),
            // Nobody has paid: of those who are there, that is none.
            None => input.unsaid(day, begins),
        };
        match (number(&numerators, above), number(&denominators, below)) {
            (Ok(numerator), Ok(0.0)) => {
                // What is not there at all is no failure.
                if denominators.contains_key(&place) {
                    let message = format!("`{}` is zero: nothing to divide by", below.slug);
                    builder.fail_row(GapReason::InputMissing, message);
                }
                let undivided = if adds_up { factor * numerator } else { 0.0 };
                let reason = Numerator::new(undivided)
                    .map_or(GapReason::BadValue, GapReason::ZeroDenominator);
                builder.add_gap(day, object, reason);
            }
            (Ok(numerator), Ok(denominator)) => {
                let ratio = Value::new(factor * numerator / denominator);
                let weight = Weight::denominator(denominator).ok().filter(|_| adds_up);
                let ratio = ratio.map(|ratio| ratio.weighing(weight));
                let said = ratio.map(Some).map_err(|bad| bad.to_string());
                builder.add(day, object, None, said);
            }
            (Err(reason), Ok(_)) | (Ok(_), Err(reason)) => builder.add_gap(day, object, reason),
            (Err(one), Err(other)) => builder.add_gap(day, object, gravest(one, other)),
        }
    }
    builder.finish()
}

/// Of two inputs without a value: what somebody did to one, or what is not known of it, weighs more than that one has
/// nothing.
fn gravest(one: GapReason, other: GapReason) -> GapReason {
    match (one.is_answer(), other.is_answer(), other) {
        (true, _, _) | (false, false, GapReason::InputRemoved) => other,
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Limits;
    use chrono::DateTime;
    use dbag_domain::{DayRange, Observation, Zone};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    fn input(slug: &str, values: &[(&str, Option<i128>, f64)]) -> InputValues {
        let observation = |&(date, key, number): &(&str, Option<i128>, f64)| Observation {
            day: day(date),
            object: key.map(ObjectKey::from_integer),
            object_label: None,
            value: Value::new(number).map_err(|_| GapReason::SourceDown),
        };
        InputValues {
            slug: Slug::parse(slug).expect("a slug"),
            observations: values.iter().map(observation).collect(),
            has_objects: values.iter().any(|(_, key, _)| key.is_some()),
            adds_up: true,
            zero_days: BTreeSet::new(),
            begins: values.first().map(|(date, ..)| day(date)),
            answered_days: ["2026-11-01", "2026-11-02"].map(day).into(),
        }
    }

    async fn ratio(form: &str, has_objects: bool, inputs: &[InputValues]) -> Answer {
        let mut properties = Properties::default();
        properties.set("as", form);
        let ask = Ask {
            source: None,
            properties: &properties,
            days: DayRange::new(day("2026-11-01"), day("2026-11-03")).expect("in order"),
            zone: &Zone::utc(),
            now: DateTime::UNIX_EPOCH,
            measure: Measure::Level,
            has_objects,
            object: None,
            merged: None,
            inputs,
            limits: Limits::default(),
        };
        Ratio.collect(&ask).await.expect("an answer")
    }

    #[tokio::test]
    async fn days_are_divided_and_a_missing_input_is_a_gap() {
        let above = input(
            "active",
            &[("2026-11-01", None, 3.0), ("2026-11-02", None, 1.0)],
        );
        let below = input(
            "users",
            &[("2026-11-01", None, 4.0), ("2026-11-02", None, 0.0)],
        );
        let answer = ratio("percent", false, &[above, below]).await;
        let values: Vec<_> = answer.observations.iter().map(|o| o.value).collect();
        assert_eq!(values[0].map(Value::get), Ok(75.0));
        let weight = values[0].ok().and_then(Value::weight).map(Weight::get);
        assert_eq!(weight, Some(4.0));
        let undivided = Numerator::new(100.0).expect("finite");
        assert_eq!(values[1], Err(GapReason::ZeroDenominator(undivided)));
        assert_eq!(values[2], Err(GapReason::InputFailed), "it was not asked");
        assert_eq!(answer.failures.len(), 1);
        assert!(answer.failures[0].message.contains("`users` is zero"));
    }

    /// Of a failure nobody knows what would be there, and a removal is somebody's word: neither is an answer.
    #[tokio::test]
    async fn a_ratio_says_what_became_of_its_inputs() {
        let with = |first: GapReason, second: Option<GapReason>| {
            let mut input = input("a", &[("2026-11-01", None, 3.0), ("2026-11-02", None, 1.0)]);
            input.observations[0].value = Err(first);
            if let Some(second) = second {
                input.observations[1].value = Err(second);
            }
            input
        };
        let above = with(GapReason::Removed, Some(GapReason::InputFailed));
        let below = with(GapReason::NoAnswer, Some(GapReason::InputRemoved));
        let answer = ratio("plain", false, &[above, below.clone()]).await;
        let gaps: Vec<_> = answer
            .observations
            .iter()
            .map(|one| one.value.err())
            .collect();
        let removed = Some(GapReason::InputRemoved);
        assert_eq!(gaps, [removed, removed, Some(GapReason::InputFailed)]);
        let above = with(GapReason::Timeout, None);
        let answer = ratio("plain", false, &[above, below]).await;
        assert_eq!(answer.observations[0].value, Err(GapReason::InputFailed));
    }

    #[tokio::test]
    async fn averages_divided_by_averages_have_no_weight() {
        let numbers = [("2026-11-01", None, 3.0), ("2026-11-02", None, 3.0)];
        let above = input("price", &numbers);
        let below = InputValues {
            adds_up: false,
            ..input(
                "quantity",
                &[("2026-11-01", None, 4.0), ("2026-11-02", None, 0.0)],
            )
        };
        let answer = ratio("plain", false, &[above, below]).await;
        let values: Vec<_> = answer.observations.iter().map(|one| one.value).collect();
        assert_eq!(
            values[0].map(|value| (value.get(), value.weight())),
            Ok((0.75, None))
        );
        assert_eq!(values[1], Err(GapReason::ZeroDenominator(Numerator::ZERO)));
    }

    #[tokio::test]
    async fn what_is_divided_by_less_than_nothing_counts_less() {
        let above = input("back", &[("2026-11-01", None, 3.0)]);
        let below = input("net", &[("2026-11-01", None, -4.0)]);
        let answer = ratio("plain", false, &[above, below]).await;
        let value = answer.observations[0].value.expect("a value");
        assert_eq!(value.get(), -0.75);
        assert_eq!(value.weight().map(Weight::get), Some(-4.0));
    }

    /// Of an object that has orders and none that is paid, nothing is known of those paid.
    #[tokio::test]
    async fn none_of_what_is_there_is_zero() {
        let above = InputValues {
            zero_days: BTreeSet::from([day("2026-11-01"), day("2026-11-02")]),
            ..input(
                "paid",
                &[
                    ("2026-11-02", Some(1), 1.0),
                    ("2026-11-02", Some(2), f64::NAN),
                ],
            )
        };
        let below = [1, 2, 3].into_iter().flat_map(|key| {
            ["2026-11-01", "2026-11-02", "2026-11-03"].map(|date| (date, Some(key), 4.0))
        });
        let below = input("orders", &below.collect::<Vec<_>>());
        let answer = ratio("plain", true, &[above, below]).await;
        let values = answer
            .observations
            .iter()
            .map(|one| one.value.ok().map(Value::get));
        let (zero, none) = (Some(0.0), None);
        // By day and object: the third day was not answered, and one answer of the second failed.
        let expected = [zero, zero, zero, Some(0.25), none, zero, none, none, none];
        assert_eq!(values.collect::<Vec<_>>(), expected);
        assert!(answer.failures.is_empty());
    }

    #[tokio::test]
    async fn objects_are_divided_one_by_one() {
        let above = input(
            "active",
            &[("2026-11-01", Some(1), 1.0), ("2026-11-01", Some(2), 1.0)],
        );
        let below = input(
            "users",
            &[("2026-11-01", Some(1), 4.0), ("2026-11-01", None, 9.0)],
        );
        let answer = ratio("plain", true, &[above, below]).await;
        let values: Vec<_> = answer.observations.iter().map(|o| o.value).collect();
        assert_eq!(values.len(), 2);
        assert_eq!(values[0].map(Value::get), Ok(0.25));
        assert_eq!(values[1], Err(GapReason::InputMissing));
    }
}

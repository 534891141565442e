//! Goals as people type them: `12`, and `12 orders a day` as well.

use dbag_domain::{Format, Goal, GoalError, GoalShape, Measure, MetricSettings, Problem};

/// How a goal's numbers are said to be of each day, which they are.
const OF_A_DAY: [&str; 5] = ["a day", "per day", "each day", "every day", "/ day"];

/// Reads what people type as a metric's goal: numbers, with or without the word for what is counted.
///
/// # Errors
///
/// At the field `points`, with the way out.
pub fn parse_goal(metric: &MetricSettings, shape: &str, text: &str) -> Result<Goal, Problem> {
    let refused = |words: String| Problem::field("points", words);
    let shape = GoalShape::parse(shape).map_err(|error| refused(error.to_string()))?;
    let parts = text.split([',', '\n', ';']);
    let bare: Vec<String> = parts.map(|part| without_unit(part, metric)).collect();
    Goal::parse(shape, &bare.join(",")).map_err(|error| {
        refused(match (shape, error) {
            (GoalShape::Constant, GoalError::NotAPoint(_)) => not_a_number(text, metric),
            (_, error) => error.to_string(),
        })
    })
}

fn not_a_number(text: &str, metric: &MetricSettings) -> String {
    let typed: String = text.trim().chars().take(40).collect();
    let unit = match (metric.unit.format, metric.unit.plural.as_str()) {
        (Format::Duration, _) => " of seconds".to_owned(),
        (Format::Bytes, _) => " of bytes".to_owned(),
        (Format::Number, plural) if !plural.is_empty() => format!(" of {plural}"),
        _ => String::new(),
    };
    format!("`{typed}` is no number{unit}; write one number, like 12")
}

/// A point without the word for what is counted, and without `a day` where it is counted by day.
fn without_unit(part: &str, metric: &MetricSettings) -> String {
    let mut rest = part.trim();
    let is_flow = metric.measure == Measure::Flow;
    for words in OF_A_DAY.into_iter().filter(|_| is_flow) {
        rest = without_end(rest, words).unwrap_or(rest);
    }
    let unit = &metric.unit;
    let sign = match unit.format {
        Format::Percent => "%",
        _ => "",
    };
    for word in [unit.plural.as_str(), unit.singular.as_str(), sign] {
        rest = without_end(rest, word).unwrap_or(rest);
    }
    match unit.format {
        Format::Currency => without_currency(rest, &unit.singular),
        _ => rest.to_owned(),
    }
}

/// An amount without the sign of its currency, which may follow a minus.
fn without_currency(text: &str, sign: &str) -> String {
    let (minus, size) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(size) => ("-", size.trim_start()),
        None => ("", text),
    };
    let size = size.strip_prefix(sign).map_or(size, str::trim_start);
    format!("{minus}{size}")
}

/// A text without a word at its end, however that is written; none where it has another.
fn without_end<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let length = word.chars().count().checked_sub(1)?;
    let (at, _) = text.char_indices().rev().nth(length)?;
    let is_word = text[at..].to_lowercase() == word.to_lowercase();
    is_word.then(|| text[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dbag_domain::{Label, Slug, Unit};

    fn orders(measure: Measure, unit: Unit) -> MetricSettings {
        let slug = Slug::parse("orders").expect("a slug");
        let label = Label::parse("Orders").expect("a label");
        let mut settings = MetricSettings::new(slug, label, "push", measure);
        settings.unit = unit;
        settings
    }

    fn unit(singular: &str, plural: &str, format: Format) -> Unit {
        Unit {
            singular: singular.to_owned(),
            plural: plural.to_owned(),
            format,
        }
    }

    fn read(metric: &MetricSettings, text: &str) -> Result<String, String> {
        let shape = match text.contains('-') {
            true => "steps",
            false => "constant",
        };
        let goal = parse_goal(metric, shape, text).map_err(|problem| problem.message)?;
        Ok(goal.to_text())
    }

    #[test]
    fn the_minus_that_numbers_are_shown_with_is_one() {
        let flow = orders(Measure::Flow, unit("order", "orders", Format::Number));
        assert_eq!(read(&flow, "\u{2212}5 orders").as_deref(), Ok("-5"));
        let euros = orders(Measure::Flow, unit("€", "€", Format::Currency));
        for text in ["\u{2212}€5", "-€5", "€\u{2212}5", "\u{2212}5 €"] {
            let goal = parse_goal(&euros, "constant", text).map(|goal| goal.to_text());
            assert_eq!(goal.as_deref(), Ok("-5"), "{text}");
        }
    }

    #[test]
    fn the_word_for_what_is_counted_may_be_written() {
        let flow = orders(Measure::Flow, unit("order", "orders", Format::Number));
        for text in [
            "12",
            " 12 orders",
            "12 Orders a day",
            "12 order",
            "12 per day",
            "12orders",
        ] {
            assert_eq!(read(&flow, text).as_deref(), Ok("12"), "{text}");
        }
        let steps = "2026-01-01 10 orders, 2026-07-01 12 orders a day";
        let kept = "2026-01-01 10, 2026-07-01 12";
        assert_eq!(read(&flow, steps).as_deref(), Ok(kept));
        let euros = orders(Measure::Flow, unit("€", "€", Format::Currency));
        assert_eq!(read(&euros, "€ 500 a day").as_deref(), Ok("500"));
        assert_eq!(read(&euros, "500 €").as_deref(), Ok("500"));
        let share = orders(Measure::Share, unit("", "", Format::Percent));
        assert_eq!(read(&share, "3.5 %").as_deref(), Ok("3.5"));
    }

    #[test]
    fn what_is_no_number_is_refused_with_the_way_out() {
        let flow = orders(Measure::Flow, unit("order", "orders", Format::Number));
        let said = "`12 orders a week` is no number of orders; write one number, like 12";
        assert_eq!(read(&flow, "12 orders a week"), Err(said.to_owned()));
        let level = orders(Measure::Level, unit("account", "accounts", Format::Number));
        assert!(
            read(&level, "12 accounts a day").is_err(),
            "it is of no day"
        );
        let slow = orders(Measure::Share, unit("", "", Format::Duration));
        let said = "`2 h` is no number of seconds; write one number, like 12";
        assert_eq!(read(&slow, "2 h"), Err(said.to_owned()));
    }
}

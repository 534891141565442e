//! The labels of the value axis: short, and no two alike.

use std::collections::HashSet;

use dbag_domain::{Format, Unit, format_compact};

use crate::text::text_width;

/// The widest label in tenths of a pixel: the wide gutter less its distance.
pub(crate) const WIDEST: i32 = 720;

/// One label a tick, with as many digits as say exactly where it is.
pub(crate) fn tick_labels(ticks: &[f64], unit: &Unit) -> Vec<String> {
    let bare = Unit::default();
    let compact = [write_all(ticks, |tick| format_compact(tick, unit))];
    let compact = compact
        .into_iter()
        .filter(|_| ticks.iter().all(|&tick| is_short(tick, unit.format)));
    let scale = scale_of(ticks, unit.format);
    let scaled = (0..=12)
        .filter(|&digits| ticks.iter().all(|tick| has_digits(tick / scale.0, digits)))
        .map(|digits| write_all(ticks, |tick| in_scale(tick, scale, digits, unit)));
    // A currency sign can be a whole word: the number alone must do.
    let plain = [write_all(ticks, |tick| format_compact(tick, &bare))];
    let scientific = (0..=16)
        .filter(|&digits| ticks.iter().all(|&tick| are_enough_powers(tick, digits)))
        .map(|digits| write_all(ticks, |tick| in_powers(tick, digits)));
    compact
        .chain(scaled)
        .chain(plain)
        .chain(scientific)
        .find(|labels| are_distinct(labels) && labels.iter().all(|l| text_width(l) <= WIDEST))
        .unwrap_or_else(|| ends_only(ticks))
}

/// One label a tick of a logarithmic axis, whose ticks have no scale in common: each as
/// short as it is, or all as powers of ten.
pub(crate) fn power_labels(ticks: &[f64], unit: &Unit) -> Vec<String> {
    let bare = Unit::default();
    let is_named = |tick: f64, unit: &Unit| tick < 1e15 && is_short(tick, unit.format);
    let compact = [unit, &bare]
        .into_iter()
        .filter(|unit| ticks.iter().all(|&tick| is_named(tick, unit)))
        .map(|unit| write_all(ticks, |tick| format_compact(tick, unit)));
    compact
        .chain([write_all(ticks, |tick| in_powers(tick, 0))])
        .find(|labels| are_distinct(labels) && labels.iter().all(|l| text_width(l) <= WIDEST))
        .unwrap_or_else(|| ends_only(ticks))
}

/// Where no labels fit, the ends roughly; empty labels are not drawn.
fn ends_only(ticks: &[f64]) -> Vec<String> {
    let mut labels = vec![String::new(); ticks.len()];
    if let (Some(label), Some(&tick)) = (labels.last_mut(), ticks.last()) {
        *label = in_powers(tick, 1);
    }
    if let (Some(&tick), Some(&last)) = (ticks.first(), ticks.last())
        && in_powers(tick, 1) != in_powers(last, 2)
    {
        labels[0] = in_powers(tick, 1);
    }
    labels
}

fn write_all(ticks: &[f64], write: impl Fn(f64) -> String) -> Vec<String> {
    ticks.iter().map(|&tick| write(tick)).collect()
}

fn are_distinct(labels: &[String]) -> bool {
    labels.iter().collect::<HashSet<_>>().len() == labels.len()
}

/// Whether the digits that `format_compact` writes say where the tick is.
fn is_short(tick: f64, format: Format) -> bool {
    if format == Format::Duration {
        return true;
    }
    let scaled = tick / step_of(tick.abs(), format).0;
    let digits = match scaled.abs() {
        ..1.0 if format == Format::Number => 3,
        ..99.95 => 1,
        _ => 0,
    };
    has_digits(scaled, digits)
}

/// Whether a number has no more digits after the point than these.
fn has_digits(number: f64, digits: i32) -> bool {
    let raised = number * 10.0_f64.powi(digits);
    (raised - raised.round()).abs() <= raised.abs() * 1e-9
}

/// The scale (k, M, GB) of the largest tick.
fn scale_of(ticks: &[f64], format: Format) -> (f64, &'static str) {
    let sizes = ticks.iter().map(|tick| tick.abs());
    step_of(sizes.fold(0.0, f64::max), format)
}

/// All ticks in one scale: `1.05M` beside `1.1M`.
fn in_scale(tick: f64, (scale, suffix): (f64, &str), digits: i32, unit: &Unit) -> String {
    let digits = usize::try_from(digits).unwrap_or(0);
    let text = format!("{:.digits$}", (tick / scale).abs());
    let text = match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
        None => &text,
    };
    if text == "0" {
        return text.to_owned();
    }
    let minus = if tick < 0.0 { "\u{2212}" } else { "" };
    let sign = match unit.format {
        Format::Currency => unit.plural.as_str(),
        _ => "",
    };
    format!("{minus}{sign}{text}{suffix}")
}

fn step_of(size: f64, format: Format) -> (f64, &'static str) {
    const COUNTS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")];
    const BYTES: [(f64, &str); 4] = [(1e12, " TB"), (1e9, " GB"), (1e6, " MB"), (1e3, " kB")];
    let (steps, least) = match format {
        Format::Number | Format::Currency => (COUNTS, ""),
        Format::Bytes => (BYTES, " B"),
        Format::Percent => return (1.0, " %"),
        Format::Duration => return (1.0, " s"),
    };
    let step = steps.into_iter().find(|(step, _)| size >= *step);
    step.unwrap_or((1.0, least))
}

fn are_enough_powers(tick: f64, digits: usize) -> bool {
    let written = format!("{tick:.digits$e}").parse().unwrap_or(0.0_f64);
    (written / 2.0 - tick / 2.0).abs() <= tick.abs() * 1e-9
}

fn in_powers(tick: f64, digits: usize) -> String {
    if tick == 0.0 {
        return "0".to_owned();
    }
    format!("{tick:.digits$e}").replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(format: Format, plural: &str) -> Unit {
        Unit {
            singular: String::new(),
            plural: plural.to_owned(),
            format,
        }
    }

    #[test]
    fn labels_have_the_digits_they_need() {
        let cases: [(Format, &[f64], &[&str]); 9] = [
            (Format::Number, &[100e3, 102.5e3], &["100k", "102.5k"]),
            (Format::Number, &[0.0, 1.25, 2.5], &["0", "1.25", "2.5"]),
            (
                Format::Number,
                &[0.0, 500.0, 1e3, 1.5e3],
                &["0", "500", "1k", "1.5k"],
            ),
            (Format::Number, &[1.05e6, 1.1e6], &["1.05M", "1.1M"]),
            (
                Format::Number,
                &[0.0, 0.0002, 0.0004],
                &["0", "0.0002", "0.0004"],
            ),
            (Format::Bytes, &[1.02e9, 1.04e9], &["1.02 GB", "1.04 GB"]),
            (
                Format::Percent,
                &[12.0, 12.05, 12.1],
                &["12 %", "12.05 %", "12.1 %"],
            ),
            (Format::Duration, &[0.0, 3_600.0], &["0 s", "1 h"]),
            (Format::Currency, &[0.0, 3_200.0], &["€0", "€3.2k"]),
        ];
        for (format, ticks, labels) in cases {
            assert_eq!(tick_labels(ticks, &unit(format, "€")), labels);
        }
    }

    #[test]
    fn labels_of_powers_are_short_each() {
        let number = unit(Format::Number, "");
        let cases: [(&[f64], &[&str]); 3] = [
            (&[0.01, 1.0, 100.0, 1e4], &["0.01", "1", "100", "10k"]),
            (&[1e-6, 1.0], &["1e\u{2212}6", "1e0"]),
            (&[1e200, 1e250], &["1e200", "1e250"]),
        ];
        for (ticks, labels) in cases {
            assert_eq!(power_labels(ticks, &number), labels);
        }
    }

    #[test]
    fn labels_fit_their_gutter() {
        let long = unit(Format::Currency, &"pieces of eight ".repeat(9));
        assert_eq!(tick_labels(&[0.0, 1e3], &long), ["0", "1k"]);
        for ticks in [
            [0.0, 1e300],
            [-1e300, 1e300],
            [1e-290, 2e-290],
            [1e15, 2e15],
        ] {
            let labels = tick_labels(&ticks, &unit(Format::Bytes, ""));
            assert!(labels.iter().all(|l| text_width(l) <= WIDEST), "{labels:?}");
        }
    }
}

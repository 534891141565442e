//! What breaks charts, designed: many, one, none, huge and hostile.

mod common;

use dbag_chart::{ChartSpec, ChartStyle, ProgressSpec, SeriesRole, ValueScale, draw, progress_bar};
use dbag_domain::{Format, Series, Unit};

use common::{assert_picture, chart, guide, in_colours, shown, wave};

/// 300 characters that are markup to whoever does not escape them.
fn hostile() -> String {
    "<script>alert(\"x\")</script> & ' ".repeat(10)[..300].to_owned()
}

fn many(count: usize, days: usize) -> Vec<Series> {
    let series = |at: usize| common::series(wave(days, 40.0 + (at * 37 % 211) as f64));
    (0..count).map(series).collect()
}

#[test]
fn two_hundred_series() {
    let line = draw(&chart(ChartStyle::Line, in_colours(many(200, 60))));
    assert_eq!(line.svg.matches("<circle").count(), 8);
    assert_picture("many-lines", &line);
    let spec = chart(ChartStyle::StackedArea, in_colours(many(200, 30)));
    assert_picture("many-areas", &draw(&spec));
    let spec = chart(ChartStyle::StackedBars, in_colours(many(200, 12)));
    assert_picture("many-stacked-bars", &draw(&spec));
    let spec = chart(ChartStyle::Bars, in_colours(many(3, 365)));
    let picture = draw(&spec);
    assert!(!picture.svg.contains("chart__bar"), "hairs become lines");
    assert_picture("many-bars", &picture);
    assert_picture(
        "abreast",
        &draw(&chart(ChartStyle::Bars, in_colours(many(3, 14)))),
    );
}

#[test]
fn one_and_no_value_of_each_style() {
    for (style, name) in [
        (ChartStyle::StackedBars, "stacked-bars"),
        (ChartStyle::StackedArea, "stacked-area"),
    ] {
        let of = |values: Vec<Option<f64>>| {
            let series = [values.clone(), values].map(common::series);
            draw(&chart(style, in_colours(series)))
        };
        assert_picture(&format!("{name}-one"), &of(vec![Some(42.0)]));
        assert_picture(&format!("{name}-none"), &of(vec![None; 30]));
        assert_picture(&format!("{name}-constant"), &of(vec![Some(42.0); 30]));
    }
    let log = |values: Vec<Option<f64>>| {
        draw(&ChartSpec {
            scale: ValueScale::Log,
            ..chart(ChartStyle::Line, vec![shown(common::series(values))])
        })
    };
    assert_picture("log-one", &log(vec![Some(42.0)]));
    assert_picture("log-none", &log(vec![None; 30]));
    assert_picture("log-constant", &log(vec![Some(42.0); 30]));
    let linear = log(vec![Some(-1.0), Some(0.0), Some(-3.0)]);
    assert!(
        linear.y[0].iter().all(Option::is_some),
        "no value is positive"
    );
}

#[test]
fn huge_values_of_both_signs() {
    let values = [-1e300, 1.0, 1e300, 5e-324, 1e308, -1e308].map(Some);
    for (style, name) in [
        (ChartStyle::Line, "huge-line"),
        (ChartStyle::Area, "huge-area"),
        (ChartStyle::StackedBars, "huge-stacked"),
    ] {
        let series = [values.to_vec(), values.to_vec()].map(common::series);
        assert_picture(name, &draw(&chart(style, in_colours(series))));
    }
    let spec = ChartSpec {
        scale: ValueScale::Log,
        ..chart(
            ChartStyle::Line,
            vec![shown(common::series(values.to_vec()))],
        )
    };
    assert_picture("huge-log", &draw(&spec));
}

#[test]
fn three_hundred_characters_of_markup() {
    let words = hostile();
    let unit = Unit {
        singular: words.clone(),
        plural: words.clone(),
        format: Format::Number,
    };
    let mut series = vec![
        shown(common::series(wave(30, 80.0))),
        guide(SeriesRole::Goal, common::series(vec![Some(90.0); 30])),
    ];
    for one in &mut series {
        one.name.clone_from(&words);
    }
    let picture = draw(&ChartSpec {
        title: words.clone(),
        unit: unit.clone(),
        ..chart(ChartStyle::Area, series)
    });
    assert!(!picture.svg.contains("<script"));
    assert_picture("long-words", &picture);
    let bar = progress_bar(&ProgressSpec {
        title: &words,
        ..ProgressSpec::new(3.0, 4.0, &unit)
    });
    assert!(!bar.svg.contains("<script"));
    assert_picture("long-words-progress", &bar);
}

//! Pictures one can open: `UPDATE_SNAPSHOTS=1 cargo test -p dbag-chart` draws them anew.

mod common;

use dbag_chart::{ChartSpec, ChartStyle, SeriesClass, draw};
use dbag_domain::{Format, Period, Series, Step, Unit};

use common::{assert_picture, chart, compared, ninety_days, shown, today, wave};

#[test]
fn an_area_of_a_year() {
    let values = wave(365, 5_000.0);
    let spec = ChartSpec {
        axis_from_zero: true,
        ..chart(ChartStyle::Area, vec![shown(common::series(values))])
    };
    let picture = draw(&spec);
    assert!(
        picture.svg.len() <= 8 * 1_024,
        "{} bytes",
        picture.svg.len()
    );
    assert_picture("area-year", &picture);
}

#[test]
fn bars_above_and_below_zero() {
    let values = (0..24).map(|at| Some(f64::from((at * 37) % 19) - 9.0));
    let month = Period::of(today(), Step::Month).start.plus_months(-23);
    let points = common::periods(Period::of(month, Step::Month), values);
    assert_picture(
        "bars-negative",
        &draw(&chart(ChartStyle::Bars, vec![shown(points)])),
    );
}

#[test]
fn a_week_that_is_not_over_is_dotted() {
    let first = Period::of(today() - 25 * 7, Step::Week);
    let mut weeks = wave(26, 1_400.0);
    weeks[25] = Some(190.0);
    let points = common::periods(first, weeks);
    let picture = draw(&chart(ChartStyle::Area, vec![shown(points)]));
    assert!(picture.svg.contains("is-provisional"));
    assert_picture("weeks", &picture);
}

#[test]
fn dense_bars_share_an_outline() {
    let mut series = common::series(wave(365, 80.0));
    for gap in 100..120 {
        series.values[gap] = None;
    }
    let picture = draw(&chart(ChartStyle::Bars, vec![shown(series)]));
    assert!(
        picture.svg.len() <= 8 * 1_024,
        "{} bytes",
        picture.svg.len()
    );
    assert_picture("bars-year", &picture);
}

#[test]
fn a_comparison_starts_where_the_chart_starts() {
    let main = ninety_days();
    let before = Series::new(main.from - 90, wave(90, 150.0));
    let spec = ChartSpec {
        axis_from_zero: true,
        ..chart(ChartStyle::Area, vec![shown(main), compared(before)])
    };
    assert_picture("compared", &draw(&spec));
}

#[test]
fn eight_series_have_eight_colours() {
    let series = SeriesClass::ALL.into_iter().enumerate().map(|(at, class)| {
        let mut series = shown(common::series(wave(60, 100.0 + 60.0 * at as f64)));
        series.class = class;
        series
    });
    assert_picture("eight", &draw(&chart(ChartStyle::Line, series.collect())));
}

#[test]
fn few_and_strange_values() {
    let line = |values: &[Option<f64>]| {
        draw(&chart(
            ChartStyle::Line,
            vec![shown(common::series(values.to_vec()))],
        ))
    };
    assert_picture("one-point", &line(&[Some(42.0)]));
    assert_picture("no-values", &line(&[None; 30]));
    assert_picture("constant", &line(&[Some(42.0); 30]));
    assert_picture(
        "huge",
        &line(&[Some(-1e300), Some(0.0), None, Some(1e300), Some(5e-324)]),
    );
    let lone: Vec<Option<f64>> = (0..60)
        .map(|at| (at % 7 == 0).then_some(f64::from(at)))
        .collect();
    assert_picture("lone-points", &line(&lone));
}

#[test]
fn long_labels_have_a_wide_gutter() {
    let values = (0..30)
        .map(|at| Some(1.02e9 + f64::from(at) * 2e6))
        .collect();
    let spec = ChartSpec {
        unit: Unit {
            format: Format::Bytes,
            ..Unit::default()
        },
        ..chart(ChartStyle::Line, vec![shown(common::series(values))])
    };
    let picture = draw(&spec);
    assert_eq!(picture.gutter, 80);
    assert_picture("bytes", &picture);
}

//! What a picture costs: `cargo run --release -p dbag-chart --example bench`.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::hint::black_box;
use std::time::Instant;

use dbag_chart::{
    ChartSeries, ChartSpec, ChartStyle, HeatSpec, SparkSpec, draw, heat_map, sparkline,
};
use dbag_domain::{Day, DayRange, Series, Unit};

const ROUNDS: u32 = 2_000;

fn main() {
    for days in [30, 90, 365, 1_825] {
        let values = (0..days).map(|day| Some(f64::from(day * 7_919 % 613) + f64::from(day)));
        let series = Series::new(Day::from_days(20_000), values.collect());
        for style in [ChartStyle::Line, ChartStyle::Area, ChartStyle::Bars] {
            let spec = spec(&series, style);
            report(&format!("{style:?} of {days}"), || draw(&spec).svg);
        }
        let range = series.range().unwrap_or(DayRange::single(series.from));
        let spark = SparkSpec {
            width: 232,
            has_ground: false,
            name: "Orders",
            ..SparkSpec::new(&series, range)
        };
        report(&format!("sparkline of {days}"), || sparkline(&spark).svg);
        for style in [ChartStyle::StackedBars, ChartStyle::StackedArea] {
            let mut spec = spec(&series, style);
            spec.series = vec![spec.series[0].clone(); 4];
            report(&format!("{style:?} of 4x{days}"), || draw(&spec).svg);
        }
        let unit = Unit::default();
        let heat = HeatSpec::new(&series, range, &unit);
        report(&format!("heat map of {days}"), || heat_map(&heat).svg);
    }
}

fn spec(series: &Series, style: ChartStyle) -> ChartSpec {
    ChartSpec {
        style,
        series: vec![ChartSeries {
            name: "Orders".to_owned(),
            points: series.clone().into(),
            ..ChartSeries::default()
        }],
        axis_from_zero: true,
        title: "Orders".to_owned(),
        description: "Orders a day".to_owned(),
        ..ChartSpec::default()
    }
}

/// The median of five, for the machine is rarely idle.
fn report(name: &str, picture: impl Fn() -> String) {
    let mut each: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..ROUNDS {
                black_box(picture());
            }
            start.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS)
        })
        .collect();
    each.sort_by(f64::total_cmp);
    println!("{name:22} {:6} bytes {:8.1} us", picture().len(), each[2]);
}

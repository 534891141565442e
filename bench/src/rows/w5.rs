//! W5: one chart of 365 points as SVG and as PNG, and a sparkline.

use anyhow::{Context, Result};
use dbag::png::Fonts;
use dbag_chart::{Caption, ChartSeries, ChartSpec, ChartStyle, SparkSpec, Theme, draw, sparkline};
use dbag_domain::Series;

use crate::data::{days, value};
use crate::limit::push_line;
use crate::measure::{Spread, rounds, thread_ms};
use crate::report::{Goal, Report, Row};
use crate::site::failed;

const POINTS: u32 = 365;
const PICTURES: u32 = 2_000;
/// PNGs drawn in one round.
const IMAGES: u32 = 100;

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let values: Vec<f64> = (0..POINTS).map(|day| value(1, 1, day) as f64).collect();
    let series = Series::new(days(POINTS)[0], values.iter().copied().map(Some).collect());
    let spec = ChartSpec {
        style: ChartStyle::Line,
        series: vec![ChartSeries {
            name: "Orders".to_owned(),
            points: series.clone().into(),
            ..ChartSeries::default()
        }],
        axis_from_zero: true,
        title: "Orders".to_owned(),
        description: "Orders a day".to_owned(),
        ..ChartSpec::default()
    };
    let bare = || {
        let mut text = String::new();
        push_line(&mut text, &values, (586.0, 308.0));
        text
    };
    let (mut ours, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..rounds() {
        ours.push(thread_ms(PICTURES, || draw(&spec).svg)?);
        limits.push(thread_ms(PICTURES, bare)?);
    }
    report.add(
        Row::new("W5", "a chart of 365 points as SVG", "CPU ms")
            .cost(&ours, "limit", &limits)
            .goal(Goal::Ratio(0.6)),
    );
    let kib = Spread::one(draw(&spec).svg.len() as f64 / 1024.0);
    report.add(
        Row::new("W5", "bytes of the chart", "KiB")
            .figure(kib)
            .goal(Goal::AtMost(8.0)),
    );
    png(report, &spec, &series, &values)
}

/// The chart and a sparkline as PNG, of the sizes that the peers draw: a document with its words,
/// drawn by resvg, beside the bare line.
fn png(report: &mut Report, spec: &ChartSpec, series: &Series, values: &[f64]) -> Result<()> {
    let fonts = Fonts::default();
    let caption = Caption {
        title: "Orders".to_owned(),
        figure: "1,204 orders".to_owned(),
        about: "27 Nov 2025 – 26 Nov 2026".to_owned(),
        ..Caption::default()
    };
    let chart = draw(spec).standalone(Theme::Light, &caption);
    let range = series.range().context("days")?;
    let small = SparkSpec {
        width: 160,
        height: 36,
        ..SparkSpec::new(series, range)
    };
    let spark = sparkline(&small).standalone(Theme::Light, &Caption::default());
    let bare = bare_document(values);
    let (mut charts, mut sparks, mut limits) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds() {
        charts.push(thread_ms(IMAGES, || fonts.png(&chart, 1.0))?);
        sparks.push(thread_ms(IMAGES, || fonts.png(&spark, 1.0))?);
        limits.push(thread_ms(IMAGES, || fonts.png(&bare, 1.0))?);
    }
    let made = |svg: &str| fonts.png(svg, 1.0).map_err(|problem| failed(&problem));
    let bytes = |svg: &str| -> Result<f64> { Ok(made(svg)?.len() as f64 / 1024.0) };
    report.add(
        Row::new("W5", "the same with its words as PNG", "CPU ms")
            .cost(&charts, "limit: the line alone", &limits)
            .goal(Goal::AtMost(21.8 / 4.0))
            .note(format!(
                "{:.1} KiB, peer 43; a quarter of graphite's 21.8",
                bytes(&chart)?
            )),
    );
    report.add(
        Row::new("W5", "a sparkline as PNG", "CPU ms")
            .figure(Spread::of(sparks))
            .goal(Goal::AtMost(6.1 / 10.0))
            .note(format!(
                "{:.1} KiB, peer 2.6; a tenth of graphite's 6.1",
                bytes(&spark)?
            )),
    );
    Ok(())
}

/// A document with nothing but the line.
fn bare_document(values: &[f64]) -> String {
    let mut text = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"586\" height=\"308\" fill=\"none\" \
         stroke=\"#0072b2\" stroke-width=\"2\">",
    );
    push_line(&mut text, values, (586.0, 308.0));
    text.push_str("</svg>");
    text
}

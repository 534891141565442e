//! W5: one chart of 365 points as SVG. Pictures for others (PNG) are issue 4.

use anyhow::Result;
use dbag_chart::{ChartSeries, ChartSpec, ChartStyle, draw};
use dbag_domain::Series;

use crate::data::{days, value};
use crate::limit::push_line;
use crate::measure::{Spread, rounds, thread_ms};
use crate::report::{Goal, Report, Row};

const POINTS: u32 = 365;
const PICTURES: u32 = 2_000;

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let values: Vec<f64> = (0..POINTS).map(|day| value(1, 1, day) as f64).collect();
    let series = Series::new(days(POINTS)[0], values.iter().copied().map(Some).collect());
    let spec = ChartSpec {
        style: ChartStyle::Line,
        series: vec![ChartSeries {
            name: "Orders".to_owned(),
            points: series.into(),
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
    report.absent("W5", "PNG and sparkline images", "no route yet: issue 4");
    Ok(())
}

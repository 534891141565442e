//! PT09: whatever the values, a picture is a picture.

mod common;

use dbag_chart::{
    ChartNote, ChartSeries, ChartSpec, ChartStyle, HeatGrid, HeatSpec, Picture, Points,
    ProgressSpec, SeriesClass, SeriesRole, SparkSpec, ValueScale, draw, heat_map, progress_bar,
    sparkline, text_width,
};
use dbag_domain::{Day, DayRange, Format, GapReason, Mark, Period, Series, Step, Unit};
use proptest::prelude::*;

use common::{attributes, chart, shown, today, walk};

/// Values that break charts, and ordinary ones.
fn value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        4 => (-1e4..1e4).prop_map(Some),
        2 => (0_u32..100).prop_map(|count| Some(f64::from(count))),
        2 => Just(None),
        1 => any::<f64>().prop_map(Some),
        1 => prop::sample::select(vec![
            1e300, -1e300, 1e308, -1e308, f64::MAX, f64::MIN, 5e-324, -5e-324, 1e-310, 0.0, -0.0,
            f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.0,
        ])
        .prop_map(Some),
    ]
}

fn values() -> impl Strategy<Value = Vec<Option<f64>>> {
    prop_oneof![
        prop::collection::vec(value(), 0..40),
        prop::collection::vec(value(), 300..1_500),
        (value(), 1_usize..400).prop_map(|(value, count)| vec![value; count]),
    ]
}

fn points() -> impl Strategy<Value = Points> {
    let step = prop::sample::select(Step::ALL);
    (values(), step, -700_000..2_900_000_i32, 0_usize..60).prop_map(
        |(values, step, from, marked)| {
            let from = Day::from_days(from);
            if step == Step::Day {
                let mut series = Series::new(from, values);
                let kinds = [
                    Mark::Provisional,
                    Mark::Corrected,
                    Mark::Gap(GapReason::Timeout),
                ];
                series.marks = (0..marked)
                    .map(|at| (from + at as i32, kinds[at % 3]))
                    .collect();
                return Points::Daily(series);
            }
            common::periods(Period::of(from, step), values)
        },
    )
}

/// Where a series begins.
fn first_day(points: &Points) -> Day {
    match points {
        Points::Daily(series) => series.from,
        Points::Periods(points) => points.first().map_or(today(), |one| one.period.start),
        Points::Beside(_) => today(),
    }
}

/// Further series of any role, which begin about where the first one does.
fn others() -> impl Strategy<Value = Vec<(SeriesRole, i32, Vec<Option<f64>>)>> {
    let role = prop::sample::select(vec![
        SeriesRole::Shown,
        SeriesRole::Compared,
        SeriesRole::Trend,
        SeriesRole::Goal,
        SeriesRole::Pace,
    ]);
    prop::collection::vec((role, -50..50_i32, values()), 0..12)
}

fn notes() -> impl Strategy<Value = Vec<(i32, i32, usize)>> {
    prop::collection::vec((-100..500_i32, -1..90_i32, 0_usize..2_000), 0..20)
}

fn spec() -> impl Strategy<Value = ChartSpec> {
    let style = prop::sample::select(vec![
        ChartStyle::Line,
        ChartStyle::Area,
        ChartStyle::Bars,
        ChartStyle::StackedBars,
        ChartStyle::StackedArea,
    ]);
    let scale = prop::sample::select(vec![ValueScale::Linear, ValueScale::Log]);
    let format = prop::sample::select(Format::ALL);
    let size = (0_u32..1_400, 0_u32..500);
    let look = (style, scale, format, any::<bool>(), size);
    (points(), others(), notes(), look).prop_map(|(points, others, notes, look)| {
        let (style, scale, format, axis_from_zero, (width, height)) = look;
        let from = first_day(&points);
        let other = |(at, (role, shift, values))| ChartSeries {
            role,
            class: SeriesClass::at(at),
            ..shown(Series::new(from + shift, values))
        };
        let others = others.into_iter().enumerate().map(other);
        let note = |(shift, length, number)| ChartNote {
            days: DayRange {
                from: from + shift,
                to: from + shift + length,
            },
            number,
        };
        ChartSpec {
            width,
            height,
            axis_from_zero,
            scale,
            notes: notes.into_iter().map(note).collect(),
            unit: Unit {
                format,
                ..Unit::default()
            },
            ..chart(
                style,
                std::iter::once(shown(points)).chain(others).collect(),
            )
        }
    })
}

/// All coordinates lie in the view box and all places within 0 and 100 percent.
fn assert_within(picture: &Picture) {
    let svg = &picture.svg;
    let (width, height) = (
        i64::from(picture.width) * 10,
        i64::from(picture.height) * 10,
    );
    assert!(svg.contains(&format!("viewBox=\"0 0 {width} {height}\"")));
    for path in attributes(svg, "d") {
        for (x, y) in walk(path) {
            assert!(
                (0..=width).contains(&x) && (0..=height).contains(&y),
                "{x} {y} in {path}"
            );
        }
    }
    for name in ["cx", "cy", "x", "y"] {
        for place in attributes(svg, name) {
            let number = place.strip_suffix('%').unwrap_or(place);
            let percent: f64 = number.parse().expect("a number");
            assert!((0.0..=100.0).contains(&percent), "{name} {place}");
        }
    }
    let shapes = svg.split("</desc>").last().unwrap_or(svg);
    assert!(
        !shapes.contains("NaN") && !shapes.contains("inf"),
        "{shapes}"
    );
    let plot = picture.plot;
    let is_in_plot = |y: &i32| (plot.top..=plot.top + plot.height).contains(y);
    assert!(
        picture.x.is_sorted()
            && picture
                .x
                .iter()
                .all(|x| (plot.left..=plot.left + plot.width).contains(x))
    );
    assert!(picture.y.iter().flatten().flatten().all(is_in_plot));
}

/// The labels of one axis, as `(position, text)`.
fn labels(svg: &str, is_of_values: bool) -> Vec<(f64, String)> {
    let texts = svg.split("<text ").skip(1);
    texts
        .filter(|text| text.contains("chart__label") && !text.contains("is-empty"))
        .filter(|text| text.contains("dx=") == is_of_values)
        .map(|text| {
            let text = format!(" {text}");
            let name = if is_of_values { "y" } else { "x" };
            let place = attributes(&text, name)[0].trim_end_matches('%');
            let words = text.split(['>', '<']).nth(1).expect("words");
            (place.parse().expect("a number"), words.to_owned())
        })
        .collect()
}

/// The numbers of notes stand apart, and in the picture.
fn assert_apart(picture: &Picture) {
    let texts = picture.svg.split("<text ").skip(1);
    let width = f64::from(picture.width) * 10.0;
    let numbers = texts.filter(|text| text.contains("chart__note-label"));
    let extents = numbers.map(|text| {
        let text = format!(" {text}");
        let place = attributes(&text, "x")[0].trim_end_matches('%');
        let x = place.parse::<f64>().expect("a number") * width / 100.0;
        let words = text.split(['>', '<']).nth(1).expect("words");
        let half = f64::from(text_width(words)) / 2.0;
        (x - half, x + half)
    });
    let extents: Vec<(f64, f64)> = extents.collect();
    assert!(extents.is_sorted_by(|a, b| a.1 < b.0), "{extents:?}");
    // Percentages are hundredths, so an edge may be half a pixel off.
    let is_inside = |&(left, right): &(f64, f64)| left >= -5.0 && right <= width + 5.0;
    assert!(extents.iter().all(is_inside), "{extents:?} {width}");
}

fn assert_readable(picture: &Picture) {
    let dates = labels(&picture.svg, false);
    assert!(dates.len() <= 12, "{dates:?}");
    let width = f64::from(picture.width) * 10.0;
    for pair in dates.windows(2) {
        let (left, right) = (pair[0].0 * width / 100.0, pair[1].0 * width / 100.0);
        let half = |text: &str| f64::from(text_width(text)) / 2.0;
        assert!(
            left + half(&pair[0].1) < right - half(&pair[1].1) * 2.0 + half(&pair[1].1),
            "{dates:?}"
        );
    }
    let values = labels(&picture.svg, true);
    assert!(values.len() <= 12, "{values:?}");
    assert!(values.is_sorted_by(|a, b| a.0 > b.0), "{values:?}");
    let mut texts: Vec<&String> = values.iter().map(|(_, text)| text).collect();
    texts.sort();
    assert!(texts.is_sorted_by(|a, b| a < b), "{texts:?}");
    let room = (picture.gutter as i32 - 8) * 10;
    assert!(
        texts.iter().all(|text| text_width(text) <= room),
        "{texts:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn pt09_every_chart_is_within_its_view_box(spec in spec()) {
        let picture = draw(&spec);
        assert_within(&picture);
        assert_readable(&picture);
        assert_apart(&picture);
        prop_assert!(picture.days.is_empty() || picture.y.len() == spec.series.len());
        prop_assert!(picture.y.iter().all(|heights| heights.len() == picture.days.len()));
    }

    #[test]
    fn pt09_every_heat_map_is_within_its_view_box(
        values in values(),
        marked in 0_usize..60,
        (shift, length) in (-50..50_i32, -3..900_i32),
    ) {
        let mut series = common::series(values);
        let kinds = [Mark::Provisional, Mark::Corrected, Mark::Gap(GapReason::Timeout)];
        let mark = |at: usize| (series.from + at as i32 * 7, kinds[at % 3]);
        series.marks = (0..marked).map(mark).collect();
        let from = series.from + shift;
        let (range, unit) = (DayRange { from, to: from + length }, Unit::default());
        let picture = heat_map(&HeatSpec::new(&series, range, &unit));
        assert_within(&picture);
        let grid = HeatGrid::of(range);
        prop_assert!(picture.days.len() <= 371 && picture.days.len() == grid.range.len());
        let paths = picture.svg.matches("<path").count();
        prop_assert!(paths <= 11, "{} paths", paths);
        for (day, x) in picture.days.iter().zip(&picture.x) {
            let row = grid.cell(*day).1 as i32 * HeatGrid::PITCH + HeatGrid::PITCH / 2;
            let y = f64::from(picture.plot.top + row) / f64::from(picture.height) / 10.0;
            let x = f64::from(*x) / f64::from(picture.width) / 10.0;
            prop_assert_eq!(grid.day_at(x, y), Some(*day));
        }
    }

    #[test]
    fn pt09_every_progress_bar_is_within_its_view_box(
        (value, goal, pace) in (value(), value(), value()),
        format in prop::sample::select(Format::ALL),
        width in 0_u32..1_400,
    ) {
        let unit = Unit { format, ..Unit::default() };
        let number = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let picture = progress_bar(&ProgressSpec {
            pace,
            width,
            ..ProgressSpec::new(number(value), number(goal), &unit)
        });
        assert_within(&picture);
    }

    #[test]
    fn pt09_every_sparkline_is_within_its_view_box(
        values in values(),
        (width, height) in (0_u32..400, 0_u32..80),
        (shift, length) in (-50..50_i32, 0..600_i32),
        extent in prop::option::of((any::<f64>(), any::<f64>())),
    ) {
        let series = common::series(values);
        let from = series.from + shift;
        let picture = sparkline(&SparkSpec {
            series: &series,
            range: DayRange { from, to: from + length },
            width,
            height,
            name: "Orders",
            extent,
            ..SparkSpec::new(&series, DayRange { from, to: from + length })
        });
        assert_within(&picture);
        prop_assert_eq!(picture.x.len(), length as usize + 1);
    }
}

#[test]
fn a_chart_of_nothing_says_so() {
    let nothing = [
        chart(ChartStyle::Line, Vec::new()),
        chart(
            ChartStyle::Bars,
            vec![shown(Series::new(today(), Vec::new()))],
        ),
        chart(
            ChartStyle::Area,
            vec![shown(common::series(vec![None; 30]))],
        ),
    ];
    for spec in nothing {
        let picture = draw(&spec);
        assert_within(&picture);
        assert!(picture.svg.contains(">no values in this range</text>"));
    }
}

#[test]
fn zero_is_drawn_and_a_gap_is_not() {
    let values = vec![Some(0.0), None, Some(0.0), Some(5.0)];
    let svg = draw(&chart(
        ChartStyle::Bars,
        vec![shown(common::series(values))],
    ))
    .svg;
    let bars = svg.split("chart__bar").nth(1).expect("bars");
    assert_eq!(attributes(bars, "d")[0].matches('M').count(), 3);
}

#[test]
fn t7_hostile_words_stay_words() {
    let hostile = "</title><script>alert(1)</script>\" onload=\"x\" & ' \u{0} \u{8}";
    let unit = Unit {
        singular: hostile.to_owned(),
        plural: "<b>".to_owned(),
        format: Format::Currency,
    };
    let mut series = shown(common::series(common::wave(30, 100.0)));
    series.name = hostile.to_owned();
    let spec = ChartSpec {
        title: hostile.to_owned(),
        unit,
        ..chart(ChartStyle::Line, vec![series])
    };
    let harmless = chart(ChartStyle::Line, spec.series.clone());
    let (svg, other) = (draw(&spec).svg, draw(&harmless).svg);
    for text in ["<script", "<b>", "\" onload", "\u{0}", "\u{8}"] {
        assert!(!svg.contains(text), "{text}");
    }
    assert_eq!(svg.matches('<').count(), other.matches('<').count());
    let daily = common::series(vec![Some(1.0)]);
    let spark = sparkline(&SparkSpec {
        series: &daily,
        range: DayRange::single(today()),
        width: 120,
        height: 32,
        has_ground: false,
        name: hostile,
        ..SparkSpec::new(&daily, DayRange::single(today()))
    });
    assert!(!spark.svg.contains("\" onload") && !spark.svg.contains("<script"));
}

#[test]
fn a_dot_alone_stands_inside_the_plot() {
    let mut values = vec![None; 89];
    values.push(Some(7.0));
    let daily = common::series(values);
    for style in [ChartStyle::Line, ChartStyle::Area] {
        let picture = draw(&chart(style, vec![shown(daily.clone())]));
        let (last, edge) = (picture.x[89], picture.plot.width);
        assert!(last <= edge - 25, "half a slot is left: {last} of {edge}");
    }
}

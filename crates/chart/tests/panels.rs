//! Every kind of panel, in both themes: `name.svg` and `name.dark.svg`.

mod common;

use dbag_chart::{
    CellGround, CellMark, ChartNote, ChartSeries, ChartSpec, ChartStyle, HeatSpec, Picture,
    ProgressSpec, RowsSpec, SeriesClass, SeriesRole, SparkSpec, ValueScale, draw, heat_map,
    progress_bar, rows, sparkline,
};
use dbag_domain::{DayRange, GapReason, Mark, Series, Unit};

use common::{
    assert_panel, assert_picture, chart, compared, guide, in_colours, ninety_days, shown, today,
    wave,
};

/// Four series of so many days, each of its own height; the last day is not over.
fn shops(days: usize) -> Vec<Series> {
    let shop = |(at, level): (usize, f64)| {
        let mut values = wave(days + at * 3, level);
        values.drain(..at * 3);
        let mut series = common::series(values);
        series.marks = vec![(today(), Mark::Provisional)];
        series
    };
    [120.0, 60.0, 90.0, 30.0]
        .into_iter()
        .enumerate()
        .map(shop)
        .collect()
}

#[test]
fn a_line_with_gaps_and_a_day_that_is_not_over() {
    let spec = chart(ChartStyle::Line, vec![shown(ninety_days())]);
    assert_panel("line", &draw(&spec));
}

#[test]
fn an_area_beside_the_period_before() {
    let main = ninety_days();
    let before = Series::new(main.from - 90, wave(90, 150.0));
    let spec = ChartSpec {
        axis_from_zero: true,
        ..chart(ChartStyle::Area, vec![shown(main), compared(before)])
    };
    assert_panel("area", &draw(&spec));
}

#[test]
fn bars_of_a_month() {
    let mut series = common::series(wave(30, 80.0));
    series.values[12] = None;
    series.values[20] = Some(0.0);
    series.marks = vec![
        (series.from + 12, Mark::Gap(GapReason::Timeout)),
        (series.from + 29, Mark::Provisional),
    ];
    let before = Series::new(series.from - 30, wave(30, 70.0));
    let spec = chart(ChartStyle::Bars, vec![shown(series), compared(before)]);
    assert_panel("bars", &draw(&spec));
}

#[test]
fn bars_on_each_other() {
    let mut shops = shops(30);
    shops[1].values[9] = None;
    for shop in &mut shops {
        shop.values[17] = None;
    }
    for value in &mut shops[3].values {
        *value = value.map(|value| -value);
    }
    let picture = draw(&chart(ChartStyle::StackedBars, in_colours(shops)));
    assert_eq!(picture.y[2][17], None, "where all are gaps nothing stands");
    assert!(picture.y[2][9] < picture.y[0][9], "a gap adds nothing");
    assert_panel("stacked-bars", &picture);
}

#[test]
fn dense_bars_on_each_other() {
    let mut shops = shops(365);
    for shop in &mut shops {
        shop.values[100..120].fill(None);
    }
    let picture = draw(&chart(ChartStyle::StackedBars, in_colours(shops)));
    assert_picture("stacked-bars-year", &picture);
}

#[test]
fn areas_on_each_other() {
    let mut shops = shops(90);
    shops[2].values[40..55].fill(None);
    for shop in &mut shops {
        shop.values[70..73].fill(None);
    }
    let picture = draw(&chart(ChartStyle::StackedArea, in_colours(shops)));
    assert_eq!((picture.y[2][45], picture.y[3][71]), (None, None));
    assert_panel("stacked-area", &picture);
}

#[test]
fn a_goal_a_trend_and_a_pace() {
    let mut orders = common::series(wave(23, 80.0));
    orders.marks = vec![(today(), Mark::Provisional)];
    let mean = |at: usize| {
        let week = &orders.values[at.saturating_sub(6)..=at];
        Some(week.iter().flatten().sum::<f64>() / week.len() as f64)
    };
    let trend = Series::new(orders.from, (0..23).map(mean).collect());
    let goal = Series::new(orders.from - 9, vec![Some(110.0); 90]);
    let ahead = (0..8).map(|at| Some(90.0 + f64::from(at) * 4.0));
    let pace = Series::new(today(), ahead.collect());
    let series = vec![
        shown(orders),
        guide(SeriesRole::Trend, trend),
        guide(SeriesRole::Goal, goal),
        guide(SeriesRole::Pace, pace),
    ];
    let picture = draw(&chart(ChartStyle::Bars, series.clone()));
    assert_eq!(picture.days.len(), 30, "a pace leads on, a goal does not");
    assert_panel("goal-pace-trend", &picture);
    let spec = ChartSpec {
        axis_from_zero: true,
        ..chart(ChartStyle::Area, series)
    };
    assert_picture("goal-pace-trend-area", &draw(&spec));
}

#[test]
fn a_goal_of_one_day_is_a_line() {
    let one = |value| common::series(vec![Some(value)]);
    let series = vec![shown(one(7.0)), guide(SeriesRole::Goal, one(9.0))];
    let picture = draw(&chart(ChartStyle::Bars, series));
    assert_picture("goal-of-one-day", &picture);
}

#[test]
fn notes_to_days_and_to_spans() {
    let note = |from: i32, to: i32, number| ChartNote {
        days: DayRange {
            from: today() - from,
            to: today() - to,
        },
        number,
    };
    let notes = vec![
        note(120, 84, 1),
        note(70, 70, 2),
        note(68, 68, 3),
        note(50, 41, 4),
        note(45, 45, 5),
        note(0, 0, 16),
        note(-3, -3, 17),
    ];
    let spec = ChartSpec {
        notes,
        ..chart(ChartStyle::Line, vec![shown(ninety_days())])
    };
    assert_panel("notes", &draw(&spec));
}

#[test]
fn a_logarithmic_axis() {
    let grow = |day: i32| Some(3.0 * 1.1_f64.powi(day) * (1.0 + f64::from(day % 7) / 10.0));
    let mut values: Vec<Option<f64>> = (0..90).map(grow).collect();
    values[10] = Some(0.0);
    values[11] = Some(-4.0);
    let slow = wave(90, 40.0);
    let spec = ChartSpec {
        scale: ValueScale::Log,
        ..chart(
            ChartStyle::Line,
            in_colours([values, slow].map(common::series)),
        )
    };
    let picture = draw(&spec);
    assert_eq!(picture.y[0][10], None);
    assert_panel("log", &picture);
    let mut bars = ChartSpec {
        style: ChartStyle::Bars,
        ..spec
    };
    bars.series.truncate(1);
    assert_picture("log-bars", &draw(&bars));
}

/// The range of a year up to today.
fn year() -> DayRange {
    DayRange {
        from: today() - 364,
        to: today(),
    }
}

#[test]
fn a_year_as_a_heat_map() {
    let mut series = common::series(wave(365, 80.0));
    series.marks = vec![(today(), Mark::Provisional)];
    let unit = Unit::default();
    let picture = heat_map(&HeatSpec {
        title: "Orders",
        ..HeatSpec::new(&series, year(), &unit)
    });
    assert!(picture.svg.matches("<path").count() <= 8);
    assert!(
        picture.svg.len() <= 9 * 1_024,
        "{} bytes",
        picture.svg.len()
    );
    assert_panel("heat", &picture);
}

#[test]
fn a_heat_map_with_gaps() {
    let mut series = common::series(wave(365, 80.0));
    series.values[..80].fill(None);
    for (at, value) in series.values.iter_mut().enumerate().skip(80) {
        *value = match at {
            150..165 | 300 | 302 => None,
            _ if at % 7 > 4 => Some(0.0),
            _ => *value,
        };
    }
    let down = |at| (series.from + at, Mark::Gap(GapReason::SourceDown));
    series.marks = (150..158).chain([300]).map(down).collect();
    let unit = Unit::default();
    let picture = heat_map(&HeatSpec {
        title: "Orders",
        ..HeatSpec::new(&series, year(), &unit)
    });
    assert_picture("heat-gaps", &picture);
}

#[test]
fn few_and_strange_heat_maps() {
    let unit = Unit::default();
    let map = |values: Vec<Option<f64>>| {
        let series = common::series(values);
        let range = series.range().unwrap_or(DayRange::single(today()));
        heat_map(&HeatSpec {
            title: "Orders",
            ..HeatSpec::new(&series, range, &unit)
        })
    };
    assert_picture("heat-constant", &map(vec![Some(4.0); 120]));
    assert_picture("heat-zero", &map(vec![Some(0.0); 120]));
    assert_picture("heat-one-day", &map(vec![Some(4.0)]));
    assert_picture("heat-no-values", &map(vec![None; 120]));
    let wild = (0..120).map(|at| Some(f64::from(at % 9 - 4) * 1e300));
    assert_picture("heat-huge", &map(wild.collect()));
}

#[test]
fn progress_below_at_and_beyond_the_goal() {
    let unit = Unit {
        singular: "order".to_owned(),
        plural: "orders".to_owned(),
        ..Unit::default()
    };
    let bar = |value, goal, pace| {
        progress_bar(&ProgressSpec {
            pace,
            title: "Orders in November",
            ..ProgressSpec::new(value, goal, &unit)
        })
    };
    assert_panel("progress", &bar(804.0, 1_200.0, Some(640.0)));
    assert_picture("progress-behind", &bar(204.0, 1_200.0, Some(640.0)));
    assert_picture("progress-at", &bar(1_200.0, 1_200.0, None));
    assert_panel("progress-beyond", &bar(1_580.0, 1_200.0, Some(1_100.0)));
    assert_picture("progress-negative", &bar(-300.0, 1_200.0, Some(640.0)));
    assert_picture("progress-no-value", &bar(f64::NAN, 1_200.0, Some(640.0)));
    assert_picture("progress-huge", &bar(1e300, -1e300, Some(f64::NAN)));
}

#[test]
fn a_sparkline() {
    let series = ninety_days();
    let range = DayRange {
        from: today() - 89,
        to: today(),
    };
    let spec = SparkSpec {
        width: 232,
        name: "Orders, 90 days",
        ..SparkSpec::new(&series, range)
    };
    assert_panel("spark", &sparkline(&spec));
    let small = common::series(wave(90, 60.0));
    let common_extent = Some((0.0, 300.0));
    let small = SparkSpec {
        series: &small,
        extent: common_extent,
        class: SeriesClass::S2,
        ..spec
    };
    let large = SparkSpec {
        extent: common_extent,
        ..spec
    };
    assert_picture("small-multiple-high", &sparkline(&large));
    assert_picture("small-multiple-low", &sparkline(&small));
}

#[test]
fn rows_of_objects() {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|&word| word.to_owned())
            .collect::<Vec<_>>()
    };
    let heads = words(&["Customer", "Orders", "Before"]);
    let mut shown = vec![
        words(&["Acme", "1,204", "1,190"]),
        words(&[
            "Globex & <Sons>, makers of very fine things since 1872",
            "88",
            "—",
        ]),
    ];
    shown.extend((3..20).map(|at| words(&[&format!("Customer {at}"), "7", "9"])));
    let spec = RowsSpec {
        heads: &heads,
        rows: &shown,
        marks: &[],
        foot: None,
        width: 360,
        height: 240,
        title: "Orders by customer",
    };
    let picture = rows(&spec);
    assert_eq!((picture.width, picture.height), (360, 240));
    assert!(picture.svg.contains("and 11 more"), "{}", picture.svg);
    assert_panel("rows", &picture);
    let marks = [
        CellMark {
            row: 0,
            column: 0,
            ground: CellGround::Outdated,
        },
        CellMark {
            row: 1,
            column: 0,
            ground: CellGround::Part,
        },
        CellMark {
            row: 99,
            column: 0,
            ground: CellGround::Part,
        },
    ];
    let marked = rows(&RowsSpec {
        marks: &marks,
        ..spec
    })
    .svg;
    let grounds = |class: &str| marked.matches(class).count();
    assert_eq!((grounds("rows__outdated"), grounds("rows__part")), (1, 1));
}

/// Seven metrics, each beside the period before.
fn wide_rows(values: &str, rows: usize) -> (Vec<String>, Vec<Vec<String>>, Vec<String>) {
    let mut heads = vec!["Day".to_owned()];
    for at in 1..=7 {
        heads.push(format!("Orders of shop {at}"));
        heads.push(format!("Orders of shop {at}, period before"));
    }
    let row = |name: &str| {
        let values = std::iter::repeat_n(values.to_owned(), 14);
        std::iter::once(name.to_owned()).chain(values).collect()
    };
    let days = (1..=rows).map(|day| row(&format!("{day} Nov 2026")));
    (heads, days.collect(), row("All days"))
}

#[test]
fn rows_of_many_columns_fit() {
    let (heads, shown, foot) = wide_rows("1,204", 31);
    let spec = RowsSpec {
        heads: &heads,
        rows: &shown,
        marks: &[],
        foot: Some(&foot),
        width: 924,
        height: 340,
        title: "Orders by shop",
    };
    let picture = rows(&spec);
    assert!(picture.height <= 340, "{}", picture.height);
    assert!(!picture.svg.contains("of 14 columns"), "{}", picture.svg);
    assert_eq!(
        picture.svg.matches(">1,204<").count(),
        14 * 9,
        "eight days and all"
    );
    assert!(picture.svg.contains("and 23 more"), "{}", picture.svg);
    assert!(picture.svg.contains(">All days<"), "{}", picture.svg);
    let said = "<desc>8 of 31 rows, 14 columns</desc>";
    assert!(picture.svg.contains(said), "{}", picture.svg);
    assert_panel("rows-wide", &picture);
}

#[test]
fn columns_without_room_are_counted() {
    let (heads, shown, foot) = wide_rows("1,204,553,201.75", 3);
    let spec = RowsSpec {
        heads: &heads,
        rows: &shown,
        marks: &[],
        foot: Some(&foot),
        width: 924,
        height: 340,
        title: "Orders by shop",
    };
    let picture = rows(&spec);
    let drawn = picture.svg.matches(">1,204,553,201.75<").count() / 4;
    assert!((5..14).contains(&drawn), "{drawn}");
    let said = format!(">{drawn} of 14 columns<");
    assert!(picture.svg.contains(&said), "{said}: {}", picture.svg);
    let said = format!("<desc>3 rows, {drawn} of 14 columns</desc>");
    assert!(picture.svg.contains(&said), "{said}: {}", picture.svg);
    assert!(picture.svg.contains(">All days<"), "{}", picture.svg);

    let narrow = rows(&RowsSpec {
        width: 124,
        height: 80,
        ..spec
    });
    assert!(
        narrow.svg.contains(">and 2 more · 1 of 14 columns<"),
        "{}",
        narrow.svg
    );
    assert!(narrow.svg.contains(">All"), "{}", narrow.svg);
    // A number that is cut is another number: rather than that, the picture is wider.
    let whole = narrow.svg.matches(">1,204,553,201.75<").count();
    assert_eq!(whole, 2, "{}", narrow.svg);
    let (heads, shown, foot) = wide_rows("7", 3);
    let short = rows(&RowsSpec {
        heads: &heads,
        rows: &shown,
        foot: Some(&foot),
        width: 124,
        height: 80,
        ..spec
    });
    assert!(short.svg.contains(">+2 · "), "{}", short.svg);
    assert_eq!(short.width, 124);
}

/// Three series and what each is compared with.
fn several_beside(style: ChartStyle, days: usize) -> Picture {
    let mut series = in_colours(shops(days).into_iter().take(3));
    for at in 0..series.len() {
        let level = [100.0, 75.0, 70.0][at];
        let before = Series::new(today() - (days as i32 - 1), wave(days, level));
        series.push(ChartSeries {
            class: SeriesClass::at(at),
            beside: at,
            ..compared(before)
        });
    }
    draw(&chart(style, series))
}

#[test]
fn what_stands_beside_several_has_the_colour_of_each() {
    for (name, style, days) in [
        ("lines-compared", ChartStyle::Line, 30),
        ("bars-compared", ChartStyle::Bars, 7),
        ("stack-compared", ChartStyle::StackedArea, 30),
    ] {
        let picture = several_beside(style, days);
        for class in ["s1", "s2", "s3"] {
            let own = format!(" {class} is-compared is-own\"");
            assert!(
                picture.svg.contains(&own),
                "{name} {class}: {}",
                picture.svg
            );
        }
        assert_panel(name, &picture);
    }
}

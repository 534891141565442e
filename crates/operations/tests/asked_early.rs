//! Days that were asked before they were over, and not again as their source went away.

#[path = "support/shop.rs"]
mod shop;
mod support;

use chrono::TimeDelta;
use dbag_domain::{
    DashboardSettings, Day, DayRange, Goal, Label, Mark, PanelKind, PanelSeries, PanelSettings,
    Place, RangeChoice, Slug,
};
use dbag_operations::{
    CardState, DashboardQuery, Dbag, MetricForm, MetricQuery, PanelContent, ValuesQuery,
    panel_badge, panel_table, table_csv,
};
use support::{ACTOR, now, on_both};

/// How the sentence of a total ends that such a day is a part of.
const EARLY: &str = "1 day was asked before it was over";

fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

/// Four orders a day, and one so far today, the 23rd.
async fn shop(dbag: &Dbag) -> tempfile::TempDir {
    let rows = (1..=23).flat_map(|on| (0..if on == 23 { 1 } else { 4 }).map(move |_| on));
    let rows = rows.map(|on| format!("insert into orders values ('2026-11-{on:02}');"));
    let rows: String = rows.collect();
    shop::shop(dbag, format!("create table orders (placed text); {rows}")).await
}

async fn orders(dbag: &Dbag) {
    let form = MetricForm::new()
        .with("slug", "orders")
        .with("label", "orders")
        .with("metric_type", "row_count")
        .with("source", "shop")
        .with("property.table", "orders")
        .with("property.date_column", "placed");
    dbag.add_metric(&ACTOR, &form, now()).await.expect("added");
    let share = MetricForm::new()
        .with("slug", "share")
        .with("label", "share")
        .with("metric_type", "ratio")
        .with("property.numerator", "orders")
        .with("property.denominator", "orders")
        .with("property.as", "plain");
    dbag.add_metric(&ACTOR, &share, now()).await.expect("added");
    let days = DayRange::new(day("2026-11-01"), day("2026-11-22")).expect("in order");
    let filled = dbag.backfill(&ACTOR, "orders", days, now()).await;
    filled.expect("filled");
    let goal = Goal::constant(day("2026-11-01"), 4.0);
    let set = dbag.set_goal(&ACTOR, "orders", None, &goal, now()).await;
    set.expect("a goal");
    dbag.collect(&ACTOR, "orders", None, now())
        .await
        .expect("asked");
}

async fn dashboard(dbag: &Dbag) {
    let panel = |kind: PanelKind, row: u16| PanelSettings {
        series: vec![PanelSeries::of(Slug::parse("orders").expect("a slug"))],
        ..PanelSettings::new(
            kind,
            Place {
                x: 0,
                y: row * 4,
                w: 6,
                h: 4,
            },
        )
    };
    let settings = DashboardSettings {
        range: RangeChoice::LastDays(7),
        panels: vec![
            panel(PanelKind::Number, 0),
            panel(PanelKind::Line, 1),
            panel(PanelKind::Progress, 2),
        ],
        ..DashboardSettings::new(
            Slug::parse("shop").expect("a slug"),
            Label::parse("Shop").expect("a label"),
        )
    };
    let added = dbag.add_dashboard(&ACTOR, &settings, now()).await;
    added.expect("added");
}

on_both! {
    async fn half_a_day_is_never_told_as_a_whole_one(dbag: Dbag) {
        let folder = shop(&dbag).await;
        orders(&dbag).await;
        dashboard(&dbag).await;
        let source = folder.path().join("shop.db");
        let away = folder.path().join("away.db");
        std::fs::rename(&source, &away).expect("gone");
        let later = now() + TimeDelta::days(1);
        let failed = dbag.collect(&ACTOR, "orders", None, later).await.expect("asked");
        assert!(failed.error.is_some(), "{failed:?}");

        let query = MetricQuery { range: Some("7d".to_owned()), ..MetricQuery::default() };
        for slug in ["orders", "share"] {
            let page = dbag.view_metric(&ACTOR, slug, &query, later).await.expect("a page");
            let half = day("2026-11-23");
            assert!(page.series.value(half).is_some(), "{slug}");
            assert!(page.series.has_mark(half, Mark::AskedEarly), "{slug}: {:?}", page.series.marks);
            assert_eq!(page.figure.map(|(day, _)| day), Some(day("2026-11-22")), "{slug}");
            let made = page.total.sentence(None, page.today);
            assert!(made.contains(EARLY), "{slug}: {made}");
            let json = dbag.metric_json(&ACTOR, slug, &ValuesQuery::default(), later).await.expect("told");
            assert!(json.marks.contains(&(half, Mark::AskedEarly)), "{slug}");
            let told = dbag.view_day(&ACTOR, (slug, "2026-11-23"), None, later).await.expect("told");
            assert_eq!(told.part_marks, [Mark::AskedEarly], "{slug}");
            assert_eq!(told.week_before, None, "{slug}: beside a whole day");
        }
        let gallery = dbag.gallery(&ACTOR, later).await.expect("cards");
        let cards = gallery.sections.iter().flat_map(|section| &section.cards);
        for card in cards {
            assert_eq!(card.figure.map(|(day, _)| day), Some(day("2026-11-22")), "{}", card.slug);
            let is_told = match card.slug.as_str() {
                "orders" => matches!(card.state, CardState::Failing { .. }),
                _ => card.state == CardState::AskedEarly(day("2026-11-23")),
            };
            assert!(is_told, "{}: {:?}", card.slug, card.state);
        }

        let usual = DashboardQuery::default();
        let view = dbag.view_dashboard(&ACTOR, "shop", None, &usual, later).await.expect("shown");
        let PanelContent::Number(number) = &view.panels[0].content else { panic!("no number") };
        assert_eq!(number.series.figure, Some((day("2026-11-22"), 4.0)));
        let earlier = number.earlier_day(day("2026-11-24"));
        assert_eq!(earlier.as_deref(), Some("as of 22 Nov"));
        let table = panel_table(&view.panels[1]).expect("a table");
        let csv = String::from_utf8(table_csv(&table).expect("written")).expect("text");
        let row = csv.lines().find(|line| line.starts_with("2026-11-23")).expect("a row");
        assert!(row.contains("it was asked before the day was over, and not again since"), "{row}");
        let badge = panel_badge(&view.panels[0]).expect("a badge");
        assert!(format!("{badge:?}").contains("4 on 22 Nov"), "{badge:?}");

        // Five days of four were planned, and are there: of the half one nobody is behind.
        let PanelContent::Progress(progress) = &view.panels[2].content else { panic!("no progress") };
        assert_eq!((progress.value, progress.goal, progress.pace), (21.0, 28.0, Some(20.0)), "{progress:?}");

        std::fs::rename(&away, &source).expect("back");
        dbag.collect(&ACTOR, "orders", None, later + TimeDelta::hours(2)).await.expect("asked");
        let page = dbag.view_metric(&ACTOR, "orders", &query, later + TimeDelta::hours(2)).await;
        let page = page.expect("a page");
        assert!(!page.series.has_mark(day("2026-11-23"), Mark::AskedEarly), "{:?}", page.series.marks);
        assert_eq!(page.figure, Some((day("2026-11-23"), 1.0)));
    }
}

//! Metrics that are computed from others follow them, whatever happens to those.

#[path = "support/importing.rs"]
mod importing;
#[path = "support/shop.rs"]
mod shop;
mod support;

use dbag_domain::{
    Binding, DashboardSettings, Day, DayRange, GapReason, Label, Mark, PanelKind, PanelSeries,
    PanelSettings, Place, RangeChoice, RollUp, Slug,
};
use dbag_operations::{
    DashboardQuery, Dbag, ExportFormat, ImportOptions, MetricForm, MetricQuery, MetricView,
    ObjectPair, PanelContent, SentValue,
};
use importing::{import, overwriting};
use support::{ACTOR, now, on_both};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

async fn pushed(dbag: &Dbag, slug: &str) {
    let form = MetricForm::new()
        .with("slug", slug)
        .with("label", slug)
        .with("metric_type", "push")
        .with("measure", "flow");
    dbag.add_metric(&ACTOR, &form, now()).await.expect("added");
}

fn ratio_form(slug: &str, above: &str, below: &str) -> MetricForm {
    MetricForm::new()
        .with("slug", slug)
        .with("label", slug)
        .with("metric_type", "ratio")
        .with("property.numerator", above)
        .with("property.denominator", below)
        .with("property.as", "plain")
}

async fn ratio(dbag: &Dbag, slug: &str, above: &str, below: &str) {
    let form = ratio_form(slug, above, below);
    dbag.add_metric(&ACTOR, &form, now()).await.expect("added");
}

async fn push(dbag: &Dbag, slug: &str, value: &str, on: &str) {
    let sent = SentValue::new(value, Some(day(on)), None);
    dbag.push(&ACTOR, slug, &sent, now()).await.expect("pushed");
}

async fn edit(dbag: &Dbag, slug: &str, field: &str, value: &str) -> Result<(), String> {
    let before = dbag.show_metric(&ACTOR, slug).await.expect("there");
    let form = dbag.form_of(&ACTOR, slug).await.expect("a form");
    let form = form.with(field, value);
    let changed = dbag.change_metric(&ACTOR, slug, before.version, &form, now());
    let problems = match changed.await {
        Ok(_) => return Ok(()),
        Err(problems) => problems,
    };
    let said = problems.iter().map(|one| {
        let field = one.field.as_deref().unwrap_or("");
        format!("{field}: {}", one.message)
    });
    Err(said.collect::<Vec<_>>().join("\n"))
}

async fn page(dbag: &Dbag, slug: &str) -> MetricView {
    let query = MetricQuery {
        range: Some("30d".to_owned()),
        ..MetricQuery::default()
    };
    let page = dbag.view_metric(&ACTOR, slug, &query, now()).await;
    page.expect("a page")
}

async fn value(dbag: &Dbag, slug: &str, on: &str) -> Option<f64> {
    page(dbag, slug).await.series.value(day(on))
}

/// a is 10 and b is 5 on the first day, c is 2; all of the second are 1.
async fn ratio_of_a_ratio(dbag: &Dbag) {
    for slug in ["a", "b", "c"] {
        pushed(dbag, slug).await;
    }
    // The second is called so that it comes before the first by slug.
    ratio(dbag, "z", "a", "b").await;
    ratio(dbag, "ratio", "z", "c").await;
    for (slug, value) in [("a", "10"), ("b", "5"), ("c", "2")] {
        push(dbag, slug, value, "2026-11-20").await;
    }
    for slug in ["c", "a", "b"] {
        push(dbag, slug, "1", "2026-11-21").await;
    }
}

/// A shop's database with these orders: day, customer, amount.
async fn shop(dbag: &Dbag, orders: &[(&str, Option<&str>, i64)]) -> tempfile::TempDir {
    let rows = orders.iter().map(|(day, who, amount)| {
        let who = who.map_or("null".to_owned(), |who| format!("'{who}'"));
        format!("insert into orders values ('{day}', {who}, {amount});")
    });
    let rows: String = rows.collect();
    let sql = format!("create table orders (placed text, who text, amount integer); {rows}");
    shop::shop(dbag, sql).await
}

fn counted(slug: &str) -> MetricForm {
    MetricForm::new()
        .with("slug", slug)
        .with("label", slug)
        .with("metric_type", "row_count")
        .with("source", "shop")
        .with("property.table", "orders")
        .with("property.date_column", "placed")
}

/// What is sent of each shop, and the rate of the two.
async fn rate_of_shops(dbag: &Dbag) {
    for slug in ["orders", "paid"] {
        let form = MetricForm::new()
            .with("slug", slug)
            .with("label", slug)
            .with("metric_type", "push")
            .with("measure", "flow")
            .with("object_kind", "shop");
        add(dbag, &form).await;
    }
    let rate = ratio_form("rate", "paid", "orders").with("object_kind", "shop");
    add(dbag, &rate).await;
}

async fn add(dbag: &Dbag, form: &MetricForm) {
    dbag.add_metric(&ACTOR, form, now()).await.expect("added");
}

async fn backfill(dbag: &Dbag, slug: &str, from: &str, to: &str) {
    let days = DayRange::new(day(from), day(to)).expect("in order");
    let report = dbag
        .backfill(&ACTOR, slug, days, now())
        .await
        .expect("filled");
    assert_eq!(report.error, None);
}

/// How the numbers of a dashboard's panels were made, one for each of these metrics.
async fn made(dbag: &Dbag, slug: &str, metrics: &[&str]) -> Vec<(Option<f64>, String)> {
    let panels = metrics.iter().enumerate().map(|(at, metric)| {
        let place = Place {
            x: 0,
            y: at as u16 * 4,
            w: 6,
            h: 4,
        };
        let metric = Slug::parse(metric).expect("a slug");
        PanelSettings {
            series: vec![PanelSeries::of(metric).bound(Binding::Whole)],
            ..PanelSettings::new(PanelKind::Line, place)
        }
    });
    let settings = DashboardSettings {
        range: RangeChoice::LastDays(7),
        panels: panels.collect(),
        ..DashboardSettings::new(
            Slug::parse(slug).expect("a slug"),
            Label::parse(slug).expect("a label"),
        )
    };
    dbag.add_dashboard(&ACTOR, &settings, now())
        .await
        .expect("added");
    let query = DashboardQuery::default();
    let page = dbag.view_dashboard(&ACTOR, slug, None, &query, now()).await;
    let panels = page.expect("a page").panels;
    let of_panel = |content: &PanelContent| match content {
        PanelContent::Chart(chart) => {
            let one = &chart.series[0];
            let by = one.weighted_by.as_deref();
            (one.total.value, one.total.sentence(by, day("2026-11-23")))
        }
        other => panic!("no chart: {other:?}"),
    };
    panels
        .iter()
        .map(|panel| of_panel(&panel.content))
        .collect()
}

on_both! {
    async fn a_ratio_of_a_ratio_follows_all_that_it_is_computed_from(dbag: Dbag) {
        ratio_of_a_ratio(&dbag).await;
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(1.0));
        assert_eq!(value(&dbag, "ratio", "2026-11-21").await, Some(1.0));
        push(&dbag, "a", "100", "2026-11-20").await;
        assert_eq!(value(&dbag, "z", "2026-11-20").await, Some(20.0));
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(10.0));
        import(&dbag, "metric,date,value\na,2026-11-20,50\n", &overwriting()).await;
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(5.0));
        let imports = dbag.imports(&ACTOR).await.expect("listed");
        dbag.undo_import(&ACTOR, imports[0].batch, now()).await.expect("undone");
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(10.0));
        let corrected = dbag.correct(&ACTOR, "b", "2026-11-20", Some("10"), Some(""), None, now());
        corrected.await.expect("corrected");
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(5.0));
        let typed = dbag.correct(&ACTOR, "z", "2026-11-20", Some("6"), Some(""), None, now());
        typed.await.expect("corrected");
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(3.0));
        let removed = dbag.correct(&ACTOR, "c", "2026-11-20", None, Some(""), None, now());
        removed.await.expect("removed");
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, None);
        edit(&dbag, "z", "property.denominator", "c").await.expect("changed");
        assert_eq!(value(&dbag, "ratio", "2026-11-21").await, Some(1.0));
        push(&dbag, "c", "4", "2026-11-21").await;
        assert_eq!(value(&dbag, "ratio", "2026-11-21").await, Some(0.0625));
    }

    async fn what_is_asked_brings_a_ratio_of_a_ratio_up_to_date(dbag: Dbag) {
        let orders = [("2026-11-20", None, 4), ("2026-11-20", None, 4)];
        let _shop = shop(&dbag, &orders).await;
        add(&dbag, &counted("orders")).await;
        let amount = counted("amount")
            .with("property.aggregate", "sum")
            .with("property.column", "amount");
        add(&dbag, &amount).await;
        ratio(&dbag, "z", "amount", "orders").await;
        ratio(&dbag, "ratio", "z", "orders").await;
        // The last that is asked is no input of the second ratio itself.
        for slug in ["orders", "amount"] {
            backfill(&dbag, slug, "2026-11-18", "2026-11-22").await;
        }
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(2.0));
    }

    async fn nothing_is_computed_from_itself(dbag: Dbag) {
        ratio_of_a_ratio(&dbag).await;
        let refused = edit(&dbag, "z", "property.numerator", "z").await;
        assert_eq!(
            refused.expect_err("itself"),
            "property.numerator: a metric is not computed from itself; choose another"
        );
        let refused = edit(&dbag, "z", "property.denominator", "ratio").await;
        assert_eq!(
            refused.expect_err("a circle"),
            "property.denominator: `ratio` is computed from this metric itself; choose another"
        );
        let form = dbag.form_of(&ACTOR, "a").await.expect("a form");
        let mut form = form.with("metric_type", "ratio");
        for (field, input) in [("property.numerator", "ratio"), ("property.denominator", "b")] {
            form = form.with(field, input);
        }
        let form = form.with("property.as", "plain").with("measure", "");
        let changed = dbag.change_metric(&ACTOR, "a", 1, &form, now()).await;
        let problems = changed.expect_err("a circle");
        assert_eq!(problems[0].message, "`ratio` is computed from this metric itself; choose another");
    }

    async fn an_input_that_is_renamed_is_followed(dbag: Dbag) {
        ratio_of_a_ratio(&dbag).await;
        edit(&dbag, "a", "slug", "alpha").await.expect("renamed");
        push(&dbag, "alpha", "20", "2026-11-20").await;
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(2.0));
        let refused = dbag.remove_metric(&ACTOR, "alpha", now()).await;
        assert!(refused.expect_err("used").message.contains("is used by z"));
        // Another metric takes the slug: nothing is computed from that one.
        pushed(&dbag, "a").await;
        push(&dbag, "a", "700", "2026-11-20").await;
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(2.0));
        push(&dbag, "b", "4", "2026-11-20").await;
        assert_eq!(value(&dbag, "ratio", "2026-11-20").await, Some(2.5));
    }

    async fn the_days_of_a_ratio_are_those_of_its_inputs(dbag: Dbag) {
        for slug in ["x", "y", "other"] {
            pushed(&dbag, slug).await;
        }
        for slug in ["x", "y"] {
            edit(&dbag, slug, "time_zone", "America/New_York").await.expect("changed");
        }
        ratio(&dbag, "q", "y", "x").await;
        ratio(&dbag, "deep", "q", "y").await;
        for slug in ["q", "deep"] {
            let q = dbag.show_metric(&ACTOR, slug).await.expect("there");
            assert_eq!(q.time_zone.as_deref(), Some("America/New_York"), "{slug}");
        }
        for (slug, below) in [("mixed", "other"), ("deeper", "other")] {
            let above = if slug == "deeper" { "deep" } else { "x" };
            let form = ratio_form(slug, above, below);
            let added = dbag.add_metric(&ACTOR, &form, now()).await;
            let problem = &added.expect_err("two zones")[0];
            assert_eq!(problem.field.as_deref(), Some("property.denominator"));
            assert!(problem.message.ends_with("give both the same time zone first"), "{}", problem.message);
            for zone in ["America/New_York", "Europe/Berlin"] {
                assert!(problem.message.contains(zone), "{}", problem.message);
            }
        }
        let own = ratio_form("own", "x", "y").with("time_zone", "UTC");
        let refused = dbag.add_metric(&ACTOR, &own, now()).await.expect_err("another zone");
        assert_eq!(refused[0].field.as_deref(), Some("time_zone"));
        assert!(refused[0].message.ends_with("leave the time zone out"), "{}", refused[0].message);
        let same = ratio_form("same", "x", "y").with("time_zone", "America/New_York");
        add(&dbag, &same).await;
        edit(&dbag, "q", "description", "of days there").await.expect("changed");
    }

    async fn a_ratio_is_not_computed_of_days_of_different_zones(dbag: Dbag) {
        for slug in ["x", "y"] {
            pushed(&dbag, slug).await;
            push(&dbag, slug, "2", "2026-11-20").await;
        }
        ratio(&dbag, "q", "y", "x").await;
        ratio(&dbag, "deep", "q", "x").await;
        edit(&dbag, "x", "time_zone", "Pacific/Auckland").await.expect("changed");
        let apart = dbag.computed_of_zones(&ACTOR, "x").await.expect("told");
        assert_eq!(apart.iter().map(Slug::as_str).collect::<Vec<_>>(), ["q", "deep"]);
        push(&dbag, "x", "4", "2026-11-20").await;
        push(&dbag, "x", "4", "2026-11-21").await;
        push(&dbag, "y", "4", "2026-11-21").await;
        let q = page(&dbag, "q").await;
        assert_eq!(q.series.value(day("2026-11-20")), Some(1.0), "as it was");
        assert_eq!(q.series.value(day("2026-11-21")), None);
        assert!(q.series.has_mark(day("2026-11-20"), Mark::Outdated));
        assert_eq!(q.outdated, [DayRange::single(day("2026-11-20"))]);
        let said = q.runs[0].error.as_deref().unwrap_or_default();
        assert!(said.contains("days of different zones make no number"), "{said}");
        edit(&dbag, "y", "time_zone", "Pacific/Auckland").await.expect("changed");
        let q = page(&dbag, "q").await;
        assert_eq!(q.metric.time_zone.as_deref(), Some("Pacific/Auckland"));
        assert_eq!(q.series.value(day("2026-11-20")), Some(0.5));
        assert_eq!(q.series.value(day("2026-11-21")), Some(1.0));
        assert_eq!((q.outdated, q.runs[0].error.clone()), (vec![], None));
        assert_eq!(value(&dbag, "deep", "2026-11-21").await, Some(0.25));
    }

    async fn days_of_an_input_that_were_asked_before_a_change_are_marked(dbag: Dbag) {
        let orders = [
            ("2026-11-12", Some("acme"), 10),
            ("2026-11-19", Some("acme"), 10),
            ("2026-11-19", Some("bolt"), 30),
        ];
        let _shop = shop(&dbag, &orders).await;
        add(&dbag, &counted("orders")).await;
        add(&dbag, &counted("all")).await;
        ratio(&dbag, "share", "orders", "all").await;
        ratio(&dbag, "deep", "share", "all").await;
        for slug in ["all", "orders"] {
            backfill(&dbag, slug, "2026-11-10", "2026-11-22").await;
        }
        edit(&dbag, "orders", "property.aggregate", "sum").await.expect_err("of which column");
        let before = dbag.show_metric(&ACTOR, "orders").await.expect("there");
        let form = dbag.form_of(&ACTOR, "orders").await.expect("a form");
        let form = form.with("property.aggregate", "sum").with("property.column", "amount");
        let changed = dbag.change_metric(&ACTOR, "orders", before.version, &form, now());
        changed.await.expect("changed");
        let both = [day("2026-11-12"), day("2026-11-19")];
        for slug in ["share", "deep"] {
            let page = page(&dbag, slug).await;
            let marked = both.map(|day| page.series.has_mark(day, Mark::Outdated));
            assert_eq!(marked, [true, true], "{slug}");
            assert_eq!(page.outdated.len(), 2, "{slug}: the days that have a value");
        }
        assert_eq!(value(&dbag, "share", "2026-11-14").await, None, "there is nothing to divide by");
        backfill(&dbag, "orders", "2026-11-16", "2026-11-22").await;
        for slug in ["share", "deep"] {
            let page = page(&dbag, slug).await;
            let marked = both.map(|day| page.series.has_mark(day, Mark::Outdated));
            assert_eq!(marked, [true, false], "{slug}");
            let sentence = page.total.sentence(None, page.today);
            assert!(sentence.contains("1 day was asked before the metric was changed"), "{sentence}");
            let day = dbag.view_day(&ACTOR, (slug, "2026-11-12"), None, now()).await;
            assert!(day.expect("a day").is_outdated, "{slug}");
        }
        assert_eq!(value(&dbag, "share", "2026-11-19").await, Some(20.0));
        let gallery = dbag.gallery(&ACTOR, now()).await.expect("a gallery");
        let cards = gallery.sections.iter().flat_map(|one| &one.cards);
        let share = cards.into_iter().find(|card| card.slug == "share").expect("a card");
        assert!(share.spark.has_mark(both[0], Mark::Outdated));
        // No change is told from a day that was asked for something else, a week before.
        assert_eq!(share.figure.map(|(day, _)| day), Some(both[1]));
        assert_eq!(share.delta, None);
        let outdated = dbag.outdated_days(&ACTOR, "share").await.expect("told");
        assert_eq!(outdated, [DayRange::single(both[0])]);
        let inputs = dbag.outdated_inputs(&ACTOR, "deep").await.expect("told");
        assert_eq!(inputs, [Slug::parse("orders").expect("a slug")]);
        backfill(&dbag, "orders", "2026-11-10", "2026-11-22").await;
        assert_eq!(page(&dbag, "deep").await.outdated, []);
    }

    async fn a_dashboard_marks_them_without_the_inputs(dbag: Dbag) {
        let orders = [("2026-11-18", Some("acme"), 10), ("2026-11-20", Some("bolt"), 30)];
        let _shop = shop(&dbag, &orders).await;
        add(&dbag, &counted("orders")).await;
        add(&dbag, &counted("all")).await;
        ratio(&dbag, "share", "orders", "all").await;
        for slug in ["all", "orders"] {
            backfill(&dbag, slug, "2026-11-17", "2026-11-22").await;
        }
        edit(&dbag, "orders", "filter.1.column", "amount").await.expect_err("a condition");
        let before = dbag.show_metric(&ACTOR, "orders").await.expect("there");
        let form = dbag.form_of(&ACTOR, "orders").await.expect("a form");
        let form = form
            .with("filter.1.column", "amount")
            .with("filter.1.operator", ">")
            .with("filter.1.value", "20");
        let changed = dbag.change_metric(&ACTOR, "orders", before.version, &form, now());
        changed.await.expect("changed");
        backfill(&dbag, "orders", "2026-11-20", "2026-11-22").await;
        let made = made(&dbag, "page", &["share"]).await;
        assert!(made[0].1.contains("1 day was asked before the metric was changed"), "{made:?}");
    }

    // What is made up beside them takes nothing from what is not.
    async fn weights_stay_where_made_up_values_divide_nothing(dbag: Dbag) {
        for slug in ["a", "b"] {
            pushed(&dbag, slug).await;
        }
        ratio(&dbag, "r", "a", "b").await;
        for (slug, value, on) in [
            ("a", "1", "2026-11-18"), ("b", "2", "2026-11-18"), ("a", "30", "2026-11-20"), ("b", "40", "2026-11-20"),
            ("b", "0", "2026-11-22"),
        ] {
            push(&dbag, slug, value, on).await;
        }
        let weights = async || {
            let page = page(&dbag, "r").await;
            let known = page.series.known().map(|(day, _)| page.series.weight(day));
            known.collect::<Vec<_>>()
        };
        let real = [Some(2.0), Some(40.0)];
        assert_eq!(weights().await, real);
        dbag.fake(&ACTOR, &["a".to_owned()], 6, now()).await.expect("made up");
        assert_eq!(weights().await[..2], real);
        dbag.clear_fake(&ACTOR, now()).await.expect("cleared");
        assert_eq!(weights().await, real);
    }

    // Days on which no object has anything have such rows, too: before the first, after the last, and between.
    async fn rows_of_no_object_are_told_where_there_is_nothing_else(dbag: Dbag) {
        let orders = [
            ("2026-11-16", None, 30), ("2026-11-17", Some("acme"), 10), ("2026-11-18", None, 30),
            ("2026-11-19", Some("acme"), 10), ("2026-11-21", None, 30),
        ];
        let _shop = shop(&dbag, &orders).await;
        for (slug, aggregate) in [("orders", "count"), ("amount", "sum"), ("mean", "avg"), ("largest", "max")] {
            let form = counted(slug).with("object_kind", "customer").with("property.object_column", "who");
            let form = form.with("property.aggregate", aggregate);
            let form = if aggregate == "count" { form } else { form.with("property.column", "amount") };
            add(&dbag, &form).await;
        }
        add(&dbag, &ratio_form("value", "amount", "orders").with("object_kind", "customer")).await;
        for slug in ["orders", "amount", "mean", "largest"] {
            backfill(&dbag, slug, "2026-11-15", "2026-11-22").await;
        }
        let words = "on 3 days there are rows of no object, which are left out";
        for slug in ["orders", "amount", "mean", "largest", "value"] {
            let query = MetricQuery {
                from: Some("2026-11-15".to_owned()),
                to: Some("2026-11-22".to_owned()),
                ..MetricQuery::default()
            };
            let page = dbag.view_metric(&ACTOR, slug, &query, now()).await.expect("a page");
            let sentence = page.total.sentence(None, page.today);
            assert!(sentence.contains(words), "{slug}: {sentence}");
        }
        // From the first value on.
        let words = "on 2 days there are rows of no object, which are left out";
        for (_, sentence) in made(&dbag, "page", &["orders", "mean", "largest", "value"]).await {
            assert!(sentence.contains(words), "{sentence}");
        }
    }

    async fn one_days_value_says_what_is_left_out_of_it(dbag: Dbag) {
        let orders = [("2026-11-15", Some("acme"), 10), ("2026-11-22", Some("acme"), 10), ("2026-11-22", None, 90)];
        let _shop = shop(&dbag, &orders).await;
        let form = counted("orders").with("object_kind", "customer").with("property.object_column", "who");
        add(&dbag, &form).await;
        backfill(&dbag, "orders", "2026-11-15", "2026-11-22").await;
        let words = "rows of no object left out";
        assert_eq!(page(&dbag, "orders").await.figure_notes.words(), words);
        let gallery = dbag.gallery(&ACTOR, now()).await.expect("a gallery");
        assert_eq!(gallery.sections[0].cards[0].figure_notes.words(), words);
        let shown = dbag.view_day(&ACTOR, ("orders", "2026-11-22"), None, now()).await.expect("a day");
        assert_eq!(shown.part_marks, [Mark::WithoutObject]);
    }

    async fn what_is_made_up_is_told_and_not_exported(dbag: Dbag) {
        for slug in ["a", "b"] {
            pushed(&dbag, slug).await;
        }
        ratio(&dbag, "r", "a", "b").await;
        push(&dbag, "a", "1", "2026-11-20").await;
        push(&dbag, "b", "2", "2026-11-20").await;
        dbag.fake(&ACTOR, &["a".to_owned(), "b".to_owned()], 10, now()).await.expect("made up");
        let page = page(&dbag, "r").await;
        let sentence = page.total.sentence(None, page.today);
        assert!(sentence.contains("there are values that are made up"), "{sentence}");
        let mut exporter = dbag.exporter(&ACTOR, &[], ExportFormat::Csv).await.expect("an export");
        let mut text = Vec::new();
        while let Some(piece) = exporter.next_piece().await.expect("written") {
            text.extend(piece);
        }
        let text = String::from_utf8(text).expect("text");
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines, ["a,2026-11-20,1,,,", "b,2026-11-20,2,,,", "r,2026-11-20,0.5,,,2"]);
        assert!(exporter.notes()[0].contains("that are made up are left out"), "{:?}", exporter.notes());
    }

    async fn rows_of_no_object_are_told_of_a_ratio_too(dbag: Dbag) {
        let orders = [
            ("2026-11-19", Some("acme"), 10),
            ("2026-11-20", Some("acme"), 10),
            ("2026-11-20", None, 30),
        ];
        let _shop = shop(&dbag, &orders).await;
        let by_customer = |slug| {
            counted(slug)
                .with("object_kind", "customer")
                .with("property.object_column", "who")
        };
        add(&dbag, &by_customer("orders")).await;
        let amount = by_customer("amount")
            .with("property.aggregate", "sum")
            .with("property.column", "amount");
        add(&dbag, &amount).await;
        let form = ratio_form("value", "amount", "orders").with("object_kind", "customer");
        add(&dbag, &form).await;
        let form = ratio_form("deep", "value", "orders").with("object_kind", "customer");
        add(&dbag, &form).await;
        for slug in ["amount", "orders"] {
            backfill(&dbag, slug, "2026-11-17", "2026-11-22").await;
        }
        let words = "on 1 day there are rows of no object, which are left out";
        for slug in ["orders", "value", "deep"] {
            let page = page(&dbag, slug).await;
            let sentence = page.total.sentence(None, page.today);
            assert!(sentence.contains(words), "{slug}: {sentence}");
            let query = MetricQuery { object: Some("acme".to_owned()), ..MetricQuery::default() };
            let page = dbag.view_metric(&ACTOR, slug, &query, now()).await.expect("a page");
            let sentence = page.total.sentence(None, page.today);
            assert!(!sentence.contains("no object"), "{slug}: {sentence}");
        }
        for (_, sentence) in made(&dbag, "page", &["orders", "value", "deep"]).await {
            assert!(sentence.contains(words), "{sentence}");
        }
    }

    async fn what_is_made_up_counts_until_it_is_cleared(dbag: Dbag) {
        for slug in ["a", "b"] {
            pushed(&dbag, slug).await;
        }
        ratio(&dbag, "r", "a", "b").await;
        ratio(&dbag, "deep", "r", "b").await;
        push(&dbag, "a", "5", "2026-11-20").await;
        push(&dbag, "a", "5", "2026-11-21").await;
        push(&dbag, "b", "2", "2026-11-21").await;
        let slugs = ["a", "b"].map(str::to_owned);
        let faked = dbag.fake(&ACTOR, &slugs, 6, now()).await.expect("faked");
        assert_eq!(faked.len(), 2);
        let b = value(&dbag, "b", "2026-11-20").await.expect("made up");
        for (slug, expected) in [("r", 5.0 / b), ("deep", 5.0 / b / b)] {
            let page = page(&dbag, slug).await;
            assert_eq!(page.series.value(day("2026-11-20")), Some(expected), "{slug}");
            for (at, is_fake) in [("2026-11-20", true), ("2026-11-19", true), ("2026-11-21", false)] {
                assert_eq!(page.series.has_mark(day(at), Mark::Fake), is_fake, "{slug} {at}");
            }
        }
        push(&dbag, "a", "3", "2026-11-19").await;
        let b = value(&dbag, "b", "2026-11-19").await.expect("made up");
        assert_eq!(value(&dbag, "r", "2026-11-19").await, Some(3.0 / b));
        push(&dbag, "b", "1", "2026-11-19").await;
        let r = page(&dbag, "r").await;
        assert_eq!(r.series.value(day("2026-11-19")), Some(3.0));
        assert!(!r.series.has_mark(day("2026-11-19"), Mark::Fake), "both are real now");
        let all = dbag.fake(&ACTOR, &["r".to_owned()], 6, now()).await.expect("told");
        let why = all[0].skipped.as_deref();
        assert_eq!(why, Some("it is computed from `a` and `b`: make up values of those"));
        dbag.clear_fake(&ACTOR, now()).await.expect("cleared");
        for slug in ["r", "deep"] {
            let page = page(&dbag, slug).await;
            let known: Vec<Day> = page.series.known().map(|(day, _)| day).collect();
            assert_eq!(known, [day("2026-11-19"), day("2026-11-21")], "{slug}");
            // As before: of that day one input is missing.
            assert_eq!(page.series.gap(day("2026-11-20")), Some(GapReason::InputFailed), "{slug}");
        }
    }

    // 12 of 40 on each day; what is left of one shop of two is no 90 %.
    async fn what_was_removed_of_an_object_is_known_of_its_ratio_whatever_becomes_of_it(dbag: Dbag) {
        rate_of_shops(&dbag).await;
        let days = ["2026-11-20", "2026-11-21"];
        for on in days {
            for (slug, shop, value) in [
                ("orders", "a", "10"), ("orders", "b", "30"), ("paid", "a", "9"), ("paid", "b", "3"),
            ] {
                let sent = SentValue::new(value, Some(day(on)), Some(shop));
                dbag.push(&ACTOR, slug, &sent, now()).await.expect("pushed");
            }
        }
        assert_eq!(value(&dbag, "rate", days[1]).await, Some(0.3));
        let removed = dbag.correct(&ACTOR, "paid", days[1], None, Some("wrong"), Some("b"), now());
        removed.await.expect("removed");
        let shown = page(&dbag, "rate").await;
        assert_eq!(shown.series.value(day(days[1])), Some(0.9));
        let mark = Mark::Removed(1);
        assert!(shown.series.has_mark(day(days[1]), mark), "{:?}", shown.series.marks);
        assert!(!shown.series.are_comparable(day(days[0]), day(days[1])));
        let sentence = shown.total.sentence(None, shown.today);
        assert!(sentence.contains("removed by hand"), "{sentence}");
        // Merged into the other it stays a person's word.
        let pair = ObjectPair { kind: "shop", from: "b", into: "a" };
        dbag.merge_objects(&ACTOR, pair, now()).await.expect("merged");
        assert_eq!(value(&dbag, "paid", days[1]).await, Some(9.0));
        assert_eq!(value(&dbag, "rate", days[0]).await, Some(0.3));
        // So it does when a file that keeps what is there has it again.
        let file = format!("metric,date,value,object_type,object_id\npaid,{},8,shop,a\n", days[1]);
        import(&dbag, &file, &ImportOptions::default()).await;
        assert_eq!(value(&dbag, "paid", days[1]).await, Some(9.0));
    }

    // Nobody knows how many were paid on the 12th: the month lacks that day, and is no month without it.
    async fn a_ratio_lacks_the_days_on_which_an_input_was_not_asked(dbag: Dbag) {
        let days: Vec<String> = (1..=22).map(|on| format!("2026-11-{on:02}")).collect();
        let orders: Vec<_> = days.iter().flat_map(|on| [(on.as_str(), None, 1), (on.as_str(), None, 0)]).collect();
        let _shop = shop(&dbag, &orders).await;
        add(&dbag, &counted("orders")).await;
        add(&dbag, &counted("paid").with("property.aggregate", "sum").with("property.column", "amount")).await;
        ratio(&dbag, "rate", "paid", "orders").await;
        backfill(&dbag, "orders", "2026-11-01", "2026-11-22").await;
        backfill(&dbag, "paid", "2026-11-01", "2026-11-11").await;
        backfill(&dbag, "paid", "2026-11-13", "2026-11-22").await;
        let by_month = async || {
            let query = MetricQuery { range: Some("30d".to_owned()), step: Some("month".to_owned()), ..MetricQuery::default() };
            let page = dbag.view_metric(&ACTOR, "rate", &query, now()).await.expect("a page");
            let month = page.points.last().expect("a month").part.has_missing_days();
            (page.series.gap(day("2026-11-12")), month)
        };
        assert_eq!(by_month().await, (Some(GapReason::InputFailed), true));
        let told = dbag.view_day(&ACTOR, ("rate", "2026-11-12"), None, now()).await.expect("told");
        let inputs: Vec<_> = told.inputs.iter().map(|input| (input.label.as_str(), input.value)).collect();
        assert_eq!(inputs, [("paid", None), ("orders", Some(2.0))]);
        backfill(&dbag, "paid", "2026-11-12", "2026-11-12").await;
        assert_eq!(by_month().await, (None, false));
    }

    // 10 orders from the 1st on, the first of the app on the 17th: until then none came by it.
    async fn where_one_input_has_rows_none_of_the_other_is_zero(dbag: Dbag) {
        let days: Vec<String> = (1..=20).map(|on| format!("2026-11-{on:02}")).collect();
        let orders: Vec<_> = days.iter().enumerate().flat_map(|(at, on)| {
            let who = (at >= 16).then_some("app");
            [(on.as_str(), who, 1), (on.as_str(), None, 1)]
        }).collect();
        let _shop = shop(&dbag, &orders).await;
        add(&dbag, &counted("orders")).await;
        add(&dbag, &counted("app").with("property.filters", r#"[{"column":"who","operator":"=","value":"app"}]"#)).await;
        ratio(&dbag, "rate", "app", "orders").await;
        ratio(&dbag, "turned", "orders", "app").await;
        for slug in ["orders", "app"] {
            backfill(&dbag, slug, "2026-11-01", "2026-11-20").await;
        }
        assert_eq!(value(&dbag, "rate", "2026-11-16").await, Some(0.0));
        assert_eq!(value(&dbag, "rate", "2026-11-17").await, Some(0.5));
        assert_eq!(page(&dbag, "rate").await.total.value, Some(4.0 / 40.0));
        assert_eq!(page(&dbag, "turned").await.total.value, Some(40.0 / 4.0));
    }

    // Of a day on which nothing was sent of one input nobody knows anything; where some was, others have none.
    async fn a_ratio_of_what_is_sent_for_objects_lacks_the_days_without_any(dbag: Dbag) {
        rate_of_shops(&dbag).await;
        for (slug, shop, on) in [
            ("orders", "a", "2026-11-19"), ("paid", "a", "2026-11-19"), ("orders", "b", "2026-11-19"),
            ("orders", "a", "2026-11-20"), ("orders", "a", "2026-11-21"), ("paid", "a", "2026-11-21"),
        ] {
            let sent = SentValue::new("5", Some(day(on)), Some(shop));
            dbag.push(&ACTOR, slug, &sent, now()).await.expect("pushed");
        }
        let rates = page(&dbag, "rate").await.series;
        assert_eq!(rates.value(day("2026-11-19")), Some(1.0));
        assert_eq!(rates.gap(day("2026-11-20")), Some(GapReason::InputFailed));
    }

    // What was before the source's own first row nobody knows, whatever was brought of what it is divided by.
    async fn before_its_first_row_an_input_is_no_zero(dbag: Dbag) {
        let _shop = shop(&dbag, &[("2026-11-10", Some("ada"), 1), ("2026-11-12", Some("ada"), 1)]).await;
        add(&dbag, &counted("orders")).await;
        add(&dbag, &counted("carts")).await;
        ratio(&dbag, "rate", "orders", "carts").await;
        import(&dbag, "metric,date,value\ncarts,2026-11-05,8\ncarts,2026-11-06,4\n", &ImportOptions::default()).await;
        for slug in ["orders", "carts"] {
            backfill(&dbag, slug, "2026-11-04", "2026-11-12").await;
        }
        assert_eq!(value(&dbag, "carts", "2026-11-05").await, Some(8.0));
        let rates = page(&dbag, "rate").await.series;
        let known: Vec<_> = rates.known().collect();
        assert_eq!(known, [(day("2026-11-10"), 1.0), (day("2026-11-12"), 1.0)]);
        assert_eq!(rates.gap(day("2026-11-05")), Some(GapReason::InputMissing));
        assert_eq!(page(&dbag, "rate").await.total.value, Some(1.0));
    }

    async fn weights_follow_what_the_inputs_measure(dbag: Dbag) {
        for slug in ["a", "b"] {
            pushed(&dbag, slug).await;
        }
        ratio(&dbag, "r", "a", "b").await;
        for (a, b, on) in [("10", "5", "2026-11-20"), ("10", "10", "2026-11-21")] {
            push(&dbag, "a", a, on).await;
            push(&dbag, "b", b, on).await;
        }
        let weights = async || page(&dbag, "r").await.series.weights.iter().copied().filter(|one| *one > 0.0).collect::<Vec<_>>();
        let rollup = async || dbag.show_metric(&ACTOR, "r").await.expect("there").rollup;
        assert_eq!((weights().await, rollup().await), (vec![5.0, 10.0], RollUp::Recomputed));
        edit(&dbag, "b", "measure", "share").await.expect("changed");
        assert_eq!((weights().await, rollup().await), (vec![], RollUp::Mean));
        assert_eq!(page(&dbag, "r").await.total.value, Some(1.5));
        push(&dbag, "b", "20", "2026-11-21").await;
        assert_eq!(weights().await, Vec::<f64>::new());
        edit(&dbag, "b", "measure", "flow").await.expect("changed back");
        assert_eq!((weights().await, rollup().await), (vec![5.0, 20.0], RollUp::Recomputed));
        assert_eq!(page(&dbag, "r").await.total.value, Some(0.8));
        // The form chooses by itself as long as nobody does.
        assert_eq!(dbag.form_of(&ACTOR, "r").await.expect("a form").given("rollup"), None);
    }

    async fn a_ratio_says_how_its_weeks_are_made(dbag: Dbag) {
        ratio_of_a_ratio(&dbag).await;
        let title = async |slug: &str| {
            let metric = dbag.show_metric(&ACTOR, slug).await.expect("there");
            metric.rollup.title()
        };
        let weighted = "the mean of their days, each counting by what it was divided by";
        assert_eq!(title("z").await, weighted);
        assert_eq!(title("ratio").await, "the mean of their days");
        let form = ratio_form("again", "z", "c");
        let together = dbag.together(&form).await.expect("told");
        assert_eq!(together.nature.rollup.title(), "the mean of their days");
        assert!(together.sentence.ends_with("each day counting alike"), "{}", together.sentence);
        let form = ratio_form("again", "a", "c");
        assert_eq!(dbag.together(&form).await.expect("told").nature.rollup.title(), weighted);
    }

    async fn what_no_input_knows_any_more_is_taken_back(dbag: Dbag) {
        for slug in ["a", "b"] {
            let form = MetricForm::new()
                .with("slug", slug)
                .with("label", slug)
                .with("metric_type", "push")
                .with("measure", "flow")
                .with("object_kind", "customer");
            add(&dbag, &form).await;
        }
        add(&dbag, &ratio_form("r", "a", "b").with("object_kind", "customer")).await;
        let file = "metric,date,customer,value\na,2026-11-20,acme,6\nb,2026-11-20,acme,3\n\
                    a,2026-11-20,bolt,8\nb,2026-11-20,bolt,2\n";
        import(&dbag, file, &overwriting()).await;
        assert_eq!(value(&dbag, "r", "2026-11-20").await, Some(2.8));
        let imports = dbag.imports(&ACTOR).await.expect("listed");
        dbag.undo_import(&ACTOR, imports[0].batch, now()).await.expect("undone");
        assert_eq!(value(&dbag, "a", "2026-11-20").await, None);
        assert_eq!(value(&dbag, "r", "2026-11-20").await, None);
    }

    async fn views_that_are_kept_bring_ratios_of_views_up_to_date(dbag: Dbag) {
        dbag.count_view("share 1", "", day("2026-11-22"));
        dbag.keep_views(now()).await.expect("kept");
        let views = dbag.show_metric(&ACTOR, "embed-views").await.expect("there");
        let kind = views.object_kind.as_ref().expect("a kind").as_str().to_owned();
        let form = ratio_form("r", "embed-views", "embed-views").with("object_kind", &kind);
        add(&dbag, &form).await;
        dbag.count_view("share 1", "", day("2026-11-23"));
        dbag.keep_views(now()).await.expect("kept");
        assert_eq!(value(&dbag, "r", "2026-11-22").await, Some(1.0));
        assert_eq!(value(&dbag, "r", "2026-11-23").await, Some(1.0));
    }
}

//! Zeros: however days are cut, and in whatever order they are asked, the same comes of it.

use dbag_collector::RunState;
use dbag_domain::{Day, DayRange, Measure, Metric, Origin};

use super::world::{Engine, World, day, instant, world};

const NOW: &str = "2026-01-02T12:00:00Z";

async fn fill(world: &World, metric: &Metric, from: Day, to: Day) {
    let days = Some(DayRange { from, to });
    let report = world
        .collector()
        .collect(metric, days, Origin::Backfilled, "test", instant(NOW))
        .await;
    assert_eq!(report.state, RunState::Done, "{report:?}");
}

async fn planned(world: &World, metric: &Metric, from: Day, to: Day) -> (u64, usize) {
    let days = DayRange { from, to };
    let collector = world.collector();
    let preview = collector.preview(metric, days, "test", instant(NOW)).await;
    let preview = preview.expect("a preview");
    (preview.added + preview.settled, preview.changes.len())
}

async fn known(world: &World, metric: &Metric) -> (usize, Option<Day>, f64) {
    let series = world.series(metric, "2023-01-01", "2026-01-01").await;
    let count = series.known().count();
    let first = series.known().next().map(|(day, _)| day);
    (count, first, series.known().map(|(_, value)| value).sum())
}

/// By table and by two kinds of query: the first can tell the source's own first day.
async fn metrics(world: &World) -> [Metric; 3] {
    let by_day = "select count(*) as value from orders where ordered_on = :day having count(*) > 0";
    let by_range = "select ordered_on as day, count(*) as value from orders
                    where ordered_on between :start and :end group by 1";
    [
        world.orders().await,
        world
            .add("by-day", Measure::Flow, &[("query", by_day)], "")
            .await,
        world
            .add("by-range", Measure::Flow, &[("query", by_range)], "")
            .await,
    ]
}

/// The two rows of a shop that sold nothing for nearly two years.
async fn two_rows(world: &World) -> (Day, Day) {
    world.order_on("2024-01-10", 1).await;
    world.order_on("2025-11-20", 1).await;
    (day("2024-01-01"), day("2025-12-31"))
}

#[tokio::test]
async fn one_preview_says_what_comes_however_it_is_cut() {
    let (from, to) = (day("2024-01-01"), day("2025-12-31"));
    // From 10 January 2024 to the end of 2025.
    let all = (722, Some(day("2024-01-10")), 2.0);
    let cuts: [&[(Day, Day)]; 4] = [
        &[(from, to)],
        &[(day("2025-01-01"), to), (from, day("2024-12-31"))],
        &[(from, day("2024-12-31")), (day("2025-01-01"), to)],
        &[
            (day("2025-06-01"), day("2025-09-30")),
            (day("2025-10-01"), to),
            (from, day("2024-02-29")),
            (day("2024-03-01"), day("2025-05-31")),
        ],
    ];
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for cut in cuts {
            let world = world(engine).await;
            two_rows(&world).await;
            for metric in metrics(&world).await {
                assert_eq!(
                    planned(&world, &metric, from, to).await,
                    (722, 0),
                    "{}",
                    metric.slug
                );
                for (from, to) in cut {
                    fill(&world, &metric, *from, *to).await;
                }
                assert_eq!(known(&world, &metric).await, all, "{} {cut:?}", metric.slug);
                assert_eq!(
                    planned(&world, &metric, from, to).await,
                    (0, 0),
                    "{}",
                    metric.slug
                );
                fill(&world, &metric, from, to).await;
                assert_eq!(known(&world, &metric).await, all, "{} again", metric.slug);
            }
        }
    }
}

#[tokio::test]
async fn a_part_in_the_middle_has_its_zeros_where_the_source_can_tell() {
    let world = world(Engine::Sqlite).await;
    two_rows(&world).await;
    let [table, _, by_range] = metrics(&world).await;
    let (from, to) = (day("2024-06-01"), day("2024-06-30"));
    for (metric, expected) in [(&table, 30), (&by_range, 0)] {
        assert_eq!(
            planned(&world, metric, from, to).await,
            (expected, 0),
            "{}",
            metric.slug
        );
        fill(&world, metric, from, to).await;
        assert_eq!(
            known(&world, metric).await.0 as u64,
            expected,
            "{}",
            metric.slug
        );
    }
    // Once it is known that it began before, those days were answered with nothing.
    let first = day("2024-01-10");
    assert_eq!(planned(&world, &by_range, first, first).await, (31, 0));
    fill(&world, &by_range, first, first).await;
    assert_eq!(known(&world, &by_range).await.0, 31);
}

#[tokio::test]
async fn objects_begin_by_themselves() {
    let world = world(Engine::Sqlite).await;
    for (customer, date) in [(1, "2024-01-10"), (2, "2024-01-15"), (1, "2024-01-20")] {
        let order = "insert into orders (customer_id, ordered_on) values (?, ?)";
        let order = sqlx::query(order).bind(customer).bind(date);
        order.execute(&world.shop).await.expect("an order");
    }
    let query = "select ordered_on as day, customer_id as object, count(*) as value from orders
                 where ordered_on between :start and :end group by 1, 2";
    let properties = [
        ("table", "orders"),
        ("date_column", "ordered_on"),
        ("object_column", "customer_id"),
    ];
    let by_query = world
        .add("by-query", Measure::Flow, &[("query", query)], "customer")
        .await;
    let by_table = world
        .add("by-table", Measure::Flow, &properties, "customer")
        .await;
    let (from, to) = (day("2024-01-01"), day("2024-01-20"));
    for metric in [by_query, by_table] {
        assert_eq!(
            planned(&world, &metric, from, to).await,
            (17, 0),
            "{}",
            metric.slug
        );
        fill(&world, &metric, day("2024-01-16"), to).await;
        fill(&world, &metric, from, day("2024-01-15")).await;
        let rows = world
            .store
            .series_of_metric(metric.id)
            .await
            .expect("series");
        let columns = world.store.columns(&rows).await.expect("columns");
        let mut counts: Vec<_> = rows
            .iter()
            .zip(&columns)
            .map(|(row, columns)| (row.object_key.clone(), columns.all().known().count()))
            .collect();
        counts.sort();
        let key = |number| Some(dbag_domain::ObjectKey::from_integer(number));
        assert_eq!(counts, [(key(1), 11), (key(2), 6)], "{}", metric.slug);
    }
}

/// What was brought from elsewhere is no sign that the source was there already: its days before the source's own
/// first row stand, and those of which nothing was brought stay without a value.
#[tokio::test]
async fn what_was_imported_before_the_first_row_stands() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for origin in [Origin::Imported, Origin::Edited, Origin::Pushed] {
            let world = world(engine).await;
            two_rows(&world).await;
            let (from, to) = (day("2023-12-01"), day("2024-01-12"));
            for metric in metrics(&world).await {
                for (date, value) in [("2023-12-10", 5.0), ("2024-01-08", 7.0)] {
                    world.bring(&metric, (date, value), origin).await;
                }
                let slug = &metric.slug;
                // Both that were brought are named, and stay.
                assert_eq!(planned(&world, &metric, from, to).await, (3, 2), "{slug}");
                for (from, to) in [(day("2023-12-05"), day("2024-01-09")), (from, to)] {
                    fill(&world, &metric, from, to).await;
                }
                let series = world.series(&metric, "2023-12-01", "2024-01-12").await;
                let known: Vec<_> = series
                    .known()
                    .map(|(day, value)| (day.to_string(), value))
                    .collect();
                let of = |day: &str, value| (day.to_owned(), value);
                let expected = [
                    of("2023-12-10", 5.0),
                    of("2024-01-08", 7.0),
                    of("2024-01-10", 1.0),
                    of("2024-01-11", 0.0),
                    of("2024-01-12", 0.0),
                ];
                // A query cannot say where its rows begin: it is asked of days that it has no rows of.
                let expected = match metric.metric_type.as_str() {
                    "row_count" => expected.to_vec(),
                    _ => [&expected[..2], &[of("2024-01-09", 0.0)], &expected[2..]].concat(),
                };
                assert_eq!(known, expected, "{slug} {origin}");
            }
        }
    }
}

/// Neither is what is made up.
#[tokio::test]
async fn made_up_values_are_no_beginning() {
    let world = world(Engine::Sqlite).await;
    two_rows(&world).await;
    let (from, to) = (day("2023-12-01"), day("2024-01-12"));
    for metric in metrics(&world).await {
        world
            .bring(&metric, ("2023-12-20", 5.0), Origin::Imported)
            .await;
        world
            .bring(&metric, ("2023-12-10", 9.0), Origin::Fake)
            .await;
        fill(&world, &metric, from, to).await;
        let series = world.series(&metric, "2023-12-01", "2024-01-12").await;
        let known: Vec<f64> = series.known().map(|(_, value)| value).collect();
        assert_eq!(known, [9.0, 5.0, 1.0, 0.0, 0.0], "{}", metric.slug);
    }
}

/// A key that the source never had has no zeros, whoever brought a value of it: they would outlive it.
#[tokio::test]
async fn a_mistyped_object_has_no_zeros() {
    let world = world(Engine::Sqlite).await;
    world.order_on("2025-12-20", 1).await;
    let properties = [
        ("table", "orders"),
        ("date_column", "ordered_on"),
        ("object_column", "customer_id"),
    ];
    let metric = world
        .add("by-customer", Measure::Flow, &properties, "customer")
        .await;
    let (from, to) = (day("2025-12-10"), day("2025-12-31"));
    world
        .bring_of(&metric, "Acme Corp", ("2025-12-22", 5.0), Origin::Imported)
        .await;
    let collector = world.collector();
    let run = collector.collect(
        &metric,
        Some(DayRange::single(to)),
        Origin::Collected,
        "test",
        instant(NOW),
    );
    assert_eq!(run.await.state, RunState::Done);
    fill(&world, &metric, from, to).await;
    let rows = world
        .store
        .series_of_metric(metric.id)
        .await
        .expect("series");
    let columns = world.store.columns(&rows).await.expect("columns");
    let known = rows.iter().zip(&columns).map(|(row, columns)| {
        let key = row.object_key.as_ref().map_or("", |key| key.as_str());
        (key, columns.all().known().count())
    });
    let mut known: Vec<_> = known.collect();
    known.sort_unstable();
    assert_eq!(known, [("1", 12), ("Acme Corp", 1)]);
}

#[tokio::test]
async fn nothing_of_a_kind_is_zero_from_the_first_row_on() {
    let world = world(Engine::Sqlite).await;
    two_rows(&world).await;
    let properties = [("table", "orders"), ("date_column", "ordered_on")];
    let mut metric = world.add("refunds", Measure::Flow, &properties, "").await;
    let filters = serde_json::json!([{"column": "customer_id", "operator": "=", "value": "99"}]);
    metric.settings.properties.set("filters", filters);
    fill(&world, &metric, day("2025-12-01"), day("2025-12-31")).await;
    assert_eq!(
        known(&world, &metric).await,
        (31, Some(day("2025-12-01")), 0.0)
    );
}

#[tokio::test]
async fn rows_that_are_gone_take_their_values_along() {
    let world = world(Engine::Sqlite).await;
    world.order_on("2025-12-01", 2).await;
    world.order_on("2025-12-02", 2).await;
    let query =
        "select ordered_on as day, avg(customer_id) as value, count(*) as weight from orders
                 where ordered_on between :start and :end group by 1";
    let average = world
        .add("average", Measure::Share, &[("query", query)], "")
        .await;
    let (from, to) = (day("2025-12-01"), day("2025-12-02"));
    fill(&world, &average, from, to).await;
    let delete = sqlx::query("delete from orders where ordered_on = '2025-12-01'");
    delete.execute(&world.shop).await.expect("deleted");
    assert_eq!(planned(&world, &average, from, to).await, (0, 1));
    fill(&world, &average, from, to).await;
    let series = world.series(&average, "2025-12-01", "2025-12-02").await;
    assert_eq!(series.values, [None, Some(1.0)]);
    assert_eq!(series.weights, [0.0, 2.0]);
}

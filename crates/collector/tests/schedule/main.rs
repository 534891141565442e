//! Day after day under a clock of the test's own: what is asked, caught up with and given up.

mod kinds;
mod lease;
mod world;
mod zeros;

use dbag_collector::{CatchUp, RunState, Scheduler};
use dbag_domain::{DayRange, GapReason, Mark, Measure, Origin};

use world::{Engine, day, instant, live, world};

async fn three_days_down(engine: Engine) {
    let world = world(engine).await;
    let (orders, accounts) = (world.orders().await, world.accounts().await);
    for (date, count) in [
        ("2026-11-10", 3),
        ("2026-11-11", 4),
        ("2026-11-12", 5),
        ("2026-11-13", 6),
        ("2026-11-14", 7),
    ] {
        world.order_on(date, count).await;
    }
    sqlx::query("insert into account default values")
        .execute(&world.shop)
        .await
        .expect("one");
    let scheduler = world.scheduler();
    live(&scheduler, "2026-11-10T09:00:00Z", "2026-11-10T22:40:00Z").await;
    // Down from the evening of the 10th to the morning of the 14th.
    live(&scheduler, "2026-11-14T09:00:00Z", "2026-11-15T03:00:00Z").await;

    let flow = world.series(&orders, "2026-11-10", "2026-11-14").await;
    assert_eq!(flow.values, [3.0, 4.0, 5.0, 6.0, 7.0].map(Some));
    let level = world.series(&accounts, "2026-11-10", "2026-11-14").await;
    assert_eq!(level.values, [Some(1.0), None, None, None, Some(1.0)]);
    for date in ["2026-11-11", "2026-11-12", "2026-11-13"] {
        assert_eq!(level.gap(day(date)), Some(GapReason::ProcessDown), "{date}");
    }
}

async fn what_nobody_has_planned_waits(engine: Engine) {
    let world = world(engine).await;
    world.orders().await;
    world.accounts().await;
    let scheduler = world.scheduler();
    live(&scheduler, "2026-11-10T09:00:00Z", "2026-11-11T10:00:00Z").await;
    let collector = world.collector();
    let waiting = async |at: &str| {
        let found = collector.waiting(instant(at)).await.expect("looked");
        (found.days, found.first_missed)
    };
    assert_eq!(waiting("2026-11-11T10:00:00Z").await, (0, None));
    // A night is nothing yet: the 11th of one, the 12th of the other.
    assert_eq!(waiting("2026-11-12T08:00:00Z").await, (2, None));
    let missed = Some(day("2026-11-11"));
    assert_eq!(waiting("2026-11-15T08:00:00Z").await, (8, missed));
    assert_eq!(
        waiting("2026-11-15T08:00:00Z").await,
        (8, missed),
        "looking plans nothing"
    );
}

#[tokio::test]
async fn what_nobody_has_planned_waits_on_sqlite() {
    what_nobody_has_planned_waits(Engine::Sqlite).await;
}

#[tokio::test]
async fn what_nobody_has_planned_waits_on_postgres() {
    what_nobody_has_planned_waits(Engine::Postgres).await;
}

#[tokio::test]
async fn r22_three_days_down_on_sqlite() {
    three_days_down(Engine::Sqlite).await;
}

#[tokio::test]
async fn r22_three_days_down_on_postgres() {
    three_days_down(Engine::Postgres).await;
}

/// The control: without catching up the same outage loses days, so the tests above can fail.
#[tokio::test]
async fn r22_control_without_catch_up_days_are_lost() {
    let world = world(Engine::Sqlite).await;
    let orders = world.orders().await;
    world.order_on("2026-11-10", 1).await;
    world.order_on("2026-11-12", 1).await;
    let collector = world.collector().with_catch_up(CatchUp::NewestOnly);
    let scheduler = Scheduler::new(collector, "test");
    live(&scheduler, "2026-11-11T09:00:00Z", "2026-11-11T10:00:00Z").await;
    live(&scheduler, "2026-11-15T09:00:00Z", "2026-11-15T10:00:00Z").await;
    let flow = world.series(&orders, "2026-11-11", "2026-11-14").await;
    assert_eq!(flow.values, [None, None, None, Some(0.0)]);
}

#[tokio::test]
async fn r22_a_source_down_for_days_is_asked_when_it_is_back() {
    let world = world(Engine::Sqlite).await;
    let (orders, accounts) = (world.orders().await, world.accounts().await);
    world.order_on("2026-11-11", 2).await;
    let away = world.shop_path.with_extension("away");
    let scheduler = world.scheduler();
    live(&scheduler, "2026-11-10T09:00:00Z", "2026-11-10T22:40:00Z").await;
    std::fs::rename(&world.shop_path, &away).expect("taken away");
    live(&scheduler, "2026-11-11T00:00:00Z", "2026-11-12T20:00:00Z").await;
    assert_eq!(
        world
            .series(&orders, "2026-11-11", "2026-11-11")
            .await
            .values,
        [None]
    );
    std::fs::rename(&away, &world.shop_path).expect("put back");
    live(&scheduler, "2026-11-12T21:00:00Z", "2026-11-12T23:30:00Z").await;
    assert_eq!(
        world
            .series(&orders, "2026-11-11", "2026-11-11")
            .await
            .values,
        [Some(2.0)]
    );
    let level = world.series(&accounts, "2026-11-11", "2026-11-12").await;
    assert_eq!(level.gap(day("2026-11-11")), Some(GapReason::SourceDown));
    assert_eq!(level.values[1], Some(0.0));
}

#[tokio::test]
async fn r04_a_day_asked_again_and_again_is_one_row() {
    let world = world(Engine::Sqlite).await;
    let orders = world.orders().await;
    world.order_on("2026-11-10", 3).await;
    let now = instant("2026-11-12T09:00:00Z");
    let collector = world.collector();
    for _ in 0..3 {
        let days = Some(DayRange::single(day("2026-11-10")));
        let report = collector
            .collect(&orders, days, Origin::Collected, "ann", now)
            .await;
        assert_eq!(
            (report.state, report.rows),
            (RunState::Done, 1),
            "{report:?}"
        );
    }
    world.order_on("2026-11-10", 1).await;
    let days = Some(DayRange::single(day("2026-11-10")));
    collector
        .collect(&orders, days, Origin::Collected, "ann", now)
        .await;
    let series = world.series(&orders, "2026-11-10", "2026-11-10").await;
    assert_eq!(series.values, [Some(4.0)]);
    assert_eq!(
        series.marks,
        [(day("2026-11-10"), Mark::Corrected)],
        "the old value is kept"
    );
}

#[tokio::test]
async fn r29_partial_10k() {
    let world = world(Engine::Sqlite).await;
    let query =
        "with recursive n (id) as (select 1 union all select id + 1 from n where id < 10000)
                 select id as object, case when id % 769 = 0 then 'broken' else id end as value
                 from n";
    let metric = world
        .add("many", Measure::Level, &[("query", query)], "customer")
        .await;
    let now = instant("2026-11-12T09:00:00Z");
    let report = world
        .collector()
        .collect(&metric, None, Origin::Collected, "ann", now)
        .await;
    assert_eq!(
        (report.state, report.rows),
        (RunState::Partial, 9_987),
        "{report:?}"
    );
    let runs = world.store.runs(metric.id, 1).await.expect("runs");
    assert_eq!(runs[0].failures.len(), 13);
    assert!(
        runs[0]
            .failures
            .iter()
            .all(|failure| failure.reason == GapReason::BadValue)
    );
    let rows = world
        .store
        .series_of_metric(metric.id)
        .await
        .expect("series");
    assert_eq!(rows.len(), 10_000);
}

#[tokio::test]
async fn one_failing_metric_stops_no_other() {
    let world = world(Engine::Sqlite).await;
    let orders = world.orders().await;
    let broken = world
        .add(
            "broken",
            Measure::Level,
            &[("query", "select x from nowhere")],
            "",
        )
        .await;
    world.order_on("2026-11-10", 1).await;
    let reports = world
        .scheduler()
        .step(instant("2026-11-11T09:00:00Z"))
        .await
        .expect("a step");
    let state = |slug: &str| {
        reports
            .iter()
            .find(|report| report.metric == slug)
            .map(|report| report.state)
    };
    assert_eq!(state(orders.slug.as_str()), Some(RunState::Done));
    assert_eq!(state(broken.slug.as_str()), Some(RunState::Failed));
}

#[tokio::test]
async fn a_preview_tells_what_collecting_then_does() {
    let world = world(Engine::Sqlite).await;
    let orders = world.orders().await;
    let collector = world.collector();
    let now = instant("2026-11-14T09:00:00Z");
    let days = DayRange {
        from: day("2026-11-10"),
        to: day("2026-11-13"),
    };
    let preview = async || {
        let preview = collector.preview(&orders, days, "test", now).await;
        let preview = preview.expect("an answer");
        let change = |(_, change): &(_, dbag_store::Change)| {
            let old = change.old.expect("a value");
            (
                change.day,
                old,
                change.new.expect("a value"),
                change.effect == dbag_store::Effect::Kept,
            )
        };
        let changes: Vec<_> = preview.changes.iter().map(change).collect();
        (preview.added, changes)
    };
    let collect = async || {
        let range = Some(days);
        let run = collector.collect(&orders, range, Origin::Backfilled, "test", now);
        assert_eq!(run.await.state, RunState::Done);
        world
            .series(&orders, "2026-11-10", "2026-11-13")
            .await
            .values
    };
    for date in ["2026-11-10", "2026-11-11", "2026-11-13"] {
        world.order_on(date, 1).await;
    }
    assert_eq!(preview().await, (4, vec![]), "the 12th is a zero");
    let nothing_yet = world.series(&orders, "2026-11-10", "2026-11-13").await;
    assert_eq!(nothing_yet.values, [None; 4], "a preview writes nothing");
    let first = [Some(1.0), Some(1.0), Some(0.0), Some(1.0)];
    assert_eq!(collect().await, first);
    world.type_in(&orders, "2026-11-13", 7.0).await;
    sqlx::query("delete from orders where ordered_on = '2026-11-11'")
        .execute(&world.shop)
        .await
        .expect("deleted");
    let gone = (day("2026-11-11"), 1.0, 0.0, false);
    let typed = (day("2026-11-13"), 7.0, 1.0, true);
    assert_eq!(preview().await, (0, vec![gone, typed]));
    assert_eq!(
        collect().await,
        [Some(1.0), Some(0.0), Some(0.0), Some(7.0)]
    );
}

/// A loop that has nothing to do waits: whoever wakes it at every turn takes a processor.
#[tokio::test]
async fn a_scheduler_without_anything_due_waits() {
    let world = world(Engine::Sqlite).await;
    world.orders().await;
    let looks = std::sync::atomic::AtomicUsize::new(0);
    let now = || {
        looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        instant("2026-11-10T09:00:00Z")
    };
    world
        .scheduler()
        .step(instant("2026-11-10T09:00:00Z"))
        .await
        .expect("a step");
    let shutdown = tokio::time::sleep(std::time::Duration::from_millis(400));
    world.scheduler().run(now, shutdown).await;
    let looks = looks.into_inner();
    assert!(looks <= 4, "it looked {looks} times in 0.4 s");
}

//! Day after day under a clock of the test's own: what is asked, caught up with and given up.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_collector::{CatchUp, Collector, Registry, RunState, Scheduler};
use dbag_domain::{
    Day, DayRange, GapReason, Label, Mark, Measure, Metric, MetricSettings, ObjectKind, Origin,
    Series, Slug, SourceId, SourceKind,
};
use dbag_store::{InstanceKey, Location, Store, Vault};
use sqlx::SqlitePool;

/// A store, a shop's database and a collector between them.
struct World {
    store: Store,
    vault: Vault,
    source: SourceId,
    shop: SqlitePool,
    shop_path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

#[derive(Clone, Copy)]
enum Engine {
    Sqlite,
    Postgres,
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

async fn world(engine: Engine) -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let location = match engine {
        Engine::Sqlite => Location::Sqlite(folder.path().join("dbag.db")),
        Engine::Postgres => {
            let server = dbag_testing::postgres();
            Location::Postgres(server.url(&server.create_database()))
        }
    };
    let store = Store::open(&location).await.expect("a store");
    let key = InstanceKey::random();
    let created = instant("2026-11-01T00:00:00Z");
    store
        .ensure_instance(&key, "Europe/Berlin", created)
        .await
        .expect("an instance");
    let vault = Vault::new(&key);
    let shop_path = folder.path().join("shop.db");
    let url = format!("sqlite://{}?mode=rwc", shop_path.display());
    let shop = SqlitePool::connect(&url).await.expect("a shop");
    sqlx::raw_sql(
        "create table orders (id integer primary key, customer_id integer, ordered_on text);
         create table account (id integer primary key);
         create index orders_day on orders (ordered_on);",
    )
    .execute(&shop)
    .await
    .expect("tables");
    let slug = Slug::parse("shop").expect("a slug");
    let url = format!("sqlite://{}", shop_path.display());
    let source = store
        .add_source(&slug, SourceKind::Sqlite, &url, &url, &vault, created)
        .await
        .expect("a source")
        .id;
    World {
        store,
        vault,
        source,
        shop,
        shop_path,
        _folder: folder,
    }
}

impl World {
    fn collector(&self) -> Collector {
        Collector::new(self.store.clone(), self.vault.clone(), Registry::built_in())
    }

    fn scheduler(&self) -> Scheduler {
        Scheduler::new(self.collector(), "test")
    }

    async fn add(
        &self,
        slug: &str,
        measure: Measure,
        properties: &[(&str, &str)],
        kind: &str,
    ) -> Metric {
        let name = Slug::parse(slug).expect("a slug");
        let label = Label::parse(slug).expect("a label");
        let metric_type = if properties.iter().any(|(key, _)| *key == "query") {
            "sql_query"
        } else {
            "row_count"
        };
        let mut settings = MetricSettings::new(name, label, metric_type, measure);
        settings.source_id = Some(self.source);
        settings.object_kind = (!kind.is_empty()).then(|| ObjectKind::parse(kind).expect("a kind"));
        for (key, text) in properties {
            settings.properties.set(key, *text);
        }
        let created = instant("2026-11-10T08:00:00Z");
        self.store
            .add_metric(&settings, created)
            .await
            .expect("a metric")
    }

    async fn orders(&self) -> Metric {
        let properties = [
            ("table", "orders"),
            ("date_column", "ordered_on"),
            ("aggregate", "count"),
        ];
        self.add("orders", Measure::Flow, &properties, "").await
    }

    async fn accounts(&self) -> Metric {
        let properties = [("table", "account"), ("aggregate", "count")];
        self.add("accounts", Measure::Level, &properties, "").await
    }

    async fn order_on(&self, date: &str, count: i32) {
        for _ in 0..count {
            sqlx::query("insert into orders (customer_id, ordered_on) values (1, ?)")
                .bind(date)
                .execute(&self.shop)
                .await
                .expect("an order");
        }
    }

    async fn series(&self, metric: &Metric, from: &str, to: &str) -> Series {
        let rows = self
            .store
            .series_of_metric(metric.id)
            .await
            .expect("series");
        let columns = self.store.columns(&rows).await.expect("columns");
        let range = DayRange {
            from: day(from),
            to: day(to),
        };
        columns
            .first()
            .map_or_else(|| Series::empty(range), |columns| columns.over(range))
    }
}

/// Steps every hour from one instant to another.
async fn live(scheduler: &Scheduler, from: &str, to: &str) {
    let (mut now, end) = (instant(from), instant(to));
    while now <= end {
        scheduler.step(now).await.expect("a step");
        now += TimeDelta::hours(1);
    }
}

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

async fn two_replicas(engine: Engine) {
    let world = world(engine).await;
    let orders = world.orders().await;
    for date in ["2026-11-10", "2026-11-11", "2026-11-12"] {
        world.order_on(date, 2).await;
    }
    let now = instant("2026-11-13T09:00:00Z");
    let replica = |name: &'static str| {
        let scheduler = Scheduler::new(world.collector(), name);
        tokio::spawn(async move { scheduler.step(now).await.expect("a step").len() })
    };
    let (one, two) = (replica("one"), replica("two"));
    let runs = one.await.expect("ended") + two.await.expect("ended");
    assert_eq!(runs, 1, "adjacent days are one run, of one replica");
    let series = world.series(&orders, "2026-11-10", "2026-11-12").await;
    assert_eq!(series.values, [Some(2.0); 3]);
}

#[tokio::test]
async fn r37_two_replicas_on_sqlite() {
    two_replicas(Engine::Sqlite).await;
}

#[tokio::test]
async fn r37_two_replicas_on_postgres() {
    two_replicas(Engine::Postgres).await;
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

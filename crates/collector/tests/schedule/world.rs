//! What the tests work on: a store, a shop's database and metrics over it.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_collector::{Collector, Registry, Scheduler};
use dbag_domain::{
    Day, DayRange, Label, Measure, Metric, MetricSettings, ObjectKey, ObjectKind, Origin, Series,
    SeriesId, Slug, SourceId, SourceKind, Value,
};
use dbag_store::{InstanceKey, Location, NewSample, OnConflict, SampleWrite, Store, Vault};
use sqlx::SqlitePool;

/// A store, a shop's database and a collector between them.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) source: SourceId,
    pub(crate) shop: SqlitePool,
    pub(crate) shop_path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

#[derive(Clone, Copy)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

pub(crate) async fn world(engine: Engine) -> World {
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
    pub(crate) fn collector(&self) -> Collector {
        Collector::new(self.store.clone(), self.vault.clone(), Registry::built_in())
    }

    pub(crate) fn scheduler(&self) -> Scheduler {
        Scheduler::new(self.collector(), "test")
    }

    pub(crate) async fn add(
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

    pub(crate) async fn orders(&self) -> Metric {
        let properties = [
            ("table", "orders"),
            ("date_column", "ordered_on"),
            ("aggregate", "count"),
        ];
        self.add("orders", Measure::Flow, &properties, "").await
    }

    pub(crate) async fn accounts(&self) -> Metric {
        let properties = [("table", "account"), ("aggregate", "count")];
        self.add("accounts", Measure::Level, &properties, "").await
    }

    pub(crate) async fn order_on(&self, date: &str, count: i32) {
        for _ in 0..count {
            sqlx::query("insert into orders (customer_id, ordered_on) values (1, ?)")
                .bind(date)
                .execute(&self.shop)
                .await
                .expect("an order");
        }
    }

    /// A person corrects a value.
    pub(crate) async fn type_in(&self, metric: &Metric, date: &str, number: f64) {
        self.bring(metric, (date, number), Origin::Edited).await;
    }

    /// A value comes from elsewhere than the source.
    pub(crate) async fn bring(&self, metric: &Metric, (date, number): (&str, f64), origin: Origin) {
        let series = self.store.ensure_plain_series(metric.id).await;
        let series = series.expect("a series");
        self.write(series, (date, number), origin).await;
    }

    /// The same of an object.
    pub(crate) async fn bring_of(
        &self,
        metric: &Metric,
        object: &str,
        value: (&str, f64),
        origin: Origin,
    ) {
        let key = ObjectKey::parse(object).expect("a key");
        let kind = metric.object_kind.as_ref().expect("objects");
        let objects = [(key.clone(), None)];
        let series = self.store.ensure_series_of(metric.id, kind, &objects).await;
        self.write(series.expect("a series")[&key], value, origin)
            .await;
    }

    async fn write(&self, series: SeriesId, (date, number): (&str, f64), origin: Origin) {
        let sample = NewSample {
            series,
            day: day(date),
            value: Ok(Value::new(number).expect("finite")),
        };
        let now = instant("2026-11-14T08:00:00Z");
        let write = SampleWrite {
            batch: dbag_collector::batch(origin, "ann", now, ""),
            samples: vec![sample],
            on_conflict: OnConflict::Overwrite,
            is_final: &|_, _, _| true,
        };
        self.store.write_samples(write).await.expect("written");
    }

    pub(crate) async fn series(&self, metric: &Metric, from: &str, to: &str) -> Series {
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
pub(crate) async fn live(scheduler: &Scheduler, from: &str, to: &str) {
    let (mut now, end) = (instant(from), instant(to));
    while now <= end {
        scheduler.step(now).await.expect("a step");
        now += TimeDelta::hours(1);
    }
}

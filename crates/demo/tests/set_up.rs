//! The demo as `serve --demo` sets it up, and a second time.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{Day, Metric, SeriesId};
use dbag_operations::{Actor, Dbag, InstanceKey, Location, Registry, Store, Vault};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("in range")
}

async fn dbag(folder: &std::path::Path) -> Dbag {
    let store = Store::open(&Location::Sqlite(folder.join("dbag.db")))
        .await
        .expect("opened");
    let key = InstanceKey::random();
    store
        .ensure_instance(&key, "Europe/Berlin", now())
        .await
        .expect("an instance");
    Dbag::new(store, Vault::new(&key), Registry::built_in())
}

async fn values(dbag: &Dbag, slug: &str) -> Vec<(Day, f64)> {
    let metric: Metric = dbag.store().metric(slug).await.expect("a metric");
    let start = (SeriesId(0), Day::MIN);
    let page = dbag
        .store()
        .export_page(metric.id, start, 100_000)
        .await
        .expect("values");
    page.iter()
        .filter_map(|sample| Some((sample.day, sample.value.ok()?)))
        .collect()
}

#[tokio::test]
async fn the_demo_is_set_up_once_and_goes_on_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let dbag = dbag(folder.path()).await;
    let started = Instant::now();
    let tell = |line: &str| println!("{:>6} ms {line}", started.elapsed().as_millis());
    let report = dbag_demo::set_up(&dbag, folder.path(), now(), tell)
        .await
        .expect("set up");
    println!("{:>6} ms {report:?}", started.elapsed().as_millis());
    assert_eq!((report.metrics, report.measurements), (32, 177_745));
    assert!((60_000..110_000).contains(&report.shop.rows), "{report:?}");

    let django = [
        ("unreviewed", 353..=361),
        ("blockers", 353..=361),
        ("commits-week", 340..=361),
        ("new-tickets-today", 353..=361),
        ("bugs", 0..=0),
    ];
    for (slug, days) in django {
        let values = values(&dbag, slug).await;
        assert!(days.contains(&values.len()), "{slug}: {}", values.len());
    }
    let last = values(&dbag, "unreviewed")
        .await
        .last()
        .map(|(day, _)| day.to_string());
    assert_eq!(last.as_deref(), Some("2012-04-19"));
    let metrics = dbag.store().metrics().await.expect("metrics");
    let paused = metrics
        .iter()
        .filter(|metric| metric.owner == "Django project");
    assert!(paused.clone().count() == 20 && paused.clone().all(|metric| !metric.do_collect));

    for slug in [
        "orders",
        "revenue",
        "average-order",
        "signups",
        "users",
        "logins",
        "comments",
        "users-signed-in",
    ] {
        let values = values(&dbag, slug).await;
        assert!(values.len() >= 399, "{slug}: {}", values.len());
        assert!(
            values.iter().filter(|(_, number)| *number > 0.0).count() > 380,
            "{slug}"
        );
    }
    assert_eq!(values(&dbag, "active-users").await.len(), 1);
    let shares = values(&dbag, "signed-in-share").await;
    assert!(shares.len() >= 399, "{}", shares.len());
    assert!(shares.iter().all(|(_, share)| *share < 30.0), "{shares:?}");
    let by_customer = dbag
        .store()
        .metric("customer-revenue")
        .await
        .expect("a metric");
    let objects = dbag
        .store()
        .objects_of_metric(by_customer.id)
        .await
        .expect("objects");
    assert_eq!(objects.len(), 40);
    assert!(objects.iter().all(|object| !object.label.is_empty()));
    let described = dbag.list_objects(&Actor::CommandLine, "customer").await;
    let described = described.expect("described");
    let has_attributes = |one: &dbag_operations::ObjectDetail| {
        one.attributes
            .keys()
            .map(String::as_str)
            .eq(["country", "since"])
    };
    assert!(described.len() == 40 && described.iter().all(has_attributes));

    let again = dbag_demo::set_up(&dbag, folder.path(), now(), |line| panic!("{line}")).await;
    assert_eq!(
        again.expect("nothing to do"),
        dbag_demo::DemoReport::default()
    );
    let later = now() + TimeDelta::days(3);
    let grown = dbag_demo::set_up(&dbag, folder.path(), later, |line| panic!("{line}")).await;
    let grown = grown.expect("grown").shop;
    assert_eq!((grown.days, grown.is_new), (3, false));
    assert!(grown.rows > 100, "{grown:?}");
}

#[tokio::test]
async fn the_shop_is_the_same_every_time_and_grows_to_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let today = Day::parse("2026-11-23").expect("a date");
    let write = |name: &str, day| {
        let path = folder.path().join(name);
        async move { dbag_demo::write_shop(&path, day).await.expect("written") }
    };
    let one = write("one.db", today).await;
    let other = write("other.db", today).await;
    assert_eq!(one, other);
    assert!(one.is_new && one.days == 400);
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect("a file");
    assert!(read("one.db") == read("other.db"));
    assert_eq!(write("one.db", today).await.days, 0);
    assert_eq!(write("one.db", today + 2).await.days, 2);
}

#[tokio::test]
async fn what_belongs_to_somebody_else_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let dbag = dbag(folder.path()).await;
    let form = dbag_operations::MetricForm::new()
        .with("slug", "bugs")
        .with("label", "Bugs")
        .with("metric_type", "push")
        .with("measure", "level");
    let added = dbag.add_metric(&Actor::CommandLine, &form, now()).await;
    added.expect("a metric of somebody's own");
    let refused = dbag_demo::set_up(&dbag, folder.path(), now(), |_| {}).await;
    let message = refused.expect_err("refused").to_string();
    assert!(message.contains("metric `bugs`"), "{message}");
    assert_eq!(dbag.store().metrics().await.expect("metrics").len(), 1);
    assert_eq!(dbag.store().sources().await.expect("sources"), []);
}

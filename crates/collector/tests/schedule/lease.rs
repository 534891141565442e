//! R37: of several that share a store, one asks a day at a time.

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use dbag_collector::{
    Answer, Ask, CollectError, Collector, History, MetricType, Registry, RunState, Scheduler,
};
use dbag_domain::{
    Label, Measure, Measures, MetricSettings, MetricTypeDescription, Observation, Properties, Slug,
    Value,
};

use crate::world::{Engine, instant, world};

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

/// A question that takes longer than a lease.
struct Slow;

const LEASE: Duration = Duration::from_secs(2);

#[async_trait]
impl MetricType for Slow {
    fn describe(&self) -> MetricTypeDescription {
        MetricTypeDescription {
            label: "slow".to_owned(),
            title: "Slow".to_owned(),
            description: String::new(),
            needs_source: false,
            measures: Measures::Either,
            fields: Vec::new(),
        }
    }

    fn history(&self, _properties: &Properties, _measure: Measure) -> History {
        History::NowOnly
    }

    async fn collect(&self, ask: &Ask<'_>) -> Result<Answer, CollectError> {
        tokio::time::sleep(2 * LEASE).await;
        let seen = Observation {
            day: ask.days.to,
            object: None,
            object_label: None,
            value: Ok(Value::new(1.0).expect("finite")),
        };
        Ok(Answer {
            observations: vec![seen],
            ..Answer::default()
        })
    }
}

#[tokio::test]
async fn r37_a_run_that_takes_longer_than_a_lease_keeps_it() {
    let world = world(Engine::Sqlite).await;
    let mut registry = Registry::built_in();
    registry.register(Slow).expect("a new label");
    let collector = Collector::new(world.store.clone(), world.vault.clone(), registry)
        .with_lease(TimeDelta::from_std(LEASE).expect("short"));
    let (slug, label) = (Slug::parse("slow"), Label::parse("Slow"));
    let settings = MetricSettings::new(
        slug.expect("a slug"),
        label.expect("a label"),
        "slow",
        Measure::Level,
    );
    let now = instant("2026-11-13T09:00:00Z");
    let added = world.store.add_metric(&settings, now - TimeDelta::days(1));
    added.await.expect("a metric");
    let one = Scheduler::new(collector.clone(), "one");
    let run = tokio::spawn(async move { one.step(now).await.expect("a step") });
    tokio::time::sleep(LEASE * 3 / 2).await;
    let later = now + TimeDelta::from_std(LEASE * 3 / 2).expect("short");
    let taken_over = collector.claim("two", later).await.expect("asked");
    assert_eq!(taken_over, [], "the first lease would have ended");
    let reports = run.await.expect("ended");
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].state, RunState::Done, "{reports:?}");
}

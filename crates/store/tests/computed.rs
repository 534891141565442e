//! Values that are computed from other metrics: the contract on both databases.

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    AbsentMeans, Batch, Day, DayRange, Label, Measure, Metric, MetricId, MetricSettings,
    Observation, Origin, Slug, Value, Weight,
};
use dbag_store::{Author, FinishedRun, NewRun, OnConflict, Store, StoreError, Written};
use support::on_both;

const FIRST: Day = Day::from_days(20_000);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("in range")
}

fn days() -> DayRange {
    DayRange {
        from: FIRST,
        to: FIRST + 2,
    }
}

fn settings(slug: &str) -> MetricSettings {
    let label = Label::parse(slug).expect("a label");
    let slug = Slug::parse(slug).expect("a slug");
    MetricSettings::new(slug, label, "row_count", Measure::Flow)
}

fn seen(offset: i32, number: f64, weight: Option<f64>) -> Observation {
    let value = Value::new(number).expect("finite");
    let weight = weight.and_then(|weight| Weight::new(weight).ok());
    Observation::of_day(FIRST + offset, Ok(value.weighing(weight)))
}

async fn run<'a>(
    store: &Store,
    metric: &'a Metric,
    origin: Origin,
    observations: Vec<Observation>,
) -> FinishedRun<'a> {
    let run = NewRun {
        metric: metric.id,
        days: days(),
        started: now(),
    };
    let batch = Batch {
        origin,
        actor: "test".to_owned(),
        at: now(),
        run_id: None,
        note: String::new(),
        definition: None,
    };
    FinishedRun {
        metric,
        run_id: store.start_run(run).await.expect("a run"),
        claim: None,
        batch,
        ended: now(),
        observations,
        failures: Vec::new(),
        without_object: Vec::new(),
        early: Vec::new(),
        on_conflict: OnConflict::RespectEdits,
        is_final: &|_, _, _| true,
    }
}

async fn revisions(store: &Store, metric: &Metric) -> (MetricId, i64) {
    let rows = store.series_of_metric(metric.id).await.expect("read");
    (metric.id, rows.iter().map(|row| row.revision + 1).sum())
}

async fn compute(
    store: &Store,
    metric: &Metric,
    observations: Vec<Observation>,
    inputs: &[(MetricId, i64)],
) -> Result<Written, StoreError> {
    let finished = run(store, metric, Origin::Computed, observations).await;
    store.finish_computed(finished, (days(), inputs)).await
}

async fn collect(store: &Store, metric: &Metric, observations: Vec<Observation>) {
    let finished = run(store, metric, Origin::Collected, observations).await;
    store.finish_run(finished).await.expect("written");
}

on_both! {
    async fn what_is_computed_of_values_that_changed_since_is_refused(store: Store) {
        let input = store.add_metric(&settings("input"), now()).await.expect("added");
        let metric = store.add_metric(&settings("computed"), now()).await.expect("added");
        let before = revisions(&store, &input).await;
        collect(&store, &input, vec![seen(0, 1.0, None)]).await;
        let refused = compute(&store, &metric, vec![seen(0, 10.0, None)], &[before]).await;
        assert!(matches!(refused, Err(StoreError::Stale)), "{refused:?}");
        assert_eq!(store.series_of_metric(metric.id).await.expect("read"), []);
        let current = revisions(&store, &input).await;
        let written = compute(&store, &metric, vec![seen(0, 10.0, None)], &[current]).await;
        assert_eq!(written.expect("written").added, 1);
    }

    async fn a_computed_value_without_weight_has_none(store: Store) {
        let metric = store.add_metric(&settings("computed"), now()).await.expect("added");
        let weighted = vec![seen(0, 1.0, Some(5.0)), seen(1, 2.0, Some(7.0))];
        compute(&store, &metric, weighted, &[]).await.expect("written");
        let weights = async || {
            let rows = store.series_of_metric(metric.id).await.expect("read");
            let columns = store.columns(&rows).await.expect("read");
            columns[0].weights.clone()
        };
        assert_eq!(weights().await, [5.0, 7.0]);
        compute(&store, &metric, vec![seen(0, 1.0, None), seen(1, 3.0, None)], &[]).await.expect("written");
        assert_eq!(weights().await, Vec::<f64>::new());
    }

    async fn no_row_means_on_each_day_what_it_meant_when_that_was_asked(store: Store) {
        let mut settings = settings("orders");
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let until = now() + TimeDelta::minutes(1);
        let claim = store.claim_range(metric.id, days(), "me", now(), until).await.expect("claimed");
        let finished = run(&store, &metric, Origin::Collected, vec![seen(0, 1.0, None)]).await;
        let finished = FinishedRun { claim: Some(&claim), ..finished };
        store.finish_run(finished).await.expect("written");
        let zeros = async |metric: &Metric| {
            let answered = store.answered_by_any(metric, days()).await.expect("read");
            assert_eq!(answered.all, days().days().collect::<Vec<_>>());
            answered.zero
        };
        let all: Vec<Day> = days().days().collect();
        assert_eq!(zeros(&metric).await, all);
        let author = Author { actor: "ada", at: now() };
        settings.absent_means = AbsentMeans::Gap;
        let changed = store.update_metric(metric.id, 1, &settings, author).await.expect("changed");
        assert_eq!(zeros(&changed).await, all, "they were asked before");
        let again = DayRange::single(FIRST + 1);
        let claim = store.claim_range(metric.id, again, "me", now(), until).await.expect("claimed");
        let finished = run(&store, &changed, Origin::Collected, Vec::new()).await;
        let finished = FinishedRun { claim: Some(&claim), ..finished };
        store.finish_run(finished).await.expect("written");
        assert_eq!(zeros(&changed).await, [FIRST, FIRST + 2]);
        let asked = store.asked_days(&[metric.id]).await.expect("read");
        let outdated = [DayRange::single(FIRST), DayRange::single(FIRST + 2)];
        assert_eq!(asked[&metric.id].outdated, outdated);
    }
}

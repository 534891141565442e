//! Objects that turn out to be one: the contract on both databases.

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    AcrossObjects, Annotation, AnnotationId, Batch, Binding, DashboardSettings, Day, DayRange,
    GapReason, Goal, Label, Mark, Measure, Metric, MetricSettings, ObjectKey, ObjectKind,
    Observation, Origin, PanelKind, PanelSeries, PanelSettings, Place, RollUp, Slug, Value, Weight,
};
use dbag_store::{
    Carry, DescribedAs, FinishedRun, Merge, Merged, NewDashboard, NewRun, NewSample, ObjectSearch,
    OnConflict, OverObjects, SampleWrite, Store, StoreError, Written,
};
use support::on_both;

const FIRST: Day = Day::from_days(20_000);
const GAP: f64 = f64::NAN;
/// A day of which nothing is told.
const UNTOLD: f64 = f64::INFINITY;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("in range")
}

fn hour(hours: i64) -> DateTime<Utc> {
    now() + TimeDelta::hours(hours)
}

fn customers() -> ObjectKind {
    ObjectKind::parse("customer").expect("a kind")
}

fn key(text: &str) -> ObjectKey {
    ObjectKey::parse(text).expect("a key")
}

async fn metric(store: &Store, name: &str, across: AcrossObjects) -> Metric {
    let label = Label::parse(name).expect("a label");
    let name = Slug::parse(name).expect("a slug");
    let mut settings = MetricSettings::new(name, label, "push", Measure::Flow);
    settings.object_kind = Some(customers());
    settings.across_objects = across;
    store.add_metric(&settings, now()).await.expect("added")
}

/// Values from the first day on, as a run brings them; `GAP` is one.
async fn collect(
    store: &Store,
    metric: &Metric,
    at: DateTime<Utc>,
    values: &[(&str, &[f64])],
) -> Written {
    let mut observations = Vec::new();
    for (name, values) in values {
        let told = (0..).zip(*values);
        for (offset, value) in told.filter(|(_, value)| **value != UNTOLD) {
            observations.push(Observation {
                day: FIRST + offset,
                object: Some(key(name)),
                object_label: None,
                value: Value::new(*value).map_err(|_| GapReason::NoAnswer),
            });
        }
    }
    let days = DayRange {
        from: FIRST,
        to: FIRST + 9,
    };
    let run = NewRun {
        metric: metric.id,
        days,
        started: at,
    };
    let finished = FinishedRun {
        metric,
        run_id: store.start_run(run).await.expect("a run"),
        claim: None,
        batch: batch(Origin::Collected, at),
        ended: at,
        observations,
        failures: Vec::new(),
        without_object: Vec::new(),
        early: Vec::new(),
        on_conflict: OnConflict::RespectEdits,
        is_final: &|_, _, _| true,
    };
    store.finish_run(finished).await.expect("written")
}

fn batch(origin: Origin, at: DateTime<Utc>) -> Batch {
    Batch {
        origin,
        actor: "test".to_owned(),
        at,
        run_id: None,
        note: String::new(),
        definition: None,
    }
}

async fn merge(
    store: &Store,
    from: &str,
    into: &str,
    at: DateTime<Utc>,
) -> Result<Merged, StoreError> {
    let (kind, from, into) = (customers(), key(from), key(into));
    let merge = Merge {
        kind: &kind,
        from: &from,
        into: &into,
        actor: "ann@example.com",
        at,
    };
    let before = store.preview_merge(&merge).await;
    let merged = store.merge_objects(&merge).await;
    if let Ok(merged) = &merged {
        assert_eq!(
            Some(merged),
            before.ok().as_ref(),
            "the preview says what happens"
        );
    }
    merged
}

/// The values of an object on the first days, by day.
async fn values(
    store: &Store,
    metric: &Metric,
    name: &str,
    as_of: Option<DateTime<Utc>>,
) -> Vec<Option<f64>> {
    let mut rows = store.series_of_metric(metric.id).await.expect("series");
    rows.retain(|row| row.object_key == Some(key(name)));
    let columns = match as_of {
        None => store.columns(&rows).await,
        Some(at) => store.columns_as_of(&rows, at).await,
    };
    let columns = columns.expect("read");
    let days = DayRange {
        from: FIRST,
        to: FIRST + 3,
    };
    columns
        .first()
        .map(|columns| columns.over(days).values)
        .unwrap_or_default()
}

/// The sum of all objects by day, as pages read it.
async fn whole(store: &Store, metric: &Metric) -> Vec<Option<f64>> {
    let found = store
        .page_metrics(&[metric.id], &[], &[metric.id])
        .await
        .expect("read");
    let days = DayRange {
        from: FIRST,
        to: FIRST + 3,
    };
    let how = (OverObjects::Across(AcrossObjects::Sum), Carry::Nothing);
    let sum = store
        .over_objects(metric.id, days, how, found[0].all_revisions)
        .await;
    sum.expect("read").values.clone()
}

on_both! {
    async fn counts_are_added_up_and_nothing_is_lost(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        collect(&store, &orders, now(), &[
            ("17", &[1.0, 2.0, GAP, 4.0]),
            ("42", &[10.0, GAP, 30.0]),
            ("9", &[100.0]),
        ]).await;
        let before = whole(&store, &orders).await;
        let days = DayRange { from: FIRST, to: FIRST + 3 };
        let rank = async || {
            let found = store.page_metrics(&[orders.id], &[], &[orders.id]).await.expect("read");
            let revisions = found[0].all_revisions;
            let totals = store.object_totals(orders.id, days, (RollUp::Sum, Day::MAX), revisions).await;
            let mut values: Vec<_> = totals.expect("read").iter().map(|one| one.value).collect();
            values.sort_by(f64::total_cmp);
            values
        };
        assert_eq!(rank().await, [7.0, 40.0, 100.0]);
        let rows = store.series_of_metric(orders.id).await.expect("series");
        let merged = merge(&store, "17", "42", hour(1)).await.expect("merged");
        assert_eq!((merged.moved, merged.combined, merged.put_aside), (2, 1, 0));
        assert_eq!(merged.metrics[0].days, DayRange { from: FIRST, to: FIRST + 3 });
        assert_eq!(values(&store, &orders, "42", None).await, [11.0, 2.0, 30.0, 4.0].map(Some));
        assert_eq!(values(&store, &orders, "17", None).await, []);
        assert_eq!(whole(&store, &orders).await, before);
        assert_eq!(rank().await, [47.0, 100.0]);
        // What is cached by revision is not told again, and the emptied series is gone.
        let after = store.series_of_metric(orders.id).await.expect("series");
        assert_eq!(after.len(), rows.len() - 1);
        let revision = |rows: &[dbag_store::SeriesRow], name: &str| {
            rows.iter().find(|row| row.object_key == Some(key(name))).map(|row| row.revision)
        };
        assert!(revision(&after, "42") > revision(&rows, "42"));
        let series = after.iter().find(|row| row.object_key == Some(key("42"))).expect("kept").id;
        let kept = store.revisions(series, FIRST).await.expect("read");
        let kept: Vec<_> = kept.iter().map(|one| (one.value, one.origin)).collect();
        assert_eq!(kept, [(Ok(1.0), Origin::Collected), (Ok(10.0), Origin::Collected)]);
        let samples = store.samples(series, DayRange { from: FIRST, to: FIRST + 3 }, 9).await.expect("read");
        let told: Vec<_> = samples.iter().map(|one| (one.value, one.actor.as_str(), one.note.as_str())).collect();
        assert_eq!(told, [
            (Ok(4.0), "test", ""),
            (Ok(30.0), "test", ""),
            (Ok(2.0), "test", ""),
            (Ok(11.0), "ann@example.com", "merged customer/17 into customer/42"),
        ]);
        assert_eq!(store.revisions(series, FIRST + 1).await.expect("read").len(), 1, "the gap");
    }

    // Merges from before are known by their notes once; nobody else's note is taken for one, nor a file's name.
    async fn merges_from_before_are_marked(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        collect(&store, &orders, now(), &[("17", &[1.0, 2.0]), ("42", &[10.0, GAP])]).await;
        merge(&store, "17", "42", hour(1)).await.expect("merged");
        let marked = "select cast(count(merged_object_id) as text) || ' of ' || cast(count(*) as text)
            from dbag_batch where note like 'merged %'";
        assert_eq!(support::text(&store, marked).await, "2 of 2", "a batch by how values count as having come");
        support::execute(&store, "insert into dbag_batch (origin, actor, at, note) values
            ('edited', 'ann', '2026-11-23T12:00:00+00:00', 'merged customer/17 into customer/nobody'),
            ('imported', 'ann', '2026-11-23T12:00:00+00:00', 'merged customer/17 into customer/42')").await;
        support::execute(&store, "insert into dbag_import (batch_id, added, replaced, kept, refused, metrics)
            select id, 1, 0, 0, 0, '[]' from dbag_batch where origin = 'imported'").await;
        support::execute(&store, "update dbag_batch set merged_object_id = null").await;
        const MIGRATION: &str = include_str!("../../../migrations/sqlite/0012_merges.sql");
        let from_before = MIGRATION.find("update dbag_batch").expect("the statement");
        support::execute(&store, &MIGRATION[from_before..]).await;
        assert_eq!(support::text(&store, marked).await, "2 of 4");
    }

    async fn what_is_collected_again_is_the_same(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        let price = metric(&store, "price", AcrossObjects::Mean).await;
        let answer: &[(&str, &[f64])] = &[("17", &[1.0, 2.0]), ("42", &[10.0, GAP])];
        for one in [&orders, &price] {
            collect(&store, one, now(), answer).await;
        }
        merge(&store, "17", "42", hour(1)).await.expect("merged");
        assert_eq!(values(&store, &orders, "42", None).await[..2], [11.0, 2.0].map(Some));
        assert_eq!(values(&store, &price, "42", None).await[..2], [5.5, 2.0].map(Some));
        for one in [&orders, &price] {
            assert_eq!(collect(&store, one, hour(2), answer).await, Written::default());
        }
        // A day that goes on is not held by the merge: what comes later is added up, too.
        let later: &[(&str, &[f64])] = &[("42", &[12.0]), ("17", &[3.0])];
        for one in [&orders, &price] {
            let written = collect(&store, one, hour(3), later).await;
            assert_eq!((written.added, written.replaced, written.series.len()), (0, 1, 1));
        }
        assert_eq!(values(&store, &orders, "42", None).await[0], Some(15.0));
        assert_eq!(values(&store, &price, "42", None).await[0], Some(7.5));
        collect(&store, &orders, hour(4), &[("17", &[GAP, GAP, 7.0])]).await;
        assert_eq!(values(&store, &orders, "42", None).await[2], Some(7.0));
        assert_eq!(store.series_of_metric(orders.id).await.expect("series").len(), 1);
    }

    async fn averages_become_one_by_their_weights(store: Store) {
        let price = metric(&store, "price", AcrossObjects::Mean).await;
        collect(&store, &price, now(), &[("17", &[1.0, 2.0, 3.0]), ("42", &[5.0, GAP, 3.0])]).await;
        let both = [(key("17"), None), (key("42"), None)];
        let series = store.ensure_series_of(price.id, &customers(), &both).await.expect("series");
        let weighing = |name: &str, number: f64, weight: f64| NewSample {
            series: series[&key(name)],
            day: FIRST,
            value: Ok(Value::new(number).expect("finite").weighing(Weight::new(weight).ok())),
        };
        let write = SampleWrite {
            batch: batch(Origin::Collected, now()),
            samples: vec![weighing("17", 1.0, 3.0), weighing("42", 5.0, 1.0)],
            on_conflict: OnConflict::Overwrite,
            is_final: &|_, _, _| true,
        };
        store.write_samples(write).await.expect("written");
        let merged = merge(&store, "17", "42", hour(1)).await.expect("merged");
        assert_eq!((merged.moved, merged.combined, merged.put_aside), (1, 1, 0));
        assert_eq!(values(&store, &price, "42", None).await[..3], [2.0, 2.0, 3.0].map(Some));
        let rows = store.series_of_metric(price.id).await.expect("series");
        let columns = store.columns(&rows).await.expect("columns");
        assert_eq!(columns[0].weights, [4.0, 0.0, 0.0]);
        let kept = store.revisions(rows[0].id, FIRST).await.expect("read");
        let kept: Vec<_> = kept.iter().map(|one| (one.value, one.weight)).collect();
        // Between them stand the values that they had before they had weights.
        assert_eq!((kept[0], kept[2]), ((Ok(1.0), Some(3.0)), (Ok(5.0), Some(1.0))));
        assert_eq!(store.revisions(rows[0].id, FIRST + 2).await.expect("read"), []);
    }

    // Of 17 there is a value on a day of which 42 was answered nothing: nobody corrected anything.
    async fn what_a_merge_moves_is_no_correction(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        collect(&store, &orders, now(), &[("17", &[1.0, 5.0]), ("42", &[2.0, GAP])]).await;
        merge(&store, "17", "42", hour(1)).await.expect("merged");
        assert_eq!(values(&store, &orders, "42", None).await[..2], [3.0, 5.0].map(Some));
        let rows = store.series_of_metric(orders.id).await.expect("series");
        let columns = store.columns(&rows).await.expect("columns");
        assert_eq!(columns[0].marks, []);
        // The control: another answer since is one.
        collect(&store, &orders, hour(2), &[("42", &[3.0, 6.0])]).await;
        let rows = store.series_of_metric(orders.id).await.expect("series");
        let columns = store.columns(&rows).await.expect("columns");
        assert_eq!(columns[0].marks, [(FIRST + 1, Mark::Corrected)]);
    }

    async fn an_earlier_day_is_told_as_it_was_known(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        collect(&store, &orders, hour(0), &[("17", &[1.0]), ("42", &[10.0])]).await;
        collect(&store, &orders, hour(2), &[("17", &[2.0, 5.0]), ("42", &[20.0])]).await;
        merge(&store, "17", "42", hour(4)).await.expect("merged");
        collect(&store, &orders, hour(6), &[("17", &[3.0]), ("42", &[30.0])]).await;
        for (hours, expected) in [
            (1, [Some(10.0), None]),
            (3, [Some(20.0), Some(5.0)]),
            (5, [Some(22.0), Some(5.0)]),
            (7, [Some(33.0), Some(5.0)]),
        ] {
            let known = values(&store, &orders, "42", Some(hour(hours))).await;
            assert_eq!(known[..2], expected, "at {hours}");
        }
    }

    async fn what_a_person_typed_stands_after_a_merge(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        collect(&store, &orders, now(), &[("17", &[1.0]), ("42", &[10.0])]).await;
        let typed = [(key("17"), None)];
        let series = store.ensure_series_of(orders.id, &customers(), &typed).await.expect("series");
        let write = SampleWrite {
            batch: batch(Origin::Edited, hour(1)),
            samples: vec![NewSample { series: series[&key("17")], day: FIRST, value: Ok(Value::new(2.0).expect("finite")) }],
            on_conflict: OnConflict::Overwrite,
            is_final: &|_, _, _| true,
        };
        store.write_samples(write).await.expect("written");
        merge(&store, "17", "42", hour(2)).await.expect("merged");
        assert_eq!(values(&store, &orders, "42", None).await[0], Some(12.0));
        collect(&store, &orders, hour(3), &[("17", &[1.0]), ("42", &[10.0])]).await;
        assert_eq!(values(&store, &orders, "42", None).await[0], Some(12.0));
    }

    async fn a_series_that_was_found_before_a_merge_takes_nothing_after_it(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        collect(&store, &orders, now(), &[("17", &[1.0]), ("42", &[10.0])]).await;
        let found = [(key("17"), None)];
        let series = store.ensure_series_of(orders.id, &customers(), &found).await.expect("series");
        merge(&store, "17", "42", hour(1)).await.expect("merged");
        let write = || SampleWrite {
            batch: batch(Origin::Pushed, hour(2)),
            samples: vec![NewSample { series: series[&key("17")], day: FIRST + 1, value: Ok(Value::new(2.0).expect("finite")) }],
            on_conflict: OnConflict::Overwrite,
            is_final: &|_, _, _| true,
        };
        let refused = store.write_samples(write()).await;
        assert!(matches!(refused, Err(StoreError::Stale)), "{refused:?}");
        assert_eq!(whole(&store, &orders).await[..2], [Some(11.0), None]);
        let again = store.ensure_series_of(orders.id, &customers(), &found).await.expect("series");
        assert_eq!(again[&key("17")], store.series_of_metric(orders.id).await.expect("series")[0].id);
    }

    async fn chains_end_at_the_last_and_what_cannot_be_is_refused(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        collect(&store, &orders, now(), &[("1", &[1.0]), ("2", &[2.0]), ("3", &[GAP, 4.0])]).await;
        let before = whole(&store, &orders).await;
        merge(&store, "1", "2", hour(1)).await.expect("merged");
        merge(&store, "2", "3", hour(2)).await.expect("merged");
        assert_eq!(whole(&store, &orders).await, before);
        let kind = customers();
        for name in ["1", "2", "3"] {
            let found = store.object(&kind, &key(name)).await.expect("read").expect("known");
            assert_eq!(found.key, key("3"));
            let detail = store.object_detail(&kind, &key(name)).await.expect("read").expect("known");
            assert_eq!((detail.object.key, detail.archived_at), (key("3"), None));
        }
        collect(&store, &orders, hour(3), &[("1", &[5.0]), ("2", &[6.0]), ("3", &[7.0])]).await;
        assert_eq!(values(&store, &orders, "3", None).await[0], Some(18.0));
        for (from, into) in [("1", "3"), ("3", "1"), ("3", "3")] {
            let refused = merge(&store, from, into, hour(4)).await;
            assert!(matches!(refused, Err(StoreError::Stale)), "{from} {into}: {refused:?}");
        }
        for (from, into) in [("9", "3"), ("3", "9")] {
            let refused = merge(&store, from, into, hour(4)).await;
            assert!(matches!(refused, Err(StoreError::NotFound { .. })), "{refused:?}");
        }
        for archived in [false, true] {
            let search = ObjectSearch { kind: &kind, text: "", in_attributes: false, archived, limit: 9, offset: 0 };
            let found = store.find_objects(search).await.expect("read");
            let count = store.count_objects(search).await.expect("read");
            let keys: Vec<_> = found.iter().map(|one| one.key.as_str()).collect();
            assert_eq!((keys.len() as i64, keys), (count, if archived { vec![] } else { vec!["3"] }));
        }
        let merged = store.merged_keys(&kind).await.expect("read");
        assert_eq!((merged.len(), &merged[&key("1")], &merged[&key("2")]), (2, &key("3"), &key("3")));
    }

    // A level is what it was until something else is known: of both, too.
    async fn levels_that_are_told_on_other_days_are_added_up(store: Store) {
        let label = Label::parse("seats").expect("a label");
        let name = Slug::parse("seats").expect("a slug");
        let mut settings = MetricSettings::new(name, label, "push", Measure::Level);
        settings.object_kind = Some(customers());
        let seats = store.add_metric(&settings, now()).await.expect("added");
        collect(&store, &seats, now(), &[("a", &[40.0, UNTOLD, UNTOLD, 41.0]), ("b", &[UNTOLD, 60.0])]).await;
        let whole = async || {
            let found = store.page_metrics(&[seats.id], &[], &[seats.id]).await.expect("read");
            let days = DayRange { from: FIRST, to: FIRST + 3 };
            let how = (OverObjects::Across(AcrossObjects::Sum), Carry::LastValue);
            store.over_objects(seats.id, days, how, found[0].all_revisions).await.expect("read").values.clone()
        };
        let before = whole().await;
        assert_eq!(before, [Some(40.0), Some(100.0), None, Some(101.0)]);
        let merged = merge(&store, "b", "a", hour(1)).await.expect("merged");
        assert_eq!((merged.combined, merged.carried), (0, 2));
        assert_eq!(merged.metrics[0].days, DayRange { from: FIRST + 1, to: FIRST + 3 });
        assert_eq!(whole().await, before);
        let rows = store.series_of_metric(seats.id).await.expect("series");
        for (offset, known) in [(1, 60.0), (3, 41.0)] {
            let kept = store.revisions(rows[0].id, FIRST + offset).await.expect("read");
            assert_eq!(kept.last().map(|one| one.value), Some(Ok(known)), "it stays on record");
        }
        assert_eq!(values(&store, &seats, "a", Some(now())).await[3], Some(41.0));
    }

    // That one of them has nothing says nothing of the other, which holds on.
    async fn a_level_outlives_the_others_end(store: Store) {
        for (from, into) in [("a", "b"), ("b", "a")] {
            let name = format!("seats-of-{from}");
            let label = Label::parse(&name).expect("a label");
            let mut settings = MetricSettings::new(Slug::parse(&name).expect("a slug"), label, "push", Measure::Level);
            // Of another kind each time: what is merged stays so.
            settings.object_kind = Some(customers());
            let seats = store.add_metric(&settings, now()).await.expect("added");
            let (a, b) = (format!("{name}-a"), format!("{name}-b"));
            collect(&store, &seats, now(), &[(&a, &[5.0]), (&b, &[3.0, GAP])]).await;
            let whole = async || {
                let found = store.page_metrics(&[seats.id], &[], &[seats.id]).await.expect("read");
                let days = DayRange { from: FIRST, to: FIRST + 3 };
                let how = (OverObjects::Across(AcrossObjects::Sum), Carry::LastValue);
                store.over_objects(seats.id, days, how, found[0].all_revisions).await.expect("read").values.clone()
            };
            assert_eq!(whole().await[..2], [Some(8.0), Some(5.0)]);
            merge(&store, &format!("{name}-{from}"), &format!("{name}-{into}"), hour(1)).await.expect("merged");
            assert_eq!(whole().await[..2], [Some(8.0), Some(5.0)], "{from} into {into}");
        }
    }

    async fn goals_notes_panels_and_a_name_go_along(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        let price = metric(&store, "price", AcrossObjects::Mean).await;
        collect(&store, &orders, now(), &[("17", &[1.0]), ("42", &[1.0])]).await;
        collect(&store, &price, now(), &[("17", &[1.0])]).await;
        let kind = customers();
        let id = async |name: &str| store.object(&kind, &key(name)).await.expect("read").expect("known").id;
        let (old, new) = (id("17").await, id("42").await);
        store.set_object_label(old, "Acme").await.expect("named");
        let labels = store.object_labels(&[old, new]).await.expect("read");
        assert_eq!((labels[&old].as_str(), labels.len()), ("Acme", 2));
        store.set_goal(orders.id, old, &Goal::constant(FIRST, 1.0), now()).await.expect("set");
        store.set_goal(orders.id, new, &Goal::constant(FIRST, 2.0), now()).await.expect("set");
        store.set_goal(price.id, old, &Goal::constant(FIRST, 3.0), now()).await.expect("set");
        let note = Annotation {
            id: AnnotationId(0),
            days: DayRange::single(FIRST),
            text: "moved".to_owned(),
            metric: None,
            object: Some(old),
            author: "ann".to_owned(),
            is_personal: false,
        };
        store.add_annotation(&note, now()).await.expect("noted");
        let of = |metric: &Metric, name: &str| PanelSeries {
            key: Some(key(name)),
            ..PanelSeries::of(metric.slug.clone()).bound(Binding::Named)
        };
        let panel = PanelSettings {
            series: vec![of(&orders, "17"), of(&orders, "42"), of(&price, "17")],
            ..PanelSettings::new(PanelKind::Line, Place { x: 0, y: 0, w: 6, h: 4 })
        };
        let slug = Slug::parse("board").expect("a slug");
        let settings = DashboardSettings {
            about: Some(customers()),
            panels: vec![panel],
            ..DashboardSettings::new(slug, Label::parse("Board").expect("a label"))
        };
        let metrics = [(orders.slug.clone(), orders.id), (price.slug.clone(), price.id)].into();
        let board = NewDashboard { settings: &settings, panels: &[], metrics: &metrics };
        store.add_dashboard(board, now()).await.expect("added");
        merge(&store, "17", "42", hour(1)).await.expect("merged");

        assert_eq!(store.goal(orders.id, new).await.expect("read"), Some(Goal::constant(FIRST, 2.0)));
        assert_eq!(store.goal(price.id, new).await.expect("read"), Some(Goal::constant(FIRST, 3.0)));
        let page = store.dashboard_page("board", Some(&key("17")), "").await.expect("a page");
        assert_eq!(page.object.as_ref().map(|one| (one.key.clone(), one.label.as_str())), Some((key("42"), "Acme")));
        assert_eq!(page.annotations[0].object, Some(new));
        // What both were shown of stands there once: twice it would count double in stacks and shares.
        let shown = [of(&orders, "42"), of(&price, "42")];
        assert_eq!(page.dashboard.panels[0].series, shown);
        // A dashboard that still names the old key names the object that it is.
        let slug = Slug::parse("other").expect("a slug");
        let other = DashboardSettings { slug, ..settings };
        let board = NewDashboard { settings: &other, panels: &[], metrics: &metrics };
        let added = store.add_dashboard(board, now()).await.expect("added");
        let read = store.dashboard(added.slug.as_str()).await.expect("read");
        assert_eq!(read.panels[0].series, shown, "and shows it once");
        let metrics = store.metrics_of_object(new).await.expect("read");
        assert_eq!(metrics.len(), 2, "the price had no series of 42");
        let said = dbag_domain::Described { key: key("17"), label: None, attributes: Default::default() };
        let outcome = store.describe_objects(&kind, &[said]).await.expect("read");
        assert_eq!(outcome, [DescribedAs::Merged(key("42"))]);
        let listed = store.described_objects(&kind).await.expect("read");
        assert_eq!(listed.iter().map(|one| one.object.key.as_str()).collect::<Vec<_>>(), ["42"]);
    }

    async fn values_that_are_written_while_objects_merge_are_all_there(store: Store) {
        let orders = metric(&store, "orders", AcrossObjects::Sum).await;
        let answer: &[(&str, &[f64])] = &[("17", &[1.0, 2.0]), ("42", &[10.0, 20.0]), ("7", &[GAP])];
        collect(&store, &orders, now(), answer).await;
        let mut writers = tokio::task::JoinSet::new();
        for offset in 0..24 {
            let (store, orders) = (store.clone(), orders.clone());
            writers.spawn(async move {
                let name = ["17", "42", "7"][offset as usize % 3];
                let found = [(key(name), None)];
                let series = store.ensure_series_of(orders.id, &customers(), &found).await?;
                tokio::task::yield_now().await;
                let sample = NewSample {
                    series: series[&key(name)],
                    day: FIRST + 10 + offset,
                    value: Ok(Value::new(1.0).expect("finite")),
                };
                let write = SampleWrite {
                    batch: batch(Origin::Pushed, hour(1)),
                    samples: vec![sample],
                    on_conflict: OnConflict::Overwrite,
                    is_final: &|_, _, _| true,
                };
                store.write_samples(write).await
            });
        }
        // One that was in the way of the writers may have to come again.
        for (from, into) in [("17", "42"), ("42", "7")] {
            let (kind, from, into) = (customers(), key(from), key(into));
            let (actor, at) = ("ann@example.com", hour(2));
            let merge = Merge { kind: &kind, from: &from, into: &into, actor, at };
            let mut merged = store.merge_objects(&merge).await;
            while matches!(merged, Err(StoreError::Busy(_) | StoreError::Database(_))) {
                merged = store.merge_objects(&merge).await;
            }
            merged.expect("merged");
        }
        let mut written = 0;
        while let Some(outcome) = writers.join_next().await {
            match outcome.expect("no panic") {
                Ok(_) => written += 1,
                Err(StoreError::Stale | StoreError::Busy(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        let lost = support::text(&store, "select cast(count(*) as text) from dbag_sample s
            where not exists (select 1 from dbag_series r where r.id = s.series_id)").await;
        assert_eq!(lost, "0");
        let days = DayRange { from: FIRST, to: FIRST + 99 };
        let rows = store.series_of_metric(orders.id).await.expect("series");
        assert_eq!(rows.len(), 1);
        let samples = store.samples(rows[0].id, days, 99).await.expect("read");
        let sum: f64 = samples.iter().filter_map(|one| one.value.ok()).sum();
        assert_eq!(sum, 33.0 + f64::from(written));
    }
}

//! Dashboards, objects, goals and annotations: the contract on both databases.

mod support;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use dbag_domain::{
    AcrossObjects, Annotation, AnnotationId, AttributeName, AttributeText, Batch, Binding,
    Dashboard, DashboardSettings, Day, DayRange, Described, Goal, Label, Measure, Metric,
    MetricSettings, NO_OBJECT, ObjectKey, ObjectKind, Origin, PanelId, PanelKind, PanelSeries,
    PanelSettings, Place, RollUp, Slug, Value,
};
use dbag_store::{
    Carry, NewDashboard, NewSample, ObjectSearch, OnConflict, OverObjects, SampleWrite, Store,
    StoreError,
};
use support::on_both;

const FIRST: Day = Day::from_days(20_000);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("in range")
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

fn customers() -> ObjectKind {
    ObjectKind::parse("customer").expect("a kind")
}

fn key(text: &str) -> ObjectKey {
    ObjectKey::parse(text).expect("a key")
}

/// A metric with a value a day for each of these customers.
async fn metric(store: &Store, name: &str, values: &[(&str, &[f64])]) -> Metric {
    let label = Label::parse(name).expect("a label");
    let mut settings = MetricSettings::new(slug(name), label, "push", Measure::Flow);
    settings.object_kind = (!values.is_empty()).then(customers);
    let metric = store.add_metric(&settings, now()).await.expect("added");
    let objects: Vec<_> = values
        .iter()
        .map(|(name, _)| (key(name), Some(format!("Customer {name}"))))
        .collect();
    let series = store
        .ensure_series_of(metric.id, &customers(), &objects)
        .await
        .expect("series");
    let mut samples = Vec::new();
    for (name, values) in values {
        for (at, value) in values.iter().enumerate() {
            samples.push(NewSample {
                series: series[&key(name)],
                day: FIRST + at as i32,
                value: Ok(Value::new(*value).expect("finite")),
            });
        }
    }
    let is_final = |_, _, _| true;
    let batch = Batch {
        origin: Origin::Collected,
        actor: "test".to_owned(),
        at: now(),
        run_id: None,
        note: String::new(),
        definition: None,
    };
    let write = SampleWrite {
        batch,
        samples,
        on_conflict: OnConflict::Overwrite,
        is_final: &is_final,
    };
    store.write_samples(write).await.expect("written");
    metric
}

fn panel(kind: PanelKind, row: u16, series: Vec<PanelSeries>) -> PanelSettings {
    let place = Place {
        x: 0,
        y: row,
        w: 6,
        h: 4,
    };
    PanelSettings {
        series,
        ..PanelSettings::new(kind, place)
    }
}

fn settings(name: &str, panels: Vec<PanelSettings>) -> DashboardSettings {
    let label = Label::parse(name).expect("a label");
    DashboardSettings {
        about: Some(customers()),
        panels,
        ..DashboardSettings::new(slug(name), label)
    }
}

async fn add(store: &Store, settings: &DashboardSettings, metrics: &[&Metric]) -> Dashboard {
    let metrics = metrics
        .iter()
        .map(|metric| (metric.slug.clone(), metric.id))
        .collect();
    let new = NewDashboard {
        settings,
        panels: &[],
        metrics: &metrics,
    };
    store.add_dashboard(new, now()).await.expect("added")
}

async fn update(
    store: &Store,
    old: &Dashboard,
    settings: &DashboardSettings,
    panels: &[Option<PanelId>],
    metrics: &[&Metric],
) -> Result<Dashboard, StoreError> {
    let metrics: HashMap<_, _> = metrics
        .iter()
        .map(|metric| (metric.slug.clone(), metric.id))
        .collect();
    let new = NewDashboard {
        settings,
        panels,
        metrics: &metrics,
    };
    store.update_dashboard(old, old.version, new, now()).await
}

on_both! {
    async fn a_dashboard_is_kept_as_it_was_written(store: Store) {
        let orders = metric(&store, "orders", &[("42", &[1.0])]).await;
        let named = PanelSeries {
            key: Some(key("42")),
            label: "Ours \"quoted\" <b>".to_owned(),
            ..PanelSeries::of(orders.slug.clone()).bound(Binding::Named)
        };
        let bound = PanelSeries::of(orders.slug.clone()).bound(Binding::Page);
        let panels = vec![
            panel(PanelKind::Heading, 0, Vec::new()),
            panel(PanelKind::Line, 4, vec![bound, named]),
        ];
        let written = settings("shop", panels);
        let kept = add(&store, &written, &[&orders]).await;
        assert_eq!(kept.to_settings(), written);
        assert_eq!(store.dashboard("shop").await.expect("there"), kept);
        let taken = NewDashboard { settings: &written, panels: &[], metrics: &HashMap::new() };
        let refused = store.add_dashboard(taken, now()).await.expect_err("refused");
        assert!(matches!(refused, StoreError::Taken { .. }), "{refused}");
        assert!(store.dashboard("none").await.is_err());
    }

    async fn a_name_that_a_dashboard_had_leads_to_it_until_another_has_it(store: Store) {
        let old = add(&store, &settings("old", Vec::new()), &[]).await;
        let leads = async |name: &str| store.renamed_dashboard(name).await.expect("read").map(|now| now.to_string());
        assert_eq!(leads("old").await, None);
        let newer = update(&store, &old, &settings("newer", Vec::new()), &[], &[]).await.expect("renamed");
        let newest = update(&store, &newer, &settings("newest", Vec::new()), &[], &[]).await.expect("renamed");
        assert_eq!([leads("old").await, leads("newer").await], [Some("newest".into()), Some("newest".into())]);
        let back = update(&store, &newest, &settings("old", Vec::new()), &[], &[]).await.expect("renamed");
        assert_eq!([leads("old").await, leads("newer").await], [None, Some("old".into())]);
        add(&store, &settings("newer", Vec::new()), &[]).await;
        assert_eq!(leads("newer").await, None, "another has it");
        store.remove_dashboard(back.slug.as_str()).await.expect("removed");
        assert_eq!(leads("newest").await, None);
    }

    async fn a_saved_panel_keeps_its_row(store: Store) {
        let orders = metric(&store, "orders", &[]).await;
        let series = || vec![PanelSeries::of(orders.slug.clone())];
        let first = settings("shop", vec![
            panel(PanelKind::Line, 0, series()),
            panel(PanelKind::Bars, 4, series()),
        ]);
        let old = add(&store, &first, &[&orders]).await;
        let second = settings("store", vec![
            panel(PanelKind::Number, 0, series()),
            panel(PanelKind::Calendar, 4, series()),
        ]);
        let rows = [Some(old.panels[1].id), None];
        let new = update(&store, &old, &second, &rows, &[&orders]).await.expect("saved");
        assert_eq!(new.to_settings(), second);
        assert_eq!(new.panels[0].id, old.panels[1].id);
        assert_ne!(new.panels[1].id, old.panels[0].id);
        assert!(store.dashboard("shop").await.is_err());
    }

    async fn r34_lost_update_is_refused_and_changes_nothing(store: Store) {
        let first = settings("shop", vec![panel(PanelKind::Text, 0, Vec::new())]);
        let old = add(&store, &first, &[]).await;
        let mine = settings("shop", Vec::new());
        update(&store, &old, &mine, &[], &[]).await.expect("the first is saved");
        let theirs = settings("shop", vec![panel(PanelKind::Heading, 0, Vec::new())]);
        let refused = update(&store, &old, &theirs, &[], &[]).await.expect_err("refused");
        assert!(matches!(refused, StoreError::Stale), "{refused}");
        assert_eq!(store.dashboard("shop").await.expect("there").to_settings(), mine);
    }

    async fn a_removed_metric_leaves_its_panel(store: Store) {
        let orders = metric(&store, "orders", &[]).await;
        let series = vec![PanelSeries::of(orders.slug.clone())];
        add(&store, &settings("shop", vec![panel(PanelKind::Line, 0, series)]), &[&orders]).await;
        store.remove_metric(orders.id, now()).await.expect("removed");
        let page = store.dashboard_page("shop", None, "").await.expect("there");
        let panel = &page.dashboard.panels[0];
        assert_eq!(panel.series[0].metric.as_str(), "orders");
        let row = &page.metrics[&panel.id][0];
        assert!(row.is_removed && row.label == "orders", "{row:?}");
        assert_eq!(store.page_metrics(&[orders.id], &[], &[]).await.expect("read"), []);
    }

    async fn a_page_knows_its_object_and_those_beside_it(store: Store) {
        metric(&store, "orders", &[("1", &[]), ("2", &[]), ("3", &[]), ("4", &[])]).await;
        add(&store, &settings("shop", Vec::new()), &[]).await;
        let page = |name: &'static str| {
            let store = store.clone();
            async move { store.dashboard_page("shop", Some(&key(name)), "").await.expect("there") }
        };
        let second = page("2").await;
        assert_eq!(second.object.as_ref().map(|object| object.label.as_str()), Some("Customer 2"));
        let beside = |page: &dbag_store::DashboardPage| {
            let key = |object: &Option<dbag_domain::Object>| {
                object.as_ref().map(|object| object.key.to_string())
            };
            (key(&page.neighbours.previous), key(&page.neighbours.next))
        };
        assert_eq!(beside(&second), (Some("1".to_owned()), Some("3".to_owned())));
        let third = page("3").await.object.expect("known");
        store.set_archived(third.id, Some(now())).await.expect("archived");
        assert_eq!(beside(&page("2").await), (Some("1".to_owned()), Some("4".to_owned())));
        assert_eq!(beside(&page("4").await), (Some("2".to_owned()), None));
        assert!(page("3").await.is_archived);
        assert_eq!(page("9").await.object, None);
    }

    async fn a_page_reads_the_series_of_its_object_only(store: Store) {
        let orders = metric(&store, "orders", &[("1", &[5.0]), ("2", &[7.0, 8.0])]).await;
        let plain = metric(&store, "plain", &[]).await;
        store.ensure_plain_series(plain.id).await.expect("a series");
        let second = store.object(&customers(), &key("2")).await.expect("read").expect("known");
        store.set_goal(orders.id, second.id, &Goal::constant(FIRST, 9.0), now()).await.expect("set");
        store.set_goal(orders.id, second.id, &Goal::constant(FIRST, 10.0), now()).await.expect("set");
        let found = store
            .page_metrics(&[orders.id, plain.id], &[second.id], &[orders.id])
            .await
            .expect("read");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].series.len(), 1);
        assert_eq!(found[0].series[0].row.object, second.id);
        assert_eq!(found[0].series[0].goal, Some(Goal::constant(FIRST, 10.0)));
        assert!(found[0].all_revisions > 0 && found[1].all_revisions == 0);
        assert_eq!(found[1].series[0].row.object, NO_OBJECT);
        store.remove_goal(orders.id, second.id).await.expect("removed");
        assert_eq!(store.goal(orders.id, second.id).await.expect("read"), None);
    }

    async fn values_of_all_objects_are_put_together(store: Store) {
        let orders = metric(&store, "orders", &[
            ("1", &[1.0, 2.0]),
            ("2", &[3.0, 5.0]),
            ("3", &[8.0]),
        ]).await;
        let days = DayRange { from: FIRST, to: FIRST + 2 };
        let over = |how| {
            let store = store.clone();
            async move { store.over_objects(orders.id, days, (how, Carry::Nothing), 1).await.expect("read").values.clone() }
        };
        assert_eq!(over(OverObjects::Across(AcrossObjects::Sum)).await, [Some(12.0), Some(7.0), None]);
        assert_eq!(over(OverObjects::Across(AcrossObjects::Mean)).await, [Some(4.0), Some(3.5), None]);
        assert_eq!(over(OverObjects::Median).await, [Some(3.0), Some(3.5), None]);
        for (how, expected) in [
            (RollUp::Sum, [3.0, 8.0, 8.0]),
            (RollUp::Last, [2.0, 5.0, 8.0]),
            (RollUp::Mean, [1.5, 4.0, 8.0]),
            (RollUp::Max, [2.0, 5.0, 8.0]),
        ] {
            let totals = store.object_totals(orders.id, days, (how, Day::MAX), 1).await.expect("read");
            let mut totals = totals.to_vec();
            totals.sort_by(|a, b| a.series.object_key.cmp(&b.series.object_key));
            let values: Vec<f64> = totals.iter().map(|total| total.value).collect();
            assert_eq!(values, expected, "{how}");
            assert_eq!(totals[0].series.object_label, "Customer 1");
        }
        let known = store.days_of_metric(orders.id, 1).await.expect("read");
        assert_eq!(known, DayRange::new(FIRST, FIRST + 1));
    }

    async fn what_is_told_of_all_objects_is_kept_until_a_value_changes(store: Store) {
        let orders = metric(&store, "orders", &[("1", &[1.0])]).await;
        let days = DayRange::single(FIRST);
        let sum = async |revisions| {
            let how = OverObjects::Across(AcrossObjects::Sum);
            store.over_objects(orders.id, days, (how, Carry::Nothing), revisions).await.expect("read").values.clone()
        };
        assert_eq!(sum(1).await, [Some(1.0)]);
        let kind = customers();
        let more = [(key("2"), None)];
        let series = store.ensure_series_of(orders.id, &kind, &more).await.expect("a series");
        let is_final = |_, _, _| true;
        let value = Ok(Value::new(4.0).expect("finite"));
        let samples = vec![NewSample { series: series[&key("2")], day: FIRST, value }];
        let batch = Batch {
            origin: Origin::Collected,
            actor: "test".to_owned(),
            at: now(),
            run_id: None,
            note: String::new(),
            definition: None,
        };
        let on_conflict = OnConflict::Overwrite;
        let write = SampleWrite { batch, samples, on_conflict, is_final: &is_final };
        store.write_samples(write).await.expect("written");
        assert_eq!(sum(1).await, [Some(1.0)]);
        assert_eq!(sum(2).await, [Some(5.0)]);
    }

    async fn values_are_told_as_they_were_known(store: Store) {
        let orders = metric(&store, "orders", &[]).await;
        let series = store.ensure_plain_series(orders.id).await.expect("a series");
        let hour = |hours: i64| now() + chrono::TimeDelta::hours(hours);
        let write = async |hours: i64, offset: i32, number: f64, is_final: bool| {
            let batch = Batch {
                origin: Origin::Collected,
                actor: "test".to_owned(),
                at: hour(hours),
                run_id: None,
                note: String::new(),
                definition: None,
            };
            let value = Ok(Value::new(number).expect("finite"));
            let samples = vec![NewSample { series, day: FIRST + offset, value }];
            let on_conflict = OnConflict::Overwrite;
            let is_final = |_, _, _| is_final;
            let write = SampleWrite { batch, samples, on_conflict, is_final: &is_final };
            store.write_samples(write).await.expect("written");
        };
        write(0, 0, 1.0, true).await;
        write(1, 1, 2.0, true).await;
        write(2, 0, 10.0, true).await;
        write(3, 0, 100.0, true).await;
        write(4, 2, 3.0, false).await;
        write(5, 2, 4.0, false).await;
        let rows = store.series_of_metric(orders.id).await.expect("series");
        let as_of = async |hours: i64| {
            let columns = store.columns_as_of(&rows, hour(hours)).await.expect("read");
            columns[0].values.clone()
        };
        assert_eq!(as_of(-1).await, []);
        assert_eq!(as_of(0).await, [Some(1.0)]);
        assert_eq!(as_of(1).await, [Some(1.0), Some(2.0)]);
        assert_eq!(as_of(2).await, [Some(10.0), Some(2.0)]);
        assert_eq!(as_of(3).await, [Some(100.0), Some(2.0)]);
        // What was provisional then keeps no trace.
        assert_eq!(as_of(4).await, [Some(100.0), Some(2.0)]);
        assert_eq!(as_of(5).await, [Some(100.0), Some(2.0), Some(4.0)]);
        let now = store.columns(&rows).await.expect("read");
        assert_eq!(now[0].values, as_of(99).await);
    }

    async fn an_object_is_found_by_a_part_of_its_name(store: Store) {
        metric(&store, "orders", &[("1", &[]), ("20", &[]), ("200", &[])]).await;
        let find = |text: &'static str| {
            let store = store.clone();
            async move {
                let kind = customers();
                let search =
                    ObjectSearch { kind: &kind, text, in_attributes: false, archived: false, limit: 2, offset: 0 };
                let found = store.find_objects(search).await.expect("read");
                let count = store.count_objects(search).await.expect("read");
                let keys: Vec<_> = found.iter().map(|object| object.key.to_string()).collect();
                (keys.join(" "), count)
            }
        };
        assert_eq!(find("").await, ("1 20".to_owned(), 3));
        assert_eq!(find("CUSTOMER 20").await, ("20 200".to_owned(), 2));
        assert_eq!(find("%").await, (String::new(), 0));
        let kinds = store.object_kinds().await.expect("read");
        assert_eq!((kinds.len(), kinds[0].objects), (1, 3));
    }

    async fn an_object_is_found_by_what_is_said_of_it(store: Store) {
        metric(&store, "orders", &[("1", &[]), ("2", &[])]).await;
        let key = ObjectKey::parse("2").expect("a key");
        let name = AttributeName::parse("plan").expect("a name");
        let text = AttributeText::parse("Pro \"50 %\"").expect("a text");
        let attributes = BTreeMap::from([(name, text)]);
        let described = Described { key, label: None, attributes };
        store.describe_objects(&customers(), &[described]).await.expect("described");
        for (text, in_attributes, found) in [
            ("pro \"50 %", true, 1), ("pro", false, 0), ("plan", true, 0), ("%", true, 1), ("", true, 2),
        ] {
            let kind = customers();
            let search = ObjectSearch { kind: &kind, text, in_attributes, archived: false, limit: 9, offset: 0 };
            assert_eq!(store.count_objects(search).await.expect("read"), found, "{text} {in_attributes}");
            assert_eq!(store.find_objects(search).await.expect("read").len() as i64, found, "{text}");
        }
    }

    async fn a_personal_note_is_seen_by_its_author(store: Store) {
        let note = |text: &str, is_personal| Annotation {
            id: AnnotationId(0),
            days: DayRange { from: FIRST, to: FIRST + 3 },
            text: text.to_owned(),
            metric: None,
            object: None,
            author: "ann@example.com".to_owned(),
            is_personal,
        };
        store.add_annotation(&note("ours", false), now()).await.expect("added");
        let mine = store.add_annotation(&note("mine", true), now()).await.expect("added");
        add(&store, &settings("shop", Vec::new()), &[]).await;
        let seen = |person: &'static str| {
            let store = store.clone();
            async move {
                let days = DayRange::single(FIRST + 3);
                let listed = store.annotations(days, person).await.expect("read").len();
                let page = store.dashboard_page("shop", None, person).await.expect("there");
                (listed, page.annotations.len())
            }
        };
        assert_eq!(seen("ann@example.com").await, (2, 2));
        assert_eq!(seen("ben@example.com").await, (1, 1));
        store.remove_annotation(mine).await.expect("removed");
        assert_eq!(seen("ann@example.com").await, (1, 1));
        assert_eq!(store.annotations(DayRange::single(FIRST + 4), "").await.expect("read"), []);
    }
}

//! One contract, run on both databases: what the store promises whatever it stands on.

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    Batch, Day, DayRange, DayState, GapReason, Label, Mark, Measure, Metric, MetricSettings,
    ObjectKey, ObjectKind, Observation, Origin, Role, RunFailure, SeriesId, Slug, SourceKind,
    Value,
};
use dbag_store::{
    Author, FinishedRun, InstanceKey, NewRun, NewSample, OnConflict, SampleWrite, Store,
    StoreError, TokenHash, Vault,
};
use support::on_both;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("in range")
}

fn day(offset: i32) -> Day {
    Day::from_days(20_000 + offset)
}

fn settings(slug: &str) -> MetricSettings {
    let label = Label::parse(&slug.to_uppercase()).expect("a label");
    MetricSettings::new(
        Slug::parse(slug).expect("a slug"),
        label,
        "push",
        Measure::Flow,
    )
}

async fn metric(store: &Store, slug: &str) -> Metric {
    store
        .add_metric(&settings(slug), now())
        .await
        .expect("a new metric")
}

fn batch(origin: Origin) -> Batch {
    Batch {
        origin,
        actor: "test".to_owned(),
        at: now(),
        run_id: None,
        note: String::new(),
        definition: None,
    }
}

fn sample(series: SeriesId, offset: i32, number: f64) -> NewSample {
    let value = Ok(Value::new(number).expect("finite"));
    NewSample {
        series,
        day: day(offset),
        value,
    }
}

async fn write(
    store: &Store,
    origin: Origin,
    samples: Vec<NewSample>,
) -> Result<dbag_store::Written, StoreError> {
    let is_final = |_, _, _| true;
    let on_conflict = OnConflict::Overwrite;
    let write = SampleWrite {
        batch: batch(origin),
        samples,
        on_conflict,
        is_final: &is_final,
    };
    store.write_samples(write).await
}

async fn values(store: &Store, metric: &Metric) -> Vec<Option<f64>> {
    let rows = store.series_of_metric(metric.id).await.expect("series");
    let columns = store.columns(&rows).await.expect("columns");
    columns
        .first()
        .map(|columns| columns.values.clone())
        .unwrap_or_default()
}

on_both! {
    async fn r04_no_double(store: Store) {
        let metric = metric(&store, "orders").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        for number in [1.0, 2.0, 2.0] {
            write(&store, Origin::Collected, vec![sample(series, 0, number)]).await.expect("written");
        }
        assert_eq!(values(&store, &metric).await, [Some(2.0)]);
        assert_eq!(store.ensure_plain_series(metric.id).await.expect("found"), series);
    }

    async fn an_equal_value_writes_nothing(store: Store) {
        let metric = metric(&store, "orders").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let first = vec![sample(series, 0, 1.0), sample(series, 1, 1.5)];
        write(&store, Origin::Collected, first.clone()).await.expect("written");
        let before = store.series_of_metric(metric.id).await.expect("series")[0].revision;
        let again = write(&store, Origin::Imported, first).await.expect("nothing to do");
        assert_eq!((again.added, again.replaced, again.revised), (0, 0, 0));
        let after = store.series_of_metric(metric.id).await.expect("series")[0].revision;
        assert_eq!(before, after);
    }

    async fn r57_a_revision_keeps_what_was_replaced(store: Store) {
        let metric = metric(&store, "orders").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        write(&store, Origin::Collected, vec![sample(series, 0, 1.0)]).await.expect("written");
        let written = write(&store, Origin::Edited, vec![sample(series, 0, 7.0)]).await.expect("edited");
        assert_eq!(written.revised, 1);
        let revisions = store.revisions(series, day(0)).await.expect("revisions");
        assert_eq!(revisions.len(), 1);
        assert_eq!((revisions[0].value, revisions[0].origin), (Ok(1.0), Origin::Collected));
        let rows = store.series_of_metric(metric.id).await.expect("series");
        let columns = store.columns(&rows).await.expect("columns");
        assert_eq!(columns[0].marks, [(day(0), Mark::Corrected)]);
    }

    async fn values_come_back_exactly(store: Store) {
        let metric = metric(&store, "odd").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let odd = [0.1 + 0.2, 0.0001, 1024.1, 1048577.3, 1e10 + 0.1, 1e15 + 0.125, 0.001, 1e300, -1e300, 5e-324, 9_007_199_254_740_992.0, -0.5, 1.0 / 3.0, 1e15, 123456789.125];
        let samples = odd.iter().enumerate().map(|(at, number)| sample(series, at as i32, *number));
        write(&store, Origin::Imported, samples.collect()).await.expect("written");
        assert_eq!(values(&store, &metric).await, odd.map(Some));
    }

    async fn gaps_are_no_zeros(store: Store) {
        let metric = metric(&store, "orders").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let gap = NewSample { series, day: day(1), value: Err(GapReason::Timeout) };
        let given = vec![sample(series, 0, 0.0), gap, sample(series, 3, 4.0)];
        write(&store, Origin::Collected, given).await.expect("written");
        let rows = store.series_of_metric(metric.id).await.expect("series");
        let columns = store.columns(&rows).await.expect("columns");
        assert_eq!(columns[0].values, [Some(0.0), None, None, Some(4.0)]);
        assert_eq!(columns[0].marks, [(day(1), Mark::Gap(GapReason::Timeout))]);
        let late = write(&store, Origin::Collected, vec![sample(series, 1, 2.0)]).await.expect("late");
        assert_eq!((late.replaced, late.revised), (1, 0));
        assert_eq!(values(&store, &metric).await[1], Some(2.0));
    }

    async fn a_refused_write_changes_nothing(store: Store) {
        let metric = metric(&store, "orders").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        write(&store, Origin::Imported, vec![sample(series, 1, 1.0)]).await.expect("written");
        let is_final = |_, _, _| true;
        let refused = store.write_samples(SampleWrite {
            batch: batch(Origin::Imported),
            samples: vec![sample(series, 0, 5.0), sample(series, 1, 6.0)],
            on_conflict: OnConflict::Fail,
            is_final: &is_final,
        }).await;
        let Err(StoreError::ValuesExist { count, first }) = refused else { panic!("{refused:?}") };
        assert_eq!((count, first), (1, day(1)), "only what stands in the way counts");
        assert_eq!(values(&store, &metric).await, [Some(1.0)]);
    }

    async fn many_rows_over_many_chunks(store: Store) {
        let metric = metric(&store, "many").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let first: Vec<_> = (0..9_001).step_by(2).map(|at| sample(series, at, f64::from(at))).collect();
        write(&store, Origin::Imported, first).await.expect("written");
        let all: Vec<_> = (0..9_001).map(|at| sample(series, at, f64::from(at) + 0.5)).collect();
        let written = write(&store, Origin::Imported, all).await.expect("written");
        assert_eq!((written.added, written.replaced), (4_500, 4_501));
        assert_eq!(written.revised, 4_501);
        let expected: Vec<_> = (0..9_001).map(|at| Some(f64::from(at) + 0.5)).collect();
        assert_eq!(values(&store, &metric).await, expected);
    }

    async fn one_that_is_there_among_many_new_ones(store: Store) {
        let metric = metric(&store, "many").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        write(&store, Origin::Imported, vec![sample(series, 1, 9.0)]).await.expect("written");
        let mut all: Vec<_> = (0..2_000).map(|at| sample(series, at, f64::from(at) + 0.25)).collect();
        all[7].value = Err(GapReason::Timeout);
        let written = write(&store, Origin::Imported, all).await.expect("written");
        assert_eq!((written.added, written.replaced, written.revised), (1_999, 1, 1));
        let mut expected: Vec<_> = (0..2_000).map(|at| Some(f64::from(at) + 0.25)).collect();
        expected[7] = None;
        assert_eq!(values(&store, &metric).await, expected);
        let more = (2_000..4_000).map(|at| NewSample {
            value: if at % 2 == 0 { Err(GapReason::Timeout) } else { sample(series, at, -0.1).value },
            ..sample(series, at, 0.0)
        });
        let written = write(&store, Origin::Imported, more.collect()).await.expect("written");
        assert_eq!((written.added, written.replaced), (2_000, 0));
        let rows = store.series_of_metric(metric.id).await.expect("series");
        let columns = store.columns(&rows).await.expect("columns");
        assert_eq!(columns[0].values[2_001..2_003], [Some(-0.1), None]);
        assert_eq!(columns[0].marks.last(), Some(&(day(3_998), Mark::Gap(GapReason::Timeout))));
    }

    async fn fake_values_are_marked_and_removed_at_once(store: Store) {
        let metric = metric(&store, "orders").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        write(&store, Origin::Collected, vec![sample(series, 0, 1.0)]).await.expect("written");
        let fake = vec![sample(series, 0, 9.0), sample(series, 1, 9.0)];
        write(&store, Origin::Fake, fake).await.expect("written");
        let rows = store.series_of_metric(metric.id).await.expect("series");
        let columns = store.columns(&rows).await.expect("columns");
        assert_eq!(columns[0].values, [Some(1.0), Some(9.0)]);
        assert_eq!(columns[0].marks, [(day(1), Mark::Fake)]);
        assert_eq!(store.remove_fake().await.expect("removed"), 1);
        assert_eq!(values(&store, &metric).await, [Some(1.0)]);
    }

    async fn a_metric_keeps_its_old_addresses(store: Store) {
        let old = metric(&store, "orders").await;
        let mut renamed = old.settings.clone();
        renamed.slug = Slug::parse("sales").expect("a slug");
        let new = store.update_metric(old.id, old.version, &renamed, Author { actor: "ada", at: now() }).await.expect("renamed");
        assert_eq!(new.version, 2);
        assert_eq!(store.metric("orders").await.expect("redirected").slug.as_str(), "sales");
        let stale = store.update_metric(old.id, old.version, &renamed, Author { actor: "ada", at: now() }).await;
        assert!(matches!(stale, Err(StoreError::Stale)));
        metric(&store, "orders").await;
        assert_eq!(store.metric("orders").await.expect("taken over").slug.as_str(), "orders");
    }

    async fn names_are_unique_and_free_again(store: Store) {
        let first = metric(&store, "orders").await;
        let second = store.add_metric(&settings("orders"), now()).await;
        assert!(matches!(second, Err(StoreError::Taken { .. })), "{second:?}");
        store.remove_metric(first.id, now()).await.expect("removed");
        assert!(matches!(store.metric("orders").await, Err(StoreError::NotFound { .. })));
        metric(&store, "orders").await;
        assert_eq!(store.metrics().await.expect("metrics").len(), 1);
    }

    async fn r18_source_secrets_are_sealed(store: Store) {
        let vault = Vault::new(&InstanceKey::random());
        let slug = Slug::parse("shop").expect("a slug");
        let secret = "postgres://ann:canary@db/shop";
        let source = store
            .add_source(&slug, SourceKind::Postgres, "postgres://ann@db/shop", secret, &vault, now())
            .await
            .expect("added");
        assert_eq!(store.source_secret(source.id, &vault).await.expect("opened"), secret);
        let other = Vault::new(&InstanceKey::random());
        let wrong = store.source_secret(source.id, &other).await;
        assert!(matches!(wrong, Err(StoreError::WrongKey)));
        assert!(!format!("{:?}", store.sources().await.expect("sources")).contains("canary"));
        let mut uses = settings("orders");
        uses.source_id = Some(source.id);
        let metric = store.add_metric(&uses, now()).await.expect("added");
        let used = store.remove_source("shop").await.expect_err("in use");
        assert!(used.to_string().contains("orders"), "{used}");
        store.remove_metric(metric.id, now()).await.expect("removed");
        store.remove_source("shop").await.expect("free");
    }

    async fn r26_sessions_end(store: Store) {
        let user = store.add_user("ann@example.com", "hash", Role::Editor, now()).await.expect("added");
        let token = TokenHash::of("token");
        let end = now() + TimeDelta::days(30);
        store.add_session(&token, user.id, now(), end).await.expect("begun");
        let idle = now() - TimeDelta::days(7);
        let found = store.session(&token, now(), idle).await.expect("read").expect("alive");
        assert_eq!(found.user.email, "ann@example.com");
        let read = |at| store.session(&token, at, idle);
        assert_eq!(read(end).await.expect("read"), None);
        assert_eq!(store.session(&token, now(), now()).await.expect("read"), None);
        store.set_password("ann@example.com", "other").await.expect("changed");
        assert_eq!(read(now()).await.expect("read"), None);
        store.add_session(&token, user.id, now(), end).await.expect("begun");
        store.remove_user("ann@example.com").await.expect("removed");
        assert_eq!(read(now()).await.expect("read"), None);
    }

    async fn r14_of_many_setups_one_succeeds(store: Store) {
        let code = TokenHash::of("code");
        assert!(store.set_setup_code(&code).await.expect("kept"));
        let wrong = store.finish_setup(&TokenHash::of("x"), "x@example.com", "hash", now()).await;
        assert_eq!(wrong.expect("refused"), None);
        let attempts = (0..20).map(|at| {
            let (store, code) = (store.clone(), code.clone());
            tokio::spawn(async move {
                let email = format!("admin{at}@example.com");
                store.finish_setup(&code, &email, "hash", now()).await.expect("decided").is_some()
            })
        });
        let mut successes = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            successes += u32::from(attempt.await.expect("ended"));
        }
        assert_eq!(successes, 1);
        assert_eq!(store.users().await.expect("users").len(), 1);
        assert!(!store.set_setup_code(&code).await.expect("refused"));
        assert!(!store.is_setup_code(&code).await.expect("gone"));
    }

    async fn r37_days_that_are_due_together_are_claimed_together(store: Store) {
        for round in 0..20 {
            let metric = metric(&store, &format!("orders-{round}")).await;
            let days: Vec<Day> = (0..200).map(day).collect();
            store.plan_days(metric.id, &days, now()).await.expect("planned");
            let until = now() + TimeDelta::minutes(1);
            let claims = ["one", "two", "three"].map(|holder| {
                let store = store.clone();
                tokio::spawn(async move {
                    store.claim_days(holder, now(), until, 1_000).await.expect("claimed")
                })
            });
            let mut claimed = Vec::new();
            for claim in claims {
                claimed.extend(claim.await.expect("ended"));
            }
            let lengths: Vec<_> = claimed.iter().map(|claim| claim.days.len()).collect();
            assert_eq!(lengths, [200], "round {round}");
        }
    }

    async fn r37_a_lost_lease_writes_nothing(store: Store) {
        let metric = metric(&store, "orders").await;
        store.plan_days(metric.id, &[day(0), day(1)], now()).await.expect("planned");
        let planned = store.asked_day(metric.id, day(1)).await.expect("read").expect("a day");
        assert_eq!((planned.state, planned.asked_at), (DayState::Due, None));
        assert_eq!(store.asked_day(metric.id, day(2)).await.expect("read"), None);
        let until = now() + TimeDelta::minutes(1);
        let slow = store.claim_days("slow", now(), until, 10).await.expect("claimed");
        assert_eq!((slow.len(), slow[0].days.len()), (1, 2));
        assert!(store.claim_days("other", now(), until, 10).await.expect("none").is_empty());
        let later = until + TimeDelta::seconds(1);
        let quick = store.claim_days("quick", later, later + TimeDelta::minutes(1), 10).await.expect("taken over");
        assert_eq!(quick[0].days, slow[0].days);
        let finish = |claim, number| {
            let store = store.clone();
            let metric = metric.clone();
            async move {
                let run = NewRun { metric: metric.id, days: DayRange::single(day(0)), started: now() };
                let run_id = store.start_run(run).await.expect("started");
                let seen = Observation {
                    day: day(0), object: None, object_label: None,
                    value: Ok(Value::new(number).expect("finite")),
                };
                let is_final = |_, _, _| true;
                store.finish_run(FinishedRun {
                    metric: &metric, run_id, claim: Some(&claim), batch: batch(Origin::Collected), ended: now(),
                    observations: vec![seen], failures: Vec::new(), without_object: Vec::new(), early: Vec::new(),
                    on_conflict: OnConflict::RespectEdits, is_final: &is_final,
                }).await
            }
        };
        finish(quick[0].clone(), 2.0).await.expect("the holder may write");
        let lost = finish(slow[0].clone(), 1.0).await;
        assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
        assert_eq!(values(&store, &metric).await, [Some(2.0)]);
    }

    async fn r37_a_renewed_lease_is_kept(store: Store) {
        let metric = metric(&store, "orders").await;
        store.plan_days(metric.id, &[day(0), day(1)], now()).await.expect("planned");
        let until = now() + TimeDelta::minutes(1);
        let slow = store.claim_days("slow", now(), until, 10).await.expect("claimed");
        let (later, longer) = (until + TimeDelta::seconds(1), until + TimeDelta::minutes(1));
        store.renew_lease(&slow[0], longer).await.expect("renewed");
        assert_eq!(store.claim_days("quick", later, longer, 10).await.expect("asked"), []);
        let at_last = longer + TimeDelta::seconds(1);
        let quick = store.claim_days("quick", at_last, at_last, 10).await.expect("taken over");
        store.renew_lease(&slow[0], at_last + TimeDelta::days(1)).await.expect("asked");
        let again = at_last + TimeDelta::seconds(1);
        let next = store.claim_days("next", again, again, 10).await.expect("taken over");
        assert_eq!(next[0].days, quick[0].days, "who lost a lease cannot renew it for another");
    }

    async fn a_metric_fails_since_its_last_good_run(store: Store) {
        let (good, bad) = (metric(&store, "good").await, metric(&store, "bad").await);
        let ran = async |metric: &Metric, minute: i64, error: Option<&str>| {
            let started = now() + TimeDelta::minutes(minute);
            let run = NewRun { metric: metric.id, days: DayRange::single(day(0)), started };
            let run_id = store.start_run(run).await.expect("started");
            match error {
                Some(error) => store.fail_run(run_id, started, error).await.expect("noted"),
                None => {
                    let is_final = |_, _, _| true;
                    store.finish_run(FinishedRun {
                        metric, run_id, claim: None, batch: batch(Origin::Collected), ended: started,
                        observations: Vec::new(), failures: Vec::new(), without_object: Vec::new(), early: Vec::new(),
                        on_conflict: OnConflict::RespectEdits, is_final: &is_final,
                    }).await.expect("finished");
                }
            }
        };
        ran(&good, 0, Some("down")).await;
        ran(&good, 1, None).await;
        ran(&bad, 0, Some("down")).await;
        ran(&bad, 1, None).await;
        ran(&bad, 2, Some("down")).await;
        ran(&bad, 3, Some("still down")).await;
        let since = now() + TimeDelta::minutes(2);
        let failing = dbag_store::Failing { metric: bad.id, since, error: "still down".to_owned() };
        assert_eq!(store.failing().await.expect("read"), [failing]);
        let of_day = store.runs_of_day(bad.id, day(0), 2).await.expect("read");
        let errors: Vec<_> = of_day.iter().map(|run| run.error.as_deref()).collect();
        assert_eq!(errors, [Some("still down"), Some("down")], "the newest, and no more than asked for");
        assert!(store.runs_of_day(bad.id, day(1), 2).await.expect("read").is_empty());
    }

    async fn objects_appear_by_themselves(store: Store) {
        let mut with_objects = settings("orders");
        with_objects.object_kind = Some(ObjectKind::parse("customer").expect("a kind"));
        let metric = store.add_metric(&with_objects, now()).await.expect("added");
        let run = NewRun { metric: metric.id, days: DayRange::single(day(0)), started: now() };
        let run_id = store.start_run(run).await.expect("started");
        let seen = |key: &str, label: Option<&str>, number| Observation {
            day: day(0),
            object: Some(ObjectKey::parse(key).expect("a key")),
            object_label: label.map(str::to_owned),
            value: Ok(Value::new(number).expect("finite")),
        };
        let is_final = |_, _, _| true;
        let failure = RunFailure { object: None, reason: GapReason::BadValue, message: "one failed".to_owned() };
        store.finish_run(FinishedRun {
            metric: &metric, run_id, claim: None, batch: batch(Origin::Collected), ended: now(),
            observations: vec![seen("42", Some("Acme"), 1.0), seen("üñ 7", None, 2.0)],
            failures: vec![failure], without_object: Vec::new(), early: Vec::new(), on_conflict: OnConflict::Overwrite, is_final: &is_final,
        }).await.expect("written");
        let objects = store.objects_of_metric(metric.id).await.expect("objects");
        let names: Vec<_> = objects.iter().map(|o| (o.key.as_str(), o.label.as_str())).collect();
        assert_eq!(names, [("üñ 7", ""), ("42", "Acme")]);
        let runs = store.runs(metric.id, 10).await.expect("runs");
        assert_eq!((runs[0].rows, runs[0].failures.len()), (2, 1));
        assert_eq!(runs[0].error.as_deref(), Some("one failed"));
        let page = store.export_page(metric.id, (SeriesId(0), Day::MIN), 10).await.expect("a page");
        assert_eq!(page.len(), 2);
    }

    // The text of the migration is the same for both.
    async fn keys_lose_the_blanks_at_their_ends(store: Store) {
        support::execute(&store, "insert into dbag_object (kind, key, label) values
            ('customer', 'ACME    ', 'a'), ('customer', 'B', 'b'), ('customer', 'B  ', 'c'),
            ('customer', 'C ', 'd'), ('customer', ' C', 'e'), ('customer', 'D D', 'f')").await;
        support::execute(&store, include_str!("../../../migrations/sqlite/0007_keys_without_blanks.sql")).await;
        let kept = "select string_agg(label || '=' || key, ',') from
            (select label, key from dbag_object where id <> 0 order by label) o";
        assert_eq!(support::text(&store, kept).await, "a=ACME,b=B,c=B  ,d=C,e= C,f=D D");
    }

    async fn r28_a_newer_database_is_refused(store: Store) {
        support::execute(&store, "insert into dbag_migrations
            (version, description, success, checksum, execution_time)
            values (9999, 'later', true, 'x', 0)").await;
        let refused = store.migrate().await.expect_err("newer");
        assert!(matches!(refused, StoreError::NewerDatabase { found: 9999, known: 1.. }), "{refused}");
    }

    async fn readers_see_values_through_the_view(store: Store) {
        let metric = metric(&store, "orders").await;
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let wanted = Day::parse("2026-11-23").expect("a date");
        let value = Ok(Value::new(5.0).expect("finite"));
        write(&store, Origin::Pushed, vec![NewSample { series, day: wanted, value }]).await.expect("written");
        let line = support::text(&store, "select metric || ' ' || cast(day as text) || ' ' || origin from dbag_values").await;
        assert_eq!(line, "orders 2026-11-23 pushed");
    }
}

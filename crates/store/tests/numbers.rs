//! Weights, definitions and values over all objects: the contract on both databases.

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    AbsentMeans, AcrossObjects, Batch, Day, DayRange, GapReason, Label, Mark, Measure, Metric,
    MetricSettings, Numerator, ObjectKey, ObjectKind, Observation, Origin, RollUp, SeriesId, Slug,
    Value, Weight,
};
use dbag_store::{
    Answer, Author, Carry, Columns, FinishedRun, Merge, NewRun, NewSample, OnConflict, OverObjects,
    SampleWrite, Store, Written,
};
use support::on_both;

const FIRST: Day = Day::from_days(20_000);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("in range")
}

fn customers() -> ObjectKind {
    ObjectKind::parse("customer").expect("a kind")
}

fn key(text: &str) -> ObjectKey {
    ObjectKey::parse(text).expect("a key")
}

fn settings(slug: &str, measure: Measure) -> MetricSettings {
    let label = Label::parse(slug).expect("a label");
    let slug = Slug::parse(slug).expect("a slug");
    MetricSettings::new(slug, label, "row_count", measure)
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

fn sample(series: SeriesId, offset: i32, number: f64, weight: f64) -> NewSample {
    let value = Value::new(number).expect("finite");
    NewSample {
        series,
        day: FIRST + offset,
        value: Ok(value.weighing(Weight::denominator(weight).ok())),
    }
}

async fn write(store: &Store, samples: Vec<NewSample>) -> Written {
    let write = SampleWrite {
        batch: batch(Origin::Collected),
        samples,
        on_conflict: OnConflict::Overwrite,
        is_final: &|_, _, _| true,
    };
    store.write_samples(write).await.expect("written")
}

async fn columns(store: &Store, metric: &Metric) -> Columns {
    let rows = store.series_of_metric(metric.id).await.expect("series");
    let columns = store.columns(&rows).await.expect("columns");
    (*columns[0]).clone()
}

/// What an object has on the first days.
enum Said {
    Value(f64),
    Gap(GapReason),
    Nothing,
}
use Said::{Gap, Nothing};

const fn v(number: f64) -> Said {
    Said::Value(number)
}

/// A metric of customers with what is known of each of them.
async fn of_customers(
    store: &Store,
    measure: Measure,
    across: AcrossObjects,
    known: &[(&str, &[Said])],
) -> Metric {
    let mut settings = settings("plans", measure);
    settings.object_kind = Some(customers());
    settings.across_objects = across;
    let metric = store.add_metric(&settings, now()).await.expect("added");
    let objects: Vec<_> = known.iter().map(|(name, _)| (key(name), None)).collect();
    let kind = customers();
    let series = store.ensure_series_of(metric.id, &kind, &objects).await;
    let series = series.expect("series");
    let mut samples = Vec::new();
    for (name, days) in known {
        for (offset, said) in (0..).zip(*days) {
            let value = match said {
                Said::Value(number) => Ok(Value::new(*number).expect("finite")),
                Gap(reason) => Err(*reason),
                Nothing => continue,
            };
            let series = series[&key(name)];
            let day = FIRST + offset;
            samples.push(NewSample { series, day, value });
        }
    }
    write(store, samples).await;
    metric
}

async fn over(store: &Store, metric: &Metric, how: (OverObjects, Carry), days: i32) -> Columns {
    let days = DayRange {
        from: FIRST,
        to: FIRST + (days - 1),
    };
    let series = store.series_of_metric(metric.id).await.expect("read");
    let revisions = series.iter().map(|one| one.revision).sum();
    let read = store.over_objects(metric.id, days, how, revisions).await;
    (*read.expect("read")).clone()
}

async fn finish(store: &Store, metric: &Metric, days: DayRange, observations: Vec<Observation>) {
    finish_with(store, metric, days, (observations, Vec::new(), Vec::new())).await;
}

/// The same, where some days were asked before they were over.
async fn finish_early(
    store: &Store,
    metric: &Metric,
    days: DayRange,
    (observations, early): (Vec<Observation>, Vec<Day>),
) {
    finish_with(store, metric, days, (observations, Vec::new(), early)).await;
}

async fn finish_with(
    store: &Store,
    metric: &Metric,
    days: DayRange,
    (observations, without_object, early): (Vec<Observation>, Vec<Day>, Vec<Day>),
) {
    let claim = store.claim_range(metric.id, days, "me", now(), now() + TimeDelta::minutes(1));
    let claim = claim.await.expect("claimed");
    let run = NewRun {
        metric: metric.id,
        days,
        started: now(),
    };
    let finished = FinishedRun {
        metric,
        run_id: store.start_run(run).await.expect("a run"),
        claim: Some(&claim),
        batch: batch(Origin::Collected),
        ended: now(),
        observations,
        failures: Vec::new(),
        without_object,
        early,
        on_conflict: OnConflict::RespectEdits,
        is_final: &|_, _, _| true,
    };
    store.finish_run(finished).await.expect("written");
}

fn seen(offset: i32, value: Result<f64, GapReason>) -> Observation {
    let value = value.map(|number| Value::new(number).expect("finite"));
    Observation::of_day(FIRST + offset, value)
}

on_both! {
    async fn weights_come_back_exactly(store: Store) {
        let metric = store.add_metric(&settings("price", Measure::Share), now()).await.expect("added");
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let odd = [1.0, 0.1 + 0.2, 3.0, 1e300, 5e-324, 0.0, 41.0];
        let samples = odd.iter().enumerate().map(|(at, weight)| sample(series, at as i32, 2.5, *weight));
        write(&store, samples.collect()).await;
        assert_eq!(columns(&store, &metric).await.weights, odd);
        // Many at once go another way into Postgres.
        let many = (10..2_000).map(|at| sample(series, at, f64::from(at), f64::from(at)));
        write(&store, many.collect()).await;
        let read = columns(&store, &metric).await;
        assert_eq!((read.weights[7], read.weights[10], read.weights[1_999]), (0.0, 10.0, 1_999.0));
        let page = store.export_page(metric.id, (series, FIRST + 9), 1).await.expect("a page");
        assert_eq!((page[0].value, page[0].weight), (Ok(10.0), Some(10.0)));
        let as_of = store.columns_as_of(&store.series_of_metric(metric.id).await.expect("series"), now()).await;
        assert_eq!(as_of.expect("read")[0].weights[..7], odd);
    }

    async fn an_unknown_weight_replaces_no_known_one(store: Store) {
        let metric = store.add_metric(&settings("price", Measure::Share), now()).await.expect("added");
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        write(&store, vec![sample(series, 0, 2.0, 5.0), sample(series, 1, 2.0, 0.0)]).await;
        let same = write(&store, vec![sample(series, 0, 2.0, 0.0)]).await;
        assert_eq!(same, Written::default());
        let same = write(&store, vec![sample(series, 0, 2.0, 0.0), sample(series, 1, 2.0, 7.0)]).await;
        assert_eq!((same.replaced, same.revised), (1, 1), "a weight is a part of the value");
        assert_eq!(columns(&store, &metric).await.weights, [5.0, 7.0]);
        let is_corrected = |columns: &Columns| columns.marks.iter().any(|(_, mark)| *mark == Mark::Corrected);
        assert!(!is_corrected(&columns(&store, &metric).await), "the value is the same");
        let other = write(&store, vec![sample(series, 0, 3.0, 0.0)]).await;
        assert_eq!(other.replaced, 1);
        assert_eq!(columns(&store, &metric).await.weights, [0.0, 7.0], "of another value it is not known");
        assert!(is_corrected(&columns(&store, &metric).await));
        let kept = store.revisions(series, FIRST).await.expect("revisions");
        assert_eq!((kept[0].value, kept[0].weight), (Ok(2.0), Some(5.0)));
    }

    // Two bought of four who came, and three on a day, or of a customer, of whom nobody is said to have come.
    async fn what_was_to_be_divided_is_part_of_every_mean(store: Store) {
        let undivided = |number| GapReason::ZeroDenominator(Numerator::new(number).expect("finite"));
        let mut settings = settings("bought", Measure::Share);
        settings.object_kind = Some(customers());
        settings.across_objects = AcrossObjects::Mean;
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let objects = [(key("1"), None), (key("2"), None), (key("3"), None)];
        let series = store.ensure_series_of(metric.id, &customers(), &objects).await.expect("series");
        let (one, two, three) = (series[&key("1")], series[&key("2")], series[&key("3")]);
        let gap = |series, offset: i32, number| NewSample {
            series, day: FIRST + offset, value: Err(undivided(number)),
        };
        write(&store, vec![
            sample(one, 0, 0.5, 4.0), gap(one, 1, 3.0), gap(one, 2, 0.1 + 0.2),
            gap(two, 0, 2.0), sample(two, 1, 0.5, -2.0), gap(two, 2, 0.5),
            gap(three, 0, 1.0),
        ]).await;
        let rows = store.series_of_metric(metric.id).await.expect("series");
        let marks = &store.columns(&rows[..1]).await.expect("columns")[0].marks;
        assert_eq!(marks[..], [(FIRST + 1, Mark::Gap(undivided(3.0))), (FIRST + 2, Mark::Gap(undivided(0.1 + 0.2)))]);

        let how = (OverObjects::Across(AcrossObjects::Mean), Carry::Nothing);
        let whole = over(&store, &metric, how, 3).await;
        assert_eq!(whole.values, [Some(1.25), Some(-1.0), None]);
        assert_eq!(whole.weights, [4.0, -2.0, 0.0]);
        let gaps: Vec<_> = whole.marks.iter().filter(|(_, mark)| matches!(mark, Mark::Gap(_))).collect();
        assert_eq!(gaps, [&(FIRST + 2, Mark::Gap(undivided(0.1 + 0.2 + 0.5)))]);

        let days = DayRange { from: FIRST, to: FIRST + 2 };
        let totals = store.object_totals(metric.id, days, (RollUp::Mean, Day::MAX), 1).await.expect("read");
        let mut values: Vec<(i32, f64)> = totals.iter().map(|total| (total.series.id.0, total.value)).collect();
        values.sort_by_key(|(series, _)| *series);
        let expected = [(one.0, (5.0 + (0.1 + 0.2)) / 4.0), (two.0, (2.0 - 1.0 + 0.5) / -2.0)];
        assert_eq!(values, expected, "the third has nothing to divide by");
    }

    // As they were stored before numerators and negative denominators were.
    async fn ratios_that_exist_get_their_numerators(store: Store) {
        let mut plain = Vec::new();
        for slug in ["bought", "came"] {
            let metric = store.add_metric(&settings(slug, Measure::Flow), now()).await.expect("added");
            plain.push(store.ensure_plain_series(metric.id).await.expect("a series"));
        }
        let mut settings = settings("ratio", Measure::Share);
        settings.metric_type = "ratio".to_owned();
        settings.properties.set("numerator", "bought");
        settings.properties.set("denominator", "came");
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let (bought, came) = (plain[0], plain[1]);
        let missing = |offset| NewSample {
            series, day: FIRST + offset, value: Err(GapReason::InputMissing),
        };
        write(&store, vec![
            sample(bought, 0, 2.0, 0.0), sample(came, 0, 4.0, 0.0), sample(series, 0, 50.0, 4.0),
            sample(bought, 1, 2.5, 0.0), sample(came, 1, 0.0, 0.0), missing(1),
            sample(bought, 2, 0.0, 0.0), sample(came, 2, 0.0, 0.0), missing(2),
            sample(bought, 3, 2.0, 0.0), sample(came, 3, -4.0, 0.0), sample(series, 3, -50.0, 0.0),
            sample(bought, 4, 2.0, 0.0), missing(4),
        ]).await;
        support::migrate(&store, (
            include_str!("../../../migrations/sqlite/0009_denominators.sql"),
            include_str!("../../../migrations/postgres/0009_denominators.sql"),
        )).await;
        let read = columns(&store, &metric).await;
        assert_eq!(read.values, [Some(50.0), None, None, Some(-50.0), None]);
        assert_eq!(read.weights, [4.0, 0.0, 0.0, -4.0, 0.0]);
        let undivided = |number| GapReason::ZeroDenominator(Numerator::new(number).expect("finite"));
        let gap = |offset, reason| (FIRST + offset, Mark::Gap(reason));
        assert_eq!(read.marks, [
            gap(1, undivided(250.0)), gap(2, undivided(0.0)), gap(4, GapReason::InputMissing),
        ]);
        let read = support::text(&store, "select cast(sum(weight) as text) from dbag_values").await;
        assert!(read.starts_with('0'), "{read}");
    }

    async fn objects_are_ranked_by_weighted_means(store: Store) {
        let mut settings = settings("price", Measure::Share);
        settings.object_kind = Some(customers());
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let objects = [(key("1"), None), (key("2"), None)];
        let series = store.ensure_series_of(metric.id, &customers(), &objects).await.expect("series");
        let (one, two) = (series[&key("1")], series[&key("2")]);
        write(&store, vec![
            sample(one, 0, 10.0, 1.0), sample(one, 1, 40.0, 2.0),
            sample(two, 0, 10.0, 1.0), sample(two, 1, 40.0, 0.0),
        ]).await;
        let days = DayRange { from: FIRST, to: FIRST + 1 };
        let totals = store.object_totals(metric.id, days, (RollUp::Mean, Day::MAX), 1).await.expect("read");
        let mut values: Vec<f64> = totals.iter().map(|total| total.value).collect();
        values.sort_by(f64::total_cmp);
        assert_eq!(values, [25.0, 30.0]);
        let how = (OverObjects::Across(AcrossObjects::Mean), Carry::Nothing);
        let whole = over(&store, &metric, how, 2).await;
        assert_eq!((whole.values[0], whole.weights[0]), (Some(10.0), 2.0));
        assert_eq!((whole.values[1], whole.weights[1]), (Some(40.0), 0.0), "one weight is not known");
    }

    async fn a_level_holds_until_it_is_known_otherwise(store: Store) {
        let metric = of_customers(&store, Measure::Level, AcrossObjects::Sum, &[
            ("a", &[v(100.0), v(100.0), v(100.0), v(100.0)]),
            ("b", &[v(70.0), Nothing, v(70.0), Gap(GapReason::NoAnswer)]),
            ("c", &[v(50.0), v(50.0), Gap(GapReason::Timeout), Nothing]),
            ("d", &[Gap(GapReason::Removed), v(1.0), Gap(GapReason::Removed), v(0.0)]),
        ]).await;
        let sum = OverObjects::Across(AcrossObjects::Sum);
        let whole = over(&store, &metric, (sum, Carry::LastValue), 5).await;
        // Of b it is known that there is nothing on the last day; of the day after nothing is known.
        assert_eq!(whole.values, [Some(220.0), Some(221.0), Some(221.0), Some(150.0), None]);
        let carried = |day, objects| (FIRST + day, Mark::Carried(objects));
        let removed = |day| (FIRST + day, Mark::Removed(1));
        // What stands for a value that failed or was removed does not hide that.
        let failed = (FIRST + 2, Mark::Incomplete(1));
        let known = [removed(0), carried(1, 1), failed, removed(2), carried(2, 2), carried(3, 1)];
        assert_eq!(whole.marks, known);
        let median = over(&store, &metric, (OverObjects::Median, Carry::LastValue), 5).await;
        assert_eq!(median.values, [Some(70.0), Some(60.0), Some(60.0), Some(50.0), None]);
        let flow = over(&store, &metric, (sum, Carry::Nothing), 4).await;
        assert_eq!(flow.values, [Some(220.0), Some(151.0), Some(170.0), Some(100.0)]);
        assert_eq!(flow.marks, [removed(0), (FIRST + 2, Mark::Incomplete(1)), removed(2)]);
    }

    async fn a_day_on_which_no_object_has_a_value_says_why(store: Store) {
        let gaps = |of_days: [GapReason; 4]| of_days.map(Gap);
        use GapReason::{NoAnswer, Removed, Timeout};
        let metric = of_customers(&store, Measure::Level, AcrossObjects::Sum, &[
            ("a", &gaps([Timeout, Removed, Timeout, NoAnswer])),
            ("b", &gaps([Timeout, Removed, Removed, NoAnswer])),
            ("c", &[Nothing, Nothing, Nothing, Nothing, v(1.0)]),
        ]).await;
        let days = store.days_told_of_metric(metric.id, 1).await.expect("read");
        assert_eq!(days, Some((DayRange::single(FIRST + 4), FIRST + 4)));
        let expected = [Timeout, Removed, Timeout, NoAnswer];
        for carry in [Carry::Nothing, Carry::LastValue] {
            for how in [OverObjects::Across(AcrossObjects::Sum), OverObjects::Median] {
                let whole = over(&store, &metric, (how, carry), 5).await;
                assert_eq!(whole.values, [None, None, None, None, Some(1.0)]);
                let reasons: Vec<_> = whole.marks.iter().filter_map(|(day, mark)| match mark {
                    Mark::Gap(reason) => Some((*day - FIRST, *reason)),
                    _ => None,
                }).collect();
                assert_eq!(reasons, (0..).zip(expected).collect::<Vec<_>>(), "{how:?} {carry:?}");
            }
            let many = over(&store, &metric, (OverObjects::MedianOfMany, carry), 5).await;
            let is_gap = |(day, mark): &(Day, Mark)| *day == FIRST + 4 && matches!(mark, Mark::Gap(_));
            assert!(!many.marks.iter().any(is_gap), "a median of few is kept, and not missing");
        }
    }

    // Last values stand for those that are missing beside others, not for all of them.
    async fn a_day_on_which_all_failed_has_no_median(store: Store) {
        let failed = || Gap(GapReason::Timeout);
        let metric = of_customers(&store, Measure::Level, AcrossObjects::Sum, &[
            ("a", &[v(100.0), failed(), v(100.0)]),
            ("b", &[v(50.0), failed(), Nothing]),
        ]).await;
        for (how, both) in [(OverObjects::Across(AcrossObjects::Sum), 150.0), (OverObjects::Median, 75.0)] {
            let whole = over(&store, &metric, (how, Carry::LastValue), 3).await;
            assert_eq!(whole.values, [Some(both), None, Some(both)], "{how:?}");
            assert!(whole.marks.contains(&(FIRST + 1, Mark::Gap(GapReason::Timeout))), "{how:?}");
        }
    }

    async fn a_metric_is_told_of_up_to_its_last_gap(store: Store) {
        let metric = of_customers(&store, Measure::Flow, AcrossObjects::Sum, &[
            ("a", &[v(1.0), Gap(GapReason::Timeout), Gap(GapReason::Timeout)]),
            ("b", &[v(2.0), Gap(GapReason::Removed)]),
        ]).await;
        let days = store.days_told_of_metric(metric.id, 1).await.expect("read");
        let known = DayRange { from: FIRST, to: FIRST + 1 };
        assert_eq!(days, Some((known, FIRST + 2)));
    }

    // What was known before and after a day does not change because the object is left out of lists.
    async fn an_archived_object_holds_up_to_its_last_value(store: Store) {
        let metric = of_customers(&store, Measure::Level, AcrossObjects::Sum, &[
            ("a", &[v(40.0), v(41.0), v(42.0), v(43.0)]),
            ("d", &[v(60.0), Nothing, v(62.0), Nothing]),
        ]).await;
        let sum = OverObjects::Across(AcrossObjects::Sum);
        let how = (sum, Carry::LastValue);
        let before = over(&store, &metric, how, 4).await;
        assert_eq!(before.values, [Some(100.0), Some(101.0), Some(104.0), Some(105.0)]);
        let d = store.object(&customers(), &key("d")).await.expect("read").expect("an object");
        store.set_archived(d.id, Some(now())).await.expect("archived");
        let after = over(&store, &metric, how, 4).await;
        assert_eq!(after.values, [Some(100.0), Some(101.0), Some(104.0), Some(43.0)]);
        assert_eq!(after.marks, [(FIRST + 1, Mark::Carried(1))], "it is over, and not unknown");
        let part = over(&store, &metric, how, 2).await;
        assert_eq!(part.values, [Some(100.0), Some(101.0)], "its later value is known beyond the range, too");
        let median = over(&store, &metric, (OverObjects::Median, Carry::LastValue), 4).await;
        assert_eq!(median.values, [Some(40.0), Some(41.0), Some(42.0), Some(43.0)]);
    }

    async fn what_is_not_told_for_a_week_is_not_carried(store: Store) {
        let days: Vec<Said> = (0..12).map(|_| v(1.0)).collect();
        let metric = of_customers(&store, Measure::Level, AcrossObjects::Sum, &[
            ("a", &days),
            ("b", &[v(5.0)]),
        ]).await;
        let how = (OverObjects::Across(AcrossObjects::Sum), Carry::LastValue);
        let whole = over(&store, &metric, how, 12).await;
        let expected: Vec<_> = (0..12).map(|day| Some(if day <= 7 { 6.0 } else { 1.0 })).collect();
        assert_eq!(whole.values, expected);
        let mark = |day| match day {
            1..=7 => Mark::Carried(1),
            _ => Mark::Unknown(1),
        };
        let marks: Vec<_> = (1..12).map(|day| (FIRST + day, mark(day))).collect();
        assert_eq!(whole.marks, marks, "who is left out is said");
    }

    // The same values once more, and rows that have no object by now.
    async fn rows_without_an_object_are_news(store: Store) {
        let mut settings = settings("orders", Measure::Flow);
        settings.object_kind = Some(customers());
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let day = DayRange::single(FIRST);
        let of_a = || Observation { object: Some(key("a")), ..seen(0, Ok(1.0)) };
        let mut revisions = Vec::new();
        for (without, days) in [(vec![], vec![]), (vec![FIRST], vec![day]), (vec![], vec![])] {
            finish_with(&store, &metric, day, (vec![of_a()], without, Vec::new())).await;
            let page = store.page_metrics(&[metric.id], &[], &[metric.id]).await.expect("read").remove(0);
            assert_eq!(page.asked.without_object, days);
            let asked = store.asked_days(&[metric.id]).await.expect("read").remove(&metric.id);
            assert_eq!(asked.unwrap_or_default().without_object, days);
            revisions.push(page.all_revisions);
        }
        revisions.dedup();
        assert_eq!(revisions.len(), 3, "what is kept of all objects is read again");
    }

    // The same number once more, from elsewhere: whose it is says what becomes of it later.
    async fn an_equal_value_belongs_to_who_means_it_to_stand(store: Store) {
        use Origin::{Backfilled, Collected, Computed, Edited, Fake, Imported, Pushed};
        let metric = store.add_metric(&settings("orders", Measure::Share), now()).await.expect("added");
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let mut offset = 0;
        for old in [Collected, Backfilled, Computed, Pushed, Imported, Edited, Fake] {
            for new in [Collected, Backfilled, Computed, Pushed, Imported, Edited, Fake] {
                for gap in [None, Some(GapReason::NoAnswer)] {
                    offset += 1;
                    let said = |weight| match gap {
                        Some(reason) => NewSample { series, day: FIRST + offset, value: Err(reason) },
                        None => sample(series, offset, 3.0, weight),
                    };
                    let written = async |origin, sample| {
                        let on_conflict = if origin == Imported { OnConflict::Skip } else { OnConflict::RespectEdits };
                        let write = SampleWrite { batch: batch(origin), samples: vec![sample], on_conflict, is_final: &|_, _, _| true };
                        store.write_samples(write).await.expect("written")
                    };
                    written(old, said(2.0)).await;
                    let unweighted = NewSample { value: said(2.0).value.map(|value| Value::new(value.get()).expect("finite")), ..said(2.0) };
                    let second = written(new, unweighted).await;
                    let is_asked = |origin| matches!(origin, Collected | Backfilled | Computed);
                    let is_adopted = match new {
                        Edited => old != Edited,
                        Pushed => !matches!(old, Edited | Pushed),
                        Imported => old == Fake,
                        Fake => false,
                        _ => !is_asked(old) && old != Edited,
                    };
                    let day = DayRange::single(FIRST + offset);
                    let standing = store.samples(series, day, 1).await.expect("read").remove(0);
                    let case = format!("{new} over {old}");
                    assert_eq!(standing.origin, if is_adopted { new } else { old }, "{case}");
                    assert_eq!(standing.weight, gap.is_none().then_some(2.0), "{case}: nothing was said of the weight");
                    let counted = second.adopted + second.replaced;
                    assert_eq!((second.added, counted, second.revised, second.kept), (0, u64::from(is_adopted), 0, 0), "{case}");
                    let revisions = store.revisions(series, day.from).await.expect("read").len();
                    assert_eq!(revisions, usize::from(is_adopted && old != Fake), "{case}");
                }
            }
        }
    }

    async fn lowest_and_highest_of_objects_are_theirs(store: Store) {
        let metric = of_customers(&store, Measure::Share, AcrossObjects::Min, &[
            ("a", &[v(3.0), v(4.0)]),
            ("b", &[v(-2.0)]),
        ]).await;
        for (across, expected) in [
            (AcrossObjects::Min, [Some(-2.0), Some(4.0)]),
            (AcrossObjects::Max, [Some(3.0), Some(4.0)]),
        ] {
            let how = (OverObjects::Across(across), Carry::Nothing);
            assert_eq!(over(&store, &metric, how, 2).await.values, expected, "{across}");
        }
    }

    async fn days_know_by_which_definition_they_were_asked(store: Store) {
        let mut settings = settings("orders", Measure::Flow);
        settings.properties.set("table", "orders");
        let first = store.add_metric(&settings, now()).await.expect("added");
        assert_eq!(first.definition, 1);
        let days = DayRange { from: FIRST, to: FIRST + 2 };
        finish(&store, &first, days, vec![seen(0, Ok(1.0))]).await;
        let outdated = async || store.outdated_days(first.id).await.expect("read");
        assert_eq!(outdated().await, []);
        let change = async |version: i64, table: &str| {
            let mut changed = settings.clone();
            changed.properties.set("table", table);
            changed.description = format!("version {version}");
            let author = Author { actor: "ada", at: now() };
            store.update_metric(first.id, version, &changed, author).await.expect("changed")
        };
        let same = change(1, "orders").await;
        assert_eq!((same.definition, outdated().await), (1, vec![]), "other words ask nothing else");
        let second = change(2, "carts").await;
        assert_eq!((second.definition, outdated().await), (2, vec![days]));
        let again = DayRange::single(FIRST + 1);
        finish(&store, &second, again, vec![seen(1, Ok(2.0))]).await;
        assert_eq!(outdated().await, [DayRange::single(FIRST), DayRange::single(FIRST + 2)]);
        let answered = store.answered_in(first.id, days).await.expect("read");
        assert_eq!(answered, [FIRST + 1], "what was answered before says nothing of what is meant now");
        // Who asked before the change answers for what was meant then.
        finish(&store, &first, again, vec![seen(1, Ok(3.0))]).await;
        assert_eq!(outdated().await, [days]);
        let back = change(3, "orders").await;
        assert_eq!((back.definition, outdated().await), (1, vec![]), "what is taken up again is the same");
        let definitions = store.definitions(first.id).await.expect("read");
        let known: Vec<_> = definitions.iter().map(|one| (one.number, one.what.properties.text("table"), one.actor.as_str())).collect();
        assert_eq!(known, [(2, "carts", "ada"), (1, "orders", "")]);
        let page = store.page_metrics(&[first.id], &[], &[]).await.expect("read");
        assert_eq!(page[0].asked.outdated, []);
        change(4, "carts").await;
        let page = store.page_metrics(&[first.id], &[], &[]).await.expect("read");
        assert_eq!(page[0].asked.outdated, [days]);
    }

    // Asked at noon, and never again: 2 of 4 orders, and what is lowest may be of a part of the day.
    async fn days_that_were_asked_early_are_known(store: Store) {
        let mut settings = settings("price", Measure::Share);
        settings.object_kind = Some(customers());
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let of_a = |offset: i32, number: f64| Observation { object: Some(key("a")), ..seen(offset, Ok(number)) };
        let days = DayRange { from: FIRST, to: FIRST + 2 };
        finish_early(&store, &metric, days, (vec![of_a(0, 4.0), of_a(1, 6.0), of_a(2, 1.0)], vec![FIRST + 2])).await;
        let early = [DayRange::single(FIRST + 2)];
        let asked = store.asked_days(&[metric.id]).await.expect("read");
        assert_eq!(asked[&metric.id].early, early);
        assert_eq!(store.asked_since(FIRST).await.expect("read")[&metric.id].early, early);
        assert_eq!(store.page_metrics(&[metric.id], &[], &[]).await.expect("read")[0].asked.early, early);
        let total = async |how: RollUp, revision: i64| {
            let totals = store.object_totals(metric.id, days, (how, Day::MAX), revision).await;
            totals.expect("read")[0].value
        };
        let totals = [total(RollUp::Mean, 1).await, total(RollUp::Min, 1).await, total(RollUp::Max, 1).await];
        assert_eq!(totals, [5.0, 4.0, 6.0], "as of the object's days");
        let revisions = async || store.series_of_metric(metric.id).await.expect("read")[0].revision;
        let before = revisions().await;
        finish_early(&store, &metric, DayRange::single(FIRST + 2), (vec![of_a(2, 1.0)], vec![FIRST + 2])).await;
        assert_eq!(revisions().await, before, "nothing is new");
        finish_early(&store, &metric, DayRange::single(FIRST + 2), (vec![of_a(2, 1.0)], vec![])).await;
        assert!(revisions().await > before, "the same value is of the whole day now");
        finish_early(&store, &metric, DayRange::single(FIRST + 2), (vec![of_a(2, 2.0)], vec![])).await;
        assert!(store.asked_days(&[metric.id]).await.expect("read").is_empty());
        assert_eq!([total(RollUp::Mean, 2).await, total(RollUp::Min, 2).await], [4.0, 2.0]);
    }

    // It was not asked, and so not too early.
    async fn what_was_typed_over_an_early_answer_is_not_early(store: Store) {
        let metric = store.add_metric(&settings("orders", Measure::Flow), now()).await.expect("added");
        finish_early(&store, &metric, DayRange::single(FIRST), (vec![seen(0, Ok(1.0))], vec![FIRST])).await;
        assert_eq!(store.asked_days(&[metric.id]).await.expect("read")[&metric.id].early, [DayRange::single(FIRST)]);
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        let write = SampleWrite {
            batch: batch(Origin::Edited),
            samples: vec![sample(series, 0, 5.0, 1.0)],
            on_conflict: OnConflict::Overwrite,
            is_final: &|_, _, _| false,
        };
        store.write_samples(write).await.expect("written");
        assert!(store.asked_days(&[metric.id]).await.expect("read").is_empty());
    }

    // 0 of a, 0 of b, 9 of c: their mean is 3, and that of 0 and 9 is 4.5. Only the source can tell.
    async fn plain_means_of_means_are_asked_again(store: Store) {
        let mut settings = settings("score", Measure::Share);
        settings.object_kind = Some(customers());
        settings.across_objects = AcrossObjects::Mean;
        settings.absent_means = AbsentMeans::Gap;
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let of = |name: &str, value: f64| Observation { object: Some(key(name)), ..seen(0, Ok(value)) };
        let answers = vec![of("a", 0.0), of("b", 0.0), of("c", 9.0)];
        finish(&store, &metric, DayRange::single(FIRST), answers).await;
        for (from, into, outdated) in [("a", "b", vec![]), ("b", "c", vec![DayRange::single(FIRST)])] {
            let (kind, from, into) = (customers(), key(from), key(into));
            let merge = Merge { kind: &kind, from: &from, into: &into, actor: "ann", at: now() };
            store.merge_objects(&merge).await.expect("merged");
            assert_eq!(store.outdated_days(metric.id).await.expect("read"), outdated);
        }
    }

    // It was not asked, and so not for something else.
    async fn what_was_sent_is_of_no_definition(store: Store) {
        let mut settings = settings("orders", Measure::Flow);
        settings.properties.set("table", "orders");
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let days = DayRange { from: FIRST, to: FIRST + 2 };
        finish(&store, &metric, days, vec![seen(0, Ok(1.0)), seen(1, Ok(1.0))]).await;
        settings.properties.set("table", "carts");
        let author = Author { actor: "ada", at: now() };
        store.update_metric(metric.id, 1, &settings, author).await.expect("changed");
        let series = store.ensure_plain_series(metric.id).await.expect("a series");
        for origin in [Origin::Pushed, Origin::Imported, Origin::Edited] {
            let write = SampleWrite {
                batch: batch(origin),
                samples: vec![sample(series, 1, 5.0, 1.0)],
                on_conflict: OnConflict::Overwrite,
                is_final: &|_, _, _| true,
            };
            store.write_samples(write).await.expect("written");
            // A day of which nothing is known may have something by what is asked now.
            let expected = [DayRange::single(FIRST), DayRange::single(FIRST + 2)];
            assert_eq!(store.outdated_days(metric.id).await.expect("read"), expected, "{origin}");
            let page = store.page_metrics(&[metric.id], &[], &[]).await.expect("read");
            assert_eq!(page[0].asked.outdated, expected);
            let since = store.asked_since(FIRST).await.expect("read");
            assert_eq!(since[&metric.id].outdated, expected);
        }
    }

    // Another object may have something there by what is asked now.
    async fn a_day_of_which_one_object_was_sent_is_asked_again(store: Store) {
        let mut settings = settings("orders", Measure::Flow);
        settings.object_kind = Some(customers());
        let metric = store.add_metric(&settings, now()).await.expect("added");
        let of_a = Observation { object: Some(key("a")), ..seen(0, Ok(1.0)) };
        finish(&store, &metric, DayRange::single(FIRST), vec![of_a]).await;
        let found = store.ensure_series_of(metric.id, &customers(), &[(key("a"), None)]).await.expect("a series");
        let write = SampleWrite {
            batch: batch(Origin::Edited),
            samples: vec![sample(found[&key("a")], 0, 5.0, 1.0)],
            on_conflict: OnConflict::Overwrite,
            is_final: &|_, _, _| true,
        };
        store.write_samples(write).await.expect("written");
        settings.properties.set("table", "carts");
        let author = Author { actor: "ada", at: now() };
        store.update_metric(metric.id, 1, &settings, author).await.expect("changed");
        assert_eq!(store.outdated_days(metric.id).await.expect("read"), [DayRange::single(FIRST)]);
    }

    async fn another_zone_is_another_definition(store: Store) {
        let mut settings = settings("orders", Measure::Flow);
        let plain = store.add_metric(&settings, now()).await.expect("added");
        settings.slug = Slug::parse("zoned").expect("a slug");
        settings.time_zone = Some("Europe/Berlin".to_owned());
        let zoned = store.add_metric(&settings, now()).await.expect("added");
        for metric in [&plain, &zoned] {
            finish(&store, metric, DayRange::single(FIRST), vec![seen(0, Ok(1.0))]).await;
        }
        let author = Author { actor: "ada", at: now() };
        store.set_time_zone("Asia/Tokyo", author).await.expect("changed");
        assert_eq!(store.outdated_days(plain.id).await.expect("read"), [DayRange::single(FIRST)]);
        assert_eq!(store.outdated_days(zoned.id).await.expect("read"), []);
        let definitions = store.definitions(plain.id).await.expect("read");
        assert_eq!(definitions[0].time_zone, "Asia/Tokyo");
    }

    async fn that_there_is_nothing_takes_an_answers_place(store: Store) {
        let metric = store.add_metric(&settings("price", Measure::Share), now()).await.expect("added");
        let days = DayRange { from: FIRST, to: FIRST + 1 };
        finish(&store, &metric, days, vec![seen(0, Ok(1.0)), seen(1, Ok(2.0))]).await;
        let answer = Answer {
            metric: &metric,
            batch: batch(Origin::Backfilled),
            observations: vec![seen(0, Err(GapReason::NoAnswer)), seen(1, Err(GapReason::Timeout)), seen(2, Err(GapReason::NoAnswer))],
        };
        let preview = store.preview_answer(answer).await.expect("a preview");
        let changes: Vec<_> = preview.changes.iter().map(|(_, change)| (change.day, change.old, change.new)).collect();
        assert_eq!((preview.added, changes), (0, vec![(FIRST, Ok(1.0), Err(GapReason::NoAnswer))]));
        finish(&store, &metric, days, vec![seen(0, Err(GapReason::NoAnswer)), seen(1, Err(GapReason::Timeout))]).await;
        assert_eq!(columns(&store, &metric).await.values, [None, Some(2.0)]);
        let series = store.series_of_metric(metric.id).await.expect("series")[0].id;
        let kept = store.revisions(series, FIRST).await.expect("revisions");
        assert_eq!(kept.iter().map(|one| one.value).collect::<Vec<_>>(), [Ok(1.0)]);
    }
}

//! Reading values from files, writing them out, and making them up: on both databases.

#[path = "support/importing.rs"]
mod importing;
mod support;

use dbag_domain::{
    Day, Measure, ObjectKey, ObjectKind, Origin, ProblemKind, RollUp, SeriesId, Slug, Value,
};
use dbag_operations::{Actor, Dbag, ExportFormat, ImportConflict, ImportOptions, OfDay};
use importing::{day, export, file, import, lines, overwriting};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use support::{ACTOR, now, on_both};

on_both! {
    async fn a_file_brings_its_metrics_along(dbag: Dbag) {
        let text = "metric,date,value,object_type,object_id\n\
                    Daily Users,2026-11-01,5,,\n\
                    orders,2026-11-01,2,customer,42\n\
                    orders,2026-11-02,0,customer,\u{fc}\u{f1} 7\n\
                    orders,2026-11-02,,customer,42\n";
        let report = import(&dbag, text, &ImportOptions::default()).await;
        assert_eq!((report.accepted, report.blank, report.values, report.added), (3, 1, 3, 3));
        assert_eq!(report.metrics_created, ["daily-users", "orders"]);
        let metric = dbag.store().metric("orders").await.expect("added");
        assert_eq!((metric.metric_type.as_str(), metric.measure), ("push", Measure::Level));
        assert_eq!(metric.object_kind, Some(ObjectKind::parse("customer").expect("a kind")));
        let label = dbag.store().metric("daily-users").await.expect("added").label.to_string();
        assert_eq!(label, "Daily Users");
        assert_eq!(lines(&dbag).await, [
            "daily-users,2026-11-01,5,,,",
            "orders,2026-11-01,2,customer,42,",
            "orders,2026-11-02,0,customer,\u{fc}\u{f1} 7,",
        ]);
        let page = dbag.store().export_page(metric.id, (SeriesId(0), Day::MIN), 1).await.expect("a page");
        assert_eq!((page[0].origin, page[0].note.as_str()), (Origin::Imported, "values.csv"));
    }

    async fn a_broken_line_7_is_named_and_the_others_go_in(dbag: Dbag) {
        let text = "metric,date,value\na,2026-11-01,1\na,2026-11-02,2\na,2026-11-03,3\n\
                    a,2026-11-04,4\na,2026-11-05,5\na,2026-11-06,\"six\na,2026-11-07,7\n";
        let report = import(&dbag, text, &ImportOptions::default()).await;
        assert_eq!((report.accepted, report.added), (6, 6));
        assert_eq!(report.refused.len(), 1);
        assert_eq!(report.refused[0].line, 7);
        assert!(!report.is_complete());
        let json = serde_json::to_value(&report).expect("JSON");
        assert_eq!(json["accepted"], 6);
        assert_eq!(json["refused"][0]["line"], 7);
        assert!(json["refused"][0]["reason"].is_string());
    }

    async fn conflicts_are_skipped_overwritten_or_refused(dbag: Dbag) {
        let first = "metric,date,value\na,2026-11-01,1\na,2026-11-02,2\n";
        let second = "metric,date,value\nb,2026-11-01,9\na,2026-11-01,1\na,2026-11-02,5\na,2026-11-03,3\n";
        import(&dbag, first, &ImportOptions::default()).await;
        let failing = ImportOptions { on_conflict: ImportConflict::Fail, ..ImportOptions::default() };
        let refused = dbag.import(&ACTOR, file(second), &failing, |_| {}, now()).await;
        let problem = refused.expect_err("a conflict");
        assert_eq!(problem.kind, ProblemKind::Conflict);
        assert!(problem.message.contains("line 4: a on 2026-11-02"), "{problem}");
        assert_eq!(lines(&dbag).await.len(), 2);
        assert!(dbag.store().metric("b").await.is_err());

        let skipped = import(&dbag, second, &ImportOptions::default()).await;
        assert_eq!((skipped.added, skipped.replaced, skipped.kept, skipped.same), (2, 0, 1, 1));
        assert!(lines(&dbag).await.contains(&"a,2026-11-02,2,,,".to_owned()));

        let trial = ImportOptions { dry_run: true, ..overwriting() };
        let trial = import(&dbag, second, &trial).await;
        assert_eq!((trial.replaced, trial.dry_run), (1, true));
        assert!(lines(&dbag).await.contains(&"a,2026-11-02,2,,,".to_owned()));

        let overwritten = import(&dbag, second, &overwriting()).await;
        assert_eq!((overwritten.added, overwritten.replaced, overwritten.same), (0, 1, 3));
        assert!(lines(&dbag).await.contains(&"a,2026-11-02,5,,,".to_owned()));
        let metric = dbag.store().metric("a").await.expect("added");
        let series = dbag.store().series_of_metric(metric.id).await.expect("series")[0].id;
        let revisions = dbag.store().revisions(series, day("2026-11-02")).await.expect("kept");
        assert_eq!(revisions[0].value, Ok(2.0));
        assert!(import(&dbag, second, &failing).await.is_complete());
    }

    async fn days_are_those_of_the_zone(dbag: Dbag) {
        let text = "metric,timestamp,value\n\
                    a,2026-10-24T22:30:00Z,1\n\
                    a,2026-10-25T22:59:59Z,2\n\
                    a,2026-10-25T23:00:00Z,4\n\
                    a,2026-11-23T23:30:00Z,8\n";
        let adding = ImportOptions { of_day: Some(OfDay::Sum), ..ImportOptions::default() };
        let report = import(&dbag, text, &adding).await;
        assert_eq!(report.refused[0].line, 5);
        assert!(report.refused[0].reason.contains("today is 2026-11-23 in Europe/Berlin"), "{report:?}");
        assert_eq!(lines(&dbag).await, ["a,2026-10-25,3,,,", "a,2026-10-26,4,,,"]);
        let metric = dbag.store().metric("a").await.expect("added");
        assert_eq!((metric.measure, metric.rollup), (Measure::Flow, RollUp::Sum));
        let renamed = text.replace("a,", "b,");
        let in_chicago = ImportOptions { zone: Some("America/Chicago".to_owned()), ..adding.clone() };
        let report = import(&dbag, &renamed, &in_chicago).await;
        assert_eq!(report.refused.len(), 0);
        assert!(lines(&dbag).await.contains(&"b,2026-11-23,8,,,".to_owned()));
        let nowhere = ImportOptions { zone: Some("Nowhere".to_owned()), ..adding };
        let refused = dbag.import(&ACTOR, file(text), &nowhere, |_| {}, now()).await;
        assert_eq!(refused.expect_err("no zone").field.as_deref(), Some("zone"));
    }

    async fn a_day_a_column_and_single_tables_go_to_the_named_metric(dbag: Dbag) {
        let orders = Some(Slug::parse("orders").expect("a slug"));
        let options = ImportOptions { metric: orders, ..ImportOptions::default() };
        let by_day = "customer;2026-11-01;2026-11-02\r\n42;1;2\r\n43;;4\r\n";
        let report = import(&dbag, by_day, &options).await;
        assert_eq!((report.accepted, report.blank), (3, 1));
        let single = ImportOptions { metric: Some(Slug::parse("all-orders").expect("a slug")), ..ImportOptions::default() };
        import(&dbag, "Created At: Day,Count\n2026-11-03,7\n", &single).await;
        assert_eq!(lines(&dbag).await, [
            "all-orders,2026-11-03,7,,,",
            "orders,2026-11-01,1,customer,42,",
            "orders,2026-11-02,2,customer,42,",
            "orders,2026-11-02,4,customer,43,",
        ]);
        let flights = "metric,date,value,object_type,object_id\norders,2026-11-01,1,flight,1\n";
        let report = import(&dbag, flights, &ImportOptions::default()).await;
        assert!(report.refused[0].reason.contains("by customer, not by flight"), "{report:?}");
    }

    async fn r49_csv_formulas_are_guarded_and_come_back(dbag: Dbag) {
        let keys = ["=1+1", "+1+1", "-1-1", "@SUM(A1)", "'=1", "-5", "a,\"b\"", " spaced "];
        let mut text = "metric,date,value,object_type,object_id\n".to_owned();
        for key in keys {
            let guarded = if matches!(key, "-5" | "a,\"b\"" | " spaced ") { "" } else { "'" };
            let cell = format!("{guarded}{key}").replace('"', "\"\"");
            text.push_str(&format!("a,2026-11-01,1,thing,\"{cell}\"\n"));
        }
        let report = import(&dbag, &text, &ImportOptions::default()).await;
        assert!(report.is_complete(), "{report:?}");
        let metric = dbag.store().metric("a").await.expect("added");
        let objects = dbag.store().objects_of_metric(metric.id).await.expect("objects");
        let mut found: Vec<_> = objects.iter().map(|one| one.key.as_str()).collect();
        // Blanks at the ends are no part of a key.
        let mut expected = keys.map(str::trim);
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
        let exported = export(&dbag, ExportFormat::Csv).await;
        for cell in exported.lines().skip(1).map(|line| line.rsplit("thing,").next().unwrap_or("").trim_end_matches(',')) {
            let first = cell.trim_start_matches('"').chars().next();
            assert!(cell == "-5" || !matches!(first, Some('=' | '+' | '-' | '@')), "{cell}");
        }
        let again = import(&dbag, &exported, &overwriting()).await;
        assert_eq!((again.added, again.replaced, again.same), (0, 0, keys.len() as u64));
    }

    async fn exports_are_csv_json_and_lines(dbag: Dbag) {
        assert_eq!(export(&dbag, ExportFormat::Json).await, "[\n]\n");
        import(&dbag, "date,a,b\n2026-11-01,1,2.5\n2026-11-02,3,\n", &ImportOptions::default()).await;
        let json = export(&dbag, ExportFormat::Json).await;
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json).expect("JSON");
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1], serde_json::json!({"metric": "a", "date": "2026-11-02", "value": 3.0}));
        // The first row of a metric says what it is.
        assert_eq!((&rows[2]["value"], &rows[2]["settings"]["measure"]), (&serde_json::json!(2.5), &serde_json::json!("level")));
        assert_eq!(export(&dbag, ExportFormat::Ndjson).await.lines().count(), 3);
        let slugs = ["no-such".to_owned()];
        let missing = dbag.export(&ACTOR, &slugs, ExportFormat::Csv, &mut Vec::new()).await;
        assert_eq!(missing.expect_err("missing").kind, ProblemKind::NotFound);
    }

    async fn r21_fakes_are_idempotent_and_removable(dbag: Dbag) {
        import(&dbag, "date,a,b\n2026-11-20,1000,2.5\n", &ImportOptions::default()).await;
        let faked = dbag.fake(&ACTOR, &[], 60, now()).await.expect("made up");
        assert_eq!(faked.iter().map(|one| one.values).collect::<Vec<_>>(), [59, 59]);
        let before = export(&dbag, ExportFormat::Csv).await;
        assert!(before.contains("a,2026-11-20,1000,,,"), "real values stay");
        let again = dbag.fake(&ACTOR, &["a".to_owned()], 60, now()).await.expect("made up");
        assert_eq!(again[0].values, 0);
        let tomorrow = now() + chrono::TimeDelta::days(1);
        let next = dbag.fake(&ACTOR, &["a".to_owned()], 60, tomorrow).await.expect("made up");
        assert_eq!(next[0].values, 1);
        let metric = dbag.store().metric("a").await.expect("added");
        let page = dbag.store().export_page(metric.id, (SeriesId(0), Day::MIN), 100).await.expect("a page");
        let numbers: Vec<f64> = page.iter().filter_map(|one| one.value.ok()).collect();
        assert!(numbers.iter().all(|number| (300.0..3000.0).contains(number)), "{numbers:?}");
        assert!(numbers.iter().any(|number| *number != 1000.0));
        // What is real takes a fake's place.
        let real = import(&dbag, "date,a\n2026-11-19,7\n", &ImportOptions::default()).await;
        assert_eq!(real.replaced, 1);
        assert_eq!(dbag.clear_fake(&ACTOR, now()).await.expect("removed"), 59 + 59);
        assert_eq!(lines(&dbag).await, ["a,2026-11-19,7,,,", "a,2026-11-20,1000,,,", "b,2026-11-20,2.5,,,"]);
        let too_long = dbag.fake(&ACTOR, &[], 100_000, now()).await;
        assert_eq!(too_long.expect_err("refused").field.as_deref(), Some("days"));
    }

    async fn objects_get_fakes_of_their_own(dbag: Dbag) {
        let text = "metric,date,value,object_type,object_id\na,2026-11-20,5,customer,1\na,2026-11-20,500,customer,2\n";
        import(&dbag, text, &ImportOptions::default()).await;
        dbag.fake(&ACTOR, &[], 10, now()).await.expect("made up");
        let metric = dbag.store().metric("a").await.expect("added");
        let rows = dbag.store().series_of_metric(metric.id).await.expect("series");
        let columns = dbag.store().columns(&rows).await.expect("columns");
        let numbers = |key: &str| -> Vec<f64> {
            let is_it = |one: &dbag_store::SeriesRow| one.object_key.as_ref().is_some_and(|one| one.as_str() == key);
            let at = rows.iter().position(is_it).expect("there");
            columns[at].all().known().map(|(_, number)| number).collect()
        };
        let (small, large) = (numbers("1"), numbers("2"));
        assert_eq!((small.len(), large.len()), (10, 10));
        assert!(small.iter().all(|number| *number < 20.0), "{small:?}");
        assert!(large.iter().all(|number| *number > 100.0), "{large:?}");
    }

    async fn r05_viewers_may_export_and_not_import(dbag: Dbag) {
        let viewer = Actor::User { email: "ann@example.com".into(), role: dbag_domain::Role::Viewer };
        let refused = dbag.import(&viewer, file("date,a\n2026-11-01,1\n"), &overwriting(), |_| {}, now()).await;
        assert_eq!(refused.expect_err("refused").kind, ProblemKind::NotAllowed);
        assert!(dbag.fake(&viewer, &[], 10, now()).await.is_err());
        assert!(dbag.clear_fake(&viewer, now()).await.is_err());
        assert!(dbag.export(&viewer, &[], ExportFormat::Csv, &mut Vec::new()).await.is_ok());
        let nobody = dbag.export(&Actor::Anonymous, &[], ExportFormat::Csv, &mut Vec::new()).await;
        assert_eq!(nobody.expect_err("refused").kind, ProblemKind::SignInNeeded);
    }
}

/// PT5: what is exported and imported elsewhere is exported there alike, whatever objects are
/// called and whatever numbers they have.
#[tokio::test]
async fn pt5_csv_round_trip_is_identity() {
    let row = (
        0..3_usize,
        0..400_i32,
        "['=+@\\-\"a1, ü]{1,6}",
        -1e18..1e18_f64,
        -12..3_i32,
    );
    let rows = proptest::collection::vec(row, 1..40);
    let mut runner = TestRunner::new(Config {
        cases: 12,
        ..Config::default()
    });
    for _ in 0..12 {
        let tree = rows.new_tree(&mut runner).expect("rows");
        let (here, _folder) = support::sqlite().await;
        let (there, _other) = support::sqlite().await;
        write_rows(&here, &tree.current()).await;
        let exported = export(&here, ExportFormat::Csv).await;
        let report = import(&there, &exported, &ImportOptions::default()).await;
        assert!(report.is_complete(), "{report:?}");
        let sorted = |text: String| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(
            sorted(export(&there, ExportFormat::Csv).await),
            sorted(exported)
        );
    }
}

/// Writes values past the import, so that it is not compared with itself.
async fn write_rows(dbag: &Dbag, rows: &[(usize, i32, String, f64, i32)]) {
    let kind = ObjectKind::parse("thing").expect("a kind");
    for (metric, day, key, number, exponent) in rows {
        let Ok(key) = ObjectKey::parse(key) else {
            continue;
        };
        let slug = Slug::parse(["a", "b", "c"][*metric]).expect("a slug");
        let label = dbag_domain::Label::parse(slug.as_str()).expect("a label");
        let mut settings = dbag_domain::MetricSettings::new(slug, label, "push", Measure::Level);
        settings.object_kind = Some(kind.clone());
        let store = dbag.store();
        let metric = match store.metric(settings.slug.as_str()).await {
            Ok(metric) => metric,
            Err(_) => store.add_metric(&settings, now()).await.expect("added"),
        };
        let objects = [(key, None)];
        let series = store
            .ensure_series_of(metric.id, &kind, &objects)
            .await
            .expect("series");
        let value = Value::new(number * 10_f64.powi(*exponent)).expect("finite");
        let samples = series.values().map(|series| dbag_store::NewSample {
            series: *series,
            day: Day::from_days(20_000 + day),
            value: Ok(value),
        });
        let write = dbag_store::SampleWrite {
            batch: dbag_collector::batch(Origin::Pushed, "test", now(), ""),
            samples: samples.collect(),
            on_conflict: dbag_store::OnConflict::Overwrite,
            is_final: &|_, _, _| false,
        };
        store.write_samples(write).await.expect("written");
    }
}

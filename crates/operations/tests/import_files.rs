//! Files as they are met: what their columns are taken for, what is said of it, and taking it back.

#[path = "support/importing.rs"]
mod importing;
mod support;

use dbag_domain::{
    DayRange, GapReason, Measure, ObjectKey, ObjectKind, Origin, Problem, ProblemKind, Role,
    RollUp, Value, Weight,
};
use dbag_operations::{
    Actor, Corrected, Dbag, ExportFormat, ImportConflict, ImportOptions, OfDay, SentValue,
};
use importing::{day, export, file, import, lines, options, overwriting, try_import};
use support::{ACTOR, now, on_both};

const BRANCHES: &str = "date,branch_no,visits,sales\n\
    2026-11-01,1,10,100\n2026-11-01,2,20,200\n2026-11-02,1,11,110\n2026-11-02,2,21,210\n";

on_both! {
    async fn two_branches_a_day_are_two_objects(dbag: Dbag) {
        let report = import(&dbag, BRANCHES, &ImportOptions::default()).await;
        assert_eq!((report.accepted, report.values, report.added), (8, 8, 8));
        let roles: Vec<&str> = report.columns.iter().map(|column| column.role.as_str()).collect();
        assert_eq!(roles, ["day", "object", "value", "value"]);
        assert_eq!(report.metrics_created, ["visits", "sales"]);
        let expected = [
            "sales,2026-11-01,100,branch,1,", "sales,2026-11-01,200,branch,2,",
            "sales,2026-11-02,110,branch,1,", "sales,2026-11-02,210,branch,2,",
            "visits,2026-11-01,10,branch,1,", "visits,2026-11-01,20,branch,2,",
            "visits,2026-11-02,11,branch,1,", "visits,2026-11-02,21,branch,2,",
        ];
        assert_eq!(lines(&dbag).await, expected);
    }

    async fn a_column_of_names_that_tells_lines_apart_is_the_object(dbag: Dbag) {
        let text = BRANCHES.replace("branch_no", "branch").replace(",1,", ",Nord,").replace(",2,", ",Sued,");
        let report = import(&dbag, &text, &ImportOptions::default()).await;
        assert_eq!((report.columns[1].role.as_str(), report.values), ("object", 8));
        assert_eq!(report.columns[1].why, "its title says whose the values are");
        assert!(lines(&dbag).await.contains(&"visits,2026-11-02,21,branch,Sued,".to_owned()));
        // A metric that has objects of another kind takes them as its own where no kind is named.
        let settings = ImportOptions { on_conflict: ImportConflict::Overwrite, ..options(&["branch=object:store"]) };
        let other = import(&dbag, &text, &settings).await;
        assert_eq!(other.accepted, 0);
        assert!(other.refused[0].reason.contains("by branch, not by store"), "{:?}", other.refused[0]);
    }

    async fn lines_that_nothing_tells_apart_are_never_settled_in_silence(dbag: Dbag) {
        let text = "date,visits\n2026-11-01,10\n2026-11-01,20\n2026-11-02,11\n";
        let refused = try_import(&dbag, text, &ImportOptions::default()).await.expect_err("refused");
        assert_eq!(refused.field.as_deref(), Some("of_day"));
        for words in ["one day has several values", "`visits` on 2026-11-01 in the lines 2 and 3", "--object", "--of-day sum"] {
            assert!(refused.message.contains(words), "{refused}");
        }
        assert_eq!(lines(&dbag).await, Vec::<String>::new());
        assert!(dbag.store().metric("visits").await.is_err(), "no metric is left behind");
        let adding = ImportOptions { of_day: Some(OfDay::Sum), ..ImportOptions::default() };
        import(&dbag, text, &adding).await;
        assert_eq!(lines(&dbag).await, ["visits,2026-11-01,30,,,", "visits,2026-11-02,11,,,"]);
        let long = "metric,date,value\na,2026-11-01,1\na,2026-11-01,2\n";
        assert!(try_import(&dbag, long, &ImportOptions::default()).await.is_err());
        let devices = "date,country,device,n\n2026-11-01,DE,app,1\n2026-11-01,DE,web,2\n2026-11-01,FR,app,3\n2026-11-01,FR,web,4\n\
                       2026-11-02,DE,app,1\n2026-11-02,DE,web,2\n2026-11-02,FR,app,3\n2026-11-02,FR,web,4\n";
        let refused = try_import(&dbag, devices, &ImportOptions::default()).await.expect_err("refused");
        assert!(refused.message.contains("--object country --object device"), "{refused}");
        import(&dbag, devices, &options(&["country=object", "device=object"])).await;
        assert!(lines(&dbag).await.contains(&"n,2026-11-02,4,country-device,FR / web,".to_owned()));
    }

    async fn lines_of_one_day_that_do_not_stand_are_counted(dbag: Dbag) {
        // At different times of a few days, the last is no guess, and counted.
        let timed = "metric,timestamp,value\na,2026-11-01 10:00,1\na,2026-11-01 12:00,2\na,2026-11-01 23:00,3\n\
                     a,2026-11-02 10:00,4\na,2026-11-03 10:00,5\n";
        let days = |days: i32| (0..days).map(|at| format!("a,{} 10:00,7\n", day("2026-10-01") + at)).collect::<String>();
        let few = timed.to_owned() + &days(20);
        let report = import(&dbag, &few, &ImportOptions::default()).await;
        assert_eq!((report.accepted, report.values, report.several.lines, report.several.days), (25, 23, 2, 1));
        assert_eq!(report.several.words(), "2 lines are of the same day as a later one, which stands");
        assert!(lines(&dbag).await.contains(&"a,2026-11-01,3,,,".to_owned()));
        // It is not days that count, but lines: 92 of 106 are no few, though of four days only.
        let hours = |at: i32| (0..24).map(move |hour| format!("a,{} {hour:02}:00,1\n", day("2026-11-11") + at));
        let hourly = "metric,timestamp,value\n".to_owned() + &days(10) + &(0..4).flat_map(hours).collect::<String>();
        let problem = try_import(&dbag, &hourly, &ImportOptions::default()).await.expect_err("a question");
        for words in ["4 days have several values of `a`", "on 2026-11-11 in the lines 12 and 13", "92 of 106 lines would not stand", "--of-day sum"] {
            assert!(problem.message.contains(words), "{words}: {problem}");
        }
        // Nor is it the share in the whole file, but in each metric.
        let beside = hourly + &(0..1_500).map(|at| format!("other,{} 10:00,7\n", day("2020-10-01") + at)).collect::<String>();
        assert!(try_import(&dbag, &beside, &ImportOptions::default()).await.is_err());
        // Of most days it is a question: events are added up.
        let events = timed.replace("a,2026-11-03 10", "a,2026-11-02 11").replace("a,", "b,");
        let problem = try_import(&dbag, &events, &ImportOptions::default()).await.expect_err("a question");
        assert_eq!(problem.field.as_deref(), Some("of_day"));
        for words in ["2 days have several values of `b`", "on 2026-11-01 in the lines 2 and 3", "3 of 5 lines", "--of-day sum"] {
            assert!(problem.message.contains(words), "{problem}");
        }
        let preview = dbag.preview_import(&ACTOR, file(&events), &ImportOptions::default(), now()).await.expect("asked");
        assert_eq!(preview.questions[0].field, "of_day");
        let adding = ImportOptions { of_day: Some(OfDay::Sum), ..ImportOptions::default() };
        let report = import(&dbag, &events, &adding).await;
        assert_eq!(report.several.words(), "3 lines are of the same day as another and added to it");
        assert!(lines(&dbag).await.contains(&"b,2026-11-02,9,,,".to_owned()));
    }

    async fn a_list_of_events_is_never_cut_to_the_last_of_each_day(dbag: Dbag) {
        let line = |at: i32, time: &str| format!("{at},{} {time},5\n", day("2026-10-01") + at);
        let daily = "id,created_at,total\n".to_owned() + &(0..30).map(|at| line(at, "10:00")).collect::<String>();
        // One day with two of them is enough.
        let orders = daily + "30,2026-10-01 12:00,7\n";
        let problem = try_import(&dbag, &orders, &ImportOptions::default()).await.expect_err("a question");
        assert_eq!(problem.field.as_deref(), Some("of_day"));
        for words in ["1 of 31 lines would not stand", "every line has its own `id`", "a list of events", "--of-day sum, count"] {
            assert!(problem.message.contains(words), "{words}: {problem}");
        }
        // At the same moment, too.
        let same = orders.replace(" 12:00", " 10:00");
        let problem = try_import(&dbag, &same, &ImportOptions::default()).await.expect_err("a question");
        assert!(problem.message.contains("a list of events") && !problem.message.contains("--object"), "{problem}");
        let counting = ImportOptions { of_day: Some(OfDay::Count), ..options(&["total=value:orders"]) };
        let report = import(&dbag, &orders, &counting).await;
        assert_eq!((report.values, report.metrics[0].measure), (30, Measure::Flow));
        let counted = lines(&dbag).await;
        assert!(counted.contains(&"orders,2026-10-01,2,,,".to_owned()) && counted.contains(&"orders,2026-10-02,1,,,".to_owned()), "{counted:?}");
        // A part of the time is no object.
        let hours = "date,hour,visits\n2026-11-01,1,5\n2026-11-01,2,6\n2026-11-02,1,7\n2026-11-02,2,8\n2026-11-03,1,9\n2026-11-03,2,9\n";
        let problem = try_import(&dbag, hours, &ImportOptions::default()).await.expect_err("a question");
        assert_eq!(problem.field.as_deref(), Some("of_day"));
        assert!(problem.message.contains("but `hour`, which is of the time of the day"), "{problem}");
    }

    async fn of_two_columns_that_tell_lines_apart_neither_is_chosen_in_silence(dbag: Dbag) {
        let each = |first: &str| format!("{first},17,A,5\n{first},23,B,6\n{first},42,C,7\n");
        let turned = |first: &str| format!("{first},17,B,5\n{first},23,C,6\n{first},42,A,7\n");
        let lines_of = [each("2026-11-01"), turned("2026-11-02"), each("2026-11-03"), turned("2026-11-04")].concat();
        for (head, way) in [
            ("date,customer,branch,visits", "--object customer"),
            ("date,customer_id,branch,visits", "--object customer_id --object branch for both"),
            ("date,user,branch,visits", "--object user"),
        ] {
            for text in [format!("{head}\n{lines_of}"), format!("{head}\n{}", lines_of.replace(",17,", ",ann,").replace(",23,", ",bob,"))] {
                let problem = try_import(&dbag, &text, &ImportOptions::default()).await.expect_err(&text);
                assert!(problem.message.contains(way), "{text}: {problem}");
            }
        }
        assert_eq!(lines(&dbag).await, Vec::<String>::new());
        let text = format!("date,customer,branch,visits\n{lines_of}");
        let report = import(&dbag, &text, &options(&["customer=object", "branch=object"])).await;
        assert_eq!((report.metrics_created, report.values), (vec!["visits".to_owned()], 12));
        let report = import(&dbag, &text.replace("visits", "calls"), &options(&["branch=object"])).await;
        // What nobody chose as a metric is none.
        assert_eq!((report.metrics_created, report.columns_ignored), (vec!["calls".to_owned()], vec!["customer".to_owned()]));
    }

    async fn a_line_that_lands_on_another_day_is_said(dbag: Dbag) {
        let text = "metric,timestamp,value\na,2026-11-01T23:30:00-05:00,1\na,2026-11-05T23:30:00-05:00,1\n\
                    a,2026-11-10T12:00:00-05:00,1\na,11.11.2026 23:30 UTC,1\n";
        let report = import(&dbag, text, &ImportOptions::default()).await;
        let said = "3 lines land on another day than is written there: line 2, of 2026-11-01, is of 2026-11-02 in \
                    Europe/Berlin; another time zone moves them";
        assert_eq!(report.notes, [said]);
        let there = ImportOptions { zone: Some("America/New_York".to_owned()), ..ImportOptions::default() };
        let report = import(&dbag, &text.replace("a,", "b,").replace(" UTC", " -0500"), &there).await;
        assert_eq!(report.notes, Vec::<String>::new());
    }

    async fn it_is_said_what_metrics_become(dbag: Dbag) {
        let text = "date,sales,rate,paid\n2026-11-01,5,12 %,1\n2026-11-02,6,13 %,2\n";
        let report = import(&dbag, text, &options(&["sales=value:flow"])).await;
        let told = |slug: &str| report.metrics.iter().find(|one| one.slug == slug).expect("told").clone();
        let sales = told("sales");
        assert_eq!((sales.measure, sales.rollup, sales.why.as_str()), (Measure::Flow, RollUp::Sum, "it was chosen"));
        let rate = told("rate");
        assert_eq!((rate.measure, rate.rollup), (Measure::Share, RollUp::Mean));
        assert!(rate.why.contains("percentages"), "{rate:?}");
        let paid = told("paid");
        assert_eq!((paid.measure, paid.rollup), (Measure::Level, RollUp::Last));
        assert!(paid.why.contains("nothing in the file says"), "{paid:?}");
        let metric = dbag.store().metric("rate").await.expect("added");
        assert_eq!((metric.unit.format.as_str(), metric.rollup), ("percent", RollUp::Mean));
        let all = ImportOptions { measure: Some(Measure::Flow), ..ImportOptions::default() };
        import(&dbag, "date,x,y\n2026-11-01,1,2\n", &all).await;
        assert_eq!(dbag.store().metric("y").await.expect("added").rollup, RollUp::Sum);
        let again = import(&dbag, "date,x\n2026-11-02,1\n", &ImportOptions::default()).await;
        let x = &again.metrics[0];
        assert_eq!((x.is_new, x.measure, x.why.as_str()), (false, Measure::Flow, ""));
    }

    async fn a_preview_says_what_would_be_and_what_is_open(dbag: Dbag) {
        import(&dbag, "date,visits\n2026-11-01,5\n2026-11-02,6\n", &ImportOptions::default()).await;
        let text = "date,visits,sales\n2026-11-01,5,x\n2026-11-02,7,2\n2026-11-03,8,3\n";
        let overwriting = ImportOptions { on_conflict: ImportConflict::Overwrite, ..ImportOptions::default() };
        let preview = dbag.preview_import(&ACTOR, file(text), &overwriting, now()).await.expect("a preview");
        assert_eq!((preview.added, preview.replaced, preview.same, preview.kept), (3, 1, 1, 0));
        assert_eq!((preview.dry_run, preview.batch), (true, None));
        assert_eq!(preview.refused[0].column.as_deref(), Some("sales"));
        let first = &preview.first[0];
        assert_eq!((first.metric.as_str(), first.date, first.value, first.line), ("visits", day("2026-11-01"), 5.0, 2));
        assert_eq!(lines(&dbag).await.len(), 2);
        let skipping = dbag.preview_import(&ACTOR, file(text), &ImportOptions::default(), now()).await.expect("a preview");
        assert_eq!((skipping.replaced, skipping.kept), (0, 1));
        let done = import(&dbag, text, &overwriting).await;
        assert_eq!((done.added, done.replaced, done.same), (3, 1, 1));
        let open = "date,visits\n03/04/2026,5\n";
        let asked = dbag.preview_import(&ACTOR, file(open), &overwriting, now()).await.expect("a preview");
        assert!(asked.questions[0].problem().message.contains("date=day:dmy"), "{:?}", asked.questions);
        assert_eq!(asked.columns[1].examples, ["5"]);
        let failing = ImportOptions { on_conflict: ImportConflict::Fail, ..ImportOptions::default() };
        let changed = "date,visits\n2026-11-01,50\n";
        let asked = dbag.preview_import(&ACTOR, file(changed), &failing, now()).await.expect("a preview");
        assert_eq!(asked.questions[0].field, "conflict");
    }

    async fn an_export_is_the_same_table_elsewhere(dbag: Dbag) {
        fill(&dbag).await;
        for format in [ExportFormat::Json, ExportFormat::Ndjson, ExportFormat::Csv] {
            let exported = export(&dbag, format).await;
            let (there, _folder) = support::sqlite().await;
            let report = import(&there, &exported, &ImportOptions::default()).await;
            assert!(report.is_complete(), "{report:?}");
            assert_eq!(lines(&there).await, lines(&dbag).await, "{format:?}");
            let again = import(&there, &exported, &ImportOptions { on_conflict: ImportConflict::Overwrite, ..ImportOptions::default() }).await;
            assert_eq!((again.added, again.replaced, again.batch), (0, 0, None), "{format:?}");
            if format == ExportFormat::Csv {
                continue;
            }
            // What is said of gaps and metrics, too: sums stay sums.
            let sorted = |text: String| {
                let text = text.replace(['[', ']'], "").replace("},\n", "}\n");
                let mut lines: Vec<String> = text.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect();
                lines.sort();
                lines
            };
            assert_eq!(sorted(export(&there, format).await), sorted(exported));
            let orders = there.store().metric("orders").await.expect("added");
            assert_eq!((orders.measure, orders.rollup, orders.metric_type.as_str()), (Measure::Flow, RollUp::Sum, "push"));
            assert_eq!((orders.label.as_str(), orders.unit.singular.as_str()), ("Orders of all", "order"));
            assert_eq!(report.metrics.iter().find(|one| one.slug == "orders").expect("told").why, "the file says so");
        }
    }

    async fn an_import_is_undone_as_a_whole(dbag: Dbag) {
        import(&dbag, "date,a,b\n2026-11-01,1,1\n2026-11-02,2,2\n2026-11-03,3,3\n", &ImportOptions::default()).await;
        let before = export(&dbag, ExportFormat::Json).await;
        let overwriting = ImportOptions { on_conflict: ImportConflict::Overwrite, ..ImportOptions::default() };
        let wrong = "date,a,b,c\n2026-11-01,10,1,9\n2026-11-02,20,,9\n2026-11-04,40,4,9\n2026-11-05,50,5,x\n";
        let report = import(&dbag, wrong, &overwriting).await;
        let batch = report.batch.expect("a batch");
        assert_eq!((report.added, report.replaced), (7, 2));
        // What somebody does since is not touched.
        let sent = SentValue::new("41", Some(day("2026-11-04")), None);
        dbag.push(&ACTOR, "a", &sent, now()).await.expect("sent");
        let plan = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
        assert_eq!((plan.removed, plan.restored, plan.changed_since, plan.is_done), (6, 2, 1, false));
        assert_eq!((plan.metrics, plan.metrics_created), (vec!["a".into(), "b".into(), "c".into()], vec!["c".to_owned()]));
        assert!(lines(&dbag).await.contains(&"a,2026-11-01,10,,,".to_owned()), "a plan does nothing");
        let undone = dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
        assert_eq!((undone.removed, undone.restored, undone.is_done), (6, 2, true));
        let mut expected: Vec<serde_json::Value> = serde_json::from_str(&before).expect("JSON");
        expected.push(serde_json::json!({"metric": "a", "date": "2026-11-04", "value": 41.0}));
        let mut found: Vec<serde_json::Value> = serde_json::from_str(&export(&dbag, ExportFormat::Json).await).expect("JSON");
        let key = |row: &serde_json::Value| format!("{} {}", row["metric"], row["date"]);
        expected.sort_by_key(key);
        found.sort_by_key(key);
        assert_eq!(found, expected);
        // Both what was put back and what the import said stay on record.
        let metric = dbag.store().metric("a").await.expect("added");
        let series = dbag.store().series_of_metric(metric.id).await.expect("series")[0].id;
        let revisions = dbag.store().revisions(series, day("2026-11-01")).await.expect("kept");
        assert_eq!(revisions.iter().map(|one| one.value).collect::<Vec<_>>(), [Ok(10.0), Ok(1.0)]);
        let standing = dbag.store().samples(series, DayRange { from: day("2026-11-01"), to: day("2026-11-01") }, 1).await.expect("a sample");
        assert_eq!((standing[0].value, standing[0].origin), (Ok(1.0), Origin::Imported));
        let twice = dbag.undo_import(&ACTOR, batch, now()).await.expect_err("undone already");
        assert_eq!(twice.kind, ProblemKind::Conflict);
        assert_eq!(dbag.plan_undo(&ACTOR, 999).await.expect_err("missing").kind, ProblemKind::NotFound);
        let imports = dbag.imports(&ACTOR).await.expect("listed");
        assert_eq!(imports.iter().map(|one| (one.batch, one.undone.is_some())).next(), Some((batch, true)));
        assert_eq!((imports[0].added, imports[0].replaced, imports[0].refused, imports[0].file.as_str()), (7, 2, 1, "values.csv"));
        // Read again, it is all there again.
        let again = import(&dbag, wrong, &overwriting).await;
        assert_eq!((again.added, again.replaced), (6, 3));
    }

    async fn imports_over_each_other_are_undone_in_any_order(dbag: Dbag) {
        // Four places: of nothing, of a value that was sent, of a gap, and one that the last import leaves alone.
        let sent = SentValue::new("7", Some(day("2026-11-02")), None);
        import(&dbag, "date,a\n2026-10-01,1\n", &ImportOptions::default()).await;
        dbag.push(&ACTOR, "a", &sent, now()).await.expect("sent");
        let gap = "{\"metric\": \"a\", \"date\": \"2026-11-03\", \"value\": null, \"gap\": \"timeout\"}\n";
        import(&dbag, gap, &ImportOptions::default()).await;
        let before = export(&dbag, ExportFormat::Json).await;
        let orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];
        for order in orders {
            let mut batches = Vec::new();
            for value in [10, 20, 30] {
                let last = if value == 30 { String::new() } else { format!("2026-11-04,{value}\n") };
                let text = format!("date,a\n2026-11-01,{value}\n2026-11-02,{value}\n2026-11-03,{value}\n{last}");
                batches.push(import(&dbag, &text, &overwriting()).await.batch.expect("a batch"));
            }
            let mut standing = vec![1, 2, 3];
            for which in order {
                let batch = batches[which - 1];
                let plan = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
                let undone = dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
                assert_eq!((plan.removed, plan.restored, plan.changed_since), (undone.removed, undone.restored, undone.changed_since));
                standing.retain(|one| *one != which);
                // The newest of those that are left stands, wherever it had a value.
                let there = lines(&dbag).await;
                for (day, among) in [("2026-11-01", &standing[..]), ("2026-11-02", &standing[..])] {
                    let line = among.last().map(|one| format!("a,{day},{},,,", one * 10));
                    let found = there.iter().find(|line| line.contains(day)).cloned();
                    let sent = (day == "2026-11-02").then(|| "a,2026-11-02,7,,,".to_owned());
                    assert_eq!(found, line.or(sent), "{order:?}, {which} undone: {there:?}");
                }
                let last = standing.iter().rfind(|one| **one < 3).map(|one| format!("a,2026-11-04,{},,,", one * 10));
                assert_eq!(there.iter().find(|line| line.contains("11-04")).cloned(), last, "{order:?}, {which} undone");
            }
            assert_eq!(export(&dbag, ExportFormat::Json).await, before, "{order:?}");
        }
    }

    // Whoever says the same number once more does not want it to go with an import.
    async fn an_equal_value_that_was_sent_or_typed_stays(dbag: Dbag) {
        let text = "date,a\n2026-11-01,3\n2026-11-02,3\n2026-11-03,3\n";
        let batch = import(&dbag, text, &ImportOptions::default()).await.batch.expect("a batch");
        let sent = SentValue::new("3", Some(day("2026-11-01")), None);
        dbag.push(&ACTOR, "a", &sent, now()).await.expect("sent");
        let typed = dbag.correct(&ACTOR, "a", "2026-11-02", Some("3"), Some("counted"), None, now()).await.expect("typed");
        assert_eq!(typed, Corrected::Adopted);
        let again = dbag.correct(&ACTOR, "a", "2026-11-02", Some("3"), Some("counted"), None, now()).await.expect("typed");
        assert_eq!(again, Corrected::Nothing);
        // The same file once more brings nothing, and is none of those that can be undone.
        let report = import(&dbag, text, &overwriting()).await;
        assert_eq!((report.same, report.added + report.replaced, report.batch), (3, 0, None));
        let plan = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
        assert_eq!((plan.removed, plan.restored, plan.changed_since), (1, 0, 2));
        dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
        assert_eq!(lines(&dbag).await, ["a,2026-11-01,3,,,", "a,2026-11-02,3,,,"]);
    }

    async fn undoing_gives_gaps_provisional_values_and_weights_back(dbag: Dbag) {
        import(&dbag, "metric,date,value,weight\na,2026-11-20,5,3\n", &ImportOptions::default()).await;
        let today = Some(day("2026-11-23"));
        dbag.push(&ACTOR, "a", &SentValue::new("7", today, None), now()).await.expect("sent");
        let gaps = "{\"metric\": \"a\", \"date\": \"2026-11-21\", \"value\": null, \"gap\": \"timeout\"}\n";
        import(&dbag, gaps, &ImportOptions::default()).await;
        let before = export(&dbag, ExportFormat::Json).await;
        assert!(before.contains("\"gap\":\"timeout\""), "{before}");
        let overwriting = ImportOptions { on_conflict: ImportConflict::Overwrite, ..ImportOptions::default() };
        let text = "date,a\n2026-11-20,50\n2026-11-21,60\n2026-11-22,65\n2026-11-23,70\n";
        let report = import(&dbag, text, &overwriting).await;
        assert_eq!((report.added, report.replaced), (1, 3));
        dbag.undo_import(&ACTOR, report.batch.expect("a batch"), now()).await.expect("undone");
        assert_eq!(export(&dbag, ExportFormat::Json).await, before);
    }

    async fn metrics_that_an_import_made_go_with_it_unless_they_are_used(dbag: Dbag) {
        let made = import(&dbag, "date,a,b,c,e\n2026-11-01,1,1,1,x\n2026-11-02,2,2,2,1e999\n", &options(&["e=value"])).await;
        let batch = made.batch.expect("a batch");
        // One has values from elsewhere; of one all were refused, so it was never made.
        let sent = SentValue::new("41", Some(day("2026-11-04")), None);
        dbag.push(&ACTOR, "a", &sent, now()).await.expect("sent");
        let plan = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
        assert_eq!((plan.metrics_removed, plan.metrics_kept), (vec!["b".to_owned(), "c".to_owned()], vec!["a".to_owned()]));
        let undone = dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
        assert_eq!(undone.metrics_removed, ["b", "c"]);
        assert!(dbag.store().metric("b").await.is_err());
        assert_eq!(lines(&dbag).await, ["a,2026-11-04,41,,,"]);
        // What others wrote into it in the meantime stays with its metric.
        let made = import(&dbag, "date,d\n2026-11-01,1\n", &ImportOptions::default()).await;
        let over = ImportOptions { on_conflict: ImportConflict::Overwrite, ..ImportOptions::default() };
        let later = now() + chrono::TimeDelta::hours(1);
        dbag.import(&ACTOR, file("date,d\n2026-11-01,2\n"), &over, |_| {}, later).await.expect("imported");
        let plan = dbag.undo_import(&ACTOR, made.batch.expect("a batch"), later).await.expect("undone");
        assert_eq!((plan.metrics_removed, plan.removed), (Vec::new(), 0));
        assert!(dbag.store().metric("d").await.is_ok());
    }

    async fn what_is_known_of_an_earlier_time_is_not_changed_by_undoing(dbag: Dbag) {
        let hours = |hours: i64| now() + chrono::TimeDelta::hours(hours);
        let at = async |hour: i64, text: &str| {
            let overwriting = ImportOptions { on_conflict: ImportConflict::Overwrite, ..ImportOptions::default() };
            dbag.import(&ACTOR, file(text), &overwriting, |_| {}, hours(hour)).await.expect("imported").batch
        };
        at(0, "date,a\n2026-11-01,1\n").await;
        let batch = at(2, "date,a\n2026-11-01,10\n").await.expect("a batch");
        dbag.undo_import(&ACTOR, batch, hours(4)).await.expect("undone");
        let metric = dbag.store().metric("a").await.expect("added");
        let series = dbag.store().series_of_metric(metric.id).await.expect("series");
        for (hour, value) in [(1, 1.0), (3, 10.0), (5, 1.0)] {
            let columns = dbag.store().columns_as_of(&series, hours(hour)).await.expect("read");
            assert_eq!(columns[0].values, [Some(value)], "after {hour} hours");
        }
    }

    async fn r05_viewers_neither_see_nor_undo_imports(dbag: Dbag) {
        let batch = import(&dbag, "date,a\n2026-11-01,1\n", &ImportOptions::default()).await.batch.expect("a batch");
        let viewer = Actor::User { email: "ann@example.com".into(), role: Role::Viewer };
        let refused = |problem: Problem| assert_eq!(problem.kind, ProblemKind::NotAllowed);
        refused(dbag.imports(&viewer).await.expect_err("refused"));
        refused(dbag.plan_undo(&viewer, batch).await.expect_err("refused"));
        refused(dbag.undo_import(&viewer, batch, now()).await.expect_err("refused"));
        refused(dbag.preview_import(&viewer, file("date,a\n2026-11-01,1\n"), &ImportOptions::default(), now()).await.expect_err("refused"));
        assert_eq!(lines(&dbag).await.len(), 1);
    }

    async fn branches_are_not_made_customers_without_a_word(dbag: Dbag) {
        import(&dbag, "date,customer,v\n2026-11-01,anna,1\n2026-11-01,bob,2\n", &ImportOptions::default()).await;
        let before = lines(&dbag).await;
        for (text, words) in [
            ("date,branch,v\n2026-11-02,berlin,1\n2026-11-02,ulm,2\n", "by customer, and `branch` names each branch"),
            ("date,branch_no,v\n2026-11-02,1,1\n2026-11-02,2,2\n2026-11-03,2,2\n", "`branch_no` names each branch"),
            ("[{\"date\": \"2026-11-02\", \"branch\": \"ulm\", \"v\": 1}, {\"date\": \"2026-11-02\", \"branch\": \"berlin\", \"v\": 1}]", "by customer"),
            ("branch,2026-11-02,2026-11-03\nulm,1,2\nberlin,1,2\n", "by customer"),
        ] {
            let options = ImportOptions { metric: text.starts_with("branch").then(|| "v".parse().expect("a slug")), ..ImportOptions::default() };
            let problem = try_import(&dbag, text, &options).await.expect_err("a question");
            assert!(problem.message.contains(words), "{text}: {problem}");
            assert!(problem.message.contains("=customer"), "{text}: {problem}");
        }
        // Chosen without a kind, it still has that of its title.
        let branches = "date,branch,v\n2026-11-02,berlin,1\n2026-11-02,ulm,2\n";
        assert!(try_import(&dbag, branches, &options(&["branch=object"])).await.is_err());
        assert_eq!(lines(&dbag).await, before);
        let preview = dbag.preview_import(&ACTOR, file(branches), &ImportOptions::default(), now()).await.expect("asked");
        assert_eq!(preview.questions[0].column, Some(1));
        import(&dbag, branches, &options(&["branch=object:customer"])).await;
        assert!(lines(&dbag).await.contains(&"v,2026-11-02,1,customer,berlin,".to_owned()));
        import(&dbag, branches, &options(&["v=value:v-by-branch"])).await;
        assert!(lines(&dbag).await.contains(&"v-by-branch,2026-11-02,1,branch,berlin,".to_owned()));
        // Titles of the kind, and of whatever keys, are the metric's.
        for (at, title) in ["customer_id", "Customers", "id", "object", "name", "key"].iter().enumerate() {
            let text = branches.replace("branch", title).replace("11-02", &format!("10-{}", at + 10));
            import(&dbag, &text, &options(&[&format!("{title}=object")])).await;
        }
        assert_eq!(lines(&dbag).await.iter().filter(|line| line.starts_with("v,2026-10") && line.contains(",customer,ulm")).count(), 6);
    }

    async fn units_are_those_of_the_metric_or_asked_about(dbag: Dbag) {
        import(&dbag, "date,cur,rate,plain\n2026-11-01,\u{20ac}5,12 %,7\n", &ImportOptions::default()).await;
        for (text, words) in [
            ("date,cur\n2026-11-02,$5\n", "the numbers of column `cur` are in $, and metric `cur` is in \u{20ac}"),
            ("date,cur\n2026-11-02,\u{a3}5\n", "are in \u{a3}"),
            ("date,cur\n2026-11-02,5 %\n", "are percentages, of which 12 % is the number 12, and metric `cur` is in \u{20ac}"),
            ("date,rate\n2026-11-02,5 \u{20ac}\n", "and metric `rate` is in percent"),
            ("date,plain\n2026-11-02,5 %\n", "and metric `plain` is not"),
            ("metric,date,value\ncur,2026-11-02,$5\n", "metric `cur` is in \u{20ac}"),
            ("[{\"date\": \"2026-11-02\", \"cur\": \"$5\"}]", "metric `cur` is in \u{20ac}"),
        ] {
            let problem = try_import(&dbag, text, &ImportOptions::default()).await.expect_err("a question");
            assert!(problem.message.contains(words), "{text}: {problem}");
            assert!(problem.message.contains("=value"), "{text}: {problem}");
        }
        assert_eq!(lines(&dbag).await.len(), 3);
        // What is meant so is chosen; the same currency otherwise written, and what has no sign, is the metric's.
        import(&dbag, "date,cur\n2026-11-02,$5\n", &options(&["cur=value"])).await;
        import(&dbag, "metric,date,value\ncur,2026-11-03,$5\n", &options(&["value=value"])).await;
        import(&dbag, "date,cur,rate\n2026-11-04,5 EUR,12%\n", &ImportOptions::default()).await;
        import(&dbag, "date,cur,rate,plain\n2026-11-05,5,12,8\n", &ImportOptions::default()).await;
        import(&dbag, "date,plain\n2026-11-06,$5\n", &ImportOptions::default()).await;
        assert_eq!(lines(&dbag).await.len(), 11);
    }

    async fn gaps_are_counted_as_gaps(dbag: Dbag) {
        let row = |day: &str, value: &str| format!("{{\"metric\": \"a\", \"date\": \"{day}\", \"value\": {value}}}\n");
        let gap = |day: &str, why: &str| row(day, &format!("null, \"gap\": \"{why}\""));
        import(&dbag, &(row("2026-11-01", "1") + &gap("2026-11-02", "timeout")), &ImportOptions::default()).await;
        // A value that is there, one that is new; a gap that is there, one for another reason, one where a value is.
        let text = row("2026-11-01", "1") + &row("2026-11-03", "3") + &gap("2026-11-04", "timeout")
            + &gap("2026-11-05", "timeout") + &gap("2026-11-02", "source_down");
        let text = text + &gap("2026-11-06", "timeout");
        import(&dbag, &gap("2026-11-05", "timeout"), &ImportOptions::default()).await;
        import(&dbag, "date,a\n2026-11-06,6\n", &ImportOptions::default()).await;
        let preview = dbag.preview_import(&ACTOR, file(&text), &ImportOptions::default(), now()).await.expect("a preview");
        let done = import(&dbag, &text, &ImportOptions::default()).await;
        for report in [&preview, &done] {
            let values = (report.values, report.added, report.replaced, report.same, report.kept);
            assert_eq!((values, report.gaps, report.writes()), ((2, 1, 0, 1, 0), 2, 3), "{report:?}");
        }
        let listed = &dbag.imports(&ACTOR).await.expect("listed")[0];
        assert_eq!((listed.added, listed.replaced, listed.kept), (1, 0, 0));
        let batch = done.batch.expect("a batch");
        let plan = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
        assert_eq!((plan.removed, plan.restored, plan.gaps, plan.changed_since), (1, 0, 2, 0));
        dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
        let there = export(&dbag, ExportFormat::Json).await;
        assert!(there.contains("\"date\":\"2026-11-02\",\"value\":null,\"gap\":\"timeout\"") && !there.contains("11-04"), "{there}");
        // Gaps alone are worth an import, too.
        let only = import(&dbag, &gap("2026-11-07", "timeout"), &ImportOptions::default()).await;
        assert_eq!((only.values, only.added, only.gaps, only.batch.is_some()), (0, 0, 1, true));
        // A file that Dbag wrote is the same elsewhere, and nothing here.
        let again = import(&dbag, &export(&dbag, ExportFormat::Json).await, &ImportOptions::default()).await;
        assert_eq!((again.added, again.gaps, again.batch), (0, 0, None), "{again:?}");
    }

    async fn what_a_line_loses_is_said(dbag: Dbag) {
        // A day that cannot be is wrong in its own column, once for all values of the line.
        let text = "when,a,b\n2026-11-01,1,2\n2101-01-01,1,2\n1850-01-01,3,4\n1900-01-01,5,\n";
        let report = import(&dbag, text, &options(&["when=day"])).await;
        let said: Vec<(u64, Option<&str>, &str)> = report.refused.iter().map(|one| (one.line, one.column.as_deref(), one.reason.as_str())).collect();
        let expected = [
            (3, Some("when"), "2101-01-01 is in the future; today is 2026-11-23 in Europe/Berlin"),
            (4, Some("when"), "1850-01-01 is too early: days begin with 1900-01-02"),
            (5, Some("when"), "1900-01-01 stands for no date in many programs; days begin with 1900-01-02"),
        ];
        assert_eq!(said, expected);
        assert_eq!((report.cells.refused, report.cells.values, report.refused_in_all()), (5, 2, 5));
        let by_day = import(&dbag, "customer,2026-11-01,2101-01-01\n7,1,2\n", &ImportOptions { metric: "c".parse().ok(), ..ImportOptions::default() }).await;
        assert_eq!(by_day.refused[0].column.as_deref(), Some("2101-01-01"));
        // Sums have no weights.
        let weighted = "date,d,weight\n2026-11-01,1,2\n2026-11-01,2,3\n2026-11-02,2,3\n";
        let adding = ImportOptions { of_day: Some(OfDay::Sum), ..ImportOptions::default() };
        let report = import(&dbag, weighted, &adding).await;
        assert_eq!(report.notes, ["the weights of 2 lines are left out: what is added up or counted has none"]);
        let mean = ImportOptions { of_day: Some(OfDay::Mean), ..ImportOptions::default() };
        assert_eq!(import(&dbag, &weighted.replace(",d,", ",e,"), &mean).await.notes, Vec::<String>::new());
        // The second name of an object, and the second of two tables.
        let named = "date,object_id,object_label,f\n2026-11-01,1,Acme,5\n2026-11-02,1,Zenith,6\n2026-11-02,2,Other,6\n";
        let report = import(&dbag, named, &ImportOptions::default()).await;
        assert_eq!(report.notes, ["one object has more than one name, of which the first stands: `1` is `Acme`, and not `Zenith`"]);
        let report = import(&dbag, "date,g\n2026-11-01,5\n\nday,h\n2026-11-02,6\n", &ImportOptions::default()).await;
        assert!(report.notes[0].starts_with("line 4 looks like the first line of another table"), "{:?}", report.notes);
    }

    async fn labels_name_objects_that_have_no_name(dbag: Dbag) {
        let text = "date,object_id,object_label,visits\n2026-11-01,1,Acme,5\n2026-11-01,2,Zenith,6\n";
        import(&dbag, text, &ImportOptions::default()).await;
        let metric = dbag.store().metric("visits").await.expect("added");
        let names = async || -> Vec<String> {
            let objects = dbag.store().objects_of_metric(metric.id).await.expect("objects");
            objects.iter().map(|object| object.label.clone()).collect()
        };
        assert_eq!(names().await, ["Acme", "Zenith"]);
        import(&dbag, &text.replace("Acme", "Other"), &ImportOptions::default()).await;
        assert_eq!(names().await, ["Acme", "Zenith"], "a name that somebody gave stays");
    }

    async fn a_metric_that_is_collected_says_so(dbag: Dbag) {
        let slug = dbag_domain::Slug::parse("orders").expect("a slug");
        let label = dbag_domain::Label::parse("Orders").expect("a label");
        let settings = dbag_domain::MetricSettings::new(slug, label, "row_count", Measure::Flow);
        dbag.store().add_metric(&settings, now()).await.expect("added");
        let report = import(&dbag, "date,orders\n2026-11-01,1\n", &ImportOptions::default()).await;
        assert!(report.notes[0].starts_with("`orders` is collected"), "{:?}", report.notes);
    }
}

/// Values with weights, of objects, gaps, and a metric that adds up.
async fn fill(dbag: &Dbag) {
    let store = dbag.store();
    let metric = async |slug: &str, measure: Measure, kind: Option<&str>| {
        let label = dbag_domain::Label::parse(&format!("{} of all", slug.replacen('o', "O", 1)))
            .expect("a label");
        let slug = dbag_domain::Slug::parse(slug).expect("a slug");
        let mut settings = dbag_domain::MetricSettings::new(slug, label, "push", measure);
        settings.unit.singular = "order".to_owned();
        settings.object_kind = kind.map(|kind| ObjectKind::parse(kind).expect("a kind"));
        store.add_metric(&settings, now()).await.expect("added")
    };
    let orders = metric("orders", Measure::Flow, Some("customer")).await;
    let share = metric("share", Measure::Share, None).await;
    let kind = ObjectKind::parse("customer").expect("a kind");
    let keys = [("=1+1", Some("Acme")), ("M\u{fc}ller, \"K\"", None)];
    let keys = keys.map(|(key, label)| {
        (
            ObjectKey::parse(key).expect("a key"),
            label.map(str::to_owned),
        )
    });
    let of_objects = store
        .ensure_series_of(orders.id, &kind, &keys)
        .await
        .expect("series");
    let plain = store.ensure_plain_series(share.id).await.expect("a series");
    let mut samples = Vec::new();
    for (at, series) in of_objects.values().enumerate() {
        for days in 0..4 {
            let value = match days {
                2 => Err(GapReason::SourceDown),
                _ => Ok(Value::new(f64::from(days) / 3.0 + at as f64).expect("finite")),
            };
            samples.push(dbag_store::NewSample {
                series: *series,
                day: day("2026-10-01") + days,
                value,
            });
        }
    }
    for days in 0..3 {
        let weight = (days != 1).then(|| Weight::new(f64::from(days) + 0.1).expect("positive"));
        let value = Ok(Value::new(0.1 + 0.2 * f64::from(days))
            .expect("finite")
            .weighing(weight));
        samples.push(dbag_store::NewSample {
            series: plain,
            day: day("2026-10-05") + days,
            value,
        });
    }
    let write = dbag_store::SampleWrite {
        batch: dbag_collector::batch(Origin::Pushed, "test", now(), ""),
        samples,
        on_conflict: dbag_store::OnConflict::Overwrite,
        is_final: &|_, _, _| false,
    };
    store.write_samples(write).await.expect("written");
}

/// Somebody else adds a metric at the moment at which the values are written.
#[tokio::test]
async fn an_import_that_fails_leaves_no_metrics_behind() {
    let (dbag, folder) = support::sqlite().await;
    let location = dbag_operations::Location::Sqlite(folder.path().join("dbag.db"));
    let interfere = move |at: dbag_operations::ImportProgress| {
        if at.step != dbag_operations::ImportStep::Writing || at.done > 0 {
            return;
        }
        let location = location.clone();
        let other = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(async {
                let store = dbag_operations::Store::open(&location)
                    .await
                    .expect("opens");
                let slug = dbag_domain::Slug::parse("b").expect("a slug");
                let label = dbag_domain::Label::parse("B").expect("a label");
                let mut settings =
                    dbag_domain::MetricSettings::new(slug, label, "push", Measure::Level);
                settings.object_kind = ObjectKind::parse("branch").ok();
                store.add_metric(&settings, now()).await.expect("added");
            });
        });
        other.join().expect("no panic");
    };
    let text = "date,a,b\n2026-11-01,1,2\n";
    let failed = dbag
        .import(
            &ACTOR,
            file(text),
            &ImportOptions::default(),
            interfere,
            now(),
        )
        .await;
    assert_eq!(failed.expect_err("a conflict").kind, ProblemKind::Conflict);
    assert!(dbag.store().metric("a").await.is_err(), "it has no values");
    assert!(dbag.store().metric("b").await.is_ok(), "it is another's");
}

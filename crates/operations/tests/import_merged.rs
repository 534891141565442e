//! Imports and objects that were merged: a plan counts what is written, and an undo takes back what is the import's.

#[path = "support/importing.rs"]
mod importing;
mod support;

use dbag_domain::{DayRange, Origin, ProblemKind};
use dbag_operations::{
    Dbag, ExportFormat, Fate, ImportConflict, ImportOptions, ImportReport, ObjectPair, SentValue,
};
use importing::{day, export, file, import, lines, options, try_import};
use support::{ACTOR, now, on_both};

const ROLES: &[&str] = &["crew=object:crew", "visits=value:visits:flow"];

fn with(on_conflict: ImportConflict) -> ImportOptions {
    ImportOptions {
        on_conflict,
        ..options(ROLES)
    }
}

async fn merge(dbag: &Dbag, from: &str, into: &str) {
    let kind = "crew";
    let pair = ObjectPair { kind, from, into };
    dbag.merge_objects(&ACTOR, pair, now())
        .await
        .expect("merged");
}

async fn plan(dbag: &Dbag, text: &str, options: &ImportOptions) -> ImportReport {
    let plan = dbag
        .preview_import(&ACTOR, file(text), options, now())
        .await
        .expect("a plan");
    let dry = ImportOptions {
        dry_run: true,
        ..options.clone()
    };
    if let Ok(dry) = try_import(dbag, text, &dry).await {
        assert_eq!(
            counts(&dry),
            counts(&plan),
            "the command line says the same"
        );
    }
    plan
}

/// Values, new, replaced, kept and there already.
fn counts(report: &ImportReport) -> [u64; 5] {
    let ImportReport {
        values,
        added,
        replaced,
        kept,
        same,
        ..
    } = report;
    [*values, *added, *replaced, *kept, *same]
}

async fn push(dbag: &Dbag, on: &str, value: &str, object: &str) {
    let sent = SentValue::new(value, Some(day(on)), Some(object));
    dbag.push(&ACTOR, "visits", &sent, now())
        .await
        .expect("sent");
}

/// X was merged into Y, which has 7 on 1 and 3 on 2 November.
async fn world(dbag: &Dbag) {
    let text = "date,crew,visits\n2026-11-01,X,3\n2026-11-01,Y,4\n2026-11-02,Y,3\n2026-11-02,Z,1\n";
    import(dbag, text, &options(ROLES)).await;
    merge(dbag, "X", "Y").await;
}

on_both! {
    // What was put together of an import comes back with no other once it is undone.
    async fn undone_parts_of_a_merge_never_come_back(dbag: Dbag) {
        for order in [[0, 1], [1, 0]] {
            let (from, into) = (format!("p{}", order[0]), format!("q{}", order[0]));
            let first = format!("date,crew,visits\n2026-11-10,{into},1\n2026-11-10,{from},2\n");
            let first = import(&dbag, &first, &options(ROLES)).await.batch.expect("a batch");
            merge(&dbag, &from, &into).await;
            let over = format!("date,crew,visits\n2026-11-10,{into},7\n");
            let over = import(&dbag, &over, &with(ImportConflict::Overwrite)).await.batch.expect("a batch");
            for which in order {
                dbag.undo_import(&ACTOR, [first, over][which], now()).await.expect("undone");
            }
            assert_eq!(lines(&dbag).await, Vec::<String>::new(), "{order:?}");
        }
    }

    // What would come back is what merging made of nothing but an import that was undone: the day ends empty.
    async fn a_plan_says_what_becomes_of_a_day_that_undone_parts_were_merged_into(dbag: Dbag) {
        let first = "date,crew,visits\n2026-11-10,Q,1\n2026-11-10,P,2\n2026-11-11,Q,1\n2026-11-11,R,5\n";
        let first = import(&dbag, first, &options(ROLES)).await.batch.expect("a batch");
        merge(&dbag, "P", "Q").await;
        let over = "date,crew,visits\n2026-11-10,Q,7\n2026-11-11,Q,8\n";
        let over = import(&dbag, over, &with(ImportConflict::Overwrite)).await.batch.expect("a batch");
        // Until then both days would have the first import's values again.
        let planned = dbag.plan_undo(&ACTOR, over).await.expect("a plan");
        assert_eq!((planned.removed, planned.restored, planned.objects_emptied), (0, 2, 0));
        dbag.undo_import(&ACTOR, first, now()).await.expect("undone");
        let there = lines(&dbag).await;
        let planned = dbag.plan_undo(&ACTOR, over).await.expect("a plan");
        assert_eq!((planned.removed, planned.restored, planned.changed_since), (2, 0, 0));
        assert_eq!(planned.objects_emptied, 1);
        let said = ["2 values would be removed", "1 object would have no values any more, and stays"];
        assert_eq!(planned.words()[..2], said);
        assert_eq!(lines(&dbag).await, there, "a plan changes nothing");
        let undone = dbag.undo_import(&ACTOR, over, now()).await.expect("undone");
        assert_eq!((undone.removed, undone.restored, undone.changed_since), (2, 0, 0));
        assert_eq!(undone.objects_emptied, 1);
        assert_eq!(lines(&dbag).await, Vec::<String>::new());
    }

    // Seats of P every day, of Q on workdays only: on Saturday and Sunday those of Friday hold on.
    async fn a_level_is_the_same_imported_before_a_merge_and_after(dbag: Dbag) {
        let roles = &["crew=object:crew", "seats=value:seats:level"];
        let mut text = "date,crew,seats\n".to_owned();
        for day in 6..=20 {
            text.push_str(&format!("2026-11-{day:02},P,40\n"));
            // The last of Q is of Wednesday 11 November: it holds on for a week.
            if [6, 9, 10, 11].contains(&day) {
                text.push_str(&format!("2026-11-{day:02},Q,{}\n", 50 + day));
            }
        }
        let first = import(&dbag, &text, &options(roles)).await.batch.expect("a batch");
        merge(&dbag, "P", "Q").await;
        let before = lines(&dbag).await;
        assert_eq!(before.len(), 15);
        assert!(before[1].contains("2026-11-07,96") && before[12].contains("2026-11-18,101"), "{before:?}");
        assert!(before[13].contains("2026-11-19,40"), "{before:?}");
        dbag.undo_import(&ACTOR, first, now()).await.expect("undone");
        assert_eq!(lines(&dbag).await, Vec::<String>::new());
        import(&dbag, &text, &options(roles)).await;
        assert_eq!(lines(&dbag).await, before);
    }

    async fn values_are_counted_and_not_the_days_that_metrics_share(dbag: Dbag) {
        let roles = &["crew=object:crew", "visits=value:visits:flow", "sales=value:sales:flow"];
        let text = |value: u32| format!("date,crew,visits,sales\n2026-11-01,X,{value},{value}\n2026-11-01,Y,{value},{value}\n");
        let first = import(&dbag, &text(1), &options(roles)).await.batch.expect("a batch");
        let over = ImportOptions { on_conflict: ImportConflict::Overwrite, ..options(roles) };
        let over = import(&dbag, &text(2), &over).await.batch.expect("a batch");
        let said = "4 values would give their places back to what stood there before";
        assert_eq!(dbag.plan_undo(&ACTOR, over).await.expect("a plan").words(), [said]);
        let said = "4 values gave their places back to what stood there before";
        assert_eq!(dbag.undo_import(&ACTOR, over, now()).await.expect("undone").words(), [said]);
        // Lines of merged objects make a value of each metric.
        dbag.undo_import(&ACTOR, first, now()).await.expect("undone");
        merge(&dbag, "X", "Y").await;
        let planned = plan(&dbag, &text(3), &options(roles)).await;
        assert!(planned.notes[1].starts_with("2 values are made of several lines"), "{:?}", planned.notes);
        // Two objects on one day of one metric are one day.
        let twice = "date,crew,visits\n2026-11-01,V,1\n2026-11-01,V,2\n2026-11-01,W,1\n2026-11-01,W,2\n";
        let asked = dbag.preview_import(&ACTOR, file(twice), &options(ROLES), now()).await.expect("a question");
        assert!(asked.questions[0].message.starts_with("one day has several values"), "{:?}", asked.questions);
        let times = twice.replacen("-01,V,1", "-01 10:00,V,1", 1).replacen("-01,W,1", "-01 10:00,W,1", 1);
        let times = times.replace("-01,", "-01 12:00,");
        let asked = dbag.preview_import(&ACTOR, file(&times), &options(ROLES), now()).await.expect("a question");
        assert!(asked.questions[0].message.starts_with("one day has several values"), "{:?}", asked.questions);
    }

    // Nothing says whether somebody made them, so they stay, and that is said.
    async fn objects_without_values_stay_after_an_undo_and_are_counted(dbag: Dbag) {
        let text = "date,crew,visits,sales\n2026-11-01,X,3,1\n2026-11-01,Y,4,1\n2026-11-02,Z,3,1\n2026-11-02,W,1,1\n";
        let roles = ["crew=object:crew", "visits=value:visits:flow", "sales=value:sales:flow"];
        let batch = import(&dbag, text, &options(&roles)).await.batch.expect("a batch");
        push(&dbag, "2026-11-03", "9", "Y").await;
        // One that is typed over has another's value, and what was merged belongs to another.
        push(&dbag, "2026-11-02", "5", "W").await;
        merge(&dbag, "X", "Z").await;
        let planned = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
        let undone = dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
        assert_eq!((planned.objects_emptied, undone.objects_emptied), (1, 1), "only Z has nothing");
        let kind = dbag_domain::ObjectKind::parse("crew").expect("a kind");
        let key = dbag_domain::ObjectKey::parse("Z").expect("a key");
        assert!(dbag.store().object(&kind, &key).await.expect("read").is_some());
        assert_eq!(lines(&dbag).await, ["visits,2026-11-02,5,crew,W,", "visits,2026-11-03,9,crew,Y,"]);
    }

    // Anybody may write the words that a merge writes, and a file may be called so.
    async fn only_a_merge_is_a_merge(dbag: Dbag) {
        world(&dbag).await;
        let note = "merged crew/X into crew/Y";
        let named = dbag_operations::ImportFile { name: note.to_owned(), ..file("date,crew,visits\n2026-11-05,Y,3\n") };
        dbag.import(&ACTOR, named, &options(ROLES), |_| {}, now()).await.expect("imported");
        let batch = import(&dbag, "date,crew,visits\n2026-11-06,Y,3\n", &options(ROLES)).await.batch.expect("a batch");
        for day in ["2026-11-05", "2026-11-06"] {
            dbag.correct(&ACTOR, "visits", day, Some("8"), Some(note), Some("Y"), now()).await.expect("typed");
        }
        let planned = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
        assert_eq!((planned.removed, planned.restored, planned.changed_since), (0, 0, 1), "it was typed over");
        let before = lines(&dbag).await;
        dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
        assert_eq!(lines(&dbag).await, before);
    }

    async fn a_plan_counts_what_is_written_where_objects_were_merged(dbag: Dbag) {
        world(&dbag).await;
        use ImportConflict::{Overwrite, Skip};
        for (text, way, expected) in [
            // Another number stands where the key leads to.
            ("date,crew,visits\n2026-11-02,X,9\n2026-11-03,N,1\n", Skip, [2, 1, 0, 1, 0]),
            ("date,crew,visits\n2026-11-02,X,9\n2026-11-04,N,1\n", Overwrite, [2, 1, 1, 0, 0]),
            // The same lines again.
            ("date,crew,visits\n2026-11-01,X,3\n2026-11-01,Y,4\n2026-11-02,Z,1\n", Skip, [2, 0, 0, 0, 2]),
            // Both on a day that has nothing yet.
            ("date,crew,visits\n2026-11-05,X,3\n2026-11-05,Y,4\n2026-11-05,Z,1\n", Skip, [2, 2, 0, 0, 0]),
            // Only the key that was merged, of a metric that is new.
            ("date,crew,sales\n2026-11-05,X,3\n2026-11-06,X,4\n", Skip, [2, 2, 0, 0, 0]),
        ] {
            let chosen = ImportOptions { on_conflict: way, ..options(&["crew=object:crew"]) };
            let planned = plan(&dbag, text, &chosen).await;
            assert_eq!(counts(&planned), expected, "{text}");
            let done = import(&dbag, text, &chosen).await;
            assert_eq!((counts(&done), &done.notes), (expected, &planned.notes), "{text}");
            // And once more, it is all there.
            let again = plan(&dbag, text, &chosen).await;
            assert_eq!(again.added + again.replaced, 0, "{text}: {again:?}");
        }
        let there = lines(&dbag).await;
        for line in ["visits,2026-11-02,9,crew,Y,", "visits,2026-11-05,7,crew,Y,", "sales,2026-11-06,4,crew,Y,"] {
            assert!(there.contains(&line.to_owned()), "{line}: {there:?}");
        }
    }

    async fn a_plan_says_where_lines_become_one_value_of_one_object(dbag: Dbag) {
        world(&dbag).await;
        let text = "date,crew,visits\n2026-11-05,X,3\n2026-11-05,Y,4\n2026-11-06,Z,1\n";
        let planned = plan(&dbag, text, &options(ROLES)).await;
        let said = [
            "`X` was merged into `Y`: its values go there",
            "1 value is made of several lines, as objects were merged: the first of `Y` on 2026-11-05, of the lines 2 \
             and 3",
        ];
        assert_eq!(planned.notes, said);
        let first = |at: usize| {
            let one = &planned.first[at];
            (one.object.as_deref(), one.value, one.fate)
        };
        assert_eq!(first(0), (Some("Y"), 7.0, Some(Fate::New)));
        assert_eq!((planned.first.len(), planned.accepted, planned.metrics[0].values), (2, 3, 2));
    }

    async fn nothing_is_imported_only_where_another_number_stands(dbag: Dbag) {
        world(&dbag).await;
        let fail = with(ImportConflict::Fail);
        // The same numbers, of which two are one by now.
        let same = "date,crew,visits\n2026-11-01,X,3\n2026-11-01,Y,4\n2026-11-03,N,1\n";
        let planned = plan(&dbag, same, &fail).await;
        assert_eq!((counts(&planned), planned.questions.len()), ([2, 1, 0, 0, 1], 0));
        import(&dbag, same, &fail).await;
        // Another number behind the merge: it is asked before, and refused.
        let other = "date,crew,visits\n2026-11-02,X,8\n2026-11-04,N,1\n";
        let planned = plan(&dbag, other, &fail).await;
        let said = "one of the values is there already with another number, in line 2: visits on 2026-11-02";
        assert!(planned.questions[0].message.starts_with(said), "{planned:?}");
        let refused = try_import(&dbag, other, &fail).await.expect_err("refused");
        assert_eq!(refused.kind, ProblemKind::Conflict);
        assert!(refused.message.starts_with(said), "{refused}");
    }

    async fn an_import_is_undone_where_its_own_objects_were_merged(dbag: Dbag) {
        for measure in ["flow", "level"] {
            let value = format!("visits=value:{measure}-visits:{measure}");
            let text = "date,crew,visits\n2026-11-01,X,3\n2026-11-01,Y,4\n2026-11-02,X,1\n2026-11-03,Y,2\n2026-11-03,X,5\n";
            let text = text.replace('X', &format!("X-{measure}")).replace('Y', &format!("Y-{measure}"));
            let batch = import(&dbag, &text, &options(&["crew=object:crew", &value])).await.batch.expect("a batch");
            merge(&dbag, &format!("X-{measure}"), &format!("Y-{measure}")).await;
            let planned = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
            assert_eq!((planned.removed, planned.restored, planned.merged, planned.changed_since), (5, 0, 0, 0), "{measure}");
            let undone = dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
            assert_eq!((undone.removed, undone.merged), (5, 0));
            assert_eq!(lines(&dbag).await, Vec::<String>::new(), "{measure}");
        }
    }

    async fn what_another_brought_stands_alone_again_where_objects_were_merged(dbag: Dbag) {
        let text = "date,crew,visits\n2026-11-01,X,3\n2026-11-02,X,1\n2026-11-03,X,5\n";
        let batch = import(&dbag, text, &options(ROLES)).await.batch.expect("a batch");
        push(&dbag, "2026-11-01", "4", "Y").await;
        push(&dbag, "2026-11-03", "9", "Y").await;
        merge(&dbag, "X", "Y").await;
        push(&dbag, "2026-11-03", "20", "Y").await;
        assert_eq!(lines(&dbag).await, [
            "visits,2026-11-01,7,crew,Y,", "visits,2026-11-02,1,crew,Y,", "visits,2026-11-03,20,crew,Y,",
        ]);
        let planned = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
        assert_eq!((planned.removed, planned.restored, planned.merged, planned.changed_since), (1, 1, 0, 1));
        let undone = dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
        assert_eq!((undone.removed, undone.restored, undone.merged, undone.changed_since), (1, 1, 0, 1));
        assert_eq!(lines(&dbag).await, ["visits,2026-11-01,4,crew,Y,", "visits,2026-11-03,20,crew,Y,"]);
        let metric = dbag.store().metric("visits").await.expect("there");
        let series = dbag.store().series_of_metric(metric.id).await.expect("series")[0].id;
        let standing = dbag.store().samples(series, DayRange::single(day("2026-11-01")), 1).await.expect("read");
        assert_eq!(standing[0].origin, Origin::Pushed, "who sent it is known again");
    }

    async fn values_that_became_one_with_several_others_stay_and_are_named(dbag: Dbag) {
        let batch = import(&dbag, "date,crew,visits\n2026-11-01,X,3\n", &options(ROLES)).await.batch.expect("a batch");
        push(&dbag, "2026-11-01", "4", "Y").await;
        push(&dbag, "2026-11-01", "5", "Z").await;
        merge(&dbag, "X", "Y").await;
        merge(&dbag, "Y", "Z").await;
        let planned = dbag.plan_undo(&ACTOR, batch).await.expect("a plan");
        assert_eq!((planned.removed, planned.restored, planned.merged, planned.changed_since), (0, 0, 1, 0));
        let undone = dbag.undo_import(&ACTOR, batch, now()).await.expect("undone");
        assert_eq!((undone.removed, undone.merged), (0, 1));
        assert_eq!(lines(&dbag).await, ["visits,2026-11-01,12,crew,Z,"]);
    }

    // What another left of a level holds on in it, and nothing says what that was: the days stay, and are counted.
    async fn levels_of_which_another_holds_on_stay_where_objects_were_merged(dbag: Dbag) {
        let roles = &["crew=object:crew", "seats=value:seats:level"];
        for (crew, has_own) in [("A", true), ("C", false)] {
            let of = |day: i32, crew: &str, seats: i32| format!("2026-11-{day},{crew},{seats}\n");
            let into = if has_own { "B" } else { "D" };
            let mut own = "date,crew,seats\n".to_owned();
            own.extend((16..=20).map(|day| of(day, into, 60)));
            if has_own {
                own.extend([16, 20].map(|day| of(day, crew, 40)));
            }
            import(&dbag, &own, &options(roles)).await;
            let wrong = ["date,crew,seats\n".to_owned(), of(17, crew, 41), of(18, crew, 41)].concat();
            let wrong = import(&dbag, &wrong, &options(roles)).await.batch.expect("a batch");
            merge(&dbag, crew, into).await;
            let values = async || -> Vec<String> {
                let lines = lines(&dbag).await.into_iter();
                let of_crew = lines.filter(|line| line.contains(&format!(",{into},")));
                of_crew.filter_map(|line| line.split(',').nth(2).map(str::to_owned)).collect()
            };
            let merged = values().await;
            let expected = if has_own { "100 101 101 101 100" } else { "60 101 101 101 101" };
            assert_eq!(merged.join(" "), expected);
            let planned = dbag.plan_undo(&ACTOR, wrong).await.expect("a plan");
            let undone = dbag.undo_import(&ACTOR, wrong, now()).await.expect("undone");
            let counts = if has_own { (0, 0, 3) } else { (0, 4, 0) };
            for one in [&planned, &undone] {
                assert_eq!((one.removed, one.restored, one.merged), counts, "{crew}");
            }
            let left = if has_own { expected } else { "60 60 60 60 60" };
            assert_eq!(values().await.join(" "), left);
        }
    }

    // What lay below the import of one is no word against what a person did to the other.
    async fn a_removal_comes_back_where_objects_were_merged(dbag: Dbag) {
        let row = |crew: &str, value: &str| format!(
            "{{\"metric\": \"visits\", \"date\": \"2026-11-01\", \"object_type\": \"crew\", \"object_id\": \"{crew}\", \"value\": {value}}}\n"
        );
        let below = row("A", "null, \"gap\": \"no_answer\"") + &row("B", "11");
        import(&dbag, &below, &ImportOptions::default()).await;
        let removed = dbag.correct(&ACTOR, "visits", "2026-11-01", None, Some("wrong"), Some("B"), now()).await;
        removed.expect("removed");
        let over = import(&dbag, &row("A", "21"), &ImportOptions::default()).await.batch.expect("a batch");
        merge(&dbag, "A", "B").await;
        assert_eq!(lines(&dbag).await, ["visits,2026-11-01,21,crew,B,"]);
        dbag.undo_import(&ACTOR, over, now()).await.expect("undone");
        let left = export(&dbag, ExportFormat::Json).await;
        assert!(left.contains("\"gap\":\"removed\"") && !left.contains("no_answer"), "{left}");
    }

    async fn imports_whose_objects_were_merged_are_undone_in_any_order(dbag: Dbag) {
        for (order, from, into) in [([0, 1], "X", "Y"), ([1, 0], "V", "W")] {
            let mut batches = Vec::new();
            for (crew, value) in [(from, 3), (into, 4)] {
                let text = format!("date,crew,visits\n2026-11-01,{crew},{value}\n");
                batches.push(import(&dbag, &text, &options(ROLES)).await.batch.expect("a batch"));
            }
            merge(&dbag, from, into).await;
            assert_eq!(lines(&dbag).await, [format!("visits,2026-11-01,7,crew,{into},")]);
            dbag.undo_import(&ACTOR, batches[order[0]], now()).await.expect("undone");
            let left = [3, 4][order[1]];
            assert_eq!(lines(&dbag).await, [format!("visits,2026-11-01,{left},crew,{into},")]);
            dbag.undo_import(&ACTOR, batches[order[1]], now()).await.expect("undone");
            assert_eq!(lines(&dbag).await, Vec::<String>::new(), "{order:?}");
        }
    }
}

//! Imported values and the objects that they are of: never without where the metric has them.

#[path = "support/importing.rs"]
mod importing;
mod support;

use dbag_operations::{Dbag, ImportOptions, ImportReport};
use importing::{file, lines, options, try_import};
use support::{ACTOR, now, on_both};

async fn import(dbag: &Dbag, text: &str, roles: &[&str]) -> ImportReport {
    importing::import(dbag, text, &options(roles)).await
}

/// Refusals as `line column: reason`.
fn refused(report: &ImportReport) -> Vec<String> {
    let refused = report.refused.iter();
    refused
        .map(|one| {
            format!(
                "{} {}: {}",
                one.line,
                one.column.as_deref().unwrap_or("-"),
                one.reason
            )
        })
        .collect()
}

const BRANCHES: &str =
    "date,branch,visits\n2026-11-01,A,1\n2026-11-01,B,2\n2026-11-02,A,3\n2026-11-02,B,4\n";

on_both! {
    async fn a_line_without_its_object_is_refused(dbag: Dbag) {
        let no_branch = "no branch is named, and metric `visits` has its values by branch";
        let text = "date,branch,visits,sales\n2026-11-01,A,1,1\n2026-11-01,,2,2\n2026-11-02,A,3,3\n";
        let report = import(&dbag, text, &["branch=object"]).await;
        // Once for the line, and counted for each of its values.
        assert_eq!(refused(&report), [format!("3 branch: {no_branch}")]);
        assert_eq!((report.values, report.cells.refused), (4, 2));
        for text in [
            "metric,date,value,object_type,object_id\nvisits,2026-11-03,1,branch,A\nvisits,2026-11-03,2,,\n",
            "[{\"metric\": \"visits\", \"date\": \"2026-11-03\", \"value\": 1, \"object_id\": \"A\"},\n\
             {\"metric\": \"visits\", \"date\": \"2026-11-03\", \"value\": 2}]",
            "{\"metric\": \"visits\", \"date\": \"2026-11-03\", \"value\": 1, \"object_id\": \"A\"}\n\
             {\"metric\": \"visits\", \"date\": \"2026-11-03\", \"value\": 2}\n",
        ] {
            let report = import(&dbag, text, &[]).await;
            assert!(refused(&report)[0].contains(no_branch), "{text}: {report:?}");
            assert_eq!((report.values, report.cells.refused), (1, 1), "{text}");
        }
        assert!(lines(&dbag).await.iter().all(|line| line.ends_with(",branch,A,")), "{:?}", lines(&dbag).await);
    }

    async fn a_file_without_objects_is_refused_where_the_metric_has_them(dbag: Dbag) {
        import(&dbag, BRANCHES, &["branch=object"]).await;
        let before = lines(&dbag).await;
        let dump = "[{\"model\": \"dbag.metric\", \"pk\": 1, \"fields\": {\"label\": \"Visits\", \"slug\": \"visits\"}},\
                    {\"model\": \"dbag.datasample\", \"pk\": 1, \"fields\": {\"metric\": 1, \"utc_timestamp\": \
                    \"2026-11-03T10:00:00\", \"value\": 7}}]";
        for (text, way) in [
            ("date,visits\n2026-11-03,7\n", "--as visits=value:visits-of-all"),
            ("date,visits\n2026-11-03,7\n2026-11-03,8\n", "--object COLUMN"),
            ("date,sales,visits\n2026-11-03,1,7\n", "--object COLUMN"),
            ("metric,date,value\nvisits,2026-11-03,7\n", "--object COLUMN"),
            ("[{\"date\": \"2026-11-03\", \"visits\": 7}]", "--object COLUMN"),
            ("{\"metric\": \"visits\", \"date\": \"2026-11-03\", \"value\": 7}\n", "--object COLUMN"),
            (dump, "another name"),
        ] {
            let problem = try_import(&dbag, text, &ImportOptions::default()).await.expect_err(text);
            assert!(problem.message.contains("metric `visits` has its values by branch"), "{text}: {problem}");
            assert!(problem.message.contains(way), "{text}: {problem}");
            let preview = dbag.preview_import(&ACTOR, file(text), &ImportOptions::default(), now()).await;
            let preview = preview.expect("a preview");
            assert!(preview.questions[0].message.contains("by branch"), "{text}: {preview:?}");
            assert_eq!(lines(&dbag).await, before, "{text}");
        }
        assert!(dbag.store().metric("sales").await.is_err(), "nothing of the file was written");
        // Lines that a column tells apart are of objects without anybody saying so.
        let more = "date,name,visits\n2026-11-03,A,7\n2026-11-03,B,8\n";
        let shops = try_import(&dbag, &more.replace("name", "shop"), &ImportOptions::default()).await.expect_err("a question");
        assert!(shops.message.contains("--object shop=branch"), "{shops}");
        let report = import(&dbag, more, &[]).await;
        assert_eq!(refused(&report).len(), 0, "{report:?}");
        assert!(lines(&dbag).await.contains(&"visits,2026-11-03,8,branch,B,".to_owned()));
        import(&dbag, "date,visits\n2026-11-03,7\n", &["visits=value:visits-of-all"]).await;
        assert!(lines(&dbag).await.contains(&"visits-of-all,2026-11-03,7,,,".to_owned()));
    }

    async fn a_column_titled_like_an_object_is_the_object(dbag: Dbag) {
        for (at, title) in ["branch", "Filiale", "customer", "Shop name"].into_iter().enumerate() {
            let text = format!("date,{title},n{at}\n2026-11-01,A,1\n2026-11-02,B,2\n2026-11-03,A,3\n");
            let report = import(&dbag, &text, &[]).await;
            assert_eq!((report.columns[1].role.as_str(), report.values), ("object", 3), "{text}");
        }
        // Numbers are keys only beside values.
        let report = import(&dbag, "date,branch,visits\n2026-11-01,1,5\n2026-11-01,2,6\n2026-11-03,1,7\n", &[]).await;
        assert_eq!((report.columns[1].role.as_str(), report.metrics_created), ("object", vec!["visits".to_owned()]));
        let report = import(&dbag, "date,branch\n2026-11-01,5\n2026-11-02,6\n2026-11-03,5\n", &[]).await;
        assert_eq!(report.metrics_created, ["branch"]);
    }

    async fn a_column_of_a_few_names_is_never_left_out_in_silence(dbag: Dbag) {
        for text in [
            "date,status,visits\n2026-11-01,open,1\n2026-11-02,closed,2\n2026-11-03,open,3\n",
            "metric,date,value,status\nvisits,2026-11-01,1,open\nvisits,2026-11-02,2,closed\nvisits,2026-11-03,3,open\n",
            "[{\"date\": \"2026-11-01\", \"status\": \"open\", \"visits\": 1},\
              {\"date\": \"2026-11-02\", \"status\": \"closed\", \"visits\": 2},\
              {\"date\": \"2026-11-03\", \"status\": \"open\", \"visits\": 3}]",
        ] {
            let problem = try_import(&dbag, text, &ImportOptions::default()).await.expect_err(text);
            for words in ["`status` says `open`, `closed`", "become one series", "--object status", "--skip status"] {
                assert!(problem.message.contains(words), "{words}: {problem}");
            }
            let preview = dbag.preview_import(&ACTOR, file(text), &ImportOptions::default(), now()).await;
            assert!(preview.expect("asked").questions[0].is_of_role, "{text}");
        }
        assert_eq!(lines(&dbag).await, Vec::<String>::new());
        let text = "date,status,visits\n2026-11-01,open,1\n2026-11-02,closed,2\n2026-11-03,open,3\n";
        import(&dbag, text, &["status=skip"]).await;
        assert_eq!(lines(&dbag).await.len(), 3);
        import(&dbag, &text.replace("visits", "calls"), &["status=object"]).await;
        assert!(lines(&dbag).await.contains(&"calls,2026-11-02,2,status,closed,".to_owned()));
        // What belongs to the day or to the metric, or is said once, is no object.
        for text in [
            "date,weekday,a\n2026-11-01,Sun,1\n2026-11-02,Mon,2\n2026-11-03,Tue,3\n2026-11-08,Sun,3\n",
            "metric,date,value,unit\na,2026-11-04,1,km\na,2026-11-05,1,km\nb,2026-11-04,1,h\nb,2026-11-05,1,h\n",
            "date,note,a\n2026-11-09,x,1\n2026-11-10,y,2\n2026-11-11,x,3\n",
            "date,currency,a\n2026-11-12,EUR,1\n2026-11-13,EUR,2\n2026-11-14,EUR,3\n",
        ] {
            import(&dbag, text, &[]).await;
        }
    }

    async fn a_total_among_objects_is_said_and_can_be_left_out(dbag: Dbag) {
        let text = "date,branch,visits\n2026-11-01,A,1\n2026-11-01,B,2\n2026-11-01,Summe,3\n2026-11-02,A,3\n2026-11-02,B,x\n\
                    2026-11-02,Summe,5\n";
        let preview = dbag.preview_import(&ACTOR, file(text), &ImportOptions::default(), now()).await.expect("seen");
        assert_eq!((preview.values, preview.totals.len()), (5, 1));
        let said = "2 lines are of `Summe`, the first in line 4: that looks like all others together, and would be \
                    counted beside them";
        assert_eq!(preview.totals[0].words(), said);
        let without = ImportOptions { leave_out: vec!["summe".to_owned(), "Total".to_owned()], ..ImportOptions::default() };
        let report = try_import(&dbag, text, &without).await.expect("imported");
        assert_eq!((report.values, report.cells.left_out, report.totals[0].is_left_out), (3, 2, true));
        assert_eq!(report.notes, ["no line is of an object `Total`, so none is left out for it"]);
        let cells = report.cells;
        assert_eq!(cells.total, cells.values + cells.blank + cells.refused + cells.about + cells.left_out);
        assert!(!lines(&dbag).await.iter().any(|line| line.contains("Summe")));
        let metric = dbag.store().metric("visits").await.expect("added");
        assert_eq!(dbag.store().objects_of_metric(metric.id).await.expect("objects").len(), 2);
    }

    async fn a_gap_without_its_object_is_nobodys(dbag: Dbag) {
        import(&dbag, BRANCHES, &["branch=object"]).await;
        let before = lines(&dbag).await;
        let gap = "{\"metric\": \"visits\", \"date\": \"2026-11-03\", \"value\": null, \"gap\": \"timeout\"}\n";
        let report = import(&dbag, gap, &[]).await;
        assert_eq!((report.added, report.batch, lines(&dbag).await), (0, None, before));
    }

    async fn objects_of_a_metric_without_any_are_refused_with_the_ways_out(dbag: Dbag) {
        import(&dbag, "date,visits\n2026-11-01,1\n", &[]).await;
        let report = import(&dbag, BRANCHES, &["branch=object:branch"]).await;
        assert_eq!((report.accepted, report.cells.refused), (0, 4));
        for words in ["metric `visits` has no objects", "`value:visits-by-branch`", "the kind of objects among the settings"] {
            assert!(report.refused[0].reason.contains(words), "{words}: {report:?}");
        }
        import(&dbag, BRANCHES, &["branch=object", "visits=value:visits-by-branch"]).await;
        assert_eq!(lines(&dbag).await.len(), 5);
    }
}

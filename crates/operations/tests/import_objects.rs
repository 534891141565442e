//! Imported values and the objects that they are of: never without where the metric has them.

mod support;

use dbag_domain::Problem;
use dbag_operations::{Dbag, ExportFormat, ImportFile, ImportOptions, ImportReport, RoleChoice};
use support::{ACTOR, now, on_both};

fn file(name: &str, text: &str) -> ImportFile {
    ImportFile {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

fn options(roles: &[&str]) -> ImportOptions {
    let roles = roles
        .iter()
        .map(|text| RoleChoice::parse(text).expect("a role"));
    ImportOptions {
        roles: roles.collect(),
        ..ImportOptions::default()
    }
}

async fn try_import(
    dbag: &Dbag,
    text: &str,
    options: &ImportOptions,
) -> Result<ImportReport, Problem> {
    let file = file("values.csv", text);
    dbag.import(&ACTOR, file, options, |_| {}, now()).await
}

async fn import(dbag: &Dbag, text: &str, roles: &[&str]) -> ImportReport {
    let report = try_import(dbag, text, &options(roles)).await;
    report.expect("imported")
}

/// The exported lines without the first, sorted.
async fn lines(dbag: &Dbag) -> Vec<String> {
    let mut out = Vec::new();
    let exported = dbag.export(&ACTOR, &[], ExportFormat::Csv, &mut out).await;
    exported.expect("exported");
    let text = String::from_utf8(out).expect("text");
    let mut lines: Vec<_> = text.lines().skip(1).map(str::to_owned).collect();
    lines.sort();
    lines
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
            let preview = dbag.preview_import(&ACTOR, file("values", text), &ImportOptions::default(), now()).await;
            let preview = preview.expect("a preview");
            assert!(preview.questions[0].message.contains("by branch"), "{text}: {preview:?}");
            assert_eq!(lines(&dbag).await, before, "{text}");
        }
        assert!(dbag.store().metric("sales").await.is_err(), "nothing of the file was written");
        // Lines that a column tells apart are of objects without anybody saying so.
        let more = "date,shop,visits\n2026-11-03,A,7\n2026-11-03,B,8\n";
        let report = import(&dbag, more, &[]).await;
        assert_eq!(refused(&report).len(), 0, "{report:?}");
        assert!(lines(&dbag).await.contains(&"visits,2026-11-03,8,branch,B,".to_owned()));
        import(&dbag, "date,visits\n2026-11-03,7\n", &["visits=value:visits-of-all"]).await;
        assert!(lines(&dbag).await.contains(&"visits-of-all,2026-11-03,7,,,".to_owned()));
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

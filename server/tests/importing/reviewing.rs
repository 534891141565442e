//! What a file is read as is looked at, changed and imported.

use axum::http::StatusCode;

use crate::support::signed_in;
use crate::{BRANCHES, done, exported, imported, look, looked, sent};

#[tokio::test]
async fn a_file_is_looked_at_and_imported() {
    let site = signed_in("").await;
    let form = site.get("/import").await;
    assert!(
        form.body.contains("enctype=\"multipart/form-data\"")
            && !form.body.contains("Imported before")
    );
    let page = sent(&site, "branches.csv", BRANCHES).await;
    let review = site.get(&page).await;
    for words in [
        "Import branches.csv",
        "4 lines, 4 columns, nothing is written yet",
        "<option value=\"object\" selected>Object</option>",
        "its title says whose the values are",
        "7 values: 7 new. 1 cell is refused.",
        "is not a number; write numbers as 1234.5.",
        "Import 7 values",
        "Nothing in the file says that its days add up.",
    ] {
        assert!(review.body.contains(words), "{words}: {}", review.body);
    }
    assert_eq!(exported(&site).await.lines().count(), 1);
    let answer = site.post(&page, &[("do", "go")]).await;
    assert_eq!(answer.header("location"), page);
    let result = done(&site, &page).await;
    for words in [
        "7 values: 7 new. 1 cell was refused.",
        "href=\"/metric/visits\"",
        "Undo this import",
        "Imported branches.csv",
    ] {
        assert!(result.body.contains(words), "{words}: {}", result.body);
    }
    assert!(
        exported(&site)
            .await
            .contains("visits,2026-11-02,21,branch,Sued,")
    );
    // The file itself is not kept any longer.
    let kept = std::fs::read_dir(site.folder.path().join("uploads")).map_or(0, Iterator::count);
    assert_eq!(kept, 0);
    // A second press does nothing more.
    site.post(&page, &[("do", "go")]).await;
    assert_eq!(
        site.get("/import")
            .await
            .body
            .matches("/import/undo/")
            .count(),
        1
    );
}

#[tokio::test]
async fn roles_and_rules_are_chosen_and_what_was_chosen_is_kept() {
    let site = signed_in("").await;
    let page = sent(
        &site,
        "values.csv",
        "created,paid,amount\n2026-11-01,2026-11-02,1.5\n2026-11-02,2026-11-03,2.5\n",
    )
    .await;
    let open = site.get(&page).await;
    assert!(
        open.body.contains("Something has to be chosen"),
        "{}",
        open.body
    );
    assert!(
        !open.body.contains("value=\"go\""),
        "nothing can be imported yet"
    );
    assert!(
        !open.body.contains("--as"),
        "no flags in the browser: {}",
        open.body
    );
    let fields = [
        ("do", "more"),
        ("was.0", "skip"),
        ("role.0", "skip"),
        ("was.1", "skip"),
        ("role.1", "day"),
        ("was.2", "value"),
        ("role.2", "value:flow"),
        ("name.2", "Revenue of all"),
        ("conflict", "overwrite"),
        ("zone", "Nowhere"),
    ];
    let review = looked(&site, &page, &fields).await;
    assert_eq!(review.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What is wrong stands in the way of importing.
    assert!(!review.body.contains("value=\"go\""), "{}", review.body);
    for words in [
        "value=\"Nowhere\"",
        "value=\"Revenue of all\"",
        "<option value=\"overwrite\" selected",
        "<option value=\"value:flow\" selected",
        "Nowhere",
        "revenue-of-all",
        "months add its days up",
    ] {
        assert!(review.body.contains(words), "{words}: {}", review.body);
    }
    let mut right = fields;
    right[0] = ("do", "go");
    right[9] = ("zone", "Europe/Berlin");
    // It was not shown yet, so it is shown and not imported.
    let unseen = looked(&site, &page, &right).await;
    for words in ["Nothing was imported yet", "Import 2 values"] {
        assert!(unseen.body.contains(words), "{words}: {}", unseen.body);
    }
    assert_eq!(exported(&site).await.lines().count(), 1);
    site.post(&page, &right).await;
    done(&site, &page).await;
    assert!(
        exported(&site)
            .await
            .contains("revenue-of-all,2026-11-03,2.5,,,")
    );
    let metric = site
        .dbag
        .store()
        .metric("revenue-of-all")
        .await
        .expect("added");
    assert_eq!(
        (metric.label.as_str(), metric.time_zone.as_deref()),
        ("Revenue of all", Some("Europe/Berlin"))
    );
}

#[tokio::test]
async fn an_import_that_fails_keeps_what_was_chosen() {
    let site = signed_in("").await;
    let first = sent(&site, "a.csv", "date,visits\n2026-11-01,5\n").await;
    imported(&site, &first, &[]).await;
    let page = sent(&site, "b.csv", "date,visits\n2026-11-02,6\n").await;
    let failing = [("conflict", "fail")];
    looked(&site, &page, &failing).await;
    // Somebody else is faster.
    let other = sent(&site, "c.csv", "date,visits\n2026-11-02,7\n").await;
    imported(&site, &other, &[]).await;
    let failed = site
        .post(&page, &[("do", "go"), ("conflict", "fail")])
        .await;
    assert_eq!(failed.status, StatusCode::SEE_OTHER);
    let failed = done(&site, &page).await;
    assert_eq!(failed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        failed.body.contains("visits on 2026-11-02"),
        "{}",
        failed.body
    );
    assert!(
        failed.body.contains("<option value=\"fail\" selected"),
        "{}",
        failed.body
    );
    imported(&site, &page, &[("conflict", "overwrite")]).await;
    assert!(exported(&site).await.contains("visits,2026-11-02,6,,,"));
}

#[tokio::test]
async fn a_workbook_is_reviewed() {
    let site = signed_in("").await;
    let book = include_bytes!("../../../end2end/fixtures/branches.xlsx");
    let answer = site.send_file("/import", "branches.xlsx", book).await;
    let review = site.get(answer.header("location")).await;
    for words in [
        "Sheet November, 4 lines, 4 columns",
        "7 values: 7 new. 1 cell is refused.",
        "Merged cells stand for all their rows",
    ] {
        assert!(review.body.contains(words), "{words}: {}", review.body);
    }
}

#[tokio::test]
async fn five_thousand_columns_are_a_page_and_a_sentence() {
    let site = signed_in("").await;
    let titles: Vec<String> = (0..5_000).map(|at| format!("c{at}")).collect();
    let text = format!(
        "date,{}\n2026-11-01,{}\n",
        titles.join(","),
        vec!["1"; 5_000].join(",")
    );
    let page = sent(&site, "wide.csv", &text).await;
    let review = site.get(&page).await;
    assert!(
        review.body.contains("5000 columns of values, and each would be a metric, of which at most 1000 are made at once; leave columns out, or write it as "),
        "{}",
        &review.body[..2_000]
    );
    assert!(review.body.contains("4,921 more columns") && review.body.len() < 400_000);
    // Nothing is marked, so nothing is said to be.
    assert!(review.body.contains("cannot be imported as it is"));
    assert!(!review.body.contains("see what is marked"));
}

#[tokio::test]
async fn a_column_far_behind_can_be_chosen_and_is_marked_where_it_has_to_be() {
    let site = signed_in("").await;
    let mut titles: Vec<String> = (0..300).map(|at| format!("c{at}")).collect();
    titles[200] = "state".to_owned();
    let line = |day: &str, state: &str| {
        let mut cells = vec!["1"; 300];
        cells[200] = state;
        format!("{day},{}\n", cells.join(","))
    };
    let text = [
        format!("date,{}\n", titles.join(",")),
        line("2026-11-01", "open"),
        line("2026-11-02", "closed"),
        line("2026-11-03", "open"),
    ];
    let page = sent(&site, "wide.csv", &text.concat()).await;
    let asked = look(&site, &page).await.body;
    // It stands among those that are open, before the others are folded.
    let folded = asked.find("220 more columns").expect("folded");
    let control = asked.find("name=\"role.201\"").expect("a control");
    assert!(control < folded && asked[control..folded].contains("become one series"));
    assert!(asked.contains("see what is marked below"));
    assert!(asked.contains("name=\"role.300\""), "all can be chosen");
    let fields = [
        ("role.201", "skip"),
        ("was.201", ""),
        ("role.300", "skip"),
        ("was.300", "value"),
    ];
    let chosen = looked(&site, &page, &fields).await.body;
    assert!(chosen.contains("Import 894 values"), "{}", &chosen[..2_000]);
}

#[tokio::test]
async fn a_title_that_is_typed_is_the_metrics_label() {
    let site = signed_in("").await;
    let page = sent(&site, "a.csv", "date,n\n2026-11-01,5\n").await;
    // A title that no name can be made of is asked about where the name is typed.
    let nameless = sent(&site, "b.csv", "date,?!\n2026-11-01,5\n").await;
    let asked = look(&site, &nameless).await.body;
    let at = asked
        .find("id=\"name.1-e\"")
        .or_else(|| asked.find("use small letters"))
        .expect("said");
    let field = &asked[..at];
    let field = &field[field.rfind("<input").expect("a field")..];
    assert!(field.contains("name=\"name.1\""), "{field}");
    let fields = [("role.1", "value"), ("was.1", "value"), ("name.1", "?!")];
    let wrong = looked(&site, &page, &fields).await.body;
    let at = wrong.find("has no letters or digits").expect("said");
    let field = &wrong[..at];
    let field = &field[field.rfind("<input").expect("a field")..];
    assert!(field.contains("name=\"name.1\""), "{field}");
    let fields = [
        ("role.1", "value"),
        ("was.1", "value"),
        ("name.1", "Gr\u{fc}\u{df}e der L\u{e4}den"),
    ];
    imported(&site, &page, &fields).await;
    let metric = site
        .dbag
        .store()
        .metric("grusse-der-laden")
        .await
        .expect("added");
    assert_eq!(metric.label.as_str(), "Gr\u{fc}\u{df}e der L\u{e4}den");
}

#[tokio::test]
async fn only_what_would_be_written_is_offered() {
    let site = signed_in("").await;
    let text = "date,visits\n2026-11-01,5\n2026-11-02,6\n";
    let first = sent(&site, "a.csv", text).await;
    imported(&site, &first, &[]).await;
    let again = sent(&site, "a.csv", text).await;
    let nothing = look(&site, &again).await;
    assert!(
        nothing.body.contains("Nothing would be written"),
        "{}",
        nothing.body
    );
    assert!(!nothing.body.contains("value=\"go\""));
    // A press all the same writes nothing.
    site.post(&again, &[("do", "go")]).await;
    assert!(
        look(&site, &again)
            .await
            .body
            .contains("Nothing would be written")
    );
    let other = sent(
        &site,
        "b.csv",
        "date,visits\n2026-11-01,50\n2026-11-02,6\n2026-11-03,7\n",
    )
    .await;
    let review = look(&site, &other).await;
    for words in [
        "Import 1 value<",
        "another number, or a removal by hand, stays",
        ">there already<",
    ] {
        assert!(review.body.contains(words), "{words}: {}", review.body);
    }
    let review = looked(&site, &other, &[("conflict", "overwrite")]).await;
    for words in ["Import 2 values<", "in the place of another"] {
        assert!(review.body.contains(words), "{words}: {}", review.body);
    }
}

#[tokio::test]
async fn what_has_to_be_chosen_can_be_left_as_it_is() {
    let site = signed_in("").await;
    let text = "date,status,visits\n2026-11-01,open,1\n2026-11-02,closed,2\n2026-11-03,open,3\n";
    let page = sent(&site, "a.csv", text).await;
    let asked = look(&site, &page).await;
    for words in [
        "become one series",
        "<option value=\"\" selected>Choose what it is</option>",
    ] {
        assert!(asked.body.contains(words), "{words}: {}", asked.body);
    }
    assert!(!asked.body.contains("--skip"), "{}", asked.body);
    // Not chosen, it stays a question, whatever else is.
    let asked = looked(
        &site,
        &page,
        &[("role.1", ""), ("was.1", ""), ("measure", "flow")],
    )
    .await;
    assert!(asked.body.contains("become one series"), "{}", asked.body);
    let left = looked(&site, &page, &[("role.1", "skip"), ("was.1", "")]).await;
    assert!(left.body.contains("Import 3 values"), "{}", left.body);
    // How numbers are written is asked where it is chosen.
    let marks = sent(&site, "m.csv", "date;n\n2026-11-01;1.5\n2026-11-02;1,5\n").await;
    let asked = look(&site, &marks).await.body;
    let at = asked.find("others with a decimal comma").expect("asked");
    let before = asked[..at].rfind("<select").expect("a field");
    let field = &asked[before..at];
    assert!(field.contains("name=\"mark.1\""), "{field}");
    let days: String = (1..15).map(|day| format!("2026-10-{day:02},3\n")).collect();
    let text = format!("date,n\n2026-11-01 10:00,1\n2026-11-01 11:00,2\n{days}");
    let times = sent(&site, "t.csv", &text).await;
    let several = look(&site, &times).await.body;
    let said = "1 line is of the same day as a later one, which stands.";
    // Beside the choice, and in what would be done.
    assert_eq!(several.matches(said).count(), 2, "{several}");
    let total = "date,branch,n\n2026-11-01,A,1\n2026-11-01,B,2\n2026-11-01,Total,3\n";
    let page = sent(&site, "total.csv", total).await;
    assert!(look(&site, &page).await.body.contains("value=\"Total\""));
    let done = imported(&site, &page, &[("leave_out", "Total")]).await;
    assert!(done.body.contains("2 values: 2 new"), "{}", done.body);
    assert!(!exported(&site).await.contains("Total"));
}

#[tokio::test]
async fn a_large_file_is_looked_at_in_the_background() {
    let site = signed_in("").await;
    let mut text = "date,branch,visits\n".to_owned();
    for at in 0..200_000 {
        let day = dbag_domain::Day::from_days(10_000 + at / 20);
        text.push_str(&format!("{day},b{},{at}\n", at % 20));
    }
    let page = sent(&site, "large.csv", &text).await;
    // Who asks while it goes on sees how far it is.
    let (first, second) = tokio::join!(site.get(&page), async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        site.get(&page).await
    });
    assert_eq!(first.status, StatusCode::OK);
    for words in [
        "Looking at large.csv",
        "data-work",
        "http-equiv=\"refresh\"",
    ] {
        assert!(second.body.contains(words), "{words}: {}", second.body);
    }
    let review = match first.body.contains("data-work") {
        true => done(&site, &page).await,
        false => first,
    };
    assert!(
        review.body.contains("Import 200,000 values"),
        "{}",
        review.body
    );
}

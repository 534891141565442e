//! Importing through the site's door: a file is sent, looked at, read otherwise, imported, undone.

mod support;

use axum::http::{Method, StatusCode};
use dbag_domain::Role;
use support::{Answer, PASSWORD, Site, signed_in};

const BRANCHES: &str = "date,branch,visits,sales\n2026-11-01,Nord,10,x\n2026-11-01,Sued,20,200\n\
                        2026-11-02,Nord,11,110\n2026-11-02,Sued,21,210\n";

/// Sends a file; the address of its page.
async fn sent(site: &Site, name: &str, text: &str) -> String {
    let answer = site.send_file("/import", name, text.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.header("location").to_owned()
}

/// Waits until a file is imported.
async fn done(site: &Site, page: &str) -> Answer {
    for _ in 0..500 {
        let state = site.get(&format!("{page}/state")).await;
        if state.body.contains("\"is_over\":true") {
            return site.get(page).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{page} is not over")
}

/// Chooses something for a file, and looks at it again.
async fn looked(site: &Site, page: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = site.post(page, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header("location"), page);
    look(site, page).await
}

/// The page of a file, once that was looked at.
async fn look(site: &Site, page: &str) -> Answer {
    let answer = site.get(page).await;
    match answer.body.contains("data-work") {
        true => done(site, page).await,
        false => answer,
    }
}

/// Looks at a file and imports it as it is read.
async fn imported(site: &Site, page: &str, fields: &[(&str, &str)]) -> Answer {
    looked(site, page, fields).await;
    let mut fields = fields.to_vec();
    fields.push(("do", "go"));
    site.post(page, &fields).await;
    done(site, page).await
}

async fn exported(site: &Site) -> String {
    let mut text = Vec::new();
    let actor = dbag_operations::Actor::CommandLine;
    let format = dbag_operations::ExportFormat::Csv;
    site.dbag
        .export(&actor, &[], format, &mut text)
        .await
        .expect("exported");
    String::from_utf8(text).expect("text")
}

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
async fn an_import_is_undone_after_saying_what_that_does() {
    let site = signed_in("").await;
    let page = sent(
        &site,
        "values.csv",
        "date,visits\n2026-11-01,5\n2026-11-02,6\n",
    )
    .await;
    imported(&site, &page, &[]).await;
    let list = site.get("/import").await.body;
    let at = list.find("/import/undo/").expect("a link");
    let undo = list[at..].split('"').next().expect("an address").to_owned();
    let plan = site.get(&undo).await;
    for words in [
        "2 values would be removed.",
        "Metrics that it made and that have no values then would be removed: visits.",
    ] {
        assert!(plan.body.contains(words), "{words}: {}", plan.body);
    }
    assert_eq!(exported(&site).await.lines().count(), 3);
    let answer = site.post(&undo, &[]).await;
    assert_eq!(answer.header("location"), "/import?done=undone");
    assert_eq!(exported(&site).await.lines().count(), 1);
    assert!(
        site.dbag.store().metric("visits").await.is_err(),
        "it is removed, too"
    );
    let state = site.get(&format!("{undo}/state")).await;
    assert!(state.body.contains("\"is_over\":true"), "{}", state.body);
    assert!(
        site.get("/import?done=undone")
            .await
            .body
            .contains("undone")
    );
    assert_eq!(site.get(&undo).await.status, StatusCode::CONFLICT);
    assert_eq!(site.post(&undo, &[]).await.status, StatusCode::CONFLICT);
    for missing in ["/import/undo/999", "/import/undo/x"] {
        assert_eq!(site.get(missing).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_day_whose_imports_were_undone_still_says_what_stood_there() {
    let site = signed_in("").await;
    for (value, choices) in [("6", &[][..]), ("7", &[("conflict", "overwrite")])] {
        let file = format!("date,visits\n2026-11-02,{value}\n");
        let page = sent(&site, "values.csv", &file).await;
        imported(&site, &page, choices).await;
    }
    // The newest first: the one before gets its place again, until it is undone, too.
    for _ in 0..2 {
        let list = site.get("/import").await.body;
        let at = list.find("/import/undo/").expect("a link");
        let undo = list[at..].split('"').next().expect("an address").to_owned();
        let answer = site.post(&undo, &[]).await;
        assert_eq!(answer.header("location"), "/import?done=undone");
    }
    assert_eq!(exported(&site).await.lines().count(), 1);
    let day = site.get("/metric/visits/day/2026-11-02").await.body;
    assert!(day.contains("was taken back"), "{day}");
    for before in ["6", "7"] {
        assert!(day.contains(&format!("is-number\">{before}<")), "{day}");
    }
    let never = site.get("/metric/visits/day/2026-11-03").await.body;
    assert!(never.contains("Nothing was remembered of this day."));
}

#[tokio::test]
async fn a_table_can_be_pasted_and_nothing_is_a_sentence() {
    let site = signed_in("").await;
    let body = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--edge\r\n\
                content-disposition: form-data; name=\"pasted\"\r\n\r\ndate\tvisits\n2026-11-01\t5\r\n--edge--\r\n";
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=edge"),
    ];
    let answer = site
        .send(Method::POST, "/import", Some(body.to_owned()), &headers)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let review = site.get(answer.header("location")).await;
    assert!(review.body.contains("1 value: 1 new."), "{}", review.body);
    for (bytes, words) in [
        (&b""[..], "is empty: it has 0 bytes"),
        (b" \r\n", "the file is empty"),
        (b"%PDF-1.7", "the file is a PDF"),
    ] {
        let answer = site.send_file("/import", "a", bytes).await;
        let answer = match answer.status {
            StatusCode::SEE_OTHER => site.get(answer.header("location")).await,
            _ => answer,
        };
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
        assert!(
            answer.body.contains("multipart/form-data"),
            "another can be sent at once"
        );
    }
    let nothing = send_form(&site, form("", "")).await;
    assert!(nothing.body.contains("choose a file, or paste a table"));
    let torn = site
        .send(
            Method::POST,
            "/import",
            Some(body[..120].to_owned()),
            &headers,
        )
        .await;
    assert!(torn.body.contains("did not arrive whole"), "{}", torn.body);
    let other = site.post("/import", &[("file", "x")]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// A form with a file of this text, or without one, and what was pasted.
fn form(file: &str, pasted: &str) -> String {
    let name = if file.is_empty() { "" } else { "a.csv" };
    format!(
        "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{file}\r\n\
         --edge\r\ncontent-disposition: form-data; name=\"pasted\"\r\n\r\n{pasted}\r\n--edge--\r\n"
    )
}

async fn send_form(site: &Site, body: String) -> Answer {
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=edge"),
    ];
    site.send(Method::POST, "/import", Some(body), &headers)
        .await
}

#[tokio::test]
async fn what_was_pasted_comes_back_beside_what_is_wrong_with_it() {
    let site = signed_in("").await;
    // Both: which was meant is not guessed.
    let both = send_form(
        &site,
        form("date,a\n2026-11-01,5\n", "date,b\n2026-11-01,6"),
    )
    .await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "there is a file and a pasted table",
        "date,b\n2026-11-01,6</textarea>",
    ] {
        assert!(both.body.contains(words), "{words}: {}", both.body);
    }
    // Blanks are nothing that was pasted.
    let file = send_form(&site, form("date,a\n2026-11-01,5\n", " \r\n")).await;
    assert_eq!(file.status, StatusCode::SEE_OTHER, "{}", file.body);
    // What cannot be read at all comes back, too, and is not kept.
    let answer = send_form(&site, form("", "<html><table>&amp;")).await;
    let page = answer.header("location").to_owned();
    let refused = site.get(&page).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "web page (HTML)",
        "&lt;html>&lt;table>&amp;amp;</textarea>",
        "<details open class=\"disclosure\">",
    ] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    assert_eq!(site.get(&page).await.status, StatusCode::NOT_FOUND);
    // So does what is sent while there is no room.
    for file in 0..15 {
        let email = format!("p{}@example.com", file / 4);
        if file % 4 == 0 {
            site.add_person(&email, Role::Editor).await;
            site.sign_in("", &email, PASSWORD).await;
        }
        sent(&site, "values.csv", "date,visits\n2026-11-01,5\n").await;
    }
    site.sign_in("", "ann@example.com", PASSWORD).await;
    let busy = send_form(&site, form("", "date,b\n2026-11-01,6")).await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
    for words in ["wait to be imported", "2026-11-01,6</textarea>"] {
        assert!(busy.body.contains(words), "{words}: {}", busy.body);
    }
}

#[tokio::test]
async fn workbooks_with_a_password_and_bad_weights_are_sentences() {
    let site = signed_in("").await;
    let mut locked = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    locked.extend([0; 500]);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let sent_file = site.send_file("/import", "locked.xlsx", &locked).await;
    let answer = site.get(sent_file.header("location")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("password"), "{}", answer.body);
    let text = "metric,date,value,weight\na,2026-11-01,1,-2\na,2026-11-02,2,NaN\na,2026-11-03,3,0\na,2026-11-04,4,5\n";
    let page = sent(&site, "weights.csv", text).await;
    let review = site.get(&page).await;
    for words in [
        "1 value: 1 new. 3 cells are refused.",
        "The weight -2 is negative",
        "The weight is zero beside a value",
        "weighs 5",
    ] {
        assert!(review.body.contains(words), "{words}: {}", review.body);
    }
}

#[tokio::test]
async fn a_workbook_is_reviewed() {
    let site = signed_in("").await;
    let book = include_bytes!("../../end2end/fixtures/branches.xlsx");
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
async fn a_file_that_is_too_large_is_refused_in_words() {
    let site = signed_in("").await;
    let large = vec![b'a'; (100 << 20) + 1];
    let answer = site.send_file("/import", "large.csv", &large).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("larger than 100 MB"),
        "{}",
        answer.body
    );
    let kept = std::fs::read_dir(site.folder.path().join("uploads")).map_or(0, Iterator::count);
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn a_file_is_its_senders_and_viewers_have_none() {
    let site = signed_in("").await;
    let page = sent(&site, "values.csv", "date,visits\n2026-11-01,5\n").await;
    site.add_person("eve@example.com", Role::Editor).await;
    site.add_person("vic@example.com", Role::Viewer).await;
    site.sign_in("", "eve@example.com", PASSWORD).await;
    assert_eq!(site.get(&page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        site.post(&page, &[("do", "go")]).await.status,
        StatusCode::NOT_FOUND
    );
    site.sign_in("", "vic@example.com", PASSWORD).await;
    for path in ["/import", &page, "/import/undo/1"] {
        assert_eq!(site.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(
            site.post(path, &[("do", "go")]).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    let refused = site
        .send_file("/import", "values.csv", b"date,visits\n2026-11-01,5\n")
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!site.get("/d").await.body.contains("href=\"/import\""));
    site.set_cookie(None);
    let nobody = site.get("/import").await;
    assert_eq!(nobody.header("location"), "/login?next=/import");
    assert_eq!(exported(&site).await.lines().count(), 1);
}

#[tokio::test]
async fn another_site_sends_no_file() {
    let site = signed_in("").await;
    let headers = [
        ("sec-fetch-site", "cross-site"),
        ("content-type", "multipart/form-data; boundary=edge"),
    ];
    let body = "--edge\r\ncontent-disposition: form-data; name=\"pasted\"\r\n\r\ndate,a\n2026-11-01,5\r\n--edge--\r\n";
    let answer = site
        .send(Method::POST, "/import", Some(body.to_owned()), &headers)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let page = sent(&site, "values.csv", "date,visits\n2026-11-01,5\n").await;
    for path in [page.as_str(), "/import/undo/1"] {
        let answer = site
            .send(Method::POST, path, Some("do=go".to_owned()), &headers[..1])
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_file_that_is_discarded_is_gone_and_prefixes_hold() {
    let site = signed_in("/tools").await;
    let answer = site
        .send_file(
            "/tools/import",
            "values.csv",
            b"date,visits\n2026-11-01,5\n",
        )
        .await;
    let page = answer.header("location").to_owned();
    assert!(page.starts_with("/tools/import/file/"), "{page}");
    let answer = site.post(&page, &[("do", "cancel")]).await;
    assert_eq!(answer.header("location"), "/tools/import");
    let gone = site.get(&page).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(
        gone.body.contains("files wait for an hour"),
        "{}",
        gone.body
    );
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
async fn ones_own_files_are_found_again() {
    let site = signed_in("").await;
    let waiting = sent(&site, "waiting.csv", "date,a\n2026-11-01,5\n").await;
    let text = "date,b\n2026-11-01,5\n2026-11-02,x\n";
    let finished = sent(&site, "finished.csv", text).await;
    imported(&site, &finished, &[]).await;
    let mut large = "date,branch,visits\n".to_owned();
    for at in 0..200_000 {
        let day = dbag_domain::Day::from_days(10_000 + at / 20);
        large.push_str(&format!("{day},b{},{at}\n", at % 20));
    }
    let busy = sent(&site, "busy.csv", &large).await;
    let (_, list) = tokio::join!(site.get(&busy), async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        site.get("/import").await.body
    });
    for words in [
        "Your files of the last hour",
        "waits to be imported",
        "done: 1 value written",
        "Reading the file, ",
        &format!("href=\"{waiting}\""),
        &format!("href=\"{finished}\""),
        &format!("href=\"{busy}\""),
        // What was refused is still known.
        &format!("href=\"{finished}#h-refused\""),
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    site.add_person("eve@example.com", Role::Editor).await;
    site.sign_in("", "eve@example.com", PASSWORD).await;
    let other = site.get("/import").await.body;
    assert!(
        !other.contains("waiting.csv") && !other.contains("#h-refused"),
        "{other}"
    );
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
        "another number is there and stays",
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

#[tokio::test]
async fn what_was_sent_after_the_session_ended_goes_on_after_signing_in() {
    let site = signed_in("").await;
    let page = sent(&site, "a.csv", "date,visits\n2026-11-01,5\n").await;
    site.set_cookie(None);
    let ended = send_form(&site, form("", "date,b\n2026-11-01,\"6\"")).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    for words in [
        "Your session has ended",
        "name=\"pasted\"",
        "action=\"/import\"",
        "2026-11-01,&quot;6&quot;",
    ] {
        assert!(ended.body.contains(words), "{words}: {}", ended.body);
    }
    // A file stays where it is on the sender's disk.
    let file = site
        .send_file("/import", "a.csv", b"date,a\n2026-11-01,5\n")
        .await;
    assert_eq!(file.header("location"), "/login?next=/import");
    let roles = site
        .post(&page, &[("do", "more"), ("role.1", "value:flow")])
        .await;
    assert_eq!(roles.status, StatusCode::UNAUTHORIZED);
    assert!(
        roles.body.contains("value=\"value:flow\""),
        "{}",
        roles.body
    );
    site.sign_in("", "ann@example.com", PASSWORD).await;
    let answer = site
        .post("/import", &[("pasted", "date,b\r\n2026-11-01,\"6\"")])
        .await;
    let review = look(&site, answer.header("location")).await;
    assert!(review.body.contains("1 value: 1 new."), "{}", review.body);
}

#[tokio::test]
async fn a_file_that_makes_room_is_named() {
    let site = signed_in("").await;
    let mut pages = Vec::new();
    for at in 0..5 {
        pages.push(sent(&site, &format!("{at}.csv"), "date,visits\n2026-11-01,5\n").await);
    }
    let last = look(&site, &pages[4]).await;
    assert!(last.body.contains("0.csv"), "{}", last.body);
    assert!(last.body.contains("was discarded"), "{}", last.body);
    assert!(
        !look(&site, &pages[4]).await.body.contains("0.csv"),
        "it is said once"
    );
    let gone = site.get(&pages[0]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(
        gone.body.contains("made room for a newer one"),
        "{}",
        gone.body
    );
    // What cannot be read makes no room.
    site.send_file("/import", "b.csv", b"").await;
    assert_eq!(site.get(&pages[1]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_undo_that_takes_a_while_is_shown() {
    let site = signed_in("").await;
    let mut text = "date,branch,visits\n".to_owned();
    for at in 0..100_000 {
        let day = dbag_domain::Day::from_days(10_000 + at / 20);
        text.push_str(&format!("{day},b{},{at}\n", at % 20));
    }
    let page = sent(&site, "large.csv", &text).await;
    look(&site, &page).await;
    site.post(&page, &[("do", "go")]).await;
    done(&site, &page).await;
    let list = site.get("/import").await.body;
    let at = list.find("/import/undo/").expect("a link");
    let undo = list[at..].split('"').next().expect("an address").to_owned();
    let state = format!("{undo}/state");
    // Who asks while it goes on sees that it does.
    let (undone, seen) = tokio::join!(site.post(&undo, &[]), async {
        for _ in 0..2_000 {
            let state = site.get(&state).await.body;
            if state.contains("Taking the values back") {
                assert!(state.contains("\"percent\":null"), "{state}");
                return site.get(&undo).await.body;
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        String::new()
    });
    assert_eq!(undone.header("location"), "/import?done=undone");
    for words in [
        "Undoing the import of large.csv",
        "data-work",
        "Taking the values back",
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert_eq!(exported(&site).await.lines().count(), 1);
}

//! Files on their way in: sent, pasted, refused, found again.

use axum::http::{Method, StatusCode};
use dbag_domain::Role;

use crate::support::{Answer, PASSWORD, Site, signed_in};
use crate::{exported, imported, look, looked, sent};

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
    let lost = "The file <span class=\"code\">values.csv</span> is not kept";
    assert!(refused.body.contains(lost), "{}", refused.body);
    assert!(refused.body.contains("This takes the role editor"));
    let large = vec![b'7'; 5 * 1024 * 1024];
    let refused = site.send_file("/import", "large.csv", &large).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.body.contains("too long to be kept here"),
        "{}",
        refused.body
    );
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
    assert!(gone.body.contains("it was discarded"), "{}", gone.body);
    // What is said of it stands where another file can be sent.
    assert!(
        gone.body.contains("action=\"/tools/import\""),
        "{}",
        gone.body
    );
    let again = site.post(&page, &[("do", "go")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(again.body.contains("it was discarded"), "{}", again.body);
    let unknown = site.get("/tools/import/file/0").await;
    assert!(
        unknown.body.contains("files wait for an hour"),
        "{}",
        unknown.body
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_so_again() {
    let site = signed_in("").await;
    let page = sent(&site, "values.csv", "value\n1\n").await;
    let refused = look(&site, &page).await;
    assert!(
        refused.body.contains("the file has one column"),
        "{}",
        refused.body
    );
    let again = site.get(&page).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(
        again
            .body
            .contains("it could not be read, and so was not kept"),
        "{}",
        again.body
    );
}

#[tokio::test]
async fn a_cover_is_passed_over_and_a_sheet_without_a_table_asked_about() {
    let site = signed_in("").await;
    let book = include_bytes!("../../../end2end/fixtures/cover.xlsx");
    let answer = site.send_file("/import", "book.xlsx", book).await;
    let page = answer.header("location").to_owned();
    let review = look(&site, &page).await;
    for words in [
        "The sheet <span class=\"code\">Data</span> was read, of <span class=\"code\">Cover</span>",
        "Import 2 values",
    ] {
        assert!(review.body.contains(words), "{words}: {}", review.body);
    }
    let fields = [("do", "more"), ("sheet-was", "Data"), ("sheet", "Cover")];
    let asked = looked(&site, &page, &fields).await;
    assert!(asked.body.contains("has no table"), "{}", asked.body);
    assert!(!asked.body.contains("value=\"go\""), "{}", asked.body);
    assert!(!asked.body.contains("--sheet"), "{}", asked.body);
    assert!(
        asked.body.contains("<option value=\"Data\">"),
        "{}",
        asked.body
    );
    let fields = [("sheet-was", "Cover"), ("sheet", "Data")];
    let done = imported(&site, &page, &fields).await;
    assert!(done.body.contains("2 values: 2 new."), "{}", done.body);
}

#[tokio::test]
async fn what_was_refused_has_one_count() {
    let site = signed_in("").await;
    // Two cells, and two lines that are torn.
    let text = "{\"date\": \"2026-11-01\", \"a\": \"x\"}\n{\"date\": \"2026-11-02\", \"a\": 1}\n{\"date\n{\"a\"\n\
                {\"date\": \"2026-11-03\", \"a\": 1}\n{\"date\": \"2026-11-04\", \"a\": 1}\n";
    let page = sent(&site, "torn.ndjson", text).await;
    let done = imported(&site, &page, &[]).await;
    assert!(
        done.body.contains("3 cells or lines were refused."),
        "{}",
        done.body
    );
    let list = site.get("/import").await;
    assert!(list.body.contains("3 refused"), "{}", list.body);
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
    assert_eq!(file.status, StatusCode::UNAUTHORIZED);
    assert!(file.body.contains("choose it again"), "{}", file.body);
    assert!(
        file.body.contains("href=\"/login?next=%2Fimport\""),
        "{}",
        file.body
    );
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

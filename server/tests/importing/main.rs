//! Importing through the site's door: a file is sent, looked at, read otherwise, imported, undone.

#[path = "../support/mod.rs"]
mod support;

mod reviewing;
mod sending;
mod undoing;

use axum::http::StatusCode;
use support::{Answer, Site};

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

//! Names and attributes of objects, from below their directory.

use axum::http::StatusCode;
use dbag_domain::Role;

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::shop::{ACTOR, metric};
use crate::support::{PASSWORD, Site, clock, signed_in};

const DIRECTORY: &str = "/objects/customer";

async fn customers() -> Site {
    let site = signed_in("").await;
    let values = [(Some("17"), &[1.0][..]), (Some("42"), &[2.0][..])];
    metric(&site, "orders", &values).await;
    site
}

async fn describe(site: &Site, text: &str) -> crate::support::Answer {
    site.post(DIRECTORY, &[("do", "describe"), ("pasted", text)])
        .await
}

#[tokio::test]
async fn a_pasted_table_names_objects_and_gives_them_attributes() {
    let site = customers().await;
    let form = site.get(DIRECTORY).await.body;
    assert!(
        form.contains("Names and attributes")
            && !form.contains("<details class=\"disclosure\" id=\"describe\" open")
    );
    let answer = describe(&site, "key,label,plan\n42,Acme <b>,pro\n99,New one,\n").await;
    assert_eq!(
        answer.header("location"),
        "/objects/customer?done=described"
    );
    let list = site.get("/objects/customer?done=described").await.body;
    assert!(
        list.contains("Acme &lt;b&gt;") && list.contains("New one") && list.contains("Described:")
    );
    let page = site.get("/objects/customer/42").await.body;
    assert!(
        page.contains(">plan</dt><dd><a href=\"/objects/customer?find=pro\">pro</a>"),
        "{page}"
    );
}

#[tokio::test]
async fn what_is_refused_is_named_and_nothing_that_was_typed_is_lost() {
    let site = customers().await;
    let text = "key,label\n42,Acme\n,\"Nobody </textarea>\"\n17,a,b\n";
    let answer = describe(&site, text).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "1 object described, 2 lines refused.",
        "line 3: an object's key must not be empty",
        "line 4: it has 3 cells where 2 are expected",
        "42,Acme\n,\"Nobody &lt;/textarea>\"\n17,a,b",
        "id=\"describe\" open",
    ] {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    assert!(site.get("/objects/customer/42").await.body.contains("Acme"));
    let answer = describe(&site, "name\nAcme").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("names no column") && answer.body.contains("name\nAcme"));
    let other = site
        .post(DIRECTORY, &[("do", "drop"), ("pasted", "")])
        .await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn viewers_neither_see_nor_use_it() {
    let site = customers().await;
    site.add_person("ben@example.com", Role::Viewer).await;
    site.sign_in("", "ben@example.com", PASSWORD).await;
    assert!(
        !site
            .get(DIRECTORY)
            .await
            .body
            .contains("Names and attributes")
    );
    let answer = describe(&site, "key,label\n42,Acme\n").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!site.get(DIRECTORY).await.body.contains("Acme"));
    site.set_cookie(None);
    let answer = describe(&site, "key,label\n42,Acme\n").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("Your session has ended"));
}

/// A shop's database in the site's folder, as the source `shop`.
async fn shop(site: &Site) -> std::path::PathBuf {
    let file = site.folder.path().join("shop.db");
    let statements = "create table client (id int, name text, plan text);
                      insert into client values (42, 'Acme', 'pro')";
    execute(&file, statements).await;
    let url = format!("sqlite://{}", file.display());
    let added = site.dbag.add_source(&ACTOR, "shop", &url, clock()).await;
    added.expect("a source");
    file
}

async fn execute(file: &std::path::Path, statements: &'static str) {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    let mut connection = options.connect().await.expect("opened");
    sqlx::raw_sql(statements)
        .execute(&mut connection)
        .await
        .expect("executed");
    sqlx::Connection::close(connection).await.expect("closed");
}

async fn ask(site: &Site, sql: &str) -> crate::support::Answer {
    let form = [("do", "ask"), ("source", "shop"), ("sql", sql)];
    site.post(DIRECTORY, &form).await
}

#[tokio::test]
async fn a_query_describes_objects_is_shown_and_removed() {
    let site = customers().await;
    shop(&site).await;
    let sql = "select id as key, name as label, plan from client where plan <> '<b>'";
    let answer = ask(&site, sql).await;
    assert_eq!(
        answer.header("location"),
        "/objects/customer?done=described"
    );
    let page = site.get(DIRECTORY).await.body;
    for words in [
        "Acme",
        "where plan &lt;> '&lt;b>'",
        "Asked once a day; last: today 09:00.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let sources = site.get("/sources").await.body;
    assert!(
        sources.contains("objects of kind customer") && !sources.contains("/sources/shop/remove")
    );
    let kept = site.post("/sources/shop/remove", &[]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    let removed = site.post(DIRECTORY, &[("do", "forget")]).await;
    assert_eq!(removed.header("location"), "/objects/customer?done=removed");
    assert!(!site.get(DIRECTORY).await.body.contains("Asked once a day"));
    assert!(
        site.get("/objects/customer/42")
            .await
            .body
            .contains(">pro</a></dd>")
    );
    let again = site.post(DIRECTORY, &[("do", "forget")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_query_that_fails_comes_back_with_the_sources_words() {
    let site = customers().await;
    let file = shop(&site).await;
    let sql = "select id as key, name as label from client";
    ask(&site, sql).await;
    let answer = ask(&site, "select id as key from clients").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "no such table: clients",
        "select id as key from clients",
        "id=\"describe\" open",
    ] {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    let page = site.get(DIRECTORY).await.body;
    assert!(page.contains(sql) && page.contains("Acme"));
    execute(&file, "alter table client rename to gone").await;
    let tomorrow = clock() + chrono::TimeDelta::days(1);
    site.dbag
        .collector()
        .describe_due(tomorrow)
        .await
        .expect("asked");
    let page = site.get(DIRECTORY).await.body;
    for words in ["no such table: client", sql, "Acme", "id=\"describe\" open"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let none = site
        .post(DIRECTORY, &[("do", "ask"), ("source", ""), ("sql", sql)])
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.add_person("ben@example.com", Role::Viewer).await;
    site.sign_in("", "ben@example.com", PASSWORD).await;
    assert_eq!(ask(&site, sql).await.status, StatusCode::FORBIDDEN);
    let forgotten = site.post(DIRECTORY, &[("do", "forget")]).await;
    assert_eq!(forgotten.status, StatusCode::FORBIDDEN);
    assert!(!site.get(DIRECTORY).await.body.contains("from client"));
}

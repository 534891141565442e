//! Names and attributes of objects, from below their directory.

use axum::http::StatusCode;
use dbag_domain::Role;

use crate::shop::metric;
use crate::support::{PASSWORD, Site, signed_in};

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
    assert!(page.contains("<dt>plan</dt><dd>pro</dd>"), "{page}");
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
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with("/login"));
}

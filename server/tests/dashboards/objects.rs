//! Kinds, directories, and the page of an object.

use axum::http::StatusCode;
use dbag_domain::{Binding, DashboardSettings, Role};
use dbag_operations::{ImportFile, ObjectImport};

use crate::shop::{ACTOR, add, customer, dashboard, every_kind, metric};
use crate::support::{PASSWORD, Site, clock, signed_in};

async fn customers() -> Site {
    let site = signed_in("").await;
    let keys: Vec<String> = (1..=120).map(|at| format!("c{at:03}")).collect();
    let values: Vec<[f64; 1]> = (1..=120).map(|at| [f64::from(at)]).collect();
    let given: Vec<(Option<&str>, &[f64])> = keys
        .iter()
        .zip(&values)
        .map(|(key, values)| (Some(key.as_str()), values.as_slice()))
        .collect();
    metric(&site, "orders", &given).await;
    site
}

#[tokio::test]
async fn a_directory_is_paged_found_in_and_sorted() {
    let site = customers().await;
    assert!(
        site.get("/objects")
            .await
            .body
            .contains("/objects/customer")
    );
    let first = site.get("/objects/customer").await.body;
    assert!(first.contains("c001") && first.contains("c050") && !first.contains("c051"));
    assert!(
        site.get("/objects/customer?page=3")
            .await
            .body
            .contains("c120")
    );
    assert!(
        site.get("/objects/customer?page=99")
            .await
            .body
            .contains("c120")
    );
    let sorted = site.get("/objects/customer?sort=orders").await.body;
    assert!(sorted.find("c120") < sorted.find("c119") && !sorted.contains("c001"));
    let up = site
        .get("/objects/customer?sort=orders&order=up")
        .await
        .body;
    assert!(up.find("c001") < up.find("c002"));
    let found = site.get("/objects/customer?find=C11").await.body;
    assert!(found.contains("c110") && !found.contains("c109"));
    let none = site.get("/objects/customer?find=%25").await;
    assert!(none.status == StatusCode::OK && !none.body.contains("c001"));
}

#[tokio::test]
async fn an_attribute_leads_to_the_others_of_which_it_is_said() {
    let site = customers().await;
    let csv = "key,label,plan\nc007,Bond,pro & more\nc009,,pro & more\nc011,,free\n";
    let file = ImportFile {
        name: "customers.csv".to_owned(),
        bytes: csv.as_bytes().to_vec(),
    };
    let import = ObjectImport {
        kind: "customer",
        file,
        dry_run: false,
    };
    let report = site.dbag.import_objects(&ACTOR, import, clock()).await;
    assert!(report.expect("imported").is_complete());
    let page = site.get("/objects/customer/c007").await.body;
    let alike = "/objects/customer?find=pro%20%26%20more";
    assert!(page.contains(alike), "{page}");
    let found = site.get(alike).await.body;
    assert!(found.contains("Bond") && found.contains("c009"), "{found}");
    assert!(!found.contains("c011") && found.contains("2 objects"));
}

#[tokio::test]
async fn a_directory_has_the_columns_that_were_chosen() {
    let site = customers().await;
    let slugs: Vec<String> = (1..=9).map(|at| format!("extra-{at}")).collect();
    for slug in &slugs {
        metric(&site, slug, &[(Some("c001"), &[7.0, 8.0, 9.0])]).await;
    }
    let columns = |page: &str| page.matches("<th scope=\"col\"").count() - 1;
    let usual = site.get("/objects/customer").await.body;
    assert_eq!(columns(&usual), 4);
    assert!(
        usual.contains("class=\"spark__line\""),
        "values have the lines of their days"
    );
    let two = site
        .get("/objects/customer?show=extra-9&show=orders&show=extra-9&show=none&sort=extra-9")
        .await
        .body;
    assert_eq!(columns(&two), 2);
    assert!(
        two.find("c001") < two.find("c002"),
        "what has no value comes last"
    );
    let kept = "/objects/customer?show=extra-9&amp;show=orders&amp;sort=orders";
    assert!(two.contains(kept), "an order keeps the columns");
    let all: Vec<_> = slugs.iter().map(|slug| format!("show={slug}")).collect();
    let most = site
        .get(&format!("/objects/customer?{}", all.join("&")))
        .await;
    assert_eq!(columns(&most.body), 8);
    let unknown = site.get("/objects/customer?show=%3Cscript%3E").await.body;
    assert_eq!(columns(&unknown), 4);
}

#[tokio::test]
async fn a_search_answers_programs() {
    let site = customers().await;
    let found = site
        .get("/objects/customer/search.json?q=c00&limit=2")
        .await;
    assert_eq!(
        found.body,
        r#"[{"key":"c001","label":"c001"},{"key":"c002","label":"c002"}]"#
    );
    let many = site
        .get("/objects/customer/search.json?q=&limit=9999")
        .await;
    assert_eq!(many.body.matches("\"key\"").count(), 50);
    site.set_cookie(None);
    let nobody = site.get("/objects/customer/search.json?q=c").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert!(!nobody.body.contains("c001"));
}

#[tokio::test]
async fn an_object_is_renamed_and_archived_by_editors() {
    let site = customers().await;
    let page = "/objects/customer/c007";
    let renamed = site
        .post(page, &[("do", "rename"), ("label", "Acme <b>")])
        .await;
    assert_eq!(
        renamed.header("location"),
        "/objects/customer/c007?done=saved"
    );
    assert!(site.get(page).await.body.contains("Acme &lt;b&gt;"));
    let empty = site.post(page, &[("do", "rename"), ("label", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.post(page, &[("do", "archive")]).await;
    assert!(
        !site
            .get("/objects/customer?find=c007")
            .await
            .body
            .contains("Acme")
    );
    assert!(
        site.get("/objects/customer?archived=yes")
            .await
            .body
            .contains("Acme")
    );
    assert!(site.get(page).await.body.contains("archived"));
    site.post(page, &[("do", "restore")]).await;
    assert!(
        site.get("/objects/customer?find=c007")
            .await
            .body
            .contains("Acme")
    );
    site.add_person("ben@example.com", Role::Viewer).await;
    site.sign_in("", "ben@example.com", PASSWORD).await;
    let refused = site.post(page, &[("do", "archive")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        site.get("/objects/customer/none").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        site.get("/objects/Not-a-kind").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_key_that_is_spelled_like_a_page_has_its_own() {
    let site = signed_in("").await;
    let keys = [
        (Some("edit"), &[1.0][..]),
        (Some("search.json"), &[2.0][..]),
    ];
    metric(&site, "orders", &keys).await;
    let each = DashboardSettings {
        about: customer(),
        ..dashboard("health", Vec::new())
    };
    add(&site, &each).await;
    let list = site.get("/objects/customer").await.body;
    for (path, dashboard) in [
        ("/objects/customer/%65dit", "/d/health/%65dit"),
        ("/objects/customer/%73earch.json", "/d/health/%73earch.json"),
    ] {
        assert!(list.contains(&format!("href=\"{path}\"")), "{path}");
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(&format!("href=\"{dashboard}\"")));
        let shown = site.get(dashboard).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(!shown.body.contains("Settings of the dashboard"));
    }
}

/// Browsers take `.` and `..` for folders, escaped or not.
#[tokio::test]
async fn a_key_of_dots_has_pages() {
    let site = signed_in("").await;
    let values: [(Option<&str>, &[f64]); 3] = [
        (Some("."), &[41.0]),
        (Some(".."), &[42.0]),
        (Some("ACME  "), &[43.0]),
    ];
    metric(&site, "orders", &values).await;
    let each = DashboardSettings {
        about: customer(),
        ..dashboard("health", every_kind("orders", Binding::Page))
    };
    add(&site, &each).await;
    let list = site.get("/objects/customer").await.body;
    for (part, value) in [("%20.", "41"), ("%20..", "42"), ("ACME", "43")] {
        let path = format!("/objects/customer/{part}");
        assert!(list.contains(&format!("href=\"{path}\"")), "{path}");
        let page = site.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(value), "{path}");
        let dashboard = format!("/d/health/{part}");
        assert!(
            page.body.contains(&format!("href=\"{dashboard}\"")),
            "{path}"
        );
        let shown = site.get(&dashboard).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains(value), "{dashboard}");
        let renamed = site
            .post(&path, &[("do", "rename"), ("label", "Odd")])
            .await;
        assert_eq!(renamed.header("location"), format!("{path}?done=saved"));
    }
    let blank = site.get("/objects/customer/ACME%20%20").await;
    assert_eq!(blank.status, StatusCode::OK, "blanks are no part of a key");
}

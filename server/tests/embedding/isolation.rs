//! R1: what is signed for one customer shows no byte of another, on any way.

use axum::http::{Method, StatusCode};
use dbag_domain::ObjectKey;
use serde_json::json;

use crate::canaries::{self, CUSTOMERS, Eye, key, label, note};
use crate::neutral::Neutral;
use crate::site::panels;
use crate::support::{Answer, Site, clock};
use crate::tokens::{Signer, claims};

/// What a customer was given: a token for the dashboard, one for a panel of it, one for a metric.
struct Given {
    dashboard: String,
    panel: String,
    metric: String,
}

/// The site, who signs for it, and the numbers of the panels of `mine` and of the one of `other`.
struct Shop {
    site: Site,
    eye: Eye,
    given: Vec<Given>,
    panels: Vec<i64>,
    other: i64,
}

impl Shop {
    async fn start() -> Self {
        let site = canaries::site().await;
        let signer = Signer::new(&site.dbag, "shop").await;
        let ids = |found: Vec<(_, i64)>| found.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
        let mine = ids(panels(&site, "mine").await);
        let given = (0..CUSTOMERS).map(|customer| {
            let token = |resource| signer.sign(&claims(&resource, &key(customer)));
            Given {
                dashboard: token(json!({"dashboard": "mine"})),
                panel: token(json!({"panel": mine[1]})),
                metric: token(json!({"metric": "stock"})),
            }
        });
        Self {
            given: given.collect(),
            eye: Eye::new(),
            other: ids(panels(&site, "other").await)[0],
            panels: mine,
            site,
        }
    }

    /// Every address that a customer has, pictures as PNG left out.
    fn addresses(&self, customer: usize) -> Vec<String> {
        let given = &self.given[customer];
        let mut addresses = vec![format!("/embed/dashboard/{}", given.dashboard)];
        for form in [
            "panel/T",
            "panel/T.svg",
            "panel/T.csv",
            "badge/T.svg",
            "badge/T.json",
        ] {
            let at = |token: &str| format!("/embed/{}", form.replace('T', token));
            addresses.extend([at(&given.panel), at(&given.metric)]);
            let of_panel = |id: &i64| format!("{}?panel={id}", at(&given.dashboard));
            addresses.extend(self.panels.iter().map(of_panel));
        }
        addresses
    }

    async fn asked(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.site.send(Method::GET, path, None, headers).await
    }

    /// Asserts that nobody else is in an answer.
    fn assert_own(&self, customer: usize, answer: &Answer, what: &str) {
        let foreign = self.eye.foreign(customer, answer);
        assert_eq!(foreign, None, "customer {customer} {what}: {}", answer.body);
    }
}

#[tokio::test]
async fn r01_embed_isolation_every_address_shows_its_own_customer_and_no_other() {
    let shop = Shop::start().await;
    for customer in 0..CUSTOMERS {
        let addresses = shop.addresses(customer);
        let page = shop.site.get(&addresses[0]).await;
        for word in [label(customer), note(customer)] {
            assert!(page.body.contains(&word), "{word}: {}", page.body);
        }
        for query in [
            "range=all&compare=previous",
            "range=1m&compare=year&step=week",
            "step=month",
        ] {
            let path = format!("{}?{query}", addresses[0]);
            let answer = shop.site.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
            shop.assert_own(customer, &answer, &path);
        }
        let mut shown = 0;
        for path in &addresses {
            let answer = shop.site.get(path).await;
            shop.assert_own(customer, &answer, path);
            if answer.status == StatusCode::OK {
                assert!(
                    shop.eye.sees_own(customer, &answer),
                    "{path}: {}",
                    answer.body
                );
                shown += 1;
            }
        }
        // A badge of two series is none; and is had in two forms.
        assert_eq!(shown, addresses.len() - 2);
    }
}

#[tokio::test]
async fn r01_embed_isolation_no_place_of_an_address_names_another_customer() {
    let shop = Shop::start().await;
    let neutral = Neutral::of(&shop.site).await;
    for customer in 0..CUSTOMERS {
        let addresses = shop.addresses(customer);
        for (at, other) in (0..CUSTOMERS)
            .filter(|other| *other != customer)
            .enumerate()
        {
            let other = key(other);
            let places = [
                format!("object={other}"),
                format!("customer={other}"),
                format!("object=customer/{other}"),
                format!("params=%7B%22customer%22%3A%22{other}%22%7D"),
                format!("range=7d&key={other}"),
            ];
            // The page with all places, and all other addresses in turns.
            let page = places.iter().map(|place| (&addresses[0], place));
            let turn = 1 + (at * places.len()) % (addresses.len() - 1);
            let others = addresses[1..].iter().cycle().skip(turn).zip(&places);
            for (path, place) in page.chain(others) {
                let join = if path.contains('?') { '&' } else { '?' };
                let path = format!("{path}{join}{place}");
                let refused = shop.site.get(&path).await;
                neutral.assert_refused(&refused, StatusCode::BAD_REQUEST, &path);
            }
        }
    }
}

#[tokio::test]
async fn r01_embed_isolation_no_header_and_no_path_names_another_customer() {
    let shop = Shop::start().await;
    let admin = shop.site.cookie().expect("somebody is signed in");
    shop.site.set_cookie(None);
    for customer in 0..CUSTOMERS {
        let page = format!("/embed/dashboard/{}", shop.given[customer].dashboard);
        let own = shop.site.get(&page).await;
        assert_eq!(own.status, StatusCode::OK);
        shop.assert_own(customer, &own, &page);
        for other in (0..CUSTOMERS).filter(|other| *other != customer) {
            let key = key(other);
            let foreign = format!("/embed/dashboard/{}", shop.given[other].dashboard);
            let referer = format!("https://dbag.test{foreign}");
            let headers = [
                ("referer", referer.as_str()),
                ("cookie", &admin),
                ("x-object", &key),
                ("x-customer", &key),
                ("x-original-url", &foreign),
                ("x-rewrite-url", &foreign),
                ("x-forwarded-uri", &foreign),
                ("x-forwarded-prefix", &foreign),
                ("authorization", &shop.given[other].dashboard),
            ];
            let answer = shop.asked(&page, &headers).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.body, own.body, "customer {customer} with {key}");
            assert_eq!(
                answer.headers, own.headers,
                "customer {customer} with {key}"
            );
            let below = format!("{page}/{key}");
            let answer = shop.asked(&below, &headers[2..]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{below}");
            shop.assert_own(customer, &answer, &below);
        }
    }
}

#[tokio::test]
async fn r01_embed_isolation_a_token_opens_no_panel_of_another_dashboard() {
    let shop = Shop::start().await;
    let neutral = Neutral::of(&shop.site).await;
    for given in &shop.given {
        let Given {
            dashboard,
            panel,
            metric,
        } = given;
        for (token, id) in [
            (dashboard, shop.other),
            (dashboard, 999_999),
            (dashboard, 0),
            (panel, shop.panels[0]),
            (panel, shop.other),
            (metric, shop.panels[0]),
            (metric, 0),
        ] {
            for form in [
                "panel/T",
                "panel/T.svg",
                "panel/T.png",
                "panel/T.csv",
                "badge/T.json",
            ] {
                let path = format!("/embed/{}?panel={id}", form.replace('T', token));
                let refused = shop.site.get(&path).await;
                neutral.assert_refused(&refused, StatusCode::FORBIDDEN, &path);
            }
        }
        // Not through the other door either.
        for path in [
            format!("/embed/dashboard/{panel}"),
            format!("/embed/dashboard/{metric}"),
            format!("/embed/panel/{dashboard}"),
        ] {
            let refused = shop.site.get(&path).await;
            neutral.assert_refused(&refused, StatusCode::FORBIDDEN, &path);
        }
    }
}

#[tokio::test]
async fn r01_embed_isolation_the_tag_of_anothers_picture_is_no_answer() {
    let shop = Shop::start().await;
    let mut tags = Vec::new();
    for customer in 0..CUSTOMERS {
        let picture = format!("/embed/panel/{}.svg", shop.given[customer].panel);
        tags.push(shop.site.get(&picture).await.header("etag").to_owned());
    }
    for customer in 0..CUSTOMERS {
        let picture = format!("/embed/panel/{}.svg", shop.given[customer].panel);
        for other in (0..CUSTOMERS).filter(|other| *other != customer) {
            assert_ne!(tags[customer], tags[other]);
            let answer = shop
                .asked(&picture, &[("if-none-match", &tags[other])])
                .await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.header("etag"), tags[customer]);
        }
        let all = tags.join(", ");
        let answer = shop.asked(&picture, &[("if-none-match", &all)]).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED);
        assert_eq!(
            (answer.header("etag"), &*answer.body),
            (&*tags[customer], "")
        );
    }
}

#[tokio::test]
async fn r01_embed_isolation_no_two_customers_have_the_same_png() {
    let shop = Shop::start().await;
    let mut seen: Vec<(String, String)> = Vec::new();
    for given in &shop.given[..6] {
        for token in [&given.panel, &given.metric] {
            let picture = format!("/embed/panel/{token}.png?width=300&height=120&scale=1");
            let answer = shop.site.get(&picture).await;
            assert_eq!(answer.header("content-type"), "image/png");
            let found = (answer.header("etag").to_owned(), answer.body);
            assert!(
                seen.iter()
                    .all(|(tag, body)| *tag != found.0 && *body != found.1)
            );
            seen.push(found);
        }
    }
}

/// The control: with the filter taken away, what looks for others finds them everywhere.
#[tokio::test]
async fn r01_embed_isolation_control_without_the_filter_another_customer_is_seen() {
    let shop = Shop::start().await;
    let (own, seen) = (3, ObjectKey::parse(&key(7)).expect("a key"));
    let addresses = shop.addresses(own);
    let Shop { site, eye, .. } = shop;
    let leaking = site.dbag.clone().without_object_filter(seen);
    let leaking = Site::over(leaking, "", site.folder, clock);
    let mut leaks = 0;
    for path in &addresses {
        let answer = leaking.get(path).await;
        if answer.status == StatusCode::OK {
            let found = eye.foreign(own, &answer);
            assert!(found.is_some(), "{path}: {}", answer.body);
            leaks += 1;
        }
    }
    assert_eq!(
        leaks,
        addresses.len() - 2,
        "as many as show their own otherwise"
    );
}

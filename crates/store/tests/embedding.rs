//! Embedding: keys, settings, views and share links: the contract on both databases.

mod support;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    Dashboard, DashboardSettings, Day, EmbedResource, EmbedSettings, FrameOrigin, Label, Measure,
    Metric, MetricSettings, ObjectKey, ObjectKind, PanelKind, PanelSettings, Place, Slug,
};
use dbag_store::{
    Author, EmbedKey, InstanceKey, NewDashboard, NewShareLink, Store, StoreError, TokenHash, Vault,
    ViewTotal, ViewedKey, ViewsBy,
};
use support::on_both;

const DAY: Day = Day::from_days(20_000);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).expect("in range")
}

fn vault() -> Vault {
    let key =
        InstanceKey::parse("2f1b0a9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f10");
    Vault::new(&key.expect("a key"))
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

fn customers() -> ObjectKind {
    ObjectKind::parse("customer").expect("a kind")
}

fn embed_key(kid: &str, later: i64) -> EmbedKey {
    EmbedKey {
        kid: kid.to_owned(),
        name: format!("the {kid}"),
        is_default: false,
        most_seconds: 86_400,
        created_at: now() + TimeDelta::seconds(later),
        revoked_at: None,
    }
}

async fn add_key(store: &Store, kid: &str, later: i64) -> EmbedKey {
    let (key, secret) = (embed_key(kid, later), format!("secret of {kid}"));
    let added = store.add_embed_key(&key, &secret, &vault()).await;
    added.expect("added")
}

/// The names of the keys that are the default.
async fn defaults(store: &Store) -> Vec<String> {
    let keys = store.embed_keys().await.expect("read");
    let defaults = keys.into_iter().filter(|key| key.is_default);
    defaults.map(|key| key.kid).collect()
}

async fn dashboard(store: &Store, name: &str) -> Dashboard {
    let place = Place {
        x: 0,
        y: 0,
        w: 6,
        h: 4,
    };
    let settings = DashboardSettings {
        panels: vec![PanelSettings::new(PanelKind::Heading, place)],
        ..DashboardSettings::new(slug(name), Label::parse(name).expect("a label"))
    };
    let new = NewDashboard {
        settings: &settings,
        panels: &[],
        metrics: &HashMap::new(),
    };
    store.add_dashboard(new, now()).await.expect("added")
}

async fn rename(store: &Store, old: &Dashboard, name: &str) -> Dashboard {
    let settings = DashboardSettings {
        slug: slug(name),
        ..old.to_settings()
    };
    let rows = [Some(old.panels[0].id)];
    let new = NewDashboard {
        settings: &settings,
        panels: &rows,
        metrics: &HashMap::new(),
    };
    let renamed = store.update_dashboard(old, old.version, new, now()).await;
    renamed.expect("renamed")
}

async fn metric(store: &Store, name: &str) -> Metric {
    let label = Label::parse(name).expect("a label");
    let settings = MetricSettings::new(slug(name), label, "push", Measure::Level);
    store.add_metric(&settings, now()).await.expect("added")
}

fn on() -> EmbedSettings {
    let origin = |text| FrameOrigin::parse(text).expect("an origin");
    EmbedSettings {
        is_on: true,
        origins: vec![
            origin("https://shop.example.com"),
            origin("http://localhost:3000"),
        ],
        most_seconds: Some(31_622_400),
        shows_notes: true,
    }
}

/// What a resource leads to: its name now, its panel, and whether it is on.
async fn leads(store: &Store, resource: EmbedResource) -> Option<(String, Option<i64>, bool)> {
    let found = store.embeddable(&resource).await.expect("read")?;
    let panel = found.panel.map(|panel| panel.0);
    Some((found.slug.to_string(), panel, found.settings.is_on))
}

fn view(subject: &str, kid: &str, day: Day) -> ViewedKey {
    ViewedKey {
        subject: subject.to_owned(),
        kid: kid.to_owned(),
        day,
    }
}

fn link(name: &str, object: Option<&str>) -> NewShareLink {
    let key = |text| (customers(), ObjectKey::parse(text).expect("a key"));
    NewShareLink {
        name: name.to_owned(),
        object: object.map(key),
        from: None,
        to: None,
        password_hash: None,
        shows_notes: false,
        expires_at: None,
        created_by: "ann@example.com".to_owned(),
    }
}

fn is_missing<T>(result: Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::NotFound { .. }))
}

on_both! {
    async fn the_first_key_is_the_default_and_there_is_never_another_beside_it(store: Store) {
        assert_eq!(store.embed_key(None, &vault()).await.expect("read"), None);
        let first = add_key(&store, "ek_first", 0).await;
        assert_eq!(first, EmbedKey { is_default: true, ..embed_key("ek_first", 0) });
        let second = add_key(&store, "ek_second", 1).await;
        assert_eq!(second, embed_key("ek_second", 1));
        assert_eq!(defaults(&store).await, ["ek_first"]);
        store.set_default_embed_key("ek_second").await.expect("set");
        assert_eq!(defaults(&store).await, ["ek_second"]);
        store.set_default_embed_key("ek_second").await.expect("set once more");
        assert!(is_missing(store.set_default_embed_key("ek_none").await));
        assert_eq!(defaults(&store).await, ["ek_second"], "a refusal changes nothing");
        let keys = store.embed_keys().await.expect("read");
        let kids: Vec<_> = keys.iter().map(|key| key.kid.as_str()).collect();
        assert_eq!(kids, ["ek_second", "ek_first"], "the newest first");
    }

    async fn a_key_is_found_by_its_name_or_as_the_default_with_its_secret(store: Store) {
        add_key(&store, "ek_first", 0).await;
        add_key(&store, "ek_second", 1).await;
        let found = async |kid| {
            let found = store.embed_key(kid, &vault()).await.expect("read");
            found.map(|(key, secret)| (key.kid, secret))
        };
        let first = Some(("ek_first".to_owned(), "secret of ek_first".to_owned()));
        assert_eq!(found(Some("ek_first")).await, first);
        assert_eq!(found(None).await, first);
        for kid in ["", "ek_", "EK_FIRST", "ek_first ", "%", "' or 1=1 --"] {
            assert_eq!(found(Some(kid)).await, None, "{kid}");
        }
        let taken = store.add_embed_key(&embed_key("ek_first", 5), "x", &vault()).await;
        assert!(matches!(taken, Err(StoreError::Taken { .. })), "{taken:?}");
        assert_eq!(found(Some("ek_first")).await, first, "the first one stays");
    }

    async fn a_revoked_key_is_kept_and_is_no_default_any_more(store: Store) {
        add_key(&store, "ek_first", 0).await;
        add_key(&store, "ek_second", 1).await;
        store.revoke_embed_key("ek_first", now()).await.expect("revoked");
        assert_eq!(defaults(&store).await, Vec::<String>::new());
        let (key, _) = store.embed_key(Some("ek_first"), &vault()).await.expect("read").expect("kept");
        assert_eq!((key.revoked_at, key.is_default), (Some(now()), false));
        let later = now() + TimeDelta::days(1);
        for kid in ["ek_first", "ek_none"] {
            assert!(is_missing(store.revoke_embed_key(kid, later).await), "{kid}");
            assert!(is_missing(store.set_default_embed_key(kid).await), "{kid}");
        }
        let (key, _) = store.embed_key(Some("ek_first"), &vault()).await.expect("read").expect("kept");
        assert_eq!(key.revoked_at, Some(now()), "it was revoked once");
        // Where there is no default, the next key is one.
        let third = add_key(&store, "ek_third", 2).await;
        assert!(third.is_default);
    }

    async fn r18_the_table_has_no_secret_and_no_key_opens_anothers(store: Store) {
        add_key(&store, "ek_first", 0).await;
        add_key(&store, "ek_second", 1).await;
        let kept = support::text(&store, "select secret from dbag_embed_key where kid = 'ek_first'").await;
        assert!(!kept.contains("secret of") && kept.len() > 40, "{kept}");
        let stranger = Vault::new(&InstanceKey::random());
        let opened = store.embed_key(Some("ek_first"), &stranger).await;
        assert!(matches!(opened, Err(StoreError::WrongKey)), "{opened:?}");
        // A sealed secret that somebody moves to another row is none there.
        support::execute(
            &store,
            "update dbag_embed_key set secret = (
                 select secret from dbag_embed_key where kid = 'ek_first'
             ) where kid = 'ek_second'",
        )
        .await;
        let opened = store.embed_key(Some("ek_second"), &vault()).await;
        assert!(matches!(opened, Err(StoreError::WrongKey)), "{opened:?}");
    }

    async fn a_dashboard_is_found_by_its_names_its_number_and_its_panels(store: Store) {
        let old = dashboard(&store, "old").await;
        let named = |name: &str| EmbedResource::Dashboard(Ok(slug(name)));
        let off = |name: &str| Some((name.to_owned(), None, false));
        assert_eq!(leads(&store, named("old")).await, off("old"));
        assert_eq!(leads(&store, named("none")).await, None);
        let shop = rename(&store, &old, "shop").await;
        store.set_dashboard_embed(shop.id, &on(), now()).await.expect("set");
        let expected = |panel| Some(("shop".to_owned(), panel, true));
        for resource in [named("shop"), named("old"), EmbedResource::Dashboard(Err(shop.id.0))] {
            assert_eq!(leads(&store, resource.clone()).await, expected(None), "{resource}");
        }
        let panel = shop.panels[0].id.0;
        assert_eq!(leads(&store, EmbedResource::Panel(panel)).await, expected(Some(panel)));
        for row in [-1, 0, 999, i64::MAX, i64::MIN] {
            assert_eq!(leads(&store, EmbedResource::Dashboard(Err(row))).await, None, "{row}");
            assert_eq!(leads(&store, EmbedResource::Panel(row)).await, None, "{row}");
            assert_eq!(leads(&store, EmbedResource::Metric(Err(row))).await, None, "{row}");
        }
        // Another one that has the name now is meant by it, and is not published with it.
        dashboard(&store, "old").await;
        assert_eq!(leads(&store, named("old")).await, off("old"));
        assert_eq!(leads(&store, named("shop")).await, expected(None));
    }

    async fn a_metric_is_found_until_it_is_removed(store: Store) {
        let orders = metric(&store, "orders").await;
        let named = |name: &str| EmbedResource::Metric(Ok(slug(name)));
        assert_eq!(leads(&store, named("orders")).await, Some(("orders".to_owned(), None, false)));
        store.set_metric_embed(orders.id, &on(), now()).await.expect("set");
        let settings = MetricSettings { slug: slug("sales"), ..orders.settings.clone() };
        store.update_metric(orders.id, orders.version, &settings, Author { actor: "ada", at: now() }).await.expect("renamed");
        let expected = Some(("sales".to_owned(), None, true));
        for resource in [named("sales"), named("orders"), EmbedResource::Metric(Err(orders.id.0))] {
            assert_eq!(leads(&store, resource.clone()).await, expected, "{resource}");
        }
        assert_eq!(leads(&store, EmbedResource::Dashboard(Ok(slug("sales")))).await, None);
        store.remove_metric(orders.id, now()).await.expect("removed");
        for resource in [named("sales"), named("orders"), EmbedResource::Metric(Err(orders.id.0))] {
            assert_eq!(leads(&store, resource.clone()).await, None, "{resource}");
        }
    }

    async fn settings_are_kept_as_they_were_set(store: Store) {
        let shop = dashboard(&store, "shop").await;
        let orders = metric(&store, "orders").await;
        let resources = [
            EmbedResource::Dashboard(Ok(slug("shop"))),
            EmbedResource::Metric(Ok(slug("orders"))),
        ];
        for resource in &resources {
            let found = store.embeddable(resource).await.expect("read").expect("there");
            assert_eq!(found.settings, EmbedSettings::off(), "{resource}");
        }
        let several = [
            on(),
            EmbedSettings { origins: Vec::new(), most_seconds: None, ..on() },
            EmbedSettings { is_on: false, shows_notes: false, ..on() },
            EmbedSettings::off(),
        ];
        for settings in several {
            store.set_dashboard_embed(shop.id, &settings, now()).await.expect("set");
            store.set_metric_embed(orders.id, &settings, now()).await.expect("set");
            for resource in &resources {
                let found = store.embeddable(resource).await.expect("read").expect("there");
                assert_eq!(found.settings, settings, "{resource}");
            }
        }
    }

    async fn what_goes_with_a_dashboard_is_gone_with_it(store: Store) {
        let shop = dashboard(&store, "shop").await;
        store.set_dashboard_embed(shop.id, &on(), now()).await.expect("set");
        let token = TokenHash::of("link");
        store.add_share_link(&token, shop.id, &link("Acme", None), now()).await.expect("added");
        store.remove_dashboard("shop").await.expect("removed");
        for resource in [
            EmbedResource::Dashboard(Ok(slug("shop"))),
            EmbedResource::Dashboard(Err(shop.id.0)),
            EmbedResource::Panel(shop.panels[0].id.0),
        ] {
            assert_eq!(leads(&store, resource.clone()).await, None, "{resource}");
        }
        assert_eq!(store.share_link(&token).await.expect("read"), None);
        let rows = "select cast(count(*) as text) from dbag_dashboard_embed";
        assert_eq!(support::text(&store, rows).await, "0");
        // One that takes its name is not published.
        dashboard(&store, "shop").await;
        let named = EmbedResource::Dashboard(Ok(slug("shop")));
        assert_eq!(leads(&store, named).await, Some(("shop".to_owned(), None, false)));
    }

    async fn views_are_added_up_and_tell_the_day_before(store: Store) {
        let total = async |by, name: &str, day| {
            store.view_total(by, name, day).await.expect("read")
        };
        let expected = |name: &str, day, views, before| ViewTotal {
            name: name.to_owned(), day, views, before,
        };
        assert_eq!(total(ViewsBy::Subject, "dashboard shop", DAY).await, expected("dashboard shop", DAY, 0, None));
        for views in [2, 3] {
            store
                .add_views(&[
                    (view("dashboard shop", "ek_a", DAY), views),
                    (view("dashboard shop", "ek_b", DAY), 10),
                    (view("metric orders", "ek_a", DAY), 100),
                    (view("dashboard shop", "ek_a", DAY + 4), 1_000),
                    (view("share 7", "", DAY + 9), i64::from(i32::MAX)),
                ])
                .await
                .expect("added");
        }
        for (by, name, day, views, before) in [
            (ViewsBy::Subject, "dashboard shop", DAY, 25, None),
            (ViewsBy::Subject, "dashboard shop", DAY + 1, 0, Some(DAY)),
            (ViewsBy::Subject, "dashboard shop", DAY + 4, 2_000, Some(DAY)),
            (ViewsBy::Subject, "dashboard shop", DAY + 9, 0, Some(DAY + 4)),
            (ViewsBy::Subject, "metric orders", DAY, 200, None),
            (ViewsBy::Subject, "share 7", DAY + 9, 2 * i64::from(i32::MAX), None),
            (ViewsBy::Key, "ek_a", DAY, 205, None),
            (ViewsBy::Key, "ek_a", DAY + 4, 2_000, Some(DAY)),
            (ViewsBy::Key, "ek_b", DAY + 4, 0, Some(DAY)),
            (ViewsBy::Key, "ek_c", DAY, 0, None),
        ] {
            assert_eq!(total(by, name, day).await, expected(name, day, views, before), "{name} {day}");
        }
        store.add_views(&[]).await.expect("nothing is added");
    }

    async fn r48_a_share_link_is_found_by_its_hash_alone(store: Store) {
        let shop = dashboard(&store, "shop").await;
        let written = NewShareLink {
            from: Some(DAY),
            to: Some(DAY + 30),
            password_hash: Some("$argon2id$".to_owned()),
            shows_notes: true,
            expires_at: Some(now() + TimeDelta::days(30)),
            ..link("Acme, for the board", None)
        };
        let (first, second) = (TokenHash::of("first"), TokenHash::of("second"));
        let id = store.add_share_link(&first, shop.id, &written, now()).await.expect("added");
        let other = store.add_share_link(&second, shop.id, &link("Other", None), now()).await.expect("added");
        assert_ne!(id, other);
        let found = store.share_link(&first).await.expect("read").expect("there");
        assert_eq!((found.id, &found.dashboard, &found.settings), (id, &slug("shop"), &written));
        assert_eq!((found.created_at, found.revoked_at), (now(), None));
        assert_eq!((found.views, found.last_viewed), (0, None));
        for token in ["", "first ", "FIRST", first.as_str(), "third"] {
            assert_eq!(store.share_link(&TokenHash::of(token)).await.expect("read"), None, "{token}");
        }
        let again = store.add_share_link(&first, shop.id, &written, now()).await;
        assert!(again.is_err(), "no two links have one token");
        let kept = support::text(&store, "select token_hash from dbag_share_link where name = 'Other'").await;
        assert!(kept == second.as_str() && !kept.contains("second"));
    }

    async fn r48_share_links_are_listed_revoked_once_and_counted(store: Store) {
        let (shop, other) = (dashboard(&store, "shop").await, dashboard(&store, "other").await);
        let mut ids = Vec::new();
        for (token, dashboard) in [("a", &shop), ("b", &shop), ("c", &other)] {
            let hash = TokenHash::of(token);
            let added = store.add_share_link(&hash, dashboard.id, &link(token, None), now()).await;
            ids.push(added.expect("added"));
        }
        let names = |links: Vec<dbag_store::ShareLink>| {
            links.into_iter().map(|link| link.settings.name).collect::<Vec<_>>()
        };
        assert_eq!(names(store.share_links(shop.id).await.expect("read")), ["b", "a"]);
        assert_eq!(names(store.share_links(other.id).await.expect("read")), ["c"]);
        assert_eq!(names(store.all_share_links().await.expect("read")), ["c", "b", "a"]);
        let subject = format!("share {}", ids[0].0);
        store
            .add_views(&[(view(&subject, "", DAY), 2), (view(&subject, "", DAY + 3), 5)])
            .await
            .expect("added");
        store.revoke_share_link(ids[0], now()).await.expect("revoked");
        let later = now() + TimeDelta::hours(1);
        assert!(is_missing(store.revoke_share_link(ids[0], later).await));
        assert!(is_missing(store.revoke_share_link(dbag_store::ShareLinkId(999), later).await));
        let found = store.share_link(&TokenHash::of("a")).await.expect("read").expect("kept");
        assert_eq!((found.revoked_at, found.views, found.last_viewed), (Some(now()), 7, Some(DAY + 3)));
        let others = store.share_link(&TokenHash::of("b")).await.expect("read").expect("there");
        assert_eq!((others.revoked_at, others.views), (None, 0));
    }

    async fn r48_a_share_link_names_an_object_that_is_known(store: Store) {
        let shop = dashboard(&store, "shop").await;
        let orders = metric(&store, "orders").await;
        let acme = ObjectKey::parse("Acme & Söhne/1").expect("a key");
        let objects = [(acme.clone(), Some("Acme".to_owned()))];
        store.ensure_series_of(orders.id, &customers(), &objects).await.expect("series");
        let token = TokenHash::of("a");
        let written = link("Acme", Some(acme.as_str()));
        store.add_share_link(&token, shop.id, &written, now()).await.expect("added");
        let found = store.share_link(&token).await.expect("read").expect("there");
        assert_eq!(found.settings.object, Some((customers(), acme)));
        // Without its object, a link would be to everything.
        let nobody = link("Nobody", Some("nobody"));
        let refused = store.add_share_link(&TokenHash::of("b"), shop.id, &nobody, now()).await;
        assert!(is_missing(refused));
        assert_eq!(store.all_share_links().await.expect("read").len(), 1);
    }
}

//! Queries that describe objects: asked once a day, by one, and what is known stays.

use dbag_collector::ObjectAnswer;
use dbag_domain::{ObjectKey, ObjectKind, Slug, SourceId, SourceKind};
use dbag_store::DescribedAs;

use crate::world::{Engine, World, instant, world};

const FIRST: &str = "2026-11-10T08:00:00Z";

fn customers() -> ObjectKind {
    ObjectKind::parse("customer").expect("a kind")
}

/// A table of customers in the shop, and its query for objects.
async fn shop(world: &World) -> &'static str {
    sqlx::raw_sql(
        "create table customer (id integer, name text, plan text);
         insert into customer values (42, 'Acme', 'pro'), (7, 'Zenith', null);",
    )
    .execute(&world.shop)
    .await
    .expect("customers");
    "select id as key, name as label, plan from customer order by id"
}

async fn set(world: &World, source: SourceId, sql: &str) -> Result<ObjectAnswer, String> {
    let asked = world
        .collector()
        .describe_by(&customers(), source, sql, instant(FIRST))
        .await;
    asked
        .map(|(answer, _)| answer)
        .map_err(|error| error.to_string())
}

/// Label and attributes of a customer, as they stand.
async fn said(world: &World, key: &str) -> String {
    let key = ObjectKey::parse(key).expect("a key");
    let detail = world.store.object_detail(&customers(), &key).await;
    let detail = detail.expect("read").expect("known");
    let attributes = detail.attributes.iter();
    let attributes: Vec<_> = attributes
        .map(|(name, text)| format!("{name}={text}"))
        .collect();
    format!("{} {}", detail.object.label, attributes.join(" "))
}

async fn change(world: &World, sql: &'static str) {
    sqlx::query(sql)
        .execute(&world.shop)
        .await
        .expect("changed");
}

async fn asked_daily(engine: Engine) {
    let world = world(engine).await;
    let sql = shop(&world).await;
    let answer = set(&world, world.source, sql).await.expect("it answers");
    assert_eq!(answer.described.len(), 2);
    assert_eq!(said(&world, "42").await, "Acme plan=pro");
    assert_eq!(said(&world, "7").await, "Zenith ");

    change(
        &world,
        "update customer set name = 'Acme Ltd', plan = 'free' where id = 42",
    )
    .await;
    let collector = world.collector();
    let early = collector
        .describe_due(instant("2026-11-11T07:59:00Z"))
        .await;
    assert_eq!(early.expect("asked"), []);
    assert_eq!(said(&world, "42").await, "Acme plan=pro");
    // Two replicas look at once: one of them asks.
    let due = instant("2026-11-11T08:00:00Z");
    let other = world.collector();
    let (one, two) = tokio::join!(collector.describe_due(due), other.describe_due(due));
    let mut reports = [one.expect("asked"), two.expect("asked")].concat();
    let report = reports.pop().expect("one asked");
    assert!(reports.is_empty());
    let expected = [DescribedAs::Same, DescribedAs::Changed];
    assert_eq!(
        (report.described.as_slice(), report.error),
        (&expected[..], None)
    );
    assert_eq!(said(&world, "42").await, "Acme Ltd plan=free");
    world
        .scheduler()
        .step(instant("2026-11-12T08:00:00Z"))
        .await
        .expect("a step");
    let query = world
        .store
        .object_query(&customers())
        .await
        .expect("read")
        .expect("kept");
    assert_eq!(query.asked_at, instant("2026-11-12T08:00:00Z"));
}

#[tokio::test]
async fn a_query_is_asked_daily_on_sqlite() {
    asked_daily(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_query_is_asked_daily_on_postgres() {
    asked_daily(Engine::Postgres).await;
}

async fn fails(engine: Engine) {
    let world = world(engine).await;
    let sql = shop(&world).await;
    set(&world, world.source, sql).await.expect("it answers");
    change(&world, "alter table customer rename to client").await;
    let collector = world.collector();
    let due = instant("2026-11-11T08:00:00Z");
    let reports = collector.describe_due(due).await.expect("asked");
    assert!(
        reports[0]
            .error
            .as_deref()
            .is_some_and(|error| error.contains("customer"))
    );
    let query = world
        .store
        .object_query(&customers())
        .await
        .expect("read")
        .expect("kept");
    assert!(query.error.is_some_and(|error| error.contains("customer")));
    assert_eq!(
        said(&world, "42").await,
        "Acme plan=pro",
        "what is known stays"
    );
    change(&world, "alter table client rename to customer").await;
    let soon = collector
        .describe_due(instant("2026-11-11T08:59:00Z"))
        .await;
    assert_eq!(soon.expect("asked"), []);
    let later = collector
        .describe_due(instant("2026-11-11T09:00:00Z"))
        .await;
    assert_eq!(later.expect("asked")[0].error, None);
    let query = world
        .store
        .object_query(&customers())
        .await
        .expect("read")
        .expect("kept");
    assert_eq!(query.error, None);
}

#[tokio::test]
async fn a_query_that_fails_is_asked_again_and_what_is_known_stays_on_sqlite() {
    fails(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_query_that_fails_is_asked_again_and_what_is_known_stays_on_postgres() {
    fails(Engine::Postgres).await;
}

#[tokio::test]
async fn what_is_no_such_query_is_refused_in_words_and_not_kept() {
    let world = world(Engine::Sqlite).await;
    shop(&world).await;
    let wide: Vec<String> = (0..51).map(|at| format!("{at} as a{at}")).collect();
    for (sql, words) in [
        (
            "select name from customer",
            "its columns are name; give a column named key",
        ),
        ("select id as key, missing from customer", "missing"),
        ("delete from customer", "a query may only read"),
        ("select 1 as key; select 2 as key", "one statement"),
        (
            "select id as key from customer where plan = :object",
            "leave the parameters out",
        ),
        (
            "select null as key from customer",
            "no row can be used; the first: `key` is NULL",
        ),
        (
            &format!("select 1 as key, {}", wide.join(", ")),
            "at most 50 attributes, not 51",
        ),
        (
            "with recursive n(key) as (select 1 union all select key + 1 from n where key < 60000)
             select key from n",
            "more than 50000 rows",
        ),
    ] {
        let refusal = set(&world, world.source, sql).await.expect_err(sql);
        assert!(refusal.contains(words), "{words}: {refusal}");
    }
    assert_eq!(
        world.store.object_query(&customers()).await.expect("read"),
        None
    );
    let answer = set(
        &world,
        world.source,
        "select null as key union all select 1 union all select 1",
    );
    let answer = answer.await.expect("one row can be used");
    assert_eq!(answer.described.len(), 1);
    let complaint = answer.complaint().expect("two cannot");
    assert_eq!(
        complaint,
        "2 rows were left out; the first, row 1: `key` is NULL"
    );
}

#[tokio::test]
async fn a_postgres_source_describes_objects_too() {
    let world = world(Engine::Postgres).await;
    let server = dbag_testing::postgres();
    let database = server.create_database();
    server.execute(
        &database,
        "create table customer (id bigint, name text, fee numeric, paid boolean, since date,
             seen timestamptz, extra jsonb);
         insert into customer values
             (42, 'Acme', 12.50, true, '2024-02-29', '2026-11-10 08:00:00+00', '{}');",
    );
    let url = server.url(&database);
    let slug = Slug::parse("crm").expect("a slug");
    let (kind, now) = (SourceKind::Postgres, instant(FIRST));
    let crm = world
        .store
        .add_source(&slug, kind, "crm", &url, &world.vault, now)
        .await;
    let crm = crm.expect("a source").id;
    let sql = "select id as key, name as label, fee, paid, since, seen from customer";
    set(&world, crm, sql).await.expect("it answers");
    let expected = "Acme fee=12.5 paid=true seen=2026-11-10 08:00:00 UTC since=2024-02-29";
    assert_eq!(said(&world, "42").await, expected);
    let refusal = set(&world, crm, "select id as key, extra from customer").await;
    assert!(refusal.expect_err("refused").contains("jsonb"));
    let refusal = set(&world, crm, "select 1 as key, 'x' as a, 'y' as a").await;
    assert!(
        refusal
            .expect_err("refused")
            .contains("two columns are called `a`")
    );
    let refusal = world
        .store
        .remove_source("crm")
        .await
        .expect_err("it is asked");
    assert_eq!(
        refusal.to_string(),
        "source `crm` is used by the objects of kind customer"
    );
    assert!(
        world
            .store
            .remove_object_query(&customers())
            .await
            .expect("removed")
    );
    world
        .store
        .remove_source("crm")
        .await
        .expect("nobody asks it");
    assert_eq!(said(&world, "42").await, expected);
}

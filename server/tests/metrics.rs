//! Metrics from the editor to the chart, as a browser meets them, on both databases.

mod support;

use axum::http::StatusCode;
use support::{PASSWORD, Site};

async fn with_shop(site: &Site) {
    let path = site.folder.path().join("shop.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}?mode=rwc", path.display()))
        .await
        .expect("a shop");
    sqlx::raw_sql(
        "create table orders (id integer primary key, ordered_on text, total real);
         create index orders_day on orders (ordered_on);
         with recursive n (i) as (select 0 union all select i + 1 from n where i < 599)
         insert into orders (ordered_on, total)
         select date('2026-11-23', '-' || (i % 60) || ' days'), i from n;",
    )
    .execute(&pool)
    .await
    .expect("orders");
    pool.close().await;
    site.sign_in("", "ann@example.com", PASSWORD).await;
    let url = format!("sqlite://{}", path.display());
    let added = site
        .post(
            "/sources",
            &[("slug", "shop"), ("url", &url), ("do", "add")],
        )
        .await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    assert!(
        added
            .header("location")
            .starts_with("/metric/new?source=shop")
    );
}

const ORDERS: [(&str, &str); 7] = [
    ("label", "Orders"),
    ("unit", "order"),
    ("metric_type", "row_count"),
    ("source", "shop"),
    ("property.table", "orders"),
    ("property.date_column", "ordered_on"),
    ("do_collect", "yes"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().chain(more).copied().collect()
}

async fn first_chart(site: Site) {
    with_shop(&site).await;
    let tried = site
        .post("/metric/new", &with(&ORDERS, &[("do", "try")]))
        .await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
    assert!(
        tried.body.contains("10"),
        "today's value is shown before saving"
    );
    assert_eq!(
        site.get("/metric/orders").await.status,
        StatusCode::NOT_FOUND,
        "nothing is saved"
    );

    let saved = site
        .post("/metric/new", &with(&ORDERS, &[("do", "save")]))
        .await;
    assert_eq!(
        saved.header("location"),
        "/metric/orders?done=saved",
        "{}",
        saved.body
    );
    let page = site.get("/metric/orders").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("chart__bar") || page.body.contains("chart__line"),
        "history is drawn"
    );
    let json = site.get("/metric/orders.json?days=30").await;
    let values: serde_json::Value = serde_json::from_str(&json.body).expect("JSON");
    assert_eq!(
        values["values"].as_array().map(Vec::len),
        Some(30),
        "{}",
        json.body
    );
    assert_eq!(values["values"][0], 10.0);
    assert!(
        !json.body.contains("shop") && !json.body.contains("table"),
        "{}",
        json.body
    );
    let csv = site.get("/metric/orders.csv").await;
    assert!(
        csv.body.contains("orders,2026-11-22,10"),
        "{}",
        &csv.body[..200.min(csv.body.len())]
    );
    assert!(site.get("/").await.body.contains("Orders"));
}

#[tokio::test]
async fn first_source_to_first_chart_on_sqlite() {
    first_chart(Site::start("").await).await;
}

#[tokio::test]
async fn first_source_to_first_chart_on_postgres() {
    first_chart(Site::start_on_postgres("").await).await;
}

#[tokio::test]
async fn a_refusal_stands_at_its_field_and_loses_nothing() {
    let site = Site::start("").await;
    with_shop(&site).await;
    let cases: [(&str, &str, &str); 6] = [
        ("label", "", "must not be empty"),
        ("slug", "Not A Slug", "use small letters"),
        ("metric_type", "magic", "there is no metric type"),
        ("source", "nowhere", "does not exist"),
        ("property.table", "nowhere", "nowhere"),
        ("time_zone", "Europe/Atlantis", "not a time zone"),
    ];
    for (field, text, words) in cases {
        let mut fields = with(&ORDERS, &[("description", "typed by hand"), ("do", "try")]);
        fields.retain(|(name, _)| *name != field);
        fields.push((field, text));
        if field == "label" {
            fields.retain(|(name, _)| *name != "do");
            fields.push(("do", "save"));
        }
        let answer = site.post("/metric/new", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field}: {}",
            answer.body
        );
        assert!(
            answer.body.contains(words),
            "{field}: {words} is missing in {}",
            answer.body
        );
        assert!(answer.body.contains("typed by hand"), "{field}");
    }
}

#[tokio::test]
async fn a_value_is_corrected_with_a_note_and_the_old_one_is_kept() {
    let site = Site::start("").await;
    with_shop(&site).await;
    site.post("/metric/new", &with(&ORDERS, &[("do", "save")]))
        .await;
    let correction = |day: &'static str, value: &'static str| {
        [("day", day), ("value", value), ("note", "counted by hand")]
    };
    let done = site
        .post("/metric/orders/correct", &correction("2026-11-20", "402"))
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = site.get("/metric/orders?range=30d").await;
    for words in ["402", "counted by hand", "ann@example.com"] {
        assert!(page.body.contains(words), "{words}");
    }
    for (day, value, words) in [
        ("2026-11-20", "4o2", "not a number"),
        ("2026-12-24", "1", "in the future"),
        ("yesterday", "1", "not a date"),
    ] {
        let refused = site
            .post("/metric/orders/correct", &correction(day, value))
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        assert!(
            refused.body.contains(words) && refused.body.contains("counted by hand"),
            "{day}"
        );
    }
    let asked = site.post("/metric/orders/collect", &[]).await;
    assert_eq!(asked.header("location"), "/metric/orders?done=collected");
    site.post("/metric/orders/correct", &correction("2026-11-23", "7"))
        .await;
    let asked = site.post("/metric/orders/collect", &[]).await;
    let told = site.get(asked.header("location")).await;
    assert!(
        told.body
            .contains("somebody typed or removed stays as it is")
    );
    // Asked again, the day keeps what the person typed.
    site.post(
        "/metric/orders/backfill",
        &[("from", "2026-11-19"), ("to", "2026-11-21"), ("yes", "1")],
    )
    .await;
    assert!(
        site.get("/metric/orders.csv")
            .await
            .body
            .contains("orders,2026-11-20,402")
    );
    // What was removed stays so, and the plan says what the source has.
    let mut removal = correction("2026-11-21", "").to_vec();
    removal.push(("do", "remove"));
    site.post("/metric/orders/correct", &removal).await;
    let range = [("from", "2026-11-21"), ("to", "2026-11-21")];
    let plan = site.post("/metric/orders/backfill", &range).await.body;
    assert!(!plan.contains("has no values"), "{plan}");
    let stays = plan.split("What stays").nth(1).expect("a table");
    assert!(
        stays.contains(">removed<") && stays.contains(">10<"),
        "{stays}"
    );
}

#[tokio::test]
async fn r34_the_second_of_two_savers_is_told() {
    let site = Site::start("").await;
    with_shop(&site).await;
    site.post("/metric/new", &with(&ORDERS, &[("do", "save")]))
        .await;
    let change = |label: &'static str, version: &'static str| {
        let mut fields = with(
            &ORDERS,
            &[("slug", "orders"), ("version", version), ("do", "save")],
        );
        fields.retain(|(name, _)| *name != "label");
        fields.push(("label", label));
        fields
    };
    let first = site
        .post("/metric/orders/edit", &change("First", "1"))
        .await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let second = site
        .post("/metric/orders/edit", &change("Second", "1"))
        .await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(second.body.contains("Somebody else changed this metric"));
    assert!(
        second.body.contains("value=\"Second\""),
        "what was typed stays"
    );
}

#[tokio::test]
async fn r21_ranges_are_bounded_and_odd_ones_told() {
    let site = Site::start("").await;
    with_shop(&site).await;
    site.post("/metric/new", &with(&ORDERS, &[("do", "save")]))
        .await;
    for query in [
        "from=0001-01-01&to=9999-12-31",
        "range=forever",
        "from=x&to=y",
        "step=hour",
        "from=2026-02-01",
    ] {
        let answer = site.get(&format!("/metric/orders?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    for days in ["abc", "-1", "0", "1000000000", ""] {
        let answer = site.get(&format!("/metric/orders.json?days={days}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
    }
    for query in [
        "range=all",
        "range=30d&step=week&compare=previous",
        "from=2026-01-01&to=2026-02-01",
        "range=year&compare=year",
    ] {
        assert_eq!(
            site.get(&format!("/metric/orders?{query}")).await.status,
            StatusCode::OK,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_refused_range_comes_back_as_it_was_typed() {
    let site = Site::start("").await;
    with_shop(&site).await;
    site.post("/metric/new", &with(&ORDERS, &[("do", "save")]))
        .await;
    for (from, to, at, words) in [
        ("2026-11-20", "2026-11-02", "to", "lies before the first"),
        ("2026-02-30", "2026-11-02", "from", "is not a date"),
        ("2026-11-02", "tomorrow", "to", "is not a date"),
    ] {
        let range = [("from", from), ("to", to)];
        let shown = format!("/metric/orders?from={from}&to={to}");
        let shown = site.get(&shown).await;
        let filled = site.post("/metric/orders/backfill", &range).await;
        for (form, answer) in [("", shown), ("fill-", filled)] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
            for (end, typed) in range {
                let field = input(&answer.body, &format!("{form}{end}"));
                assert!(field.contains(&format!("value=\"{typed}\"")), "{field}");
                assert_eq!(field.contains("aria-invalid"), end == at, "{field}");
            }
            let problem = format!("id=\"{form}{at}-e\"");
            let problem = answer.body.split(&problem).nth(1).unwrap_or("");
            let problem = problem.split("</p>").next().unwrap_or("");
            assert!(problem.contains(words), "{form}{at}: {problem}");
        }
    }
    let ahead = [("from", "2026-11-02"), ("to", "2026-12-24")];
    let refused = site.post("/metric/orders/backfill", &ahead).await;
    assert!(refused.body.contains("id=\"fill-to-e\""), "in the future");
}

/// The control of an id, as HTML.
fn input<'a>(body: &'a str, id: &str) -> &'a str {
    let at = body.find(&format!(" id=\"{id}\"")).unwrap_or_default();
    let from = body[..at].rfind('<').unwrap_or_default();
    body[from..].split('>').next().unwrap_or("")
}

#[tokio::test]
async fn a_backfill_without_anything_to_do_says_so() {
    let site = Site::start("").await;
    with_shop(&site).await;
    site.post("/metric/new", &with(&ORDERS, &[("do", "save")]))
        .await;
    let range = [("from", "2026-11-01"), ("to", "2026-11-20")];
    let plan = site.post("/metric/orders/backfill", &range).await;
    assert_eq!(plan.status, StatusCode::OK, "{}", plan.body);
    let words = "All 20 days are known already";
    assert!(plan.body.contains(words), "{}", plan.body);
    assert!(!plan.body.contains("Write them"));
}

#[tokio::test]
async fn r18_a_source_password_is_never_seen_again() {
    let site = Site::start("").await;
    site.sign_in("", "ann@example.com", PASSWORD).await;
    let url = "postgres://ann:canary@127.0.0.1:1/shop";
    for action in ["test", "add"] {
        let answer = site
            .post(
                "/sources",
                &[("slug", "shop"), ("url", url), ("do", action)],
            )
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.body
        );
        assert!(!answer.body.contains("canary"), "{action}");
    }
}

/// What was typed into the value of a condition is read as the command line reads it.
#[tokio::test]
async fn conditions_of_the_form_have_quotes_or_none() {
    let site = Site::start("").await;
    with_shop(&site).await;
    let tried = async |operator: &'static str, value: &'static str| {
        let filter = [
            ("filter.0.column", "ordered_on"),
            ("filter.0.operator", operator),
            ("filter.0.value", value),
            ("do", "try"),
        ];
        site.post("/metric/new", &with(&ORDERS, &filter)).await
    };
    for (operator, value) in [
        ("=", "'2026-11-23'"),
        ("=", "\"2026-11-23\""),
        ("in", "('2026-11-23', '2025-01-01')"),
        ("in", "'2026-11-23',2025-01-01"),
    ] {
        let answer = tried(operator, value).await;
        assert_eq!(answer.status, StatusCode::OK, "{value}: {}", answer.body);
        assert!(answer.body.contains("trial__figure"), "{value}");
        assert!(answer.body.contains("10 "), "{value}");
    }
    for (operator, value, words) in [
        ("=", "", "the empty text is written"),
        ("=", "'2026-11-23", "has no closing quote"),
        ("=", "== 2026-11-23", "begins with an operator"),
        ("in", "(2026-11-23", "no closing"),
        ("=", "null", "use is_null"),
    ] {
        let answer = tried(operator, value).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        assert!(answer.body.contains(words), "{value}: {}", answer.body);
    }
}

/// A trial says what a comparison leaves out, with the right form.
#[tokio::test]
async fn a_trial_says_which_days_a_query_loses() {
    let site = Site::start("").await;
    with_shop(&site).await;
    let path = site.folder.path().join("shop.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display())).await;
    let sql =
        "create table visits (at datetime); insert into visits values ('2026-11-23 10:00:00')";
    sqlx::raw_sql(sql)
        .execute(&pool.expect("the shop"))
        .await
        .expect("visits");
    let query = "select date(at) as day, count(*) as value from visits \
                 where at between :start and :end group by 1";
    let fields = [
        ("label", "Visits"),
        ("metric_type", "sql_query"),
        ("source", "shop"),
        ("measure", "flow"),
        ("property.query", query),
        ("do", "try"),
    ];
    let answer = site.post("/metric/new", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for words in [
        "ends when the last day begins",
        "at &gt;= :start_at and at &lt; :end_at",
    ] {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
}

/// The row of a day among the values of a page.
fn row_of<'a>(page: &'a str, day: &str) -> &'a str {
    let (_, behind) = page
        .split_once(&format!("datetime=\"{day}\""))
        .unwrap_or_else(|| panic!("no row of {day}"));
    behind.split("</tr>").next().expect("the rest of a row")
}

#[tokio::test]
async fn no_change_is_told_across_a_change_of_what_is_asked() {
    let site = Site::start("").await;
    with_shop(&site).await;
    site.post("/metric/new", &with(&ORDERS, &[("do", "save")]))
        .await;
    let fill = async |from, to| {
        let days = [("from", from), ("to", to), ("yes", "1")];
        let filled = site.post("/metric/orders/backfill", &days).await;
        assert_eq!(filled.status, StatusCode::SEE_OTHER, "{}", filled.body);
    };
    fill("2026-11-01", "2026-11-22").await;
    let told = async || {
        let page = site
            .get("/metric/orders?from=2026-11-10&to=2026-11-22")
            .await;
        let of_day = site.get("/metric/orders/day/2026-11-22").await;
        let says = |day| row_of(&page.body, day).contains("same");
        let changes = [says("2026-11-22"), says("2026-11-21")];
        (changes, of_day.body.contains("panel__delta"))
    };
    assert_eq!(told().await, ([true, true], true));

    let actor = dbag_operations::Actor::CommandLine;
    let metric = site.dbag.show_metric(&actor, "orders").await;
    let version = metric.expect("a metric").version;
    let form = site.dbag.form_of(&actor, "orders").await.expect("a form");
    let form = form
        .with("filter.0.column", "total")
        .with("filter.0.operator", ">=")
        .with("filter.0.value", "0");
    let now = support::clock();
    let changed = site
        .dbag
        .change_metric(&actor, "orders", version, &form, now)
        .await;
    changed.expect("changed");
    fill("2026-11-22", "2026-11-22").await;
    assert_eq!(
        told().await,
        ([false, true], false),
        "10 and 10, of other things"
    );
}

//! The editor of metrics: what it says follows what is in the form.

mod support;

use axum::http::StatusCode;
use support::{PASSWORD, Site};

/// A shop with orders of sixty days, a table that ended a month ago and one whose rows end yesterday.
async fn with_shop() -> Site {
    let site = Site::start("").await;
    let path = site.folder.path().join("shop.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}?mode=rwc", path.display()))
        .await
        .expect("a shop");
    sqlx::raw_sql(
        "create table orders (id integer primary key, placed_at text, total real);
         create table returns (id integer primary key, sent_on text);
         create table ratings (id integer primary key, rated_on text, stars real);
         with recursive n (i) as (select 0 union all select i + 1 from n where i < 599)
         insert into orders (placed_at, total)
         select date('2026-11-23', '-' || (i % 60) || ' days'), i from n;
         insert into returns (sent_on) values ('2026-10-01'), ('2026-10-20');
         insert into ratings (rated_on, stars) values ('2026-11-21', 3), ('2026-11-22', 4);",
    )
    .execute(&pool)
    .await
    .expect("tables");
    pool.close().await;
    site.sign_in("", "ann@example.com", PASSWORD).await;
    let url = format!("sqlite://{}", path.display());
    let fields = [("slug", "shop"), ("url", &url), ("do", "add")];
    let added = site.post("/sources", &fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    site
}

fn unescaped(html: &str) -> String {
    let texts = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
    ];
    let plain = |html: String, (code, text): (&str, &str)| html.replace(code, text);
    let plain = texts.into_iter().fold(html.to_owned(), plain);
    plain.replace("&amp;", "&")
}

/// The controls that a browser would send of a page's form, but for one that is changed.
fn typed(html: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, rest) = tag.split_once('>').unwrap_or((tag, ""));
        let of = |name: &str| {
            let value = tag.split(&format!(" {name}=\"")).nth(1)?;
            Some(unescaped(value.split('"').next()?))
        };
        if tag.starts_with("select ") {
            fields.push((of("name").unwrap_or_default(), String::new()));
        } else if tag.starts_with("option ") && tag.contains(" selected") {
            if let Some(select) = fields.last_mut() {
                select.1 = of("value").unwrap_or_default();
            }
        } else if tag.starts_with("textarea ") {
            // The first line break of a text area is none of its text.
            let text = unescaped(rest.strip_prefix('\n').unwrap_or(rest));
            fields.push((of("name").unwrap_or_default(), text));
        } else if tag.starts_with("input ") {
            let is_sent = match of("type").as_deref() {
                Some("radio" | "checkbox") => tag.contains(" checked"),
                _ => true,
            };
            if is_sent {
                fields.push((
                    of("name").unwrap_or_default(),
                    of("value").unwrap_or_default(),
                ));
            }
        }
    }
    fields
}

/// The form as a browser holds it: a page is shown, something is chosen, and the form is sent.
struct Browser {
    site: Site,
    body: String,
}

impl Browser {
    async fn open(site: Site, path: &str) -> Self {
        let body = site.get(path).await.body;
        Self { site, body }
    }

    async fn choose(&mut self, changes: &[(&str, &str)], action: &str) -> StatusCode {
        let mut forms = self.body.split("<form ");
        let form = forms.find(|form| form.contains("data-guarded"));
        let mut fields = typed(form.expect("the editor's form"));
        fields.retain(|(name, _)| !name.is_empty());
        for (name, text) in changes {
            match fields.iter_mut().find(|(field, _)| field == name) {
                Some(field) => field.1 = (*text).to_owned(),
                None => fields.push(((*name).to_owned(), (*text).to_owned())),
            }
        }
        fields.push(("do".to_owned(), action.to_owned()));
        let fields: Vec<_> = fields
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        let answer = self.site.post("/metric/new", &fields).await;
        self.body = answer.body;
        answer.status
    }

    fn rollups(&self) -> &str {
        let group = self.body.split("Weeks and months</legend>").nth(1);
        let group = group.expect("the group");
        group.split("</fieldset>").next().unwrap_or(group)
    }

    fn value(&self, name: &str) -> String {
        let all = typed(&self.body);
        let found = all.into_iter().find(|(field, _)| field == name);
        found.map_or_else(String::new, |(_, value)| value)
    }
}

#[tokio::test]
async fn the_roll_up_follows_the_date_column_however_it_was_chosen() {
    let mut browser = Browser::open(with_shop().await, "/metric/new?source=shop").await;
    let (of_level, of_flow) = ("value of 31 Jan, the last of 31 days", "sum of 31 days");
    assert!(
        browser.rollups().contains(of_level),
        "at first: {}",
        browser.rollups()
    );
    browser
        .choose(
            &[("metric_type", "row_count"), ("property.table", "orders")],
            "tables",
        )
        .await;
    assert_eq!(
        browser.value("property.date_column"),
        "placed_at",
        "chosen by itself"
    );
    let says_flow = |browser: &Browser| {
        let said = browser.rollups();
        assert!(said.contains(of_flow), "{said}");
        assert!(
            said.contains("as usual for it: the sum of their days"),
            "{said}"
        );
        assert!(said.contains("value=\"sum\""), "{said}");
    };
    let says_level = |browser: &Browser| {
        let said = browser.rollups();
        assert!(said.contains(of_level), "{said}");
        assert!(
            said.contains("as usual for it: the last of their days"),
            "{said}"
        );
        assert!(!said.contains("value=\"sum\""), "{said}");
    };
    says_flow(&browser);
    let id = "id=\"property-date_column\"";
    let control = browser.body.split(id).nth(1).unwrap_or_default();
    let before = browser.body.split(id).next().unwrap_or_default();
    let control = format!(
        "{}{}",
        before.rsplit('<').next().unwrap_or_default(),
        control.split('>').next().unwrap_or_default()
    );
    assert!(
        control.contains("data-retells"),
        "a choice is told at once: {control}"
    );
    // What was chosen for a flow is no choice for a level.
    browser.choose(&[("rollup", "sum")], "tables").await;
    browser
        .choose(&[("property.date_column", "")], "tables")
        .await;
    assert_eq!(
        browser.value("property.date_column"),
        "",
        "and is not chosen again"
    );
    says_level(&browser);
    browser
        .choose(&[("property.date_column", "placed_at")], "tables")
        .await;
    says_flow(&browser);
    browser.choose(&[("property.date_column", "")], "try").await;
    says_level(&browser);
}

#[tokio::test]
async fn a_zone_belongs_to_its_column() {
    let mut browser = Browser::open(with_shop().await, "/metric/new?source=shop").await;
    let rows = [("metric_type", "row_count"), ("property.table", "orders")];
    browser.choose(&rows, "tables").await;
    let zone = ("property.column_zone", "Europe/Berlin");
    browser.choose(&[zone], "tables").await;
    assert_eq!(browser.value(zone.0), zone.1, "what was typed stays");
    browser
        .choose(&[("property.date_column", "total")], "tables")
        .await;
    assert_eq!(browser.value(zone.0), "", "another column has its own");
}

#[tokio::test]
async fn what_was_typed_for_a_kind_of_number_stays_with_it() {
    let mut browser = Browser::open(with_shop().await, "/metric/new?source=shop").await;
    let query = "select count(*)\nfrom orders\nwhere total > 3";
    browser
        .choose(&[("metric_type", "sql_query")], "tables")
        .await;
    browser
        .choose(
            &[("property.query", query), ("label", "Large orders")],
            "tables",
        )
        .await;
    let rows = [("metric_type", "row_count")];
    browser.choose(&rows, "tables").await;
    browser
        .choose(&[("property.table", "orders")], "tables")
        .await;
    browser
        .choose(&[("property.date_column", "")], "add-filter")
        .await;
    browser
        .choose(
            &[("filter.0.column", "total"), ("filter.0.value", "9")],
            "tables",
        )
        .await;
    browser.choose(&[("metric_type", "push")], "tables").await;
    browser
        .choose(&[("metric_type", "sql_query")], "tables")
        .await;
    assert_eq!(browser.value("label"), "Large orders");
    assert_eq!(browser.value("source"), "shop");
    assert_eq!(browser.value("property.query"), query);
    browser.choose(&rows, "tables").await;
    assert_eq!(browser.value("property.table"), "orders");
    assert_eq!(
        browser.value("property.date_column"),
        "",
        "it was set to none"
    );
    assert_eq!(browser.value("filter.0.value"), "9");
    // What was typed for another kind is not saved, and in nobody's way.
    let saved = browser
        .choose(&[("metric_type", "sql_query")], "save")
        .await;
    assert_eq!(saved, StatusCode::SEE_OTHER, "{}", browser.body);
}

fn trial(body: &str) -> &str {
    let trial = body.split("id=\"trial\"").nth(1).unwrap_or_default();
    trial.split("</section>").next().unwrap_or(trial)
}

#[tokio::test]
async fn a_try_finds_what_is_answered_for_days_that_are_over() {
    let site = with_shop().await;
    let query = "select rated_on as day, avg(stars) as value from ratings group by rated_on";
    for measure in ["share", "level", "flow"] {
        let fields = [
            ("metric_type", "sql_query"),
            ("source", "shop"),
            ("property.query", query),
            ("measure", measure),
            ("do", "try"),
        ];
        let tried = site.post("/metric/new", &fields).await;
        let said = trial(&tried.body);
        assert!(!said.contains("no answer"), "{measure}: {said}");
        let figure = match measure {
            // A day without a row is one without anything.
            "flow" => "Today so far",
            _ => "Sun 22 Nov",
        };
        assert!(said.contains(figure), "{measure}: {said}");
    }
}

#[tokio::test]
async fn a_try_shows_the_zeros_that_would_be_saved() {
    let site = with_shop().await;
    let fields = [
        ("label", "Returns"),
        ("metric_type", "row_count"),
        ("source", "shop"),
        ("property.table", "returns"),
        ("property.date_column", "sent_on"),
        ("do_collect", "yes"),
    ];
    let with = |action| [&fields[..], &[("do", action)]].concat();
    let tried = site.post("/metric/new", &with("try")).await;
    let said = trial(&tried.body);
    for words in [
        "Today so far",
        "8 of the last 8 days have a value.",
        "There is no row on these days: a day without one counts as 0.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let saved = site.post("/metric/new", &with("save")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let csv = site.get("/metric/returns.csv?range=30d").await.body;
    assert!(csv.contains("returns,2026-11-22,0"), "{csv}");
}

#[tokio::test]
async fn a_try_without_an_answer_says_of_which_days() {
    let site = with_shop().await;
    let query = "select sent_on as day, count(*) as value from returns group by sent_on";
    let fields = [
        ("metric_type", "sql_query"),
        ("source", "shop"),
        ("property.query", query),
        ("measure", "share"),
        ("do", "try"),
    ];
    let tried = site.post("/metric/new", &fields).await;
    let said = trial(&tried.body);
    let words = "There was no answer for the last 8 days.";
    assert!(said.contains(words), "{said}");
}

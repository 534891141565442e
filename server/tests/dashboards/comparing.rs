//! What days that are over are compared with: the same on the page and in every file.

use axum::http::StatusCode;
use dbag_domain::{Binding, Day, PanelKind};
use dbag_operations::{MetricForm, SentValue};

use crate::shop::{ACTOR, add, dashboard, panel, series};
use crate::support::{Site, clock, signed_in};

/// Two orders a day in October, one a day in September, three a day in November.
pub(crate) async fn orders() -> Site {
    let site = signed_in("").await;
    let form = MetricForm::new()
        .with("slug", "orders")
        .with("label", "orders")
        .with("metric_type", "push")
        .with("measure", "flow")
        .with("unit", "order");
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
    let first = Day::parse("2026-09-01").expect("a date");
    for at in 0..83 {
        let day = first + at;
        let value = match at {
            0..30 => "1",
            30..61 => "2",
            _ => "3",
        };
        let sent = SentValue::new(value, Some(day), None);
        let pushed = site.dbag.push(&ACTOR, "orders", &sent, clock()).await;
        pushed.expect("pushed");
    }
    site
}

pub(crate) async fn with_panel(kind: PanelKind) -> (Site, String) {
    let site = orders().await;
    let shown = vec![panel(kind, 0, vec![series("orders", Binding::Whole)])];
    add(&site, &dashboard("shop", shown)).await;
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    let file = format!("/d/shop/panel/{}", kept.panels[0].id.0);
    (site, file)
}

/// The words of a page: no tags, no comments, one space between them.
pub(crate) fn words(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let end = match rest[at..].starts_with("<!--") {
            true => rest[at..].find("-->").map(|end| end + 3),
            false => rest[at..].find('>').map(|end| end + 1),
        };
        // What stands in two cells is two words.
        if rest[at..].starts_with("</t") || rest[at..].starts_with("</p") {
            text.push(' ');
        }
        rest = end.map_or("", |end| &rest[at + end..]);
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_number_over_days_that_are_over_stands_beside_those_before() {
    let (site, file) = with_panel(PanelKind::Number).await;
    for query in [
        "range=last-month&compare=previous",
        "from=2026-10-01&to=2026-10-31&compare=previous",
        "range=last-month&compare=previous&step=week",
    ] {
        let page = words(&site.get(&format!("/d/shop?{query}")).await.body);
        let said = "1 Oct – 31 Oct: 62 orders, ▲ +107 % on 1 Sep – 30 Sep: 30 orders";
        assert!(page.contains(said), "{query}: {page}");
        assert!(page.contains("As of 31 Oct"), "{page}");
        let made = "1 Sep – 30 Sep: sum of 30 days.";
        assert!(page.contains(made), "{page}");

        let svg = site.get(&format!("{file}.svg?{query}")).await.body;
        let said = "1 Oct – 31 Oct: 62 orders, +107 % on 1 Sep – 30 Sep: 30 orders";
        assert!(svg.contains(said), "{query}: {svg}");

        let json = site.get(&format!("{file}.json?{query}")).await.body;
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let columns = &json["columns"];
        assert_eq!(columns[0]["total"]["value"], 2.0, "the last day's: {json}");
        assert_eq!(columns[0]["range"]["value"], 62.0, "{json}");
        assert_eq!(columns[1]["range"]["value"], 30.0, "{json}");
        assert_eq!(columns[1]["range"]["from"], "2026-09-01", "{json}");
    }
    let csv = site
        .get(&format!("{file}.csv?range=last-month&compare=previous"))
        .await;
    let lines: Vec<_> = csv.body.lines().collect();
    assert_eq!(lines[0], "day,name,orders,\"orders, period before\"");
    assert_eq!(lines[1], "2026-10-01,1 Oct 2026,2,1");
    assert_eq!(lines[31], "2026-10-31,31 Oct 2026,2,");
}

#[tokio::test]
async fn a_number_over_other_days_says_why_it_is_not_compared() {
    let (site, _) = with_panel(PanelKind::Number).await;
    let page = |query: &'static str| {
        let site = &site;
        async move { words(&site.get(&format!("/d/shop?{query}")).await.body) }
    };
    let before = page("from=2026-09-01&to=2026-09-30&compare=previous").await;
    let said = "1 Sep – 30 Sep: 30 orders, 1 Aug – 31 Aug: no values";
    assert!(before.contains(said), "{before}");
    let running = page("range=month&compare=previous").await;
    assert!(!running.contains("1 Nov – 23 Nov:"), "{running}");
    let alone = page("range=last-month&compare=none").await;
    assert!(!alone.contains("62 orders"), "{alone}");
}

#[tokio::test]
async fn a_table_says_on_the_page_what_its_files_say() {
    let (site, file) = with_panel(PanelKind::Table).await;
    let query = "from=2026-10-01&to=2026-10-31&step=month&compare=previous";
    let page = words(&site.get(&format!("/d/shop?{query}")).await.body);
    for said in [
        "Month orders orders, period before",
        "Oct 2026 62 30",
        "All days 62 30",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let csv = site.get(&format!("{file}.csv?{query}")).await.body;
    assert_eq!(
        csv,
        "month,name,orders,\"orders, period before\"\n2026-10-01,Oct 2026,62,30\n"
    );
    let json = site.get(&format!("{file}.json?{query}")).await.body;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["columns"][1]["total"]["value"], 30.0, "{json}");
    let svg = site.get(&format!("{file}.svg?{query}")).await.body;
    let svg = words(&svg.replace("</text>", "</text></t>"));
    assert!(svg.contains("All days 62 30"), "{svg}");
}

async fn goal(site: &Site, shape: &str, points: &str) {
    let fields = [("shape", shape), ("points", points), ("do", "save")];
    let answer = site.post("/metric/orders/goal", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test]
async fn progress_over_days_that_are_over_is_reached_or_missed() {
    let (site, file) = with_panel(PanelKind::Progress).await;
    goal(&site, "constant", "1.5").await;
    let page = |query: &'static str| {
        let site = &site;
        async move { words(&site.get(&format!("/d/shop?{query}")).await.body) }
    };
    let reached = page("range=last-month").await;
    assert!(
        reached.contains("goal reached, 15.5 orders beyond it"),
        "{reached}"
    );
    let missed = page("from=2026-09-01&to=2026-09-30").await;
    assert!(missed.contains("goal missed by 15 orders"), "{missed}");
    for past in [&reached, &missed] {
        assert!(
            !past.contains("pace") && !past.contains("by today"),
            "{past}"
        );
    }
    let ahead = page("range=month").await;
    assert!(
        ahead.contains("goal reached, 21 orders beyond it"),
        "{ahead}"
    );
    let svg = site.get(&format!("{file}.svg?range=last-month")).await.body;
    assert!(svg.contains("goal reached, 15.5 orders beyond it"), "{svg}");
    assert!(!svg.contains("by today"), "{svg}");

    goal(&site, "constant", "4").await;
    let behind = page("range=month").await;
    assert!(behind.contains("behind pace"), "{behind}");
    assert!(behind.contains("by 30 Nov"), "{behind}");
    let ramp = "2026-09-01 1, 2026-12-31 1";
    goal(&site, "ramp", ramp).await;
    let past = page("range=last-month").await;
    assert!(
        !past.contains("by 31 Oct"),
        "what is over has no date to come: {past}"
    );
}

/// Days for which nothing is planned bring nothing of what is.
#[tokio::test]
async fn progress_is_of_days_that_have_a_goal() {
    let (site, file) = with_panel(PanelKind::Progress).await;
    goal(&site, "steps", "2026-10-16 1").await;
    let of = |query: &'static str| {
        let site = &site;
        let path = format!("{file}.json?{query}");
        async move { site.get(&path).await.body }
    };
    let part = of("from=2026-09-01&to=2026-10-31").await;
    let total = "\"total\":{\"value\":32.0,\"from\":\"2026-10-16\"";
    assert!(part.contains(total), "{part}");
    let page = site.get("/d/shop?from=2026-09-01&to=2026-10-31").await;
    assert!(words(&page.body).contains("goal reached, 16 orders beyond it"));
    let before = site.get("/d/shop?from=2026-09-01&to=2026-09-30").await;
    let said = words(&before.body);
    assert!(said.contains("The goal begins on 16 Oct 2026."), "{said}");
    // It begins before these days, which have no values.
    let (page, svg) = (
        site.get("/d/shop?from=2026-11-24&to=2026-11-30").await.body,
        site.get(&format!("{file}.svg?from=2026-09-01&to=2026-09-30"))
            .await
            .body,
    );
    assert!(!words(&page).contains("The goal begins"), "{page}");
    assert!(svg.contains("The goal begins on 16 Oct 2026."), "{svg}");
}

/// What is aimed at by the month's end is not what is aimed at in its days so far.
#[tokio::test]
async fn a_picture_of_progress_says_by_when() {
    let (site, file) = with_panel(PanelKind::Progress).await;
    goal(&site, "constant", "4").await;
    let page = site.get("/d/shop?range=month").await.body;
    let svg = site.get(&format!("{file}.svg?range=month")).await.body;
    for said in [words(&page), svg] {
        assert!(said.contains("of 120 orders by 30 Nov"), "{said}");
    }
    goal(&site, "ramp", "2026-11-01 10, 2026-12-20 100").await;
    let svg = site.get(&format!("{file}.svg?range=30d")).await.body;
    assert!(!svg.contains("by 30 Nov"), "{svg}");
}

#[tokio::test]
async fn a_panel_without_a_goal_leads_to_where_one_is_set() {
    let (site, _) = with_panel(PanelKind::Progress).await;
    let page = site.get("/d/shop?range=last-month").await.body;
    let link = "/metric/orders?range=last-month#goal";
    assert!(page.contains(link), "{page}");
    assert!(!page.contains("Edit the panel"));
    let metric = site.get("/metric/orders").await.body;
    let (before, _) = metric.split_once("id=\"goal\"").expect("the place");
    let unfolds = before.rfind("<details") > before.rfind("</details>");
    assert!(unfolds, "browsers unfold what an address's place stands in");
    assert!(before.rfind("</summary>") > before.rfind("<details"));
}

#[tokio::test]
async fn a_goal_may_name_what_it_counts() {
    let (site, _) = with_panel(PanelKind::Progress).await;
    goal(&site, "constant", "12 orders a day").await;
    let page = words(&site.get("/d/shop?range=last-month").await.body);
    assert!(page.contains("372 orders"), "12 on each of 31 days: {page}");
    let fields = [
        ("shape", "constant"),
        ("points", "12 a week"),
        ("do", "save"),
    ];
    let refused = site.post("/metric/orders/goal", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = "“12 a week” is no number of orders; write one number, like 12";
    let page = words(&refused.body);
    assert!(
        page.contains("is no number of orders; write one number, like 12"),
        "{said}: {page}"
    );
}

/// In Pago Pago it is still yesterday: the panel ends with a day that this metric has not begun.
#[tokio::test]
async fn a_day_that_is_not_over_in_one_of_several_zones_is_told() {
    let site = signed_in("").await;
    let mut shown = Vec::new();
    for (slug, zone, today) in [
        ("here", "UTC", "2026-11-23"),
        ("west", "Pacific/Pago_Pago", "2026-11-22"),
    ] {
        let form = MetricForm::new()
            .with("slug", slug)
            .with("label", slug)
            .with("metric_type", "push")
            .with("measure", "flow")
            .with("time_zone", zone);
        let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
        added.expect("added");
        let today = Day::parse(today).expect("a date");
        for day in [today - 1, today] {
            let sent = SentValue::new("2", Some(day), None);
            let pushed = site.dbag.push(&ACTOR, slug, &sent, clock()).await;
            pushed.expect("pushed");
        }
        shown.push(series(slug, Binding::Whole));
    }
    let panels = vec![panel(PanelKind::Line, 0, shown)];
    add(&site, &dashboard("zones", panels)).await;
    let page = words(&site.get("/d/zones?range=7d").await.body);
    for (slug, missing) in [
        ("here", "the last without a value is 21 Nov"),
        ("west", "the last without a value is 20 Nov"),
    ] {
        let made = format!("{slug}: sum of 2 of 7 days; {missing}; the last day is not over");
        assert!(page.contains(&made), "{made}: {page}");
    }
    let past = words(
        &site
            .get("/d/zones?from=2026-11-15&to=2026-11-21")
            .await
            .body,
    );
    assert!(!past.contains("is not over"), "{past}");
}

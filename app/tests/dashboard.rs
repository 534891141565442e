//! Dashboards as their HTML: every kind of panel, whatever is in it.

#[path = "../examples/made_up/mod.rs"]
mod made_up;

use dbag_app::{DashboardPage, Page, Refresh, TypedDays, render};
use dbag_domain::{
    Day, DayRange, Label, Measure, PanelKind, PanelOptions, Problem, RangeChoice, Role, Step,
};
use dbag_operations::{DashboardView, PanelContent, PanelView, SeriesView, Subject, Unavailable};
use made_up::dashboards::{
    Board, about_customer, alone, chart, days, many, object, page, ranking, rare, series, shop,
};
use made_up::{frame, today};

/// What would run if any text became HTML.
const EVIL: &str = "\"'><img src=x onerror=alert(1)><!><script>alert(2)</script>";

fn drawn_as(role: Role, page: DashboardPage) -> String {
    render(&frame(Some(role)), Page::Dashboard(Box::new(page)))
}

fn drawn(view: DashboardView) -> String {
    drawn_as(Role::Viewer, page(view))
}

fn assert_harmless(html: &str) {
    assert!(!html.contains("<img"), "{html}");
    assert!(!html.contains("<script>alert"), "{html}");
    assert!(!html.contains("\"\"'>"), "an attribute was left: {html}");
}

fn each_series(content: &mut PanelContent) -> Vec<&mut SeriesView> {
    match content {
        PanelContent::Number(number) => vec![&mut number.series],
        PanelContent::Chart(chart) => chart.series.iter_mut().collect(),
        PanelContent::Calendar(series) => vec![series],
        PanelContent::Progress(progress) => vec![&mut progress.series],
        _ => Vec::new(),
    }
}

#[test]
fn r15_texts_stay_text_on_a_dashboard() {
    let mut view = about_customer();
    view.dashboard.settings.label = Label::parse(EVIL).expect("a label may hold this");
    view.dashboard.settings.description = EVIL.to_owned();
    view.dashboard.settings.icon = "\"><b>".to_owned();
    for note in &mut view.notes {
        note.text = EVIL.to_owned();
        note.author = EVIL.to_owned();
    }
    let mut page_object = object(1, EVIL, EVIL);
    if let Subject::Object(page) = &mut view.subject {
        page.object = page_object.clone();
        page.previous = Some(page_object.clone());
    }
    for panel in &mut view.panels {
        panel.title = EVIL.to_owned();
        panel.panel.settings.title = EVIL.to_owned();
        for series in each_series(&mut panel.content) {
            series.name = EVIL.to_owned();
            series.unit.singular = EVIL.to_owned();
            series.unit.plural = EVIL.to_owned();
            series.object = Some(EVIL.to_owned());
        }
        match &mut panel.content {
            PanelContent::Text(text) => *text = format!("{EVIL}\n\n{EVIL}"),
            PanelContent::Ranking(ranking) => ranking.rows[0].name = EVIL.to_owned(),
            PanelContent::Multiples(all) => all.ranking.rows[0].name = EVIL.to_owned(),
            PanelContent::Unavailable(why) => {
                *why = Unavailable::MetricRemoved(EVIL.to_owned());
            }
            _ => {}
        }
    }
    page_object.label = EVIL.to_owned();
    let mut shown = page(view);
    shown.find = EVIL.to_owned();
    shown.found = vec![page_object];
    shown.typed = TypedDays {
        from: EVIL.to_owned(),
        to: EVIL.to_owned(),
    };
    shown.view.problem = Some(Problem::field("from", EVIL));
    for wall in [false, true] {
        let page = DashboardPage {
            wall,
            ..shown.clone()
        };
        let html = drawn_as(Role::Admin, page);
        assert_harmless(&html);
        assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }
}

#[test]
fn r04_without_script_every_number_and_picture_is_there() {
    let html = drawn(shop());
    for part in [
        // A number with its change, how it stands, and its line.
        "highest since 3 Mar, up 5 days in a row",
        "class=\"spark\"",
        "on Sunday 15 Nov",
        // Charts with names, values, notes and what they are compared with.
        "mean of 7 days",
        "period before, 28 May – 25 Aug",
        "class=\"chart__note-label\"",
        "Prices went up",
        "Ann, for you only",
        // The others.
        "Week of 16 Nov 2026",
        "All days",
        "class=\"heat\"",
        "of 78,000 orders by 31 Dec",
        "on pace",
        "at this rate reached 3 Feb 2027",
        "8 of 128 customers",
        "one scale for all",
        "page 2 of 6",
        "<strong>What counts as an order?</strong>",
        // States.
        "The metric “Sign-ups” was removed.",
        "No values yet. The first one is drawn here.",
        "No goal is set for this number yet.",
    ] {
        assert!(html.contains(part), "{part}");
    }
    // Links and forms, with every choice in the address.
    for part in [
        "href=\"/d/shop?range=30d\"",
        "href=\"/d/shop?step=week\"",
        "href=\"/d/shop?compare=year\"",
        "<option value=\"last-quarter\">",
        "href=\"/d/shop/panel/2.csv\"",
        "href=\"/d/shop/panel/2.svg\"",
        "href=\"/d/shop?page=3#p17\"",
        "href=\"/d/shop?wall=1\"",
        "href=\"/metric/orders?range=90d\"",
        "href=\"/objects/customer/1\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn a_page_about_an_object_keeps_its_choices_on_the_way_to_others() {
    let html = drawn(about_customer());
    let query = "range=last-quarter&amp;step=week&amp;compare=year";
    for part in [
        "<strong>Bluebird Logistics</strong>",
        ">archived</span>",
        &format!("href=\"/d/customer/41?{query}\""),
        &format!("href=\"/d/customer/43?{query}\""),
        &format!("href=\"/d/customer/a%2F42%20%C3%BC?{query}&amp;wall=1\""),
        &format!("href=\"/d/customer/panel/2.csv?{query}&amp;object=a%2F42%20%C3%BC\""),
        "data-search=\"/objects/customer/search.json\"",
        "data-base=\"/d/customer/\"",
        "<input type=\"hidden\" name=\"range\" value=\"last-quarter\">",
        // A ranking of the kind leads to the other pages of this dashboard.
        &format!("href=\"/d/customer/2?{query}\""),
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("/objects/customer/1\""));
}

#[test]
fn r05_only_editors_see_what_editors_may_do() {
    let viewer = drawn_as(Role::Viewer, page(about_customer()));
    let editor = drawn_as(Role::Editor, page(about_customer()));
    for control in ["/d/customer/edit\"", "not bound", "Edit the panel"] {
        assert!(!viewer.contains(control), "a viewer sees {control}");
        assert!(editor.contains(control), "an editor misses {control}");
    }
}

#[test]
fn a_wrong_range_is_told_at_its_field_and_nothing_typed_is_lost() {
    let mut shown = page(shop());
    shown.view.problem = Some(Problem::field("to", "the last day lies before the first"));
    shown.typed = TypedDays {
        from: "2026-11-30".to_owned(),
        to: "yesterday".to_owned(),
    };
    let html = drawn_as(Role::Viewer, shown);
    for part in [
        "id=\"to-e\" class=\"field__error\">the last day lies before the first",
        "value=\"2026-11-30\"",
        "value=\"yesterday\"",
        "<details name=\"menu\" open",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    let mut shown = page(shop());
    shown.view.problem = Some(Problem::field("step", "`hour` is not a step"));
    assert!(drawn_as(Role::Viewer, shown).contains("notice is-failed"));
}

#[test]
fn choosing_an_object_comes_before_its_values() {
    let mut shown = page(about_customer());
    shown.view.subject = Subject::Unchosen;
    shown.view.panels.clear();
    shown.find = "b".to_owned();
    shown.found = vec![object(7, "b/7", "")];
    let html = drawn_as(Role::Viewer, shown.clone());
    let query = "range=last-quarter&amp;step=week&amp;compare=year";
    assert!(html.contains(&format!("href=\"/d/customer/b%2F7?{query}\"")));
    assert!(html.contains(">b/7</a>"));
    assert!(html.contains("name=\"find\"") && html.contains("value=\"b\""));
    shown.found.clear();
    let html = drawn_as(Role::Viewer, shown);
    assert!(html.contains("Nobody is called that."));
}

#[test]
fn a_wall_shows_the_panels_and_one_way_out() {
    let mut hung = frame(Some(Role::Admin));
    hung.refresh = Some(Refresh {
        seconds: 60,
        to: None,
    });
    let wall = DashboardPage {
        wall: true,
        ..page(shop())
    };
    let html = render(&hung, Page::Dashboard(Box::new(wall)));
    assert!(html.contains("<meta http-equiv=\"refresh\" content=\"60\">"));
    for gone in ["topbar", "class=\"choosing", "/edit", "page__foot"] {
        assert!(!html.contains(gone), "{gone}");
    }
    assert!(html.contains(">Leave the wall</a>"));
    assert!(html.contains("Orders by day"));
}

#[test]
fn long_titles_and_every_kind_of_panel_have_room() {
    let long = "wide ".repeat(60);
    for kind in PanelKind::ALL {
        let mut view = shop();
        view.panels.retain(|panel| panel.panel.kind == *kind);
        assert!(!view.panels.is_empty(), "{kind} is drawn");
        for panel in &mut view.panels {
            panel.title.clone_from(&long);
            panel.panel.settings.title.clone_from(&long);
        }
        let html = drawn(view);
        assert!(html.contains(long.trim_end()), "{kind}");
    }
}

fn one_panel(change: impl FnOnce(&mut PanelView)) -> String {
    let week = DayRange {
        from: today() - 6,
        to: today(),
    };
    let orders = series(1, "Orders", 260.0, Measure::Flow, (week, Step::Day));
    let board = Board::new()
        .put(
            PanelKind::Line,
            (0, 0, 6, 7),
            "Orders",
            chart(vec![orders], vec![]),
        )
        .with(change);
    drawn(board.view("One"))
}

#[test]
fn few_values_are_a_table_and_many_a_file() {
    let html = one_panel(|_| {});
    assert!(html.contains("Values, table"));
    assert!(html.contains("<th scope=\"row\" class=\"is-day\">Sun 22 Nov</th>"));
    let html = drawn(many(1));
    assert!(!html.contains("Values, table") && html.contains("Values, CSV"));
}

#[test]
fn a_cursor_finds_every_value_once() {
    let html = one_panel(|_| {});
    assert_eq!(html.matches("data-values=").count(), 2, "{html}");
    assert!(html.contains("data-height=") && html.contains("data-dot=\"s1\""));
    assert!(html.contains("data-opens=\"/metric/orders?\""));
    // Heights of stacks and logarithms do not follow from one value.
    let html = drawn(rare());
    assert!(!html.contains("data-height="), "{html}");
    assert_eq!(html.matches("data-values=").count(), 4);
}

#[test]
fn of_very_many_series_the_first_are_told() {
    let all = (0..40).map(|at| {
        let label = format!("Part {at}");
        alone(series(
            at + 1,
            &label,
            90.0,
            Measure::Flow,
            (days(), Step::Day),
        ))
    });
    let board = Board::new().put(
        PanelKind::Line,
        (0, 0, 12, 8),
        "Parts",
        chart(all.collect(), vec![]),
    );
    let html = drawn(board.view("Parts"));
    assert_eq!(html.matches("data-values=").count(), 8);
    assert!(html.contains(">Part 39</a>"), "every series is named");
}

#[test]
fn what_is_hidden_in_a_range_is_said() {
    let html = one_panel(|panel| {
        panel.days = DayRange {
            from: Day::from_ymd(2025, 1, 1).expect("a date"),
            to: Day::from_ymd(2025, 12, 31).expect("a date"),
        };
    });
    assert!(html.contains("1 Jan – 31 Dec 2025"));
    let mut view = shop();
    view.choice = RangeChoice::Last(Step::Month);
    let html = drawn(view);
    assert!(html.contains("Last month: 26 Aug – 23 Nov"), "for print");
    assert!(html.contains("href=\"/d/shop?range=last-month&amp;step=week\""));
}

#[test]
fn fifty_panels_of_a_year_are_a_lean_page() {
    let html = drawn(many(50));
    let elements = html.matches('<').count() - html.matches("</").count();
    assert!(elements <= 2_500, "{elements} elements");
    assert!(html.len() <= 50 * 6_000, "{} bytes", html.len());
}

#[test]
fn a_legend_that_is_not_wanted_still_bears_the_values() {
    let html = one_panel(|panel| {
        panel.panel.settings.options = PanelOptions {
            no_legend: true,
            ..PanelOptions::default()
        };
    });
    assert!(html.contains("reading-line is-bare"));
    assert!(html.contains("data-values="));
}

#[test]
fn a_ranking_names_its_objects() {
    let board = Board::new().put(PanelKind::Ranking, (0, 0, 6, 8), "Most", ranking(6));
    let html = drawn(board.view("Ranks"));
    assert!(html.contains("Ekström &amp; Söner") && html.contains(">new</span>"));
    assert!(html.contains("on 28 May – 25 Aug"));
}

#[test]
fn a_calendar_of_some_weeks_needs_no_scrolling() {
    for (days, is_short) in [(11, true), (90, true), (300, false)] {
        let mut view = shop();
        for panel in &mut view.panels {
            panel.days.from = panel.days.to - (days - 1);
        }
        let html = drawn(view);
        assert_eq!(html.contains("heat-scroll is-short"), is_short, "{days}");
        assert!(html.contains("heat-scroll"));
    }
}

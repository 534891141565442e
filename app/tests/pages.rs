//! Pages as their HTML: what holds for every one of them, whatever is in it.

#[path = "../examples/made_up/mod.rs"]
mod made_up;

use dbag_app::{Correction, EditorPage, Frame, Page, SettingsPage, SetupPage, SignInPage, render};
use dbag_domain::{GapReason, Label, Mark, Measure, ObjectKind, Problem, Role, Step};
use dbag_operations::{CardState, MetricForm};
use made_up::{editor_form, editor_view, frame, metric_page, pages};

/// What would run if any text became HTML.
const EVIL: &str = "\"'><img src=x onerror=alert(1)><!><script>alert(2)</script>";

fn drawn(role: Role, page: Page) -> String {
    render(&frame(Some(role)), page)
}

fn editor(form: MetricForm, problems: Vec<Problem>) -> Page {
    Page::Editor(Box::new(EditorPage {
        view: editor_view(),
        form,
        problems,
        trial: None,
    }))
}

/// The start tag of the element with this id; attributes stand in any order.
fn element<'h>(html: &'h str, id: &str) -> &'h str {
    let at = html
        .find(&format!(" id=\"{id}\""))
        .unwrap_or_else(|| panic!("no {id} in {html}"));
    let start = html[..at].rfind('<').expect("a tag begins");
    &html[start..=at + html[at..].find('>').expect("a tag ends")]
}

#[test]
fn every_page_has_one_heading_a_title_and_its_landmarks() {
    for (name, frame, page) in pages() {
        let html = render(&frame, page);
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert_eq!(html.matches("<header").count(), 1, "{name}");
        assert!(
            html.starts_with("<!DOCTYPE html><html lang=\"en\""),
            "{name}"
        );
        assert!(html.contains(" · Dbag</title>"), "{name}");
        assert!(html.matches("is-primary").count() <= 1, "{name}");
    }
}

#[test]
fn r15_no_page_has_inline_styles_or_scripts_without_the_nonce() {
    for (name, frame, page) in pages() {
        let html = render(&frame, page);
        assert!(!html.contains(" style="), "{name}");
        assert!(!html.contains("<style"), "{name}");
        assert!(!html.contains(" onclick"), "{name}");
        let scripts = html.matches("<script").count();
        assert_eq!(
            html.matches("nonce=\"bm9uY2U=\"").count(),
            scripts,
            "{name}"
        );
    }
}

#[test]
fn ids_are_unique_and_what_is_described_is_there() {
    for (name, frame, page) in pages() {
        let html = render(&frame, page);
        let ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[at + 1..].contains(id), "{name}: {id} is there twice");
        }
        for attribute in [" aria-labelledby=\"", " aria-describedby=\"", " for=\""] {
            let named = html
                .split(attribute)
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            for id in named.flat_map(|named| named.split(' ')) {
                assert!(ids.contains(&id), "{name}: nothing has the id {id}");
            }
        }
    }
}

fn assert_harmless(html: &str) {
    assert!(!html.contains("<img"), "{html}");
    assert!(!html.contains("<script>alert"), "{html}");
    let lone_quote = html.contains("\"\"'>");
    assert!(!lone_quote, "an attribute was left: {html}");
}

fn evil_label() -> Label {
    Label::parse(EVIL).expect("a label may hold this")
}

#[test]
fn r15_a_label_stays_text_in_the_gallery() {
    let mut gallery = made_up::gallery();
    for section in &mut gallery.sections {
        section.name = EVIL.to_owned();
        for card in &mut section.cards {
            card.label = EVIL.to_owned();
            card.unit.singular = EVIL.to_owned();
            card.unit.plural = EVIL.to_owned();
        }
    }
    let html = drawn(Role::Admin, made_up::gallery_page(gallery));
    assert_harmless(&html);
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"));
}

#[test]
fn r15_texts_stay_text_on_the_page_of_a_metric() {
    for step in [Step::Day, Step::Week] {
        let mut page = metric_page("Orders", Measure::Flow, step);
        let settings = &mut page.view.metric.settings;
        settings.label = evil_label();
        settings.description = EVIL.to_owned();
        settings.category = EVIL.to_owned();
        settings.owner = EVIL.to_owned();
        settings.link_url = format!("javascript:{EVIL}");
        settings.unit.singular = EVIL.to_owned();
        settings.unit.plural = EVIL.to_owned();
        settings.properties.set("query", EVIL);
        page.view.source = Some(EVIL.to_owned());
        page.view.type_title = EVIL.to_owned();
        for row in &mut page.view.rows {
            row.note = EVIL.to_owned();
            row.actor = EVIL.to_owned();
        }
        for run in &mut page.view.runs {
            run.error = Some(EVIL.to_owned());
        }
        let note = EVIL.to_owned();
        page.typed.correction = Correction {
            day: note.clone(),
            value: note.clone(),
            note,
        };
        page.problems = vec![Problem::field("value", EVIL), Problem::invalid(EVIL)];
        let html = drawn(Role::Admin, Page::Metric(Box::new(page)));
        assert_harmless(&html);
        assert!(!html.contains("href=\"javascript:"));
    }
}

#[test]
fn r15_texts_stay_text_in_forms() {
    let mut form = MetricForm::new()
        .with("metric_type", "row_count")
        .with("source", EVIL);
    for field in [
        "label",
        "slug",
        "description",
        "unit",
        "unit_plural",
        "format",
        "direction",
        "category",
        "object_kind",
        "collect_at",
        "time_zone",
        "refresh_hours",
        "rollup",
        "owner",
        "link_url",
        "version",
        "property.table",
        "property.aggregate",
        "property.column",
        "filter.0.column",
        "filter.0.operator",
        "filter.0.value",
    ] {
        form.set(field, EVIL);
    }
    let problems = form
        .iter()
        .map(|(field, _)| Problem::field(field, EVIL))
        .collect();
    assert_harmless(&drawn(Role::Admin, editor(form, problems)));

    let query = MetricForm::new()
        .with("metric_type", "sql_query")
        .with("property.query", "</textarea><img src=x onerror=alert(1)>");
    assert_harmless(&drawn(Role::Admin, editor(query, Vec::new())));

    let problems = vec![Problem::field("email", EVIL), Problem::invalid(EVIL)];
    let email = EVIL.to_owned();
    for page in [
        Page::SignIn(SignInPage {
            email: email.clone(),
            next: email.clone(),
            problems: problems.clone(),
        }),
        Page::Setup(SetupPage {
            code: email.clone(),
            email: email.clone(),
            problems: problems.clone(),
        }),
        Page::Settings(SettingsPage {
            email: email.clone(),
            role: email.clone(),
            problems,
            ..SettingsPage::default()
        }),
        Page::NotFound {
            what: format!("metric `{EVIL}` does not exist"),
        },
        Page::Failed(Problem::invalid(EVIL)),
    ] {
        assert_harmless(&drawn(Role::Admin, page));
    }
}

#[test]
fn what_was_done_is_told_by_known_codes_only() {
    let told = |code: &str| {
        let frame = Frame {
            done: Some(code.to_owned()),
            ..frame(Some(Role::Viewer))
        };
        render(&frame, made_up::gallery_page(made_up::gallery()))
    };
    assert!(told("saved").contains("notice is-done"));
    let html = told(EVIL);
    assert!(!html.contains("notice is-done"));
    assert_harmless(&html);
}

#[test]
fn a_problem_stands_at_its_field_and_any_other_at_the_top() {
    let problems = vec![
        Problem::field("slug", "metric `orders` exists already"),
        Problem::field("property.table", "table `ordres` does not exist"),
        Problem::field("collect_at", "not a time"),
        Problem::field("unheard_of", "about a field that is not drawn"),
    ];
    let html = drawn(Role::Editor, editor(editor_form(), problems));
    for (id, message) in [
        (
            "slug-e",
            "metric <span class=\"code\">orders</span> exists already",
        ),
        (
            "property-table-e",
            "table <span class=\"code\">ordres</span> does not exist",
        ),
        ("collect_at-e", "not a time"),
    ] {
        let tag = element(&html, id);
        assert!(html.contains(&format!("{tag}{message}")), "{id}: {html}");
    }
    assert!(element(&html, "slug").contains("aria-invalid"));
    let notice = html.find("notice is-failed").expect("a notice");
    let told = html
        .find("About a field that is not drawn")
        .expect("the other problem");
    assert!(notice < told && told < html.find("data-guarded").expect("the form"));
    assert!(html.contains("<details open"), "the rare fields are open");
}

#[test]
fn nothing_that_was_typed_is_lost() {
    let form = editor_form()
        .with("description", "a <b> & \"c\"")
        .with("property.column_zone", "Europe/Berlin")
        .with("property.column", "gone")
        .with("rollup", "mean")
        .with("version", "7");
    let html = drawn(Role::Editor, editor(form, vec![Problem::invalid("no")]));
    for part in [
        "value=\"Orders\"",
        "value=\"a &lt;b&gt; &amp; &quot;c&quot;\"",
        "value=\"Europe/Berlin\"",
        "<option value=\"orders\" selected>orders</option>",
        "<option value=\"gone\" selected>gone (not there)</option>",
        "<option value=\"mean\" selected>",
        "name=\"filter.1.value\" value=\"0\"",
        "<option value=\"!=\" selected>is not</option>",
        "name=\"version\" value=\"7\"",
        "data-guarded=\"changed\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    let sql = MetricForm::new()
        .with("metric_type", "sql_query")
        .with("property.query", "select 1\n  from <t> -- <!> & more");
    let html = drawn(Role::Editor, editor(sql, Vec::new()));
    assert!(html.contains(">\nselect 1\n  from &lt;t> -- &lt;!> &amp; more</textarea>"));
}

#[test]
fn r18_an_address_with_its_password_is_never_filled_in_again() {
    let (_, frame, page) = pages()
        .into_iter()
        .find(|(name, ..)| *name == "sources")
        .expect("the page");
    let html = render(&frame, page);
    let input = element(&html, "url");
    assert!(
        input.contains("value=\"\"") && input.contains("autocomplete=\"off\""),
        "{input}"
    );
    assert!(html.contains("value=\"warehouse\""));
}

#[test]
fn r05_a_role_sees_what_it_may_do_and_nothing_else() {
    let page = || Page::Metric(Box::new(metric_page("Orders", Measure::Flow, Step::Day)));
    let (viewer, editor) = (drawn(Role::Viewer, page()), drawn(Role::Editor, page()));
    for control in [
        "/collect",
        "/pause",
        "/edit",
        "/correct",
        "/backfill",
        "/remove",
        "Correct",
    ] {
        assert!(!viewer.contains(control), "a viewer sees {control}");
        assert!(editor.contains(control), "an editor misses {control}");
    }
    assert!(
        !viewer.contains("ordered_on"),
        "how the number is asked for is not a viewer's"
    );
    assert!(!viewer.contains("href=\"/sources\"") && editor.contains("href=\"/sources\""));
    assert!(!editor.contains("href=\"/settings\""));
    assert!(drawn(Role::Admin, page()).contains("href=\"/settings\""));
    let gallery = |role| drawn(role, made_up::gallery_page(made_up::gallery()));
    assert!(!gallery(Role::Viewer).contains("/metric/new\""));
    assert!(gallery(Role::Editor).contains("/metric/new\""));
    let (_, _, sources) = pages()
        .into_iter()
        .find(|(name, ..)| *name == "sources")
        .expect("the page");
    let html = drawn(Role::Editor, sources);
    assert!(!html.contains("/test") && !html.contains("name=\"url\""));
}

#[test]
fn every_address_bears_the_prefix() {
    let mut frame = frame(Some(Role::Admin));
    frame.site.prefix = dbag_app::site::Prefix::parse("/dbag").expect("a prefix");
    for (name, _, page) in pages() {
        let html = render(&frame, page);
        for attribute in [" href=\"/", " action=\"/", "import(\"/"] {
            for rest in html.split(attribute).skip(1) {
                assert!(
                    rest.starts_with("dbag/"),
                    "{name}: {attribute}{}",
                    &rest[..40]
                );
            }
        }
    }
}

#[test]
fn missing_null_and_zero_are_three_things() {
    let mut page = metric_page("Orders", Measure::Flow, Step::Day);
    page.view.rows[1].value = Ok(0.0);
    page.view.rows[2].value = Err(GapReason::Timeout);
    let days = page.view.days;
    page.view
        .series
        .marks
        .retain(|(_, mark)| !matches!(mark, Mark::Gap(_)));
    page.view
        .series
        .marks
        .push((days.from + 52, Mark::Gap(GapReason::Timeout)));
    page.view.series.marks.sort_by_key(|(day, _)| *day);
    let html = drawn(Role::Viewer, Page::Metric(Box::new(page)));
    assert!(html.contains("<td class=\"is-number\">0</td>"));
    assert!(html.contains("the source did not answer in time"));
    assert!(html.contains("no value"));
}

#[test]
fn a_metric_of_objects_shows_one_and_keeps_its_key_in_addresses() {
    let mut page = metric_page("Orders", Measure::Flow, Step::Day);
    let kind = ObjectKind::parse("customer").expect("a kind");
    page.view.metric.settings.object_kind = Some(kind.clone());
    let object = dbag_domain::Object {
        id: dbag_domain::ObjectId(1),
        kind,
        key: dbag_domain::ObjectKey::parse("a&b").expect("a key"),
        label: EVIL.to_owned(),
    };
    page.view.objects = vec![object.clone()];
    let all = drawn(Role::Editor, Page::Metric(Box::new(page.clone())));
    assert!(!all.contains("/correct"), "a sum cannot be corrected");
    page.view.object = Some(object);
    let html = drawn(Role::Editor, Page::Metric(Box::new(page)));
    assert_harmless(&html);
    assert!(html.contains("&amp;object=a%26b"), "{html}");
    assert!(html.contains("name=\"object\" value=\"a&amp;b\""));
}

#[test]
fn dashboards_stand_above_the_metrics_and_favourites_first() {
    let (_, frame, page) = pages()
        .into_iter()
        .find(|(name, ..)| *name == "gallery-dashboards")
        .expect("the page");
    let html = render(&frame, page);
    let place = |part: &str| html.find(part).unwrap_or_else(|| panic!("no {part}"));
    let shop = place("href=\"/d/shop\"");
    assert!(
        shop < place("href=\"/d/customer\""),
        "favourites come first"
    );
    assert!(place("href=\"/d/operations\"") < place("class=\"card\""));
    assert!(html.contains("one page per customer, 5 panels"));
    assert!(html.contains("href=\"/d/new\""));
    let viewer = drawn(Role::Viewer, made_up::gallery_page(made_up::gallery()));
    assert!(!viewer.contains("/d/new") && viewer.contains(">Metrics"));
}

#[test]
fn a_paused_card_says_so_once() {
    let gallery = made_up::gallery();
    let cards = gallery.sections.iter().flat_map(|section| &section.cards);
    let paused = cards.filter(|card| matches!(card.state, CardState::Paused(_)));
    let paused = paused.count();
    assert!(paused > 0);
    let html = drawn(Role::Viewer, made_up::gallery_page(gallery));
    assert_eq!(html.matches("paused<").count(), paused);
    assert!(!html.contains("paused, as of"));
}

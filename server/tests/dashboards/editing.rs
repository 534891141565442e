//! Editing a dashboard step by step, as a browser without script does.

use axum::http::StatusCode;
use dbag_domain::{Binding, DashboardSettings, PanelKind, RangeChoice};

use crate::shop::{ACTOR, add, dashboard, metric, panel, series};
use crate::support::{Answer, Site, signed_in};

/// A form of the editor as it came, to be sent back with a button pressed.
struct Editor<'a> {
    site: &'a Site,
    path: &'static str,
    page: Answer,
}

impl<'a> Editor<'a> {
    async fn open(site: &'a Site, path: &'static str) -> Self {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        Self { site, path, page }
    }

    /// Presses a button; what is given is typed before.
    async fn press(&mut self, button: &str, typed: &[(&str, &str)]) -> StatusCode {
        let mut fields = fields(&self.page.body);
        for (name, text) in typed {
            fields.retain(|(field, _)| field != name);
            fields.push(((*name).to_owned(), (*text).to_owned()));
        }
        fields.push(("do".to_owned(), button.to_owned()));
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        self.page = self.site.post(self.path, &fields).await;
        self.page.status
    }

    fn panels(&self) -> usize {
        self.page.body.matches("data-panel=").count()
    }
}

/// What the fields of a form hold, as a browser would send them.
fn fields(page: &str) -> Vec<(String, String)> {
    let mut forms = page.split("<form").skip(1);
    let is_editor = |form: &&str| {
        form.split('>')
            .next()
            .is_some_and(|tag| tag.contains("editor"))
    };
    let form = forms.find(is_editor).expect("the editor's form");
    let form = form.split("</form>").next().expect("its end");
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let is_checked = tag.contains(" checked");
        let kind = attribute(tag, "type").unwrap_or_default();
        if tag.starts_with("input") && (kind != "checkbox" || is_checked) {
            let name = attribute(tag, "name").unwrap_or_default();
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    for select in form.split("<select").skip(1) {
        let name = attribute(select, "name").unwrap_or_default();
        let body = select.split("</select>").next().unwrap_or("");
        let options: Vec<&str> = body.split("<option").skip(1).collect();
        let chosen = options.iter().find(|one| {
            one.split('>')
                .next()
                .is_some_and(|tag| tag.contains(" selected"))
        });
        let chosen = chosen.or(options.first());
        let value = chosen
            .and_then(|one| attribute(one, "value"))
            .unwrap_or_default();
        fields.push((name, value));
    }
    // The last of two fields of one name counts, as with a check box and what stands for no.
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let value = rest.split('"').next()?;
    let plain = value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    Some(
        plain
            .replace("&#x27;", "'")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
    )
}

async fn shop() -> Site {
    let site = signed_in("").await;
    metric(&site, "orders", &[(None, &[1.0, 2.0, 3.0])]).await;
    metric(&site, "visits", &[(Some("1"), &[4.0]), (Some("2"), &[9.0])]).await;
    site
}

#[tokio::test]
async fn a_dashboard_begins_with_a_template_that_can_be_taken_back() {
    let site = shop().await;
    let mut editor = Editor::open(&site, "/d/new").await;
    for kind in ["overview", "in-depth", "each-object", "review", "wall"] {
        let button = format!("value=\"template:{kind}\"");
        assert!(editor.page.body.contains(&button), "{kind}");
    }
    assert_eq!(
        editor
            .press("template:overview", &[("label", "Mine")])
            .await,
        StatusCode::OK
    );
    assert_eq!(editor.panels(), 4, "two numbers and two areas");
    assert!(
        !editor.page.body.contains("value=\"template:"),
        "it has begun"
    );
    editor.press("undo", &[]).await;
    let metric = [("template.metric", "visits")];
    assert_eq!(
        editor.press("template:in-depth", &metric).await,
        StatusCode::OK
    );
    assert_eq!(editor.panels(), 7, "those of all objects, too");
    editor.press("undo", &[]).await;
    let kind = [("template.kind", "customer"), ("slug", "")];
    assert_eq!(
        editor.press("template:each-object", &kind).await,
        StatusCode::OK
    );
    assert_eq!(editor.press("save", &[]).await, StatusCode::SEE_OTHER);
    assert_eq!(editor.page.header("location"), "/d/mine?done=saved");
    let page = site.get("/d/mine/1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("beside the median"), "{}", page.body);
    assert!(!page.body.contains("not bound"));
}

#[tokio::test]
async fn a_template_without_metrics_is_neither_offered_nor_filled() {
    let site = signed_in("").await;
    let mut editor = Editor::open(&site, "/d/new").await;
    assert!(!editor.page.body.contains("template:"));
    for (step, told) in [
        ("template:wall", "add one first"),
        ("template:castle", "nothing that can be done here"),
    ] {
        editor.press(step, &[("label", "Kept")]).await;
        assert!(
            editor.page.body.contains(told),
            "{step}: {}",
            editor.page.body
        );
        assert!(
            editor.page.body.contains("value=\"Kept\""),
            "nothing that was typed is lost"
        );
    }
}

#[tokio::test]
async fn every_kind_is_offered_as_it_looks() {
    let site = shop().await;
    let editor = Editor::open(&site, "/d/new").await;
    let samples = editor.page.body.matches("palette__sample").count();
    assert_eq!(samples, dbag_domain::PanelKind::ALL.len());
    let palette = editor
        .page
        .body
        .split("palette__sample")
        .nth(1)
        .expect("a sample");
    assert!(
        palette.contains(">3 <") || palette.contains(">3<"),
        "its own number: {palette}"
    );
}

#[tokio::test]
async fn a_dashboard_is_composed_from_nothing() {
    let site = shop().await;
    let mut editor = Editor::open(&site, "/d/new").await;
    let head = [
        ("label", "Customer health"),
        ("slug", ""),
        ("about", "customer"),
    ];
    assert_eq!(editor.press("head", &head).await, StatusCode::OK);
    assert_eq!(editor.press("add:number", &[]).await, StatusCode::OK);
    assert_eq!(editor.panels(), 1);
    // A new panel shows the first metric that fits, bound to the page's object.
    assert!(
        editor.page.body.contains("value=\"visits\" selected"),
        "{}",
        editor.page.body
    );
    assert!(editor.page.body.contains("value=\"page\" selected"));
    let typed = [("panel.title", "Visits & more"), ("panel.compare", "7d")];
    assert_eq!(editor.press("apply", &typed).await, StatusCode::OK);
    editor.press("add:bars", &[]).await;
    editor.press("move:1:6,0", &[]).await;
    editor.press("size:1:0,-1", &[]).await;
    editor.press("duplicate:0", &[]).await;
    assert_eq!(editor.panels(), 3);
    assert_eq!(
        editor.press("save", &[]).await,
        StatusCode::SEE_OTHER,
        "{}",
        editor.page.body
    );
    assert_eq!(
        editor.page.header("location"),
        "/d/customer-health?done=saved"
    );
    let kept = site
        .dbag
        .dashboard(&ACTOR, "customer-health")
        .await
        .expect("saved");
    assert_eq!(kept.panels.len(), 3);
    assert_eq!(kept.panels[0].title, "Visits & more");
    assert_eq!(
        site.get("/d/customer-health/1").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_renamed_dashboard_is_found_where_it_was() {
    let site = shop().await;
    let number = panel(PanelKind::Number, 0, vec![series("orders", Binding::Whole)]);
    add(&site, &dashboard("before", vec![number])).await;
    let mut editor = Editor::open(&site, "/d/before/edit").await;
    let status = editor.press("save", &[("slug", "after")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{}", editor.page.body);
    for (old, now) in [
        ("/d/before", "/d/after"),
        (
            "/d/before?range=30d&step=week",
            "/d/after?range=30d&step=week",
        ),
        ("/d/before/edit", "/d/after/edit"),
        (
            "/d/before/panel/1.svg?theme=dark",
            "/d/after/panel/1.svg?theme=dark",
        ),
    ] {
        let led = site.get(old).await;
        assert_eq!(led.status, StatusCode::SEE_OTHER, "{old}");
        assert_eq!(led.header("location"), now, "{old}");
    }
    assert_eq!(site.get("/d/never").await.status, StatusCode::NOT_FOUND);
    site.set_cookie(None);
    let nobody = site.get("/d/before").await;
    assert!(
        !nobody.header("location").contains("after"),
        "names are not told to strangers"
    );
}

#[tokio::test]
async fn changes_are_undone_redone_and_discarded() {
    let site = shop().await;
    let line = panel(PanelKind::Line, 0, vec![series("orders", Binding::Whole)]);
    add(&site, &dashboard("shop", vec![line])).await;
    let mut editor = Editor::open(&site, "/d/shop/edit").await;
    editor.press("remove:0", &[]).await;
    assert_eq!(editor.panels(), 0);
    editor.press("undo", &[]).await;
    assert_eq!(editor.panels(), 1);
    editor.press("redo", &[]).await;
    assert_eq!(editor.panels(), 0);
    assert_eq!(editor.press("discard", &[]).await, StatusCode::SEE_OTHER);
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    assert_eq!(kept.panels.len(), 1);
}

#[tokio::test]
async fn days_of_its_own_and_a_place_in_the_list_are_kept() {
    let site = shop().await;
    let mut line = panel(PanelKind::Line, 0, vec![series("orders", Binding::Whole)]);
    let days = RangeChoice::parse_days("2026-01-01", "2026-06-30").map(RangeChoice::Custom);
    line.options.range = days.clone().ok();
    let settings = DashboardSettings {
        range: days.expect("days"),
        position: -2,
        ..dashboard("shop", vec![line])
    };
    add(&site, &settings).await;
    let mut editor = Editor::open(&site, "/d/shop/edit").await;
    editor.press("select:0", &[]).await;
    assert!(
        editor
            .page
            .body
            .contains(">1 Jan 2026 – 30 Jun 2026</option>")
    );
    editor.press("apply", &[("panel.title", "Renamed")]).await;
    editor.press("save", &[]).await;
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    assert_eq!(kept.panels[0].settings.title, "Renamed");
    assert_eq!(kept.panels[0].settings.options, settings.panels[0].options);
    assert_eq!((kept.range, kept.position), (settings.range, -2));
}

#[tokio::test]
async fn what_is_wrong_is_told_and_nothing_typed_is_lost() {
    let site = shop().await;
    let line = panel(
        PanelKind::Ranking,
        0,
        vec![series("visits", Binding::Every)],
    );
    add(&site, &dashboard("shop", vec![line])).await;
    let mut editor = Editor::open(&site, "/d/shop/edit").await;
    editor.press("select:0", &[]).await;
    let typed = [("panel.title", "A title to keep"), ("panel.count", "many")];
    // Whatever is pressed, what is typed is carried out first.
    assert_eq!(
        editor.press("add:text", &typed).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(editor.page.body.contains("A title to keep") && editor.page.body.contains("many"));
    assert_eq!(
        editor.press("save", &[("panel.count", "5")]).await,
        StatusCode::SEE_OTHER
    );
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    assert_eq!(
        (kept.panels[0].title.as_str(), kept.panels[0].options.count),
        ("A title to keep", Some(5))
    );
    let mut editor = Editor::open(&site, "/d/shop/edit").await;
    let status = editor.press("paste", &[("pasted", "{\"slug\": 1}")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(editor.page.body.contains("this is no dashboard"));
    for bad in ["", "{}", "[1]", &"[".repeat(10_000)] {
        let answer = site
            .post("/d/shop/edit", &[("draft", bad), ("do", "save")])
            .await;
        assert!(answer.status.is_client_error(), "{}", answer.status);
    }
}

#[tokio::test]
async fn r34_lost_update_shows_both_and_loses_neither() {
    let site = shop().await;
    let line = panel(PanelKind::Line, 0, vec![series("orders", Binding::Whole)]);
    add(&site, &dashboard("shop", vec![line])).await;
    let mut mine = Editor::open(&site, "/d/shop/edit").await;
    let mut theirs = Editor::open(&site, "/d/shop/edit").await;
    theirs.press("add:text", &[]).await;
    assert_eq!(theirs.press("save", &[]).await, StatusCode::SEE_OTHER);
    mine.press("add:heading", &[]).await;
    mine.press("add:heading", &[]).await;
    assert_eq!(mine.press("save", &[]).await, StatusCode::CONFLICT);
    assert_eq!(mine.panels(), 3);
    assert!(mine.page.body.contains("Save mine over theirs"));
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    assert_eq!(kept.panels.len(), 2);
    assert_eq!(mine.press("save-over", &[]).await, StatusCode::SEE_OTHER);
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    assert_eq!(kept.panels.len(), 3);
}

#[tokio::test]
async fn a_panel_moves_to_another_dashboard() {
    let site = shop().await;
    let line = panel(PanelKind::Line, 0, vec![series("orders", Binding::Whole)]);
    add(&site, &dashboard("shop", vec![line])).await;
    add(&site, &dashboard("other", Vec::new())).await;
    let mut editor = Editor::open(&site, "/d/shop/edit").await;
    editor.press("select:0", &[]).await;
    assert_eq!(
        editor.press("send:0", &[("to", "other")]).await,
        StatusCode::OK
    );
    assert_eq!(editor.panels(), 0);
    let other = site.dbag.dashboard(&ACTOR, "other").await.expect("there");
    assert_eq!(other.panels.len(), 0, "nothing moves before it is saved");
    assert_eq!(editor.press("save", &[]).await, StatusCode::SEE_OTHER);
    let other = site.dbag.dashboard(&ACTOR, "other").await.expect("there");
    assert_eq!(other.panels.len(), 1);
}

#[tokio::test]
async fn whose_session_has_ended_goes_on_where_they_were() {
    let site = shop().await;
    let line = panel(PanelKind::Line, 0, vec![series("orders", Binding::Whole)]);
    add(&site, &dashboard("shop", vec![line])).await;
    let mut editor = Editor::open(&site, "/d/shop/edit").await;
    editor.press("add:heading", &[]).await;
    let signed_in = site.cookie();
    site.set_cookie(None);
    assert_eq!(editor.press("save", &[]).await, StatusCode::UNAUTHORIZED);
    let kept = editor.page.body.clone();
    assert!(kept.contains("Your session has ended") && kept.contains("name=\"draft\""));
    site.set_cookie(signed_in);
    let form = kept
        .split("<form")
        .find(|form| form.contains("name=\"draft\""))
        .expect("a form");
    let hidden = form.split("<input").skip(1).map(|tag| {
        (
            attribute(tag, "name").unwrap_or_default(),
            attribute(tag, "value").unwrap_or_default(),
        )
    });
    let hidden: Vec<(String, String)> = hidden.collect();
    let fields: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let saved = site.post("/d/shop/edit", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    assert_eq!(kept.panels.len(), 2);
}

//! Panels with several series: what is said of each, on the page, in files, and where it is shared.

use dbag_domain::{
    Binding, Day, PanelCompare, PanelKind, PanelOptions, PanelSettings, RangeChoice, ReadAs,
};
use dbag_operations::{MetricForm, SentValue};

use super::comparing::words;
use crate::shop::{ACTOR, add, dashboard, panel, series};
use crate::support::{Site, clock, signed_in};

const NAMES: [&str; 6] = ["ants", "bees", "cats", "dogs", "eels", "fish"];

/// Flows up to yesterday: in September so many a day, since then twice as many.
async fn animals() -> Site {
    let site = signed_in("").await;
    for (at, name) in (1..).zip(NAMES) {
        let form = MetricForm::new()
            .with("slug", name)
            .with("label", name)
            .with("metric_type", "push")
            .with("measure", "flow")
            .with("unit", "one");
        let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
        added.expect("added");
        let first = Day::parse("2026-09-01").expect("a date");
        for past in 0..83 {
            let value = if past < 30 { at } else { 2 * at };
            let value = value.to_string();
            let sent = SentValue::new(&value, Some(first + past), None);
            let pushed = site.dbag.push(&ACTOR, name, &sent, clock()).await;
            pushed.expect("pushed");
        }
    }
    site
}

fn shown(kind: PanelKind, count: usize, options: PanelOptions) -> PanelSettings {
    let names = NAMES.iter().take(count);
    let series = names.map(|name| series(name, Binding::Whole)).collect();
    PanelSettings {
        options,
        title: "Animals".to_owned(),
        ..panel(kind, 0, series)
    }
}

async fn path_of_panel(site: &Site, slug: &str) -> String {
    let kept = site.dbag.dashboard(&ACTOR, slug).await.expect("there");
    format!("/d/{slug}/panel/{}", kept.panels[0].id.0)
}

const OCTOBER: &str = "range=last-month&compare=previous";

/// The page on which it is shared shows the usual range, so the panel has days of its own.
#[tokio::test]
async fn what_outsiders_would_see_is_what_the_panel_says() {
    let site = animals().await;
    for (read_as, said) in [
        (ReadAs::Values, "62 ones · 124 ones"),
        (ReadAs::Share, "33.3 % · 66.7 %"),
        (ReadAs::Indexed, "100 · 100"),
        (ReadAs::Cumulative, "62 ones · 124 ones"),
    ] {
        for kind in [PanelKind::Line, PanelKind::Table] {
            let slug = format!("{read_as}-{kind}");
            let options = PanelOptions {
                read_as,
                range: RangeChoice::parse_preset("last-month").ok(),
                ..PanelOptions::default()
            };
            add(&site, &dashboard(&slug, vec![shown(kind, 2, options)])).await;
            let page = words(&site.get(&format!("/d/{slug}/share")).await.body);
            assert!(page.contains(&format!("Animals {said} ")), "{slug}: {page}");
            if kind == PanelKind::Line {
                let svg = site
                    .get(&format!("{}.svg", path_of_panel(&site, &slug).await))
                    .await;
                for (name, figure) in NAMES.iter().zip(said.split(" · ")) {
                    let both = format!("{name} {figure}<");
                    assert!(svg.body.contains(&both), "{both}: {}", svg.body);
                }
            }
        }
    }
}

#[tokio::test]
async fn what_stands_beside_each_of_several_has_its_colour_and_its_name() {
    let site = animals().await;
    for (kind, mark, key) in [
        (PanelKind::Line, "chart__line", "is-compared"),
        (PanelKind::Bars, "chart__tick", "is-tick"),
    ] {
        let slug = kind.to_string();
        add(
            &site,
            &dashboard(&slug, vec![shown(kind, 2, PanelOptions::default())]),
        )
        .await;
        let query = match kind {
            PanelKind::Bars => format!("{OCTOBER}&step=week"),
            _ => OCTOBER.to_owned(),
        };
        let page = site.get(&format!("/d/{slug}?{query}")).await.body;
        let file = path_of_panel(&site, &slug).await;
        let svg = site.get(&format!("{file}.svg?{query}")).await.body;
        for (class, name) in [("s1", "ants"), ("s2", "bees")] {
            let drawn = format!("{mark} {class} is-compared is-own");
            assert!(
                page.contains(&drawn) && svg.contains(&drawn),
                "{drawn}: {svg}"
            );
            let key = format!("legend__key {key} is-own {class}");
            assert!(page.contains(&key), "{key}: {page}");
            assert!(
                svg.contains(&format!("{name}, period before, 1 Sep – ")),
                "{svg}"
            );
        }
    }
    let one = shown(PanelKind::Line, 1, PanelOptions::default());
    add(&site, &dashboard("one", vec![one])).await;
    let page = site.get(&format!("/d/one?{OCTOBER}")).await.body;
    assert!(!page.contains("is-own"), "one is known without a colour");
}

#[tokio::test]
async fn the_table_of_values_has_what_they_are_compared_with() {
    let site = animals().await;
    let two = shown(PanelKind::Line, 2, PanelOptions::default());
    add(&site, &dashboard("two", vec![two])).await;
    let page = words(&site.get(&format!("/d/two?{OCTOBER}&step=month")).await.body);
    let said = "Month ants ants, period before bees bees, period before Oct 2026 62 30 124 60";
    assert!(page.contains(said), "{page}");
}

#[tokio::test]
async fn how_each_of_many_was_made_is_told() {
    let site = animals().await;
    let all = shown(PanelKind::Table, 6, PanelOptions::default());
    add(&site, &dashboard("all", vec![all])).await;
    let page = words(&site.get(&format!("/d/all?{OCTOBER}")).await.body);
    for name in NAMES {
        let made = format!("{name}: sum of 31 days.");
        assert!(page.contains(&made), "{made}: {page}");
    }
}

#[tokio::test]
async fn what_is_drawn_beside_is_told_as_it_is_drawn() {
    let site = animals().await;
    for (read_as, made) in [
        (ReadAs::Values, "1 Sep – 30 Sep: sum of 30 days."),
        (
            ReadAs::Indexed,
            "1 Sep – 30 Sep: 30 Sep 2026, where the first of these values that is not zero, of 1 Sep 2026, is 100.",
        ),
        (
            ReadAs::Cumulative,
            "1 Sep – 30 Sep: sum of these days up to 30 Sep 2026.",
        ),
    ] {
        let options = PanelOptions {
            read_as,
            compare: Some(PanelCompare::Previous),
            ..PanelOptions::default()
        };
        let slug = format!("made-{read_as}");
        add(
            &site,
            &dashboard(&slug, vec![shown(PanelKind::Line, 1, options)]),
        )
        .await;
        let page = words(&site.get(&format!("/d/{slug}?{OCTOBER}")).await.body);
        let made = format!("Period before: {made}");
        assert!(page.contains(&made), "{made}: {page}");
    }
}

#[tokio::test]
async fn a_picture_of_a_wide_table_has_all_of_it_or_says_so() {
    let site = animals().await;
    let all = shown(PanelKind::Table, 6, PanelOptions::default());
    add(&site, &dashboard("wide", vec![all])).await;
    let file = path_of_panel(&site, "wide").await;
    let svg = site.get(&format!("{file}.svg?{OCTOBER}")).await.body;
    let spoken = words(&svg.replace("</text>", "</text></t>"));
    assert!(
        spoken.contains("All days 62 30 124 60 186 90 248 120 310 150 372 180"),
        "{spoken}"
    );
    assert!(spoken.contains("of 31 rows, 12 columns"), "{spoken}");
    let narrow = site
        .get(&format!("{file}.svg?{OCTOBER}&width=300"))
        .await
        .body;
    let spoken = words(&narrow.replace("</text>", "</text></t>"));
    assert!(spoken.contains(" of 12 columns All days 62 30"), "{spoken}");
    assert!(narrow.contains("of 12 columns</desc>"), "{narrow}");
}

//! A small shop: metrics with values for customers, and dashboards over them.

use dbag_domain::{
    Binding, DashboardSettings, Day, Label, ObjectKind, PanelKind, PanelOptions, PanelSeries,
    PanelSettings, Place, Slug,
};
use dbag_operations::{Actor, MetricForm, SentValue};

use crate::support::{Site, clock};

pub(crate) const ACTOR: Actor = Actor::CommandLine;

pub(crate) fn today() -> Day {
    Day::parse("2026-11-23").expect("a date")
}

/// A pushed metric; the last of the values is today's.
pub(crate) async fn metric(site: &Site, name: &str, values: &[(Option<&str>, &[f64])]) {
    let mut form = MetricForm::new()
        .with("slug", name)
        .with("label", name)
        .with("metric_type", "push")
        .with("measure", "level")
        .with("unit", "order");
    if values.iter().any(|(object, _)| object.is_some()) {
        form = form.with("object_kind", "customer");
    }
    site.dbag
        .add_metric(&ACTOR, &form, clock())
        .await
        .expect("added");
    for (object, values) in values {
        for (at, value) in values.iter().rev().enumerate() {
            let day = Some(today() - at as i32);
            let text = value.to_string();
            let sent = SentValue::new(&text, day, *object);
            let pushed = site.dbag.push(&ACTOR, name, &sent, clock()).await;
            pushed.expect("pushed");
        }
    }
}

pub(crate) fn series(metric: &str, object: Binding) -> PanelSeries {
    PanelSeries::of(Slug::parse(metric).expect("a slug")).bound(object)
}

pub(crate) fn panel(kind: PanelKind, at: u16, series: Vec<PanelSeries>) -> PanelSettings {
    let place = Place {
        x: at % 2 * 6,
        y: at / 2 * 4,
        w: 6,
        h: 4,
    };
    PanelSettings {
        series,
        ..PanelSettings::new(kind, place)
    }
}

pub(crate) fn dashboard(name: &str, panels: Vec<PanelSettings>) -> DashboardSettings {
    let slug = Slug::parse(name).expect("a slug");
    let label = Label::parse(&format!("The {name}")).expect("a label");
    DashboardSettings {
        panels,
        ..DashboardSettings::new(slug, label)
    }
}

pub(crate) async fn add(site: &Site, settings: &DashboardSettings) {
    let added = site.dbag.add_dashboard(&ACTOR, settings, clock()).await;
    added.expect("added");
}

pub(crate) fn customer() -> Option<ObjectKind> {
    ObjectKind::parse("customer").ok()
}

/// Every kind of panel once, on a metric of customers.
pub(crate) fn every_kind(metric: &str, object: Binding) -> Vec<PanelSettings> {
    let kinds = PanelKind::ALL.iter().zip(0..);
    let make = |(kind, at): (&PanelKind, u16)| {
        let series = match kind {
            PanelKind::Heading | PanelKind::Text => Vec::new(),
            PanelKind::Ranking | PanelKind::Multiples => vec![series(metric, Binding::Every)],
            _ => vec![series(metric, object)],
        };
        let options = PanelOptions {
            text: "**Hello** <script>alert(1)</script> [link](javascript:alert(1))".to_owned(),
            ..PanelOptions::default()
        };
        let panel = panel(*kind, at, series);
        match kind {
            PanelKind::Text => PanelSettings { options, ..panel },
            _ => PanelSettings {
                title: format!("A {kind}"),
                ..panel
            },
        }
    };
    kinds.map(make).collect()
}

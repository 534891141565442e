//! How many statements a page costs: the same for one panel and for two hundred.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use dbag_domain::{Binding, DashboardSettings, PanelKind};
use dbag_operations::MetricForm;
use tracing::field::{Field, Visit};
use tracing::span;
use tracing::subscriber::set_global_default;

mod support;

#[allow(dead_code)]
#[path = "dashboards/shop.rs"]
mod shop;

use shop::{add, customer, dashboard, metric, panel, series};
use support::signed_in;

/// Counts what sqlx says it sent.
#[derive(Clone, Default)]
struct Statements(Arc<AtomicUsize>);

impl tracing::Subscriber for Statements {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut said = Said::default();
        event.record(&mut said);
        if !said.0.starts_with("update dbag_session") {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[derive(Default)]
struct Said(String);

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" {
            self.0 = value.to_owned();
        }
    }
    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

#[tokio::test]
async fn a_page_costs_four_statements_however_many_panels_it_has() {
    let counted = Statements::default();
    // For the whole process: SQLite's statements are told by a thread of its own.
    set_global_default(counted.clone()).expect("no other subscriber");
    let site = signed_in("").await;
    let values: Vec<f64> = (1..=100).map(f64::from).collect();
    for name in ["a", "b", "c"] {
        metric(&site, name, &[(Some("1"), &values), (Some("2"), &values)]).await;
    }
    for (ratio, above) in [("ab", "a"), ("bc", "b"), ("deep", "ab")] {
        let form = MetricForm::new()
            .with("slug", ratio)
            .with("label", ratio)
            .with("metric_type", "ratio")
            .with("object_kind", "customer")
            .with("property.numerator", above)
            .with("property.denominator", "c")
            .with("property.as", "percent");
        let added = site.dbag.add_metric(&shop::ACTOR, &form, support::clock());
        added.await.expect("added");
    }
    // What computed metrics are made from is read once for all of them.
    for panels in [1_u16, 50] {
        let made = (0..panels).map(|at| {
            let name = ["deep", "ab", "bc"][usize::from(at) % 3];
            panel(PanelKind::Line, at, vec![series(name, Binding::Page)])
        });
        let settings = DashboardSettings {
            about: customer(),
            ..dashboard(&format!("computed-{panels}"), made.collect())
        };
        add(&site, &settings).await;
        counted.0.store(0, Ordering::Relaxed);
        let page = site.get(&format!("/d/computed-{panels}/1")).await;
        assert_eq!(page.status, StatusCode::OK);
        let statements = counted.0.load(Ordering::Relaxed);
        assert!(
            (1..=6).contains(&statements),
            "{panels} panels: {statements}"
        );
    }
    for panels in [1_u16, 50, 200] {
        let kinds = [
            PanelKind::Line,
            PanelKind::Bars,
            PanelKind::Number,
            PanelKind::Calendar,
        ];
        let made = (0..panels).map(|at| {
            let at_kind = usize::from(at) % 4;
            let name = ["a", "b", "c"][usize::from(at) % 3];
            panel(kinds[at_kind], at, vec![series(name, Binding::Page)])
        });
        let settings = DashboardSettings {
            about: customer(),
            ..dashboard(&format!("of-{panels}"), made.collect())
        };
        add(&site, &settings).await;
        // The values are read once, and then again only when they change.
        for reading in ["first", "second"] {
            counted.0.store(0, Ordering::Relaxed);
            let page = site.get(&format!("/d/of-{panels}/1")).await;
            assert_eq!(page.status, StatusCode::OK);
            let statements = counted.0.load(Ordering::Relaxed);
            assert!(
                (1..=4).contains(&statements),
                "{panels} panels, {reading}: {statements}"
            );
        }
    }
}

//! What W4 shows: dashboards about a customer, of whom there are three or ten thousand.

use anyhow::{Context, Result, bail};
use chrono::Utc;
use dbag_domain::{
    Binding, DashboardSettings, Label, Measure, MetricSettings, ObjectKey, ObjectKind, PanelKind,
    PanelSeries, PanelSettings, Place, RangeChoice, SeriesId, Slug, Step,
};
use dbag_operations::Actor;
use dbag_store::Store;

use super::million::{samples, write};
use crate::data::{days, metric_slug, object_key, value};
use crate::site::Site;

/// Metrics of which the page's object has a year.
pub(crate) const METRICS: u32 = 50;
/// Days of a year.
pub(crate) const DAYS: u32 = 365;
/// The first of the metrics have values of every object, too.
const SHARED: u32 = 5;
/// So many days of each.
const SHARED_DAYS: u32 = 30;

/// A filled site.
pub(crate) struct Shop {
    pub(crate) site: Site,
    pub(crate) headers: Vec<String>,
    objects: u32,
}

impl Shop {
    /// One on SQLite with so many customers.
    pub(crate) async fn open(objects: u32) -> Result<Self> {
        let site = Site::on_sqlite().await?;
        let headers = site.sign_in().await?;
        let shop = Self {
            site,
            headers,
            objects,
        };
        for metric in 0..METRICS {
            shop.fill(metric).await?;
        }
        for (slug, panels) in [("one", 1), ("fifty", 50), ("two-hundred", 200)] {
            shop.add(slug, bound(panels)?, RangeChoice::LastMonths(12))
                .await?;
        }
        let line = vec![(PanelKind::Line, 0, Binding::Page)];
        shop.add("line", place(line)?, RangeChoice::LastMonths(12))
            .await?;
        shop.add("all", about_all()?, RangeChoice::LastDays(30))
            .await?;
        Ok(shop)
    }

    /// The customer whose page is asked for: one in the middle of the directory.
    pub(crate) fn object(&self) -> u32 {
        self.objects / 2
    }

    /// The address of a dashboard about that customer.
    pub(crate) fn path(&self, dashboard: &str) -> String {
        format!("/d/{dashboard}/{}", object_key(self.object()))
    }

    async fn fill(&self, metric: u32) -> Result<()> {
        let store = self.site.dbag.store();
        let of = match metric < SHARED {
            true => (0..self.objects).collect(),
            false => vec![self.object()],
        };
        let series = add_series(store, metric, &of).await?;
        let mut rows = Vec::with_capacity(of.len() * SHARED_DAYS as usize + DAYS as usize);
        for (place, object) in of.into_iter().enumerate() {
            let count = match object == self.object() {
                true => DAYS,
                false => SHARED_DAYS,
            };
            for (at, day) in days(count).into_iter().enumerate() {
                let number = value(object, metric, at as u32) as f64;
                rows.push((place as i32, day.days(), number));
            }
        }
        write(store, samples(&series, rows)?).await
    }

    async fn add(&self, slug: &str, panels: Vec<PanelSettings>, range: RangeChoice) -> Result<()> {
        let settings = DashboardSettings {
            about: Some(ObjectKind::parse("customer")?),
            range,
            // A value a day is more to draw than the weeks that a year opens with.
            step: Some(Step::Day),
            panels,
            ..DashboardSettings::new(Slug::parse(slug)?, Label::parse(slug)?)
        };
        let actor = Actor::CommandLine;
        let added = self
            .site
            .dbag
            .add_dashboard(&actor, &settings, Utc::now())
            .await;
        match added {
            Ok(_) => Ok(()),
            Err(problems) => bail!("{slug}: {problems:?}"),
        }
    }
}

async fn add_series(store: &Store, metric: u32, objects: &[u32]) -> Result<Vec<SeriesId>> {
    let kind = ObjectKind::parse("customer")?;
    let slug = metric_slug(metric);
    let mut settings = MetricSettings::new(
        Slug::parse(&slug)?,
        Label::parse(&format!("Orders of sort {metric}"))?,
        "push",
        Measure::Flow,
    );
    settings.object_kind = Some(kind.clone());
    let metric = store.add_metric(&settings, Utc::now()).await?;
    let keys: Vec<(ObjectKey, Option<String>)> = objects
        .iter()
        .map(|object| {
            let label = format!("Customer {object} of {}", object % 97);
            Ok((ObjectKey::parse(&object_key(*object))?, Some(label)))
        })
        .collect::<Result<_>>()?;
    let ids = store.ensure_series_of(metric.id, &kind, &keys).await?;
    let ids = keys.iter().map(|(key, _)| ids.get(key).copied());
    ids.collect::<Option<_>>()
        .context("a series for each object")
}

/// Kinds of panels as they are mixed: of fifty, fifteen numbers, twenty-five charts, five
/// calendars and five tables.
const MIX: [PanelKind; 10] = [
    PanelKind::Number,
    PanelKind::Number,
    PanelKind::Number,
    PanelKind::Line,
    PanelKind::Line,
    PanelKind::Area,
    PanelKind::Bars,
    PanelKind::Calendar,
    PanelKind::Line,
    PanelKind::Table,
];

/// So many panels bound to the page's object, a metric each as long as there are any left.
fn bound(count: u32) -> Result<Vec<PanelSettings>> {
    let panels = (0..count).map(|at| {
        let kind = MIX[at as usize % MIX.len()];
        Ok((kind, at % METRICS, Binding::Page))
    });
    place(panels.collect::<Result<_>>()?)
}

/// Panels about every customer.
fn about_all() -> Result<Vec<PanelSettings>> {
    place(vec![
        (PanelKind::Ranking, 0, Binding::Every),
        (PanelKind::Multiples, 1, Binding::Every),
        (PanelKind::Line, 2, Binding::Median),
    ])
}

/// Panels of their usual sizes, row by row.
fn place(panels: Vec<(PanelKind, u32, Binding)>) -> Result<Vec<PanelSettings>> {
    let (mut x, mut y, mut bottom) = (0, 0, 0);
    let mut placed = Vec::with_capacity(panels.len());
    for (kind, metric, binding) in panels {
        let (w, h) = kind.usual_size();
        if x + w > dbag_domain::COLUMNS {
            (x, y) = (0, bottom);
        }
        let series = PanelSeries::of(Slug::parse(&metric_slug(metric))?).bound(binding);
        placed.push(PanelSettings {
            series: vec![series],
            ..PanelSettings::new(kind, Place { x, y, w, h })
        });
        x += w;
        bottom = bottom.max(y + h);
    }
    Ok(placed)
}

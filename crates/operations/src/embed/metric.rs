//! A metric alone, as a dashboard of one panel that is kept nowhere.

use std::collections::HashMap;

use dbag_domain::{
    Binding, Dashboard, DashboardId, DashboardSettings, Metric, ObjectKey, Panel, PanelId,
    PanelKind, PanelSeries, PanelSettings, Place,
};
use dbag_store::{DashboardPage, Neighbours, PanelMetric};

use crate::Dbag;
use crate::problem::problem_of;

impl Dbag {
    /// The page of a metric for one object, or for none.
    pub(super) async fn metric_page(
        &self,
        metric: &Metric,
        key: Option<&ObjectKey>,
    ) -> Result<DashboardPage, dbag_domain::Problem> {
        let object = match (&metric.object_kind, key) {
            (Some(kind), Some(key)) => {
                let found = self.store.object_detail(kind, key).await;
                found.map_err(problem_of)?.map(|detail| detail.object)
            }
            _ => None,
        };
        let instance = self.store.instance().await.map_err(problem_of)?;
        let mut series = PanelSeries::of(metric.slug.clone());
        series.object = match metric.object_kind {
            Some(_) => Binding::Page,
            None => Binding::Whole,
        };
        let place = Place {
            x: 0,
            y: 0,
            w: 12,
            h: 7,
        };
        let mut settings = PanelSettings::new(PanelKind::Line, place);
        settings.series = vec![series];
        let panel = Panel {
            id: PanelId(0),
            settings,
        };
        let row = PanelMetric {
            metric: metric.id,
            label: metric.label.to_string(),
            is_removed: false,
            object: None,
        };
        Ok(DashboardPage {
            metrics: HashMap::from([(panel.id, vec![row])]),
            dashboard: Dashboard {
                id: DashboardId(0),
                settings: DashboardSettings {
                    about: metric.object_kind.clone(),
                    ..DashboardSettings::new(metric.slug.clone(), metric.label.clone())
                },
                panels: vec![panel],
                version: metric.version,
                updated_at: metric.updated_at,
            },
            object,
            is_archived: false,
            neighbours: Neighbours::default(),
            annotations: Vec::new(),
            is_favourite: false,
            is_home: false,
            time_zone: instance.time_zone,
        })
    }
}

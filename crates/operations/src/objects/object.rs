//! The page of one object: everything that is remembered of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_collector::CollectError;
use dbag_domain::{Metric, Problem};
use dbag_store::{ObjectDetail, SeriesRow};

use crate::gallery::{Card, Seen, card};
use crate::problem::problem_of;
use crate::{Actor, Dbag};

/// Everything that is remembered of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectView {
    /// The object.
    pub detail: ObjectDetail,
    /// Its metrics as cards.
    pub cards: Vec<Card>,
    /// The dashboards that have a page for it, as slug and title.
    pub dashboards: Vec<(String, String)>,
}

impl Dbag {
    /// Everything that is remembered of an object.
    pub async fn view_object(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<ObjectView, Problem> {
        let detail = self.object_detail(actor, kind, key).await?;
        let ids = self
            .store
            .metrics_of_object(detail.object.id)
            .await
            .map_err(problem_of)?;
        let found = self
            .store
            .page_metrics(&ids, &[detail.object.id], &[])
            .await;
        let mut found = found.map_err(problem_of)?;
        self.add_special_days(&mut found).await?;
        found.sort_by_key(|one| ids.iter().position(|id| *id == one.metric.id));
        let known: Vec<Metric> = found.iter().map(|one| one.metric.clone()).collect();
        let rows: Vec<SeriesRow> = found
            .iter()
            .flat_map(|one| one.series.iter().map(|series| series.row.clone()))
            .filter(|row| row.object == detail.object.id)
            .collect();
        let columns = self.store.columns(&rows).await.map_err(problem_of)?;
        let mut columns: HashMap<_, _> = rows.iter().map(|row| row.metric).zip(columns).collect();
        let zones = self
            .collector
            .zones()
            .await
            .map_err(CollectError::into_problem)?;
        let mut cards = Vec::with_capacity(known.len());
        for (metric, one) in known.iter().zip(&found) {
            let zone = zones.of(metric).map_err(CollectError::into_problem)?;
            let seen = Seen {
                columns: columns.remove(&metric.id),
                objects: None,
                today: zone.day_of(now),
                rule: self.day_rule_by(metric, &one.origins),
                updated: None,
                special: one.asked.clone(),
            };
            cards.push(card(metric, &seen));
        }
        let dashboards = self.store.dashboards(None).await.map_err(problem_of)?;
        let about = dashboards
            .into_iter()
            .filter(|one| one.about.as_ref() == Some(&detail.object.kind))
            .map(|one| (one.slug.to_string(), one.label.to_string()));
        Ok(ObjectView {
            dashboards: about.collect(),
            detail,
            cards,
        })
    }
}

//! Why a source may tell another value than the one that is remembered.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Day, DayRange, DefinitionChange, Metric, Origin, Problem, Zone, merged_objects, spoken_duration,
};
use dbag_store::{Change, ExportedSample};

use crate::Dbag;
use crate::problem::problem_of;

/// A day that was asked within so many seconds after its end may have been asked too early.
const EARLY_S: i64 = 48 * 3_600;

/// What is known of a metric's days that may explain a difference.
pub(super) struct Reasons {
    zone: Zone,
    today: Day,
    outdated: Vec<DayRange>,
    change: Option<DefinitionChange>,
    asked: HashMap<Day, DateTime<Utc>>,
}

impl Reasons {
    pub(super) async fn of(
        dbag: &Dbag,
        metric: &Metric,
        now: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let store = dbag.store();
        let zone = dbag.zone(metric).await?;
        let definitions = store.definitions(metric.id).await.map_err(problem_of)?;
        let described = dbag.collector.registry().get(&metric.metric_type);
        let fields = described.map_or_else(Vec::new, |one| one.describe().fields);
        let asked = store.days(metric.id, Day::MIN).await.map_err(problem_of)?;
        let asked = asked.into_iter();
        Ok(Self {
            today: zone.day_of(now),
            zone,
            outdated: store.outdated_days(metric.id).await.map_err(problem_of)?,
            change: DefinitionChange::latest(&definitions, metric.definition, &fields),
            asked: asked
                .filter_map(|row| Some((row.day, row.asked_at?)))
                .collect(),
        })
    }

    /// Why a value is another, as far as can be told from how it came.
    pub(super) fn of_change(&self, change: &Change, sample: Option<&ExportedSample>) -> String {
        let Some(sample) = sample else {
            return "nothing is remembered of how it came".to_owned();
        };
        let came = self.written(sample.at);
        let merged = merged_objects(&sample.note).filter(|_| sample.is_merge);
        if let Some(objects) = merged {
            let merged = objects.replacen(" into ", " was merged into ", 1);
            let stays = match sample.origin {
                // Asking again changes nothing.
                Origin::Edited => {
                    "a value that was typed, imported or removed is a part of it: it stays"
                }
                origin if origin.is_answer() => "asked as one, the source says another",
                _ => "not asked since",
            };
            return format!("it is of both since {merged} on {came}; {stays}");
        }
        match sample.origin {
            Origin::Edited => {
                let actor = &sample.actor;
                return match change.old {
                    Ok(_) => format!("{actor} typed or sent it on {came}: it stays"),
                    Err(_) => format!("{actor} removed it on {came}: it stays so"),
                };
            }
            Origin::Imported => return format!("it was imported on {came}, not asked"),
            Origin::Pushed => return format!("it was sent on {came}, not asked"),
            Origin::Fake => return "it is made up".to_owned(),
            Origin::Collected | Origin::Backfilled | Origin::Computed => {}
        }
        if self.outdated.iter().any(|days| days.contains(change.day)) {
            return match &self.change {
                Some(change) => {
                    let day = self.written(change.at);
                    format!("it was asked before {}", change.sentence(&day))
                }
                None => "it was asked before the metric was changed".to_owned(),
            };
        }
        self.of_time(
            change,
            self.asked.get(&change.day).copied().unwrap_or(sample.at),
        )
    }

    /// By when the day was asked: rows come late, or are changed and removed later.
    fn of_time(&self, change: &Change, asked: DateTime<Utc>) -> String {
        let after = (asked - self.zone.end_of(change.day)).num_seconds();
        let what = match (change.old, change.new) {
            (Ok(_), Err(_)) => "rows were removed since",
            (Ok(old), Ok(new)) if new < old => "rows were changed or removed since",
            _ => "rows came or were changed since",
        };
        match after {
            ..0 => format!("it was asked before the day was over; {what}"),
            0..=EARLY_S => {
                format!(
                    "it was asked {} after the day was over; {what}",
                    spoken_duration(after)
                )
            }
            _ => format!("it was asked on {}; {what}", self.written(asked)),
        }
    }

    /// A moment's day, as days are written everywhere.
    fn written(&self, at: DateTime<Utc>) -> String {
        DayRange::single(self.zone.day_of(at)).spoken(self.today)
    }
}

/// More values that the source has and that were never written.
pub(super) fn not_remembered(values: u64) -> String {
    match values {
        1 => "the source has 1 more value of which nothing is remembered; fill the day backwards"
            .to_owned(),
        many => format!(
            "the source has {many} more values of which nothing is remembered; fill the day backwards"
        ),
    }
}

//! Verifying: past days are asked again, and what differs is told with why it may. Nothing is
//! written.

mod days;
mod reason;

use chrono::{DateTime, Utc};
use dbag_collector::Preview;
use dbag_domain::{Day, DayRange, Metric, Problem, ProblemKind, Slug};
use serde::Serialize;

use self::days::sample_days;
use self::reason::Reasons;
use crate::problem::problem_of;
use crate::{Actor, Dbag, History, Operation};

/// What the source says of days of a metric that are remembered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// The metric.
    pub metric: Slug,
    /// The days that were asked again, in order.
    pub days: Vec<Day>,
    /// How many of them have a value that differs.
    pub differing_days: usize,
    /// What differs, by day; the first 200.
    pub differences: Vec<Difference>,
    /// What has to be said of the answers, in sentences without a stop: rows that are of no day.
    pub notes: Vec<String>,
    /// Why nothing, or nothing more, was asked.
    pub problem: Option<String>,
    /// Whether the metric can be asked about its past at all.
    pub can_be_asked: bool,
}

impl Verification {
    /// Whether all that was asked is as it is remembered.
    pub fn is_same(&self) -> bool {
        self.differing_days == 0 && (self.problem.is_none() || !self.can_be_asked)
    }

    fn not_asked(metric: &Metric, why: &str) -> Self {
        Self {
            metric: metric.slug.clone(),
            days: Vec::new(),
            differing_days: 0,
            differences: Vec::new(),
            notes: Vec::new(),
            problem: Some(why.to_owned()),
            can_be_asked: false,
        }
    }
}

/// A value that the source tells otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The day.
    pub day: Day,
    /// The key of the object, of a metric that has objects.
    pub object: Option<String>,
    /// The value that is remembered; none where there is a gap.
    pub remembered: Option<f64>,
    /// What the source says; none where it has nothing.
    pub source: Option<f64>,
    /// Why that may be, in a sentence without a stop.
    pub why: String,
}

/// So many differences of a metric are listed.
const MOST_LISTED: usize = 200;
/// So many notes of the answers are told.
const MOST_NOTES: usize = 5;

impl Dbag {
    /// Asks some past days of a metric again and says what differs from what is remembered.
    pub async fn verify(
        &self,
        actor: &Actor,
        slug: &str,
        days: usize,
        now: DateTime<Utc>,
    ) -> Result<Verification, Problem> {
        actor.check(Operation::Verify)?;
        let metric = self.metric(slug).await?;
        match self.collector.history(&metric) {
            Some(History::AnyPastDay) => {}
            Some(History::NowOnly) => {
                let why = "it tells what is now and cannot be asked about past days";
                return Ok(Verification::not_asked(&metric, why));
            }
            None if self.inputs_of(&metric).is_empty() => {
                let why = "its values are sent to Dbag: there is nothing to ask";
                return Ok(Verification::not_asked(&metric, why));
            }
            None => {
                let why = "it is computed from other metrics, whenever they change: verify those";
                return Ok(Verification::not_asked(&metric, why));
            }
        }
        let today = self.today(&metric, now).await?;
        let Some(known) = self.answered_range(&metric, today).await? else {
            return Ok(Verification {
                can_be_asked: true,
                ..Verification::not_asked(&metric, "it has no value of a day that is over")
            });
        };
        let sampled = sample_days(known, days, now.timestamp().unsigned_abs());
        self.ask_again(actor, &metric, sampled, now).await
    }

    /// The days from the first to the last that have a value or were answered, and are over; none where there is no value.
    async fn answered_range(
        &self,
        metric: &Metric,
        today: Day,
    ) -> Result<Option<DayRange>, Problem> {
        let rows = self.store.series_of_metric(metric.id).await;
        let rows = rows.map_err(problem_of)?;
        let columns = self.store.columns(&rows).await.map_err(problem_of)?;
        let first = columns.iter().filter_map(|one| one.first_day()).min();
        let last = columns.iter().filter_map(|one| one.last_day()).max();
        // Where it was answered that there is nothing, rows may have come since.
        let asked = self
            .store
            .asked_between(metric.id)
            .await
            .map_err(problem_of)?;
        let first = first.map(|first| asked.map_or(first, |asked| first.min(asked.from)));
        Ok(first
            .zip(last.max(asked.map(|asked| asked.to)))
            .and_then(|(first, last)| DayRange::new(first, last.min(today.previous()))))
    }

    async fn ask_again(
        &self,
        actor: &Actor,
        metric: &Metric,
        days: Vec<Day>,
        now: DateTime<Utc>,
    ) -> Result<Verification, Problem> {
        let reasons = Reasons::of(self, metric, now).await?;
        let mut found = Verification {
            metric: metric.slug.clone(),
            days: Vec::with_capacity(days.len()),
            differing_days: 0,
            differences: Vec::new(),
            notes: Vec::new(),
            problem: None,
            can_be_asked: true,
        };
        for day in days {
            let range = DayRange::single(day);
            let preview = self
                .collector
                .preview(metric, range, actor.name(), now)
                .await;
            match preview {
                Ok(preview) => {
                    found.days.push(day);
                    self.note_differences(&mut found, day, preview, &reasons)
                        .await?;
                }
                Err(problem) if problem.kind == ProblemKind::Internal => return Err(problem),
                Err(problem) => {
                    found.problem = Some(format!("{day} could not be asked: {}", problem.message));
                    break;
                }
            }
        }
        Ok(found)
    }

    async fn note_differences(
        &self,
        found: &mut Verification,
        day: Day,
        preview: Preview,
        reasons: &Reasons,
    ) -> Result<(), Problem> {
        for note in preview.notes {
            if found.notes.len() < MOST_NOTES && !found.notes.contains(&note) {
                found.notes.push(note);
            }
        }
        let mut count = 0;
        let mut list = |difference: Difference| {
            count += 1;
            if found.differences.len() < MOST_LISTED {
                found.differences.push(difference);
            }
        };
        for (object, day, value) in &preview.first_added {
            list(Difference {
                day: *day,
                object: object.as_ref().map(|key| key.as_str().to_owned()),
                remembered: None,
                source: Some(*value),
                why: "nothing is remembered of it; fill the day backwards".to_owned(),
            });
        }
        let more = preview.added - preview.first_added.len() as u64;
        let more = (more > 0).then(|| reason::not_remembered(more));
        for why in preview.unusable.into_iter().chain(more) {
            list(Difference {
                day,
                object: None,
                remembered: None,
                source: None,
                why,
            });
        }
        for (object, change) in preview.changes {
            // Another weight of the same value is none of it.
            let is_same = change.old == change.new;
            if is_same || (change.old.is_err() && change.new.is_err()) {
                continue;
            }
            let range = DayRange::single(change.day);
            let samples = self.store.samples(change.series, range, 1).await;
            let samples = samples.map_err(problem_of)?;
            list(Difference {
                day: change.day,
                object: object.map(|key| key.as_str().to_owned()),
                remembered: change.old.ok(),
                source: change.new.ok(),
                why: reasons.of_change(&change, samples.first()),
            });
        }
        found.differing_days += usize::from(count > 0);
        Ok(())
    }
}

//! The loop that waits; what it does is a step that returns what it did.

use std::future::Future;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::collector::Collector;
use super::report::RunReport;
use dbag_store::StoreError;

/// Plans, claims and runs, again and again.
#[derive(Clone)]
pub struct Scheduler {
    collector: Collector,
    holder: String,
}

/// How long the loop waits between two looks at what is due.
const POLL: Duration = Duration::from_secs(15);
/// Running asks get this long to end when the program stops.
const GRACE: Duration = Duration::from_secs(20);

impl Scheduler {
    /// A scheduler; `holder` names this process among others that share the store.
    pub fn new(collector: Collector, holder: impl Into<String>) -> Self {
        Self {
            collector,
            holder: holder.into(),
        }
    }

    /// Plans, claims what is due at `now` and runs it to the end.
    pub async fn step(&self, now: DateTime<Utc>) -> Result<Vec<RunReport>, StoreError> {
        self.collector.plan_all(now).await?;
        let claims = self.collector.claim(&self.holder, now).await?;
        let mut runs = JoinSet::new();
        let mut reports: Vec<RunReport> = Vec::new();
        for claim in claims {
            let collector = self.collector.clone();
            runs.spawn(async move { collector.run_claim(claim, now).await });
        }
        let collecting = async {
            while let Some(report) = runs.join_next().await {
                reports.extend(report.ok());
            }
        };
        tokio::join!(self.describe(now), collecting);
        Ok(reports)
    }

    /// Runs until `shutdown`; a run that hangs delays no other, as each source has a gate of its own.
    pub async fn run(self, now: impl Fn() -> DateTime<Utc>, shutdown: impl Future<Output = ()>) {
        let mut runs: JoinSet<()> = JoinSet::new();
        // Beside the runs: each of them that ends is a reason to look again at once, these are not.
        let mut describing: JoinSet<()> = JoinSet::new();
        let mut describe_at = Instant::now();
        tokio::pin!(shutdown);
        loop {
            self.start_due(&mut runs, now()).await;
            if describing.is_empty() && Instant::now() >= describe_at {
                let (scheduler, now) = (self.clone(), now());
                describing.spawn(async move { scheduler.describe(now).await });
                describe_at = Instant::now() + POLL;
            }
            tokio::select! {
                () = &mut shutdown => break,
                () = sleep(POLL) => {}
                Some(ended) = runs.join_next() => tell_panic(ended),
            }
            while let Some(ended) = describing.try_join_next() {
                tell_panic(ended);
            }
        }
        let rest = async {
            for ends in [&mut runs, &mut describing] {
                while let Some(ended) = ends.join_next().await {
                    tell_panic(ended);
                }
            }
        };
        if tokio::time::timeout(GRACE, rest).await.is_err() {
            tracing::warn!("runs were still under way; their days will be asked again");
        }
    }

    /// Asks what is due of objects; no metric waits for that, nor fails with it.
    async fn describe(&self, now: DateTime<Utc>) {
        let reports = match self.collector.describe_due(now).await {
            Ok(reports) => reports,
            Err(error) => {
                tracing::error!(%error, "objects could not be described; trying again");
                return;
            }
        };
        for report in reports {
            let (kind, objects) = (report.kind.as_str(), report.described.len());
            match report.error {
                None => tracing::info!(kind, objects, "described"),
                Some(error) => tracing::warn!(kind, objects, error),
            }
        }
    }

    async fn start_due(&self, runs: &mut JoinSet<()>, now: DateTime<Utc>) {
        if let Err(error) = self.collector.plan_all(now).await {
            tracing::error!(%error, "days could not be planned; trying again");
            return;
        }
        match self.collector.claim(&self.holder, now).await {
            Ok(claims) => {
                for claim in claims {
                    let collector = self.collector.clone();
                    runs.spawn(async move { log(&collector.run_claim(claim, now).await) });
                }
            }
            Err(error) => tracing::error!(%error, "due days could not be claimed; trying again"),
        }
    }
}

fn log(report: &RunReport) {
    match &report.error {
        None => tracing::info!(metric = report.metric, rows = report.rows, "collected"),
        Some(error) => tracing::warn!(metric = report.metric, rows = report.rows, error),
    }
}

/// A panic of one run ends that run alone.
fn tell_panic(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a run ended unexpectedly");
    }
}

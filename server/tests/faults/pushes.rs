//! Values that are pushed, and what of them must be there afterwards.

use std::collections::BTreeMap;
use std::process::Output;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use chrono::{Days, NaiveDate, Utc};

use crate::instance::{Instance, complaint};

/// The metric that takes them.
pub(crate) const METRIC: &str = "sent";
/// Days that are pushed to in turn, so that values are added and replaced.
const DAYS: u64 = 40;

/// What may stand on a day: the last value that was acknowledged, or one tried since.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expected {
    acknowledged: Option<f64>,
    tried_since: Vec<f64>,
}

impl Expected {
    /// Whether the stored value is right.
    pub(crate) fn allows(&self, stored: Option<f64>) -> bool {
        match stored {
            None => self.acknowledged.is_none(),
            Some(value) => self.acknowledged == Some(value) || self.tried_since.contains(&value),
        }
    }
}

/// What one pusher did.
#[derive(Debug, Clone)]
pub(crate) struct Journal {
    today: NaiveDate,
    days: BTreeMap<NaiveDate, Expected>,
    next: u64,
    /// How many were acknowledged.
    pub(crate) acknowledged: usize,
    /// What the others said.
    pub(crate) complaints: Vec<String>,
}

impl Journal {
    /// Makes the metric.
    pub(crate) fn begin(instance: &Instance) -> Self {
        instance.ok(&[
            "metric",
            "add",
            METRIC,
            "--type",
            "push",
            "--measure",
            "level",
        ]);
        Self {
            today: Utc::now().date_naive(),
            days: BTreeMap::new(),
            next: 1,
            acknowledged: 0,
            complaints: Vec::new(),
        }
    }

    /// Pushes one more value in a process of its own.
    pub(crate) fn push(&mut self, instance: &Instance) -> Output {
        let (day, value) = self.announce();
        let output = instance.run(&[
            "push",
            METRIC,
            &value.to_string(),
            "--day",
            &day.to_string(),
        ]);
        self.note(day, value, &output);
        output
    }

    fn announce(&mut self) -> (NaiveDate, f64) {
        let day = self.today - Days::new(self.next % DAYS);
        let value = self.next as f64;
        self.next += 1;
        // Before it begins: it may be stored at any moment from now on.
        self.days.entry(day).or_default().tried_since.push(value);
        (day, value)
    }

    fn note(&mut self, day: NaiveDate, value: f64, output: &Output) {
        if output.status.success() {
            self.acknowledged += 1;
            self.days.insert(
                day,
                Expected {
                    acknowledged: Some(value),
                    tried_since: Vec::new(),
                },
            );
        } else {
            self.complaints
                .push(format!("{}: {}", output.status, complaint(output)));
        }
    }

    /// Notes that today's value was corrected on its page.
    pub(crate) fn correct(&mut self, value: f64) {
        let corrected = Expected {
            acknowledged: Some(value),
            tried_since: Vec::new(),
        };
        self.days.insert(self.today, corrected);
    }

    /// Of each day what may stand there.
    pub(crate) fn days(&self) -> &BTreeMap<NaiveDate, Expected> {
        &self.days
    }

    /// What may stand there in a copy taken between this journal and a later one.
    pub(crate) fn until(&self, later: &Self) -> Self {
        let mut between = self.clone();
        for value in self.next..later.next {
            let day = self.today - Days::new(value % DAYS);
            between
                .days
                .entry(day)
                .or_default()
                .tried_since
                .push(value as f64);
        }
        between
    }
}

/// Does something while values are pushed, one after another, each by a process of its own.
pub(crate) fn while_pushing(
    instance: &Instance,
    journal: Journal,
    work: impl FnOnce(&Mutex<Journal>),
) -> Journal {
    let (stop, journal) = (AtomicBool::new(false), Mutex::new(journal));
    thread::scope(|scope| {
        scope.spawn(|| push_until(&stop, instance, &journal));
        let _stopped_at_the_end = Stopped(&stop);
        work(&journal);
    });
    journal.into_inner().expect("nobody panics")
}

/// Sets a flag at the end, also when a test fails: its scope waits for whoever reads the flag.
pub(crate) struct Stopped<'a>(pub(crate) &'a AtomicBool);

impl Drop for Stopped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn push_until(stop: &AtomicBool, instance: &Instance, journal: &Mutex<Journal>) {
    while !stop.load(Ordering::Relaxed) {
        let (day, value) = journal.lock().expect("nobody panics").announce();
        let output = instance.run(&[
            "push",
            METRIC,
            &value.to_string(),
            "--day",
            &day.to_string(),
        ]);
        journal
            .lock()
            .expect("nobody panics")
            .note(day, value, &output);
    }
}

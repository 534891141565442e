//! How far a file is read that takes several passes, none of which is known before it begins.

use std::sync::{Arc, Mutex, PoisonError};

use super::options::{ImportProgress, ImportStep, Progress};

const TELL_EVERY: usize = 1 << 20;
/// Each pass takes this much of what is left: so progress never goes back, and never ends too soon.
const SHARE: f64 = 0.6;

/// One pass over the bytes of a file.
pub(crate) struct Pass<'a> {
    progress: &'a Progress,
    total: u64,
    next: usize,
}

impl<'a> Pass<'a> {
    /// Begins a pass over so many bytes.
    pub(crate) fn new(progress: &'a Progress, total: usize) -> Self {
        let pass = Self {
            progress,
            total: total as u64,
            next: TELL_EVERY,
        };
        pass.tell(0);
        pass
    }

    /// Tells that so many bytes are done, once in a while.
    pub(crate) fn at(&mut self, byte: usize) {
        if byte >= self.next {
            self.next = byte + TELL_EVERY;
            self.tell(byte as u64);
        }
    }

    /// Tells that all of them are done.
    pub(crate) fn end(self) {
        self.tell(self.total);
    }

    fn tell(&self, done: u64) {
        (self.progress)(ImportProgress {
            step: ImportStep::Reading,
            done,
            total: self.total,
        });
    }
}

/// Who is told, over all passes.
pub(super) fn over_passes(progress: Progress) -> Progress {
    let reached = Mutex::new(Reached::default());
    Arc::new(move |at: ImportProgress| {
        let mut reached = reached.lock().unwrap_or_else(PoisonError::into_inner);
        let share = reached.at(at);
        progress(ImportProgress {
            done: (share * at.total as f64) as u64,
            ..at
        });
    })
}

/// How much of all reading is done, from 0 to 1.
#[derive(Debug, Default)]
struct Reached {
    /// Where the current pass began.
    from: f64,
    share: f64,
}

impl Reached {
    fn at(&mut self, at: ImportProgress) -> f64 {
        if at.done == 0 {
            self.from = self.share;
        }
        let done = match at.total {
            0 => 1.0,
            total => at.done as f64 / total as f64,
        };
        self.share = self.from + (1.0 - self.from) * SHARE * done;
        self.share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_grows_over_passes_and_never_goes_back() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&told);
        let progress = over_passes(Arc::new(move |at: ImportProgress| {
            kept.lock().expect("no other").push(at.done);
        }));
        // The first pass breaks off.
        let mut pass = Pass::new(&progress, 10 * TELL_EVERY);
        pass.at(TELL_EVERY);
        for _ in 0..2 {
            let mut pass = Pass::new(&progress, 10 * TELL_EVERY);
            (0..10).for_each(|mega| pass.at(mega * TELL_EVERY));
            pass.end();
        }
        let told = told.lock().expect("no other");
        assert!(told.is_sorted() && told.len() > 20, "{told:?}");
        let share = *told.last().expect("told") as f64 / (10 * TELL_EVERY) as f64;
        assert!((0.8..0.9).contains(&share), "{share}");
    }
}

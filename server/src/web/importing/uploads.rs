//! Files that were sent and wait to be imported: few, not for long, and nobody's but the sender's.

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_app::ImportForm;
use dbag_domain::{Problem, ProblemKind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::undoing::Undoings;
use super::upload::{Gone, Look, Upload, UploadState, not_kept};
use super::work::Progress;

/// So large a file may be; what it unpacks to may be some times as large.
pub(super) const MOST_BYTES: u64 = 100 << 20;
/// What a packed file may unpack to.
pub(super) const MOST_UNPACKED: u64 = 256 << 20;
/// So many files wait, of all people, and of one.
const MOST_FILES: usize = 16;
const MOST_OF_ONE: usize = 4;
/// So many files that made room are remembered.
const MOST_GONE: usize = 100;
/// So long a file waits for its sender.
const KEPT: TimeDelta = TimeDelta::hours(1);
const TIDIED_EVERY: Duration = Duration::from_secs(600);
/// Nobody waits longer for others' files to be read.
const PATIENCE: Duration = Duration::from_secs(600);
/// A file of this size waits for no other of the kind.
const SMALL: u64 = 4 << 20;
/// The files that wait.
#[derive(Clone)]
pub struct Uploads(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    held: Mutex<HashMap<String, Upload>>,
    /// How many were sent.
    sent: AtomicU64,
    /// Files that are not kept any longer: their pages, who sent them, and why.
    gone: Mutex<VecDeque<(String, String, Gone)>>,
    /// One large file is read at a time, for reading takes a core and some memory, and one small one beside.
    large: Arc<Semaphore>,
    small: Arc<Semaphore>,
    undoings: Undoings,
}

impl Uploads {
    /// Files in a folder of their own; what an earlier process left there is removed.
    pub fn new(folder: PathBuf) -> Self {
        // That there is none is how it mostly is.
        _ = fs::remove_dir_all(&folder);
        Self(Arc::new(Inner {
            folder,
            held: Mutex::default(),
            sent: AtomicU64::new(0),
            gone: Mutex::default(),
            large: Arc::new(Semaphore::new(1)),
            small: Arc::new(Semaphore::new(1)),
            undoings: Undoings::default(),
        }))
    }

    /// Removes files that nobody came back for, until it is told to stop.
    pub(crate) async fn keep_tidy(self, clock: fn() -> DateTime<Utc>, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = sleep(TIDIED_EVERY) => self.tidy(clock()),
            }
        }
        _ = fs::remove_dir_all(&self.0.folder);
    }

    /// A place for a file that is about to be sent.
    pub(super) fn place(&self, owner: &str, now: DateTime<Utc>) -> Result<Place, Problem> {
        self.tidy(now);
        let held = self.held();
        // Its sender's oldest will make room, once it is there.
        let makes_room = usize::from(count_of(&held, owner) >= MOST_OF_ONE);
        if held.len() >= MOST_FILES + makes_room {
            let message = "others' files wait to be imported; try again in some minutes";
            return Err(Problem::new(ProblemKind::Busy, message));
        }
        drop(held);
        let id = format!("{:032x}", rand::random::<u128>());
        let path = self.0.folder.join(&id);
        let is_ready = fs::create_dir_all(&self.0.folder).and_then(|()| private(&path));
        is_ready.map_err(|error| not_kept(&error))?;
        Ok(Place { id, path })
    }

    /// Keeps a file that was sent; gives the name of its page.
    pub(super) fn keep(
        &self,
        place: Place,
        owner: &str,
        name: String,
        now: DateTime<Utc>,
    ) -> String {
        let upload = Upload {
            owner: owner.to_owned(),
            name,
            is_pasted: false,
            path: place.path,
            touched: now,
            number: self.0.sent.fetch_add(1, Ordering::Relaxed),
            form: ImportForm::default(),
            state: UploadState::Waiting,
            look: None,
            shown: None,
            is_unseen: false,
            failed: None,
            displaced: None,
        };
        let mut held = self.held();
        let mut upload = upload;
        while count_of(&held, owner) >= MOST_OF_ONE {
            let (id, oldest) = match oldest_of(&held, owner) {
                Some(id) => (id.clone(), held.remove(&id)),
                None => break,
            };
            let Some(oldest) = oldest else { break };
            remove(&oldest.path);
            if oldest.is_open() {
                upload.displaced = Some(oldest.name);
                self.remember_gone(id, oldest.owner, Gone::MadeRoom);
            }
        }
        held.insert(place.id.clone(), upload);
        place.id
    }

    /// Keeps a table that was pasted; gives the name of its page.
    pub(super) fn keep_pasted(&self, place: Place, owner: &str, now: DateTime<Utc>) -> String {
        let id = self.keep(place, owner, "pasted table".to_owned(), now);
        self.change(&id, |upload| upload.is_pasted = true);
        id
    }

    /// A file by the name of its page, for the one who sent it.
    pub(super) fn get(&self, id: &str, owner: &str, now: DateTime<Utc>) -> Option<Upload> {
        self.tidy(now);
        let mut held = self.held();
        let upload = held.get_mut(id).filter(|upload| upload.owner == owner)?;
        upload.touched = now;
        Some(upload.clone())
    }

    /// Why a file is not there any more, as long as that is known, for who sent it.
    pub(super) fn why_gone(&self, id: &str, owner: &str) -> Option<Gone> {
        let gone = self.gone();
        let mut gone = gone.iter();
        let found = gone.find(|(known, of, _)| known == id && of == owner)?;
        Some(found.2)
    }

    fn remember_gone(&self, id: String, owner: String, why: Gone) {
        let mut gone = self.gone();
        gone.push_back((id, owner, why));
        if gone.len() > MOST_GONE {
            gone.pop_front();
        }
    }

    /// Changes what is known of a file.
    pub(super) fn change(&self, id: &str, change: impl FnOnce(&mut Upload)) {
        if let Some(upload) = self.held().get_mut(id) {
            change(upload);
        }
    }

    /// Begins to import a file as it was chosen, unless that has begun: a button may be pressed
    /// twice. Whether it begins now.
    pub(super) fn start(&self, id: &str, form: &ImportForm, progress: &Arc<Progress>) -> bool {
        let mut held = self.held();
        let Some(upload) = held.get_mut(id).filter(|upload| upload.is_open()) else {
            return false;
        };
        upload.form = form.clone();
        (upload.look, upload.failed, upload.is_unseen) = (None, None, false);
        upload.state = UploadState::Working(Arc::clone(progress));
        true
    }

    /// Begins to look at a file, unless something goes on with it. Whether it begins now.
    pub(super) fn start_look(&self, id: &str, progress: &Arc<Progress>) -> bool {
        let mut held = self.held();
        let Some(upload) = held.get_mut(id).filter(|upload| upload.is_open()) else {
            return false;
        };
        upload.state = UploadState::Looking(Arc::clone(progress));
        true
    }

    /// What was found by the last look, where that was at the file as it is chosen now. It is drawn once:
    /// whoever comes again sees what would be done by then.
    pub(super) fn take_look(&self, id: &str) -> Option<Arc<Look>> {
        let mut held = self.held();
        let upload = held.get_mut(id)?;
        let look = upload.look.take()?;
        (look.form == upload.form).then_some(look)
    }

    /// Forgets a file, but for why.
    pub(super) fn forget(&self, id: &str, why: Gone) {
        let upload = self.held().remove(id);
        if let Some(upload) = upload {
            remove(&upload.path);
            self.remember_gone(id.to_owned(), upload.owner, why);
        }
    }

    /// Removes a file of which only the report is still wanted.
    pub(super) fn drop_bytes(&self, id: &str) {
        let path = self.held().get(id).map(|upload| upload.path.clone());
        if let Some(path) = path {
            remove(&path);
        }
    }

    /// Waits until no other file is read that is as large, and says that it waits.
    pub(super) async fn turn(
        &self,
        size: u64,
        progress: &Progress,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        let turns = match size > SMALL {
            true => &self.0.large,
            false => &self.0.small,
        };
        if let Ok(turn) = Arc::clone(turns).try_acquire_owned() {
            return Ok(turn);
        }
        progress.wait(true);
        let turn = timeout(PATIENCE, Arc::clone(turns).acquire_owned()).await;
        progress.wait(false);
        match turn {
            Ok(Ok(turn)) => Ok(turn),
            _ => {
                let message = "other files are being read; try again in some minutes";
                Err(Problem::new(ProblemKind::Busy, message))
            }
        }
    }

    /// What goes on with imports that are undone.
    pub(super) fn undoings(&self) -> Undoings {
        self.0.undoings.clone()
    }

    /// Somebody's files with the names of their pages, the newest first.
    pub(super) fn of(&self, owner: &str, now: DateTime<Utc>) -> Vec<(String, Upload)> {
        self.tidy(now);
        let held = self.held();
        let own = held.iter().filter(|(_, one)| one.owner == owner);
        let mut own: Vec<(String, Upload)> =
            own.map(|(id, one)| (id.clone(), one.clone())).collect();
        own.sort_by_key(|(_, one)| std::cmp::Reverse(one.number));
        own
    }

    fn tidy(&self, now: DateTime<Utc>) {
        let mut held = self.held();
        held.retain(|_, upload| {
            let stays = upload.is_working() || now - upload.touched < KEPT;
            if !stays {
                remove(&upload.path);
            }
            stays
        });
    }

    fn gone(&self) -> MutexGuard<'_, VecDeque<(String, String, Gone)>> {
        self.0.gone.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, Upload>> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a file is written to while it is sent.
pub(super) struct Place {
    id: String,
    pub(super) path: PathBuf,
}

impl Place {
    /// Gives the place up.
    pub(super) fn leave(self) {
        remove(&self.path);
    }
}

fn count_of(held: &HashMap<String, Upload>, owner: &str) -> usize {
    let of_owner = held.values().filter(|one| one.owner == owner);
    of_owner.filter(|one| !one.is_working()).count()
}

/// The page of the file that makes room: first of those of which only the report is left.
fn oldest_of(held: &HashMap<String, Upload>, owner: &str) -> Option<String> {
    let of_owner = held
        .iter()
        .filter(|(_, one)| one.owner == owner && !one.is_working());
    let oldest = of_owner.min_by_key(|(_, one)| (one.is_open(), one.touched, one.number));
    oldest.map(|(id, _)| id.clone())
}

/// An empty file that nobody else may read.
fn private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a file that was sent could not be removed");
    }
}

#[cfg(test)]
mod tests;

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
use dbag_operations::{ImportFile, ImportOptions, ImportReport};
use tokio::io::AsyncReadExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::undoing::Undoings;
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
/// A packed one counts as so many times its size.
const PACKED: u64 = 10;

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

/// A file that waits, is imported, or was.
#[derive(Clone)]
pub(super) struct Upload {
    pub(super) owner: String,
    pub(super) name: String,
    /// Whether it was pasted, and is no file of the sender's.
    is_pasted: bool,
    path: PathBuf,
    touched: DateTime<Utc>,
    /// Which it was of all that were sent: of two at one moment, the first is the older.
    number: u64,
    /// What was chosen for it last.
    pub(super) form: ImportForm,
    pub(super) state: UploadState,
    /// What was found by looking at it, until it is drawn.
    pub(super) look: Option<Arc<Look>>,
    /// What its page showed last and offered to import.
    pub(super) shown: Option<ImportOptions>,
    /// Whether something was to be imported that had not been shown.
    pub(super) is_unseen: bool,
    /// Why it could not be imported as it was chosen.
    pub(super) failed: Option<Problem>,
    /// The file that made room for it.
    pub(super) displaced: Option<String>,
}

/// Why a file is not kept any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    /// It made room for a newer one of its sender.
    MadeRoom,
    /// Its sender discarded it.
    Discarded,
    /// It cannot be read.
    Unreadable,
}

/// What was found by looking at a file as it was chosen.
pub(super) struct Look {
    pub(super) form: ImportForm,
    /// What would be done, with what is wrong with what was chosen.
    pub(super) outcome: Result<(ImportReport, Vec<Problem>), Problem>,
}

/// How far a file is.
#[derive(Clone)]
pub(super) enum UploadState {
    /// It waits to be looked at or imported.
    Waiting,
    /// It is being looked at.
    Looking(Arc<Progress>),
    /// It is being imported.
    Working(Arc<Progress>),
    /// It was imported.
    Done(Arc<ImportReport>),
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

impl Upload {
    pub(super) fn is_working(&self) -> bool {
        matches!(
            self.state,
            UploadState::Working(_) | UploadState::Looking(_)
        )
    }

    /// Whether anything can still be chosen for it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, UploadState::Waiting)
    }

    /// What was pasted; nothing of a file.
    pub(super) async fn pasted(&self) -> String {
        if !self.is_pasted {
            return String::new();
        }
        let bytes = tokio::fs::read(&self.path).await.unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// How large it is; what is packed counts as what it may unpack to.
    pub(super) async fn size(&self) -> u64 {
        let metadata = tokio::fs::metadata(&self.path).await;
        let size = metadata.map_or(0, |metadata| metadata.len());
        let mut start = [0; 2];
        let is_read = match tokio::fs::File::open(&self.path).await {
            Ok(mut file) => file.read_exact(&mut start).await.is_ok(),
            Err(_) => false,
        };
        match is_read && (start == *b"PK" || start == [0x1f, 0x8b]) {
            true => size.saturating_mul(PACKED),
            false => size,
        }
    }

    /// The file itself.
    pub(super) async fn file(&self) -> Result<ImportFile, Problem> {
        let bytes = tokio::fs::read(&self.path).await;
        Ok(ImportFile {
            name: self.name.clone(),
            bytes: bytes.map_err(|error| not_kept(&error))?,
        })
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

/// What is said where the folder cannot be used.
pub(super) fn not_kept(error: &io::Error) -> Problem {
    tracing::error!(%error, "a file that was sent could not be kept");
    let message = "the file could not be kept in the data folder; is there room on the disk? \
                   `dbag import` reads it without";
    Problem::new(ProblemKind::Busy, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn keep(uploads: &Uploads, owner: &str, minutes: i64) -> String {
        let place = uploads.place(owner, at(minutes)).expect("a place");
        uploads.keep(place, owner, "values.csv".to_owned(), at(minutes))
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).map_or(0, Iterator::count)
    }

    #[test]
    fn files_wait_for_their_sender_and_not_for_long() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("uploads");
        let uploads = Uploads::new(folder.clone());
        let first = keep(&uploads, "ann", 0);
        assert!(uploads.get(&first, "ann", at(50)).is_some());
        assert!(
            uploads.get(&first, "ben", at(50)).is_none(),
            "it is nobody else's"
        );
        let second = keep(&uploads, "ben", 55);
        assert_eq!(files(&folder), 2);
        assert!(uploads.get(&second, "ben", at(111)).is_some());
        assert!(uploads.get(&first, "ann", at(111)).is_none());
        assert_eq!(files(&folder), 1);
        uploads.forget(&second, Gone::Discarded);
        assert_eq!(files(&folder), 0);
        assert_eq!(uploads.why_gone(&second, "ben"), Some(Gone::Discarded));
        assert_eq!(
            uploads.why_gone(&second, "ann"),
            None,
            "it is nobody else's"
        );
        assert_eq!(uploads.why_gone(&first, "ann"), None, "its time was over");
    }

    #[test]
    fn an_import_begins_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let uploads = Uploads::new(folder.path().join("uploads"));
        let id = keep(&uploads, "ann", 0);
        let (form, progress) = (ImportForm::default(), Arc::new(Progress::default()));
        assert!(uploads.start(&id, &form, &progress));
        assert!(!uploads.start(&id, &form, &progress));
        assert!(!uploads.start("other", &form, &progress));
        uploads.change(&id, |upload| upload.state = UploadState::Waiting);
        assert!(uploads.start(&id, &form, &progress));
    }

    #[tokio::test]
    async fn a_small_file_waits_for_no_large_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let uploads = Uploads::new(folder.path().join("uploads"));
        let (large, small) = (Progress::default(), Progress::default());
        let first = uploads.turn(SMALL + 1, &large).await.expect("a turn");
        let beside = uploads.turn(SMALL, &small).await.expect("a turn");
        assert_eq!(small.words(), "Reading the file");
        let second = Arc::new(Progress::default());
        let (waiting, of_task) = (uploads.clone(), Arc::clone(&second));
        let waits = tokio::spawn(async move { waiting.turn(SMALL * 2, &of_task).await.map(drop) });
        while second.words() != "Waits for another file" {
            tokio::task::yield_now().await;
        }
        drop(beside);
        assert!(!waits.is_finished());
        drop(first);
        assert_eq!(waits.await.expect("no panic"), Ok(()));
        assert_eq!(second.words(), "Reading the file");
    }

    #[tokio::test]
    async fn what_is_packed_counts_as_what_it_unpacks_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let uploads = Uploads::new(folder.path().join("uploads"));
        for (bytes, size) in [
            (&b"date,a\n"[..], 7),
            (b"PK\x03\x04", 40),
            (b"\x1f\x8b12", 40),
            (b"P", 1),
        ] {
            let id = keep(&uploads, "ann", 0);
            let upload = uploads.get(&id, "ann", at(0)).expect("there");
            fs::write(&upload.path, bytes).expect("written");
            assert_eq!(upload.size().await, size, "{bytes:?}");
        }
    }

    #[test]
    fn few_files_wait() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("uploads");
        let uploads = Uploads::new(folder.clone());
        let ids: Vec<String> = (0..6).map(|at| keep(&uploads, "ann", at)).collect();
        assert!(
            uploads.get(&ids[1], "ann", at(7)).is_none(),
            "the oldest make room"
        );
        assert_eq!(uploads.why_gone(&ids[1], "ann"), Some(Gone::MadeRoom));
        assert_eq!(uploads.why_gone(&ids[1], "ben"), None);
        let last = uploads.get(&ids[5], "ann", at(7)).expect("there");
        assert_eq!(last.displaced.as_deref(), Some("values.csv"));
        assert!(uploads.get(&ids[2], "ann", at(7)).is_some());
        assert_eq!(files(&folder), MOST_OF_ONE);
        for owner in 0..3 {
            for _ in 0..MOST_OF_ONE {
                keep(&uploads, &format!("owner {owner}"), 8);
            }
        }
        let problem = uploads.place("ben", at(9)).err().expect("no room");
        assert_eq!(problem.kind, ProblemKind::Busy);
        // What a process left behind is gone with the next.
        Uploads::new(folder.clone());
        assert_eq!(files(&folder), 0);
    }
}

//! The lock of a data folder: one `serve` or one migration at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::settings::{Settings, absolute};

/// Held until it is dropped; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct DataLock {
    _files: Vec<File>,
}

impl DataLock {
    /// Takes the lock for a command.
    ///
    /// A SQLite file of another name or place has a lock of its own beside it: two data folders
    /// may share it.
    ///
    /// # Errors
    ///
    /// [`Failure::Held`] when somebody else has it.
    pub(crate) fn take(settings: &Settings, command: &str) -> Result<Self, Failure> {
        settings.make_data_dir()?;
        let mut paths = vec![settings.absolute_data_dir().join("dbag.lock")];
        if let Some(file) = settings.location()?.file() {
            let of_file = beside(file);
            if !paths.contains(&of_file) {
                paths.push(of_file);
            }
        }
        let files = paths
            .iter()
            .map(|path| lock(path, command))
            .collect::<Result<_, _>>()?;
        Ok(Self { _files: files })
    }
}

/// `dbag.lock` for `dbag.db`, wherever the file really is.
fn beside(file: &Path) -> PathBuf {
    let file = match (file.parent(), file.file_name()) {
        // It may not be there yet.
        (Some(folder), Some(name)) if !file.exists() => {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            absolute(folder).join(name)
        }
        _ => absolute(file),
    };
    file.with_extension("lock")
}

fn lock(path: &Path, command: &str) -> Result<File, Failure> {
    let cannot = |error| Failure::Failed(format!("cannot lock {}: {error}", path.display()));
    let mut options = OpenOptions::new();
    // Not emptied before it is ours: it says who holds it.
    options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(path).map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => {
            // Only for people; the lock is the system's.
            _ = file.set_len(0).and_then(|()| file.rewind());
            _ = write!(file, "dbag {command}, process {}", std::process::id());
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => Err(held(path, &mut file)),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

fn held(path: &Path, file: &mut File) -> Failure {
    let mut holder = String::new();
    _ = file.take(200).read_to_string(&mut holder);
    let holder = match holder.trim() {
        "" => "another `dbag`",
        holder => holder,
    };
    let folder = path.parent().unwrap_or(path);
    Failure::Held(format!(
        "the data folder {} is held by {holder}; stop it first, or use another --data-dir",
        folder.display()
    ))
}

//! The instance key: given by a variable, or kept in `secret.key`.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use dbag_operations::InstanceKey;

use crate::failure::Failure;
use crate::out;
use crate::settings::{Settings, variable};

const VARIABLE: &str = "DBAG_SECRET_KEY";

/// The name of the key's file in the data folder.
pub(crate) const FILE: &str = "secret.key";

/// The key that there is; none before the first start.
///
/// # Errors
///
/// When it is no key, can be guessed, or cannot be read.
pub(crate) fn find(settings: &Settings) -> Result<Option<InstanceKey>, Failure> {
    if let Some(text) = variable(VARIABLE)? {
        return parse(VARIABLE, &text).map(Some);
    }
    let path = settings.file(FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Failure::refused(format!(
                "{} cannot be read: {error}",
                path.display()
            )));
        }
    };
    parse(&path.display().to_string(), &text).map(Some)
}

/// The key that there is, whose file is closed to others where it was open.
///
/// # Errors
///
/// Like [`find`].
pub(crate) fn find_and_close(settings: &Settings) -> Result<Option<InstanceKey>, Failure> {
    let key = find(settings)?;
    close_to_others(&settings.file(FILE));
    Ok(key)
}

/// Makes a key and writes it to `secret.key`; the caller holds the lock of the data folder.
///
/// # Errors
///
/// When the file cannot be written.
pub(crate) fn make(settings: &Settings) -> Result<InstanceKey, Failure> {
    let key = InstanceKey::random();
    write_private(&settings.file(FILE), &format!("{}\n", key.expose()))?;
    Ok(key)
}

/// Writes a new file that only its owner reads.
///
/// # Errors
///
/// When it exists already or cannot be written.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written
        .map_err(|error| Failure::Failed(format!("{} cannot be written: {error}", path.display())))
}

/// Whether others than the owner may read a file.
#[cfg(unix)]
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

/// Whether others than the owner may read a file: not known here.
#[cfg(not(unix))]
pub(crate) fn is_open_to_others(_path: &Path) -> bool {
    false
}

fn parse(name: &str, text: &str) -> Result<InstanceKey, Failure> {
    InstanceKey::parse(text).map_err(|error| Failure::refused(format!("{name}: {error}")))
}

#[cfg(unix)]
fn close_to_others(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if !is_open_to_others(path) {
        return;
    }
    let shown = path.display();
    match fs::set_permissions(path, fs::Permissions::from_mode(0o600)) {
        Ok(()) => out::note(format_args!(
            "warning: others could read {shown}; now only its owner can. If others had access to \
             this folder, change the passwords of your sources"
        )),
        Err(error) => out::note(format_args!(
            "warning: others can read {shown}, and that cannot be changed: {error}"
        )),
    }
}

#[cfg(not(unix))]
fn close_to_others(_path: &Path) {}

//! Finding an engine's programs, and a user who may run them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The path of a program: on PATH, in Postgres' own folders, or where Debian puts daemons.
pub(crate) fn find(name: &str, install: &str) -> PathBuf {
    let on_path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&on_path)
        .chain(postgres_folders())
        .chain(["/usr/sbin", "/usr/bin", "/usr/local/bin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .unwrap_or_else(|| {
            panic!("`{name}` is not on PATH nor where Debian puts it; install it: {install}")
        })
}

/// `/usr/lib/postgresql/<version>/bin`, the newest first.
fn postgres_folders() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// The user an engine runs as: database servers refuse to be root.
pub(crate) enum RunAs {
    /// Whoever runs the tests.
    Myself,
    /// Another user, because the tests run as root.
    User {
        /// Its name.
        name: String,
        /// Its number.
        uid: u32,
        /// Its group's number.
        gid: u32,
    },
}

impl RunAs {
    /// The first of `names` that exists where we are root, else ourselves.
    pub(crate) fn unprivileged(names: &[&str]) -> Self {
        if !is_root() {
            return Self::Myself;
        }
        let accounts = fs::read_to_string("/etc/passwd").expect("/etc/passwd can be read");
        names
            .iter()
            .find_map(|name| find_account(&accounts, name))
            .unwrap_or_else(|| {
                panic!("a database server refuses to run as root, and no user {names:?} exists")
            })
    }

    /// A command that runs `program` as this user, in the same process.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let Self::User { uid, gid, .. } = self else {
            return Command::new(program);
        };
        let setpriv = find("setpriv", "apt-get install util-linux");
        let mut command = Command::new(setpriv);
        command.arg(format!("--reuid={uid}"));
        command.arg(format!("--regid={gid}"));
        command.arg("--clear-groups");
        command.arg("--");
        command.arg(program);
        command
    }

    /// Gives a folder to this user.
    pub(crate) fn give(&self, folder: &Path) {
        if let Self::User { uid, gid, .. } = self {
            std::os::unix::fs::chown(folder, Some(*uid), Some(*gid))
                .expect("root may give a folder away");
        }
    }
}

fn find_account(accounts: &str, wanted: &str) -> Option<RunAs> {
    accounts.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next().filter(|name| *name == wanted)?.to_owned();
        let uid = parts.nth(1)?.parse().ok()?;
        let gid = parts.next()?.parse().ok()?;
        Some(RunAs::User { name, uid, gid })
    })
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

//! Whether the inputs of a step are those of the last time.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::files::files_below;

/// The inputs of one step, as one number.
pub(crate) struct Fingerprint {
    stamp: PathBuf,
    hasher: DefaultHasher,
}

impl Fingerprint {
    /// Begins with no inputs; `step` names the file that remembers the result.
    pub(crate) fn new(work: &Path, step: &str) -> Self {
        Self {
            stamp: work.join(format!("{step}.fingerprint")),
            hasher: DefaultHasher::new(),
        }
    }

    /// Adds a text.
    pub(crate) fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.hasher);
        self
    }

    /// Adds a file, or every file of a folder; a path that does not exist counts as such.
    pub(crate) fn path(mut self, path: &Path) -> Result<Self> {
        let files = if path.is_dir() {
            files_below(path)?
        } else {
            vec![path.to_owned()]
        };
        for file in files {
            file.hash(&mut self.hasher);
            if file.is_file() {
                fs::read(&file)
                    .with_context(|| format!("cannot read {}", file.display()))?
                    .hash(&mut self.hasher);
            }
        }
        Ok(self)
    }

    /// Whether the last finished step had the same inputs and its `output` still exists.
    pub(crate) fn is_fresh(&self, output: &Path) -> bool {
        output.exists() && fs::read_to_string(&self.stamp).is_ok_and(|last| last == self.number())
    }

    /// Remembers the inputs; called once the step's output is written.
    pub(crate) fn remember(&self) -> Result<()> {
        if let Some(folder) = self.stamp.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.stamp, self.number())?;
        Ok(())
    }

    fn number(&self) -> String {
        format!("{:016x}", self.hasher.finish())
    }
}

//! The server under test, from outside: a process that ends with its handle.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::measure;

/// A running server.
pub(crate) struct Server {
    child: Child,
    /// Where Dbag itself answers.
    pub(crate) dbag: SocketAddr,
    /// Where the baselines answer, from the same process.
    pub(crate) baselines: SocketAddr,
}

impl Server {
    /// Starts a server over a database.
    pub(crate) fn start(location: &str) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", location])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().context("the server's output")?;
        let mut lines = BufReader::new(output).lines();
        let mut address = || -> Result<SocketAddr> {
            let line = lines.next().context("the server did not start")??;
            Ok(line.parse()?)
        };
        let (dbag, baselines) = (address()?, address()?);
        Ok(Self {
            child,
            dbag,
            baselines,
        })
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn cpu_s(&self) -> Result<f64> {
        measure::cpu_s(self.id())
    }

    /// Resident memory now and at most, in MiB.
    pub(crate) fn memory_mib(&self) -> Result<(f64, f64)> {
        measure::memory_mib(self.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It was started here and holds nothing that a kill could break.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

//! What goes wrong around Dbag, done to the real program: kills, full disks, cut connections.
//!
//! `cargo test` runs short versions of all of it. `make fault` runs the same for longer, by the
//! variables that [`setting`] reads, and those that are ignored here because they need strace
//! or faketime.

// The program and what it is given.
mod http;
mod instance;
mod postgres;
mod serving;
mod source;

// What must hold afterwards.
mod oracle;
mod pushes;

// The faults.
mod backup;
mod clock;
mod disk_full;
mod kill_loop;
mod locked;
mod postgres_restart;
mod process;
mod sweep;

/// How long or how often, where a variable says so; `make fault` says more than is usual.
fn setting(name: &str, usual: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}: `{text}` is not a number")),
        Err(_) => usual,
    }
}

/// Runs what is async in the tests' own hands; the program under test is another process.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work)
}

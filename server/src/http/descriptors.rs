//! How many files and connections this process may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What a process may open where nothing limits it.
const UNLIMITED: u64 = 1 << 16;

/// Lets this process open as many files as it is allowed to at all, and says how many: shells and
/// service managers begin with 1,024, which is few for pages that listen.
pub fn raise_descriptors() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(UNLIMITED).min(UNLIMITED);
    let now = limit.current.unwrap_or(UNLIMITED);
    let raised = Rlimit {
        current: Some(most.max(now)),
        maximum: limit.maximum,
    };
    let allowed = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => most.max(now),
        // What is allowed already is enough to serve.
        Err(_) => now,
    };
    usize::try_from(allowed).unwrap_or(usize::MAX)
}

//! Clocks: time that passed, processor time of processes and of one thread, memory.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};
use serde::Serialize;

/// Ticks a second of `/proc`: 100 on every processor that Rust's std runs on with Linux.
const TICKS: f64 = 100.0;

/// Several rounds of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    pub(crate) rounds: usize,
}

impl Spread {
    pub(crate) fn of(mut rounds: Vec<f64>) -> Self {
        rounds.sort_by(f64::total_cmp);
        let middle = rounds.len() / 2;
        let median = match rounds.len() {
            0 => f64::NAN,
            odd if odd % 2 == 1 => rounds[middle],
            _ => f64::midpoint(rounds[middle - 1], rounds[middle]),
        };
        Self {
            median,
            min: rounds.first().copied().unwrap_or(f64::NAN),
            max: rounds.last().copied().unwrap_or(f64::NAN),
            rounds: rounds.len(),
        }
    }

    pub(crate) fn one(figure: f64) -> Self {
        Self::of(vec![figure])
    }
}

/// How many rounds there are of everything; `DBAG_BENCH_ROUNDS` for fewer.
pub(crate) fn rounds() -> usize {
    let told = std::env::var("DBAG_BENCH_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok());
    told.filter(|rounds| *rounds > 0).unwrap_or(5)
}

/// What a piece of work took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// Seconds that passed.
    pub(crate) wall_s: f64,
    /// Seconds of processors, over all the processes that were watched.
    pub(crate) cpu_s: f64,
}

/// Watches processes, and this one, from now on.
pub(crate) struct Watch {
    begun: Instant,
    processes: Vec<u32>,
    cpu_s: f64,
}

impl Watch {
    /// Watches processes with all their descendants.
    pub(crate) fn start(processes: &[u32]) -> Result<Self> {
        let cpu_s = cpu_s_of_trees(processes)?;
        Ok(Self {
            begun: Instant::now(),
            processes: processes.to_vec(),
            cpu_s,
        })
    }

    pub(crate) fn stop(self) -> Result<Cost> {
        let wall_s = self.begun.elapsed().as_secs_f64();
        Ok(Cost {
            wall_s,
            cpu_s: cpu_s_of_trees(&self.processes)? - self.cpu_s,
        })
    }
}

fn cpu_s_of_trees(roots: &[u32]) -> Result<f64> {
    let all = processes()?;
    let mut seconds = 0.0;
    let mut todo = roots.to_vec();
    while let Some(id) = todo.pop() {
        seconds += all
            .iter()
            .find(|one| one.id == id)
            .map_or(0.0, |one| one.cpu_s);
        todo.extend(all.iter().filter(|one| one.parent == id).map(|one| one.id));
    }
    Ok(seconds)
}

/// User and system seconds of one process.
pub(crate) fn cpu_s(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    Ok(parse_stat(&stat).context("/proc/<id>/stat")?.cpu_s)
}

struct Process {
    id: u32,
    parent: u32,
    /// User and system, finished children included.
    cpu_s: f64,
}

fn processes() -> Result<Vec<Process>> {
    let entries = fs::read_dir("/proc")?.flatten();
    // A process may end while the list is read.
    let stats = entries.filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    Ok(stats.filter_map(|stat| parse_stat(&stat)).collect())
}

/// The name of a process, in brackets, may hold anything; fields are counted behind it.
fn parse_stat(stat: &str) -> Option<Process> {
    let id = stat.split_once(' ')?.0.parse().ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let ticks: f64 = fields
        .get(11..15)?
        .iter()
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    Some(Process {
        id,
        parent: fields.get(1)?.parse().ok()?,
        cpu_s: ticks / TICKS,
    })
}

/// Seconds that the calling thread ran; brought up to date every few milliseconds only.
pub(crate) fn thread_cpu_s() -> Result<f64> {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = schedstat
        .split_ascii_whitespace()
        .next()
        .context("an empty schedstat")?;
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}

/// Milliseconds of this thread for one of `times` runs.
pub(crate) fn thread_ms<T>(times: u32, work: impl Fn() -> T) -> Result<f64> {
    let before = thread_cpu_s()?;
    for _ in 0..times {
        std::hint::black_box(work());
    }
    Ok((thread_cpu_s()? - before) * 1e3 / f64::from(times))
}

/// Milliseconds of this process, all its threads, for one of `times` runs.
pub(crate) async fn process_ms<T>(times: u32, work: impl AsyncFn() -> Result<T>) -> Result<f64> {
    let before = cpu_s(std::process::id())?;
    for _ in 0..times {
        std::hint::black_box(work().await?);
    }
    Ok((cpu_s(std::process::id())? - before) * 1e3 / f64::from(times))
}

/// Resident memory of a process now, and the most it ever was, in MiB.
pub(crate) fn memory_mib(process: u32) -> Result<(f64, f64)> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let mib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.split_ascii_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
    };
    Ok((
        mib("VmRSS:").context("no VmRSS")?,
        mib("VmHWM:").context("no VmHWM")?,
    ))
}

/// What the processors do that is not this program's work, from the start of a run on.
#[derive(Debug)]
pub(crate) struct Others {
    busy: f64,
    total: f64,
    own_cpu_s: f64,
}

impl Others {
    pub(crate) fn watch() -> Result<Self> {
        let (busy, total) = processor_ticks()?;
        let own_cpu_s = cpu_s_of_trees(&[std::process::id()])?;
        Ok(Self {
            busy,
            total,
            own_cpu_s,
        })
    }

    /// The share of the processors that others had until now.
    pub(crate) fn share(&self) -> Result<f64> {
        let now = Self::watch()?;
        let own = (now.own_cpu_s - self.own_cpu_s) * TICKS;
        let others = (now.busy - self.busy - own).max(0.0);
        Ok(others / (now.total - self.total).max(1.0))
    }
}

fn processor_ticks() -> Result<(f64, f64)> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().context("an empty /proc/stat")?;
    let ticks: Vec<f64> = line
        .split_ascii_whitespace()
        .skip(1)
        .filter_map(|text| text.parse().ok())
        .collect();
    let total: f64 = ticks.iter().take(8).sum();
    let idle: f64 = ticks.iter().skip(3).take(2).sum();
    Ok((total - idle, total))
}

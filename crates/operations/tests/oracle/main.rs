//! The oracle: random shops on three engines, watched in a random way; every number that is shown
//! is compared with what one SQL statement says over the same rows.
//!
//! `DBAG_ORACLE_SECS` says for how long, `DBAG_ORACLE_SEED` with which world to begin: `make test`
//! sees the same worlds each time, `make fault` others.

mod asked;
mod book;
mod calendar;
mod compare;
mod dashboards;
mod hands;
mod imports;
mod world;
mod wrong;

use std::time::{Duration, Instant};

use world::{Engine, World};
use wrong::Wrong;

const ENGINES: [Engine; 3] = [Engine::Sqlite, Engine::Postgres, Engine::MariaDb];

fn setting(name: &str, usual: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

async fn world(seed: u64) -> World {
    let engine = ENGINES[(seed % 3) as usize];
    let mut world = World::new(seed, engine).await;
    world.live().await;
    world
}

#[tokio::test]
async fn what_is_shown_equals_one_sql_statement() {
    let until = Instant::now() + Duration::from_secs(setting("DBAG_ORACLE_SECS", 40));
    let first = setting("DBAG_ORACLE_SEED", 1_000);
    let (mut worlds, mut compared) = (0, 0);
    for seed in first.. {
        let mut world = world(seed).await;
        let findings = world.compare(Wrong::Nothing).await;
        compared += findings.compared;
        worlds += 1;
        assert!(
            findings.wrong.is_empty(),
            "DBAG_ORACLE_{}\n{} of {}:\n{}",
            world.name(),
            findings.wrong.len(),
            findings.compared,
            findings
                .wrong
                .iter()
                .take(40)
                .cloned()
                .collect::<Vec<_>>()
                .join("\n")
        );
        if Instant::now() >= until {
            break;
        }
    }
    println!("oracle: {compared} numbers of {worlds} worlds, from seed {first}");
}

/// The control: each fault, put back, is found.
#[tokio::test]
async fn every_fault_that_is_put_back_is_found() {
    let mut blind = Wrong::ALL.to_vec();
    for seed in 1..30 {
        let mut world = world(seed).await;
        let mut left = Vec::new();
        for wrong in blind {
            if world.compare(wrong).await.wrong.is_empty() {
                left.push(wrong);
            }
        }
        blind = left;
        if blind.is_empty() {
            return;
        }
    }
    panic!("not found in thirty worlds: {blind:?}");
}

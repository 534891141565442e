//! R7: `kill -9` at any moment loses nothing that was acknowledged and doubles nothing.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{Days, TimeDelta, Utc};
use dbag_operations::Scheduler;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::http::get;
use crate::instance::Instance;
use crate::oracle::{faults, missing};
use crate::pushes::{Journal, while_pushing};
use crate::source::Source;
use crate::{block_on, setting};

/// A kill comes at most so late.
const LATEST_KILL_MS: u64 = 800;

#[test]
fn r07_kill_loop() {
    let rounds = setting("DBAG_FAULT_ROUNDS", 12);
    let seed = setting("DBAG_FAULT_SEED", 7);
    let mut dice = StdRng::seed_from_u64(seed);
    let (instance, mut source, journal) = collecting();
    let mut hits = 0;
    let journal = while_pushing(&instance, journal, |journal| {
        for round in 0..rounds {
            instance.let_a_night_pass(Utc::now());
            let after = Duration::from_millis(dice.random_range(0..LATEST_KILL_MS));
            kill_while_collecting(&instance, round, after);
            hits += u64::from(open_days(&instance).0 > 0);
            let journal = journal.lock().expect("nobody panics");
            let faults = faults(&instance, Some(&source), &journal);
            assert!(
                faults.is_empty(),
                "seed {seed}, round {round}, {after:?}: {faults:#?}"
            );
            source.change();
        }
    });
    assert!(
        hits > rounds / 8,
        "only {hits} of {rounds} kills came while days were collected"
    );
    assert!(
        journal.complaints.is_empty(),
        "pushes beside: {:#?}",
        journal.complaints
    );
    assert!(journal.acknowledged > 0);
    take_over_what_the_dead_held(&instance);
    assert_eq!(faults(&instance, Some(&source), &journal), [""; 0]);
    let since = Utc::now().date_naive() - Days::new(9);
    assert_eq!(missing(&instance, &source, since), [""; 0]);
    restarts_at_once(&instance);
}

/// The control: the oracle above sees a lost push, a double, an invented value and a lost day.
#[test]
fn r07_control_the_oracle_sees_what_is_wrong() {
    let (instance, source, mut journal) = collecting();
    instance.let_a_night_pass(Utc::now());
    instance.ok(&["collect", "--due"]);
    journal.push(&instance);
    assert_eq!(faults(&instance, Some(&source), &journal), [""; 0]);
    block_on(async {
        let file = instance.open_file().await;
        let damage = "
            drop view dbag_values;
            create table loose as
                select s.* from dbag_sample s
                join dbag_series r on r.id = s.series_id
                join dbag_metric m on m.id = r.metric_id
                where m.slug <> 'sent';
            drop table dbag_sample;
            alter table loose rename to dbag_sample;
            update dbag_sample set value = value + 500
                where (series_id, day) in (select series_id, day from dbag_sample limit 1);
            insert into dbag_sample select * from dbag_sample order by day desc limit 1;
            delete from dbag_sample where (series_id, day) in (
                select series_id, day from dbag_sample order by day limit 1 offset 30);";
        sqlx::raw_sql(damage).execute(&file).await.expect("damaged");
        file.close().await;
    });
    let faults = faults(&instance, Some(&source), &journal);
    for words in ["pushed to", "2 rows for", "nobody answered"] {
        let is_seen = faults.iter().any(|fault| fault.contains(words));
        assert!(is_seen, "{words}: {faults:#?}");
    }
    let since = Utc::now().date_naive() - Days::new(10);
    assert_eq!(missing(&instance, &source, since).len(), 1);
}

fn collecting() -> (Instance, Source, Journal) {
    let instance = Instance::new();
    let journal = Journal::begin(&instance);
    let folder = instance.folder.parent().expect("it lies in another");
    let source = Source::make(folder, Utc::now().date_naive());
    source.add_to(&instance);
    (instance, source, journal)
}

/// By turns the server, whose scheduler begins at once, and the command that cron runs.
fn kill_while_collecting(instance: &Instance, round: u64, after: Duration) {
    if round.is_multiple_of(2) {
        let serving = instance.serve(&[]);
        thread::sleep(after);
        return serving.kill();
    }
    let mut command = instance.command(&["collect", "--due"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program can be started");
    thread::sleep(after);
    // It may have ended by itself.
    _ = child.kill();
    child.wait().expect("it is ours");
}

/// O6: when the leases are over, two ticks empty the backlog.
fn take_over_what_the_dead_held(instance: &Instance) {
    block_on(async {
        let dbag = instance.open_library().await;
        let later = Utc::now() + TimeDelta::minutes(6);
        let scheduler = Scheduler::new(dbag.collector().clone(), "after");
        for _ in 0..2 {
            let reports = scheduler.step(later).await.expect("a step");
            for report in reports {
                assert_eq!(report.error, None, "{report:?}");
            }
        }
        dbag.store().close().await;
    });
    assert_eq!(
        open_days(instance),
        (0, 0),
        "days that nobody asks any more"
    );
}

/// How many days are leased, and how many are due.
fn open_days(instance: &Instance) -> (i64, i64) {
    block_on(async {
        let file = instance.open_file().await;
        let open = "select count(*) filter (where state = 'leased'),
                           count(*) filter (where state = 'due')
                    from dbag_day";
        let counts = sqlx::query_as(open)
            .fetch_one(&file)
            .await
            .expect("two counts");
        file.close().await;
        counts
    })
}

fn restarts_at_once(instance: &Instance) {
    let start = Instant::now();
    let serving = instance.serve(&[]);
    assert_eq!(
        get(serving.address, "/healthz", "")
            .expect("an answer")
            .status,
        200
    );
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    serving.stop();
}

//! `dbag doctor`: looks at everything that Dbag stands on, and mends nothing.

use std::fs;

use clap::Args;
use dbag_domain::Zone;
use dbag_operations::{Dbag, Failing, Location, Store, StoreError, Vault};
use serde::Serialize;

use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::key;
use crate::out;
use crate::settings::Settings;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Print JSON: a list of {check, ok, found}
    #[arg(long)]
    json: bool,
}

/// What one look found.
#[derive(Debug, Serialize)]
struct Check {
    check: String,
    ok: bool,
    found: String,
}

impl Doctor {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let mut checks = Vec::new();
        good(
            &mut checks,
            "program",
            format!("dbag {}", env!("CARGO_PKG_VERSION")),
        );
        good(&mut checks, "time zones", zones());
        examine(context, &mut checks).await;
        if self.json {
            out::json(&checks)?;
        } else {
            let row = |check: &Check| {
                let mark = if check.ok { "ok" } else { "WRONG" };
                vec![mark.to_owned(), check.check.clone(), check.found.clone()]
            };
            out::line(aligned(&checks.iter().map(row).collect::<Vec<_>>()))?;
        }
        if checks.iter().all(|check| check.ok) {
            Ok(())
        } else {
            Err(Failure::Partly)
        }
    }
}

fn good(checks: &mut Vec<Check>, check: &str, found: impl Into<String>) {
    checks.push(Check {
        check: check.to_owned(),
        ok: true,
        found: found.into(),
    });
}

fn wrong(checks: &mut Vec<Check>, check: &str, found: impl Into<String>) {
    checks.push(Check {
        check: check.to_owned(),
        ok: false,
        found: found.into(),
    });
}

/// Which rules of time zones are used, and of which version where it says so.
fn zones() -> String {
    const VERSION: &str = "/usr/share/zoneinfo/tzdata.zi";
    let version = fs::read_to_string(VERSION)
        .ok()
        .and_then(|text| Some(text.lines().next()?.strip_prefix("# version ")?.to_owned()));
    let known = Zone::parse("Europe/Berlin").is_ok();
    match (version, fs::exists("/usr/share/zoneinfo").unwrap_or(false)) {
        _ if !known => "none: Europe/Berlin is not known".to_owned(),
        (Some(version), _) => format!("the system's, {version}"),
        (None, true) => "the system's".to_owned(),
        (None, false) => "the ones in the program".to_owned(),
    }
}

/// Each look needs what the ones before it found.
async fn examine(context: &Context, checks: &mut Vec<Check>) {
    let settings = &context.settings;
    let location = match settings.location() {
        Ok(location) => location,
        Err(failure) => return wrong(checks, "database", failure.lines().join("; ")),
    };
    if let Some(file) = location.file()
        && !file.exists()
    {
        let found = format!("{} is not there yet; `dbag serve` makes it", file.display());
        return good(checks, "database", found);
    }
    let store = match context.connect().await {
        Ok(store) => store,
        Err(failure) => return wrong(checks, "database", failure.lines().join("; ")),
    };
    good(checks, "database", where_it_is(&location));
    if examine_schema(&store, checks).await
        && examine_file(&store, checks).await
        && let Some(vault) = examine_key(settings, &store, checks).await
    {
        let dbag = Dbag::new(store.clone(), vault, context.registry.clone());
        examine_writing(&store, checks).await;
        examine_sources(&dbag, checks).await;
        examine_days(&dbag, checks).await;
        examine_metrics(&store, checks).await;
    }
    store.close().await;
}

/// The place without a password.
fn where_it_is(location: &Location) -> String {
    match location {
        Location::Sqlite(path) => format!("SQLite, {}", path.display()),
        Location::Postgres(_) => "PostgreSQL".to_owned(),
    }
}

async fn examine_schema(store: &Store, checks: &mut Vec<Check>) -> bool {
    match store.migration_state().await {
        Ok(state) if state.is_current() => {
            good(checks, "schema", format!("version {}", state.known));
            return true;
        }
        Ok(state) => wrong(
            checks,
            "schema",
            format!(
                "version {} of {}; run `dbag migrate`",
                state.found, state.known
            ),
        ),
        Err(error) => wrong(checks, "schema", error.to_string()),
    }
    false
}

async fn examine_file(store: &Store, checks: &mut Vec<Check>) -> bool {
    match store.check_file().await {
        Ok(()) => good(checks, "content", "sound"),
        Err(error) => {
            wrong(checks, "content", error.to_string());
            return false;
        }
    }
    true
}

/// The vault, where the key is the instance's.
async fn examine_key(settings: &Settings, store: &Store, checks: &mut Vec<Check>) -> Option<Vault> {
    let file = settings.file(key::FILE);
    if key::is_open_to_others(&file) {
        wrong(
            checks,
            "key's file",
            format!("others can read {}; chmod 600 it", file.display()),
        );
    } else if file.exists() {
        good(checks, "key's file", "only its owner can read it");
    }
    let key = match key::find(settings) {
        Ok(Some(key)) => key,
        Ok(None) => {
            wrong(
                checks,
                "key",
                format!("{} is missing; put it back", file.display()),
            );
            return None;
        }
        Err(failure) => {
            wrong(checks, "key", failure.lines().join("; "));
            return None;
        }
    };
    match store.instance().await {
        Ok(instance) if instance.key_fingerprint == key.fingerprint() => {
            good(checks, "key", "the one of this database");
            let zone = Zone::parse(&instance.time_zone);
            match zone {
                Ok(zone) => good(checks, "time zone", zone.name()),
                Err(error) => wrong(checks, "time zone", error.to_string()),
            }
            return Some(Vault::new(&key));
        }
        Ok(_) => wrong(
            checks,
            "key",
            "not the one of this database; put back the right one",
        ),
        Err(error) => wrong(checks, "key", error.to_string()),
    }
    None
}

async fn examine_writing(store: &Store, checks: &mut Vec<Check>) {
    match store.check_writing().await {
        Ok(()) => good(checks, "writing", "works"),
        Err(error) => wrong(checks, "writing", error.to_string()),
    }
}

async fn examine_sources(dbag: &Dbag, checks: &mut Vec<Check>) {
    let sources = match dbag.sources(&ACTOR).await {
        Ok(sources) => sources,
        Err(problem) => return wrong(checks, "sources", problem.message),
    };
    if sources.is_empty() {
        good(checks, "sources", "none yet");
    }
    for source in sources {
        let name = format!("source {}", source.slug);
        match dbag.test_saved_source(&ACTOR, source.slug.as_str()).await {
            Ok(report) => {
                let warnings = report.warnings.iter().map(|warning| format!("; {warning}"));
                good(
                    checks,
                    &name,
                    format!("{}{}", report.server, warnings.collect::<String>()),
                );
            }
            Err(problem) => wrong(checks, &name, problem.message),
        }
    }
}

/// Days that wait, also those that nobody has planned: without a program that collects there are
/// more of them each day, and no failure.
async fn examine_days(dbag: &Dbag, checks: &mut Vec<Check>) {
    let waiting = match dbag.waiting(now()).await {
        Ok(waiting) => waiting,
        Err(problem) => return wrong(checks, "days", problem.message),
    };
    match (waiting.first_missed, waiting.days) {
        (Some(day), days) => wrong(
            checks,
            "days",
            format!(
                "nobody has collected since {day}: {}; let `dbag serve` run, or \
                 `dbag collect --due` every hour (`dbag cron` says how)",
                match days {
                    1 => "1 day waits".to_owned(),
                    many => format!("{many} days wait"),
                }
            ),
        ),
        (None, 0) => good(checks, "days", "none is due"),
        (None, 1) => good(checks, "days", "1 is due"),
        (None, due) => good(checks, "days", format!("{due} are due")),
    }
}

/// Metrics whose last run failed, wholly or in part.
async fn examine_metrics(store: &Store, checks: &mut Vec<Check>) {
    let looked = async {
        let mut metrics = store.metrics().await?;
        metrics.retain(|metric| metric.do_collect);
        let slug_of = |failing: Failing| {
            let metric = metrics.iter().find(|metric| metric.id == failing.metric)?;
            Some((metric.slug.to_string(), failing.error))
        };
        let failing: Vec<_> = store
            .failing()
            .await?
            .into_iter()
            .filter_map(slug_of)
            .collect();
        Ok::<_, StoreError>((metrics.len(), failing))
    };
    match looked.await {
        Ok((count, failing)) if failing.is_empty() => {
            good(checks, "metrics", format!("{count}, none of them failing"));
        }
        Ok((_, failing)) => {
            for (slug, error) in failing {
                wrong(checks, &format!("metric {slug}"), error);
            }
        }
        Err(error) => wrong(checks, "metrics", error.to_string()),
    }
}

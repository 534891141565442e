//! L6 of the project's load tests: ten thousand pages that listen, one in ten of which never reads.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chrono::Utc;
use dbag_operations::{Actor, MetricForm, SentValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::child::Server;
use crate::measure::Spread;
use crate::report::{Goal, Report, Row};
use crate::site::{Site, failed};

/// Pages that listen.
const LISTENERS: usize = 10_000;
/// Of so many, one never reads.
const STUCK_OF: usize = 10;
/// Something is written so often.
const EVERY: Duration = Duration::from_secs(2);
/// After so long a page has missed its word.
const LATE: Duration = Duration::from_secs(10);

/// Words that were heard, by their number.
type Heard = Arc<Vec<AtomicUsize>>;

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    dbag::http::raise_descriptors();
    let site = Site::on_sqlite().await?;
    let cookie = site.sign_in().await?.concat();
    let form = MetricForm::new()
        .with("slug", "pings")
        .with("label", "Pings")
        .with("metric_type", "push")
        .with("measure", "level");
    let added = site.dbag.add_metric(&Actor::CommandLine, &form, Utc::now());
    added.await.map_err(|problems| failed(&problems[0]))?;
    let server = Server::start(&site.location)?;
    let words = words();
    let heard: Heard = Arc::new((0..=words).map(|_| AtomicUsize::new(0)).collect());
    let mut listeners = JoinSet::new();
    let mut stuck = Vec::new();
    let began = Instant::now();
    for at in 0..LISTENERS {
        let stream = listen(server.dbag, &cookie).await?;
        if at % STUCK_OF == 0 {
            stuck.push(stream);
        } else {
            listeners.spawn(read(stream, Arc::clone(&heard)));
        }
    }
    let readers = listeners.len();
    let connected = began.elapsed();
    let surplus = refused(server.dbag, &cookie).await?;
    let mut slowest = Vec::with_capacity(words);
    let mut missed = 0;
    let cpu = server.cpu_s()?;
    for word in 1..=words {
        let began = Instant::now();
        let (text, now) = (word.to_string(), Utc::now());
        let sent = SentValue::new(&text, None, None);
        let pushed = site.dbag.push(&Actor::CommandLine, "pings", &sent, now);
        pushed.await.map_err(|problem| failed(&problem))?;
        while heard[word].load(Ordering::Relaxed) < readers && began.elapsed() < LATE {
            sleep(Duration::from_millis(5)).await;
        }
        missed += readers - heard[word].load(Ordering::Relaxed);
        slowest.push(began.elapsed().as_secs_f64());
        sleep(EVERY.saturating_sub(began.elapsed())).await;
    }
    let cpu = (server.cpu_s()? - cpu) / words as f64 / LISTENERS as f64 * 1e6;
    let (memory, _) = server.memory_mib()?;
    ensure!(
        surplus.starts_with("HTTP/1.1 503"),
        "one more was answered {surplus}"
    );
    let note = format!(
        "{readers} read, {} do not; {words} words; connected in {:.1} s; one more had 503",
        stuck.len(),
        connected.as_secs_f64()
    );
    let row = |what: &str, unit| Row::new("L6", what, unit);
    report.add(
        row("10,000 pages listen: memory", "MiB")
            .figure(Spread::one(memory))
            .goal(Goal::AtMost(500.0))
            .note(note),
    );
    let note = "until the last of those that read has heard; the database is asked every 2 s";
    let slowest = Spread::of(slowest);
    report.add(
        row("a word to all, most", "s")
            .figure(Spread::one(slowest.max))
            .goal(Goal::AtMost(5.0))
            .note(note),
    );
    report.add(
        row("words missed", "")
            .figure(Spread::one(missed as f64))
            .goal(Goal::AtMost(0.0)),
    );
    report.add(
        row("a word to one", "CPU µs")
            .figure(Spread::one(cpu))
            .goal(Goal::None)
            .note("most of it asks whether the session still lasts"),
    );
    Ok(())
}

/// Words of a run; `DBAG_BENCH_WORDS` for more or fewer.
fn words() -> usize {
    let told = std::env::var("DBAG_BENCH_WORDS").ok();
    told.and_then(|text| text.parse().ok()).unwrap_or(20)
}

/// A connection that has been answered with the beginning of the news.
async fn listen(address: SocketAddr, cookie: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let head = ask(&mut stream, cookie).await?;
    ensure!(
        head.starts_with("HTTP/1.1 200"),
        "a listener was answered {head}"
    );
    Ok(stream)
}

/// What one more listener is answered.
async fn refused(address: SocketAddr, cookie: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    ask(&mut stream, cookie).await
}

async fn ask(stream: &mut TcpStream, cookie: &str) -> Result<String> {
    let request = format!("GET /events HTTP/1.1\r\nhost: bench\r\n{cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = [0; 1_024];
    let length = stream.read(&mut bytes).await.context("an answer")?;
    Ok(String::from_utf8_lossy(&bytes[..length]).into_owned())
}

/// Counts the words of a listener until the end.
async fn read(mut stream: TcpStream, heard: Heard) {
    let mut bytes = [0; 1_024];
    while let Ok(length @ 1..) = stream.read(&mut bytes).await {
        let text = String::from_utf8_lossy(&bytes[..length]);
        for rest in text.split("data: ").skip(1) {
            let word = rest.split([' ', '\n']).next();
            let word = word.and_then(|word| word.parse::<usize>().ok());
            if let Some(count) = word.and_then(|word| heard.get(word)) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

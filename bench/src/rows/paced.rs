//! Requests at a fixed rate, whether earlier ones were answered or not.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, mpsc};
use tokio::time::{MissedTickBehavior, interval};

/// Requests a second.
pub(super) const RATE: u32 = 300;

/// What came of all requests.
pub(super) struct Paced {
    /// Milliseconds from when each was due until it was answered, in order of size.
    pub(super) latencies_ms: Vec<f64>,
    /// Answers that were not as they should be, and how they were.
    pub(super) bad: Vec<String>,
}

impl Paced {
    /// The milliseconds that so many of a hundred took at most.
    pub(super) fn percentile(&self, percent: f64) -> f64 {
        let last = self.latencies_ms.len().saturating_sub(1);
        let at = (last as f64 * percent / 100.0).round() as usize;
        self.latencies_ms.get(at).copied().unwrap_or(f64::NAN)
    }
}

/// How long a load lasts; `DBAG_LOAD_SECONDS`, two minutes unless set.
pub(super) fn duration() -> Duration {
    let told = std::env::var("DBAG_LOAD_SECONDS").ok();
    let seconds = told.and_then(|text| text.parse().ok()).unwrap_or(120);
    Duration::from_secs(seconds)
}

/// A page that is asked for, and what is wrong with an answer to it.
pub(super) trait Asked: Send + Sync + 'static {
    /// The path of the request of a number.
    fn path(&self, number: usize) -> String;

    /// What is wrong with its answer: head and body.
    fn fault(&self, number: usize, answer: &str) -> Option<String>;
}

/// Asks at [`RATE`] until the end; `watch` is called every second.
pub(super) async fn run(
    address: SocketAddr,
    asked: Arc<impl Asked>,
    mut watch: impl FnMut(Duration) -> Result<()>,
) -> Result<Paced> {
    let idle: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
    let (tell, mut told) = mpsc::unbounded_channel();
    let began = Instant::now();
    let end = duration();
    let mut ticks = interval(Duration::from_secs(1) / RATE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (mut number, mut watched) = (0, 0);
    while began.elapsed() < end {
        let due = ticks.tick().await;
        let (idle, asked, tell) = (Arc::clone(&idle), Arc::clone(&asked), tell.clone());
        tokio::spawn(async move {
            let answer = ask(&idle, address, &asked.path(number)).await;
            let fault = match answer {
                Ok(answer) => asked.fault(number, &answer),
                Err(error) => Some(error.to_string()),
            };
            _ = tell.send((due.elapsed().as_secs_f64() * 1e3, fault));
        });
        number += 1;
        if began.elapsed().as_secs() > watched {
            watched = began.elapsed().as_secs();
            watch(began.elapsed())?;
        }
    }
    drop(tell);
    let mut paced = Paced {
        latencies_ms: Vec::with_capacity(number),
        bad: Vec::new(),
    };
    while let Some((latency, fault)) = told.recv().await {
        paced.latencies_ms.push(latency);
        paced.bad.extend(fault);
    }
    paced.latencies_ms.sort_by(f64::total_cmp);
    Ok(paced)
}

/// Asks on a connection that is kept, or on a new one.
///
/// The server ends what is idle for too long, and it may do so just now: a request on a kept
/// connection that ends before a byte of its answer is sent again, as browsers do (RFC 9112, 9.3.1).
async fn ask(idle: &Mutex<Vec<TcpStream>>, address: SocketAddr, path: &str) -> Result<String> {
    let kept = idle.lock().await.pop();
    let mut answered = None;
    if let Some(stream) = kept {
        answered = ask_on(stream, path).await?;
    }
    if answered.is_none() {
        answered = ask_on(TcpStream::connect(address).await?, path).await?;
    }
    let (answer, stream) = answered.context("a new connection ended")?;
    idle.lock().await.push(stream);
    Ok(answer)
}

/// The answer and its connection; `None` where that one ended before the answer began.
async fn ask_on(mut stream: TcpStream, path: &str) -> Result<Option<(String, TcpStream)>> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n");
    let mut bytes = Vec::with_capacity(1 << 15);
    if stream.write_all(request.as_bytes()).await.is_err() {
        return Ok(None);
    }
    loop {
        match stream.read_buf(&mut bytes).await {
            Ok(1..) => {}
            _ if bytes.is_empty() => return Ok(None),
            Ok(0) => anyhow::bail!("the connection ended within an answer"),
            Err(error) => return Err(error.into()),
        }
        if let Some(length) = whole(&bytes)?
            && bytes.len() >= length
        {
            break;
        }
    }
    Ok(Some((String::from_utf8_lossy(&bytes).into_owned(), stream)))
}

/// How long an answer is, once its head has come.
fn whole(bytes: &[u8]) -> Result<Option<usize>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length
        .context("an answer without a length")?
        .trim()
        .parse()?;
    Ok(Some(end + 4 + length))
}

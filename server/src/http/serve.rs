//! The accept loop. `axum::serve` has no time-outs and no limit on connections.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Limits;
use super::connection::{Connection, Stop};

/// Refusals under way at once; past that, surplus connections are closed without a word.
const MAX_REFUSALS: usize = 64;
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(1);
const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n\
    retry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Long enough not to spin while the process is out of file descriptors.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(50);

/// Serves `app` until `shutdown` ends, then lets the requests under way finish.
///
/// Handlers find the peer's address as `ConnectInfo<SocketAddr>`.
///
/// # Errors
///
/// None so far: errors of one connection, and a lack of file descriptors, are outlived.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let room = Arc::new(Semaphore::new(limits.max_connections));
    let refusals = Arc::new(Semaphore::new(MAX_REFUSALS));
    let limits = Arc::new(limits);
    let stop = Stop {
        politely: CancellationToken::new(),
        now: CancellationToken::new(),
    };
    let tasks = TaskTracker::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                outlive(&error).await;
                continue;
            }
        };
        if let Ok(place) = Arc::clone(&room).try_acquire_owned() {
            let (app, limits, stop) = (app.clone(), Arc::clone(&limits), stop.clone());
            tasks.spawn(async move {
                Connection {
                    stream,
                    peer,
                    app,
                    limits,
                    stop,
                }
                .serve()
                .await;
                drop(place);
            });
        } else if let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
            tasks.spawn(async move {
                refuse(stream).await;
                drop(place);
            });
        }
    }
    drop(listener);
    drain(&tasks, &stop, limits.drain_timeout).await;
    Ok(())
}

/// A client that went away concerns only itself; any other error passes with time.
async fn outlive(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};

    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::warn!(%error, "cannot accept a connection, trying again");
        sleep(PAUSE_AFTER_ERROR).await;
    }
}

/// Answers 503, then reads what the client sends: closing with bytes unread would reset the
/// connection, and the client would lose the answer.
async fn refuse(mut stream: TcpStream) {
    let refusal = async {
        stream.write_all(REFUSAL).await?;
        stream.shutdown().await?;
        let mut ignored = [0; 1024];
        while stream.read(&mut ignored).await? > 0 {}
        io::Result::Ok(())
    };
    // Whether it came through is the client's affair.
    _ = timeout(REFUSAL_TIMEOUT, refusal).await;
}

async fn drain(tasks: &TaskTracker, stop: &Stop, drain_timeout: Duration) {
    tasks.close();
    stop.politely.cancel();
    if timeout(drain_timeout, tasks.wait()).await.is_err() {
        tracing::warn!(
            connections = tasks.len(),
            "closing connections that did not finish"
        );
        stop.now.cancel();
        tasks.wait().await;
    }
}

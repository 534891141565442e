//! R17: slow, idle, stalled and surplus connections end, and stopping lets requests finish.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use dbag::http::{Limits, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// A limit under test.
const SHORT: Duration = Duration::from_millis(150);
/// A limit that must not be the one that strikes; also what a test waits for anything.
const LONG: Duration = Duration::from_secs(20);

const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
/// More than the socket buffers of both sides hold.
const LARGE: usize = 64 * 1024 * 1024;

#[tokio::test]
async fn r17_a_connection_that_sends_nothing_ends() {
    let server = Server::start(Limits {
        head_timeout: SHORT,
        ..long()
    })
    .await;
    let client = server.connect().await;
    assert_eq!(all_of(client).await, "");
}

#[tokio::test]
async fn r17_a_head_that_dribbles_ends() {
    let server = Server::start(Limits {
        head_timeout: SHORT,
        ..long()
    })
    .await;
    let mut client = server.connect().await;
    let started = Instant::now();
    while client.write_all(b"G").await.is_ok() && started.elapsed() < LONG {
        sleep(SHORT / 10).await;
    }
    assert!(started.elapsed() < LONG, "the server read on");
}

#[tokio::test]
async fn r17_the_head_of_a_second_request_has_the_same_time() {
    let server = Server::start(Limits {
        head_timeout: SHORT,
        ..long()
    })
    .await;
    let mut client = server.connect().await;
    client.write_all(GET).await.expect("the server reads");
    assert!(some_of(&mut client).await.starts_with("HTTP/1.1 200"));
    client
        .write_all(b"GET / HT")
        .await
        .expect("the server reads");
    assert_eq!(all_of(client).await, "");
}

#[tokio::test]
async fn r17_a_connection_may_be_idle_for_longer_than_a_head_takes() {
    let server = Server::start(Limits {
        head_timeout: SHORT,
        ..long()
    })
    .await;
    let mut client = server.connect().await;
    for _ in 0..2 {
        client.write_all(GET).await.expect("the connection is kept");
        assert!(some_of(&mut client).await.starts_with("HTTP/1.1 200"));
        sleep(SHORT * 2).await;
    }
}

#[tokio::test]
async fn r17_an_idle_connection_ends() {
    let server = Server::start(Limits {
        idle_timeout: SHORT,
        ..long()
    })
    .await;
    let mut client = server.connect().await;
    client.write_all(GET).await.expect("the server reads");
    assert!(all_of(client).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn r17_a_body_that_does_not_end_is_answered_408() {
    let server = Server::start(Limits {
        body_timeout: SHORT,
        ..long()
    })
    .await;
    let mut client = server.connect().await;
    let head = b"POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc";
    client.write_all(head).await.expect("the server reads");
    assert!(all_of(client).await.starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn r17_a_client_that_takes_no_answer_is_dropped() {
    let limits = Limits {
        idle_timeout: SHORT,
        max_connections: 1,
        ..long()
    };
    let server = Server::start(limits).await;
    let mut stalled = server.connect().await;
    stalled
        .write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("the server reads");
    server.becomes_free().await;
}

#[tokio::test]
async fn r17_a_surplus_connection_is_told_to_come_back() {
    let server = Server::start(Limits {
        max_connections: 1,
        ..long()
    })
    .await;
    let mut first = server.connect().await;
    first.write_all(GET).await.expect("the server reads");
    assert!(some_of(&mut first).await.starts_with("HTTP/1.1 200"));

    let mut surplus = server.connect().await;
    surplus.write_all(GET).await.expect("the server reads");
    let refusal = all_of(surplus).await;
    assert!(
        refusal.starts_with("HTTP/1.1 503") && refusal.contains("retry-after:"),
        "{refusal}"
    );

    drop(first);
    server.becomes_free().await;
}

#[tokio::test]
async fn r17_handlers_see_the_peer() {
    let server = Server::start(long()).await;
    let mut client = server.connect().await;
    let address = client.local_addr().expect("it is connected").to_string();
    client
        .write_all(b"GET /peer HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("the server reads");
    assert!(some_of(&mut client).await.ends_with(&address));
}

#[tokio::test]
async fn r17_stopping_lets_a_request_finish_and_idle_connections_go() {
    let server = Server::start(long()).await;
    let mut idle = server.connect().await;
    idle.write_all(GET).await.expect("the server reads");
    some_of(&mut idle).await;
    let unused = server.connect().await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("the server reads");
    sleep(SHORT / 3).await;

    let stopped = server.stop();
    assert!(all_of(busy).await.contains("slow but sure"));
    assert_eq!(all_of(idle).await, "");
    assert_eq!(all_of(unused).await, "");
    ended(stopped).await;
}

#[tokio::test]
async fn r17_stopping_waits_no_longer_than_it_must() {
    let server = Server::start(Limits {
        drain_timeout: SHORT,
        ..long()
    })
    .await;
    let mut endless = server.connect().await;
    endless
        .write_all(b"GET /endless HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("the server reads");
    sleep(SHORT / 3).await;
    ended(server.stop()).await;
}

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    async fn start(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let (stop, stopped) = oneshot::channel();
        let shutdown = async { _ = stopped.await };
        let task = tokio::spawn(serve(listener, routes(), limits, shutdown));
        Self {
            address,
            stop,
            task,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("the server listens")
    }

    /// Waits until a request is served; fails when it takes too long.
    async fn becomes_free(&self) {
        let served = async {
            loop {
                let mut client = self.connect().await;
                client.write_all(GET).await.expect("the server reads");
                if some_of(&mut client).await.starts_with("HTTP/1.1 200") {
                    return;
                }
                sleep(SHORT / 10).await;
            }
        };
        timeout(LONG, served)
            .await
            .expect("the server has room again");
    }

    fn stop(self) -> JoinHandle<io::Result<()>> {
        self.stop.send(()).expect("the server runs");
        self.task
    }
}

fn routes() -> Router {
    Router::new()
        .route("/", get(|| async { "here" }))
        .route(
            "/read",
            post(|body: Bytes| async move { body.len().to_string() }),
        )
        .route("/large", get(|| async { Bytes::from(vec![b'x'; LARGE]) }))
        .route(
            "/peer",
            get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() }),
        )
        .route(
            "/slow",
            get(|| async {
                sleep(SHORT).await;
                "slow but sure"
            }),
        )
        .route("/endless", get(std::future::pending::<()>))
}

fn long() -> Limits {
    Limits {
        head_timeout: LONG * 2,
        body_timeout: LONG * 2,
        idle_timeout: LONG * 2,
        max_connections: 100,
        drain_timeout: LONG * 2,
    }
}

/// Everything until the server closes; a reset is an end like another.
async fn all_of(mut client: TcpStream) -> String {
    let mut bytes = Vec::new();
    _ = timeout(LONG, client.read_to_end(&mut bytes))
        .await
        .expect("the server closes");
    String::from_utf8(bytes).expect("answers are text")
}

/// What one read gives: a small answer is written in one piece.
async fn some_of(client: &mut TcpStream) -> String {
    let mut bytes = [0; 1024];
    let length = timeout(LONG, client.read(&mut bytes))
        .await
        .expect("the server answers");
    String::from_utf8_lossy(&bytes[..length.unwrap_or(0)]).into_owned()
}

async fn ended(server: JoinHandle<io::Result<()>>) {
    timeout(LONG, server)
        .await
        .expect("the server stops")
        .expect("it does not panic")
        .expect("it does not fail");
}

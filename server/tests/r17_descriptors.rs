//! R17: the server outlives a lack of file descriptors. Alone in its process, which it starves.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use dbag::http::{Limits, serve};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

#[tokio::test]
async fn r17_the_server_outlives_a_lack_of_descriptors() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    let app = Router::new().route("/", get(|| async { "here" }));
    tokio::spawn(serve(
        listener,
        app,
        Limits::default(),
        std::future::pending(),
    ));

    // The client that will be served has its descriptor before the last one is gone.
    let mut client = TcpStream::connect(address)
        .await
        .expect("the server listens");
    allow_descriptors(64);
    let mut hoard = Vec::new();
    while let Ok(connection) = TcpStream::connect(address).await {
        hoard.push(connection);
        tokio::task::yield_now().await;
    }
    assert!(hoard.len() < 64, "the limit was reached");
    drop(hoard);

    client
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("it is connected");
    assert!(answers(&mut client).await, "an old connection is served");
    let mut late = TcpStream::connect(address)
        .await
        .expect("the server still listens");
    late.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("it is connected");
    assert!(answers(&mut late).await, "a new connection is served");
}

fn allow_descriptors(count: u64) {
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: Some(count),
            maximum,
        },
    )
    .expect("lowering is allowed");
}

async fn answers(client: &mut TcpStream) -> bool {
    let mut bytes = [0; 1024];
    let read = timeout(Duration::from_secs(20), client.read(&mut bytes)).await;
    matches!(read, Ok(Ok(length)) if bytes[..length].starts_with(b"HTTP/1.1 200"))
}

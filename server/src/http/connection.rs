//! One connection, from its first byte to its end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::Limits;
use super::patience::{Patience, PatientBody, PatientStream};
use super::request_body::RequestBody;

/// How the server tells its connections to end.
#[derive(Clone)]
pub(super) struct Stop {
    /// After the request under way.
    pub(super) politely: CancellationToken,
    /// At once.
    pub(super) now: CancellationToken,
}

/// An accepted connection and what it needs.
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) app: Router,
    pub(super) limits: Arc<Limits>,
    pub(super) stop: Stop,
}

impl Connection {
    /// Serves requests until either side has enough.
    pub(super) async fn serve(self) {
        let Self {
            stream,
            peer,
            app,
            limits,
            stop,
        } = self;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%peer, %error, "cannot switch off Nagle's algorithm");
        }
        let patience = Patience::new(&limits);
        let io = TokioIo::new(PatientStream::new(stream, patience.clone()));
        let service = service_fn(|request| {
            patience.request_began();
            answer(
                app.clone(),
                request,
                peer,
                Arc::clone(&limits),
                patience.clone(),
            )
        });
        let connection = http1::Builder::new().serve_connection(io, service);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = patience.end() => return,
            () = stop.politely.cancelled() => {
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    ended = connection => ended,
                    () = patience.end() => return,
                    () = stop.now.cancelled() => return,
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%peer, %error, "connection failed");
        }
    }
}

async fn answer(
    app: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
    limits: Arc<Limits>,
    patience: Patience,
) -> Result<Response<PatientBody>, Infallible> {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(ConnectInfo(peer));
    let (body, lateness) = RequestBody::new(body, limits.body_timeout);
    let mut response = app
        .oneshot(Request::from_parts(parts, Body::new(body)))
        .await?;
    if lateness.is_late() && !response.status().is_success() {
        // The handler only knows that it could not read the body.
        response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    }
    Ok(response.map(|body| PatientBody::new(body, patience)))
}

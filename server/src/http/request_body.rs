//! A request's body that must be over in time.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};

/// The bytes of a request, or an error once they take too long.
pub(super) struct RequestBody {
    incoming: Incoming,
    /// None when there is no body to wait for, as in nearly every request.
    timeout: Option<Pin<Box<Sleep>>>,
    lateness: Lateness,
}

/// Whether a body took too long.
#[derive(Clone, Default)]
pub(super) struct Lateness(Arc<AtomicBool>);

impl RequestBody {
    /// Starts the clock.
    pub(super) fn new(incoming: Incoming, timeout: Duration) -> (Self, Lateness) {
        let timeout = (!incoming.is_end_stream()).then(|| Box::pin(sleep(timeout)));
        let lateness = Lateness::default();
        (
            Self {
                incoming,
                timeout,
                lateness: lateness.clone(),
            },
            lateness,
        )
    }
}

impl Lateness {
    pub(super) fn is_late(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.incoming).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let is_over = |timeout: &mut Pin<Box<Sleep>>| timeout.as_mut().poll(context).is_ready();
        if self.timeout.as_mut().is_some_and(is_over) {
            self.lateness.0.store(true, Ordering::Relaxed);
            let error = io::Error::new(io::ErrorKind::TimedOut, "the request took too long");
            return Poll::Ready(Some(Err(error.into())));
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

//! How long a connection may go on without anything happening.
//!
//! hyper's own head time-out starts while a connection is idle, so it cannot be 10 s for a head
//! and 75 s between requests. Here the stream and the answer's body report what happens, and one
//! deadline follows from it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Limits;

/// What one connection is doing and until when it may; shared by its parts.
#[derive(Clone)]
pub(super) struct Patience {
    state: watch::Sender<State>,
    head_timeout: Duration,
    idle_timeout: Duration,
}

#[derive(Clone, Copy)]
struct State {
    phase: Phase,
    /// None while the server itself is at work.
    deadline: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// A request's head is arriving.
    Head,
    /// A request is being answered.
    Busy,
    /// The next request has not begun.
    Idle,
}

impl Patience {
    /// For a new connection, whose first request is expected at once.
    pub(super) fn new(limits: &Limits) -> Self {
        let deadline = Some(Instant::now() + limits.head_timeout);
        let (state, _) = watch::channel(State {
            phase: Phase::Head,
            deadline,
        });
        Self {
            state,
            head_timeout: limits.head_timeout,
            idle_timeout: limits.idle_timeout,
        }
    }

    /// Waits for the deadline, however often it moves.
    pub(super) async fn end(&self) {
        let mut state = self.state.subscribe();
        loop {
            let deadline = state.borrow_and_update().deadline;
            let passed = async {
                match deadline {
                    Some(deadline) => sleep_until(deadline).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = passed => return,
                changed = state.changed() => changed.expect("self holds the sender"),
            }
        }
    }

    /// The head is complete.
    pub(super) fn request_began(&self) {
        self.set(Phase::Busy, None);
    }

    fn answer_ended(&self) {
        self.set(Phase::Idle, Some(self.idle_timeout));
    }

    fn bytes_arrived(&self) {
        if self.phase() == Phase::Idle {
            self.set(Phase::Head, Some(self.head_timeout));
        }
    }

    /// The client takes no more for now.
    fn write_stalled(&self) {
        let State { phase, deadline } = *self.state.borrow();
        if phase == Phase::Busy && deadline.is_none() {
            self.set(Phase::Busy, Some(self.idle_timeout));
        }
    }

    fn bytes_left(&self) {
        let State { phase, deadline } = *self.state.borrow();
        match phase {
            Phase::Busy if deadline.is_some() => self.set(Phase::Busy, None),
            Phase::Idle => self.set(Phase::Idle, Some(self.idle_timeout)),
            Phase::Busy | Phase::Head => {}
        }
    }

    fn phase(&self) -> Phase {
        self.state.borrow().phase
    }

    fn set(&self, phase: Phase, timeout: Option<Duration>) {
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        self.state.send_replace(State { phase, deadline });
    }
}

/// A socket that reports what passes through it.
pub(super) struct PatientStream {
    stream: TcpStream,
    patience: Patience,
}

impl PatientStream {
    pub(super) fn new(stream: TcpStream, patience: Patience) -> Self {
        Self { stream, patience }
    }

    fn report(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending => self.patience.write_stalled(),
            Poll::Ready(_) => self.patience.bytes_left(),
        }
        written
    }
}

impl AsyncRead for PatientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.patience.bytes_arrived();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for PatientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.report(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.report(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// An answer's body that reports its end, which is when hyper drops it.
pub(super) struct PatientBody {
    body: Body,
    patience: Patience,
}

impl PatientBody {
    pub(super) fn new(body: Body, patience: Patience) -> Self {
        Self { body, patience }
    }
}

impl Drop for PatientBody {
    fn drop(&mut self) {
        self.patience.answer_ended();
    }
}

impl HttpBody for PatientBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

//! Server-sent events: pages are told that something was written, and fetch what concerns them.
//!
//! Nothing of a value travels here, so nobody learns what they may not see. One question every
//! two seconds finds what was written, by whichever process; a client that reads slowly gets the
//! last word only.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::RawQuery;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{Actor, Dbag, Operation};
use futures_util::{StreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use super::redirect::query_value;
use super::visit::{Visit, header_text};

/// How often the database is asked while anybody listens.
const EVERY: Duration = Duration::from_secs(2);
/// A word now and then, so that proxies keep the connection and a dead one is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Pages that were told fetch themselves, all of them: over so long for each that listens.
const SPREAD_EACH: Duration = Duration::from_millis(5);
/// But a few not in the same moment.
const LEAST_SPREAD: Duration = Duration::from_millis(1_500);
/// What an `EventSource` that connects again heard last (WHATWG HTML, 9.2.4).
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// After this long a client comes again, and shows again who it is.
const LONGEST: Duration = Duration::from_secs(600);

/// Who tells that something was written, and to how many.
#[derive(Clone, Debug)]
pub struct News {
    /// Counts what was written; closed when the server stops.
    written: watch::Sender<u64>,
    /// Which process counts.
    era: u32,
    seats: Arc<Semaphore>,
    ended: CancellationToken,
}

impl News {
    /// News for so many listeners at once; nobody looks for any before [`watch`](Self::watch).
    pub fn new(listeners: usize) -> Self {
        Self {
            written: watch::Sender::new(0),
            era: rand::random(),
            seats: Arc::new(Semaphore::new(listeners)),
            ended: CancellationToken::new(),
        }
    }

    /// How far it has been told: a page that begins now knows all that was told before.
    pub fn mark(&self) -> String {
        format!("{:08x}-{}", self.era, *self.written.borrow())
    }

    /// What comes after a mark; at once, if something did already.
    fn since(&self, heard: Option<&str>) -> watch::Receiver<u64> {
        let mut written = self.written.subscribe();
        if heard.is_some_and(|heard| heard != self.mark()) {
            written.mark_changed();
        }
        written
    }

    /// Over how long the pages that listen now should fetch themselves.
    fn spread(&self) -> Duration {
        let listeners = u32::try_from(self.written.receiver_count()).unwrap_or(u32::MAX);
        SPREAD_EACH.saturating_mul(listeners).max(LEAST_SPREAD)
    }

    /// Looks for what was written after `last` until the stop, then lets all listeners go.
    pub async fn watch(self, dbag: Dbag, mut last: String, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = sleep(EVERY) => {}
            }
            if self.written.receiver_count() > 0 {
                self.look(&dbag, &mut last).await;
            }
        }
        self.ended.cancel();
    }

    /// Asks once, and tells everybody if something was written since `last`.
    pub async fn look(&self, dbag: &Dbag, last: &mut String) {
        match dbag.store().last_change().await {
            Ok(now) if now == *last => {}
            Ok(now) => {
                *last = now;
                self.written.send_modify(|count| *count += 1);
            }
            // Who listens hears of it with the next answer that comes.
            Err(error) => tracing::debug!(%error, "cannot look for news"),
        }
    }
}

/// One page that listens.
struct Listener {
    written: watch::Receiver<u64>,
    news: News,
    until: Instant,
    dbag: Dbag,
    token: Option<String>,
    actor: Actor,
    clock: fn() -> chrono::DateTime<chrono::Utc>,
    /// Held as long as the page listens.
    _seat: OwnedSemaphorePermit,
}

/// Tells a page whenever something was written, for as long as its session lasts: from where it
/// says that it heard last, in its address or, where it lost the connection, in a header.
pub(super) async fn listen(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if let Err(problem) = visit.actor.check(Operation::ViewDashboard) {
        return Visit::problem_json(&problem);
    }
    let news = &visit.web.news;
    let Ok(seat) = Arc::clone(&news.seats).try_acquire_owned() else {
        let problem = Problem::new(
            ProblemKind::Busy,
            "too many pages listen; reload to see news",
        );
        let mut answer = Visit::problem_json(&problem);
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, header::HeaderValue::from_static("30"));
        return answer;
    };
    let heard = match header_text(&headers, &LAST_EVENT_ID) {
        "" => query_value(query.as_deref().unwrap_or(""), "heard"),
        mark => Some(mark.to_owned()),
    };
    let listener = Listener {
        written: news.since(heard.as_deref()),
        news: news.clone(),
        until: Instant::now() + LONGEST,
        dbag: visit.web.dbag.clone(),
        token: visit.token.clone(),
        actor: visit.actor.clone(),
        clock: visit.web.clock,
        _seat: seat,
    };
    // After a restart all pages come back, but not in the same moment.
    let retry = rand::random_range(1_000..10_000);
    let first = Bytes::from(format!("retry: {retry}\n\n"));
    let words = stream::unfold(
        (listener, Some(first)),
        |(mut listener, first)| async move {
            let word = match first {
                Some(first) => first,
                None => listener.next_word().await?,
            };
            Some((Ok::<_, Infallible>(word), (listener, None)))
        },
    );
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::OK, headers, Body::from_stream(words.fuse())).into_response()
}

impl Listener {
    /// The next thing to say; none when it is time to go.
    async fn next_word(&mut self) -> Option<Bytes> {
        let word = (Instant::now() + KEEP_ALIVE).min(self.until);
        let changed = tokio::select! {
            () = self.news.ended.cancelled() => return None,
            () = sleep_until(self.until) => return None,
            changed = timeout_at(word, self.written.changed()) => changed,
        };
        match changed {
            Err(_) => Some(Bytes::from_static(b": still here\n\n")),
            Ok(Err(_)) => None,
            Ok(Ok(())) if self.is_signed_in().await => {
                let count = *self.written.borrow_and_update();
                let (mark, spread) = (self.news.mark(), self.news.spread().as_millis());
                let word = format!("event: written\nid: {mark}\ndata: {count} {spread}\n\n");
                Some(Bytes::from(word))
            }
            Ok(Ok(())) => None,
        }
    }

    /// Whether the session is still that of whoever began to listen.
    async fn is_signed_in(&self) -> bool {
        let Some(token) = &self.token else {
            return false;
        };
        let actor = self.dbag.actor_of(token, (self.clock)()).await;
        actor.is_ok_and(|actor| actor == self.actor)
    }
}

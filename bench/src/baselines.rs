//! hello and limit over HTTP: what axum and SQLite allow when a handler does only the work.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use rusqlite::Connection;

use crate::limit;

/// The file that the server under test is on; the baselines read the very same rows.
static FILE: OnceLock<PathBuf> = OnceLock::new();

/// `/hello`, `/fixed/<bytes>`, `/rows/<series>`, `/columns/<series>`, `/rows/<from>/<to>`, `/gallery/<series>`,
/// `/panels/<count>/<object>`.
pub(crate) fn router(file: Option<PathBuf>) -> Router {
    let hello = Router::new()
        .route("/hello", get(|| async { "hello, world" }))
        .route(
            "/fixed/{bytes}",
            get(|Path(bytes): Path<usize>| async move { Html(fixed(bytes)) }),
        );
    let Some(file) = file else { return hello };
    _ = FILE.set(file);
    hello
        .route(
            "/rows/{series}",
            get(|Path(id): Path<i32>| async move { json(rows(id, id)) }),
        )
        .route(
            "/rows/{from}/{to}",
            get(|Path((from, to))| async move { json(rows(from, to)) }),
        )
        .route(
            "/columns/{series}",
            get(|Path(id)| async move { json(columns(id)) }),
        )
        .route(
            "/gallery/{cards}",
            get(|Path(cards)| async move { Html(gallery(cards)) }),
        )
        .route(
            "/panels/{count}/{object}",
            get(|Path((count, object))| async move { Html(panels(count, object)) }),
        )
}

/// So many bytes, made once.
fn fixed(bytes: usize) -> Bytes {
    static FIXED: OnceLock<Bytes> = OnceLock::new();
    let all = FIXED.get_or_init(|| Bytes::from(vec![b'x'; 1 << 20]));
    all.slice(..bytes.min(all.len()))
}

fn json(text: String) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], text)
}

thread_local!(static CONNECTION: RefCell<Option<Connection>> = const { RefCell::new(None) });

fn with<T>(work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
    CONNECTION.with(|connection| {
        let mut connection = connection.borrow_mut();
        let connection = connection.get_or_insert_with(|| {
            let file = FILE.get().expect("set before any route is served");
            limit::open_to_read(file).expect("the server has it open, too")
        });
        work(connection).expect("the tables are Dbag's")
    })
}

fn rows(from: i32, to: i32) -> String {
    with(|connection| limit::rows_as_json(connection, from, to))
}

fn gallery(cards: i32) -> String {
    with(|connection| limit::gallery(connection, cards))
}

fn panels(count: i32, object: String) -> String {
    with(|connection| limit::panels(connection, count, &object))
}

/// One value a day from memory, where only the text is to be made.
fn columns(series: i32) -> String {
    type Known = Mutex<HashMap<i32, Arc<limit::Column>>>;
    static COLUMNS: OnceLock<Known> = OnceLock::new();
    let known = COLUMNS.get_or_init(Known::default);
    let find = || {
        known
            .lock()
            .expect("no handler panics")
            .get(&series)
            .cloned()
    };
    let column = find().unwrap_or_else(|| {
        let column = Arc::new(with(|connection| limit::column(connection, series)));
        known
            .lock()
            .expect("no handler panics")
            .insert(series, Arc::clone(&column));
        column
    });
    column.to_json()
}

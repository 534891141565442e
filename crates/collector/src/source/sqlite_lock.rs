//! The wall around a user's SQL on SQLite: an authorizer and hard limits.
//!
//! `mode=ro` protects only the main file, and `query_only` can be switched off
//! by the very SQL it guards. The authorizer is asked while a statement is
//! compiled, and permits reading and nothing else. The only unsafe code of
//! this crate: the driver offers the handle, but no call for these.

#![allow(unsafe_code)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use libsqlite3_sys as sqlite;
use sqlx::sqlite::LockedSqliteHandle;

/// The longest text, blob or row; a text is compared in one step that nothing interrupts.
const MAX_BYTES: c_int = 1_000_000;
const MAX_SQL_BYTES: c_int = 200_000;
const MAX_PATTERN_BYTES: c_int = 1_000;

/// Functions that reach beyond the database. Most are not compiled in; none is permitted.
const REFUSED_FUNCTIONS: [&[u8]; 7] = [
    b"load_extension",
    b"readfile",
    b"writefile",
    b"edit",
    b"fts3_tokenizer",
    b"zipfile",
    b"lsmode",
];

/// Sets what no statement may exceed, for the life of the connection.
pub(super) fn limit(handle: &mut LockedSqliteHandle<'_>) {
    let limits = [
        (sqlite::SQLITE_LIMIT_ATTACHED, 0),
        (sqlite::SQLITE_LIMIT_LENGTH, MAX_BYTES),
        (sqlite::SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_BYTES),
        (sqlite::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MAX_PATTERN_BYTES),
        (sqlite::SQLITE_LIMIT_WORKER_THREADS, 0),
        (sqlite::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    ];
    let switches = [
        (sqlite::SQLITE_DBCONFIG_DEFENSIVE, 1),
        (sqlite::SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (sqlite::SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
    ];
    let database = handle.as_raw_handle().as_ptr();
    for (limit, value) in limits {
        // SAFETY: the handle is open and locked for us; the call takes two plain numbers.
        unsafe { sqlite::sqlite3_limit(database, limit, value) };
    }
    for (switch, value) in switches {
        // SAFETY: as above; these switches take an int and a pointer that may be null.
        unsafe { sqlite::sqlite3_db_config(database, switch, value, ptr::null_mut::<c_int>()) };
    }
}

/// From now on only reading is compiled.
pub(super) fn lock(handle: &mut LockedSqliteHandle<'_>) {
    let database = handle.as_raw_handle().as_ptr();
    // SAFETY: the handle is open and locked for us; `authorize` is a plain
    // function that uses no user data, so nothing has to outlive the call.
    unsafe { sqlite::sqlite3_set_authorizer(database, Some(authorize), ptr::null_mut()) };
}

/// For Dbag's own questions to the catalogue, which are pragmas.
pub(super) fn unlock(handle: &mut LockedSqliteHandle<'_>) {
    let database = handle.as_raw_handle().as_ptr();
    // SAFETY: the handle is open and locked for us; null takes the authorizer away.
    unsafe { sqlite::sqlite3_set_authorizer(database, None, ptr::null_mut()) };
}

/// Whether SQLite itself sees one statement in the text and nothing after it.
///
/// A text that does not compile counts as one: running it gives the error.
pub(super) fn is_one_statement(handle: &mut LockedSqliteHandle<'_>, sql: &str) -> bool {
    let Ok(length) = c_int::try_from(sql.len()) else {
        return false;
    };
    let database = handle.as_raw_handle().as_ptr();
    let start = sql.as_ptr().cast::<c_char>();
    let mut statement = ptr::null_mut();
    let mut tail = ptr::null();
    // SAFETY: the handle is open and locked for us, `start` points at `length`
    // readable bytes, and both outputs are valid places. The tail SQLite gives
    // lies within the text or at its end. `finalize` takes null as well.
    let used = unsafe {
        let code = sqlite::sqlite3_prepare_v2(database, start, length, &mut statement, &mut tail);
        sqlite::sqlite3_finalize(statement);
        if code != sqlite::SQLITE_OK || tail.is_null() {
            return true;
        }
        tail.offset_from(start)
    };
    let used = usize::try_from(used).unwrap_or(0);
    sql.as_bytes()
        .get(used..)
        .is_none_or(|rest| rest.iter().all(u8::is_ascii_whitespace))
}

/// SQLite's question for each thing a statement would do.
extern "C" fn authorize(
    _user: *mut c_void,
    action: c_int,
    _first: *const c_char,
    second: *const c_char,
    _database: *const c_char,
    _inner: *const c_char,
) -> c_int {
    let is_permitted = match action {
        sqlite::SQLITE_SELECT | sqlite::SQLITE_READ | sqlite::SQLITE_RECURSIVE => true,
        sqlite::SQLITE_FUNCTION => !is_refused_function(second),
        _ => false,
    };
    if is_permitted {
        sqlite::SQLITE_OK
    } else {
        sqlite::SQLITE_DENY
    }
}

fn is_refused_function(name: *const c_char) -> bool {
    if name.is_null() {
        return true;
    }
    // SAFETY: for this action SQLite gives the function's name as a zero-ended
    // text that lives for the time of the call.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    REFUSED_FUNCTIONS
        .iter()
        .any(|refused| name.eq_ignore_ascii_case(refused))
}

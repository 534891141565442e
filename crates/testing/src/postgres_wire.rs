//! As much of Postgres' protocol as sends a statement over a trusted socket.
//!
//! `psql` would do, but it is not everywhere the server is, and a driver would
//! make every test that only needs a server wait for its compilation.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

const PROTOCOL_3_0: u32 = 196_608;

/// Runs statements as `postgres` in a database; the error is the server's own message.
pub(crate) fn execute(socket: &Path, database: &str, sql: &str) -> Result<(), String> {
    let mut stream = UnixStream::connect(socket).map_err(|error| error.to_string())?;
    send_startup(&mut stream, database).map_err(|error| error.to_string())?;
    read_until_ready(&mut stream)?;
    send_query(&mut stream, sql).map_err(|error| error.to_string())?;
    read_until_ready(&mut stream)
}

fn send_startup(stream: &mut UnixStream, database: &str) -> io::Result<()> {
    let mut body = PROTOCOL_3_0.to_be_bytes().to_vec();
    for text in ["user", "postgres", "database", database, ""] {
        body.extend_from_slice(text.as_bytes());
        body.push(0);
    }
    stream.write_all(&length_of(&body))?;
    stream.write_all(&body)
}

fn send_query(stream: &mut UnixStream, sql: &str) -> io::Result<()> {
    let body = [sql.as_bytes(), &[0]].concat();
    stream.write_all(b"Q")?;
    stream.write_all(&length_of(&body))?;
    stream.write_all(&body)
}

/// A message's length counts its own four bytes.
fn length_of(body: &[u8]) -> [u8; 4] {
    let length = u32::try_from(body.len() + 4).expect("a statement is shorter than 4 GiB");
    length.to_be_bytes()
}

fn read_until_ready(stream: &mut UnixStream) -> Result<(), String> {
    let mut outcome = Ok(());
    loop {
        let (tag, body) = read_message(stream).map_err(|error| match &outcome {
            Err(message) => String::clone(message),
            Ok(()) => error.to_string(),
        })?;
        match tag {
            b'E' => outcome = Err(error_message(&body)),
            b'Z' => return outcome,
            _ => {}
        }
    }
}

fn read_message(stream: &mut UnixStream) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    let mut body = vec![0; length.saturating_sub(4) as usize];
    stream.read_exact(&mut body)?;
    Ok((head[0], body))
}

/// The field `M` among the zero-ended fields of an error.
fn error_message(body: &[u8]) -> String {
    body.split(|byte| *byte == 0)
        .find_map(|field| field.strip_prefix(b"M"))
        .map_or_else(
            || "an error without a message".to_owned(),
            |message| String::from_utf8_lossy(message).into_owned(),
        )
}

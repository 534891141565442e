//! As much HTTP as asks a page: one request a connection.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use crate::instance::Instance;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status, such as 200.
    pub(crate) status: u16,
    /// Status line and headers.
    pub(crate) head: String,
}

const PATIENCE: Duration = Duration::from_secs(40);

/// Asks for a page.
pub(crate) fn get(address: SocketAddr, path: &str, cookie: &str) -> io::Result<Answer> {
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n");
    exchange(address, request.as_bytes())
}

/// Posts a form as a browser does from a page of the same site.
pub(crate) fn post(
    address: SocketAddr,
    path: &str,
    cookie: &str,
    fields: &[(&str, &str)],
) -> io::Result<Answer> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    exchange(
        address,
        format!("{}{body}", post_head(path, cookie, body.len())).as_bytes(),
    )
}

/// The head of a posted form whose body follows.
pub(crate) fn post_head(path: &str, cookie: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n"
    )
}

fn exchange(address: SocketAddr, request: &[u8]) -> io::Result<Answer> {
    let mut stream = connect(address)?;
    stream.write_all(request)?;
    read_answer(&mut stream)
}

/// A connection that waits for nothing for ever.
pub(crate) fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Reads until the server closes.
pub(crate) fn read_answer(stream: &mut TcpStream) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, _) = text
        .split_once("\r\n\r\n")
        .ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or(io::ErrorKind::InvalidData)?;
    Ok(Answer {
        status,
        head: head.to_owned(),
    })
}

const EMAIL: &str = "ann@example.com";
const PASSWORD: &str = "correct horse battery";

/// Makes an administrator on the command line.
pub(crate) fn add_person(instance: &Instance) {
    let mut command =
        instance.command(&["user", "add", EMAIL, "--role", "admin", "--password-stdin"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("started");
    let mut input = child.stdin.take().expect("it is piped");
    input
        .write_all(format!("{PASSWORD}\n").as_bytes())
        .expect("it reads");
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

/// Signs in and gives the cookie.
pub(crate) fn sign_in(address: SocketAddr) -> String {
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let answer = post(address, "/login", "", &fields).expect("an answer");
    let cookie = answer
        .head
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.unwrap_or_else(|| panic!("signed in: {answer:?}"));
    cookie.split(';').next().unwrap_or("").to_owned()
}

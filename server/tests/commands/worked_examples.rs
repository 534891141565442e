//! `docs/numbers.md`: its examples are run in their order, and come to what is written there.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use crate::place::{Place, on_both, said};
use crate::server::Server;
use crate::shop;

const GUIDE: &str = include_str!("../../../docs/numbers.md");
/// The shop's database, as it is called there.
const SHOP: &str = "/srv/shop.db";
const PASSWORD: &str = "correct horse battery";

/// A fenced block: the word behind its fence, and its lines.
struct Block {
    language: &'static str,
    lines: Vec<&'static str>,
}

fn blocks(text: &'static str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        match (line.strip_prefix("```"), is_inside) {
            (Some(language), false) => {
                found.push(Block {
                    language,
                    lines: Vec::new(),
                });
                is_inside = true;
            }
            (Some(_), true) => is_inside = false,
            (None, true) => found.last_mut().expect("one is open").lines.push(line),
            (None, false) => {}
        }
    }
    found
}

/// What is typed at a prompt, and what comes: `$ ` begins the first, `\` at its end goes on.
fn commands(lines: &[&str]) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in lines {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(typed), _) => commands.push((typed.to_owned(), String::new())),
            (None, Some((typed, _))) if typed.ends_with('\\') => {
                typed.push('\n');
                typed.push_str(line);
            }
            (None, Some((_, printed))) => {
                printed.push_str(line);
                printed.push('\n');
            }
            (None, None) => panic!("{line} stands before the first command"),
        }
    }
    commands
}

/// Whether `actual` is as written; `…` stands for anything.
fn is_as_written(written: &str, actual: &str) -> bool {
    let mut rest = actual.trim();
    let mut pieces = written.trim().split('…').map(str::trim);
    let first = pieces.next().unwrap_or_default();
    if !written.contains('…') {
        return rest == first;
    }
    rest.starts_with(first)
        && pieces.all(|piece| {
            let found = rest.split_once(piece);
            rest = found.map_or("", |(_, behind)| behind);
            found.is_some()
        })
}

/// What came of the examples.
#[derive(Default)]
struct Outcome {
    checked: usize,
    wrong: String,
}

impl Outcome {
    fn check(&mut self, what: &str, written: &str, actual: &str) {
        self.checked += 1;
        if !is_as_written(written, actual) {
            self.wrong += &format!("{what}\n--- written\n{written}\n--- comes\n{actual}\n");
        }
    }
}

/// A person's browser, as far as reading goes.
struct Reader {
    server: Server,
    cookie: String,
}

impl Reader {
    fn sign_in(place: &Place) -> Self {
        let arguments = ["user", "add", "ann@example.com", "--role", "viewer"];
        let arguments = [&arguments[..], &["--password-stdin"]].concat();
        let added = place.run_with_input(&arguments, PASSWORD);
        assert_eq!(added.code, 0, "{added:?}");
        let server = Server::start(place, &["--no-scheduler"]);
        let form = format!(
            "email=ann%40example.com&password={}",
            PASSWORD.replace(' ', "+")
        );
        let head = format!(
            "POST /login HTTP/1.0\r\norigin: http://{}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
            server.address,
            form.len(),
        );
        let answer = request(&server, &head, &form);
        let cookie = answer
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
            .and_then(|(_, cookie)| cookie.split(';').next())
            .unwrap_or_else(|| panic!("no session: {answer}"));
        Self {
            cookie: cookie.to_owned(),
            server,
        }
    }

    fn get(&self, path: &str) -> String {
        let head = format!("GET {path} HTTP/1.0\r\ncookie: {}\r\n", self.cookie);
        let answer = request(&self.server, &head, "");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.contains(" 200 "), "{path}: {answer}");
        body.to_owned()
    }
}

fn request(server: &Server, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(&server.address).expect("it listens");
    let text = format!("{head}host: {}\r\n\r\n{body}", server.address);
    stream.write_all(text.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

/// Runs what a reader would type; both of its outputs.
fn run_in_shell(place: &Place, typed: &str) -> String {
    let typed = typed.replace(SHOP, &place.path("shop.db"));
    let mut command = place.shell(&format!("{{ {typed}\n}} 2>&1"));
    let said = said(&mut command);
    // `verify` ends with 1 where it finds a difference.
    let is_fine = said.code == 0 || (said.code == 1 && typed.contains("dbag verify"));
    assert!(is_fine, "{typed}: {said:?}");
    said.out
}

on_both! {
    fn every_example_comes_to_what_is_written(place: &Place) {
        let mut reader = None;
        let mut outcome = Outcome::default();
        for block in blocks(GUIDE) {
            match block.language {
                "sql" => shop::execute(&place.file("shop.db"), &block.lines.join("\n")),
                "console" => {
                    for (typed, written) in commands(&block.lines) {
                        outcome.check(&typed, &written, &run_in_shell(place, &typed));
                    }
                }
                "http" => {
                    let path = block.lines[0].strip_prefix("GET ").expect("an address");
                    let reader = reader.get_or_insert_with(|| Reader::sign_in(place));
                    let answer = reader.get(path);
                    outcome.check(path, &block.lines[1..].join("\n"), &answer);
                }
                other => {
                    let file = other.strip_prefix("json ").expect("a kind of block that is run");
                    assert!(Path::new(file).is_relative());
                    place.write(file, &block.lines.join("\n"));
                }
            }
        }
        assert!(outcome.wrong.is_empty(), "{}", outcome.wrong);
        assert!(outcome.checked > 20, "only {} examples are left", outcome.checked);
    }
}

#[test]
fn another_outcome_is_not_as_written() {
    assert!(is_as_written("a\nb\n", "a\nb"));
    assert!(is_as_written("a … c …", "a b\nc d"));
    for (written, actual) in [
        ("a\nb", "a\nc"),
        ("a", "a\nb"),
        ("a … c", "a b"),
        ("… b … a", "a b"),
    ] {
        assert!(!is_as_written(written, actual), "{written:?} {actual:?}");
    }
}

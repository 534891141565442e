//! R56: signals, closed outputs and a lack of descriptors.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::http::{connect, get, post_head, read_answer};
use crate::instance::{Instance, assert_no_panic, told};
use crate::pushes::{Journal, Stopped};
use crate::serving::Serving;

#[test]
fn r56_sigterm_under_load_answers_what_is_under_way() {
    let instance = Instance::new();
    let mut serving = instance.serve(&[]);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| ask_until(&stop, serving.address));
        }
        let _stopped_at_the_end = Stopped(&stop);
        let body = b"email=nobody%40example.com&password=some+password";
        let mut slow: Vec<_> = (0..10)
            .map(|_| post_slowly(serving.address, &body[..10], body.len()))
            .collect();
        serving.ask_to_stop();
        thread::sleep(Duration::from_millis(500));
        for stream in &mut slow {
            stream.write_all(&body[10..]).expect("still open");
        }
        for stream in &mut slow {
            let answer = read_answer(stream).expect("an answer to what was under way");
            assert!(matches!(answer.status, 422 | 429), "{answer:?}");
        }
    });
    let status = serving.wait(Duration::from_secs(20));
    assert!(status.success(), "{status}\n{}", serving.log());
    assert_no_panic(&serving.log());
}

#[test]
fn r56_sigterm_waits_for_no_client_that_asks_nothing() {
    let instance = Instance::new();
    let mut serving = instance.serve(&[]);
    let idle: Vec<_> = (0..20)
        .map(|_| connect(serving.address).expect("connected"))
        .collect();
    thread::sleep(Duration::from_millis(300));
    serving.ask_to_stop();
    let status = serving.wait(Duration::from_secs(3));
    assert!(status.success(), "{status}");
    drop(idle);
}

/// Sends the beginning of a form and returns when the server waits for the rest: a connection
/// that it never accepted is not under way.
fn post_slowly(address: SocketAddr, beginning: &[u8], length: usize) -> TcpStream {
    let mut stream = connect(address).expect("connected");
    let head = post_head("/login", "", length).replacen("\r\n", "\r\nexpect: 100-continue\r\n", 1);
    stream.write_all(head.as_bytes()).expect("sent");
    let mut go_on = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut go_on).expect("an answer");
    assert_eq!(&go_on[9..12], b"100");
    stream.write_all(beginning).expect("sent");
    stream
}

fn ask_until(stop: &AtomicBool, address: SocketAddr) {
    while !stop.load(Ordering::Relaxed) {
        // Refused while it stops; what is under way is looked at elsewhere.
        if get(address, "/login", "").is_err() {
            thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn r56_a_lack_of_descriptors_passes() {
    let instance = Instance::new();
    let mut journal = Journal::begin(&instance);
    let few = instance.within(&["sh", "-c", r#"ulimit -n 64; exec "$@""#, "sh"]);
    let serving: Serving = few.serve(&[]);
    // The system's own queue may be shorter than that.
    let patience = Duration::from_millis(20);
    let attempts = (0..200).map(|_| TcpStream::connect_timeout(&serving.address, patience));
    let mut hoard: Vec<_> = attempts.flatten().collect();
    for stream in &mut hoard {
        // Unread, so that each keeps its descriptor.
        stream
            .write_all(b"GET /login HTTP/1.1\r\nhost: x\r\n\r\n")
            .expect("sent");
    }
    thread::sleep(Duration::from_millis(500));
    assert!(hoard.len() > 64, "{} connections", hoard.len());
    assert!(
        serving.log().contains("accept"),
        "it was really starved: {}",
        serving.log()
    );
    assert!(
        journal.push(&instance).status.success(),
        "others are not concerned"
    );
    drop(hoard);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(
            get(serving.address, path, "").expect("an answer").status,
            200,
            "{path}"
        );
    }
    serving.stop();
}

/// Whoever reads that it listens may tell it to stop.
#[test]
fn r56_sigterm_right_after_the_greeting_is_heard() {
    let instance = Instance::new();
    for _ in 0..10 {
        instance.serve(&[]).stop();
    }
}

/// The system lets go of a lock whose holder is dead.
#[test]
fn r56_a_second_serve_is_refused_until_the_first_is_dead() {
    let instance = Instance::new();
    let serving = instance.serve(&[]);
    let briefly = instance.within(&["timeout", "20"]);
    let output = briefly.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(4), "{}", told(&output));
    assert_eq!(
        get(serving.address, "/healthz", "")
            .expect("an answer")
            .status,
        200
    );
    serving.kill();
    instance.serve(&[]).kill();
}

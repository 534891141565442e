//! A running `dbag serve`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::place::Place;

/// A server on a free port; killed when dropped.
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:` and the port.
    pub(crate) address: String,
    /// What it printed up to the end of its greeting.
    pub(crate) greeting: String,
}

impl Server {
    /// Starts it and waits until it answers.
    pub(crate) fn start(place: &Place, arguments: &[&str]) -> Self {
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.args(arguments).spawn().expect("dbag starts");
        let stdout = child.stdout.take().expect("a pipe");
        let mut lines = BufReader::new(stdout).lines();
        let mut greeting = String::new();
        let address = loop {
            let line = lines.next().map(|line| line.expect("text"));
            let Some(line) = line else {
                let mut errors = String::new();
                _ = child
                    .stderr
                    .take()
                    .expect("a pipe")
                    .read_to_string(&mut errors);
                panic!("dbag serve ended: {errors}");
            };
            greeting.push_str(&line);
            greeting.push('\n');
            if let Some((_, rest)) = line.split_once("on http://") {
                break rest.split('/').next().expect("an address").to_owned();
            }
        };
        while !greeting.contains("works once") && place.run(&["user", "list"]).out.is_empty() {
            let line = lines.next().expect("the setup code follows").expect("text");
            greeting.push_str(&line);
            greeting.push('\n');
        }
        let server = Self {
            child,
            address,
            greeting,
        };
        server.wait();
        server
    }

    fn wait(&self) {
        let start = Instant::now();
        while !self.is_alive() {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "dbag serve does not answer"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn is_alive(&self) -> bool {
        is_alive(&self.address)
    }

    /// Stops it like a service manager and gives the exit code.
    pub(crate) fn stop(mut self) -> i32 {
        terminate(&self.child);
        wait_for_end(&mut self.child)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone where the test stopped it.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

pub(crate) fn is_alive(address: &str) -> bool {
    let asked = TcpStream::connect(address).and_then(|mut stream| {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    });
    asked.is_ok_and(|answer| answer.starts_with("HTTP/1.1 "))
}

pub(crate) fn terminate(child: &Child) {
    let pid = Pid::from_child(child);
    kill_process(pid, Signal::TERM).expect("it runs");
}

/// The exit code, which must come within the time a stop may take.
pub(crate) fn wait_for_end(child: &mut Child) -> i32 {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return status.code().unwrap_or(-1);
        }
        assert!(start.elapsed() < Duration::from_secs(25), "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
}

//! A small HTTP client: it asks exactly as often as it is told, which `wrk` cannot.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context, Result, bail};

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: Vec<String>,
    /// As it came over the wire, chunks joined.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header's text, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A connection that is kept.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    headers: String,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr, headers: &[String]) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        let headers = headers
            .iter()
            .map(|header| format!("{header}\r\n"))
            .collect();
        Ok(Self {
            stream: BufReader::with_capacity(1 << 16, stream),
            headers,
        })
    }

    /// Asks and reads the answer to its end.
    pub(crate) fn get(&mut self, path: &str) -> Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\n{}\r\n", self.headers);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|word| word.parse().ok());
        let mut head = Vec::new();
        loop {
            match self.line()? {
                empty if empty.is_empty() => break,
                line => head.push(line),
            }
        }
        let mut answer = Answer {
            status: status.context("a status line")?,
            head,
            body: Vec::new(),
        };
        if answer.header("transfer-encoding").is_some() {
            while self.chunk(&mut answer.body)? {}
        } else if let Some(length) = answer.header("content-length") {
            answer.body.resize(length.parse()?, 0);
            self.stream.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// The same; anything but 200 is an error.
    pub(crate) fn get_ok(&mut self, path: &str) -> Result<Answer> {
        let answer = self.get(path)?;
        if answer.status != 200 {
            bail!("{path} answered {}", answer.status);
        }
        Ok(answer)
    }

    fn chunk(&mut self, body: &mut Vec<u8>) -> Result<bool> {
        let length = usize::from_str_radix(&self.line()?, 16)?;
        let at = body.len();
        body.resize(at + length, 0);
        self.stream.read_exact(&mut body[at..])?;
        self.line()?;
        Ok(length > 0)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        Ok(line.trim_end().to_owned())
    }
}

/// Asks for each path once, over so many connections at a time.
pub(crate) fn get_each(
    address: SocketAddr,
    headers: &[String],
    connections: usize,
    paths: &[String],
) -> Result<()> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|at| {
                scope.spawn(move || -> Result<()> {
                    let mut client = Client::connect(address, headers)?;
                    for path in paths.iter().skip(at).step_by(connections) {
                        client.get_ok(path)?;
                    }
                    Ok(())
                })
            })
            .collect();
        for thread in threads {
            thread.join().expect("a client does not panic")?;
        }
        Ok(())
    })
}

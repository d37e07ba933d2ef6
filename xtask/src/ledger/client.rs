//! Just enough HTTP/1.1 to ask one server many questions over one connection.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

const TIMEOUT: Duration = Duration::from_secs(60);

pub struct Client {
    connection: BufReader<TcpStream>,
    token: String,
}

pub struct Answer {
    pub body: serde_json::Value,
    /// From the first byte sent to the last received.
    pub took: Duration,
}

impl Client {
    pub fn connect(address: &str, token: &str) -> Result<Self> {
        let stream =
            TcpStream::connect(address).with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        Ok(Self {
            connection: BufReader::new(stream),
            token: token.to_owned(),
        })
    }

    /// Asks the admin API; anything but 200 is an error.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        let request = format!(
            "GET /api/v1{path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\r\n",
            self.token
        );
        let begun = Instant::now();
        self.connection.get_mut().write_all(request.as_bytes())?;
        let (status, length) = self.head()?;
        let mut body = vec![0; length];
        self.connection.read_exact(&mut body)?;
        let took = begun.elapsed();
        ensure!(
            status == 200,
            "GET {path} answered {status}: {}",
            String::from_utf8_lossy(&body)
        );
        let body = match serde_json::from_slice(&body) {
            Ok(body) => body,
            // CSV and the like.
            Err(_) => serde_json::Value::Null,
        };
        Ok(Answer { body, took })
    }

    fn head(&mut self) -> Result<(u16, usize)> {
        let mut line = String::new();
        self.connection.read_line(&mut line)?;
        let status = line
            .split_ascii_whitespace()
            .nth(1)
            .and_then(|status| status.parse().ok());
        let status = status.with_context(|| format!("not a status line: {line:?}"))?;
        let mut length = None;
        loop {
            line.clear();
            self.connection.read_line(&mut line)?;
            if line == "\r\n" || line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok();
            }
        }
        Ok((
            status,
            length.context("the answer does not say how long it is")?,
        ))
    }
}

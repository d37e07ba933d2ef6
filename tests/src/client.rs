//! A client that sends what it is told and sees every byte, every piece and every broken connection.

mod keep_alive;

use std::{io, net::SocketAddr};

use bytes::{Bytes, BytesMut};
use serde_json::Value;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpStream, tcp::OwnedReadHalf, tcp::OwnedWriteHalf},
};

use crate::{
    patience::within,
    sse::{self, Event},
    wire::{self, Framing, Reader},
};

pub use keep_alive::KeepAlive;

/// A request being put together.
#[derive(Debug, Clone)]
#[must_use = "a call is made by `send` or `open`"]
pub struct Call {
    address: SocketAddr,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Call {
    pub fn new(address: SocketAddr, method: &str, target: &str) -> Self {
        Self {
            address,
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn bearer(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    /// Adds to the query.
    pub fn query(mut self, pair: &str) -> Self {
        self.target
            .push(if self.target.contains('?') { '&' } else { '?' });
        self.target.push_str(pair);
        self
    }

    /// JSON as it stands: not parsed, not printed again.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.typed("application/json", body)
    }

    /// A body of another kind.
    pub fn typed(mut self, kind: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    pub fn json(self, body: &Value) -> Self {
        self.body(body.to_string())
    }

    /// Sends, and reads the answer to its end.
    pub async fn send(self) -> Answer {
        self.open().await.finish().await
    }

    /// Sends, and returns when the head of the answer is there.
    pub async fn open(self) -> Incoming {
        let what = format!("the head of the answer to {} {}", self.method, self.target);
        match within(&what, self.try_open()).await {
            Ok(incoming) => incoming,
            Err(error) => panic!("{what} did not come: {error}"),
        }
    }

    /// Like `open`, for tests in which the server may be gone.
    pub async fn try_open(self) -> io::Result<Incoming> {
        let (read, write) = self.write().await?;
        self.read_from(Reader::new(read), write).await
    }

    async fn read_from(
        &self,
        mut reader: Reader<OwnedReadHalf>,
        write: OwnedWriteHalf,
    ) -> io::Result<Incoming> {
        let head = reader.head().await?;
        let head = head.ok_or_else(|| io::Error::from(io::ErrorKind::ConnectionAborted))?;
        let status = head.first_line.split(' ').nth(1).map(str::parse);
        let status = status.and_then(Result::ok).expect("a status line");
        let framing = match status {
            204 | 304 => Framing::Length(0),
            _ if self.method == "HEAD" => Framing::Length(0),
            _ => Framing::of(&head, Framing::UntilClose),
        };
        Ok(Incoming {
            status,
            headers: head.headers,
            reader,
            framing,
            write,
        })
    }

    /// Sends, and does not wait for anything: what is returned must be dropped to leave.
    pub async fn send_and_leave(self) -> Leaving {
        let (read, write) = self.write().await.expect("the server takes the request");
        Leaving {
            _connection: (read, write),
        }
    }

    async fn write(&self) -> io::Result<(OwnedReadHalf, OwnedWriteHalf)> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (read, mut write) = stream.into_split();
        self.write_to(&mut write).await?;
        Ok((read, write))
    }

    async fn write_to(&self, write: &mut OwnedWriteHalf) -> io::Result<()> {
        let mut request = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        request.push_str(&format!("host: {}\r\n", self.address));
        for (name, value) in &self.headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        write.write_all(request.as_bytes()).await?;
        write.write_all(&self.body).await
    }
}

/// A request whose answer nobody reads. Dropping it closes the connection.
#[derive(Debug)]
pub struct Leaving {
    _connection: (OwnedReadHalf, OwnedWriteHalf),
}

/// An answer whose head has arrived. Dropping it closes the connection.
#[derive(Debug)]
pub struct Incoming {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    reader: Reader<OwnedReadHalf>,
    framing: Framing,
    /// Kept so that the connection stays open both ways.
    write: OwnedWriteHalf,
}

/// What came next of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Data(Bytes),
    /// The proper end.
    End,
    /// The connection broke before it.
    Cut,
}

impl Incoming {
    pub fn header(&self, name: &str) -> Option<&str> {
        wire::find(&self.headers, name)
    }

    pub async fn next(&mut self) -> Piece {
        let piece = within("the next piece of the answer", async {
            self.reader.piece(&mut self.framing).await
        });
        match piece.await {
            Ok(Some(data)) => Piece::Data(data),
            Ok(None) => Piece::End,
            Err(_) => Piece::Cut,
        }
    }

    /// Reads until the text has come; returns everything up to then. Fails when the answer ends before.
    pub async fn read_until(&mut self, text: &str) -> Bytes {
        let mut body = BytesMut::new();
        loop {
            let Piece::Data(data) = self.next().await else {
                let body = String::from_utf8_lossy(&body);
                panic!("the answer ended before {text:?} came; it was: {body}");
            };
            body.extend_from_slice(&data);
            if String::from_utf8_lossy(&body).contains(text) {
                return body.freeze();
            }
        }
    }

    /// Reads the rest.
    pub async fn finish(mut self) -> Answer {
        self.rest().await
    }

    async fn rest(&mut self) -> Answer {
        let mut body = BytesMut::new();
        let whole = loop {
            match self.next().await {
                Piece::Data(data) => body.extend_from_slice(&data),
                Piece::End => break true,
                Piece::Cut => break false,
            }
        };
        Answer {
            status: self.status,
            headers: std::mem::take(&mut self.headers),
            body: body.freeze(),
            whole,
        }
    }
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    /// It ended as HTTP says it must.
    pub whole: bool,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        wire::find(&self.headers, name)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("the answer is not JSON ({error}): {}", self.text()),
        }
    }

    pub fn events(&self) -> Vec<Event> {
        sse::events(&self.body)
    }
}

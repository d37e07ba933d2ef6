//! An answer put together from pieces, each of which may wait, trickle or be the last thing that happens.

use bytes::{Bytes, BytesMut};
use serde_json::Value;

use super::Gate;

/// What a provider does about one request. When it is done the connection waits for the next, unless the last step ends it.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    length: Length,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Length {
    /// The sum of the pieces.
    #[default]
    True,
    Announced(usize),
    Chunked,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    Head,
    Piece(Bytes),
    Trickle(Bytes),
    Raw(Bytes),
    Gate(Gate),
    End,
    Close,
    Reset,
    Silence,
}

impl Reply {
    /// An answer without a body, so far.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            steps: vec![Step::Head],
            ..Self::default()
        }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::status(status)
            .header("content-type", "application/json")
            .piece(body.to_string())
    }

    /// A stream of server-sent events, chunked. It does not end by itself: say how.
    pub fn events() -> Self {
        let mut reply = Self::status(200).header("content-type", "text/event-stream");
        reply.length = Length::Chunked;
        reply
    }

    pub fn redirect(location: &str) -> Self {
        Self::status(302).header("location", location)
    }

    /// Bytes that need not be HTTP, and nothing else.
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self::from_step(Step::Raw(bytes.into()))
    }

    /// No answer, ever.
    pub fn never() -> Self {
        Self::from_step(Step::Silence)
    }

    /// The connection is reset instead of an answer.
    pub fn reset_at_once() -> Self {
        Self::from_step(Step::Reset)
    }

    /// The connection is closed instead of an answer.
    pub fn close_at_once() -> Self {
        Self::from_step(Step::Close)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Announces a `content-length` that need not be true.
    pub fn announce(mut self, length: usize) -> Self {
        self.length = Length::Announced(length);
        self
    }

    /// Keeps even the head back until the gate lets it pass.
    pub fn held_by(mut self, gate: &Gate) -> Self {
        self.steps.insert(0, Step::Gate(gate.clone()));
        self
    }

    pub fn piece(self, bytes: impl Into<Bytes>) -> Self {
        self.then(Step::Piece(bytes.into()))
    }

    pub fn pieces<B: Into<Bytes>>(self, pieces: impl IntoIterator<Item = B>) -> Self {
        pieces.into_iter().fold(self, Self::piece)
    }

    /// Sent byte by byte, each in a packet and, when chunked, in a chunk of its own.
    pub fn trickle(self, bytes: impl Into<Bytes>) -> Self {
        self.then(Step::Trickle(bytes.into()))
    }

    pub fn gate(self, gate: &Gate) -> Self {
        self.then(Step::Gate(gate.clone()))
    }

    /// The proper end of a chunked body.
    pub fn end(self) -> Self {
        self.then(Step::End)
    }

    /// Closes the connection where the body stands.
    pub fn close(self) -> Self {
        self.then(Step::Close)
    }

    /// Resets the connection where the body stands.
    pub fn reset(self) -> Self {
        self.then(Step::Reset)
    }

    /// Sends nothing more and keeps the connection.
    pub fn silence(self) -> Self {
        self.then(Step::Silence)
    }

    pub(super) fn head(&self) -> Bytes {
        let mut head = format!("HTTP/1.1 {} Scripted\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&match self.length {
            Length::True => format!("content-length: {}\r\n\r\n", self.true_length()),
            Length::Announced(length) => format!("content-length: {length}\r\n\r\n"),
            Length::Chunked => "transfer-encoding: chunked\r\n\r\n".to_owned(),
        });
        Bytes::from(head)
    }

    /// A piece as it goes on the wire.
    pub(super) fn framed(&self, piece: &Bytes) -> Bytes {
        if !matches!(self.length, Length::Chunked) {
            return piece.clone();
        }
        let mut framed = BytesMut::from(format!("{:x}\r\n", piece.len()).as_bytes());
        framed.extend_from_slice(piece);
        framed.extend_from_slice(b"\r\n");
        framed.freeze()
    }

    fn true_length(&self) -> usize {
        let lengths = self.steps.iter().map(|step| match step {
            Step::Piece(bytes) | Step::Trickle(bytes) => bytes.len(),
            _ => 0,
        });
        lengths.sum()
    }

    fn from_step(step: Step) -> Self {
        Self {
            steps: vec![step],
            ..Self::default()
        }
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

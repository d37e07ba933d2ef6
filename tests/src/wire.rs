//! HTTP/1.1 read from a socket byte by byte, so that tests see what was sent and not what a library makes of it.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

/// First line and headers, in the order in which they came.
#[derive(Debug, Clone)]
pub struct Head {
    pub first_line: String,
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

/// The first header of that name, whatever its case.
pub fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut headers = headers.iter();
    headers
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// How the end of a body is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Bytes that are left.
    Length(u64),
    Chunked,
    UntilClose,
}

impl Framing {
    /// `without` applies when no header says anything.
    pub fn of(head: &Head, without: Self) -> Self {
        let chunked = head.header("transfer-encoding").is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            value.ends_with("chunked")
        });
        match head.header("content-length").map(str::parse) {
            _ if chunked => Self::Chunked,
            Some(Ok(length)) => Self::Length(length),
            _ => without,
        }
    }
}

/// Reads messages and keeps every byte it took.
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    buffer: BytesMut,
    taken: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Reader<R> {
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: BytesMut::new(),
            taken: Vec::new(),
        }
    }

    /// Every byte of the messages read since the last call.
    pub fn take_log(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.taken)
    }

    /// The next head; `None` when the peer closed before one began.
    pub async fn head(&mut self) -> io::Result<Option<Head>> {
        let end = loop {
            if let Some(at) = position(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            if !self.fill().await? {
                if self.buffer.is_empty() {
                    return Ok(None);
                }
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        let head = self.take(end);
        let text = String::from_utf8_lossy(&head);
        let mut lines = text.trim_end().split("\r\n");
        let first_line = lines.next().unwrap_or_default().to_owned();
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        Ok(Some(Head {
            first_line,
            headers,
        }))
    }

    /// The next piece of a body: a chunk, or what has arrived. `None` at its proper end, an error when it is cut.
    pub async fn piece(&mut self, framing: &mut Framing) -> io::Result<Option<Bytes>> {
        match framing {
            Framing::Length(0) => Ok(None),
            Framing::Length(left) => {
                if self.buffer.is_empty() && !self.fill().await? {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                let now = self
                    .buffer
                    .len()
                    .min(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= now as u64;
                Ok(Some(self.take(now)))
            }
            Framing::UntilClose => {
                if self.buffer.is_empty() && !self.fill().await? {
                    return Ok(None);
                }
                Ok(Some(self.take(self.buffer.len())))
            }
            Framing::Chunked => {
                let chunk = self.chunk().await?;
                if chunk.is_empty() {
                    *framing = Framing::Length(0);
                    return Ok(None);
                }
                Ok(Some(chunk))
            }
        }
    }

    /// All of a body that is left.
    pub async fn body(&mut self, mut framing: Framing) -> io::Result<Bytes> {
        let mut body = BytesMut::new();
        while let Some(piece) = self.piece(&mut framing).await? {
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }

    /// Returns when the peer has closed, cleanly or not. What it sends meanwhile is kept.
    pub async fn closed(&mut self) {
        while let Ok(true) = self.fill().await {}
    }

    async fn chunk(&mut self) -> io::Result<Bytes> {
        let line_end = self.line_end().await?;
        let line = self.take(line_end + 2);
        let size = String::from_utf8_lossy(&line[..line_end]).into_owned();
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(io::Error::other)?;
        while self.buffer.len() < size + 2 {
            if !self.fill().await? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let chunk = self.take(size);
        self.take(2);
        Ok(chunk)
    }

    async fn line_end(&mut self) -> io::Result<usize> {
        loop {
            if let Some(at) = position(&self.buffer, b"\r\n") {
                return Ok(at);
            }
            if !self.fill().await? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    fn take(&mut self, length: usize) -> Bytes {
        let taken = self.buffer.split_to(length).freeze();
        self.taken.extend_from_slice(&taken);
        taken
    }

    /// Whether anything more came.
    async fn fill(&mut self) -> io::Result<bool> {
        Ok(self.source.read_buf(&mut self.buffer).await? > 0)
    }
}

fn position(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

//! A request as the provider saw it.

use std::time::Instant;

use bytes::Bytes;
use serde_json::Value;

use crate::wire;

/// One request, complete.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Number of the connection it came on, from 0.
    pub connection: usize,
    /// Every byte, head and framing included.
    pub raw: Vec<u8>,
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// In the order in which they came.
    pub headers: Vec<(String, String)>,
    /// Without its framing.
    pub body: Bytes,
    /// When its last byte had arrived.
    pub at: Instant,
}

impl Seen {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        wire::find(&self.headers, name)
    }

    /// The secret it was called with, wherever that was.
    pub fn credential(&self) -> Option<&str> {
        let bearer = self.header("authorization");
        bearer
            .and_then(|value| value.strip_prefix("Bearer "))
            .or_else(|| self.header("x-api-key"))
            .or_else(|| self.header("x-goog-api-key"))
    }

    /// The body as JSON; `Null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether the text is anywhere in what was sent.
    pub fn contains(&self, text: &str) -> bool {
        String::from_utf8_lossy(&self.raw).contains(text)
    }
}

//! One object of a stream.

use bytes::{BufMut, BytesMut};
use serde::Serialize;

use super::wire;
use crate::frames::Framing;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chunk<'a, P> {
    pub candidates: &'a [Candidate<'a, P>],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_metadata: Option<wire::UsageMetadata<'a>>,
    pub model_version: &'a str,
    pub response_id: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Candidate<'a, P> {
    pub content: Content<'a, P>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<&'a str>,
    pub index: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct Content<'a, P> {
    pub role: &'static str,
    pub parts: [&'a P; 1],
}

/// A part that is a text, or some of one.
#[derive(Debug, Serialize)]
pub(super) struct Said<'a> {
    pub text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thought: Option<bool>,
}

impl<'a, P> Candidate<'a, P> {
    pub(super) fn part(index: u32, part: &'a P) -> Self {
        Self {
            content: Content {
                role: "model",
                parts: [part],
            },
            finish_reason: None,
            index,
        }
    }
}

impl<P: Serialize> Chunk<'_, P> {
    /// Writes it in its frame. `begun`: another one was written before.
    pub(super) fn write(&self, begun: &mut bool, framing: Framing, out: &mut BytesMut) {
        let (before, after): (&[u8], &[u8]) = match (framing, *begun) {
            (Framing::Sse, _) => (b"data: ", b"\n\n"),
            (Framing::JsonArray, false) => (b"[", b""),
            (Framing::JsonArray, true) => (b",\r\n", b""),
        };
        *begun = true;
        out.extend_from_slice(before);
        // Writing to memory cannot fail, and members have strings for names.
        let _ = serde_json::to_writer((&mut *out).writer(), self);
        out.extend_from_slice(after);
    }
}

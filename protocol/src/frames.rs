//! Cutting a byte stream into frames, however the network cut it before.

use std::borrow::Cow;

use bytes::{Bytes, BytesMut};

use super::{json_array::ArrayBoundary, sse, sse::SseBoundary};

/// Bytes of the largest frame that is accepted; an image in one event is the largest there is.
pub(super) const MAX_FRAME: usize = 16 * 1024 * 1024;

/// How the events of a stream are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events.
    Sse,
    /// Elements of one JSON array: Gemini without `alt=sse`.
    JsonArray,
}

/// What a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// The name of a server-sent event.
    pub event: Option<&'a [u8]>,
    /// `None`: a comment, a blank line, a closing bracket.
    pub data: Option<Cow<'a, [u8]>>,
}

/// Finds the ends of frames and keeps back what is incomplete. A frame that lies within one chunk is not copied.
#[derive(Debug)]
pub(super) struct Frames {
    boundary: Boundary,
    held: BytesMut,
}

#[derive(Debug)]
enum Boundary {
    Sse(SseBoundary),
    JsonArray(ArrayBoundary),
}

impl Frames {
    pub(super) fn new(framing: Framing) -> Self {
        let boundary = match framing {
            Framing::Sse => Boundary::Sse(SseBoundary::default()),
            Framing::JsonArray => Boundary::JsonArray(ArrayBoundary::default()),
        };
        Self {
            boundary,
            held: BytesMut::new(),
        }
    }

    /// Takes a chunk; returns bytes that begin with a frame, and the length of that frame. `None`: no frame is
    /// complete yet.
    pub(super) fn push(&mut self, chunk: Bytes) -> Option<(Bytes, usize)> {
        if self.held.is_empty() {
            return match self.next(&chunk) {
                Some(end) => Some((chunk, end)),
                None => {
                    self.hold(&chunk);
                    None
                }
            };
        }
        self.held.extend_from_slice(&chunk);
        let end = self.boundary.next(&self.held)?;
        Some((self.held.split().freeze(), end))
    }

    /// The length of the frame that `rest` begins with. `rest` begins where the last frame ended.
    pub(super) fn next(&mut self, rest: &[u8]) -> Option<usize> {
        self.boundary.next(rest)
    }

    /// Keeps an incomplete frame until more arrives.
    pub(super) fn hold(&mut self, rest: &[u8]) {
        self.held.extend_from_slice(rest);
    }

    pub(super) fn held_len(&self) -> usize {
        self.held.len()
    }

    /// Whether the framing has an end of its own that is still missing.
    pub(super) fn is_open(&self) -> bool {
        match &self.boundary {
            Boundary::Sse(_) => false,
            Boundary::JsonArray(boundary) => !boundary.is_over(),
        }
    }

    /// What never became a frame.
    pub(super) fn take_rest(&mut self) -> Bytes {
        self.held.split().freeze()
    }

    pub(super) fn read<'a>(&self, frame: &'a [u8]) -> Frame<'a> {
        match self.boundary {
            Boundary::Sse(_) => sse::read(frame),
            Boundary::JsonArray(_) => super::json_array::read(frame),
        }
    }
}

impl Boundary {
    fn next(&mut self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Sse(boundary) => boundary.next(bytes),
            Self::JsonArray(boundary) => boundary.next(bytes),
        }
    }
}

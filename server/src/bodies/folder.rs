//! What is gathered of one request.

use bytes::{Bytes, BytesMut};
use routex_entity::api::BodyPart;
use uuid::Uuid;

use super::Bodies;
use crate::secret::Secret;

/// Bytes beyond the limit that are gathered of a stream, so that a secret that lies across the limit is recognised.
pub(super) const SLACK: usize = 8 * 1024;

/// Gathers the bodies of one request. Filed when it is dropped, however the request ended.
pub struct Folder {
    bodies: Bodies,
    gathered: Option<Gathered>,
    answer: Answer,
}

/// The bodies of one request as they were sent.
#[derive(Debug, Clone)]
pub(super) struct Gathered {
    pub request: Uuid,
    pub hours: u32,
    /// As the client sent it.
    pub client_key: Option<Secret>,
    pub pieces: Vec<Piece>,
}

/// A body as it was sent.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub part: BodyPart,
    /// Counted from 1. `None`: of the request as a whole.
    pub attempt: Option<u32>,
    pub content: Bytes,
    /// Bytes that were sent; more than there are in `content` when it was cut.
    pub bytes: u64,
    /// `content-encoding`.
    pub coding: Option<String>,
}

/// What the client gets, while it does.
struct Answer {
    content: BytesMut,
    bytes: u64,
    most: usize,
    coding: Option<String>,
}

impl Folder {
    /// `most`: bytes of one body that are kept.
    pub(super) fn new(
        bodies: Bodies,
        request: Uuid,
        hours: u32,
        client_key: Option<Secret>,
        most: u32,
    ) -> Self {
        Self {
            bodies,
            gathered: Some(Gathered {
                request,
                hours,
                client_key,
                pieces: Vec::new(),
            }),
            answer: Answer {
                content: BytesMut::new(),
                bytes: 0,
                most: usize::try_from(most)
                    .unwrap_or(usize::MAX)
                    .saturating_add(SLACK),
                coding: None,
            },
        }
    }

    /// Somebody else wants the bodies kept as well: whoever wants it longest decides.
    pub fn keep_at_least(&mut self, hours: u32) {
        if let Some(gathered) = &mut self.gathered {
            gathered.hours = gathered.hours.max(hours);
        }
    }

    /// Takes a whole body. `attempt`: counted from 1.
    pub fn put(&mut self, part: BodyPart, attempt: Option<u32>, content: &Bytes) {
        if let Some(gathered) = &mut self.gathered {
            gathered.pieces.push(Piece {
                part,
                attempt,
                content: content.clone(),
                bytes: content.len() as u64,
                coding: None,
            });
        }
    }

    /// The answer is packed in this way.
    pub fn answer_coding(&mut self, coding: &str) {
        self.answer.coding = Some(coding.to_owned());
    }

    /// Takes the next bytes of what the client gets.
    pub fn answer(&mut self, bytes: &[u8]) {
        let answer = &mut self.answer;
        answer.bytes = answer.bytes.saturating_add(bytes.len() as u64);
        let room = answer.most.saturating_sub(answer.content.len());
        if let Some(part) = bytes.get(..room.min(bytes.len())) {
            answer.content.extend_from_slice(part);
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let Some(mut gathered) = self.gathered.take() else {
            return;
        };
        let answer = &mut self.answer;
        if answer.bytes > 0 {
            gathered.pieces.push(Piece {
                part: BodyPart::Answer,
                attempt: None,
                content: std::mem::take(&mut answer.content).freeze(),
                bytes: answer.bytes,
                coding: answer.coding.take(),
            });
        }
        if !gathered.pieces.is_empty() {
            self.bodies.file(gathered);
        }
    }
}

impl Gathered {
    /// What it takes up in memory.
    pub fn size(&self) -> usize {
        let pieces = self.pieces.iter();
        pieces.map(|piece| piece.content.len() + 256).sum()
    }
}

impl Piece {
    pub fn is_cut(&self) -> bool {
        self.bytes > self.content.len() as u64
    }
}

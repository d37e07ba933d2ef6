//! What a dialect must be able to do to take part in translation, and the list of those that can.

mod context;
mod dropped;
mod names;
mod target;

use std::{fmt::Debug, sync::Arc};

use bytes::BytesMut;
use routex_entity::Dialect;
use thiserror::Error;

pub use context::Context;
pub use dropped::Dropped;
pub use names::{Names, fit_id};
pub use target::{Feature, Features, Purpose, Target};

use crate::{
    anthropic,
    endpoint::Endpoint,
    gemini,
    hub::{Answer, Event, Request},
    openai_chat, openai_responses,
    request::BadRequest,
    stream::{EventFault, StreamPosition},
};

/// Reads and writes one dialect.
pub trait Codec: Debug + Sync {
    /// Reads a client's request. `endpoint` is one of this dialect that `converses` or `counts_tokens`; Gemini's names
    /// model and streaming.
    fn read_request(&self, endpoint: &Endpoint, body: &[u8]) -> Result<Request, BadRequest>;

    /// Whether a request that was read from this dialect may be written in another: an error names what would mean
    /// something else there, such as a cache that one account keeps.
    fn may_leave(&self, _request: &Request, _to: Dialect) -> Result<(), Untranslatable> {
        Ok(())
    }

    /// A client's request as a provider of this very dialect takes it, `model` being what that provider calls it: without
    /// reasoning whose seal is another dialect's, and all else as it was. `None`: there is none of it.
    fn without_foreign_seals(&self, _body: &[u8], _model: &str) -> Option<Vec<u8>> {
        None
    }

    /// Writes a request for a provider.
    fn write_request(
        &self,
        request: &Request,
        target: &Target<'_>,
    ) -> Result<Written, Untranslatable>;

    /// Reads a provider's complete answer.
    fn read_answer(&self, body: &[u8]) -> Result<Answer, serde_json::Error>;

    /// Writes a complete answer for a client.
    fn write_answer(&self, answer: &Answer, context: &Context) -> Vec<u8>;

    /// Reads a provider's stream.
    fn read_stream(&self) -> Box<dyn ReadEvents>;

    /// Writes a stream for a client.
    fn write_stream(&self, context: Arc<Context>) -> Box<dyn WriteEvents>;

    /// Reads the answer of a provider to the question how many tokens a request has. `None`: it cannot be told.
    fn read_count(&self, body: &[u8]) -> Option<u64>;
}

/// The list of dialects.
pub fn codec(dialect: Dialect) -> &'static dyn Codec {
    match dialect {
        Dialect::Anthropic => &anthropic::CODEC,
        Dialect::OpenaiChat => &openai_chat::CODEC,
        Dialect::OpenaiResponses => &openai_responses::CODEC,
        Dialect::Gemini => &gemini::CODEC,
    }
}

/// Follows a provider's stream. Frames are found and errors told from content before it sees them.
pub trait ReadEvents: Debug + Send {
    /// Reads the data of one event. `name` is its name, where the framing has names.
    fn event(
        &mut self,
        name: Option<&[u8]>,
        data: &[u8],
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault>;

    /// The provider ended the stream and the answer is complete: what was still open closes, and `Done` follows unless it
    /// was told before.
    fn finish(&mut self, hub: &mut Vec<Event>);
}

/// Writes a stream to a client, in its framing.
pub trait WriteEvents: Debug + Send {
    fn event(&mut self, event: Event, out: &mut BytesMut);

    /// How far it is, for the event that tells of an error.
    fn position(&self) -> StreamPosition;
}

/// A request as its provider will get it.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub body: Vec<u8>,
    /// What could not be carried.
    pub dropped: Dropped,
    /// Tool names that had to be changed.
    pub names: Names,
}

/// The request means something that the target cannot do. The text is meant for the client.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} cannot be translated for a provider that speaks {to}: {why}")]
pub struct Untranslatable {
    /// The member of the client's request: `tool_choice`, `n`.
    pub what: String,
    pub to: Dialect,
    /// What is missing there, and what to do.
    pub why: String,
}

impl Untranslatable {
    pub fn new(what: impl Into<String>, to: Dialect, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            to,
            why: why.into(),
        }
    }
}

//! From the dialect of a client to that of a provider and back, through the hub. Pure.
//!
//! `read` and `write` make the provider's request; `Return` takes its answer home, whole or as a stream.

mod stream;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use routex_entity::Dialect;

pub use stream::Translator;

use crate::{
    body::Malformed,
    codec::{Context, Dropped, Names, Purpose, Target, Untranslatable, codec},
    endpoint::{Endpoint, GeminiAction},
    error::{ApiError, ErrorKind},
    estimate,
    fault::ErrorDetail,
    hub::{Answer, Request, Seal},
    request::BadRequest,
    stream::describe,
};

/// The provider's counterpart of a client's call. `None`: it has none, and only a provider that speaks the client's
/// dialect can serve the call.
pub fn counterpart(call: &Endpoint, to: Dialect, model: &str, stream: bool) -> Option<Endpoint> {
    let gemini = |action| Endpoint::Gemini {
        model: model.to_owned(),
        action,
    };
    let generates = matches!(
        call,
        Endpoint::Messages
            | Endpoint::ChatCompletions
            | Endpoint::Responses
            | Endpoint::Gemini {
                action: GeminiAction::Generate | GeminiAction::StreamGenerate,
                ..
            }
    );
    match (generates, call.counts_tokens(), to) {
        (true, _, Dialect::Anthropic) => Some(Endpoint::Messages),
        (true, _, Dialect::OpenaiChat) => Some(Endpoint::ChatCompletions),
        (true, _, Dialect::OpenaiResponses) => Some(Endpoint::Responses),
        (true, _, Dialect::Gemini) if stream => Some(gemini(GeminiAction::StreamGenerate)),
        (true, _, Dialect::Gemini) => Some(gemini(GeminiAction::Generate)),
        (_, true, Dialect::Anthropic) => Some(Endpoint::CountTokens),
        (_, true, Dialect::OpenaiResponses) => Some(Endpoint::ResponsesInputTokens),
        (_, true, Dialect::Gemini) => Some(gemini(GeminiAction::CountTokens)),
        // Chat cannot count.
        (_, true, Dialect::OpenaiChat) | (false, false, _) => None,
    }
}

/// The dialects to translate to, best first: what loses least goes before what loses more.
pub const fn preferences(client: Dialect) -> [Dialect; 3] {
    use Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};
    match client {
        Anthropic => [OpenaiResponses, Gemini, OpenaiChat],
        OpenaiChat => [OpenaiResponses, Gemini, Anthropic],
        OpenaiResponses => [Gemini, OpenaiChat, Anthropic],
        Gemini => [OpenaiResponses, OpenaiChat, Anthropic],
    }
}

/// Reads a client's request into the hub.
pub fn read(call: &Endpoint, body: &[u8]) -> Result<Request, BadRequest> {
    codec(call.dialect()).read_request(call, body)
}

/// A request that passes as it is, for a provider of its own dialect. A conversation that was translated before has proofs
/// of other dialects in it, which this one would refuse. `None`: nothing has to change.
pub fn without_foreign_seals(dialect: Dialect, body: &[u8], model: &str) -> Option<Vec<u8>> {
    if !Seal::may_be_enveloped_in(body) {
        return None;
    }
    codec(dialect).without_foreign_seals(body, model)
}

/// A request for a provider of another dialect.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    pub endpoint: Endpoint,
    /// Without its question mark.
    pub query: &'static str,
    pub body: Bytes,
    pub dropped: Dropped,
    pub names: Names,
}

/// Writes a request for a provider. `endpoint` is the `counterpart` of the client's call.
pub fn write(
    request: &Request,
    endpoint: Endpoint,
    target: &Target<'_>,
) -> Result<Outgoing, Untranslatable> {
    debug_assert_eq!(endpoint.counts_tokens(), target.purpose == Purpose::Count);
    let to = endpoint.dialect();
    if to != request.origin {
        codec(request.origin).may_leave(request, to)?;
    }
    let written = codec(to).write_request(request, target)?;
    let query = match &endpoint {
        Endpoint::Gemini {
            action: GeminiAction::StreamGenerate,
            ..
        } => "alt=sse",
        _ => "",
    };
    Ok(Outgoing {
        endpoint,
        query,
        body: written.body.into(),
        dropped: written.dropped,
        names: written.names,
    })
}

/// The way back of one answer.
#[derive(Debug, Clone)]
pub struct Return {
    pub provider: Dialect,
    pub client: Dialect,
    pub context: Arc<Context>,
}

impl Return {
    /// A complete answer, in the hub and as the client gets it.
    pub fn answer(&self, body: &[u8]) -> Result<(Answer, Vec<u8>), Malformed> {
        let answer = self.read(body)?;
        let written = self.whole(&answer);
        Ok((answer, written))
    }

    /// A complete answer to a client that waits for a stream.
    pub fn told(&self, body: &[u8]) -> Result<(Answer, Bytes), Malformed> {
        let answer = self.read(body)?;
        let mut writer = codec(self.client).write_stream(Arc::clone(&self.context));
        let mut out = BytesMut::new();
        for event in answer.events() {
            writer.event(event, &mut out);
        }
        Ok((answer, out.freeze()))
    }

    /// A streamed answer, put together, to a client that wants it whole.
    pub fn whole(&self, answer: &Answer) -> Vec<u8> {
        codec(self.client).write_answer(answer, &self.context)
    }

    /// How many tokens the request has. `None`: the answer does not tell.
    pub fn count(&self, body: &[u8]) -> Option<Vec<u8>> {
        let tokens = codec(self.provider).read_count(body)?;
        Some(estimate::count_tokens_body(self.client, tokens))
    }

    /// For a streamed answer. `collects`: the answer is wanted as a whole, too, when it is over.
    pub fn stream(&self, collects: bool) -> Translator {
        Translator::new(
            codec(self.provider).read_stream(),
            codec(self.client).write_stream(Arc::clone(&self.context)),
            self.vouches().then_some(self.provider),
            collects.then_some(self.provider),
        )
    }

    fn read(&self, body: &[u8]) -> Result<Answer, Malformed> {
        let malformed = |detail| Malformed { detail };
        let mut answer = codec(self.provider)
            .read_answer(body)
            .map_err(|error| malformed(describe(&error)))?;
        // Gemini alone says so that the prompt itself was refused.
        if answer.choices.is_empty() && self.provider != Dialect::Gemini {
            return Err(malformed("it has no answer in it".to_owned()));
        }
        if self.vouches() {
            answer.vouch();
        }
        Ok(answer)
    }

    /// Whether unsealed thoughts get a seal. A client that speaks the provider's dialect knows what it may bring back, and
    /// Chat has no place for seals.
    fn vouches(&self) -> bool {
        self.client != self.provider && self.client != Dialect::OpenaiChat
    }
}

/// A provider's error as the client's dialect tells it: the provider's message, and the status and kind that fit it.
pub fn error(status: u16, detail: &ErrorDetail) -> ApiError {
    let kind = match status {
        401 => ErrorKind::Authentication,
        402 => ErrorKind::Quota,
        403 => ErrorKind::Permission,
        404 => ErrorKind::NotFound,
        408 | 504 => ErrorKind::Timeout,
        413 => ErrorKind::TooLarge,
        429 => ErrorKind::RateLimited,
        529 => ErrorKind::Overloaded,
        503 => ErrorKind::Unavailable,
        400..=499 => ErrorKind::InvalidRequest,
        _ => ErrorKind::Upstream,
    };
    ApiError {
        status,
        ..ApiError::new(kind, detail.message.clone())
    }
}

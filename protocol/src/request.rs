//! Reading from a request what routing must know, in one borrowed pass and without building a tree of it.

use std::ops::Range;

use bytes::Bytes;
use routex_entity::Dialect;
use serde::Deserialize;
use serde_json::value::RawValue;
use thiserror::Error;

mod form;
mod needs;

use super::{
    codec::Features,
    endpoint::{Endpoint, GeminiAction},
    estimate,
    frames::Framing,
    json::{Count, Str},
    session::{self, Session},
};

/// Deeper JSON is refused: no client needs it, and readers further on recurse.
const MAX_DEPTH: u32 = 128;
/// Bytes of a model name.
const MAX_MODEL: usize = 256;

/// What routing needs to know of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFacts {
    /// As the client named it. Empty for calls on a stored response, which name none.
    pub model: String,
    /// Where the body names the model: a JSON string with its quotes, or the bare value of a form field. `None`
    /// when the path names it or nobody does.
    pub model_span: Option<Range<usize>>,
    /// The body is JSON; otherwise it is a form, or empty.
    pub json: bool,
    /// The client wants the answer as a stream.
    pub stream: bool,
    pub session: Option<Session>,
    /// The response that the request goes on from, when Routex keeps it itself.
    pub kept_response: Option<String>,
    /// Input tokens, estimated from the body.
    pub estimated_input: u64,
    /// Output tokens that the client allows at most.
    pub max_output: Option<u64>,
    /// How many answers the client wants to the one request, each as long as `max_output`.
    pub answers: u64,
    /// A Gemini client asked for server-sent events (`alt=sse`).
    pub wants_sse: bool,
    /// What a model must be able to do to serve it.
    pub needs: Features,
}

impl RequestFacts {
    /// How a streamed answer to this request is framed.
    pub fn framing(&self, dialect: Dialect) -> Framing {
        if dialect == Dialect::Gemini && !self.wants_sse {
            Framing::JsonArray
        } else {
            Framing::Sse
        }
    }
}

/// The request cannot be read. The text is meant for the client.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadRequest {
    #[error("the request body is not valid JSON for this endpoint: {0}")]
    Json(String),
    #[error("the request body nests {depth} levels deep; at most {MAX_DEPTH} are allowed")]
    TooDeep { depth: u32 },
    #[error("`model` is missing; name the model to use, for example \"model\": \"my-model\"")]
    NoModel,
    #[error("`model` at line {line}, column {column} must be a string of 1 to {MAX_MODEL} bytes")]
    BadModel { line: usize, column: usize },
    #[error(
        "the model in the path must have 1 to {MAX_MODEL} bytes, as in /v1beta/models/my-model:generateContent"
    )]
    BadModelInPath,
    #[error("the form cannot be read: {0}")]
    Form(&'static str),
    /// `at`: `messages[2].content[0]`.
    #[error("`{at}`: {problem}")]
    Member { at: String, problem: String },
}

impl BadRequest {
    /// Something is wrong with a member of the body.
    pub fn member(at: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Member {
            at: at.into(),
            problem: problem.into(),
        }
    }
}

/// Reads a whole request body. The error says where in it something is wrong.
pub(crate) fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, BadRequest> {
    // Checked to be text as a whole, which takes less than string by string.
    let read = match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_not_text) => serde_json::from_slice(body),
    };
    // Looking for the place costs time, so that is done only when there is something to find.
    read.map_err(|plain| {
        let again = &mut serde_json::Deserializer::from_slice(body);
        match serde_path_to_error::deserialize::<_, T>(again) {
            Err(error) if error.inner().is_data() && error.path().iter().next().is_some() => {
                BadRequest::member(error.path().to_string(), error.inner().to_string())
            }
            _ => BadRequest::Json(plain.to_string()),
        }
    })
}

/// Reads a request. `header` looks a header up by its lower-case name; `query` comes without its question mark.
pub fn read<'h>(
    endpoint: &Endpoint,
    header: &dyn Fn(&str) -> Option<&'h str>,
    query: &str,
    body: &Bytes,
) -> Result<RequestFacts, BadRequest> {
    if let Endpoint::ResponseObject { id, .. } = endpoint {
        return Ok(RequestFacts {
            model: String::new(),
            model_span: None,
            json: false,
            stream: asks(query, "stream", "true"),
            session: Some(Session::hard(id)),
            kept_response: None,
            estimated_input: 0,
            max_output: None,
            answers: 1,
            wants_sse: false,
            needs: Features::NONE,
        });
    }
    match header("content-type").and_then(form::boundary) {
        Some(boundary) if endpoint.is_multipart_capable() => read_form(header, body, boundary),
        _ => read_json(endpoint, header, query, body),
    }
}

/// The members of a request body that matter here, of all dialects.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Head<'a> {
    #[serde(borrow)]
    pub model: Option<&'a RawValue>,
    pub stream: Option<bool>,
    pub max_tokens: Option<Count>,
    pub max_completion_tokens: Option<Count>,
    pub max_output_tokens: Option<Count>,
    pub n: Option<Count>,
    pub best_of: Option<Count>,
    #[serde(borrow, rename = "generationConfig")]
    pub generation_config: Option<&'a RawValue>,

    #[serde(borrow)]
    pub system: Option<&'a RawValue>,
    #[serde(borrow)]
    pub instructions: Option<&'a RawValue>,
    #[serde(borrow, rename = "systemInstruction")]
    pub system_instruction: Option<&'a RawValue>,
    #[serde(borrow, rename = "system_instruction")]
    pub system_instruction_snake: Option<&'a RawValue>,
    #[serde(borrow)]
    pub messages: Option<&'a RawValue>,
    #[serde(borrow)]
    pub input: Option<&'a RawValue>,
    #[serde(borrow)]
    pub contents: Option<&'a RawValue>,

    #[serde(borrow)]
    pub tools: Option<&'a RawValue>,
    #[serde(borrow)]
    pub response_format: Option<&'a RawValue>,
    #[serde(borrow)]
    pub text: Option<&'a RawValue>,
    #[serde(borrow)]
    pub output_config: Option<&'a RawValue>,
    #[serde(borrow)]
    pub output_format: Option<&'a RawValue>,
    #[serde(borrow)]
    pub thinking: Option<&'a RawValue>,
    #[serde(borrow)]
    pub reasoning: Option<&'a RawValue>,
    #[serde(borrow)]
    pub reasoning_effort: Str<'a>,

    #[serde(borrow)]
    pub metadata: Option<&'a RawValue>,
    #[serde(borrow)]
    pub session_id: Str<'a>,
    #[serde(borrow)]
    pub prompt_cache_key: Str<'a>,
    #[serde(borrow)]
    pub conversation: Option<&'a RawValue>,
    #[serde(borrow)]
    pub previous_response_id: Str<'a>,
    #[serde(borrow)]
    pub user: Str<'a>,
    #[serde(borrow)]
    pub safety_identifier: Str<'a>,
    #[serde(borrow, rename = "cachedContent")]
    pub cached_content: Str<'a>,
    #[serde(borrow, rename = "cached_content")]
    pub cached_content_snake: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct GenerationConfig {
    max_output_tokens: Option<Count>,
    candidate_count: Option<Count>,
}

fn read_json<'h>(
    endpoint: &Endpoint,
    header: &dyn Fn(&str) -> Option<&'h str>,
    query: &str,
    body: &Bytes,
) -> Result<RequestFacts, BadRequest> {
    let scan = estimate::scan(body);
    if scan.depth > MAX_DEPTH {
        return Err(BadRequest::TooDeep { depth: scan.depth });
    }
    let head: Head<'_> =
        serde_json::from_slice(body).map_err(|error| BadRequest::Json(error.to_string()))?;
    let (model, model_span, stream) = match endpoint {
        Endpoint::Gemini { model, action } => {
            if model.is_empty() || model.len() > MAX_MODEL {
                return Err(BadRequest::BadModelInPath);
            }
            (model.clone(), None, *action == GeminiAction::StreamGenerate)
        }
        _ => {
            let (model, span) = model_in_body(body, head.model)?;
            (model, Some(span), head.stream.unwrap_or(false))
        }
    };
    Ok(RequestFacts {
        session: session::identify(endpoint, header, &head, body, &model),
        kept_response: kept_response(endpoint, &head),
        model,
        model_span,
        json: true,
        stream,
        estimated_input: scan.tokens,
        max_output: max_output(&head),
        answers: answers(&head),
        wants_sse: asks(query, "alt", "sse"),
        needs: needs::needs(endpoint, &head, scan.hints),
    })
}

fn kept_response(endpoint: &Endpoint, head: &Head<'_>) -> Option<String> {
    head.previous_response_id
        .given()
        .filter(|_| endpoint.dialect() == Dialect::OpenaiResponses)
        .filter(|id| id.starts_with(session::KEPT_RESPONSE))
        .map(str::to_owned)
}

fn model_in_body(
    body: &Bytes,
    raw: Option<&RawValue>,
) -> Result<(String, Range<usize>), BadRequest> {
    let raw = raw.ok_or(BadRequest::NoModel)?.get();
    // The value was borrowed from the body, so its address tells where it stands.
    let start = raw.as_ptr() as usize - body.as_ptr() as usize;
    match serde_json::from_str::<String>(raw) {
        Ok(model) if !model.is_empty() && model.len() <= MAX_MODEL => {
            Ok((model, start..start + raw.len()))
        }
        _ => {
            let before = &body[..start];
            let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
            Err(BadRequest::BadModel {
                line: memchr::memchr_iter(b'\n', before).count() + 1,
                column: start - line_start + 1,
            })
        }
    }
}

fn max_output(head: &Head<'_>) -> Option<u64> {
    head.max_output_tokens
        .or(head.max_completion_tokens)
        .or(head.max_tokens)
        .or_else(|| generation_config(head).max_output_tokens)
        .map(|count| count.0)
}

fn answers(head: &Head<'_>) -> u64 {
    let config = generation_config(head);
    [head.n, head.best_of, config.candidate_count]
        .into_iter()
        .flatten()
        .fold(1, |most, count| most.max(count.0))
}

fn generation_config(head: &Head<'_>) -> GenerationConfig {
    head.generation_config
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

fn read_form<'h>(
    header: &dyn Fn(&str) -> Option<&'h str>,
    body: &Bytes,
    boundary: &str,
) -> Result<RequestFacts, BadRequest> {
    let form = form::read(body, boundary).map_err(BadRequest::Form)?;
    let span = form.model.ok_or(BadRequest::NoModel)?;
    let model = std::str::from_utf8(&body[span.clone()])
        .ok()
        .filter(|model| !model.is_empty() && model.len() <= MAX_MODEL)
        .ok_or(BadRequest::Form(
            "the field `model` must be text of 1 to 256 bytes",
        ))?;
    Ok(RequestFacts {
        model: model.to_owned(),
        model_span: Some(span),
        json: false,
        stream: form.stream,
        session: session::in_headers(header),
        kept_response: None,
        estimated_input: form.tokens,
        max_output: None,
        answers: 1,
        wants_sse: false,
        needs: Features::NONE,
    })
}

/// Whether the query has this pair.
fn asks(query: &str, name: &str, value: &str) -> bool {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .any(|pair| pair == (name, value))
}

#[cfg(test)]
mod tests;

//! The proxy: a request comes in, an attempt is leased, made and held back until it shows content, then streamed.
//!
//! `forward` is the walk; `attempt` the failover loop; `crossing` the way to a provider of another dialect;
//! `upstream_call` one attempt up to the commit point; `answer` what goes back, `live` how it flows after that point;
//! `story` the row that is kept of everything.

mod admission;
mod answer;
mod attempt;
mod bodies;
mod crossing;
mod discovery;
mod door;
mod expense;
mod failure;
mod fallback;
mod forward;
mod headers;
mod kept;
mod live;
mod models;
mod patience;
mod pins;
mod story;
mod upstream_call;
mod waiting;

use std::sync::{Arc, atomic::AtomicBool};

use actix_web::http::header::HeaderMap;
use routex_entity::Dialect;

pub(super) use admission::EXPECTED_OUTPUT;
pub use discovery::Discovered;
pub(crate) use door::millisecond_of;
pub(super) use forward::{gemini, plain, response_object};
pub(super) use models::{model, models};
pub(crate) use story::{AttemptEnd, Story};

use crate::{
    bodies::Bodies,
    http::{intake::BodyTimeout, keys::SharedKeys},
    keep::Keeper,
    otel::Otel,
    protocol::endpoint::GeminiAction,
    router::handle::RouterHandle,
    upstream::client::Clients,
    usage::{JournalWriter, UsageHandle, pricing::Prices},
};

/// What the proxy needs, one a worker: awc clients and their connection pools are not shared between threads.
pub struct Proxy {
    pub keys: SharedKeys,
    pub router: RouterHandle,
    pub journal: JournalWriter,
    pub usage: UsageHandle,
    pub prices: Prices,
    pub keeper: Keeper,
    pub otel: Otel,
    pub bodies: Bodies,
    pub clients: Clients,
    pub discovered: Discovered,
    /// Set when Routex begins to stop.
    pub stopping: Arc<AtomicBool>,
    /// Largest request body, in bytes.
    pub max_body_bytes: usize,
    /// How long clients may take to send more of a body.
    pub body_timeout: BodyTimeout,
}

/// `/v1/models/…:generateContent` and its like; ids of models may have a colon too.
fn names_gemini_action(path: &str) -> bool {
    let method = path
        .strip_prefix("/v1/models/")
        .and_then(|tail| tail.rsplit_once(':'));
    method.is_some_and(|(_, method)| GeminiAction::from_method(method).is_some())
}

/// The dialect in which a caller of `path` expects its errors.
pub(super) fn dialect_of(path: &str, headers: &HeaderMap) -> Dialect {
    if path.starts_with("/v1beta/") || names_gemini_action(path) {
        Dialect::Gemini
    } else if path.starts_with("/v1/messages") {
        Dialect::Anthropic
    } else if path.starts_with("/v1/responses") {
        Dialect::OpenaiResponses
    } else if !path.starts_with("/v1/models") {
        Dialect::OpenaiChat
    // The list of models has the same path in three dialects: the client shows itself by its headers.
    } else if headers.contains_key("x-goog-api-key") {
        Dialect::Gemini
    } else if headers.contains_key("anthropic-version") {
        Dialect::Anthropic
    } else {
        Dialect::OpenaiChat
    }
}

//! The proxy: a request comes in, an attempt is leased, made and held back until it shows content, then streamed.
//!
//! `forward` is the walk; `attempt` the failover loop; `upstream_call` one attempt up to the commit point; `answer`
//! what goes back, `live` how it flows after that point; `story` the row that is kept of everything.

mod answer;
mod attempt;
mod discovery;
mod failure;
mod forward;
mod live;
mod models;
mod story;
mod upstream_call;
mod waiting;

use actix_web::http::header::HeaderMap;
use routex_entity::Dialect;

pub use discovery::Discovered;
pub(super) use forward::{gemini, plain, response_object};
pub(super) use models::{model, models};

use crate::{
    http::keys::SharedKeys,
    router::handle::RouterHandle,
    upstream::client::Clients,
    usage::{UsageHandle, journal::Journal},
};

/// What the proxy needs, one a worker: awc clients and their connection pools are not shared between threads.
pub struct Proxy {
    pub keys: SharedKeys,
    pub router: RouterHandle,
    pub journal: Journal,
    pub usage: UsageHandle,
    pub clients: Clients,
    pub discovered: Discovered,
    /// Largest request body, in bytes.
    pub max_body_bytes: usize,
}

/// The dialect in which a caller of `path` expects its errors.
pub(super) fn dialect_of(path: &str, headers: &HeaderMap) -> Dialect {
    if path.starts_with("/v1beta/") || path.starts_with("/v1/models/") && path.contains(':') {
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

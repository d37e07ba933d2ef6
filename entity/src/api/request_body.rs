//! Bodies of requests that operators want kept for a time.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::RequestDetail;

/// A request by itself, and whether its bodies are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownRequest {
    #[serde(flatten)]
    pub request: RequestDetail,
    /// Until when its bodies can be read. `null`: none are kept.
    pub bodies_until: Option<DateTime<Utc>>,
}

/// The bodies of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestBodies {
    pub kept_at: DateTime<Utc>,
    /// When they are removed.
    pub until: DateTime<Utc>,
    /// In the order in which they were sent.
    pub items: Vec<RequestBody>,
}

/// A body. What looks like a secret is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestBody {
    pub part: BodyPart,
    /// Which attempt it belongs to, counted from 1. `null`: to the request as a whole.
    pub attempt: Option<u32>,
    pub encoding: BodyEncoding,
    /// The body, or a line that says what was there.
    pub text: String,
    /// Bytes that were sent.
    pub bytes: u64,
    /// It goes on, and the rest was not kept.
    pub truncated: bool,
}

/// Whose body it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BodyPart {
    /// What the client sent.
    Request,
    /// What went to the provider, where that is another text.
    Sent,
    /// What a provider answered to an attempt that failed.
    Refusal,
    /// What the client got.
    Answer,
}

/// How a body is written in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BodyEncoding {
    /// As it is.
    Text,
    /// It is no text.
    Base64,
    /// It is no text, and left out: a line says how long it was, and its SHA-256.
    LeftOut,
}

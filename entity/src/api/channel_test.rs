//! Trying a channel: one small request, and what its provider lists.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Dialect;

/// What to try; everything has a default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ChannelTestInput {
    /// As clients name it. Default: the channel's first, else one that the provider lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Default: the channel's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// Default: the channel's first that is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential_id: Option<Uuid>,
}

/// How a small request went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelTest {
    pub ok: bool,
    /// HTTP status of the provider. `null`: nothing was answered.
    pub status: Option<u16>,
    /// Milliseconds from sending to the end of the answer, or to its failure.
    pub latency_ms: u64,
    /// Milliseconds from sending to the first byte of the answer's body.
    pub ttft_ms: Option<u64>,
    /// What went wrong, shortened and without secrets. `null`: nothing.
    pub error: Option<String>,
    /// As it was asked for. `null`: it did not come to that.
    pub model: Option<String>,
    pub dialect: Option<Dialect>,
}

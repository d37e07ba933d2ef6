//! Routing behaviour that operators tune while Routex runs.

use serde::{Deserialize, Serialize};

use crate::Strategy;

/// What is in effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Routing {
    pub strategy: Strategy,
    /// Attempts of a request, the first included.
    pub max_attempts: u32,
    /// Milliseconds from dispatch to the first content byte.
    pub first_byte_timeout_ms: u64,
    /// Milliseconds of silence within an answer.
    pub idle_timeout_ms: u64,
    /// Milliseconds for a whole request.
    pub total_timeout_ms: u64,
    /// Milliseconds between signs of life to a client that waits for its stream.
    pub keep_alive_interval_ms: u64,
    pub affinity: Affinity,
    pub breaker: Breaker,
    pub source: RoutingSource,
}

/// Whether sessions stay where they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Affinity {
    pub enabled: bool,
    /// Seconds that a pin lives after its last use.
    pub ttl_seconds: u64,
}

/// When a place is left alone, and for how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Breaker {
    /// Opens after this many failures in a row …
    pub consecutive_failures: u32,
    /// … or at this share of failures, above 0 and at most 1 …
    pub failure_ratio: f64,
    /// … of at least this many attempts in the window.
    pub minimum_attempts: u32,
    pub window_seconds: u64,
    /// Milliseconds of the first pause; doubles with every failed probe.
    pub open_ms: u64,
    /// Milliseconds of the longest pause.
    pub max_open_ms: u64,
}

/// Where the behaviour comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoutingSource {
    /// Configuration file, environment and defaults alone.
    File,
    /// Operators set at least one field.
    Database,
}

/// A change. A field that is absent keeps its value; one that is `null` follows the configuration file again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoutingInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100))]
    pub max_attempts: Option<u32>,
    /// At most `total_timeout_ms`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub first_byte_timeout_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub idle_timeout_ms: Option<u64>,
    /// At least `first_byte_timeout_ms`, here and of every channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub total_timeout_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub keep_alive_interval_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affinity: Option<AffinityInput>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaker: Option<BreakerInput>,
}

/// A change of `affinity`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffinityInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub ttl_seconds: Option<u64>,
}

/// A change of `breaker`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BreakerInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1_000_000))]
    pub consecutive_failures: Option<u32>,
    /// Above 0 and at most 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_ratio: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1_000_000))]
    pub minimum_attempts: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub window_seconds: Option<u64>,
    /// At most `max_open_ms`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub open_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub max_open_ms: Option<u64>,
}

//! Channels: upstream accounts and endpoints, with what is known of them now.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Credential, Multiplier, Usd};
use crate::{ChannelState, Dialect, Feature, ProbeKind};

/// What models can do: by patterns of their names, in which `*` stands for any text, each capability that is corrected.
/// Longer patterns overrule shorter ones.
pub type Capabilities = BTreeMap<String, BTreeMap<Feature, bool>>;

/// A channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Channel {
    pub id: Uuid,
    #[serde(flatten)]
    pub settings: ChannelSettings,
    /// Comes from the configuration file, where alone it can be changed.
    pub declared: bool,
    #[serde(flatten)]
    pub live: ChannelLive,
    pub credentials: Vec<Credential>,
}

/// What an operator set, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelSettings {
    pub name: String,
    /// Name of a preset.
    pub provider: String,
    /// `null`: the preset's own.
    pub base_url: Option<String>,
    pub dialects: Vec<Dialect>,
    /// Where the requests of each dialect go.
    pub endpoints: Vec<ChannelEndpoint>,
    /// Empty: any.
    pub models: Vec<String>,
    /// Client model name → upstream model name.
    pub model_map: BTreeMap<String, String>,
    /// Lower first.
    pub priority: i32,
    pub weight: u32,
    pub enabled: bool,
    pub tags: Vec<String>,
    /// Requests at once. 0: unlimited.
    pub max_concurrency: u32,
    /// Requests a minute. 0: unlimited.
    pub rpm: u32,
    /// Tokens a minute. 0: unlimited.
    pub tpm: u32,
    /// Milliseconds that a request may wait for room under the limits. 0: refused at once.
    pub queue_ms: u32,
    /// Hours for which bodies of its requests are kept, encrypted; 0: they are not.
    pub keep_bodies_hours: u32,
    /// How it is asked for its health, apart from requests.
    pub probe: ProbeKind,
    /// Seconds between two probes.
    pub probe_interval_seconds: u32,
    /// What is asked for by `request`. `null`: the first of `models`.
    pub probe_model: Option<String>,
    /// Milliseconds. `null`: that of the routing settings.
    pub first_byte_timeout_ms: Option<u32>,
    /// Pattern of upstream model names → what such models can do, or not. Corrects what the preset knows of them.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, BTreeMap<String, bool>>))]
    pub capabilities: Capabilities,
    /// Factor on the listed prices of its models: 0.8 at a reseller who asks for 80 %. From 0 to 1000, at most 6
    /// decimals.
    pub price_multiplier: Multiplier,
    /// US dollars for each answered request, whatever its tokens. `null`: tokens are charged.
    pub price_per_request: Option<Usd>,
    pub allow_private_network: bool,
    /// Names of the headers that are added to every request. Their values are secrets.
    pub header_names: Vec<String>,
    /// Without its user name and password.
    pub proxy: Option<String>,
    /// Certificates to trust instead of the usual authorities, PEM.
    pub tls_ca: Option<String>,
}

/// The base URL of one dialect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelEndpoint {
    pub dialect: Dialect,
    pub url: String,
}

/// How a channel is doing at this moment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelLive {
    pub state: ChannelState,
    /// Its host could not be reached; a request tries again from here on.
    pub open_until: Option<DateTime<Utc>>,
    pub in_flight: u32,
    pub counters: ChannelCounters,
    pub latency: ChannelLatency,
    /// The latest probe. `null`: there was none.
    pub last_probe: Option<ProbeResult>,
}

/// How a probe went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProbeResult {
    pub at: DateTime<Utc>,
    pub ok: bool,
    /// Milliseconds from sending to the end of the answer.
    pub latency_ms: u64,
    /// What was wrong.
    pub error: Option<String>,
}

/// What went through a channel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelCounters {
    /// Attempts that ended since Routex started.
    pub attempts: u64,
    /// Those attempts by outcome; outcomes that never came are left out.
    pub outcomes: BTreeMap<String, u64>,
    /// Requests of the last minute, which `rpm` bounds.
    pub requests_in_minute: u64,
    /// Tokens of the last minute, which `tpm` bounds. Estimates until an answer ends.
    pub tokens_in_minute: u64,
}

/// How fast a channel answers: milliseconds from sending to the first content byte. `null`: never measured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelLatency {
    /// Moving average that rises at once and falls with time. Errors and 429 count as slow.
    pub ttft_ewma_ms: Option<u64>,
    /// Half of the latest good answers began within this time …
    pub ttft_p50_ms: Option<u64>,
    /// … and 95 of 100 within this.
    pub ttft_p95_ms: Option<u64>,
    /// Moving average of the time that a new connection takes, TLS apart.
    pub connect_ms: Option<u64>,
    /// Good answers that the last two are taken from: the latest, up to 256.
    pub samples: u32,
}

/// What an operator says of a new channel.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelInput {
    /// Unique; letters, digits, `.`, `_`, `-`.
    pub name: String,
    /// Name of a preset.
    pub provider: String,
    /// An enabled channel needs at least one.
    #[serde(default)]
    pub api_keys: Vec<String>,
    #[serde(flatten)]
    pub rest: ChannelOptions,
}

/// Fields to change; the others stay. `null` stands for the default.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Replaces all credentials. Needed when requests would go elsewhere than before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_keys: Option<Vec<String>>,
    #[serde(flatten)]
    pub rest: ChannelOptions,
}

/// What has a default.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ChannelOptions {
    /// Serves all dialects of the channel. Default: that of the preset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Default: those of the preset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialects: Option<Vec<Dialect>>,
    /// Empty: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// Client model name → upstream model name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_map: Option<BTreeMap<String, String>>,
    /// Lower first. Default 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// From 1 to 1000000. Default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
    /// Default `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Requests at once. 0: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<u32>,
    /// Requests a minute. 0: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rpm: Option<u32>,
    /// Tokens a minute. 0: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tpm: Option<u32>,
    /// Milliseconds that a request may wait for room under the limits. 0: refused at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_ms: Option<u32>,
    /// Hours for which bodies of its requests are kept, encrypted, up to 720; 0: they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_bodies_hours: Option<u32>,
    /// How it is asked for its health, apart from requests. Default `off`; `models` asks for the list of models, `request` for
    /// a few tokens, which costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<ProbeKind>,
    /// Seconds between two probes, 1 to 86400. Default 60.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe_interval_seconds: Option<u32>,
    /// What `request` asks for. Default: the first of `models`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe_model: Option<String>,
    /// Milliseconds. Default: that of the routing settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_byte_timeout_ms: Option<u32>,
    /// Pattern of upstream model names → what such models can do, or not. Corrects what the preset knows of them.
    #[cfg_attr(
        feature = "openapi",
        schema(value_type = Option<BTreeMap<String, BTreeMap<String, bool>>>)
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
    /// Factor on the listed prices of its models: 0.8 at a reseller who asks for 80 %. From 0 to 1000, at most 6
    /// decimals. Default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_multiplier: Option<Multiplier>,
    /// US dollars for each answered request, whatever its tokens. Default: tokens are charged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_per_request: Option<Usd>,
    /// Needed for addresses of the operator's own network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_private_network: Option<bool>,
    /// Added to every request. Values are kept sealed and never shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// `socks5://…` or `http://…`; a user name and password in it are kept sealed and never shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Certificates to trust instead of the usual authorities, PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_ca: Option<String>,
}

/// How many requests a drained channel still serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Drained {
    pub in_flight: u32,
}

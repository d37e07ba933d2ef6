//! Where a request would go, and why.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ChannelState, Dialect, Feature, Strategy};

/// A request as routing sees it. Nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExplainInput {
    pub dialect: Dialect,
    /// As a client would ask for it.
    pub model: String,
    /// As the client identifies its conversation, or what it refers to: `resp_…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The client key that would ask: its models and tags count, and sessions are its own. `null`: no restrictions, and
    /// no session of any key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key_id: Option<Uuid>,
    /// Default 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_input_tokens: Option<u32>,
    /// What the model must be able to do. Default: nothing in particular.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Feature>,
}

/// Where that request would go now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    pub strategy: Strategy,
    /// The alias that the model is a name of.
    pub alias: Option<String>,
    /// Where the session lives.
    pub session: Option<Pin>,
    /// What `x-routex-decision` would say; where lots decide, others may be passed over, and where they decide who serves
    /// it is only the first word. When nothing can serve, why:
    /// `unknown_model`, `no_dialect`, `rate_limited`, `unavailable`, `pin_unavailable`, `exhausted`, or for the client key
    /// `key_disabled`, `key_expired`, `model_not_allowed`.
    pub decision: String,
    /// When nothing can serve: milliseconds after which asking again makes sense, when that is known.
    pub retry_after_ms: Option<u64>,
    /// When nothing can serve: the model with which the request goes on, that of the alias for `unavailable`.
    pub fallback: Option<String>,
    /// In the order in which they would be asked, then those that would not be. Empty when the client key is refused.
    pub candidates: Vec<ExplainedCandidate>,
}

/// Where a session lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pin {
    pub channel: String,
    /// Label of the credential. `null`: it is gone.
    pub credential: Option<String>,
    /// What it refers to lives there alone: nobody else can serve.
    pub hard: bool,
}

/// A channel and model that the request could go to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainedCandidate {
    /// Name.
    pub channel: String,
    /// Label of the credential that would be used. `null`: none would be.
    pub credential: Option<String>,
    /// Upstream model name.
    pub model: String,
    /// To be spoken upstream. `null`: the channel does not speak that of the request.
    pub dialect: Option<Dialect>,
    /// The request would be translated.
    pub translated: bool,
    /// What the request needs and the model cannot do, as far as is known.
    pub lacks: Vec<Feature>,
    /// Place in the order of asking, from 1; of those that lots decide between, the likeliest order. `null`: would not be
    /// asked.
    pub order: Option<u32>,
    /// The request goes there. Where lots decide, none is chosen.
    pub chosen: bool,
    /// Cannot serve now.
    pub excluded: bool,
    /// What the strategy goes by. `priority`: the channel's priority; `round_robin`: turns to wait; `weighted`: credit, the
    /// highest first; `least_used`: requests in flight by weight; `fastest`: expected milliseconds to the first token;
    /// `cheapest`: expected US dollars. `null`: not known, or the strategy has no say.
    pub score: Option<f64>,
    /// Probability of serving, 0–1, were those that refuse not there. `null`: the strategy has no say.
    pub odds: Option<f64>,
    /// Chosen: the strategy, `session`, `pinned` or `last_resort`. Able: `drawn` (by lot, among several) or `later` (when
    /// those before it fail). Would refuse: `breaker_open`, `probe_in_flight`, `cooling_down`, `forecast_dry`, `slow_start`,
    /// `concurrency`, `rpm`, `tpm`, `credential_rejected`, `quota_exhausted`, `model_unknown`, `no_credential`, `busy`. Not
    /// asked: `disabled`, `tags`, `dialect`, `model_not_served`, `not_a_target`, `pinned_elsewhere`, and `lacks_images` and
    /// the like, when another candidate can do what is needed.
    pub reason: String,
    /// Milliseconds until it is worth asking again, when that is known.
    pub retry_after_ms: Option<u64>,
    pub state: ChannelState,
}

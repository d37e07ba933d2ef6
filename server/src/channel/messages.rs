//! What a channel is told and asked.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix::Message;
use routex_entity::{
    ChannelState, Dialect, Feature, Outcome,
    api::{ChannelLive, CredentialHealth},
};

use super::{
    lease::Lease,
    spec::{ChannelId, ChannelSpec, CredentialId},
};
use crate::{
    oauth::Grant,
    upstream::{forecast::Forecast, outcome::Health},
};

/// Ask for the right to make one attempt. Answered by `Lease` or `Refused`.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Lease, Refused>")]
pub struct Admit {
    pub dialect: Dialect,
    /// Upstream model name.
    pub model: Arc<str>,
    /// Credential to prefer: the session lives there.
    pub pinned: Option<CredentialId>,
    /// Only the pinned credential will do.
    pub hard_pin: bool,
    /// Credentials this request has already tried.
    pub excluded: Vec<CredentialId>,
    /// Input plus expected output tokens, for tpm and the forecast.
    pub estimated_tokens: u64,
    /// Let it through although the breaker is open, the forecast says dry or a slow start holds it: nobody else
    /// can serve. One probe at a time and the limits still hold.
    pub last_resort: bool,
}

/// Ask what `Admit` would be answered now, and with which credential. Nothing is granted, counted or probed.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<CredentialId, Refused>")]
pub struct Preview(pub Admit);

/// Why a channel did not grant a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub reason: RefusedReason,
    /// How long until it is worth asking again, when that is known.
    pub retry_after: Option<Duration>,
}

/// The reasons, as they appear in decisions and logs. When credentials refuse for different reasons, the one
/// that ends soonest is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusedReason {
    /// Every credential that could serve was excluded by the request, or the hard pin is gone.
    NoCredential,
    Disabled,
    CredentialRejected,
    QuotaExhausted,
    /// The provider takes its tokens no more; somebody has to sign in.
    NeedsSignIn,
    /// Its token has expired, and no new one is to be had for now.
    NoToken,
    BreakerOpen,
    /// Half-open, and its one probe is on the way.
    ProbeInFlight,
    CoolingDown,
    /// The provider's own headers say that it would answer 429.
    ForecastDry,
    /// Just recovered; more is let in as answers come back well.
    SlowStart,
    Concurrency,
    RequestsPerMinute,
    TokensPerMinute,
    /// This credential answered 404 for this model.
    ModelUnknown,
    /// The channel's mailbox is full or it is being respawned.
    Busy,
    /// The model cannot do something that the request needs, and another candidate's can.
    Lacks(Feature),
}

impl RefusedReason {
    /// The name used in `x-routex-decision`, logs and metrics.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoCredential => "no_credential",
            Self::Disabled => "disabled",
            Self::CredentialRejected => "credential_rejected",
            Self::QuotaExhausted => "quota_exhausted",
            Self::NeedsSignIn => "needs_sign_in",
            Self::NoToken => "no_token",
            Self::BreakerOpen => "breaker_open",
            Self::ProbeInFlight => "probe_in_flight",
            Self::CoolingDown => "cooling_down",
            Self::ForecastDry => "forecast_dry",
            Self::SlowStart => "slow_start",
            Self::Concurrency => "concurrency",
            Self::RequestsPerMinute => "rpm",
            Self::TokensPerMinute => "tpm",
            Self::ModelUnknown => "model_unknown",
            Self::Busy => "busy",
            Self::Lacks(feature) => match feature {
                Feature::Tools => "lacks_tools",
                Feature::Images => "lacks_images",
                Feature::Documents => "lacks_documents",
                Feature::Audio => "lacks_audio",
                Feature::JsonSchema => "lacks_json_schema",
                Feature::Reasoning => "lacks_reasoning",
                Feature::HostedTools => "lacks_hosted_tools",
                Feature::CustomTools => "lacks_custom_tools",
                Feature::DeveloperRole => "lacks_developer_role",
                Feature::MaxCompletionTokens => "lacks_max_completion_tokens",
                Feature::OpenaiExtras => "lacks_openai_extras",
                Feature::ReasoningContent => "lacks_reasoning_content",
            },
        }
    }

    /// Healthy, but an allowance is used up: waiting helps.
    pub const fn is_allowance(self) -> bool {
        matches!(
            self,
            Self::CoolingDown
                | Self::ForecastDry
                | Self::Concurrency
                | Self::RequestsPerMinute
                | Self::TokensPerMinute
        )
    }

    /// Over in a moment: a session that lives here goes elsewhere once, but does not move.
    pub const fn is_momentary(self) -> bool {
        matches!(
            self,
            Self::SlowStart
                | Self::ForecastDry
                | Self::Concurrency
                | Self::RequestsPerMinute
                | Self::TokensPerMinute
                | Self::Busy
        )
    }

    /// Mere caution, set aside when nobody else can serve (`Admit::last_resort`).
    pub const fn is_caution(self) -> bool {
        matches!(
            self,
            Self::BreakerOpen | Self::ForecastDry | Self::SlowStart
        )
    }
}

/// Tell how an attempt ended. Sent exactly once per lease, by the lease itself.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Settle {
    /// Number of the lease within its actor's life; a lease of an earlier life is ignored.
    pub lease: u64,
    /// `None`: nothing was sent with it, and it leaves no trace.
    pub settlement: Option<Settlement>,
}

/// How an attempt went, as far as the channel cares.
#[derive(Debug, Clone)]
pub struct Settlement {
    pub outcome: Outcome,
    pub health: Health,
    /// From dispatch to the end.
    pub latency: Duration,
    /// From dispatch to the first content byte.
    pub ttft: Option<Duration>,
    /// Tokens really used; corrects the estimate. `None`: unknown, the estimate stands.
    pub tokens: Option<u64>,
    /// What the provider's rate-limit headers promise.
    pub forecast: Option<Forecast>,
    /// Time that a connection took which was made for the attempt. `None`: a kept one was used.
    pub connect: Option<Duration>,
}

impl Settlement {
    /// The attempt says nothing about the channel: the client left, or nothing was sent.
    pub fn neutral(outcome: Outcome) -> Self {
        Self {
            outcome,
            health: Health::Neutral,
            latency: Duration::ZERO,
            ttft: None,
            tokens: None,
            forecast: None,
            connect: None,
        }
    }
}

/// Publish to this reader from now on, beginning with the state of now.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Subscribe {
    pub reader: actix::Recipient<Snapshot>,
}

/// Configuration changed. Leases in flight stay valid; health of credentials that stay is kept.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Reconfigure {
    pub spec: Arc<ChannelSpec>,
    pub tuning: Arc<crate::router::settings::RoutingSettings>,
}

/// Stop granting leases; the actor ends when the last one is settled.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Retire;

/// Ask for all that an operator may want to see. More than a `Snapshot`, and only made when somebody asks.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "Report")]
pub struct Inspect;

/// The answer to `Inspect`.
#[derive(Debug, Clone)]
pub struct Report {
    pub channel: ChannelId,
    pub live: ChannelLive,
    /// Those that take part, in the order of the configuration.
    pub credentials: Vec<(CredentialId, CredentialHealth)>,
    pub left: Left,
}

/// What the provider's rate-limit headers leave, less what was granted since. `None`: they said nothing that still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    pub requests: Option<u64>,
    pub tokens: Option<u64>,
}

impl Left {
    /// Of the same credential with different models: what is scarcer.
    pub(super) fn scarcer(self, other: Self) -> Self {
        self.merged(other, u64::min)
    }

    /// Of different credentials.
    pub(super) fn and(self, other: Self) -> Self {
        self.merged(other, u64::saturating_add)
    }

    fn merged(self, other: Self, merge: fn(u64, u64) -> u64) -> Self {
        let merge = |a: Option<u64>, b: Option<u64>| match (a, b) {
            (Some(a), Some(b)) => Some(merge(a, b)),
            (known, None) | (None, known) => known,
        };
        Self {
            requests: merge(self.requests, other.requests),
            tokens: merge(self.tokens, other.tokens),
        }
    }
}

/// Ask for a newer token of a credential than this version of its grant. Answered when it is durable.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "Result<Arc<Grant>, Unrenewed>")]
pub struct Renew {
    pub credential: CredentialId,
    pub version: i64,
}

/// Why there is no newer token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unrenewed {
    #[error("the credential has no tokens")]
    NoToken,
    /// The channel is being respawned, or Routex stops.
    #[error("no token can be asked for at this moment")]
    Busy,
    /// What was said when it was asked for last.
    #[error("no new token: {0}")]
    Failed(String),
}

/// Close all breakers and end suspensions and cooldowns: the operator knows better.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Reset;

/// Answered once nothing is in flight, at once or when the last lease is settled.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct AwaitIdle;

/// A channel's published read model. Cheap to clone; sent on every change of load or health.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Snapshot {
    pub channel: ChannelId,
    pub state: ChannelState,
    pub in_flight: u32,
    /// Tokens used in the running minute.
    pub tokens_in_window: u64,
    /// Peak-EWMA of the time to first token. Errors and 429 count as slow. `None`: never measured.
    pub ttft_ewma: Option<Duration>,
    /// When `ttft_ewma` was last updated, for its decay.
    pub measured_at: Option<Instant>,
    /// Moving average of the time that connections take. `None`: never measured.
    pub connect: Option<Duration>,
}

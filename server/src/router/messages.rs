//! What the router is told and asked.

use std::{sync::Arc, time::Duration};

use super::{explain::Explanation, table::RoutingTable, wants::Wants};
use crate::{
    channel::{
        ChannelId, CredentialId, Lease,
        messages::{Admit, Refused, RefusedReason, Report, Snapshot},
    },
    protocol::session::{Session, SessionKind},
};
use actix::Message;

/// Ask for a lease for the next attempt of a request.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Lease, NoRoute>")]
pub struct Route {
    pub request: Arc<RouteRequest>,
    /// 1 for the first attempt; later ones draw on the retry budget.
    pub attempt: u32,
    /// An earlier ask for the same attempt got a lease that went unused: this one neither earns nor costs a retry.
    pub again: bool,
    /// Credentials that this request has tried.
    pub excluded: Vec<CredentialId>,
    /// Channels whose host failed this request: taken only when nobody else is left.
    pub avoided: Vec<ChannelId>,
}

/// What routing needs to know of a request; the same for all its attempts.
#[derive(Debug, Clone)]
pub struct RouteRequest {
    pub wants: Wants,
    /// As the client named it. Empty: any, for a request about a stored object (a hard session names its place).
    pub model: String,
    pub session: Option<Session>,
    /// Name of the client key; sessions are scoped by it.
    pub client_key: Arc<str>,
    /// Channel tags the client key may use. Empty: all.
    pub allowed_tags: Arc<[String]>,
    /// Input tokens, estimated.
    pub estimated_input: u64,
    /// Output tokens the request may use, estimated.
    pub estimated_output: u64,
}

/// Nothing can serve the request now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRoute {
    pub kind: NoRouteKind,
    /// Every candidate that was considered, and why it was passed over.
    pub reasons: Vec<(String, RefusedReason)>,
    /// The smallest wait after which asking again makes sense.
    pub retry_after: Option<Duration>,
}

impl NoRoute {
    /// From those that refused; `reasons` is everybody who was passed over.
    pub(super) fn of<'a>(
        refusals: impl Iterator<Item = &'a Refused> + Clone,
        reasons: Vec<(String, RefusedReason)>,
    ) -> Self {
        let mut counted = refusals.filter(|refused| refused.reason != RefusedReason::NoCredential);
        let retry_after = counted.clone().filter_map(|refused| refused.retry_after);
        let retry_after = retry_after.min();
        let kind = if counted.clone().next().is_none() {
            NoRouteKind::Exhausted
        } else if counted.all(|refused| refused.reason.is_allowance()) {
            NoRouteKind::RateLimited
        } else {
            NoRouteKind::Unavailable
        };
        Self {
            kind,
            reasons,
            retry_after,
        }
    }

    /// Without having asked anybody.
    pub(super) fn because(kind: NoRouteKind) -> Self {
        Self {
            kind,
            reasons: Vec::new(),
            retry_after: None,
        }
    }
}

/// Why there is no route; decides the status that the client sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRouteKind {
    /// No channel serves this model for this key.
    UnknownModel,
    /// Channels serve the model, but none speaks the dialect, and the call cannot be translated.
    NoDialect,
    /// All candidates wait for a rate limit.
    RateLimited,
    /// All candidates are broken, disabled or busy.
    Unavailable,
    /// The hard-pinned place cannot serve.
    PinUnavailable,
    /// Every candidate was tried by this request.
    Exhausted,
    /// Too many retries on the whole; the first failure stands.
    RetryBudget,
}

impl NoRouteKind {
    /// The same for this request: the account of a conversation may be spoken with again, where a stored object that nobody
    /// speaks the dialect of will not appear by waiting.
    pub(super) fn of(self, request: &RouteRequest) -> Self {
        let session = request.session.as_ref();
        let is_bound = session.is_some_and(|session| session.kind == SessionKind::Hard);
        match self {
            Self::NoDialect if is_bound && !request.model.is_empty() => Self::PinUnavailable,
            kind => kind,
        }
    }

    /// The name used in explanations.
    pub const fn label(self) -> &'static str {
        match self {
            Self::UnknownModel => "unknown_model",
            Self::NoDialect => "no_dialect",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::PinUnavailable => "pin_unavailable",
            Self::Exhausted => "exhausted",
            Self::RetryBudget => "retry_budget",
        }
    }
}

/// Ask where a first attempt would go, without sending it there. Answered by an explanation.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Explanation")]
pub struct Explain {
    pub request: Arc<RouteRequest>,
}

/// Configuration changed. Leases and streams in flight are not touched.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Reload {
    pub table: Arc<RoutingTable>,
}

/// An answer created something that lives on one account (a stored response): later requests that name it must
/// go there.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct PinObject {
    pub client_key: Arc<str>,
    /// `resp_…`, `conv_…`, `cachedContents/…`, a file id.
    pub object: String,
    pub channel: ChannelId,
    pub credential: CredentialId,
}

/// Ask for the read models of all channels, in the order of their names.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "Vec<Snapshot>")]
pub struct ReadSnapshots;

/// Ask for all that operators may want to see of the channels; of one, or of all.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "Vec<Report>")]
pub struct InspectChannels {
    pub only: Option<ChannelId>,
}

/// Give a channel a clean slate. Answers whether there is such a channel.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "bool")]
pub struct ResetChannel {
    pub channel: ChannelId,
}

/// Answered once the channel has nothing in flight, or is not there.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct AwaitIdleChannel {
    pub channel: ChannelId,
}

/// End of service: channels are retired, pins are handed to the ledger. Answered when that is done.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Stop;

/// Ask one channel for a lease, past all others: somebody wants to know how it is.
#[derive(Debug, Message)]
#[rtype(result = "Result<Lease, Refused>")]
pub struct AdmitProbe {
    pub channel: ChannelId,
    pub ask: Admit,
}

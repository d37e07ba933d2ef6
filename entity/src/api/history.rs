//! How a channel has been doing: every change of its state.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ChannelState, TransitionReason};

/// A part of a channel's history, the newest change first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelHistory {
    /// The channel's state at `from`, or at the oldest time that is known: what the first change of the period begins with.
    pub state_before: ChannelState,
    pub items: Vec<ChannelTransition>,
    /// Where the next page begins, for `?cursor=`. `null`: this was the last.
    #[serde(default)]
    pub next_cursor: Option<String>,
}

/// A change of the state of a channel, or of one of its credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelTransition {
    pub id: Uuid,
    /// What comes with time alone, such as the end of a wait, is noticed within a second or two.
    pub at: DateTime<Utc>,
    /// Of a credential: `closed` or `disabled`.
    pub from: ChannelState,
    pub to: ChannelState,
    pub reason: TransitionReason,
    /// The credential that it is about. `null`: the channel as a whole.
    #[serde(default)]
    pub credential: Option<TransitionCredential>,
}

/// A credential as it was named then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransitionCredential {
    pub id: Uuid,
    pub label: String,
}

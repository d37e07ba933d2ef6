//! The first setup: a channel, a strategy, and who may operate Routex.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ChannelInput, SignIn};
use crate::Strategy;

/// How far the setup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupState {
    /// The door is shut: what is left to do is done by operators.
    pub completed: bool,
    pub has_channel: bool,
    pub has_admin: bool,
}

/// Everything that the setup makes, at once.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupInput {
    /// What the console showed when Routex started.
    pub setup_token: String,
    /// May be left out when there is a channel already.
    #[serde(default)]
    pub channel: Option<ChannelInput>,
    /// `null`: the default.
    #[serde(default)]
    pub strategy: Option<Strategy>,
    /// The password has at least 8 characters.
    pub admin: SignIn,
}

/// A channel to be tried before it is made.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupTestInput {
    /// What the console showed when Routex started.
    pub setup_token: String,
    pub channel: ChannelInput,
    /// Default: the channel's first, else one that the provider lists.
    #[serde(default)]
    pub model: Option<String>,
}

/// What the setup made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupDone {
    /// `null`: none was asked for.
    pub channel: Option<MadeChannel>,
    /// `null`: the default stays.
    pub strategy: Option<Strategy>,
    pub username: String,
    /// `null`: there was one already, or none is needed.
    pub client_key: Option<MadeClientKey>,
}

/// The first channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeChannel {
    pub id: Uuid,
    pub name: String,
}

/// The first client key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeClientKey {
    pub id: Uuid,
    pub name: String,
    /// The key itself, `rx-…`; shown only now.
    pub key: String,
}

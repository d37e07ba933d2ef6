//! Presets of providers.

use serde::{Deserialize, Serialize};

use super::ChannelEndpoint;
use crate::Dialect;

/// A provider that Routex knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Provider {
    /// As a channel's `provider` names it.
    pub name: String,
    /// Where the requests of each dialect go. Empty: a channel says so with `base_url`.
    pub endpoints: Vec<ChannelEndpoint>,
    /// Dialects of a channel that names none.
    pub dialects: Vec<Dialect>,
}

//! What there is to route to: channels, aliases and settings, immutable; a change makes a new table.

use std::{collections::BTreeMap, sync::Arc};

use routex_entity::{FallbackCause, Strategy};

use super::settings::RoutingSettings;
use crate::channel::{ChannelId, ChannelSpec};

/// Channels, aliases and settings of one moment.
#[derive(Debug, Clone, Default)]
pub struct RoutingTable {
    /// In the order of their names, so that turns are stable.
    pub channels: Vec<Arc<ChannelSpec>>,
    pub aliases: BTreeMap<String, Arc<Alias>>,
    pub settings: Arc<RoutingSettings>,
}

/// A model name offered to clients that maps to an ordered list of targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    pub name: String,
    /// `None`: the global strategy.
    pub strategy: Option<Strategy>,
    /// In order of preference. Never empty.
    pub targets: Vec<Target>,
    /// At most one a cause.
    pub fallbacks: Vec<Fallback>,
}

impl Alias {
    /// The model that serves in its stead when this happens.
    pub fn fallback(&self, cause: FallbackCause) -> Option<&str> {
        let fallback = self.fallbacks.iter().find(|known| known.cause == cause);
        fallback.map(|fallback| fallback.model.as_str())
    }
}

/// The model that serves in an alias' stead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallback {
    pub cause: FallbackCause,
    /// As clients would ask for it; may be another alias, whose own fallbacks are not followed.
    pub model: String,
}

/// Where an alias leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub place: Place,
    /// Model name as that channel's own clients would ask for it.
    pub model: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Channel(ChannelId),
    /// Every channel that carries the tag.
    Tag(String),
}

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

impl RoutingTable {
    /// What is equal to its like in `known` becomes the very same: whoever works with it is left alone.
    pub fn continue_from(&mut self, known: &Self) {
        for channel in &mut self.channels {
            let like = known.channels.iter().find(|like| like.id == channel.id);
            if let Some(like) = like.filter(|like| *like == channel) {
                *channel = Arc::clone(like);
            }
        }
        if self.settings == known.settings {
            self.settings = Arc::clone(&known.settings);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::fixture::channel;

    #[test]
    fn what_did_not_change_stays_the_very_same() {
        let (same, mut changed) = (channel("same", 2), channel("changed", 1));
        let table = |specs: [&ChannelSpec; 2]| RoutingTable {
            channels: specs.map(|spec| Arc::new(spec.clone())).into(),
            ..RoutingTable::default()
        };
        let known = table([&same, &changed]);
        changed.weight += 1;
        let mut next = table([&same, &changed]);

        next.continue_from(&known);

        assert!(Arc::ptr_eq(&next.channels[0], &known.channels[0]));
        assert!(Arc::ptr_eq(&next.settings, &known.settings));
        assert_eq!(*next.channels[1], changed);
    }
}

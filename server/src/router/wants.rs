//! What a request wants of a channel, whatever the channel's state. Pure.

use routex_entity::Dialect;

use crate::{
    channel::ChannelSpec,
    protocol::{codec::Features, endpoint::Endpoint, translate},
};

/// What a request wants of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wants {
    /// The client's.
    pub dialect: Dialect,
    /// A channel of another dialect will do: the call has a counterpart there.
    pub translates: bool,
    /// What the model must be able to do.
    pub needs: Features,
}

impl Wants {
    /// A call that only a channel of its own dialect can serve.
    pub const fn native(dialect: Dialect) -> Self {
        Self {
            dialect,
            translates: false,
            needs: Features::NONE,
        }
    }

    /// What a call wants by its kind alone.
    pub const fn of(endpoint: &Endpoint) -> Self {
        Self {
            translates: endpoint.translates(),
            ..Self::native(endpoint.dialect())
        }
    }

    /// The dialect in which to ask a channel: the client's own if it speaks it, else the one that loses least.
    pub fn dialect_at(&self, channel: &ChannelSpec) -> Option<Dialect> {
        let speaks = |dialect: &Dialect| channel.endpoint(*dialect).is_some();
        if speaks(&self.dialect) {
            return Some(self.dialect);
        }
        if !self.translates {
            return None;
        }
        translate::preferences(self.dialect)
            .into_iter()
            .find(speaks)
    }
}

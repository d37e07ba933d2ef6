//! What a request wants of a channel, whatever the channel's state. Pure.

use routex_entity::{Dialect, Feature};

use crate::{
    channel::ChannelSpec,
    protocol::{
        codec::Features, endpoint::Endpoint, request::RequestFacts, session::SessionKind, translate,
    },
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

/// How a channel would be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// To be spoken upstream.
    pub dialect: Dialect,
    pub translated: bool,
    /// The needs that are not met.
    pub lacks: Features,
}

/// The needs for which candidates are passed over, gravest first: what is lost without them comes before what is done
/// less well.
pub const GRAVEST_FIRST: [Feature; 8] = [
    Feature::Images,
    Feature::Documents,
    Feature::Audio,
    Feature::HostedTools,
    Feature::Tools,
    Feature::JsonSchema,
    Feature::CustomTools,
    Feature::Reasoning,
];

impl Wants {
    /// A call that only a channel of its own dialect can serve.
    pub const fn native(dialect: Dialect) -> Self {
        Self {
            dialect,
            translates: false,
            needs: Features::NONE,
        }
    }

    /// What a call wants.
    pub fn of(endpoint: &Endpoint, facts: &RequestFacts) -> Self {
        let wants = Self {
            dialect: endpoint.dialect(),
            translates: endpoint.translates(),
            needs: facts.needs,
        };
        match &facts.session {
            Some(session) if session.kind == SessionKind::Hard => wants.bound(),
            _ => wants,
        }
    }

    /// The same about something that lives on one account: it is known there by the provider's own name for it, so it
    /// is never translated; and there is no other place to ask, whatever that one can do.
    pub const fn bound(self) -> Self {
        Self::native(self.dialect)
    }

    /// The same as far as it makes a difference among places that lack nothing else.
    pub const fn reduced(self, matters: Features) -> Self {
        Self {
            needs: self.needs.both(matters),
            ..self
        }
    }

    /// How to ask a channel for a model, by the provider's name: in the client's own dialect if it speaks that, else in
    /// the one that lacks least, and of several in the one whose translation loses least. `None`: not at all.
    pub fn way(&self, channel: &ChannelSpec, model: &str) -> Option<Way> {
        let speaks = |dialect: &Dialect| channel.endpoint(*dialect).is_some();
        if speaks(&self.dialect) {
            let can = channel.features(self.dialect, model);
            return Some(Way {
                dialect: self.dialect,
                translated: false,
                lacks: self.needs.missing_in(can),
            });
        }
        if !self.translates {
            return None;
        }
        translate::preferences(self.dialect)
            .into_iter()
            .filter(speaks)
            .map(|dialect| Way {
                dialect,
                translated: true,
                lacks: self.needs.missing_in(translated(channel, dialect, model)),
            })
            .min_by_key(|way| way.lacks.iter().count())
    }
}

/// What may make a difference at a place: everything that is missing in one of its dialects, translated to or not.
pub fn missing(channel: &ChannelSpec, model: &str) -> Features {
    channel
        .endpoints
        .iter()
        .map(|(dialect, _)| Features::all().missing_in(translated(channel, *dialect, model)))
        .fold(Features::NONE, Features::and)
}

/// What a model can do for a client of another dialect. A provider's own tools are known in its own dialect alone.
fn translated(channel: &ChannelSpec, dialect: Dialect, model: &str) -> Features {
    channel
        .features(dialect, model)
        .without(Feature::HostedTools)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use routex_entity::Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};

    use super::*;
    use crate::channel::fixture;

    fn speaking(dialects: &[Dialect], lacks: &[Feature]) -> ChannelSpec {
        let corrections: BTreeMap<Feature, bool> = lacks.iter().map(|it| (*it, false)).collect();
        ChannelSpec {
            endpoints: dialects.iter().map(|it| (*it, fixture::url())).collect(),
            capabilities: BTreeMap::from([("*".to_owned(), corrections)]),
            ..fixture::channel("a", 1)
        }
    }

    fn wanting(dialect: Dialect, needs: &[Feature]) -> Wants {
        Wants {
            translates: true,
            needs: Features::of(needs),
            ..Wants::native(dialect)
        }
    }

    #[test]
    fn the_clients_own_dialect_is_spoken_where_it_can_be() {
        let both = speaking(&[OpenaiChat, Anthropic], &[Feature::Images]);
        let way = wanting(Anthropic, &[Feature::Images])
            .way(&both, "m")
            .unwrap();
        assert_eq!((way.dialect, way.translated), (Anthropic, false));
        assert_eq!(way.lacks, Features::of(&[Feature::Images]));

        let translated = wanting(Gemini, &[]).way(&both, "m").unwrap();
        assert_eq!(
            (translated.dialect, translated.translated),
            (OpenaiChat, true)
        );
        assert_eq!(wanting(Gemini, &[]).bound().way(&both, "m"), None);
    }

    #[test]
    fn the_tools_of_a_provider_do_not_survive_translation() {
        let channel = speaking(&[OpenaiResponses], &[]);
        let needs = [Feature::HostedTools];
        let lacks = |dialect| wanting(dialect, &needs).way(&channel, "m").unwrap().lacks;
        assert!(lacks(OpenaiResponses).is_empty());
        assert_eq!(lacks(Anthropic), Features::of(&needs));
        assert!(missing(&channel, "m").has(Feature::HostedTools));
    }
}

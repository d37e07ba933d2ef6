//! Which channels are shown and in which order, as the address has it. Pure.

use std::{cmp::Ordering, rc::Rc};

use routex_entity::{ChannelState, api::Channel};

use super::figures;
use crate::route::Query;

/// By what they are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// As they are asked: by priority, the heavier first.
    #[default]
    Priority,
    Name,
    /// Those in trouble first.
    State,
    /// The slowest first.
    Latency,
    /// The least successful first.
    Success,
}

impl Sort {
    const ALL: [Self; 5] = [
        Self::Priority,
        Self::Name,
        Self::State,
        Self::Latency,
        Self::Success,
    ];

    /// In the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Name => "name",
            Self::State => "state",
            Self::Latency => "latency",
            Self::Success => "success",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Part of a name, provider, model or tag, in small letters.
    pub text: String,
    pub state: Option<ChannelState>,
    pub tag: String,
    pub sort: Sort,
}

impl Filter {
    pub fn of(query: &Query) -> Self {
        let get = |name: &str| query.get(name).unwrap_or_default();
        let sort = Sort::ALL
            .into_iter()
            .find(|sort| sort.as_str() == get("sort"));
        Self {
            text: get("text").trim().to_lowercase(),
            state: get("state").parse().ok(),
            tag: get("tag").to_owned(),
            sort: sort.unwrap_or_default(),
        }
    }

    /// Those that are wanted, in order.
    pub fn apply(&self, channels: &[Rc<Channel>]) -> Vec<Rc<Channel>> {
        let wanted = channels.iter().filter(|channel| self.wants(channel));
        let mut wanted: Vec<_> = wanted.cloned().collect();
        wanted.sort_by(|a, b| self.order(a, b));
        wanted
    }

    fn wants(&self, channel: &Channel) -> bool {
        let settings = &channel.settings;
        let names = [&settings.name, &settings.provider].into_iter();
        let mut words = names
            .chain(&settings.models)
            .chain(settings.model_map.keys())
            .chain(&settings.tags);
        let says =
            self.text.is_empty() || words.any(|word| word.to_lowercase().contains(&self.text));
        let is_in = self.state.is_none_or(|state| state == channel.live.state);
        says && is_in && (self.tag.is_empty() || settings.tags.contains(&self.tag))
    }

    fn order(&self, a: &Channel, b: &Channel) -> Ordering {
        let p50 = |channel: &Channel| channel.live.latency.ttft_p50_ms.unwrap_or_default();
        let success = |channel: &Channel| figures::success(&channel.live.counters).unwrap_or(2.0);
        let (of_a, of_b) = (&a.settings, &b.settings);
        let first = match self.sort {
            Sort::Name => Ordering::Equal,
            Sort::Priority => {
                (of_a.priority.cmp(&of_b.priority)).then(of_b.weight.cmp(&of_a.weight))
            }
            Sort::State => trouble(b.live.state).cmp(&trouble(a.live.state)),
            Sort::Latency => p50(b).cmp(&p50(a)),
            Sort::Success => success(a).total_cmp(&success(b)),
        };
        first.then_with(|| of_a.name.cmp(&of_b.name))
    }
}

/// Every tag, each once.
pub fn tags(channels: &[Rc<Channel>]) -> Vec<String> {
    let all = channels.iter().flat_map(|channel| &channel.settings.tags);
    let mut tags: Vec<_> = all.cloned().collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// The worse the higher.
const fn trouble(state: ChannelState) -> u8 {
    match state {
        ChannelState::Disabled => 0,
        ChannelState::Closed => 1,
        ChannelState::HalfOpen => 2,
        ChannelState::Cooling => 3,
        ChannelState::Open => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::channel;

    fn fleet() -> Vec<Rc<Channel>> {
        let mut first = channel("main");
        first.settings.priority = 1;
        first.settings.tags = vec!["eu".to_owned()];
        let mut second = channel("spare");
        second.settings.models = vec!["gpt-5".to_owned()];
        second.live.state = ChannelState::Open;
        [first, second].map(Rc::new).into()
    }

    fn shown(query: &str) -> Vec<String> {
        let channels = Filter::of(&Query::read(query)).apply(&fleet());
        channels
            .iter()
            .map(|channel| channel.settings.name.clone())
            .collect()
    }

    #[test]
    fn the_address_says_what_is_shown_and_how() {
        assert_eq!(shown(""), ["spare", "main"]);
        assert_eq!(shown("sort=name"), ["main", "spare"]);
        assert_eq!(shown("sort=state"), ["spare", "main"]);
        assert_eq!(shown("text=GPT"), ["spare"]);
        assert_eq!(shown("state=closed"), ["main"]);
        assert_eq!(shown("tag=eu&text=spare"), [""; 0]);
        assert_eq!(shown("sort=?&state=?"), ["spare", "main"]);
        assert_eq!(tags(&fleet()), ["eu"]);
    }
}

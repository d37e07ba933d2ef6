//! What happens, told by the server while it happens: one stream of server-sent events a page.

mod ask_again;
mod backoff;
mod link;
mod stream;

pub use ask_again::AskAgain;
pub use link::Link;

use routex_entity::{
    EventKind,
    api::{
        ChannelEvent, ConfigEvent, FailoverEvent, LaggedEvent, ProbeEvent, RequestRow, StatsEvent,
    },
};
use yew::prelude::*;

use crate::{api::use_api, session};
use stream::Stream;

/// What a page hears.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// The stream has begun, for the first time or again: what was read before may be out of date.
    Opened,
    Request(Box<RequestRow>),
    Channel(ChannelEvent),
    Probe(Box<ProbeEvent>),
    Stats(Box<StatsEvent>),
    Failover(Box<FailoverEvent>),
    Config(ConfigEvent),
    /// The page was too slow and has missed so many.
    Missed(u64),
}

impl Heard {
    /// `None`: it is of a kind or form that this page does not know, as of a later version.
    fn read(kind: EventKind, data: &str) -> Option<Self> {
        Some(match kind {
            EventKind::Request => Self::Request(serde_json::from_str(data).ok()?),
            EventKind::Channel => Self::Channel(serde_json::from_str(data).ok()?),
            EventKind::Probe => Self::Probe(serde_json::from_str(data).ok()?),
            EventKind::Stats => Self::Stats(serde_json::from_str(data).ok()?),
            EventKind::Failover => Self::Failover(serde_json::from_str(data).ok()?),
            EventKind::Config => Self::Config(serde_json::from_str(data).ok()?),
            EventKind::Lagged => {
                Self::Missed(serde_json::from_str::<LaggedEvent>(data).ok()?.missed)
            }
        })
    }
}

/// Listens as long as the page is shown, and tells how the connection is. `kinds`: what to hear of.
#[hook]
pub fn use_live(kinds: &'static [EventKind], heard: Callback<Heard>) -> Link {
    let link = use_state_eq(|| Link::Connecting);
    let api = use_api();
    let signed_in = session::use_session().is_some_and(|standing| standing.session().is_some());
    // The stream outlives what was drawn when it was opened, and tells who listens now.
    let listener = use_mut_ref(Callback::noop);
    *listener.borrow_mut() = heard;
    {
        let link = link.setter();
        use_effect_with((api, signed_in), move |(api, signed_in)| {
            // A stream for nobody would only be refused.
            let stream = signed_in.then(|| {
                let changed = Callback::from(move |now| link.set(now));
                let heard = Callback::from(move |event| {
                    let heard = listener.borrow().clone();
                    heard.emit(event);
                });
                Stream::open(api.clone(), kinds, heard, changed)
            });
            move || drop(stream)
        });
    }
    (*link).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_by_their_kind() {
        let lagged = Heard::read(EventKind::Lagged, r#"{"missed":7}"#);
        assert_eq!(lagged, Some(Heard::Missed(7)));
        assert_eq!(Heard::read(EventKind::Channel, "{}"), None);
    }
}

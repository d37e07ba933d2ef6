//! An event, and its form as a server-sent event.

use std::sync::OnceLock;

use bytes::Bytes;
use routex_entity::{
    EventKind,
    api::{ChannelEvent, ConfigEvent, FailoverEvent, ProbeEvent, RequestRow, StatsEvent},
};
use serde::Serialize;

/// Something that happened.
#[derive(Debug)]
pub struct Event {
    /// Differs from that of every other event of this run, and grows with time.
    pub id: u64,
    pub what: What,
    /// Written by the first listener who needs it, for all.
    frame: OnceLock<Bytes>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Request(Box<RequestRow>),
    Channel(ChannelEvent),
    Probe(ProbeEvent),
    Stats(StatsEvent),
    Failover(FailoverEvent),
    Config(ConfigEvent),
}

impl Event {
    pub fn new(id: u64, what: What) -> Self {
        Self {
            id,
            what,
            frame: OnceLock::new(),
        }
    }

    pub fn kind(&self) -> EventKind {
        match self.what {
            What::Request(_) => EventKind::Request,
            What::Channel(_) => EventKind::Channel,
            What::Probe(_) => EventKind::Probe,
            What::Stats(_) => EventKind::Stats,
            What::Failover(_) => EventKind::Failover,
            What::Config(_) => EventKind::Config,
        }
    }

    /// As it goes to a client.
    pub fn frame(&self) -> Bytes {
        let write = || match &self.what {
            What::Request(row) => frame(self.kind(), Some(self.id), row),
            What::Channel(event) => frame(self.kind(), Some(self.id), event),
            What::Probe(event) => frame(self.kind(), Some(self.id), event),
            What::Stats(event) => frame(self.kind(), Some(self.id), event),
            What::Failover(event) => frame(self.kind(), Some(self.id), event),
            What::Config(event) => frame(self.kind(), Some(self.id), event),
        };
        self.frame.get_or_init(write).clone()
    }
}

/// A server-sent event. JSON has no line breaks of its own, so the data is one line.
pub fn frame<T: Serialize>(kind: EventKind, id: Option<u64>, data: &T) -> Bytes {
    let data = serde_json::to_string(data).unwrap_or_default();
    let id = id.map_or_else(String::new, |id| format!("id: {id}\n"));
    Bytes::from(format!("event: {kind}\n{id}data: {data}\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_frame_whatever_it_holds() {
        let event = Event::new(
            7,
            What::Config(ConfigEvent {
                resource: "alias".to_owned(),
                id: Some("a\n\ndata: forged".to_owned()),
                action: "update".to_owned(),
            }),
        );

        let frame = String::from_utf8(event.frame().to_vec()).unwrap();

        let expected = "event: config\nid: 7\n\
            data: {\"resource\":\"alias\",\"id\":\"a\\n\\ndata: forged\",\"action\":\"update\"}\n\n";
        assert_eq!(frame, expected);
    }
}

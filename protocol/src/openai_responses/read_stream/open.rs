//! The parts of a response that are not over.

use std::collections::{HashMap, HashSet};

use crate::hub::{Event, PartId};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Refusal,
    Call,
    /// A thought that is told by its summary.
    Summary,
    /// A thought that is told itself.
    Reasoning,
}

#[derive(Debug)]
pub(super) struct Open {
    pub part: PartId,
    item: u64,
    /// Index in the content of a message.
    sub: u64,
    pub kind: Kind,
    /// Text has come for it.
    pub spoke: bool,
    pub paragraph: u64,
}

#[derive(Debug, Default)]
pub(super) struct Opens {
    open: Vec<Open>,
    next: PartId,
    /// Parts that spoke and are over while their item is not, by item.
    heard: HashMap<u64, HashSet<u64>>,
}

impl Kind {
    pub(super) const fn is_thought(self) -> bool {
        matches!(self, Self::Summary | Self::Reasoning)
    }

    fn is(self, other: Self) -> bool {
        self == other || (self.is_thought() && other.is_thought())
    }
}

impl Opens {
    pub(super) fn begin(&mut self, item: u64, kind: Kind, sub: u64) -> PartId {
        let part = self.next;
        self.next = self.next.saturating_add(1);
        self.open.push(Open {
            part,
            item,
            sub,
            kind,
            spoke: false,
            paragraph: 0,
        });
        part
    }

    pub(super) fn find(&mut self, item: u64, kind: Kind, sub: u64) -> Option<&mut Open> {
        self.open
            .iter_mut()
            .find(|open| open.item == item && open.sub == sub && open.kind.is(kind))
    }

    /// Whether anything has come for it up to now, be it open still or not.
    pub(super) fn has_spoken(&mut self, item: u64, kind: Kind, sub: u64) -> bool {
        let heard = self.heard.get(&item);
        heard.is_some_and(|subs| subs.contains(&sub))
            || self.find(item, kind, sub).is_some_and(|open| open.spoke)
    }

    /// Takes a part of a message that is over.
    pub(super) fn take(&mut self, item: u64, kind: Kind, sub: u64) -> Option<Open> {
        let at = self
            .open
            .iter()
            .position(|open| open.item == item && open.sub == sub && open.kind == kind)?;
        self.heard.entry(item).or_default().insert(sub);
        Some(self.open.remove(at))
    }

    pub(super) fn close_item(&mut self, item: u64, hub: &mut Vec<Event>) {
        self.heard.remove(&item);
        self.open.retain(|open| {
            if open.item == item {
                hub.push(Event::Closed { part: open.part });
            }
            open.item != item
        });
    }

    pub(super) fn close_all(&mut self, hub: &mut Vec<Event>) {
        for open in self.open.drain(..) {
            hub.push(Event::Closed { part: open.part });
        }
    }
}

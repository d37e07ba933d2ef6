//! Changes of channels' states on their way to the database, and what an earlier process left there.
//!
//! Channels note, the ledger writes, whoever reads the history adds what is not written yet. Nobody waits for anybody.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use super::{
    spec::ChannelId,
    standing::{Change, Standing},
};

/// Changes that wait while the database is away; beyond that the oldest are lost.
const MOST: usize = 10_000;

/// Shared by all channels, the ledger and the admin API. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct History(Arc<Mutex<Contents>>);

/// A change of a channel or of one of its credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// UUID v7: it says when. Later ones have larger ids.
    pub id: Uuid,
    pub channel: ChannelId,
    pub change: Change,
}

#[derive(Debug, Default)]
struct Contents {
    /// As the last process left them, until the channel is at work.
    earlier: HashMap<ChannelId, Standing>,
    /// Oldest first.
    unwritten: VecDeque<Transition>,
    losing: bool,
}

impl History {
    /// `earlier`: how the last process left its channels.
    pub fn restore(earlier: HashMap<ChannelId, Standing>) -> Self {
        Self(Arc::new(Mutex::new(Contents {
            earlier,
            ..Contents::default()
        })))
    }

    /// What a channel that begins to work begins with.
    pub fn take_standing(&self, channel: ChannelId) -> Standing {
        self.lock().earlier.remove(&channel).unwrap_or_default()
    }

    pub fn note(&self, channel: ChannelId, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let mut contents = self.lock();
        for change in changes {
            if contents.unwritten.len() == MOST {
                contents.unwritten.pop_front();
                if !std::mem::replace(&mut contents.losing, true) {
                    tracing::warn!("the history of channels is not written; the oldest is lost");
                }
            }
            // Under the lock, so that the order is that of the ids.
            contents.unwritten.push_back(Transition {
                id: Uuid::now_v7(),
                channel,
                change,
            });
        }
    }

    pub fn is_written(&self) -> bool {
        self.lock().unwritten.is_empty()
    }

    /// The oldest that are not known to be written, at most `most`; they stay until `written`.
    pub fn unwritten(&self, most: usize) -> Vec<Transition> {
        self.lock().unwritten.iter().take(most).cloned().collect()
    }

    /// All of one channel that are not known to be written, oldest first.
    pub fn unwritten_of(&self, channel: ChannelId) -> Vec<Transition> {
        let contents = self.lock();
        let of_it = contents.unwritten.iter();
        of_it
            .filter(|transition| transition.channel == channel)
            .cloned()
            .collect()
    }

    /// Everything up to this one is in the database.
    pub fn written(&self, last: Uuid) {
        let mut contents = self.lock();
        contents.losing = false;
        while contents.unwritten.front().is_some_and(|it| it.id <= last) {
            contents.unwritten.pop_front();
        }
    }

    /// The list stays whole when a thread panics.
    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::{ChannelState, TransitionReason};

    use super::*;

    fn change() -> Change {
        Change {
            credential: None,
            from: ChannelState::Closed,
            to: ChannelState::Open,
            reason: TransitionReason::BreakerOpen,
        }
    }

    #[test]
    fn what_is_noted_while_the_ledger_writes_stays() {
        let history = History::default();
        let channel = Uuid::now_v7();
        history.note(channel, vec![change(), change()]);
        let writing = history.unwritten(1);
        history.note(channel, vec![change()]);

        history.written(writing[0].id);

        let left = history.unwritten_of(channel);
        assert_eq!(left.len(), 2);
        assert!(writing[0].id < left[0].id && left[0].id < left[1].id);
        history.written(left[1].id);
        assert!(history.is_written());
    }

    #[test]
    fn it_does_not_grow_for_ever_and_keeps_the_newest() {
        let history = History::default();
        let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
        history.note(first, vec![change()]);
        let begun = history.unwritten(1);
        for _ in 0..MOST {
            history.note(second, vec![change()]);
        }

        assert_eq!(history.unwritten_of(first), []);
        assert_eq!(history.unwritten(usize::MAX).len(), MOST);
        history.written(begun[0].id);
        assert_eq!(history.unwritten(usize::MAX).len(), MOST);
    }
}

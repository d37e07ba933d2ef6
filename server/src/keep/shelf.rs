//! What is recent, and what still has to be written. Pure: time is an argument.

use std::{
    collections::{BTreeMap, HashMap},
    mem,
};

use bytes::Bytes;
use uuid::Uuid;

use super::entry::Entry;

/// Bytes that are held for whoever asks again soon.
const MAX_RECENT: usize = 24 * 1024 * 1024;
/// Bytes that wait to be written; more come only while the database is away.
const MAX_WAITING: usize = 64 * 1024 * 1024;
/// What an entry costs besides its bytes.
const OVERHEAD: usize = 256;

/// What is in memory.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    recent: HashMap<Uuid, Recent>,
    /// Keys by their last use.
    uses: BTreeMap<u64, Uuid>,
    clock: u64,
    recent_bytes: usize,
    waiting: HashMap<Uuid, Change>,
    waiting_bytes: usize,
    /// On their way to the database.
    writing: HashMap<Uuid, Change>,
    writing_bytes: usize,
    removals: Removals,
}

/// How often something was removed: whoever reads from the database tells by it whether what it read may be gone since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Removals(u64);

#[derive(Debug)]
struct Recent {
    entry: Entry,
    used: u64,
}

/// What is to be done in the database.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Put(Entry),
    Remove,
}

/// Where something is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    Here(Bytes),
    /// Removed or too old.
    Gone,
    /// The database knows.
    Unknown,
}

/// What became of something that is to be kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Put {
    /// In memory only, as was wanted.
    Held,
    Waits,
    /// In memory only, since there is no room for more to wait.
    Full,
}

impl Shelf {
    /// Takes something. `durable`: the database is to have it, too.
    pub fn put(&mut self, key: Uuid, entry: Entry, durable: bool) -> Put {
        let put = if !durable {
            Put::Held
        } else if self.unwritten().saturating_add(size(&entry)) > MAX_WAITING {
            Put::Full
        } else {
            self.wait(key, Change::Put(entry.clone()));
            Put::Waits
        };
        self.remember(key, entry);
        put
    }

    pub fn removals(&self) -> Removals {
        self.removals
    }

    /// Takes something that was read from the database, unless it may have been removed meanwhile.
    pub fn remember_read(&mut self, key: Uuid, entry: Entry, since: Removals) {
        if self.removals == since {
            self.remember(key, entry);
        }
    }

    fn remember(&mut self, key: Uuid, entry: Entry) {
        self.drop_recent(key);
        self.clock += 1;
        self.recent_bytes += size(&entry);
        self.uses.insert(self.clock, key);
        let recent = Recent {
            entry,
            used: self.clock,
        };
        self.recent.insert(key, recent);
        // The one that came last stays, however large.
        while self.recent_bytes > MAX_RECENT && self.recent.len() > 1 {
            let Some((_, oldest)) = self.uses.first_key_value() else {
                return;
            };
            self.drop_recent(*oldest);
        }
    }

    pub fn remove(&mut self, key: Uuid) {
        self.removals.0 += 1;
        self.drop_recent(key);
        self.wait(key, Change::Remove);
    }

    /// Drops all of a client key; what the database has of it is somebody else's business.
    pub fn forget(&mut self, client_key: Uuid) {
        self.removals.0 += 1;
        let own = |entry: &Entry| entry.client_key == client_key;
        let gone: Vec<Uuid> = self
            .recent
            .iter()
            .filter(|(_, recent)| own(&recent.entry))
            .map(|(key, _)| *key)
            .collect();
        for key in gone {
            self.drop_recent(key);
        }
        let bytes = &mut self.waiting_bytes;
        self.waiting.retain(|_, change| {
            let stays = !matches!(change, Change::Put(entry) if own(entry));
            if !stays {
                *bytes = bytes.saturating_sub(change.size());
            }
            stays
        });
        for change in self.writing.values_mut() {
            if matches!(change, Change::Put(entry) if own(entry)) {
                *change = Change::Remove;
            }
        }
    }

    /// Looks something up. What was kept before `oldest_ms` is too old.
    pub fn find(&mut self, key: Uuid, oldest_ms: i64) -> Place {
        let change = self.waiting.get(&key).or_else(|| self.writing.get(&key));
        let entry = match change {
            Some(Change::Put(entry)) => entry,
            Some(Change::Remove) => return Place::Gone,
            None => match self.recent.get_mut(&key) {
                Some(recent) => {
                    self.clock += 1;
                    self.uses.remove(&recent.used);
                    recent.used = self.clock;
                    self.uses.insert(self.clock, key);
                    &recent.entry
                }
                None => return Place::Unknown,
            },
        };
        if entry.kept_at_ms < oldest_ms {
            return Place::Gone;
        }
        Place::Here(entry.plain.clone())
    }

    /// Everything that waits, to be written now. It is found here until [`Shelf::written`] or [`Shelf::failed`].
    pub fn begin(&mut self) -> HashMap<Uuid, Change> {
        self.writing_bytes = mem::take(&mut self.waiting_bytes);
        self.writing = mem::take(&mut self.waiting);
        self.writing.clone()
    }

    /// What was begun is in the database.
    pub fn written(&mut self) {
        self.writing.clear();
        self.writing_bytes = 0;
    }

    /// What was begun is not in the database, and waits again unless something newer does.
    pub fn failed(&mut self) {
        self.writing_bytes = 0;
        for (key, change) in mem::take(&mut self.writing) {
            if !self.waiting.contains_key(&key) {
                self.wait(key, change);
            }
        }
    }

    fn wait(&mut self, key: Uuid, change: Change) {
        self.waiting_bytes += change.size();
        if let Some(before) = self.waiting.insert(key, change) {
            self.waiting_bytes = self.waiting_bytes.saturating_sub(before.size());
        }
    }

    fn unwritten(&self) -> usize {
        self.waiting_bytes.saturating_add(self.writing_bytes)
    }

    fn drop_recent(&mut self, key: Uuid) {
        if let Some(recent) = self.recent.remove(&key) {
            self.uses.remove(&recent.used);
            self.recent_bytes = self.recent_bytes.saturating_sub(size(&recent.entry));
        }
    }
}

impl Change {
    fn size(&self) -> usize {
        match self {
            Self::Put(entry) => size(entry),
            Self::Remove => OVERHEAD,
        }
    }
}

fn size(entry: &Entry) -> usize {
    entry.plain.len() + OVERHEAD
}

#[cfg(test)]
mod tests;

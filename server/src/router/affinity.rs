//! Session affinity: where each conversation lives. Pure; times are milliseconds since the Unix epoch, taken from a
//! monotonic clock, because pins outlive the process.

use std::{collections::HashSet, time::Duration};

use sha2::{Digest, Sha256};

use super::generations::Generations;
use crate::{
    channel::{ChannelId, CredentialId},
    usage::messages::PinRow,
};

const MAX_PINS: usize = 200_000;
/// Life of a hard pin after its last use: as long as providers keep a stored response. No pin lives longer.
pub const LONGEST_LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const HARD_TTL_MS: i64 = LONGEST_LIFE.as_millis() as i64;
/// A use that only prolongs the pin is saved this often.
const SAVE_USE_EVERY_MS: i64 = 60_000;

/// Identity of a session within its client key: a truncated hash whose last bit tells hard from soft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PinKey([u8; 16]);

/// Where a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    pub channel: ChannelId,
    pub credential: CredentialId,
}

/// All pins, and which of them the database does not know yet.
#[derive(Debug)]
pub struct Affinity {
    pins: Generations<PinKey, Pin>,
    unsaved: HashSet<PinKey>,
}

#[derive(Debug)]
struct Pin {
    home: Home,
    last_used_ms: i64,
    /// The `last_used_ms` that was handed out for saving last.
    saved_ms: i64,
}

impl PinKey {
    /// The pin of a conversation that may move.
    pub fn soft(client_key: &str, session: &str) -> Self {
        Self::hash(client_key, session, false)
    }

    /// The pin of something stored on one account.
    pub fn hard(client_key: &str, object: &str) -> Self {
        Self::hash(client_key, object, true)
    }

    /// The pin of the same session for a model that its home does not serve.
    pub fn for_model(self, model: &str) -> Self {
        Self::digest(&[&self.0, model.as_bytes()], self.is_hard())
    }

    fn hash(client_key: &str, id: &str, hard: bool) -> Self {
        Self::digest(&[client_key.as_bytes(), id.as_bytes()], hard)
    }

    fn digest(parts: &[&[u8]], hard: bool) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut key = [0; 16];
        key.copy_from_slice(&hasher.finalize()[..16]);
        key[15] = (key[15] & !1) | u8::from(hard);
        Self(key)
    }

    fn is_hard(self) -> bool {
        self.0[15] & 1 == 1
    }

    fn to_hex(self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }

    fn from_hex(hex: &str) -> Option<Self> {
        let number = u128::from_str_radix(hex, 16).ok()?;
        (hex.len() == 32).then(|| Self(number.to_be_bytes()))
    }
}

impl Affinity {
    /// With the pins of an earlier process. Rows that are not pins are passed over.
    pub fn restore(rows: &[PinRow]) -> Self {
        let mut pins = Generations::new(MAX_PINS);
        for row in rows {
            if let Some(key) = PinKey::from_hex(&row.key) {
                let home = Home {
                    channel: row.channel,
                    credential: row.credential,
                };
                let pin = Pin {
                    home,
                    last_used_ms: row.last_used_ms,
                    saved_ms: row.last_used_ms,
                };
                pins.insert(key, pin);
            }
        }
        Self {
            pins,
            unsaved: HashSet::new(),
        }
    }

    /// Where the session lives. `ttl` is the life of a soft pin after its last use.
    pub fn home(&mut self, key: PinKey, ttl: Duration, now_ms: i64) -> Option<Home> {
        let pin = self.pins.get_mut(&key)?;
        if pin.lives(key, ttl, now_ms) {
            return Some(pin.home);
        }
        self.pins.remove(&key);
        None
    }

    /// `home` for someone who only looks.
    pub fn peek(&self, key: PinKey, ttl: Duration, now_ms: i64) -> Option<Home> {
        let pin = self.pins.peek(&key)?;
        pin.lives(key, ttl, now_ms).then_some(pin.home)
    }

    /// The session is served at `home`: it lives there from now on.
    pub fn settle(&mut self, key: PinKey, home: Home, now_ms: i64) {
        match self.pins.get_mut(&key) {
            Some(pin) if pin.home == home => {
                pin.last_used_ms = now_ms;
                if now_ms.saturating_sub(pin.saved_ms) < SAVE_USE_EVERY_MS {
                    return;
                }
                pin.saved_ms = now_ms;
            }
            _ => {
                let pin = Pin {
                    home,
                    last_used_ms: now_ms,
                    saved_ms: now_ms,
                };
                self.pins.insert(key, pin);
            }
        }
        self.unsaved.insert(key);
    }

    /// Pins that the database does not know yet.
    pub fn unsaved(&self) -> usize {
        self.unsaved.len()
    }

    /// Takes up to `most` of them for saving.
    pub fn take_unsaved(&mut self, most: usize) -> Vec<PinRow> {
        let keys: Vec<PinKey> = self.unsaved.iter().take(most).copied().collect();
        keys.into_iter()
            .filter_map(|key| {
                self.unsaved.remove(&key);
                let pin = self.pins.get_mut(&key)?;
                Some(PinRow {
                    key: key.to_hex(),
                    channel: pin.home.channel,
                    credential: pin.home.credential,
                    last_used_ms: pin.last_used_ms,
                })
            })
            .collect()
    }

    /// They could not be saved after all.
    pub fn put_back(&mut self, rows: &[PinRow]) {
        let keys = rows.iter().filter_map(|row| PinKey::from_hex(&row.key));
        self.unsaved.extend(keys);
    }
}

impl Pin {
    fn lives(&self, key: PinKey, ttl: Duration, now_ms: i64) -> bool {
        let ttl_ms = if key.is_hard() {
            HARD_TTL_MS
        } else {
            i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX)
        };
        now_ms.saturating_sub(self.last_used_ms) < ttl_ms
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const TTL: Duration = Duration::from_secs(5 * 60 * 60);
    const HOUR_MS: i64 = 60 * 60 * 1000;

    fn home(number: u128) -> Home {
        Home {
            channel: Uuid::from_u128(number),
            credential: Uuid::from_u128(number + 1000),
        }
    }

    #[test]
    fn a_session_stays_until_it_was_unused_for_the_ttl() {
        let mut affinity = Affinity::restore(&[]);
        let key = PinKey::soft("laptop", "s1");
        affinity.settle(key, home(1), 0);
        for hours in 1..20 {
            let now = hours * 4 * HOUR_MS;
            assert_eq!(affinity.peek(key, TTL, now), Some(home(1)));
            assert_eq!(affinity.home(key, TTL, now), Some(home(1)));
            affinity.settle(key, home(1), now);
        }
        let last = 19 * 4 * HOUR_MS;
        assert_eq!(affinity.peek(key, TTL, last + 5 * HOUR_MS), None);
        assert_eq!(affinity.home(key, TTL, last + 5 * HOUR_MS), None);
    }

    #[test]
    fn sessions_are_scoped_by_client_key_and_kind() {
        let soft = PinKey::soft("laptop", "s1");
        assert_ne!(soft, PinKey::soft("phone", "s1"));
        assert_ne!(soft, PinKey::hard("laptop", "s1"));
        assert_ne!(PinKey::soft("ab", "c"), PinKey::soft("a", "bc"));
        assert_ne!(soft.for_model("a"), soft.for_model("b"));
    }

    #[test]
    fn a_hard_pin_outlives_the_ttl_also_across_a_restart() {
        let mut affinity = Affinity::restore(&[]);
        let key = PinKey::hard("laptop", "resp_1");
        affinity.settle(key, home(1), 0);
        let rows = affinity.take_unsaved(10);
        let mut affinity = Affinity::restore(&rows);
        assert_eq!(affinity.home(key, TTL, 29 * 24 * HOUR_MS), Some(home(1)));
        assert_eq!(affinity.home(key, TTL, 30 * 24 * HOUR_MS), None);
    }

    #[test]
    fn mere_use_is_saved_once_a_minute_and_a_move_at_once() {
        let mut affinity = Affinity::restore(&[]);
        let key = PinKey::soft("laptop", "s1");
        affinity.settle(key, home(1), 0);
        assert_eq!(affinity.take_unsaved(10).len(), 1);
        affinity.settle(key, home(1), 59_999);
        assert_eq!(affinity.unsaved(), 0);
        affinity.settle(key, home(1), 60_000);
        let rows = affinity.take_unsaved(10);
        assert_eq!(rows[0].last_used_ms, 60_000);
        affinity.settle(key, home(2), 60_001);
        let rows = affinity.take_unsaved(10);
        assert_eq!(rows[0].channel, home(2).channel);
        affinity.put_back(&rows);
        assert_eq!(affinity.unsaved(), 1);
    }

    proptest! {
        #[test]
        fn what_was_saved_is_what_is_restored(
            uses in proptest::collection::vec((0_u32..30, 1_u128..5), 1..100),
        ) {
            let mut affinity = Affinity::restore(&[]);
            let mut saved: Vec<PinRow> = Vec::new();
            for (now, (session, place)) in uses.iter().enumerate() {
                let key = PinKey::soft("laptop", &session.to_string());
                affinity.settle(key, home(*place), i64::try_from(now).unwrap());
                saved.extend(affinity.take_unsaved(1));
            }
            saved.extend(affinity.take_unsaved(usize::MAX));
            let mut restored = Affinity::restore(&saved);
            for session in 0..30 {
                let key = PinKey::soft("laptop", &session.to_string());
                prop_assert_eq!(restored.home(key, TTL, 200), affinity.home(key, TTL, 200));
            }
        }
    }
}

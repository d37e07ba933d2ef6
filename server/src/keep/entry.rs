//! One thing that is kept: what it is known by, how long it lives, and its form at rest.

use bytes::Bytes;
use routex_entity::api::Settings;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    secret::{Cell, MasterKey, SealError},
    store::kept::KeptRow,
};

pub use crate::store::kept::Kind;

/// Its table.
pub const TABLE: &str = "kept";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// A tool loop is over long before.
const REASONING_LIFE_MS: i64 = DAY_MS;
/// Conversations repeat themselves: the fastest level saves most of what there is to save.
const LEVEL: i32 = 1;
/// Bytes of one thing, unpacked.
const MAX_PLAIN: usize = 64 * 1024 * 1024;

/// What something is, whose it is, and the id that the client knows it by.
pub(super) struct Label<'a> {
    pub kind: Kind,
    /// Zero: callers without one.
    pub client_key: Uuid,
    pub id: &'a str,
}

/// Something that is kept.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub kind: Kind,
    pub client_key: Uuid,
    /// Milliseconds since the Unix epoch.
    pub kept_at_ms: i64,
    pub plain: Bytes,
}

/// Why something cannot be brought to rest or back.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error(transparent)]
    Sealed(#[from] SealError),
    #[error("it cannot be packed or unpacked: {0}")]
    Packed(#[from] std::io::Error),
}

impl Label<'_> {
    /// Of another client key, or of another kind, the same id is another key.
    pub fn key(&self) -> Uuid {
        let mut hash = Sha256::new();
        for part in [
            self.kind.as_str().as_bytes(),
            self.client_key.as_bytes(),
            self.id.as_bytes(),
        ] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let digest: [u8; 32] = hash.finalize().into();
        let [half, _] = digest.as_chunks::<16>().0 else {
            return Uuid::nil();
        };
        Uuid::from_bytes(*half)
    }
}

/// How long things of a kind are kept.
pub fn life_ms(kind: Kind, settings: &Settings) -> i64 {
    match kind {
        Kind::Response => i64::from(settings.response_keep_days) * DAY_MS,
        Kind::Reasoning => REASONING_LIFE_MS,
    }
}

/// The form in which an entry is stored.
pub(super) fn row(master_key: &MasterKey, key: Uuid, entry: &Entry) -> Result<KeptRow, Unusable> {
    let packed = zstd::bulk::compress(&entry.plain, LEVEL)?;
    Ok(KeptRow {
        key,
        kind: entry.kind,
        client_key: entry.client_key,
        kept_at_ms: entry.kept_at_ms,
        sealed: master_key.seal_bytes(cell(key), &packed)?,
    })
}

/// What a stored cell holds.
pub(super) fn open(master_key: &MasterKey, key: Uuid, sealed: &[u8]) -> Result<Vec<u8>, Unusable> {
    let packed = master_key.open_bytes(cell(key), sealed)?;
    Ok(zstd::bulk::decompress(&packed, MAX_PLAIN)?)
}

/// A stored cell under another master key.
pub fn renew(
    old: &MasterKey,
    new: &MasterKey,
    key: Uuid,
    sealed: &[u8],
) -> Result<Vec<u8>, SealError> {
    new.seal_bytes(cell(key), &old.open_bytes(cell(key), sealed)?)
}

fn cell(key: Uuid) -> Cell {
    Cell {
        table: TABLE,
        row: key,
        column: "sealed",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label(kind: Kind, client_key: Uuid, id: &str) -> Label<'_> {
        Label {
            kind,
            client_key,
            id,
        }
    }

    proptest! {
        #[test]
        fn no_two_labels_have_the_same_key(a in 0..3_u128, b in "[ab]{0,3}", c in 0..3_u128, d in "[ab]{0,3}") {
            let (one, other) = (Uuid::from_u128(a), Uuid::from_u128(c));
            let same = (a, &b) == (c, &d);
            let key = |kind, client_key, id: &str| label(kind, client_key, id).key();
            let first = key(Kind::Response, one, &b);
            prop_assert_eq!(first == key(Kind::Response, other, &d), same);
            prop_assert_ne!(first, key(Kind::Reasoning, other, &d));
        }

        #[test]
        fn what_is_stored_opens_for_its_own_label_alone(plain: Vec<u8>, client_key: u128, stranger: u128) {
            let master_key = MasterKey::from_bytes([7; 32]);
            let (client_key, stranger) = (Uuid::from_u128(client_key), Uuid::from_u128(stranger));
            let own = label(Kind::Response, client_key, "resp_rx1").key();
            let entry = Entry {
                kind: Kind::Response,
                client_key,
                kept_at_ms: 0,
                plain: plain.clone().into(),
            };
            let row = row(&master_key, own, &entry).unwrap();
            prop_assert_eq!(open(&master_key, own, &row.sealed).unwrap(), plain.clone());
            if stranger != client_key {
                let foreign = label(Kind::Response, stranger, "resp_rx1").key();
                prop_assert!(open(&master_key, foreign, &row.sealed).is_err());
            }
            let new = MasterKey::from_bytes([8; 32]);
            let renewed = renew(&master_key, &new, own, &row.sealed).unwrap();
            prop_assert_eq!(open(&new, own, &renewed).unwrap(), plain);
        }
    }
}

//! How an entry is written: one byte that says whether the request had ended, then the record as MessagePack with named
//! fields.
//!
//! Named, so that a journal left by another version can be read: a field that this version does not know is passed over, a
//! new one that is optional or has a default may be missing. MessagePack, because every request pays for two of these:
//! JSON took more than twice as long and a third more room.

use routex_entity::RequestRecord;

use super::Entry;

/// The first byte of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Intent,
    Settled,
}

/// Why an entry cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum DecodeError {
    #[error("it begins with neither of the known marks")]
    Mark,
    #[error("{0}")]
    Record(#[from] rmp_serde::decode::Error),
}

/// Room for a record with two attempts.
const USUAL_SIZE: usize = 1280;

pub(super) fn encode(
    state: State,
    record: &RequestRecord,
) -> Result<Vec<u8>, rmp_serde::encode::Error> {
    let mut value = Vec::with_capacity(USUAL_SIZE);
    value.push(state.mark());
    rmp_serde::encode::write_named(&mut value, record)?;
    Ok(value)
}

/// `Ok(None)`: it has not ended, and only what has ended was asked for.
pub(super) fn decode(value: &[u8], settled_only: bool) -> Result<Option<Entry>, DecodeError> {
    let (mark, record) = value.split_first().ok_or(DecodeError::Mark)?;
    let settled = match *mark {
        mark if mark == State::Settled.mark() => true,
        mark if mark == State::Intent.mark() => false,
        _ => return Err(DecodeError::Mark),
    };
    if settled_only && !settled {
        return Ok(None);
    }
    let record = rmp_serde::from_slice(record)?;
    Ok(Some(Entry { record, settled }))
}

impl State {
    const fn mark(self) -> u8 {
        match self {
            Self::Intent => b'i',
            Self::Settled => b's',
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::testing::record;

    #[test]
    fn a_record_comes_back_with_its_state() {
        let record = record();
        for (state, settled) in [(State::Intent, false), (State::Settled, true)] {
            let value = encode(state, &record).unwrap();
            let entry = decode(&value, false).unwrap();
            assert_eq!(
                entry,
                Some(Entry {
                    record: record.clone(),
                    settled
                })
            );
            assert_eq!(decode(&value, true).unwrap().is_some(), settled);
        }
    }

    #[test]
    fn a_field_of_a_later_version_does_no_harm() {
        #[derive(serde::Serialize)]
        struct Later<'a> {
            invented: bool,
            #[serde(flatten)]
            record: &'a RequestRecord,
        }
        let record = record();
        let later = Later {
            invented: true,
            record: &record,
        };
        let mut value = vec![State::Settled.mark()];
        rmp_serde::encode::write_named(&mut value, &later).unwrap();
        assert_eq!(decode(&value, true).unwrap().unwrap().record, record);
    }

    #[test]
    fn a_record_of_a_version_that_knew_no_extras_is_read() {
        let mut record = record();
        for attempt in &mut record.attempts {
            attempt.extras = routex_entity::Extras::default();
        }
        let value = encode(State::Settled, &record).unwrap();
        // As that version wrote it: without the field.
        assert!(!value.windows(6).any(|part| part == b"extras"));
        assert_eq!(decode(&value, true).unwrap().unwrap().record, record);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes: Vec<u8>, marked: bool) {
            if marked {
                bytes.insert(0, State::Settled.mark());
            }
            prop_assert!(decode(&bytes, false).is_err());
        }
    }
}

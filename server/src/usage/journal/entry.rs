//! How an entry is written: one byte that says whether the request had ended, then the record as JSON.
//!
//! JSON names its fields, so that a journal left by another version can be read: a field that this version does not know
//! is passed over, a new one that is optional or has a default may be missing.

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
    Record(#[from] serde_json::Error),
}

/// Room for a record with two attempts.
const USUAL_SIZE: usize = 1536;

pub(super) fn encode(state: State, record: &RequestRecord) -> Result<Vec<u8>, serde_json::Error> {
    let mut value = Vec::with_capacity(USUAL_SIZE);
    value.push(state.mark());
    serde_json::to_writer(&mut value, record)?;
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
    let record = serde_json::from_slice(record)?;
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
    use serde_json::Value;

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
    fn fields_of_another_version_do_no_harm() {
        let record = record();
        let mut json = serde_json::to_value(&record).unwrap();
        json["invented_later"] = Value::Bool(true);
        json.as_object_mut().unwrap().remove("error");
        let mut value = vec![State::Settled.mark()];
        serde_json::to_writer(&mut value, &json).unwrap();
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

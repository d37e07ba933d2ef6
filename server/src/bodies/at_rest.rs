//! The bodies of a request in the form in which they are stored: compressed, and sealed for the row of that request.

use routex_entity::api::RequestBody;
use uuid::Uuid;

use crate::{
    secret::{Cell, MasterKey, SealError},
    store::request_body::RequestBodyRow,
};

/// The fastest level saves most of what there is to save.
const LEVEL: i32 = 1;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// Why bodies cannot be brought to rest or back.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error(transparent)]
    Sealed(#[from] SealError),
    #[error("they cannot be packed or unpacked: {0}")]
    Packed(#[from] std::io::Error),
    #[error("they are not of a form that this version knows: {0}")]
    Form(#[from] serde_json::Error),
}

/// The row of a request's bodies.
pub(super) fn row(
    master_key: &MasterKey,
    request: Uuid,
    items: &[RequestBody],
    hours: u32,
    now_ms: i64,
) -> Result<RequestBodyRow, Unusable> {
    let packed = zstd::bulk::compress(&serde_json::to_vec(items)?, LEVEL)?;
    Ok(RequestBodyRow {
        request_id: request,
        kept_at_ms: now_ms,
        until_ms: now_ms.saturating_add(i64::from(hours) * HOUR_MS),
        sealed: master_key.seal_bytes(cell(request), &packed)?,
    })
}

/// What a stored cell holds.
pub(super) fn open(
    master_key: &MasterKey,
    request: Uuid,
    sealed: &[u8],
) -> Result<Vec<RequestBody>, Unusable> {
    let packed = master_key.open_bytes(cell(request), sealed)?;
    let plain = zstd::stream::decode_all(packed.as_slice())?;
    Ok(serde_json::from_slice(&plain)?)
}

/// A stored cell under another master key.
pub fn renew(
    old: &MasterKey,
    new: &MasterKey,
    request: Uuid,
    sealed: &[u8],
) -> Result<Vec<u8>, SealError> {
    new.seal_bytes(cell(request), &old.open_bytes(cell(request), sealed)?)
}

fn cell(request: Uuid) -> Cell {
    Cell {
        table: "request_body",
        row: request,
        column: "sealed",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use routex_entity::api::{BodyEncoding, BodyPart};

    use super::*;

    proptest! {
        #[test]
        fn what_is_stored_opens_for_its_own_request_alone(text: String, request: u128, other: u128, hours in 1..721_u32) {
            let master_key = MasterKey::from_bytes([7; 32]);
            let items = vec![RequestBody {
                part: BodyPart::Sent,
                attempt: Some(2),
                encoding: BodyEncoding::Text,
                bytes: text.len() as u64,
                truncated: false,
                text,
            }];
            let own = Uuid::from_u128(request);

            let row = row(&master_key, own, &items, hours, 1_000).unwrap();

            prop_assert_eq!(row.until_ms, 1_000 + i64::from(hours) * 3_600_000);
            prop_assert_eq!(open(&master_key, own, &row.sealed).unwrap(), items.clone());
            if other != request {
                prop_assert!(open(&master_key, Uuid::from_u128(other), &row.sealed).is_err());
            }
            let new = MasterKey::from_bytes([8; 32]);
            let renewed = renew(&master_key, &new, own, &row.sealed).unwrap();
            prop_assert_eq!(open(&new, own, &renewed).unwrap(), items);
            prop_assert!(open(&new, own, &row.sealed).is_err());
        }
    }
}

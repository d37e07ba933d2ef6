//! Ids in order of time: logs have no index but their key.

use uuid::Uuid;

/// The smallest UUID v7 of a millisecond since the Unix epoch.
pub(super) fn first_id_at(at_ms: i64) -> Uuid {
    let at_ms = u64::try_from(at_ms).unwrap_or(0).min((1 << 48) - 1);
    Uuid::from_u128(u128::from(at_ms) << 80)
}

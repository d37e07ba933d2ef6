//! Ids in order of time: logs have no index but their key.

use uuid::Uuid;

/// When an id of version 7 was made, in milliseconds since the Unix epoch.
pub fn id_time_ms(id: Uuid) -> i64 {
    i64::try_from(id.as_u128() >> 80).unwrap_or(i64::MAX)
}

/// The smallest UUID v7 of a millisecond since the Unix epoch.
pub(super) fn first_id_at(at_ms: i64) -> Uuid {
    let at_ms = u64::try_from(at_ms).unwrap_or(0).min((1 << 48) - 1);
    Uuid::from_u128(u128::from(at_ms) << 80)
}

//! Session pins: where conversations live, so that a restart does not move them.

use std::{sync::LazyLock, time::Duration};

use routex_entity::table::session_pin;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    Store,
    bulk::BulkInsert,
    error::{During, StoreError},
    removal::{Removal, Removed},
};
use crate::usage::messages::PinRow;

/// An older report never overwrites a newer one.
static PINS: LazyLock<BulkInsert> = LazyLock::new(|| {
    BulkInsert::new(
        "session_pin",
        &["key", "channel", "credential", "last_used_ms"],
        "(\"key\") DO UPDATE SET \"channel\" = excluded.\"channel\", \"credential\" = excluded.\"credential\", \
         \"last_used_ms\" = excluded.\"last_used_ms\" WHERE excluded.\"last_used_ms\" >= \"last_used_ms\"",
    )
});

/// Every pin that was used within `ttl` before `now_ms` (milliseconds since the Unix epoch).
pub async fn load_live(
    store: &Store,
    ttl: Duration,
    now_ms: i64,
) -> Result<Vec<PinRow>, StoreError> {
    let rows = session_pin::Entity::find()
        .filter(session_pin::Column::LastUsedMs.gt(oldest_live(ttl, now_ms)))
        .all(store.reader())
        .await
        .during("read the session pins")?;
    Ok(rows
        .into_iter()
        .map(|row| PinRow {
            key: row.key,
            channel: row.channel,
            credential: row.credential,
            last_used_ms: row.last_used_ms,
        })
        .collect())
}

/// Makes or moves pins, in one transaction.
pub async fn upsert_batch(store: &Store, pins: &[PinRow]) -> Result<(), StoreError> {
    let action = "write session pins";
    if pins.is_empty() {
        return Ok(());
    }
    let cells = pins
        .iter()
        .flat_map(|pin| {
            [
                pin.key.as_str().into(),
                pin.channel.into(),
                pin.credential.into(),
                pin.last_used_ms.into(),
            ]
        })
        .collect();
    let transaction = store.begin(action).await?;
    PINS.run(&transaction, cells).await.during(action)?;
    transaction.commit().await.during(action)
}

/// Removes the pins that [`load_live`] would not return, and tells how many there were.
pub async fn delete_expired(store: &Store, ttl: Duration, now_ms: i64) -> Result<u64, StoreError> {
    let result = session_pin::Entity::delete_many()
        .filter(session_pin::Column::LastUsedMs.lte(oldest_live(ttl, now_ms)))
        .exec(store.writer())
        .await
        .during("remove expired session pins")?;
    Ok(result.rows_affected)
}

/// Removes at most `most` pins that were last used before a time in milliseconds since the Unix epoch, and tells how many there
/// were.
pub async fn delete_before(
    store: &Store,
    before_ms: i64,
    most: u64,
) -> Result<Removed, StoreError> {
    let action = "remove expired session pins";
    let expired = session_pin::Column::LastUsedMs.lt(before_ms);
    let keys: Vec<String> = session_pin::Entity::find()
        .select_only()
        .column(session_pin::Column::Key)
        .filter(expired.clone())
        .limit(most)
        .into_tuple()
        .all(store.reader())
        .await
        .during(action)?;
    if keys.is_empty() {
        return Ok(Removed::default());
    }
    let removal = Removal::begin(store, action).await?;
    let removed = session_pin::Entity::delete_many()
        .filter(session_pin::Column::Key.is_in(keys))
        // It may have been used since.
        .filter(expired)
        .exec(&removal.transaction)
        .await
        .during(action)?;
    removal.commit(removed.rows_affected).await
}

fn oldest_live(ttl: Duration, now_ms: i64) -> i64 {
    now_ms.saturating_sub(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::store::testing::temporary;

    fn pin(key: &str, place: u128, last_used_ms: i64) -> PinRow {
        PinRow {
            key: key.to_owned(),
            channel: Uuid::from_u128(place),
            credential: Uuid::from_u128(place + 1),
            last_used_ms,
        }
    }

    #[actix_rt::test]
    async fn the_newest_report_of_a_session_counts() {
        let (store, _dir) = temporary().await;
        upsert_batch(
            &store,
            &[pin("a", 1, 100), pin("b", 1, 100), pin("a", 3, 200)],
        )
        .await
        .unwrap();
        upsert_batch(&store, &[pin("a", 5, 150), pin("b", 7, 300)])
            .await
            .unwrap();

        let mut pins = load_live(&store, Duration::from_millis(1000), 300)
            .await
            .unwrap();
        pins.sort_by(|a, b| a.key.cmp(&b.key));
        assert_eq!(pins, [pin("a", 3, 200), pin("b", 7, 300)]);
    }

    #[actix_rt::test]
    async fn a_pin_dies_at_the_end_of_its_life() {
        let (store, _dir) = temporary().await;
        upsert_batch(&store, &[pin("old", 1, 1000), pin("live", 1, 1001)])
            .await
            .unwrap();
        let ttl = Duration::from_millis(500);

        assert_eq!(
            load_live(&store, ttl, 1500).await.unwrap(),
            [pin("live", 1, 1001)]
        );
        assert_eq!(delete_expired(&store, ttl, 1500).await.unwrap(), 1);
        let forever = Duration::from_secs(9999);
        assert_eq!(
            load_live(&store, forever, 1500).await.unwrap(),
            [pin("live", 1, 1001)]
        );
    }
}

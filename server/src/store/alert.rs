//! Alerts and the messages about them.

mod row;

use std::collections::HashMap;

use routex_entity::{
    DeliveryState,
    table::{alert, alert_delivery},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    Store,
    error::{During, StoreError},
    upsert::upsert,
};
use crate::alerts::{Delivery, Episode};

/// Which alerts are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AlertFilter {
    /// Those that last, or those that are over.
    pub firing: Option<bool>,
    pub kind: Option<routex_entity::AlertKind>,
}

/// Every alert that lasts, oldest first. What cannot be read is left out and told.
pub async fn lasting(store: &Store) -> Result<Vec<Episode>, StoreError> {
    let rows = alert::Entity::find()
        .filter(alert::Column::ResolvedAtMs.is_null())
        .order_by_asc(alert::Column::Id)
        .all(store.reader())
        .await
        .during("read the alerts that last")?;
    Ok(readable(rows.into_iter().map(row::read_alert)))
}

/// Every message that is on its way, oldest first. What cannot be read is left out and told.
pub async fn pending(store: &Store) -> Result<Vec<Delivery>, StoreError> {
    let rows = alert_delivery::Entity::find()
        .filter(alert_delivery::Column::State.eq(DeliveryState::Pending.as_str()))
        .order_by_asc(alert_delivery::Column::Id)
        .all(store.reader())
        .await
        .during("read the messages about alerts")?;
    Ok(readable(rows.into_iter().map(row::read_delivery)))
}

/// Writes alerts and messages as they stand, all or none.
pub async fn save(
    store: &Store,
    alerts: Vec<Episode>,
    deliveries: Vec<Delivery>,
) -> Result<(), StoreError> {
    let action = "write alerts";
    let transaction = store.begin(action).await?;
    let alerts = alerts.into_iter().map(row::write_alert);
    let alerts = alerts.map(IntoActiveModel::into_active_model);
    upsert::<alert::Entity>(&transaction, alert::Column::Id, alerts)
        .await
        .during(action)?;
    let deliveries = deliveries.into_iter().map(row::write_delivery);
    let deliveries = deliveries.map(IntoActiveModel::into_active_model);
    upsert::<alert_delivery::Entity>(&transaction, alert_delivery::Column::Id, deliveries)
        .await
        .during(action)?;
    transaction.commit().await.during(action)
}

/// At most `limit` alerts that began before that of `cursor`, newest first, each with its messages, oldest first.
pub async fn page(
    store: &Store,
    filter: &AlertFilter,
    cursor: Option<Uuid>,
    limit: u64,
) -> Result<Vec<(Episode, Vec<Delivery>)>, StoreError> {
    let mut query = alert::Entity::find().order_by_desc(alert::Column::Id);
    if let Some(cursor) = cursor {
        query = query.filter(alert::Column::Id.lt(cursor));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(alert::Column::Kind.eq(kind.as_str()));
    }
    query = match filter.firing {
        Some(true) => query.filter(alert::Column::ResolvedAtMs.is_null()),
        Some(false) => query.filter(alert::Column::ResolvedAtMs.is_not_null()),
        None => query,
    };
    let rows = query
        .limit(limit)
        .all(store.reader())
        .await
        .during("read the alerts")?;
    let alerts = rows
        .into_iter()
        .map(row::read_alert)
        .collect::<Result<Vec<_>, _>>()?;
    let mut messages = messages(store, alerts.iter().map(|alert| alert.id).collect()).await?;
    let with_messages = alerts.into_iter().map(|alert| {
        let messages = messages.remove(&alert.id).unwrap_or_default();
        (alert, messages)
    });
    Ok(with_messages.collect())
}

async fn messages(
    store: &Store,
    alerts: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<Delivery>>, StoreError> {
    let rows = alert_delivery::Entity::find()
        .filter(alert_delivery::Column::AlertId.is_in(alerts))
        .order_by_asc(alert_delivery::Column::Id)
        .all(store.reader())
        .await
        .during("read the messages about alerts")?;
    let mut messages: HashMap<Uuid, Vec<Delivery>> = HashMap::new();
    for row in rows {
        let delivery = row::read_delivery(row)?;
        messages
            .entry(delivery.alert_id)
            .or_default()
            .push(delivery);
    }
    Ok(messages)
}

/// Removes at most `most` alerts, with their messages, that were over before a time in milliseconds since the Unix epoch.
/// Tells how many there were.
pub async fn delete_over_before(
    store: &Store,
    before_ms: i64,
    most: u64,
) -> Result<u64, StoreError> {
    let action = "remove old alerts";
    let over: Vec<Uuid> = alert::Entity::find()
        .select_only()
        .column(alert::Column::Id)
        .filter(alert::Column::ResolvedAtMs.lt(before_ms))
        .limit(most)
        .into_tuple()
        .all(store.reader())
        .await
        .during(action)?;
    if over.is_empty() {
        return Ok(0);
    }
    let removed = alert::Entity::delete_many()
        .filter(alert::Column::Id.is_in(over))
        .exec(store.writer())
        .await
        .during(action)?;
    Ok(removed.rows_affected)
}

fn readable<T>(rows: impl Iterator<Item = Result<T, StoreError>>) -> Vec<T> {
    rows.filter_map(|row| {
        row.inspect_err(|error| tracing::error!(%error, "left out of the alerts"))
            .ok()
    })
    .collect()
}

#[cfg(test)]
mod tests;

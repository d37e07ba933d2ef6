//! Requests with their attempts.

use std::collections::HashMap;

use routex_entity::{
    AttemptRecord, RequestRecord,
    table::{attempt, request},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    super::error::{During, StoreError},
    row::{read_attempt, read_request},
};

/// Reads the attempts of these rows. They must be fewer than SQLite takes variables.
pub(in crate::store) async fn with_attempts(
    connection: &impl ConnectionTrait,
    rows: Vec<request::Model>,
) -> Result<Vec<RequestRecord>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let attempts = attempt::Entity::find()
        .filter(attempt::Column::RequestId.is_in(ids))
        .order_by_asc(attempt::Column::RequestId)
        .order_by_asc(attempt::Column::Id)
        .all(connection)
        .await
        .during("read attempts")?;
    let mut by_request: HashMap<Uuid, Vec<AttemptRecord>> = HashMap::new();
    for row in attempts {
        let request = row.request_id;
        by_request
            .entry(request)
            .or_default()
            .push(read_attempt(row)?);
    }
    rows.into_iter()
        .map(|row| {
            let own = by_request.remove(&row.id).unwrap_or_default();
            read_request(row, own)
        })
        .collect()
}

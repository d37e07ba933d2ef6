//! Sign-ins that are on their way. Each is used once.

use routex_entity::table::oauth_flow;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
};

/// A sign-in as it is kept.
pub type OauthFlowRow = oauth_flow::Model;

/// Begins it, and forgets those whose time is up.
pub async fn begin(store: &Store, row: OauthFlowRow, now_ms: i64) -> Result<(), StoreError> {
    oauth_flow::Entity::delete_many()
        .filter(oauth_flow::Column::ExpiresAtMs.lte(now_ms))
        .exec(store.writer())
        .await
        .during("forget sign-ins that nobody completed")?;
    oauth_flow::Entity::insert(row.into_active_model())
        .exec_without_returning(store.writer())
        .await
        .during("begin a sign-in")?;
    Ok(())
}

/// The one that this state belongs to, whoever began it and whether or not its time is up.
pub async fn find_by_state(
    store: &Store,
    state_hash: &str,
) -> Result<Option<OauthFlowRow>, StoreError> {
    oauth_flow::Entity::find()
        .filter(oauth_flow::Column::StateHash.eq(state_hash))
        .one(store.reader())
        .await
        .during("look up a sign-in")
}

/// The one with this id.
pub async fn find(store: &Store, id: Uuid) -> Result<Option<OauthFlowRow>, StoreError> {
    oauth_flow::Entity::find_by_id(id)
        .one(store.reader())
        .await
        .during("look up a sign-in")
}

/// Uses it up. Answers whether nobody had done so before.
pub async fn take(store: &Store, id: Uuid) -> Result<bool, StoreError> {
    let gone = oauth_flow::Entity::delete_by_id(id)
        .exec(store.writer())
        .await
        .during("complete a sign-in")?;
    Ok(gone.rows_affected == 1)
}

/// Forgets those at a provider, as part of a change.
pub async fn forget_of(change: &Change, provider: Uuid) -> Result<(), StoreError> {
    oauth_flow::Entity::delete_many()
        .filter(oauth_flow::Column::ProviderId.eq(provider))
        .exec(&change.transaction)
        .await
        .during("forget sign-ins at a provider")?;
    Ok(())
}

/// Forgets all, as part of a change.
pub async fn clear(change: &Change) -> Result<(), StoreError> {
    oauth_flow::Entity::delete_many()
        .exec(&change.transaction)
        .await
        .during("forget sign-ins")?;
    Ok(())
}

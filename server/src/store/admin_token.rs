//! Admin tokens: what automation shows to the admin API. Only a hash of the token is kept.

use routex_entity::table::admin_token;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
};

/// A token as it is kept.
pub type AdminTokenRow = admin_token::Model;

/// Every token, by name.
pub async fn list(store: &Store) -> Result<Vec<AdminTokenRow>, StoreError> {
    admin_token::Entity::find()
        .order_by_asc(admin_token::Column::Name)
        .all(store.reader())
        .await
        .during("read the admin tokens")
}

/// How many tokens there are.
pub async fn count(store: &Store) -> Result<u64, StoreError> {
    admin_token::Entity::find()
        .count(store.reader())
        .await
        .during("count the admin tokens")
}

/// The token with this hash, by the whole of it.
pub async fn find_by_hash(store: &Store, hash: &str) -> Result<Option<AdminTokenRow>, StoreError> {
    admin_token::Entity::find()
        .filter(admin_token::Column::Hash.eq(hash))
        .one(store.reader())
        .await
        .during("look up an admin token")
}

/// Makes the token, as part of a change.
pub async fn put(change: &Change, row: AdminTokenRow) -> Result<(), StoreError> {
    admin_token::Entity::insert(row.into_active_model())
        .exec_without_returning(&change.transaction)
        .await
        .during("write an admin token")?;
    Ok(())
}

/// Revokes the token.
pub async fn delete(change: &Change, id: Uuid) -> Result<(), StoreError> {
    admin_token::Entity::delete_by_id(id)
        .exec(&change.transaction)
        .await
        .during("remove an admin token")?;
    Ok(())
}

/// Brings the one token that the file may declare in line with it: `None` removes it.
pub async fn reconcile(store: &Store, declared: Option<AdminTokenRow>) -> Result<(), StoreError> {
    let action = "bring the admin token in line with the configuration";
    let transaction = store.begin(action).await?;
    let kept = declared.as_ref().map(|row| row.hash.clone());
    admin_token::Entity::delete_many()
        .filter(admin_token::Column::Declared.eq(true))
        .filter(admin_token::Column::Hash.ne(kept.unwrap_or_default()))
        .exec(&transaction)
        .await
        .during(action)?;
    if let Some(row) = declared {
        admin_token::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::column(admin_token::Column::Hash)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&transaction)
            .await
            .during(action)?;
    }
    transaction.commit().await.during(action)
}

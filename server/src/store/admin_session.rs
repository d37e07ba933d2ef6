//! Sessions of signed-in browsers. Only a hash of the cookie's value is kept.

use routex_entity::table::{admin_session, admin_user};
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};

use super::{
    Change, Store,
    admin_user::AdminUserRow,
    error::{During, StoreError},
};

/// A session as it is kept.
pub type AdminSessionRow = admin_session::Model;

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    User(AdminUserRow),
    /// Somebody whom an OpenID provider vouched for: `oidc_…` of the session say whom.
    Guest,
}

/// The session with this hash and whose it is, whether or not its time is up.
pub async fn find(
    store: &Store,
    hash: &str,
) -> Result<Option<(AdminSessionRow, Holder)>, StoreError> {
    let action = "look up a session";
    let session = admin_session::Entity::find_by_id(hash)
        .one(store.reader())
        .await
        .during(action)?;
    let Some(session) = session else {
        return Ok(None);
    };
    let Some(user_id) = session.user_id else {
        return Ok(Some((session, Holder::Guest)));
    };
    let user = admin_user::Entity::find_by_id(user_id)
        .one(store.reader())
        .await
        .during(action)?;
    Ok(user.map(|user| (session, Holder::User(user))))
}

/// Begins the session, as part of a change.
pub async fn put(change: &Change, row: AdminSessionRow) -> Result<(), StoreError> {
    admin_session::Entity::insert(row.into_active_model())
        .exec_without_returning(&change.transaction)
        .await
        .during("begin a session")?;
    Ok(())
}

/// Ends the session.
pub async fn delete(change: &Change, hash: &str) -> Result<(), StoreError> {
    admin_session::Entity::delete_by_id(hash)
        .exec(&change.transaction)
        .await
        .during("end a session")?;
    Ok(())
}

/// Forgets sessions that began or were last seen before these times.
pub async fn delete_ended(
    change: &Change,
    began_before_ms: i64,
    seen_before_ms: i64,
) -> Result<(), StoreError> {
    let ended = Condition::any()
        .add(admin_session::Column::CreatedAtMs.lt(began_before_ms))
        .add(admin_session::Column::LastSeenMs.lt(seen_before_ms));
    admin_session::Entity::delete_many()
        .filter(ended)
        .exec(&change.transaction)
        .await
        .during("forget sessions that ended")?;
    Ok(())
}

/// Notes that the session is in use. No change of an operator's, so there is nothing to audit.
pub async fn touch(store: &Store, hash: &str, now_ms: i64) -> Result<(), StoreError> {
    admin_session::Entity::update_many()
        .col_expr(admin_session::Column::LastSeenMs, Expr::value(now_ms))
        .filter(admin_session::Column::Hash.eq(hash))
        .exec(store.writer())
        .await
        .during("note that a session is in use")?;
    Ok(())
}

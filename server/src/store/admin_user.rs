//! Admin users: who signs in with a password. Only its Argon2id hash is kept.

use routex_entity::table::{admin_session, admin_user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};

use super::{
    Change, Store,
    error::{During, StoreError},
};

/// A user as it is kept.
pub type AdminUserRow = admin_user::Model;

/// How many users there are.
pub async fn count(store: &Store) -> Result<u64, StoreError> {
    admin_user::Entity::find()
        .count(store.reader())
        .await
        .during("count the admin users")
}

/// The user of this name.
pub async fn find_by_name(
    store: &Store,
    username: &str,
) -> Result<Option<AdminUserRow>, StoreError> {
    admin_user::Entity::find()
        .filter(admin_user::Column::Username.eq(username))
        .one(store.reader())
        .await
        .during("look up an admin user")
}

/// Makes the user, or replaces the one with its id, and ends all sessions of it.
pub async fn put(change: &Change, row: AdminUserRow) -> Result<(), StoreError> {
    let action = "write an admin user";
    end_sessions(&change.transaction, &row, action).await?;
    upsert(&change.transaction, row, action).await
}

/// Brings the one user that the file may declare in line with it: `None` removes it. Another password than before ends
/// all sessions of it.
pub async fn reconcile(store: &Store, declared: Option<AdminUserRow>) -> Result<(), StoreError> {
    let action = "bring the admin user in line with the configuration";
    let transaction = store.begin(action).await?;
    let kept = declared.as_ref().map(|row| row.username.clone());
    admin_user::Entity::delete_many()
        .filter(admin_user::Column::Declared.eq(true))
        .filter(admin_user::Column::Username.ne(kept.unwrap_or_default()))
        .exec(&transaction)
        .await
        .during(action)?;
    if let Some(row) = declared {
        let known = admin_user::Entity::find_by_id(row.id)
            .one(&transaction)
            .await
            .during(action)?;
        if known.is_some_and(|known| known.password_hash != row.password_hash) {
            end_sessions(&transaction, &row, action).await?;
        }
        upsert(&transaction, row, action).await?;
    }
    transaction.commit().await.during(action)
}

async fn upsert(
    db: &impl ConnectionTrait,
    row: AdminUserRow,
    action: &'static str,
) -> Result<(), StoreError> {
    let update = OnConflict::column(admin_user::Column::Id)
        .update_columns([
            admin_user::Column::Username,
            admin_user::Column::PasswordHash,
            admin_user::Column::PasswordChangedAtMs,
            admin_user::Column::Declared,
        ])
        .to_owned();
    admin_user::Entity::insert(row.into_active_model())
        .on_conflict(update)
        .exec_without_returning(db)
        .await
        .during(action)?;
    Ok(())
}

async fn end_sessions(
    db: &impl ConnectionTrait,
    row: &AdminUserRow,
    action: &'static str,
) -> Result<(), StoreError> {
    admin_session::Entity::delete_many()
        .filter(admin_session::Column::UserId.eq(row.id))
        .exec(db)
        .await
        .during(action)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::store::{admin_session, testing::temporary};

    fn user(username: &str, hash: &str) -> AdminUserRow {
        AdminUserRow {
            id: Uuid::now_v7(),
            username: username.to_owned(),
            password_hash: hash.to_owned(),
            password_changed_at_ms: 0,
            declared: true,
        }
    }

    #[actix_rt::test]
    async fn the_declared_user_follows_the_file_and_its_sessions_its_password() {
        let (store, _dir) = temporary().await;
        let first = user("admin", "one");
        reconcile(&store, Some(first.clone())).await.unwrap();
        let session = admin_session::AdminSessionRow {
            hash: "h".to_owned(),
            user_id: Some(first.id),
            csrf_token: String::new(),
            created_at_ms: 0,
            last_seen_ms: 0,
            address: String::new(),
            oidc_subject: None,
            oidc_name: None,
            oidc_mark: None,
        };
        let change = store.change().await.unwrap();
        admin_session::put(&change, session).await.unwrap();
        change.commit(vec![]).await.unwrap();

        reconcile(&store, Some(first.clone())).await.unwrap();
        assert!(admin_session::find(&store, "h").await.unwrap().is_some());

        let changed = AdminUserRow {
            password_hash: "two".to_owned(),
            ..first.clone()
        };
        reconcile(&store, Some(changed.clone())).await.unwrap();
        assert_eq!(admin_session::find(&store, "h").await.unwrap(), None);
        let kept = find_by_name(&store, "admin").await.unwrap();
        assert_eq!(kept, Some(changed));

        reconcile(&store, Some(user("root", "three")))
            .await
            .unwrap();
        assert_eq!(find_by_name(&store, "admin").await.unwrap(), None);
        reconcile(&store, None).await.unwrap();
        assert_eq!(count(&store).await.unwrap(), 0);
    }
}

//! Tokens of credentials that are no keys. A write names the version that it replaces, so that none is lost.

use routex_entity::table::token_grant;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
};

/// Tokens as they are kept.
pub type TokenGrantRow = token_grant::Model;

/// Those of every credential that has any.
pub async fn list(store: &Store) -> Result<Vec<TokenGrantRow>, StoreError> {
    token_grant::Entity::find()
        .all(store.reader())
        .await
        .during("read the tokens")
}

/// Writes the row if the version before it is the one that is there; 0: none is. Answers whether it was.
pub async fn replace(
    store: &Store,
    row: TokenGrantRow,
    version_before: i64,
) -> Result<bool, StoreError> {
    write(store.writer(), row, version_before).await
}

/// The same, as part of a change.
pub async fn put(
    change: &Change,
    row: TokenGrantRow,
    version_before: i64,
) -> Result<bool, StoreError> {
    write(&change.transaction, row, version_before).await
}

/// Forgets the tokens of a credential, as part of a change.
pub async fn delete(change: &Change, credential: Uuid) -> Result<(), StoreError> {
    token_grant::Entity::delete_by_id(credential)
        .exec(&change.transaction)
        .await
        .during("forget the tokens of a credential")?;
    Ok(())
}

async fn write(
    db: &impl ConnectionTrait,
    row: TokenGrantRow,
    version_before: i64,
) -> Result<bool, StoreError> {
    let action = "write the tokens of a credential";
    let written = if version_before == 0 {
        let nothing = sea_orm::sea_query::OnConflict::new()
            .do_nothing()
            .to_owned();
        token_grant::Entity::insert(row.into_active_model())
            .on_conflict(nothing)
            .exec_without_returning(db)
            .await
            .during(action)?
    } else {
        let id = row.credential_id;
        token_grant::Entity::update_many()
            .set(row.into_active_model().reset_all())
            .filter(token_grant::Column::CredentialId.eq(id))
            .filter(token_grant::Column::Version.eq(version_before))
            .exec(db)
            .await
            .during(action)?
            .rows_affected
    };
    Ok(written == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{channel, credential, testing::temporary};

    #[actix_rt::test]
    async fn a_write_that_does_not_know_the_newest_changes_nothing() {
        let (store, _dir) = temporary().await;
        let channels = vec![channel::tests::row("a", true)];
        let channels = channel::reconcile(&store, channels).await.unwrap();
        let credential = credential::tests::row(channels[0].id, "1", false);
        credential::save(&store, credential.clone()).await.unwrap();
        let row = |version, error: &str| TokenGrantRow {
            credential_id: credential.id,
            provider_id: None,
            version,
            sign_ins: 1,
            sealed_tokens: None,
            obtained_at_ms: Some(1),
            expires_at_ms: None,
            account: None,
            needs_sign_in: false,
            last_error: Some(error.to_owned()),
        };

        assert!(replace(&store, row(1, "first"), 0).await.unwrap());
        assert!(!replace(&store, row(1, "another first"), 0).await.unwrap());
        assert!(replace(&store, row(2, "second"), 1).await.unwrap());
        assert!(!replace(&store, row(2, "late"), 1).await.unwrap());

        assert_eq!(list(&store).await.unwrap(), [row(2, "second")]);
    }
}

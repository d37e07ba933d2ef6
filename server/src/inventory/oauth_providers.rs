//! Who gives accounts, as the file declares it.

use uuid::Uuid;

use crate::{
    config::OauthProviderDecl,
    secret::MasterKey,
    store::{OauthProviderRow, Store, oauth_provider, token_grant},
};

/// Brings the rows of declared providers in line with the file. One that is declared no more and has given tokens to
/// credentials becomes the operator's: they go on.
pub(super) async fn reconcile(
    wanted: &[OauthProviderDecl],
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<()> {
    keep_those_in_use(wanted, store).await?;
    let known = oauth_provider::list(store).await?;
    let mut rows = Vec::with_capacity(wanted.len());
    for decl in wanted {
        // A secret is sealed for its row.
        let before = known.iter().find(|row| row.name == decl.name);
        let id = before.map_or_else(Uuid::now_v7, |row| row.id);
        rows.push(OauthProviderRow {
            declared: true,
            ..decl.provider(id)?.row(master_key)?
        });
    }
    Ok(oauth_provider::reconcile(store, rows).await?)
}

async fn keep_those_in_use(wanted: &[OauthProviderDecl], store: &Store) -> anyhow::Result<()> {
    let is_wanted = |row: &OauthProviderRow| wanted.iter().any(|decl| decl.name == row.name);
    let mut gone = oauth_provider::list(store).await?;
    gone.retain(|row| row.declared && !is_wanted(row));
    if gone.is_empty() {
        return Ok(());
    }
    let grants = token_grant::list(store).await?;
    let change = store.change().await?;
    for row in gone {
        if grants.iter().any(|grant| grant.provider_id == Some(row.id)) {
            tracing::warn!(
                provider = row.name,
                "provider of accounts is declared no more, and stays for the credentials that have their tokens of it"
            );
            let row = OauthProviderRow {
                declared: false,
                ..row
            };
            oauth_provider::put(&change, row).await?;
        }
    }
    Ok(change.commit(Vec::new()).await?)
}

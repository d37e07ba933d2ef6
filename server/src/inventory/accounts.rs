//! What credentials that are no keys work with: their tokens, and those who give them.

use std::{collections::HashMap, sync::Arc};

use anyhow::Context as _;
use routex_entity::CredentialKind;
use uuid::Uuid;

use crate::{
    channel::{CredentialId, Material, SignerMaterial, TokenMaterial},
    oauth::{Grant, Identity, Provider, Source, Vault, flow::Account, vault},
    secret::{MasterKey, Secret},
    store::{Store, oauth_provider, token_grant},
};

/// Tokens and their givers, of one moment.
#[derive(Debug, Default)]
pub struct Accounts {
    vault: Vault,
    grants: HashMap<CredentialId, Grant>,
    providers: HashMap<Uuid, Arc<Provider>>,
}

impl Accounts {
    /// All there are. What cannot be read is left out and told.
    pub async fn read(
        store: &Store,
        vault: &Vault,
        master_key: &MasterKey,
    ) -> anyhow::Result<Self> {
        let mut accounts = Self {
            vault: vault.clone(),
            ..Self::default()
        };
        for row in oauth_provider::list(store).await? {
            let (id, name) = (row.id, row.name.clone());
            match Provider::read(row, master_key) {
                Ok(mut provider) => {
                    if let Some(issuer) = provider.asks_issuer() {
                        let allow_private = provider.settings.allow_private_network;
                        provider.heard = vault.issuer(issuer, allow_private);
                    }
                    accounts.providers.insert(id, Arc::new(provider));
                }
                Err(error) => tracing::error!(
                    provider = name,
                    error = format!("{error:#}"),
                    "provider of accounts left out: its stored settings cannot be used"
                ),
            }
        }
        for row in token_grant::list(store).await? {
            let id = row.credential_id;
            match vault::read(row, master_key) {
                Ok(grant) => {
                    accounts.grants.insert(id, grant);
                }
                Err(error) => tracing::error!(
                    credential = %id,
                    error = format!("{error:#}"),
                    "tokens of a credential left out: they cannot be opened"
                ),
            }
        }
        Ok(accounts)
    }

    /// Who gives tokens, by id.
    pub fn provider(&self, id: Uuid) -> Option<&Arc<Provider>> {
        self.providers.get(&id)
    }

    pub fn providers(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.providers.values()
    }

    /// Whether a credential has its tokens of this provider.
    pub fn is_in_use(&self, provider: Uuid) -> bool {
        let mut grants = self.grants.values();
        grants.any(|grant| grant.provider_id == Some(provider))
    }

    /// The tokens of a credential.
    pub fn grant(&self, id: CredentialId) -> Option<&Grant> {
        self.grants.get(&id)
    }

    /// What a credential works with. `secret`: what is kept of it besides tokens.
    pub fn material(
        &self,
        id: CredentialId,
        kind: CredentialKind,
        secret: Option<Secret>,
    ) -> anyhow::Result<Material> {
        let (source, made_of): (Arc<dyn Source>, String) = match kind {
            CredentialKind::ApiKey => {
                let secret = secret.context("a stored credential has no secret")?;
                return Ok(Material::Key(secret));
            }
            CredentialKind::Oauth => {
                let grant = self.grants.get(&id);
                let provider = grant
                    .and_then(|grant| grant.provider_id)
                    .and_then(|id| self.providers.get(&id))
                    .context("a credential's provider of accounts is gone")?;
                let account = Account::new(Arc::clone(provider));
                (Arc::new(account), provider.digest.clone())
            }
            CredentialKind::ServiceAccount
            | CredentialKind::ClientCredentials
            | CredentialKind::Aws => {
                let secret = secret.context("a stored credential has no secret")?;
                let identity = Identity::read(kind, &secret)?;
                let made_of = identity.digest();
                match (identity.source(), identity) {
                    (Some(source), _) => (source, made_of),
                    (None, Identity::Aws(key)) => {
                        return Ok(Material::Signer(SignerMaterial { key, made_of }));
                    }
                    (None, _) => anyhow::bail!("a stored credential neither has tokens nor signs"),
                }
            }
        };
        let grant = self.grants.get(&id).cloned().unwrap_or_default();
        let sign_ins = grant.sign_ins;
        Ok(Material::Token(TokenMaterial {
            cell: self.vault.cell(id, &made_of, grant),
            source,
            made_of,
            sign_ins,
        }))
    }
}

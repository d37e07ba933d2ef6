//! Where grants are kept: sealed in the database, and in memory one cell a credential.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::{AccessToken, Grant, GrantCell, Trouble, discovery::Heard};
use crate::{
    channel::CredentialId,
    secret::{Cell, MasterKey, SealError, Secret},
    store::{Store, StoreError, TokenGrantRow, token_grant},
};

/// Tokens that may be on their way at once.
const MOST: u32 = 1024;

/// The grants of all credentials. Cheap to clone.
#[derive(Clone, Default)]
pub struct Vault {
    inner: Option<Arc<Inner>>,
}

struct Inner {
    store: Store,
    master_key: MasterKey,
    cells: Mutex<HashMap<CredentialId, Entry>>,
    /// What issuers said, by how they name themselves and whether they may be private.
    issuers: Mutex<HashMap<(String, bool), Arc<Heard>>>,
    /// A permit each for what is being obtained. Closed when Routex stops.
    under_way: Semaphore,
}

struct Entry {
    cell: Arc<GrantCell>,
    made_of: String,
}

/// Why a grant is not kept.
#[derive(Debug, thiserror::Error)]
pub enum Unkept {
    #[error("tokens cannot be kept here")]
    NoPlace,
    #[error("the credential was changed meanwhile")]
    Changed,
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Tokens as they are sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh: Option<String>,
}

impl Vault {
    pub fn new(store: Store, master_key: MasterKey) -> Self {
        Self {
            inner: Some(Arc::new(Inner {
                store,
                master_key,
                cells: Mutex::default(),
                issuers: Mutex::default(),
                under_way: Semaphore::new(MOST as usize),
            })),
        }
    }

    /// The cell of a credential, with what was read of it if that is newer than what it holds. `made_of`: what its
    /// tokens are obtained with; another one begins with what was read.
    pub fn cell(&self, credential: CredentialId, made_of: &str, read: Grant) -> Arc<GrantCell> {
        let Some(inner) = &self.inner else {
            return Arc::new(GrantCell::new(read));
        };
        let mut cells = inner.cells();
        match cells.get(&credential) {
            Some(entry) if entry.made_of == made_of => {
                entry.cell.advance(read);
                Arc::clone(&entry.cell)
            }
            _ => {
                let cell = Arc::new(GrantCell::new(read));
                let entry = Entry {
                    cell: Arc::clone(&cell),
                    made_of: made_of.to_owned(),
                };
                cells.insert(credential, entry);
                cell
            }
        }
    }

    /// What an issuer said, or will say.
    pub fn issuer(&self, name: &str, allow_private: bool) -> Arc<Heard> {
        let Some(inner) = &self.inner else {
            return Arc::default();
        };
        let mut issuers = inner.issuers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(issuers.entry((name.to_owned(), allow_private)).or_default())
    }

    /// Forgets cells of credentials that are gone.
    pub fn retain(&self, is_known: impl Fn(CredentialId) -> bool) {
        if let Some(inner) = &self.inner {
            inner.cells().retain(|id, _| is_known(*id));
        }
    }

    /// Held while tokens are obtained and kept. `None`: Routex stops, and nothing more is begun.
    pub async fn begin(&self) -> Option<SemaphorePermit<'_>> {
        self.inner.as_ref()?.under_way.acquire().await.ok()
    }

    /// Waits for tokens that are on their way; from then on none is asked for.
    pub async fn close(&self) {
        if let Some(inner) = &self.inner {
            // Dropped at once: nobody waits any more.
            drop(inner.under_way.acquire_many(MOST).await);
            inner.under_way.close();
        }
    }

    /// Writes the grant, which is to follow the one of the version before it. When this returns, it is durable.
    ///
    /// # Errors
    /// When the credential was changed meanwhile, or the database fails: then it must not be used.
    pub async fn keep(&self, credential: CredentialId, grant: &Grant) -> Result<(), Unkept> {
        let inner = self.inner.as_ref().ok_or(Unkept::NoPlace)?;
        let row = row(credential, grant, &inner.master_key)?;
        let version_before = row.version - 1;
        match token_grant::replace(&inner.store, row, version_before).await? {
            true => Ok(()),
            false => Err(Unkept::Changed),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

impl Inner {
    /// A map of cells stays whole when a thread panics.
    fn cells(&self) -> MutexGuard<'_, HashMap<CredentialId, Entry>> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A grant as it is kept.
///
/// # Errors
/// When it cannot be sealed.
pub fn row(
    credential: CredentialId,
    grant: &Grant,
    master_key: &MasterKey,
) -> Result<TokenGrantRow, SealError> {
    let access = grant.access.as_ref();
    let tokens = Sealed {
        access: access.map(|token| token.secret.expose().to_owned()),
        refresh: grant
            .refresh
            .as_ref()
            .map(|token| token.expose().to_owned()),
    };
    let text = serde_json::to_string(&tokens).unwrap_or_default();
    let sealed = master_key.seal(token_cell(credential), &Secret::new(text))?;
    Ok(TokenGrantRow {
        credential_id: credential,
        provider_id: grant.provider_id,
        version: grant.version,
        sign_ins: grant.sign_ins,
        sealed_tokens: Some(sealed),
        obtained_at_ms: access.map(|token| token.obtained_at_ms),
        expires_at_ms: access.and_then(|token| token.expires_at_ms),
        account: grant.account.clone(),
        needs_sign_in: grant.needs_sign_in(),
        last_error: grant.trouble.as_ref().map(|trouble| match trouble {
            Trouble::NeedsSignIn { error } | Trouble::Failing { error, .. } => error.clone(),
        }),
    })
}

/// A grant as it was kept.
///
/// # Errors
/// When it does not open.
pub fn read(row: TokenGrantRow, master_key: &MasterKey) -> anyhow::Result<Grant> {
    let tokens = match &row.sealed_tokens {
        Some(sealed) => {
            let text = master_key.open(token_cell(row.credential_id), sealed)?;
            serde_json::from_str(text.expose()).map_err(|_shows_tokens| {
                anyhow::anyhow!("the tokens are not of a form that this version knows")
            })?
        }
        None => Sealed {
            access: None,
            refresh: None,
        },
    };
    let error = row.last_error.unwrap_or_default();
    Ok(Grant {
        provider_id: row.provider_id,
        version: row.version,
        sign_ins: row.sign_ins,
        access: tokens.access.map(|access| AccessToken {
            secret: Secret::new(access),
            obtained_at_ms: row.obtained_at_ms.unwrap_or_default(),
            expires_at_ms: row.expires_at_ms,
        }),
        refresh: tokens.refresh.map(Secret::new),
        account: row.account,
        // What passes is found out anew.
        trouble: row.needs_sign_in.then_some(Trouble::NeedsSignIn { error }),
    })
}

/// Where a credential's tokens are kept; they open nowhere else.
pub fn token_cell(row: Uuid) -> Cell {
    Cell {
        table: "token_grant",
        row,
        column: "sealed_tokens",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{channel, credential, testing::temporary};

    #[actix_rt::test]
    async fn what_is_kept_reads_back_and_only_the_next_version_is_taken() {
        let (store, dir) = temporary().await;
        let master_key = MasterKey::load(dir.path()).unwrap();
        let channels = vec![channel::tests::row("a", true)];
        let channels = channel::reconcile(&store, channels).await.unwrap();
        let known = credential::tests::row(channels[0].id, "1", false);
        credential::save(&store, known.clone()).await.unwrap();
        let vault = Vault::new(store.clone(), master_key.clone());
        let grant = Grant {
            version: 1,
            sign_ins: 1,
            access: Some(AccessToken {
                secret: Secret::new("canary-access"),
                obtained_at_ms: 5,
                expires_at_ms: Some(9),
            }),
            refresh: Some(Secret::new("canary-refresh")),
            account: Some("me@example.com".to_owned()),
            ..Grant::default()
        };

        vault.keep(known.id, &grant).await.unwrap();

        let again = vault.keep(known.id, &grant).await;
        assert!(matches!(again, Err(Unkept::Changed)));
        let row = token_grant::list(&store).await.unwrap().remove(0);
        assert!(!format!("{row:?}").contains("canary"));
        assert_eq!(read(row, &master_key).unwrap(), grant);
    }

    #[actix_rt::test]
    async fn once_it_is_closed_nothing_is_begun_and_what_was_is_awaited() {
        let (store, dir) = temporary().await;
        let vault = Vault::new(store, MasterKey::load(dir.path()).unwrap());
        let under_way = vault.begin().await.unwrap();
        let closing = vault.clone();
        let closed = actix_rt::spawn(async move { closing.close().await });
        tokio::task::yield_now().await;
        assert!(!closed.is_finished());

        drop(under_way);
        closed.await.unwrap();

        assert!(vault.begin().await.is_none());
    }
}

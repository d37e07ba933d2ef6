//! The client keys: declared ones, those in the database, and the first one, made when there is none.

use std::fmt;

use uuid::Uuid;

use crate::{
    channel::limits::Caps,
    config::{ClientKeyDecl, Config},
    http::keys::{Allowance, ClientKey, ClientKeys},
    secret::{Secret, client_key as secret_key},
    store::{
        Store,
        client_key::{self, ClientKeyRow},
    },
};

pub(super) struct Keyring {
    pub keys: ClientKeys,
    pub new: Vec<NewKey>,
}

/// A key that was made just now. Its `Display` is the only place where it is ever shown.
pub(crate) struct NewKey {
    name: String,
    key: Secret,
}

impl fmt::Display for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "client key \"{}\", shown only now: {}",
            self.name,
            self.key.expose()
        )
    }
}

/// Reconciles declared keys and reads them all. Makes what is declared without a key and, where keys are required and
/// none exists, a first one named `default`.
pub(super) async fn load(config: &Config, store: &Store) -> anyhow::Result<Keyring> {
    let known = client_key::list(store).await?;
    let mut new = Vec::new();
    let mut wanted = Vec::new();
    for decl in &config.client_keys {
        let existing = known.iter().find(|row| row.name == decl.name);
        let (hash, prefix) = match (&decl.key, existing) {
            (Some(key), _) => stored_form(key),
            (None, Some(row)) => (row.hash.clone(), row.prefix.clone()),
            (None, None) => {
                let key = secret_key::generate()?;
                let form = stored_form(&key);
                new.push(NewKey {
                    name: decl.name.clone(),
                    key,
                });
                form
            }
        };
        wanted.push(declared_row(decl, hash, prefix));
    }
    client_key::reconcile(store, wanted).await?;

    let mut rows = client_key::list(store).await?;
    if rows.is_empty() && config.server.require_client_key {
        let key = secret_key::generate()?;
        let (hash, prefix) = stored_form(&key);
        let row = plain_row("default", hash, prefix);
        client_key::save(store, row.clone()).await?;
        new.push(NewKey {
            name: row.name.clone(),
            key,
        });
        rows.push(row);
    }
    warn_unenforced(&rows);
    let keys = rows.into_iter().map(entry);
    Ok(Keyring {
        keys: ClientKeys::new(keys, config.server.require_client_key),
        new,
    })
}

/// Hash and displayed beginning.
fn stored_form(key: &Secret) -> (String, String) {
    (
        secret_key::hash(key.expose()),
        secret_key::prefix(key.expose()),
    )
}

fn plain_row(name: &str, hash: String, prefix: String) -> ClientKeyRow {
    ClientKeyRow {
        id: Uuid::now_v7(),
        name: name.to_owned(),
        hash,
        prefix,
        models: Vec::new(),
        tags: Vec::new(),
        rpm: 0,
        tpm: 0,
        max_concurrency: 0,
        budget_nano_usd: 0,
        budget_window: None,
        expires_at_ms: None,
        enabled: true,
        declared: false,
    }
}

fn declared_row(decl: &ClientKeyDecl, hash: String, prefix: String) -> ClientKeyRow {
    ClientKeyRow {
        models: decl.models.clone(),
        tags: decl.tags.clone(),
        rpm: decl.rpm,
        tpm: decl.tpm,
        max_concurrency: decl.max_concurrency,
        budget_nano_usd: decl.budget.map_or(0, |budget| budget.amount.0),
        budget_window: decl.budget.map(|budget| budget.window.as_str().to_owned()),
        expires_at_ms: decl.expires_at.map(|end| end.timestamp_millis()),
        declared: true,
        ..plain_row(&decl.name, hash, prefix)
    }
}

/// Budgets are read and kept, but not applied by this version; silence about that would be a trap.
fn warn_unenforced(rows: &[ClientKeyRow]) {
    for row in rows.iter().filter(|row| row.budget_nano_usd > 0) {
        tracing::warn!(
            client_key = row.name,
            "budget_usd is not enforced by this version; limit the key by rpm and tpm"
        );
    }
}

fn entry(row: ClientKeyRow) -> (String, ClientKey) {
    let key = ClientKey {
        name: row.name.into(),
        models: row.models,
        tags: row.tags.into(),
        expires_at_ms: row.expires_at_ms,
        enabled: row.enabled,
        allowance: Allowance::new(Caps {
            max_concurrency: row.max_concurrency,
            rpm: row.rpm,
            tpm: row.tpm,
        }),
    };
    (row.hash, key)
}

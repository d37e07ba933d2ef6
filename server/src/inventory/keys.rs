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
        client_key::{self, BudgetRow, ClientKeyRow},
    },
};

/// A key that was made just now. Its `Display` is the only place where it is ever shown.
pub struct NewKey {
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

/// Brings the rows of declared keys in line with the file. Makes what is declared without a key and, where keys are
/// required and none exists, a first one named `default`.
pub(super) async fn reconcile(config: &Config, store: &Store) -> anyhow::Result<Vec<NewKey>> {
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
        wanted.push(row(decl, hash, prefix));
    }
    client_key::reconcile(store, wanted).await?;

    if client_key::list(store).await?.is_empty() && config.server.require_client_key {
        let key = secret_key::generate()?;
        let (hash, prefix) = stored_form(&key);
        let row = plain_row("default", hash, prefix);
        let name = row.name.clone();
        client_key::save(store, row).await?;
        new.push(NewKey { name, key });
    }
    Ok(new)
}

/// Every client key.
pub(super) async fn read(config: &Config, store: &Store) -> anyhow::Result<ClientKeys> {
    let keys = client_key::list(store).await?.into_iter().map(entry);
    Ok(ClientKeys::new(keys, config.server.require_client_key))
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
        budgets: Vec::new(),
        allowed_ips: Vec::new(),
        queue_ms: 0,
        allow_unpriced: false,
        created_at_ms: Some(chrono::Utc::now().timestamp_millis()),
        expires_at_ms: None,
        enabled: true,
        declared: false,
    }
}

/// The row of a declared key, with a new id.
pub fn row(decl: &ClientKeyDecl, hash: String, prefix: String) -> ClientKeyRow {
    ClientKeyRow {
        models: decl.models.clone(),
        tags: decl.tags.clone(),
        rpm: decl.rpm,
        tpm: decl.tpm,
        max_concurrency: decl.max_concurrency,
        budgets: decl
            .budget
            .iter()
            .map(|budget| BudgetRow {
                window: budget.window,
                nano_usd: budget.amount.0,
            })
            .collect(),
        created_at_ms: None,
        expires_at_ms: decl.expires_at.map(|end| end.timestamp_millis()),
        declared: true,
        ..plain_row(&decl.name, hash, prefix)
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

//! The client keys: declared ones, those in the database, and the first one, made when there is none.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use ipnet::IpNet;
use rand::rand_core::OsError;
use uuid::Uuid;

use crate::{
    channel::limits::Caps,
    config::{Budget, ClientKeyDecl, Config, NanoUsd, network},
    http::keys::{Allowance, ClientKey, ClientKeys, Terms},
    operator::setup,
    secret::{Secret, client_key as secret_key},
    store::{
        Store,
        client_key::{self, BudgetRow, ClientKeyRow},
        key_spend,
    },
};

/// A key that was made just now, to be shown once.
pub struct NewKey {
    name: String,
    key: Secret,
}

impl NewKey {
    /// The key itself; for the one answer that shows it.
    pub fn expose(&self) -> &str {
        self.key.expose()
    }
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
/// required, none exists and the setup will not make it, a first one named `default`.
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
        wanted.push(ClientKeyRow {
            created_at_ms: None,
            declared: true,
            ..client_key_row(decl, hash, prefix)
        });
    }
    client_key::reconcile(store, wanted).await?;

    if config.server.require_client_key && client_key::list(store).await?.is_empty() {
        let state = setup::state(store).await?;
        // Where there is nothing yet, the setup makes it and shows it to whoever completes it.
        if state.has_channel || state.has_admin {
            let (key, row) = first_key()?;
            client_key::save(store, row).await?;
            new.push(key);
        }
    }
    Ok(new)
}

/// The first client key, named `default`, and its row.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn first_key() -> Result<(NewKey, ClientKeyRow), OsError> {
    let key = secret_key::generate()?;
    let (hash, prefix) = stored_form(&key);
    let row = plain_row("default", hash, prefix);
    let name = row.name.clone();
    Ok((NewKey { name, key }, row))
}

/// Every client key. What a key has spent is read unless it is counting already.
pub(super) async fn read(
    config: &Config,
    store: &Store,
    known: &ClientKeys,
) -> anyhow::Result<ClientKeys> {
    let rows = client_key::list(store).await?;
    let counting = known.allowances();
    let names = rows.iter().map(|row| row.name.as_str());
    let unknown: Vec<&str> = names.filter(|name| !counting.contains_key(name)).collect();
    let mut spent = key_spend::of(store, &unknown).await?;
    let now_ms = chrono::Utc::now().timestamp_millis();
    let keys = rows.into_iter().map(|row| {
        let spent = spent.remove(&row.name).unwrap_or_default();
        entry(row, spent, now_ms)
    });
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
        keep_bodies_hours: 0,
        allow_unpriced: false,
        created_at_ms: Some(chrono::Utc::now().timestamp_millis()),
        expires_at_ms: None,
        enabled: true,
        declared: false,
    }
}

/// The row of a key with this hash and displayed beginning, under a new id.
pub fn client_key_row(decl: &ClientKeyDecl, hash: String, prefix: String) -> ClientKeyRow {
    let budgets = decl.budgets.iter().map(|budget| BudgetRow {
        window: budget.window,
        nano_usd: budget.amount.0,
    });
    ClientKeyRow {
        models: decl.models.clone(),
        tags: decl.tags.clone(),
        rpm: decl.rpm,
        tpm: decl.tpm,
        max_concurrency: decl.max_concurrency,
        budgets: budgets.collect(),
        allowed_ips: decl.allowed_ips.iter().map(shown).collect(),
        queue_ms: u32::try_from(decl.queue.as_millis()).unwrap_or(u32::MAX),
        keep_bodies_hours: decl.keep_bodies_hours,
        allow_unpriced: decl.allow_unpriced,
        enabled: decl.enabled,
        expires_at_ms: decl.expires_at.map(|end| end.timestamp_millis()),
        ..plain_row(&decl.name, hash, prefix)
    }
}

/// A network of one address is written as that address.
fn shown(network: &IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() {
        network.addr().to_string()
    } else {
        network.to_string()
    }
}

fn entry(row: ClientKeyRow, spent: Vec<(i64, i64)>, now_ms: i64) -> (String, ClientKey) {
    let budgets = row.budgets.iter().map(|budget| Budget {
        window: budget.window,
        amount: NanoUsd(budget.nano_usd),
    });
    let terms = Terms {
        caps: Caps {
            max_concurrency: row.max_concurrency,
            rpm: row.rpm,
            tpm: row.tpm,
        },
        budgets: budgets.collect(),
        queue: Duration::from_millis(row.queue_ms.into()),
    };
    // A key that nobody can tell from where it may be used may be used from nowhere.
    let nowhere = || IpNet::from(IpAddr::from(Ipv4Addr::UNSPECIFIED));
    let networks = row.allowed_ips.iter();
    let allowed_ips = networks.map(|text| network(text).unwrap_or_else(|_unreadable| nowhere()));
    let key = ClientKey {
        id: row.id,
        name: row.name.into(),
        models: row.models,
        tags: row.tags.into(),
        expires_at_ms: row.expires_at_ms,
        enabled: row.enabled,
        allowed_ips: allowed_ips.collect(),
        keep_bodies_hours: row.keep_bodies_hours,
        allow_unpriced: row.allow_unpriced,
        allowance: Some(Allowance::new(terms, spent, now_ms)),
    };
    (row.hash, key)
}

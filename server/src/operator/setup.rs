//! The first setup: a channel, a strategy and who may operate Routex, all or nothing, once.

use chrono::Utc;
use rand::rand_core::OsError;
use routex_entity::{
    Strategy,
    api::{MadeChannel, MadeClientKey, SetupDone, SetupState},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    config::ChannelDecl,
    inventory::{first_key, new_channel},
    secret::{MasterKey, SealError},
    store::{
        AuditEntry, Change, Store, StoreError, admin_token,
        admin_user::{self, AdminUserRow},
        channel, client_key, credential, setting,
    },
};

/// The setting that holds the strategy.
const ROUTING: &str = "routing";

/// What the setup is to make. Read by the rules of the configuration file.
pub struct Wanted {
    pub channel: Option<ChannelDecl>,
    /// `None`: the default stays.
    pub strategy: Option<Strategy>,
    pub username: String,
    /// Of `Passwords::hash`.
    pub password_hash: String,
    /// Whether there must be a channel. `false`: the file or the environment makes one at the next start.
    pub needs_channel: bool,
    /// Whether clients must show a key.
    pub needs_client_key: bool,
}

/// Who asks for the setup, as the audit log names it.
pub struct By {
    pub actor: &'static str,
    pub address: String,
}

/// Why the setup was not made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("the setup was completed before; sign in to change what it made")]
    Completed,
    #[error("there is no channel yet, so the setup needs one")]
    NoChannel,
    #[error(
        "there is a channel named \"{0}\" already; choose another name, or leave the channel out"
    )]
    ChannelTaken(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("cannot make a client key: {0}")]
    NoRandomness(#[from] OsError),
}

/// How far the setup is. Anybody who may operate Routex completes it: once there was somebody, the door stays shut.
pub async fn state(store: &Store) -> Result<SetupState, StoreError> {
    let admins = admin_user::count(store).await? + admin_token::count(store).await?;
    let has_admin = admins > 0;
    Ok(SetupState {
        completed: has_admin,
        has_channel: !channel::list(store).await?.is_empty(),
        has_admin,
    })
}

/// Writes everything that the setup makes into `change`, which is still to be committed with the entries. Nobody else
/// writes meanwhile, so of several at once one alone finds that nothing was completed.
pub async fn complete(
    change: &Change,
    store: &Store,
    master_key: &MasterKey,
    wanted: Wanted,
    by: By,
) -> Result<(SetupDone, Vec<AuditEntry>), SetupError> {
    let state = state(store).await?;
    if state.completed {
        return Err(SetupError::Completed);
    }
    let mut log = Log {
        by,
        entries: Vec::new(),
    };
    let channel = match &wanted.channel {
        Some(decl) => Some(make_channel(change, store, master_key, decl, &mut log).await?),
        None if state.has_channel || !wanted.needs_channel => None,
        None => return Err(SetupError::NoChannel),
    };
    if let Some(strategy) = wanted.strategy {
        let value = json!({ "strategy": strategy });
        setting::put(change, ROUTING, value.clone()).await?;
        log.note("update", "routing", None, value);
    }
    let client_key = match wanted.needs_client_key && client_key::list(store).await?.is_empty() {
        true => Some(make_client_key(change, &mut log).await?),
        false => None,
    };
    let user = AdminUserRow {
        id: Uuid::now_v7(),
        username: wanted.username,
        password_hash: wanted.password_hash,
        password_changed_at_ms: Utc::now().timestamp_millis(),
        declared: false,
    };
    let username = user.username.clone();
    log.note(
        "create",
        "admin_user",
        Some(user.id),
        json!({ "username": username }),
    );
    admin_user::put(change, user).await?;
    let made = SetupDone {
        channel,
        strategy: wanted.strategy,
        username,
        client_key,
    };
    Ok((made, log.entries))
}

async fn make_channel(
    change: &Change,
    store: &Store,
    master_key: &MasterKey,
    decl: &ChannelDecl,
    log: &mut Log,
) -> Result<MadeChannel, SetupError> {
    let known = channel::list(store).await?;
    if known.iter().any(|row| row.name == decl.name) {
        return Err(SetupError::ChannelTaken(decl.name.clone()));
    }
    let (row, credentials) = new_channel(decl, master_key)?;
    let made = MadeChannel {
        id: row.id,
        name: row.name.clone(),
    };
    let labels: Vec<&str> = credentials.iter().map(|row| row.label.as_str()).collect();
    let after = json!({ "name": row.name, "provider": row.provider, "credentials": labels });
    log.note("create", "channel", Some(row.id), after);
    channel::put(change, row).await?;
    for row in credentials {
        credential::put(change, row).await?;
    }
    Ok(made)
}

async fn make_client_key(change: &Change, log: &mut Log) -> Result<MadeClientKey, SetupError> {
    let (new, row) = first_key()?;
    let made = MadeClientKey {
        id: row.id,
        name: row.name.clone(),
        key: new.expose().to_owned(),
    };
    let after = json!({ "name": row.name, "prefix": row.prefix });
    log.note("create", "client_key", Some(row.id), after);
    client_key::put(change, row).await?;
    Ok(made)
}

/// What the audit log is to say.
struct Log {
    by: By,
    entries: Vec<AuditEntry>,
}

impl Log {
    fn note(
        &mut self,
        action: &'static str,
        resource: &'static str,
        id: Option<Uuid>,
        after: Value,
    ) {
        self.entries.push(AuditEntry {
            actor: self.by.actor.to_owned(),
            address: self.by.address.clone(),
            action,
            resource,
            resource_id: id.map(|id| id.to_string()),
            before: None,
            after: Some(after),
        });
    }
}

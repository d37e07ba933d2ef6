//! The admin API: everything an operator does, one folder a resource, one verb a file.
//!
//! A handler names who may call it in its signature, reads the body by the rules of the configuration file, and makes its
//! change through `Inventory::edit`, whose commit takes the entry for the audit log along.

pub mod aliases;
pub mod channels;
pub mod events;
pub mod keys;
mod merge_patch;
pub mod prices;
pub mod requests;
pub mod routing;
pub mod settings;
pub mod status;
pub mod transfer;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    config::AdminSettings,
    events::EventBus,
    inventory::Inventory,
    secret::client_key::{hash, prefix},
    store::{
        Store, StoreError,
        admin_token::{self, AdminTokenRow},
    },
    usage::{Journal, UsageHandle},
};

/// What the admin API works on; shared by all workers.
pub struct Admin {
    pub inventory: Inventory,
    pub usage: UsageHandle,
    pub journal: Journal,
    pub events: EventBus,
    pub started_at: DateTime<Utc>,
}

/// What the audit log keeps of a view. Views hold no secrets.
fn audited<T: Serialize>(view: &T) -> Option<Value> {
    serde_json::to_value(view).ok()
}

/// Name of the token that the file declares.
const DECLARED: &str = "configuration";

/// Lets the token of `[admin]` in, and nothing that it was before.
pub async fn reconcile_token(settings: &AdminSettings, store: &Store) -> Result<(), StoreError> {
    let declared = settings.token.as_ref().map(|token| AdminTokenRow {
        id: Uuid::now_v7(),
        name: DECLARED.to_owned(),
        hash: hash(token.expose()),
        prefix: prefix(token.expose()),
        created_at_ms: Utc::now().timestamp_millis(),
        expires_at_ms: None,
        declared: true,
    });
    admin_token::reconcile(store, declared).await
}

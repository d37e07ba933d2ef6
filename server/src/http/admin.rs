//! The admin API: everything an operator does, one folder a resource, one verb a file.
//!
//! A handler names who may call it in its signature, reads the body by the rules of the configuration file, and makes its
//! change through `Inventory::edit`, whose commit takes the entry for the audit log along.

pub mod alerts;
pub mod aliases;
pub mod analytics;
pub mod audit;
pub mod channels;
pub mod events;
pub mod failovers;
pub mod keys;
mod merge_patch;
pub mod oauth;
pub mod prices;
pub mod providers;
pub mod requests;
pub mod routing;
pub mod session;
pub mod settings;
pub mod setup;
pub mod status;
pub mod tokens;
pub mod transfer;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::{
    bodies::Bodies,
    events::EventBus,
    inventory::Inventory,
    keep::Keeper,
    operator::Entrance,
    usage::{Journal, UsageHandle},
};

/// What the admin API works on; shared by all workers.
pub struct Admin {
    pub inventory: Inventory,
    pub usage: UsageHandle,
    pub keeper: Keeper,
    pub bodies: Bodies,
    pub entrance: Entrance,
    pub journal: Journal,
    pub events: EventBus,
    pub devices: oauth::devices::Devices,
    pub started_at: DateTime<Utc>,
}

/// What the audit log keeps of a view. Views hold no secrets.
fn audited<T: Serialize>(view: &T) -> Option<Value> {
    serde_json::to_value(view).ok()
}

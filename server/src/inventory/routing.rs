//! Routing behaviour: the file's, and over it what operators set while Routex runs.

use serde_json::{Map, Value};

use crate::{
    config::{
        Config,
        body::{self, Problems},
    },
    router::RoutingSettings,
    store::{Store, StoreError, setting},
};

/// Name of the setting that holds what operators set, field by field; what it does not hold follows the file.
pub const SETTING: &str = "routing";

/// What is in effect. A setting that cannot be used is told and left out, and the file's holds.
pub(super) async fn read(config: &Config, store: &Store) -> RoutingSettings {
    let base = config.routing_settings();
    let stored = match stored(store).await {
        Ok(stored) => stored,
        Err(error) => {
            tracing::error!(error = %error, "stored routing settings cannot be read and are left out");
            return base;
        }
    };
    overlay(&base, &stored).unwrap_or_else(|problems| {
        let problems: Vec<String> = problems
            .iter()
            .map(|problem| format!("{}: {}", problem.key, problem.message))
            .collect();
        tracing::error!(
            problems = problems.join("; "),
            "stored routing settings contradict the rules or the file and are left out"
        );
        base
    })
}

/// What operators set. Empty: nothing.
pub async fn stored(store: &Store) -> Result<Map<String, Value>, StoreError> {
    Ok(match setting::get(store, SETTING).await? {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    })
}

/// The file's behaviour with what operators set laid over it.
pub fn overlay(
    base: &RoutingSettings,
    stored: &Map<String, Value>,
) -> Result<RoutingSettings, Problems> {
    body::routing(Value::Object(stored.clone()), base)
}

//! What operators tuned while Routex ran: for each resource that exists once, the body of the `PUT` that brings it about.

use routex_entity::api::Settings;
use serde_json::{Value, json};

use super::bundle::Body;
use crate::{
    config::body::{self, Problems},
    inventory::{INSTALLATION, prices, routing},
    router::RoutingSettings,
    store::{Store, StoreError, setting},
};

pub(super) const ROUTING: &str = "routing";
pub(super) const PRICES: &str = "prices";
pub(super) const SETTINGS: &str = "settings";

/// A setting as the database keeps it.
pub(super) struct Kept {
    pub resource: &'static str,
    pub name: &'static str,
    pub value: Value,
}

/// What was tuned. What was not is absent.
pub(super) async fn read(store: &Store) -> Result<Body, StoreError> {
    let mut tuned = Body::new();
    let routing = routing::stored(store).await?;
    if !routing.is_empty() {
        tuned.insert(ROUTING.to_owned(), Value::Object(routing));
    }
    let prices = prices::own(prices::read_own(store).await?);
    if !prices.is_empty() {
        tuned.insert(PRICES.to_owned(), json!({ "items": prices }));
    }
    if let Some(settings) = setting::get(store, INSTALLATION).await? {
        tuned.insert(SETTINGS.to_owned(), settings);
    }
    Ok(tuned)
}

/// Holds the body of a resource to its rules. `base`: the routing behaviour of the configuration file. `None`: this
/// version knows no such resource.
pub(super) fn kept(
    resource: &str,
    body: &Value,
    base: &RoutingSettings,
) -> Option<Result<Kept, Problems>> {
    let body = body.clone();
    let (resource, name, value) = match resource {
        ROUTING => {
            let held = body::routing(body.clone(), base).map(|_in_effect| body);
            (ROUTING, routing::SETTING, held)
        }
        PRICES => (
            PRICES,
            prices::SETTING,
            body::prices(body).map(prices::stored),
        ),
        SETTINGS => {
            let held = body::installation(body, &Settings::default());
            (SETTINGS, INSTALLATION, held.map(|held| json!(held)))
        }
        _ => return None,
    };
    Some(value.map(|value| Kept {
        resource,
        name,
        value,
    }))
}

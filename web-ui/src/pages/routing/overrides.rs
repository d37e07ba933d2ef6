//! Which settings operators have set over the configuration file. The export lists them; the settings themselves do not say.

use std::rc::Rc;

use routex_entity::api::{Routing, RoutingSource};
use serde::Deserialize;
use serde_json::{Map, Value};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::setting::at;
use crate::api::use_api;

/// What operators set, in the form of the API.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overrides(Rc<Value>);

/// The part of an export that is of interest here.
#[derive(Deserialize)]
struct Exported {
    #[serde(default)]
    settings: Map<String, Value>,
}

impl Overrides {
    fn of(mut exported: Exported) -> Self {
        Self(Rc::new(
            exported.settings.remove("routing").unwrap_or_default(),
        ))
    }

    pub fn has(&self, field: &str) -> bool {
        at(&self.0, field).is_some()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        leaves(&self.0)
    }
}

fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields.values().map(leaves).sum(),
        Value::Null => 0,
        _ => 1,
    }
}

/// Read again whenever the settings are others. Empty until it was read, and where nothing is set.
#[hook]
pub fn use_overrides(routing: Rc<Routing>) -> Overrides {
    let api = use_api();
    let overrides = use_state_eq(Overrides::default);
    {
        let overrides = overrides.setter();
        use_effect_with(routing, move |routing| {
            if routing.source == RoutingSource::File {
                overrides.set(Overrides::default());
                return;
            }
            spawn_local(async move {
                // Without it, the settings are not marked one by one, and all else works.
                if let Ok(exported) = api.get::<Exported>("/export").await {
                    overrides.set(Overrides::of(exported));
                }
            });
        });
    }
    (*overrides).clone()
}

#[cfg(test)]
impl Overrides {
    pub fn from_json(routing: Value) -> Self {
        Self(Rc::new(routing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_export_says_which_settings_are_set() {
        let export = r#"{"routex_export":1,"settings":{"prices":{},"routing":{"strategy":"fastest","breaker":{"open_ms":9}}}}"#;
        let overrides = Overrides::of(serde_json::from_str(export).unwrap());
        assert_eq!(overrides.count(), 2);
        assert!(overrides.has("strategy") && overrides.has("breaker.open_ms"));
        assert!(!overrides.has("breaker.max_open_ms") && !overrides.has("max_attempts"));
        assert_eq!(Overrides::default().count(), 0);
    }
}

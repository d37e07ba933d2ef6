//! `PUT /routing`

use actix_web::web::{Data, Json};
use routex_entity::api::{ProblemBody, Routing, RoutingInput};
use serde_json::{Map, Value};

use super::{InEffect, fits_channels, in_effect, view};
use crate::{
    http::{
        admin::{Admin, audited, merge_patch::merge},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::routing::{self, SETTING},
    store::{AuditEntry, setting},
};

/// Changes the routing behaviour, at once and for good. Fields that are left out keep their value.
#[utoipa::path(
    put, path = "/api/v1/routing", tag = "routing", operation_id = "update_routing",
    request_body = RoutingInput,
    responses((status = 200, body = Routing), (status = "4XX", body = ProblemBody))
)]
pub async fn update(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Map<String, Value>>,
) -> Result<Json<Routing>, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let before = in_effect(inventory).await?;
    let base = inventory.config().routing_settings();
    let stored = merged(before.stored.clone(), body.0);
    let settings = routing::overlay(&base, &stored)?;
    fits_channels(inventory, settings.total_timeout).await?;
    if stored.is_empty() {
        setting::delete(edit.change(), SETTING).await?;
    } else {
        setting::put(edit.change(), SETTING, Value::Object(stored.clone())).await?;
    }
    let after = view(&InEffect { stored, settings });
    let entry = AuditEntry {
        before: audited(&view(&before)),
        after: audited(&after),
        ..operator.entry("update", "routing")
    };
    edit.commit(vec![entry]).await?;
    Ok(Json(after))
}

/// What is stored after an operator asked for `changes`: a field that is absent keeps its value, one that is `null`
/// follows the file again.
fn merged(stored: Map<String, Value>, changes: Map<String, Value>) -> Map<String, Value> {
    let mut merged = Value::Object(stored);
    merge(&mut merged, Value::Object(changes));
    let mut fields = match merged {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    // A table without fields sets nothing.
    fields.retain(|_, field| field.as_object().is_none_or(|table| !table.is_empty()));
    fields
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::router::RoutingSettings;

    fn fields(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            other => panic!("{other} is no object"),
        }
    }

    #[test]
    fn absent_keeps_and_null_lets_go() {
        let stored = json!({ "strategy": "fastest", "max_attempts": 5, "breaker": { "open_ms": 9, "max_open_ms": 99 } });
        let changes =
            json!({ "max_attempts": 2, "strategy": null, "breaker": { "open_ms": null } });
        let expected = json!({ "max_attempts": 2, "breaker": { "max_open_ms": 99 } });

        assert_eq!(merged(fields(stored), fields(changes)), fields(expected));
    }

    #[test]
    fn a_table_that_lets_go_of_everything_is_gone() {
        let stored = fields(json!({ "affinity": { "enabled": false } }));

        let let_go = fields(json!({ "affinity": { "enabled": null } }));
        assert!(merged(stored.clone(), let_go).is_empty());
        assert!(merged(stored, fields(json!({ "affinity": null }))).is_empty());
    }

    /// A change that keeps to the rules, with any of its fields absent or `null`.
    fn change() -> impl Strategy<Value = Map<String, Value>> {
        let field = |numbers: std::ops::Range<u32>| {
            prop_oneof![
                Just(None),
                Just(Some(Value::Null)),
                numbers.prop_map(|number| Some(json!(number))),
            ]
        };
        let all = (
            field(1..100),
            field(1..60_000),
            field(600_000..900_000),
            field(1..1_000),
        );
        all.prop_map(|(attempts, first_byte, total, failures)| {
            let mut change = Map::new();
            change.extend(attempts.map(|it| ("max_attempts".to_owned(), it)));
            change.extend(first_byte.map(|it| ("first_byte_timeout_ms".to_owned(), it)));
            change.extend(total.map(|it| ("total_timeout_ms".to_owned(), it)));
            let breaker = failures.map(|it| json!({ "consecutive_failures": it }));
            change.extend(breaker.map(|it| ("breaker".to_owned(), it)));
            change
        })
    }

    proptest! {
        #[test]
        fn every_field_is_what_was_said_last_or_what_the_file_says(
            changes in proptest::collection::vec(change(), 0..6),
        ) {
            let base = RoutingSettings { max_attempts: 42, ..RoutingSettings::default() };
            let mut stored = Map::new();
            let (mut attempts, mut failures) = (None, None);
            for change in &changes {
                if let Some(said) = change.get("max_attempts") {
                    attempts = said.as_u64();
                }
                if let Some(said) = change.get("breaker") {
                    failures = said["consecutive_failures"].as_u64();
                }
                stored = merged(stored, change.clone());
            }

            let settings = routing::overlay(&base, &stored).unwrap();

            prop_assert_eq!(u64::from(settings.max_attempts), attempts.unwrap_or(42));
            let failed = u64::from(settings.breaker.consecutive_failures);
            prop_assert_eq!(failed, failures.unwrap_or(5));
            prop_assert_eq!(settings.idle_timeout, base.idle_timeout);
        }
    }
}

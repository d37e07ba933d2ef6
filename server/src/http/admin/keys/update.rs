//! `PATCH /keys/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{ClientKey, ClientKeyChange, ProblemBody, Usd, time};
use serde_json::{Map, Value, json};

use super::{changeable, live_view, view};
use crate::{
    config::body,
    http::{
        admin::{Admin, audited, merge_patch::merge},
        extract::{Id, JsonBody, Operator},
        problem::Problem,
    },
    inventory::client_key_row,
    store::{AuditEntry, client_key, client_key::ClientKeyRow},
};

/// Changes a client key; what it counts goes on.
#[utoipa::path(
    patch, path = "/api/v1/keys/{id}", tag = "keys", operation_id = "update_key",
    params(("id" = Uuid, Path)),
    request_body = ClientKeyChange,
    responses((status = 200, body = ClientKey), (status = "4XX", body = ProblemBody))
)]
pub async fn update(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
    body: JsonBody<Map<String, Value>>,
) -> Result<Json<ClientKey>, Problem> {
    let edit = admin.inventory.edit().await?;
    let before = changeable(&admin.inventory, id.0).await?;
    let decl = body::client_key(merged(&before, body.0)?)?;
    let row = ClientKeyRow {
        id: before.id,
        created_at_ms: before.created_at_ms,
        ..client_key_row(&decl, before.hash.clone(), before.prefix.clone())
    };
    client_key::put(edit.change(), row.clone()).await?;
    let entry = AuditEntry {
        resource_id: Some(row.id.to_string()),
        before: audited(&view(&before, None)),
        after: audited(&view(&row, None)),
        ..operator.entry("update", "client_key")
    };
    edit.commit(vec![entry]).await?;
    Ok(Json(live_view(&row, &admin.inventory)))
}

/// The key's body with the changes in it.
fn merged(row: &ClientKeyRow, change: Map<String, Value>) -> Result<Value, Problem> {
    if change.get("name").is_some_and(|name| *name != row.name) {
        let message = "is fixed, because the request log and what was spent refer to it; make another key instead";
        return Err(Problem::field("name", message));
    }
    if change.contains_key("key") {
        let message = "is not changed here; POST /api/v1/keys/{id}/rotate makes a new one";
        return Err(Problem::field("key", message));
    }
    let mut body = body_of(row);
    if change.contains_key("budget_usd") || change.contains_key("budget_window") {
        replace_budgets(&mut body, row, change.contains_key("budgets"))?;
    }
    let mut body = Value::Object(body);
    merge(&mut body, Value::Object(change));
    Ok(body)
}

/// The short form of the one budget stands in for the list, so that half of it can be changed.
fn replace_budgets(
    body: &mut Map<String, Value>,
    row: &ClientKeyRow,
    both: bool,
) -> Result<(), Problem> {
    if row.budgets.len() > 1 && !both {
        let message = "is short for a single budget, and this key has several; change budgets";
        return Err(Problem::field("budget_usd", message));
    }
    body.remove("budgets");
    if let Some(budget) = row.budgets.first().filter(|_| !both) {
        let amount = Usd::from_nanos(budget.nano_usd).to_string();
        body.insert("budget_usd".to_owned(), amount.into());
        body.insert("budget_window".to_owned(), json!(budget.window));
    }
    Ok(())
}

/// What one would send to make the key. Amounts are texts, so that no digit is lost.
fn body_of(row: &ClientKeyRow) -> Map<String, Value> {
    let budgets = row.budgets.iter().map(|budget| {
        let amount = Usd::from_nanos(budget.nano_usd).to_string();
        json!({ "window": budget.window, "usd": amount })
    });
    let fields = [
        ("name", json!(row.name)),
        ("models", json!(row.models)),
        ("tags", json!(row.tags)),
        ("rpm", json!(row.rpm)),
        ("tpm", json!(row.tpm)),
        ("max_concurrency", json!(row.max_concurrency)),
        ("budgets", budgets.collect()),
        ("allowed_ips", json!(row.allowed_ips)),
        ("queue_ms", json!(row.queue_ms)),
        ("keep_bodies_hours", json!(row.keep_bodies_hours)),
        ("allow_unpriced", json!(row.allow_unpriced)),
        ("enabled", json!(row.enabled)),
        ("expires_at", json!(row.expires_at_ms.map(time))),
    ];
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

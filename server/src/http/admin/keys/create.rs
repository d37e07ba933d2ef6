//! `POST /keys`

use actix_web::{HttpResponse, web::Data};
use anyhow::Context as _;
use routex_entity::api::{ClientKeyInput, NewClientKey, ProblemBody};
use serde_json::Value;

use super::{live_view, stored_form, view};
use crate::{
    config::body,
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::client_key_row,
    secret::client_key::generate,
    store::{AuditEntry, client_key, key_spend},
};

/// Makes a client key. The answer is the only one that holds its secret.
#[utoipa::path(
    post, path = "/api/v1/keys", tag = "keys", operation_id = "create_key",
    request_body = ClientKeyInput,
    responses((status = 201, body = NewClientKey), (status = "4XX", body = ProblemBody))
)]
pub async fn create(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let decl = body::client_key(body.0)?;
    let edit = admin.inventory.edit().await?;
    let rows = client_key::list(admin.inventory.store()).await?;
    if rows.iter().any(|row| row.name == decl.name) {
        return Err(Problem::name_taken("client key", &decl.name));
    }
    let secret = match &decl.key {
        Some(given) => given.clone(),
        None => generate().context("make a client key")?,
    };
    let (hash, prefix) = stored_form(&secret, &rows)?;
    let row = client_key_row(&decl, hash, prefix);
    client_key::put(edit.change(), row.clone()).await?;
    // Requests of an earlier key of this name may have ended after it was removed.
    key_spend::forget(edit.change(), &row.name).await?;
    let entry = AuditEntry {
        resource_id: Some(row.id.to_string()),
        after: audited(&view(&row, None)),
        ..operator.entry("create", "client_key")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::Created().json(NewClientKey {
        settings: live_view(&row, &admin.inventory),
        key: secret.expose().to_owned(),
    }))
}

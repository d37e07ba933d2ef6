//! `POST /tokens`

use actix_web::{HttpResponse, web::Data};
use chrono::Utc;
use routex_entity::api::{AdminTokenInput, NewAdminToken, ProblemBody};
use serde_json::Value;
use uuid::Uuid;

use super::view;
use crate::{
    config::body,
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    operator::declared::TOKEN_NAME,
    secret::{
        client_key::{hash, prefix},
        random,
    },
    store::{
        AuditEntry,
        admin_token::{self, AdminTokenRow},
    },
};

/// What every admin token that Routex makes begins with.
const MARK: &str = "ra-";

/// Makes an admin token. The token itself is in this answer and nowhere else.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "tokens", operation_id = "create_token",
    request_body = AdminTokenInput,
    responses((status = 201, body = NewAdminToken), (status = "4XX", body = ProblemBody))
)]
pub async fn create(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let wanted = body::admin_token(body.0)?;
    let token = random(MARK).map_err(anyhow::Error::from)?;
    let row = AdminTokenRow {
        id: Uuid::now_v7(),
        name: wanted.name,
        hash: hash(token.expose()),
        prefix: prefix(token.expose()),
        created_at_ms: Utc::now().timestamp_millis(),
        expires_at_ms: wanted.expires_at.map(|end| end.timestamp_millis()),
        declared: false,
    };
    let about = view(&row);
    let store = admin.inventory.store();
    let change = store.change().await?;
    let known = admin_token::list(store).await?;
    if row.name == TOKEN_NAME || known.iter().any(|known| known.name == row.name) {
        return Err(Problem::name_taken("token", &row.name));
    }
    admin_token::put(&change, row).await?;
    let entry = AuditEntry {
        resource_id: Some(about.id.to_string()),
        after: audited(&about),
        ..operator.entry("create", "admin_token")
    };
    change.commit(vec![entry]).await?;
    Ok(HttpResponse::Created().json(NewAdminToken {
        about,
        token: token.expose().to_owned(),
    }))
}

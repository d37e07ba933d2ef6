//! `POST /aliases`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::{Alias, AliasInput, ProblemBody};
use serde_json::Value;

use super::{channels, view, wanted};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    store::{AuditEntry, alias},
};

/// Makes an alias.
#[utoipa::path(
    post, path = "/api/v1/aliases", tag = "aliases", operation_id = "create_alias",
    request_body = AliasInput,
    responses((status = 201, body = Alias), (status = "4XX", body = ProblemBody))
)]
pub async fn create(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let edit = admin.inventory.edit().await?;
    let channels = channels(&admin.inventory).await?;
    let aliases = alias::list(admin.inventory.store()).await?;
    let row = wanted(body.0, None, &aliases, &channels)?;
    let made = view(&row, &channels);
    alias::put(edit.change(), row).await?;
    let entry = AuditEntry {
        resource_id: Some(made.id.to_string()),
        after: audited(&made),
        ..operator.entry("create", "alias")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::Created().json(made))
}

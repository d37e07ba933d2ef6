//! `POST /oauth/providers`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::{OauthProvider, OauthProviderInput, ProblemBody};
use serde_json::Value;
use uuid::Uuid;

use super::{accounts, made, redirect_uri, view};
use crate::{
    config::body,
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
        proxy::Proxy,
    },
    store::{AuditEntry, oauth_provider},
};

/// Registers a provider of accounts, with the operator's own client.
#[utoipa::path(
    post, path = "/api/v1/oauth/providers", tag = "oauth", operation_id = "create_oauth_provider",
    request_body = OauthProviderInput,
    responses((status = 201, body = OauthProvider), (status = "4XX", body = ProblemBody))
)]
pub async fn create(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let wanted = body::oauth_provider(body.0)?;
    // Before anybody else has to wait for this change.
    let made = made(inventory, &proxy, Uuid::now_v7(), &wanted, None).await?;
    let edit = inventory.edit().await?;
    if accounts(inventory)
        .await?
        .providers()
        .any(|known| known.name == made.name)
    {
        return Err(Problem::name_taken("provider of accounts", &made.name));
    }
    let row = made
        .row(inventory.master_key())
        .map_err(anyhow::Error::from)?;
    let view = view(&made, redirect_uri(inventory));
    oauth_provider::put(edit.change(), row).await?;
    let entry = AuditEntry {
        resource_id: Some(made.id.to_string()),
        after: audited(&view),
        ..operator.entry("create", "oauth_provider")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::Created().json(view))
}

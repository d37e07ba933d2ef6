//! `POST /oauth/providers`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::{OauthProvider, OauthProviderInput, ProblemBody};
use url::Url;
use uuid::Uuid;

use super::{accounts, redirect_uri, view};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    oauth::{Provider, provider::Settings},
    secret::Secret,
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
    body: JsonBody<OauthProviderInput>,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let made = read(body.0)?;
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

fn read(input: OauthProviderInput) -> Result<Provider, Problem> {
    let url = |field, text: Option<String>| {
        text.map(|text| Url::parse(&text).map_err(|error| Problem::field(field, error.to_string())))
            .transpose()
    };
    if input.name.trim().is_empty() || input.name.chars().count() > 100 {
        return Err(Problem::field("name", "must have 1 to 100 characters"));
    }
    let settings = Settings {
        client_id: input.client_id,
        scopes: input.scopes,
        authorize_url: url("authorize_url", input.authorize_url)?,
        token_url: url("token_url", input.token_url)?,
        issuer: input.issuer,
        allow_private_network: input.allow_private_network,
    };
    let secret = input.client_secret.filter(|text| !text.is_empty());
    Provider::new(
        Uuid::now_v7(),
        input.name,
        &input.preset,
        settings,
        secret.map(Secret::new),
    )
    .map_err(|bad| Problem::field(bad.field, bad.reason))
}

//! `POST /oauth/flows`

use std::sync::Arc;

use actix_web::{HttpResponse, web::Data};
use chrono::{Duration, Utc};
use routex_entity::{
    CredentialKind,
    api::{OauthFlow, OauthFlowInput, ProblemBody},
};
use serde_json::Value;
use uuid::Uuid;

use super::{caller, provider, redirect_uri};
use crate::{
    channel::ChannelSpec,
    config::body,
    http::{
        admin::{
            Admin,
            channels::{Stored, stored},
        },
        extract::{JsonBody, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    inventory::Inventory,
    oauth::{Wire, discovery, flow},
    secret::{Cell, Secret, client_key::hash},
    store::{OauthFlowRow, oauth_flow},
};

/// How long a sign-in may take.
const MINUTES: i64 = 10;

/// Begins to sign in to an account for a channel.
#[utoipa::path(
    post, path = "/api/v1/oauth/flows", tag = "oauth", operation_id = "begin_oauth_flow",
    request_body = OauthFlowInput,
    responses((status = 201, body = OauthFlow), (status = "4XX", body = ProblemBody))
)]
pub async fn begin(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let ask = body::oauth_flow(body.0)?;
    let channel = usable_for(inventory, &ask).await?;
    let provider = provider(inventory, ask.provider_id).await?;
    let now = Utc::now();
    let wire = Wire {
        clients: &proxy.clients,
        channel: &channel,
        now_ms: now.timestamp_millis(),
    };
    discovery::learn(&provider, wire)
        .await
        .map_err(|error| Problem::new(Code::UpstreamFailed, error.to_string()))?;
    let begun = flow::begin(&provider, &redirect_uri(inventory))
        .map_err(|error| Problem::new(Code::Conflict, error.to_string()))?;
    let id = Uuid::now_v7();
    let expires_at = now + Duration::minutes(MINUTES);
    let redirect_uri = begun.pending.redirect_uri.clone();
    let pending = serde_json::to_string(&begun.pending).map_err(anyhow::Error::from)?;
    let sealed = inventory
        .master_key()
        .seal(flow_cell(id), &Secret::new(pending))
        .map_err(anyhow::Error::from)?;
    let row = OauthFlowRow {
        id,
        state_hash: hash(begun.state.expose()),
        caller: caller(&operator),
        provider_id: provider.id,
        channel_id: ask.channel_id,
        credential_id: ask.credential_id,
        sealed,
        expires_at_ms: expires_at.timestamp_millis(),
    };
    oauth_flow::begin(inventory.store(), row, now.timestamp_millis()).await?;
    Ok(HttpResponse::Created().json(OauthFlow {
        url: begun.url.into(),
        redirect_uri,
        expires_at,
    }))
}

/// The channel that somebody is to sign in for.
pub(super) async fn usable_for(
    inventory: &Inventory,
    ask: &OauthFlowInput,
) -> Result<Arc<ChannelSpec>, Problem> {
    let channel = Stored::changeable(inventory, ask.channel_id).await?;
    if let Some(id) = ask.credential_id
        && channel.credential(id)?.kind != CredentialKind::Oauth
    {
        return Err(Problem::field(
            "credential_id",
            "is a key; only an account can be signed in to again",
        ));
    }
    stored::usable(inventory, ask.channel_id)
}

/// Where a sign-in's secrets are kept.
pub(super) fn flow_cell(row: Uuid) -> Cell {
    Cell {
        table: "oauth_flow",
        row,
        column: "sealed",
    }
}

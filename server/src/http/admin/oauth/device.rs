//! `POST /oauth/devices`, `POST /oauth/devices/{id}/poll`

use actix_web::{
    HttpResponse,
    web::{Data, Json},
};
use chrono::{TimeDelta, Utc};
use routex_entity::api::{OauthDevice, OauthDevicePoll, OauthFlowInput, ProblemBody};
use serde_json::Value;
use uuid::Uuid;

use super::{
    begin::{checked, flow_cell},
    caller,
    complete::keep,
    provider,
};
use crate::{
    config::body,
    http::{
        admin::{
            Admin,
            channels::{
                credentials::{Ids, current},
                stored,
            },
        },
        extract::{Id, JsonBody, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    inventory::Inventory,
    oauth::{
        RenewError, Wire,
        device::{self, Answer, Waiting},
        flow::Yield,
    },
    secret::{Secret, client_key::hash, random},
    store::{OauthFlowRow, oauth_flow},
};

/// Begins to sign in to an account for a channel with a code that is entered on any device.
#[utoipa::path(
    post, path = "/api/v1/oauth/devices", tag = "oauth", operation_id = "begin_oauth_device",
    request_body = OauthFlowInput,
    responses((status = 201, body = OauthDevice), (status = "4XX", body = ProblemBody))
)]
pub async fn begin_device(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let ask = body::oauth_flow(body.0)?;
    checked(inventory, &ask).await?;
    let provider = provider(inventory, ask.provider_id).await?;
    let spec = stored::usable(inventory, ask.channel_id)?;
    let now = Utc::now();
    let wire = Wire {
        clients: &proxy.clients,
        channel: &spec,
        now_ms: now.timestamp_millis(),
    };
    let begun = device::begin(&provider, wire)
        .await
        .map_err(|error| Problem::new(Code::UpstreamFailed, error.to_string()))?
        .ok_or_else(|| {
            let why = "has no device_url, where codes are given; sign in with a browser instead";
            Problem::field("provider_id", why)
        })?;
    let id = Uuid::now_v7();
    let lasts = TimeDelta::from_std(begun.lasts).unwrap_or_default();
    let row = OauthFlowRow {
        id,
        // No browser comes back.
        state_hash: hash(random("").map_err(anyhow::Error::from)?.expose()),
        caller: caller(&operator),
        provider_id: provider.id,
        channel_id: ask.channel_id,
        credential_id: ask.credential_id,
        sealed: sealed(inventory, id, &begun.waiting)?,
        expires_at_ms: (now + lasts).timestamp_millis(),
    };
    oauth_flow::begin(inventory.store(), row, now.timestamp_millis()).await?;
    Ok(HttpResponse::Created().json(OauthDevice {
        id,
        user_code: begun.user_code,
        verification_url: begun.verification_url.into(),
        verification_url_complete: begun.verification_url_complete.map(String::from),
        interval_seconds: begun.waiting.interval_seconds(),
        expires_at: now + lasts,
    }))
}

/// Asks whether somebody has signed in with the code. The provider is asked no more often than it wants; only who began the
/// sign-in can ask.
#[utoipa::path(
    post, path = "/api/v1/oauth/devices/{id}/poll", tag = "oauth", operation_id = "poll_oauth_device",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = OauthDevicePoll), (status = "4XX", body = ProblemBody))
)]
pub async fn poll_device(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    id: Id,
) -> Result<Json<OauthDevicePoll>, Problem> {
    let inventory = &admin.inventory;
    let now_ms = Utc::now().timestamp_millis();
    let flow = oauth_flow::find(inventory.store(), id.0).await?;
    let flow = flow.filter(|flow| flow.caller == caller(&operator) && flow.expires_at_ms > now_ms);
    let flow = flow.ok_or_else(unknown)?;
    let mut waiting = opened(inventory, &flow)?;
    if waiting.left(now_ms) > 0 {
        return Ok(Json(pending(&waiting, now_ms)));
    }
    let provider = provider(inventory, flow.provider_id).await?;
    let spec = stored::usable(inventory, flow.channel_id)?;
    let wire = Wire {
        clients: &proxy.clients,
        channel: &spec,
        now_ms,
    };
    let answer = device::ask(&provider, wire, &mut waiting).await;
    let obtained = match answer {
        Ok(Answer::Tokens(obtained)) => obtained,
        Ok(Answer::Pending) => {
            let sealed = sealed(inventory, flow.id, &waiting)?;
            oauth_flow::keep(inventory.store(), flow.id, sealed).await?;
            return Ok(Json(pending(&waiting, now_ms)));
        }
        Err(error) => {
            if matches!(error, RenewError::Refused(_)) {
                oauth_flow::take(inventory.store(), flow.id).await?;
            }
            return Err(Problem::new(Code::UpstreamFailed, error.to_string()));
        }
    };
    if !oauth_flow::take(inventory.store(), flow.id).await? {
        return Err(unknown());
    }
    let tokens = Yield::Tokens(obtained);
    let credential = keep(inventory, &operator, &flow, &provider, tokens, now_ms).await?;
    let ids = Ids {
        channel: flow.channel_id,
        credential,
    };
    Ok(Json(OauthDevicePoll {
        credential: Some(current(inventory, ids).await?),
        wait_seconds: None,
    }))
}

fn unknown() -> Problem {
    Problem::new(
        Code::Conflict,
        "this sign-in is not known here: it was completed, has taken too long, or somebody else began it; begin again",
    )
}

fn pending(waiting: &Waiting, now_ms: i64) -> OauthDevicePoll {
    OauthDevicePoll {
        credential: None,
        wait_seconds: Some(waiting.left(now_ms)),
    }
}

fn sealed(inventory: &Inventory, id: Uuid, waiting: &Waiting) -> Result<Vec<u8>, Problem> {
    let text = serde_json::to_string(waiting).map_err(anyhow::Error::from)?;
    let sealed = inventory
        .master_key()
        .seal(flow_cell(id), &Secret::new(text));
    Ok(sealed.map_err(anyhow::Error::from)?)
}

/// A sign-in of another kind is none here.
fn opened(inventory: &Inventory, flow: &OauthFlowRow) -> Result<Waiting, Problem> {
    let text = inventory
        .master_key()
        .open(flow_cell(flow.id), &flow.sealed)
        .map_err(anyhow::Error::from)?;
    serde_json::from_str(text.expose()).map_err(|_another_kind| unknown())
}

//! `POST /oauth/flows/complete`

use std::collections::HashMap;

use actix_web::web::{Data, Json};
use chrono::Utc;
use routex_entity::api::{Credential, OauthReturn, ProblemBody};
use serde_json::Value;
use url::Url;

use super::{
    begin::flow_cell,
    caller,
    keep::{Target, keep},
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
        extract::{JsonBody, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    inventory::Inventory,
    oauth::{
        Provider, Wire,
        flow::{self, Pending},
    },
    secret::client_key::hash,
    store::{OauthFlowRow, oauth_flow},
};

/// Completes a sign-in with the address that the provider sent the browser to.
#[utoipa::path(
    post, path = "/api/v1/oauth/flows/complete", tag = "oauth", operation_id = "complete_oauth_flow",
    request_body = OauthReturn,
    responses((status = 200, body = Credential), (status = "4XX", body = ProblemBody))
)]
pub async fn complete(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    body: JsonBody<Value>,
) -> Result<Json<Credential>, Problem> {
    let inventory = &admin.inventory;
    let returned = body::oauth_return(body.0)?;
    let said: HashMap<String, String> = returned.query_pairs().into_owned().collect();
    let flow = used_up(inventory, &operator, said.get("state")).await?;
    let provider = provider(inventory, flow.provider_id).await?;
    let pending = inventory
        .master_key()
        .open(flow_cell(flow.id), &flow.sealed)
        .map_err(anyhow::Error::from)?;
    let pending: Pending = serde_json::from_str(pending.expose())
        .map_err(|_shows_a_verifier| anyhow::anyhow!("a sign-in cannot be read"))?;
    check_sender(&provider, &pending, &returned, said.get("iss"))?;
    let Some(code) = said.get("code") else {
        let why = said.get("error").map_or("no code", String::as_str);
        let why: String = why
            .chars()
            .filter(|c| c.is_ascii_graphic())
            .take(60)
            .collect();
        let detail = format!("the provider did not let anybody sign in: {why}");
        return Err(Problem::new(Code::UpstreamFailed, detail));
    };
    let spec = stored::usable(inventory, flow.channel_id)?;
    let now_ms = Utc::now().timestamp_millis();
    let wire = Wire {
        clients: &proxy.clients,
        channel: &spec,
        now_ms,
    };
    let yielded = flow::complete(&provider, wire, pending, code)
        .await
        .map_err(|error| Problem::new(Code::UpstreamFailed, error.to_string()))?;
    let target = Target {
        channel: flow.channel_id,
        credential: flow.credential_id,
    };
    let id = keep(inventory, &operator, target, &provider, yielded, now_ms).await?;
    let ids = Ids {
        channel: flow.channel_id,
        credential: id,
    };
    Ok(Json(current(inventory, ids).await?))
}

/// The sign-in that this state belongs to: of this caller, in time, and never again. Whichever of that does not hold is
/// not told apart.
async fn used_up(
    inventory: &Inventory,
    operator: &Operator,
    state: Option<&String>,
) -> Result<OauthFlowRow, Problem> {
    let unknown = || {
        Problem::new(
            Code::Conflict,
            "this sign-in is not known here: it was completed, has taken too long, or somebody else began it; begin again",
        )
    };
    let store = inventory.store();
    let state = state.ok_or_else(unknown)?;
    let flow = oauth_flow::find_by_state(store, &hash(state))
        .await?
        .ok_or_else(unknown)?;
    if flow.caller != caller(operator) || flow.expires_at_ms <= Utc::now().timestamp_millis() {
        return Err(unknown());
    }
    match oauth_flow::take(store, flow.id).await? {
        true => Ok(flow),
        false => Err(unknown()),
    }
}

/// The answer must have come to the address that it was asked to, from who was asked.
fn check_sender(
    provider: &Provider,
    pending: &Pending,
    returned: &Url,
    issuer: Option<&String>,
) -> Result<(), Problem> {
    let place = |url: &Url| (url.origin(), url.path().to_owned());
    let asked = Url::parse(&pending.redirect_uri).map_err(anyhow::Error::from)?;
    if place(&asked) != place(returned) {
        return Err(Problem::new(
            Code::Conflict,
            "this answer was sent to another address than it was asked to; begin again",
        ));
    }
    match (provider.issuer(), issuer) {
        (Some(known), Some(said)) if known != said => Err(Problem::new(
            Code::Conflict,
            "this answer is of another issuer than the one that was asked; begin again",
        )),
        (Some(_), None) if provider.names_itself() => Err(Problem::new(
            Code::Conflict,
            "this answer does not name its issuer (RFC 9207), as the provider's settings say that it does",
        )),
        _ => Ok(()),
    }
}

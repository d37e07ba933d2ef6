//! `POST /oauth/flows/complete`

use std::collections::HashMap;

use actix_web::web::{Data, Json};
use chrono::Utc;
use routex_entity::{
    CredentialKind,
    api::{Credential, OauthReturn, ProblemBody},
};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::{accounts, begin::flow_cell, caller, provider};
use crate::{
    config::{CredentialDecl, body, label_beside},
    http::{
        admin::{
            Admin,
            channels::{
                Stored,
                credentials::{Ids, current},
                stored,
                view::audited_credential,
            },
        },
        extract::{JsonBody, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    inventory::{Inventory, new_credential},
    oauth::{
        Grant, Provider, Wire,
        flow::{self, Pending, Yield},
        vault,
    },
    secret::{Secret, client_key::hash},
    store::{
        AuditEntry, OauthFlowRow, credential, credential::CredentialRow, oauth_flow, token_grant,
    },
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
    let id = keep(inventory, &operator, &flow, &provider, yielded, now_ms).await?;
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

/// Writes what a sign-in yielded, as a new credential or in the place of the old tokens.
pub(super) async fn keep(
    inventory: &Inventory,
    operator: &Operator,
    flow: &OauthFlowRow,
    provider: &Provider,
    yielded: Yield,
    now_ms: i64,
) -> Result<Uuid, Problem> {
    let edit = inventory.edit().await?;
    let channel = Stored::changeable(inventory, flow.channel_id).await?;
    let before = flow
        .credential_id
        .map(|id| channel.credential(id))
        .transpose()?;
    let taken = channel.labels_beside(None);
    let master_key = inventory.master_key();
    let (row, grant) = match yielded {
        Yield::ApiKey(secret) => {
            let decl = CredentialDecl {
                label: label_beside(&secret, &taken),
                secret,
            };
            let row = new_credential(flow.channel_id, &decl, master_key);
            (row.map_err(anyhow::Error::from)?, None)
        }
        Yield::Tokens(obtained) => {
            let known = match before {
                Some(row) => accounts(inventory).await?.grant(row.id).cloned(),
                None => None,
            };
            let before_it = known.unwrap_or_default();
            let grant = Grant {
                provider_id: Some(provider.id),
                version: before_it.version,
                sign_ins: before_it.sign_ins + 1,
                refresh: None,
                ..Grant::default()
            }
            .followed_by(obtained, now_ms);
            let row = match before {
                Some(row) => row.clone(),
                None => account_row(flow.channel_id, provider, &grant, &taken, inventory),
            };
            (row, Some(grant))
        }
    };
    let id = row.id;
    let entry = AuditEntry {
        resource_id: Some(id.to_string()),
        before: before.map(audited_credential),
        after: Some(audited_credential(&row)),
        ..operator.entry("connect", "credential")
    };
    if before.is_none() {
        credential::put(edit.change(), row).await?;
    }
    if let Some(grant) = grant {
        let row = vault::row(id, &grant, master_key).map_err(anyhow::Error::from)?;
        let version_before = grant.version - 1;
        if !token_grant::put(edit.change(), row, version_before).await? {
            return Err(Problem::new(
                Code::Conflict,
                "the account's tokens were renewed at the same moment; begin again",
            ));
        }
    }
    edit.commit(vec![entry]).await?;
    Ok(id)
}

fn account_row(
    channel: Uuid,
    provider: &Provider,
    grant: &Grant,
    taken: &[String],
    inventory: &Inventory,
) -> CredentialRow {
    let wanted = grant.account.as_deref().unwrap_or(&provider.name);
    let mut label = wanted.to_owned();
    let mut number = 2;
    while taken.contains(&label) {
        label = format!("{wanted} {number}");
        number += 1;
    }
    let id = Uuid::now_v7();
    CredentialRow {
        id,
        channel_id: channel,
        label,
        kind: CredentialKind::Oauth,
        // Accounts are told apart by their ids; their tokens change.
        fingerprint: inventory
            .master_key()
            .fingerprint(&Secret::new(id.to_string())),
        sealed_secret: None,
        enabled: true,
        created_at_ms: Some(Utc::now().timestamp_millis()),
        declared: false,
    }
}

//! `PATCH /oauth/providers/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{OauthProvider, OauthProviderPatch, ProblemBody};
use serde_json::{Value, json};
use url::Url;

use super::{accounts, changeable, made, redirect_uri, view};
use crate::{
    config::body,
    http::{
        admin::{Admin, audited, merge_patch::merge},
        extract::{Id, JsonBody, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    oauth::{Provider, provider::Settings},
    store::{AuditEntry, oauth_flow, oauth_provider},
};

/// Changes a provider of accounts by a JSON merge patch. Sign-ins that are under way begin again.
#[utoipa::path(
    patch, path = "/api/v1/oauth/providers/{id}", tag = "oauth", operation_id = "update_oauth_provider",
    params(("id" = Uuid, Path)),
    request_body = OauthProviderPatch,
    responses((status = 200, body = OauthProvider), (status = "4XX", body = ProblemBody))
)]
pub async fn update(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    id: Id,
    body: JsonBody<Value>,
) -> Result<Json<OauthProvider>, Problem> {
    let inventory = &admin.inventory;
    let before = changeable(inventory, id.0).await?;
    let patch = body.0;
    let keeps_secret = patch.get("client_secret").is_none();
    let mut wanted = current(&before);
    merge(&mut wanted, patch);
    let mut wanted = body::oauth_provider(wanted)?;
    if keeps_secret {
        wanted.client_secret.clone_from(&before.client_secret);
    }
    if wanted.settings.issuer == before.settings.issuer {
        wanted.settings.names_itself = before.settings.names_itself;
    }
    // Before anybody else has to wait for this change.
    let after = made(inventory, &proxy, id.0, &wanted, Some(&before)).await?;

    let edit = inventory.edit().await?;
    let now = changeable(inventory, id.0).await?;
    if (&now.digest, &now.name) != (&before.digest, &before.name) {
        let detail = "somebody else changed this provider meanwhile; look at it, and try again";
        return Err(Problem::new(Code::Conflict, detail));
    }
    let accounts = accounts(inventory).await?;
    let mut others = accounts.providers().filter(|other| other.id != id.0);
    if others.any(|other| other.name == after.name) {
        return Err(Problem::name_taken("provider of accounts", &after.name));
    }
    if let Some(url) = elsewhere(&before, &after) {
        check_nothing_goes_along(&before, keeps_secret, accounts.is_in_use(id.0), &url)?;
    }
    let row = after
        .row(inventory.master_key())
        .map_err(anyhow::Error::from)?;
    oauth_provider::put(edit.change(), row).await?;
    oauth_flow::forget_of(edit.change(), id.0).await?;
    let redirect_uri = redirect_uri(inventory);
    let shown = view(&after, redirect_uri.clone());
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(&view(&before, redirect_uri)),
        after: audited(&shown),
        ..operator.entry("update", "oauth_provider")
    };
    edit.commit(vec![entry]).await?;
    Ok(Json(shown))
}

/// The body that would make the provider, without its secret.
fn current(provider: &Provider) -> Value {
    let given = Settings {
        names_itself: None,
        found: None,
        ..provider.settings.clone()
    };
    let mut body = json!(given);
    body["name"] = json!(provider.name);
    body["preset"] = json!(provider.preset.name);
    body
}

/// Where secrets or tokens would go that did not go there before.
fn elsewhere(before: &Provider, after: &Provider) -> Option<Url> {
    let places = |provider: &Provider| {
        [
            provider.token_url(),
            provider.revoke_url(),
            provider.userinfo_url(),
            provider.device_url(),
        ]
    };
    let known = places(before);
    let mut new = places(after).into_iter().flatten();
    new.find(|url| !known.iter().flatten().any(|known| known == url))
}

fn check_nothing_goes_along(
    before: &Provider,
    keeps_secret: bool,
    is_in_use: bool,
    url: &Url,
) -> Result<(), Problem> {
    if is_in_use {
        let detail = format!(
            "credentials have their tokens of it, and those would go to {url}; remove them first, or register another provider"
        );
        return Err(Problem::new(Code::Conflict, detail));
    }
    if keeps_secret && before.client_secret.is_some() {
        let detail = format!(
            "the secret would go to {url}, for which it was not entered; send client_secret along"
        );
        return Err(Problem::new(Code::SecretRequired, detail));
    }
    Ok(())
}

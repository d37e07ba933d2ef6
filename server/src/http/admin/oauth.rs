//! `/oauth`: who gives accounts, and signing in to them.

mod begin;
mod complete;
mod create;
pub mod devices;
mod keep;
mod list;
mod presets;
mod remove;
mod show;
mod update;

pub use begin::begin;
pub use complete::complete;
pub use create::create;
pub use list::list;
pub use presets::presets;
pub use remove::remove;
pub use show::show;
pub use update::update;
pub(in crate::http) use {
    begin::__path_begin, complete::__path_complete, create::__path_create, list::__path_list,
    presets::__path_presets, remove::__path_remove, show::__path_show, update::__path_update,
};

use std::sync::Arc;

use chrono::Utc;
use routex_entity::api::OauthProvider;
use uuid::Uuid;

use crate::{
    config::OauthProviderDecl,
    http::{
        extract::{Identity, Operator},
        problem::Problem,
        proxy::Proxy,
    },
    inventory::{Accounts, Inventory},
    oauth::{Provider, discovery},
};

/// Where the provider sends the browser. Never taken from a request: a caller cannot have codes sent elsewhere.
fn redirect_uri(inventory: &Inventory) -> String {
    let config = inventory.config();
    match &config.server.public_url {
        Some(url) => format!("{}/oauth/callback", url.as_str().trim_end_matches('/')),
        None => format!("http://127.0.0.1:{}/oauth/callback", config.server.port),
    }
}

/// Who begins a sign-in, and alone may complete it.
fn caller(operator: &Operator) -> String {
    match &operator.identity {
        Identity::User { session, .. } | Identity::Guest { session, .. } => {
            format!("session:{}", session.hash)
        }
        Identity::Token { name, .. } => format!("token:{name}"),
    }
}

async fn accounts(inventory: &Inventory) -> Result<Accounts, Problem> {
    let read = Accounts::read(inventory.store(), inventory.vault(), inventory.master_key());
    Ok(read.await?)
}

async fn provider(inventory: &Inventory, id: Uuid) -> Result<Arc<Provider>, Problem> {
    let accounts = accounts(inventory).await?;
    let known = accounts.provider(id);
    known
        .map(Arc::clone)
        .ok_or_else(|| Problem::not_found("provider of accounts", id))
}

/// The provider, if operators may change it.
async fn changeable(inventory: &Inventory, id: Uuid) -> Result<Arc<Provider>, Problem> {
    let known = provider(inventory, id).await?;
    match known.declared {
        true => Err(Problem::declared("provider of accounts", &known.name)),
        false => Ok(known),
    }
}

/// The provider that a body makes. Its issuer is asked for what it alone tells, unless it told that before.
async fn made(
    inventory: &Inventory,
    proxy: &Proxy,
    id: Uuid,
    decl: &OauthProviderDecl,
    before: Option<&Provider>,
) -> Result<Provider, Problem> {
    let mut made = decl
        .provider(id)
        .map_err(|bad| Problem::field(bad.field, bad.reason))?;
    let Some(issuer) = made.asks_issuer() else {
        return Ok(made);
    };
    let allow_private = made.settings.allow_private_network;
    let same = before.filter(|before| {
        before.settings.allow_private_network == allow_private
            && before.asks_issuer() == Some(issuer)
    });
    if let Some(before) = same {
        made.heard = Arc::clone(&before.heard);
        made.settings.found.clone_from(&before.settings.found);
        return Ok(made);
    }
    let client = proxy
        .clients
        .plain(allow_private, None)
        .map_err(anyhow::Error::from)?;
    let found = discovery::discover(&client, issuer, allow_private)
        .await
        .map_err(|reason| Problem::field("issuer", reason))?;
    let heard = inventory.vault().issuer(issuer, allow_private);
    heard.keep(found.clone(), Utc::now().timestamp_millis());
    made.heard = heard;
    made.settings.found = Some(found);
    Ok(made)
}

fn view(provider: &Provider, redirect_uri: String) -> OauthProvider {
    let text = |url: Option<url::Url>| url.map(String::from).unwrap_or_default();
    OauthProvider {
        id: provider.id,
        name: provider.name.clone(),
        preset: provider.preset.name.to_owned(),
        client_id: provider.settings.client_id.clone(),
        has_client_secret: provider.client_secret.is_some(),
        scopes: provider.scopes(),
        authorize_url: text(provider.authorize_url()),
        token_url: text(provider.token_url()),
        revoke_url: provider.revoke_url().map(String::from),
        userinfo_url: provider.userinfo_url().map(String::from),
        device_url: provider.device_url().map(String::from),
        issuer: provider.issuer().map(str::to_owned),
        exchange: provider.exchange(),
        secret_in_body: provider.secret_in_body(),
        token_header: provider.settings.token_header.unwrap_or_default(),
        account_from: provider.settings.account_from.clone(),
        allow_private_network: provider.settings.allow_private_network,
        declared: provider.declared,
        redirect_uri,
    }
}

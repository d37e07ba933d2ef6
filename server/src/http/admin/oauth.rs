//! `/oauth`: who gives accounts, and signing in to them.

mod begin;
mod complete;
mod create;
mod device;
mod list;
mod presets;
mod remove;

pub use begin::begin;
pub use complete::complete;
pub use create::create;
pub use device::{begin_device, poll_device};
pub use list::list;
pub use presets::presets;
pub use remove::remove;
pub(in crate::http) use {
    begin::__path_begin,
    complete::__path_complete,
    create::__path_create,
    device::{__path_begin_device, __path_poll_device},
    list::__path_list,
    presets::__path_presets,
    remove::__path_remove,
};

use std::sync::Arc;

use routex_entity::api::OauthProvider;
use uuid::Uuid;

use crate::{
    http::{
        extract::{Identity, Operator},
        problem::Problem,
    },
    inventory::{Accounts, Inventory},
    oauth::Provider,
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
        device_url: provider.device_url().map(String::from),
        issuer: provider.issuer().map(str::to_owned),
        allow_private_network: provider.settings.allow_private_network,
        declared: provider.declared,
        redirect_uri,
    }
}

//! The merged list of models that a client key may use, in the caller's dialect.

use std::collections::BTreeSet;

use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{Proxy, dialect_of, discovery::discover};
use crate::{
    channel::ChannelSpec,
    http::{
        error::{Refusal, final_error},
        extract::Caller,
        keys::ClientKey,
        request_id,
    },
    protocol::error::ErrorKind,
    router::{RoutingTable, table::Place},
};

/// `GET /v1/models` and `GET /v1beta/models`; the Google SDKs use both.
pub async fn models(request: HttpRequest, caller: Caller, proxy: web::Data<Proxy>) -> HttpResponse {
    let names = names(&proxy, &caller.0).await;
    let list = match dialect_of(request.path(), request.headers()) {
        Dialect::Gemini => json!({
            "models": names.iter().map(|name| gemini_model(name)).collect::<Vec<_>>(),
        }),
        Dialect::Anthropic => json!({
            "data": names.iter().map(|name| anthropic_model(name)).collect::<Vec<_>>(),
            "has_more": false,
            "first_id": names.first(),
            "last_id": names.last(),
        }),
        _ => json!({
            "object": "list",
            "data": names.iter().map(|name| openai_model(name)).collect::<Vec<_>>(),
        }),
    };
    HttpResponse::Ok().json(list)
}

/// `GET /v1/models/{id}` and `GET /v1beta/models/{id}`
pub async fn model(
    request: HttpRequest,
    caller: Caller,
    proxy: web::Data<Proxy>,
    id: web::Path<String>,
) -> HttpResponse {
    let dialect = dialect_of(request.path(), request.headers());
    if !names(&proxy, &caller.0).await.contains(id.as_str()) {
        return no_such_model(&id, dialect, &request);
    }
    HttpResponse::Ok().json(match dialect {
        Dialect::Gemini => gemini_model(&id),
        Dialect::Anthropic => anthropic_model(&id),
        _ => openai_model(&id),
    })
}

fn no_such_model(id: &str, dialect: Dialect, request: &HttpRequest) -> HttpResponse {
    let message = format!("no channel serves model \"{id}\" for this key");
    let error = final_error(404, ErrorKind::NotFound, message);
    Refusal::new(dialect, error, request_id::of(request)).error_response()
}

fn openai_model(name: &str) -> Value {
    json!({ "id": name, "object": "model", "created": 0, "owned_by": "routex" })
}

fn anthropic_model(name: &str) -> Value {
    json!({
        "type": "model",
        "id": name,
        "display_name": name,
        "created_at": "1970-01-01T00:00:00Z",
    })
}

fn gemini_model(name: &str) -> Value {
    json!({
        "name": format!("models/{name}"),
        "displayName": name,
        "supportedGenerationMethods": ["generateContent", "streamGenerateContent", "countTokens"],
    })
}

/// Everything this key may ask for: aliases, configured models, and what channels without a list offer themselves.
async fn names(proxy: &Proxy, key: &ClientKey) -> BTreeSet<String> {
    let table = proxy.router.table();
    let channels: Vec<&ChannelSpec> = table
        .channels
        .iter()
        .map(AsRef::as_ref)
        .filter(|channel| channel.enabled && may_use(key, channel))
        .collect();
    let mut names: BTreeSet<String> = aliases(&table, &channels);
    for channel in &channels {
        names.extend(channel.models.iter().cloned());
        names.extend(channel.model_map.keys().cloned());
    }
    let open = channels
        .into_iter()
        .filter(|channel| channel.models.is_empty());
    names.extend(discover(proxy, open).await);
    names.retain(|name| key.allows_model(name));
    names
}

fn may_use(key: &ClientKey, channel: &ChannelSpec) -> bool {
    key.tags.is_empty() || channel.tags.iter().any(|tag| key.tags.contains(tag))
}

/// Aliases of which at least one target is there.
fn aliases(table: &RoutingTable, channels: &[&ChannelSpec]) -> BTreeSet<String> {
    let reachable = |place: &Place| match place {
        Place::Channel(id) => channels.iter().any(|channel| channel.id == *id),
        Place::Tag(tag) => channels.iter().any(|channel| channel.tags.contains(tag)),
    };
    table
        .aliases
        .values()
        .filter(|alias| alias.targets.iter().any(|target| reachable(&target.place)))
        .map(|alias| alias.name.clone())
        .collect()
}

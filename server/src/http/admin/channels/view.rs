//! Channels as the API shows them: everything but secrets. Pure.

use actix_web::http::header::{HeaderName, HeaderValue};
use chrono::DateTime;
use routex_entity::api::{
    Channel, ChannelEndpoint, ChannelLive, ChannelSettings, Credential, CredentialHealth, Usd,
};
use serde_json::{Value, json};
use url::Url;

use super::Stored;
use crate::{
    channel::{ChannelSpec, messages::Report},
    config::ChannelDecl,
    store::{channel::ChannelRow, credential::CredentialRow},
    upstream::{client::ProxyUrl, provider},
};

/// What may be shown of a channel's own secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    header_names: Vec<String>,
    proxy: Option<String>,
}

impl Shown {
    fn new(headers: &[(HeaderName, HeaderValue)], proxy: Option<&ProxyUrl>) -> Self {
        let mut header_names: Vec<String> = headers
            .iter()
            .map(|(name, _)| name.as_str().to_owned())
            .collect();
        header_names.sort_unstable();
        header_names.dedup();
        Self {
            header_names,
            proxy: proxy.map(|proxy| without_login(proxy.expose())),
        }
    }
}

impl From<&ChannelSpec> for Shown {
    fn from(spec: &ChannelSpec) -> Self {
        Self::new(&spec.headers, spec.proxy.as_ref())
    }
}

impl From<&ChannelDecl> for Shown {
    fn from(decl: &ChannelDecl) -> Self {
        Self::new(&decl.headers, decl.proxy.as_ref())
    }
}

/// A channel with what is known of it now.
pub fn channel(stored: &Stored, spec: Option<&ChannelSpec>, report: Option<&Report>) -> Channel {
    let shown = spec.map(Shown::from).unwrap_or_default();
    let live = report.map_or_else(ChannelLive::default, |report| report.live.clone());
    let credentials = stored.credentials.iter();
    Channel {
        id: stored.row.id,
        settings: settings(&stored.row, &shown),
        declared: stored.row.declared,
        live,
        credentials: credentials.map(|row| credential(row, report)).collect(),
    }
}

/// A credential with what is known of it now. `report`: of its channel.
pub fn credential(row: &CredentialRow, report: Option<&Report>) -> Credential {
    Credential {
        id: row.id,
        label: row.label.clone(),
        kind: row.kind,
        enabled: row.enabled,
        declared: row.declared,
        created_at: row.created_at_ms.and_then(DateTime::from_timestamp_millis),
        health: report.and_then(|report| health(row, report)),
    }
}

/// What the audit log keeps of a channel.
pub fn audited(stored: &Stored, shown: &Shown) -> Option<Value> {
    let credentials: Vec<Value> = stored.credentials.iter().map(audited_credential).collect();
    let mut kept = serde_json::to_value(settings(&stored.row, shown)).ok()?;
    kept["credentials"] = credentials.into();
    Some(kept)
}

/// What the audit log keeps of a credential.
pub fn audited_credential(row: &CredentialRow) -> Value {
    json!({ "id": row.id, "label": row.label, "kind": row.kind, "enabled": row.enabled })
}

/// The channel's own base URL, which serves all its dialects. `None`: the preset's.
pub fn own_base_url(row: &ChannelRow) -> Option<&str> {
    let preset = provider::by_name(&row.provider).map_or(&[][..], |known| known.endpoints());
    let of_preset = row.endpoints.iter().all(|(dialect, url)| {
        preset
            .iter()
            .any(|(known, address)| known == dialect && plain(address) == plain(url))
    });
    match row.endpoints.first() {
        Some((_, first)) if !of_preset => Some(plain(first)),
        _ => None,
    }
}

fn settings(row: &ChannelRow, shown: &Shown) -> ChannelSettings {
    let endpoints = row.endpoints.iter().map(|(dialect, url)| ChannelEndpoint {
        dialect: *dialect,
        url: plain(url).to_owned(),
    });
    ChannelSettings {
        name: row.name.clone(),
        provider: row.provider.clone(),
        base_url: own_base_url(row).map(str::to_owned),
        dialects: row.endpoints.iter().map(|(dialect, _)| *dialect).collect(),
        endpoints: endpoints.collect(),
        models: row.models.clone(),
        model_map: row.model_map.clone(),
        priority: row.priority,
        weight: row.weight,
        enabled: row.enabled,
        tags: row.tags.clone(),
        max_concurrency: row.max_concurrency,
        rpm: row.rpm,
        tpm: row.tpm,
        queue_ms: row.queue_ms,
        keep_bodies_hours: row.keep_bodies_hours,
        probe: row.probe,
        probe_interval_seconds: row.probe_interval_seconds,
        probe_model: row.probe_model.clone(),
        first_byte_timeout_ms: row.first_byte_timeout_ms,
        capabilities: row.capabilities.clone(),
        price_multiplier: row.charges.multiplier,
        price_per_request: row.charges.per_request.map(Usd::from),
        allow_private_network: row.allow_private_network,
        header_names: shown.header_names.clone(),
        proxy: shown.proxy.clone(),
        tls_ca: row.tls_ca.clone(),
    }
}

fn health(row: &CredentialRow, report: &Report) -> Option<CredentialHealth> {
    let mut credentials = report.credentials.iter();
    credentials
        .find(|(id, _)| *id == row.id)
        .map(|(_, health)| health.clone())
}

/// The url crate puts a slash behind a bare host.
fn plain(url: &str) -> &str {
    url.trim_end_matches('/')
}

/// An address without its user name and password.
fn without_login(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
        None => format!("{}://{host}", url.scheme()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        config::body,
        inventory::{new_channel, unsaved_channel},
        secret::MasterKey,
    };

    fn made(body: Value) -> (Stored, ChannelDecl) {
        let decl = body::channel(body, Duration::from_secs(600)).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let master_key = MasterKey::load(dir.path()).unwrap();
        let (row, credentials) = new_channel(&decl, &master_key).unwrap();
        (Stored { row, credentials }, decl)
    }

    #[test]
    fn a_base_url_is_shown_when_it_is_not_the_presets() {
        let deepseek = json!({ "name": "a", "provider": "deepseek", "api_keys": ["k"] });
        let (stored, _) = made(deepseek.clone());
        assert_eq!(own_base_url(&stored.row), None);
        assert_eq!(stored.row.endpoints.len(), 2);

        let mut own = deepseek;
        own["base_url"] = "https://gate.example/".into();
        let (stored, _) = made(own);
        assert_eq!(own_base_url(&stored.row), Some("https://gate.example"));
    }

    #[test]
    fn no_view_holds_a_secret() {
        let (stored, decl) = made(json!({
            "name": "a", "provider": "openai", "api_keys": ["canary-key-0123456789"],
            "headers": { "x-b": "canary-header", "X-A": "canary-other" },
            "proxy": "socks5://canary-user:canary-password@proxy.example:1080",
        }));
        let spec = unsaved_channel(&decl);

        let view = channel(&stored, Some(&spec), None);

        assert_eq!(view.settings.header_names, ["x-a", "x-b"]);
        assert_eq!(
            view.settings.proxy.as_deref(),
            Some("socks5://proxy.example:1080")
        );
        let audited = audited(&stored, &Shown::from(&decl)).unwrap().to_string();
        for text in [serde_json::to_string(&view).unwrap(), audited] {
            assert!(!text.contains("canary"), "{text}");
        }
    }
}

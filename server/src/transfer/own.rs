//! Reading an export of Routex.
//!
//! The box holds with every channel's secrets the provider, the addresses and the authorities that they were entered for.
//! An export whose readable part leads elsewhere keeps its secrets closed: nobody can redirect them by editing the file.

use std::collections::BTreeMap;

use routex_entity::{
    Dialect,
    api::{Export, ExportedChannel, ImportFormat},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Bundle, Unreadable,
    bundle::{AliasItem, ChannelItem, CredentialItem, KeyItem},
    sealed_box,
};
use crate::{secret::Secret, store::ChannelRow};

/// The version of the format.
pub(super) const FORMAT: u32 = 1;

/// What is in the box.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Secrets {
    /// By name.
    pub channels: BTreeMap<String, ChannelSecrets>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ChannelSecrets {
    provider: String,
    endpoints: Vec<(Dialect, String)>,
    /// Whose certificates say that the address is the right one.
    tls_ca: Option<String>,
    pub credentials: Vec<CredentialSecret>,
    pub headers: BTreeMap<String, String>,
    pub proxy: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CredentialSecret {
    pub label: String,
    pub secret: String,
    pub enabled: bool,
}

impl ChannelSecrets {
    pub(super) fn bound_to(row: &ChannelRow) -> Self {
        Self {
            provider: row.provider.clone(),
            endpoints: row.endpoints.clone(),
            tls_ca: row.tls_ca.clone(),
            credentials: Vec::new(),
            headers: BTreeMap::new(),
            proxy: None,
        }
    }

    /// Whether the channel of the readable part leads where these secrets belong. A preset's addresses are not written
    /// there; they are what this version knows of the provider.
    fn belong_to(&self, exported: &ExportedChannel) -> bool {
        let text = |name: &str| exported.channel.get(name).and_then(Value::as_str);
        let dialects: Vec<&str> = exported
            .channel
            .get("dialects")
            .and_then(Value::as_array)
            .map(|dialects| dialects.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let same_dialects = dialects.len() == self.endpoints.len()
            && self
                .endpoints
                .iter()
                .zip(&dialects)
                .all(|((own, _), dialect)| own.as_str() == *dialect);
        let same_address = match text("base_url") {
            Some(url) => self.endpoints.iter().all(|(_, own)| own == url),
            None => crate::upstream::provider::by_name(&self.provider).is_some_and(|preset| {
                self.endpoints.iter().all(|(dialect, own)| {
                    let mut known = preset.endpoints().iter();
                    known.any(|(spoken, url)| spoken == dialect && url == own)
                })
            }),
        };
        let same_authorities = text("tls_ca") == self.tls_ca.as_deref();
        text("provider") == Some(self.provider.as_str())
            && same_dialects
            && same_address
            && same_authorities
    }
}

/// Reads an export. Opening its box takes a while: not for a thread that serves.
pub(super) fn read(document: Value, passphrase: Option<&Secret>) -> Result<Bundle, Unreadable> {
    let version = document.get("routex_export").and_then(Value::as_u64);
    if version != Some(u64::from(FORMAT)) {
        let message = format!(
            "is not an export of Routex of format {FORMAT}: \"routex_export\" must be {FORMAT}"
        );
        return Err(Unreadable::new("document", message));
    }
    let document: Export = serde_json::from_value(document)
        .map_err(|error| Unreadable::new("document", format!("is not an export: {error}")))?;
    let mut secrets = match (passphrase, &document.sealed) {
        (Some(passphrase), Some(sealed)) => opened(passphrase, sealed)?,
        (Some(_), None) => {
            let message = "is given, but the export holds no secrets; leave it out";
            return Err(Unreadable::new("passphrase", message));
        }
        (None, _) => Secrets::default(),
    };
    let mut bundle = Bundle::new(ImportFormat::Routex);
    for (index, exported) in document.channels.into_iter().enumerate() {
        let name = exported.channel.get("name").and_then(Value::as_str);
        let own = name.and_then(|name| secrets.channels.remove(name));
        bundle
            .channels
            .push(channel(format!("channels[{index}]"), exported, own)?);
    }
    for (index, alias) in document.aliases.into_iter().enumerate() {
        let place = format!("aliases[{index}]");
        if let Ok(Value::Object(body)) = serde_json::to_value(alias) {
            bundle.aliases.push(AliasItem { place, body });
        }
    }
    let keys = document.client_keys.into_iter().enumerate();
    bundle.client_keys = keys
        .map(|(index, key)| KeyItem {
            place: format!("client_keys[{index}]"),
            body: key.key,
            hash: key.hash,
            prefix: key.prefix,
        })
        .collect();
    bundle.settings = document.settings;
    Ok(bundle)
}

fn opened(
    passphrase: &Secret,
    sealed: &routex_entity::api::SealedBox,
) -> Result<Secrets, Unreadable> {
    let plain = sealed_box::open(passphrase, sealed)
        .map_err(|error| Unreadable::new("passphrase", error.to_string()))?;
    // The message of the parser could show a piece of a secret.
    serde_json::from_slice(&plain).map_err(|_shows_secrets| {
        Unreadable::new(
            "document",
            "the box of secrets does not hold what is expected",
        )
    })
}

fn channel(
    place: String,
    exported: ExportedChannel,
    secrets: Option<ChannelSecrets>,
) -> Result<ChannelItem, Unreadable> {
    if let Some(own) = &secrets
        && !own.belong_to(&exported)
    {
        let message = format!(
            "{place} leads elsewhere than its secrets were entered for; import without the passphrase and enter them again"
        );
        return Err(Unreadable::new("document", message));
    }
    let Some(own) = secrets else {
        let mut missing = exported.credentials;
        missing.extend(exported.headers.then(|| "headers".to_owned()));
        missing.extend(exported.proxy.then(|| "proxy".to_owned()));
        return Ok(ChannelItem {
            place,
            body: exported.channel,
            credentials: Vec::new(),
            headers: BTreeMap::new(),
            proxy: None,
            missing,
        });
    };
    let credentials = own.credentials.into_iter().map(|own| CredentialItem {
        label: Some(own.label),
        secret: Secret::new(own.secret),
        enabled: own.enabled,
    });
    Ok(ChannelItem {
        place,
        body: exported.channel,
        credentials: credentials.collect(),
        headers: own.headers,
        proxy: own.proxy.map(Secret::new),
        missing: Vec::new(),
    })
}

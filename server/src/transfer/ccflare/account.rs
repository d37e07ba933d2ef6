//! One row of `accounts`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    secret::Secret,
    transfer::{
        Bundle,
        bundle::{Body, ChannelItem, CredentialItem},
    },
};

/// An account, as far as it is read.
#[derive(Default)]
pub(super) struct Account {
    pub name: String,
    pub provider: String,
    pub api_key: Option<String>,
    pub has_login: bool,
    pub priority: i64,
    /// Requests relative to others, of older versions: 1, 5 or 20.
    pub tier: Option<i64>,
    pub paused: bool,
    /// An address, or a JSON table that holds one.
    pub custom_endpoint: Option<String>,
    pub has_model_mappings: bool,
}

const LOGIN: &str = "it is a login to a subscription, which belongs to the program that it was given to; \
                     Routex routes to accounts with an API key";

impl Account {
    /// # Errors
    /// Why it cannot be taken over.
    pub(super) fn into_channel(
        self,
        allow_private_network: bool,
        bundle: &mut Bundle,
    ) -> Result<ChannelItem, String> {
        let key = self.api_key.filter(|key| !key.trim().is_empty());
        let key = key.ok_or(if self.has_login {
            LOGIN
        } else {
            "it has no API key"
        })?;
        let address = address(self.custom_endpoint.as_deref())?;
        let (preset, base_url) = target(&self.provider, address)?;
        if self.has_model_mappings {
            bundle.leave_out(
                format!("account {} model_mappings", self.name),
                "they are for families of models; aliases say it model by model",
            );
        }
        let mut body = Body::new();
        let name = format!("ccflare-{}", plain(&self.name));
        body.insert("name".to_owned(), json!(name));
        body.insert("provider".to_owned(), json!(preset));
        if let Some(url) = base_url {
            body.insert("base_url".to_owned(), json!(url));
        }
        body.insert("priority".to_owned(), json!(self.priority));
        if let Some(tier) = self.tier.filter(|tier| *tier > 1) {
            body.insert("weight".to_owned(), json!(tier));
        }
        body.insert("enabled".to_owned(), json!(!self.paused));
        if allow_private_network {
            body.insert("allow_private_network".to_owned(), json!(true));
        }
        Ok(ChannelItem {
            place: format!("account {}", self.name),
            body,
            credentials: vec![CredentialItem {
                label: None,
                secret: Secret::new(key),
                enabled: true,
            }],
            headers: BTreeMap::new(),
            proxy: None,
            missing: Vec::new(),
        })
    }
}

/// The preset, and the base URL where it is not that of the preset.
fn target(
    provider: &str,
    address: Option<String>,
) -> Result<(&'static str, Option<String>), String> {
    let own = |fixed: &str| Some(address.clone().unwrap_or_else(|| fixed.to_owned()));
    match provider {
        "anthropic" | "claude-console-api" => Ok(("anthropic", address)),
        "zai" => Ok((
            "anthropic_compatible",
            own("https://api.z.ai/api/anthropic"),
        )),
        "minimax" => Ok((
            "anthropic_compatible",
            own("https://api.minimax.io/anthropic"),
        )),
        "openrouter" => Ok(("openrouter", address)),
        "anthropic-compatible" => match address {
            Some(url) => Ok(("anthropic_compatible", Some(url))),
            None => Err("it has no endpoint".to_owned()),
        },
        "openai-compatible" => {
            let url = address.unwrap_or_else(|| "https://api.openai.com".to_owned());
            let bare = url.strip_suffix("/v1").unwrap_or(&url);
            Ok(("openai_compatible", Some(format!("{bare}/v1"))))
        }
        other => Err(format!(
            "Routex has no preset for its provider \"{}\"; add a channel by hand",
            plain(other)
        )),
    }
}

fn address(custom: Option<&str>) -> Result<Option<String>, String> {
    let Some(custom) = custom.map(str::trim).filter(|custom| !custom.is_empty()) else {
        return Ok(None);
    };
    let url = if custom.starts_with('{') {
        let table: Value = serde_json::from_str(custom)
            .map_err(|_no_detail| "its endpoint is neither an address nor JSON".to_owned())?;
        match table.get("endpoint").and_then(Value::as_str) {
            Some(url) => url.to_owned(),
            None => return Ok(None),
        }
    } else {
        custom.to_owned()
    };
    Ok(Some(url.trim_end_matches('/').to_owned()))
}

/// A name that fits the rules: what does not belong into one becomes a dash.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    name.chars()
        .take(50)
        .map(|c| if fits(c) { c } else { '-' })
        .collect()
}

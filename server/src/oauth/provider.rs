//! A provider of accounts as an operator set it up: a preset, the operator's own registration, and what differs.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use url::Url;
use uuid::Uuid;

use super::preset::{self, Preset};
use crate::{
    secret::{Cell, MasterKey, SealError, Secret, seal::hex},
    store::OauthProviderRow,
    upstream::guard,
};

/// Who gives accounts.
#[derive(Debug)]
pub struct Provider {
    pub id: Uuid,
    pub name: String,
    pub preset: &'static Preset,
    pub settings: Settings,
    pub client_secret: Option<Secret>,
    /// Of all that tokens are obtained with.
    pub digest: String,
    /// Comes from the configuration file.
    pub declared: bool,
}

/// What an operator says of a provider, the secret apart. What is missing is the preset's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default)]
    pub client_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_url: Option<Url>,
    /// Where it takes back what it gave (RFC 7009).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoke_url: Option<Url>,
    /// Where codes for other devices are given (RFC 8628).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_url: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Whether its answers name it (RFC 9207). `None`: they do if `issuer` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_itself: Option<bool>,
    /// Its addresses may be loopback, private and similar ones.
    #[serde(default)]
    pub allow_private_network: bool,
}

/// What is wrong with a provider: which setting, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct BadProvider {
    pub field: &'static str,
    pub reason: String,
}

impl Provider {
    /// # Errors
    /// When a setting is missing or not allowed.
    pub fn new(
        id: Uuid,
        name: String,
        preset: &str,
        settings: Settings,
        client_secret: Option<Secret>,
    ) -> Result<Self, BadProvider> {
        let bad = |field, reason: &str| BadProvider {
            field,
            reason: reason.to_owned(),
        };
        let preset = preset::by_name(preset).ok_or_else(|| {
            let known: Vec<&str> = preset::ALL.iter().map(|known| known.name).collect();
            bad("preset", &format!("is none of {}", known.join(", ")))
        })?;
        if settings.client_id.is_empty() && !preset.without_client {
            return Err(bad(
                "client_id",
                "is required: register Routex with the provider, it has no client id of its own",
            ));
        }
        let made_of = json!([
            preset.name,
            settings,
            client_secret.as_ref().map(Secret::expose)
        ]);
        let provider = Self {
            id,
            name,
            preset,
            digest: hex(&Sha256::digest(made_of.to_string())),
            settings,
            client_secret,
            declared: false,
        };
        let addresses = [
            ("authorize_url", provider.authorize_url(), true),
            ("token_url", provider.token_url(), true),
            ("revoke_url", provider.revoke_url(), false),
            ("device_url", provider.device_url(), false),
        ];
        for (field, url, is_required) in addresses {
            let Some(url) = url else {
                if is_required {
                    return Err(bad(
                        field,
                        "is required with this preset, unless its issuer tells",
                    ));
                }
                continue;
            };
            if url.scheme() != "https" && !provider.settings.allow_private_network {
                return Err(bad(field, "must begin with https://"));
            }
            guard::check_url(&url, provider.settings.allow_private_network)
                .map_err(|blocked| bad(field, &blocked.to_string()))?;
        }
        Ok(provider)
    }

    /// As it is kept.
    ///
    /// # Errors
    /// When a setting is not allowed, or the secret does not open.
    pub fn read(row: OauthProviderRow, master_key: &MasterKey) -> anyhow::Result<Self> {
        let client_secret = row
            .sealed_client_secret
            .map(|sealed| master_key.open(client_secret_cell(row.id), &sealed))
            .transpose()?;
        let settings = serde_json::from_value(row.settings)?;
        let provider = Self::new(row.id, row.name, &row.preset, settings, client_secret)?;
        Ok(Self {
            declared: row.declared,
            ..provider
        })
    }

    /// As it is to be kept.
    ///
    /// # Errors
    /// When the secret cannot be sealed.
    pub fn row(&self, master_key: &MasterKey) -> Result<OauthProviderRow, SealError> {
        let secret = self.client_secret.as_ref();
        Ok(OauthProviderRow {
            id: self.id,
            name: self.name.clone(),
            preset: self.preset.name.to_owned(),
            settings: json!(self.settings),
            sealed_client_secret: secret
                .map(|secret| master_key.seal(client_secret_cell(self.id), secret))
                .transpose()?,
            declared: self.declared,
        })
    }

    /// Where people sign in.
    pub fn authorize_url(&self) -> Option<Url> {
        address(&self.settings.authorize_url, self.preset.authorize_url)
    }

    /// Where tokens are given.
    pub fn token_url(&self) -> Option<Url> {
        address(&self.settings.token_url, self.preset.token_url)
    }

    /// Where it takes back what it gave. `None`: nowhere, as far as is known.
    pub fn revoke_url(&self) -> Option<Url> {
        address(&self.settings.revoke_url, self.preset.revoke_url)
    }

    /// Where codes for other devices are given. `None`: nowhere, as far as is known.
    pub fn device_url(&self) -> Option<Url> {
        address(&self.settings.device_url, self.preset.device_url)
    }

    /// As it names itself. `None`: it does not, as far as is known.
    pub fn issuer(&self) -> Option<&str> {
        self.settings.issuer.as_deref().or(self.preset.issuer)
    }

    /// Whether every answer of it must name its issuer (RFC 9207).
    pub fn names_itself(&self) -> bool {
        self.settings
            .names_itself
            .unwrap_or(self.settings.issuer.is_some())
    }

    pub fn scopes(&self) -> Vec<String> {
        match &self.settings.scopes {
            Some(scopes) => scopes.clone(),
            None => self.preset.scopes.iter().map(|&s| s.to_owned()).collect(),
        }
    }
}

fn address(own: &Option<Url>, preset: Option<&str>) -> Option<Url> {
    own.clone().or_else(|| Url::parse(preset?).ok())
}

/// Where a client's secret is kept; it opens nowhere else.
pub fn client_secret_cell(row: Uuid) -> Cell {
    Cell {
        table: "oauth_provider",
        row,
        column: "sealed_client_secret",
    }
}

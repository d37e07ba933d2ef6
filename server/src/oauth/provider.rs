//! A provider of accounts as an operator set it up: a preset, the operator's own registration, and what differs.

mod addresses;
mod settings;

use std::sync::Arc;

use routex_entity::{OauthExchange, TokenHeader};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use self::{
    addresses::check_address,
    settings::{Found, Settings},
};
use super::{
    discovery::Heard,
    preset::{self, Preset},
};
use crate::{
    secret::{Cell, MasterKey, SealError, Secret, seal::hex},
    store::OauthProviderRow,
    upstream::provider::Auth,
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
    /// What its issuer said; shared by all who work with it.
    pub heard: Arc<Heard>,
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
        // What its issuer says may change without a change of the registration.
        let registered = Settings {
            found: None,
            ..settings.clone()
        };
        let made_of = json!([
            preset.name,
            registered,
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
            heard: Arc::default(),
        };
        provider.check_addresses()?;
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

    pub fn scopes(&self) -> Vec<String> {
        match &self.settings.scopes {
            Some(scopes) => scopes.clone(),
            None => self.preset.scopes.iter().map(|&s| s.to_owned()).collect(),
        }
    }

    /// How codes and refresh tokens are sent, and what is given for a code.
    pub fn exchange(&self) -> OauthExchange {
        self.settings.exchange.unwrap_or(self.preset.exchange)
    }

    /// Whether the client's secret goes into the body of a request instead of a header.
    pub fn secret_in_body(&self) -> bool {
        self.settings
            .secret_in_body
            .unwrap_or(self.preset.secret_in_body)
    }

    /// How its tokens are shown upstream.
    pub fn auth(&self) -> Auth {
        match self.settings.token_header.unwrap_or_default() {
            TokenHeader::Authorization => Auth::Bearer,
            other => Auth::Header(other.as_str()),
        }
    }
}

/// Where a client's secret is kept; it opens nowhere else.
pub fn client_secret_cell(row: Uuid) -> Cell {
    Cell {
        table: "oauth_provider",
        row,
        column: "sealed_client_secret",
    }
}

//! `[[oauth_provider]]`: who gives accounts, by a registration of the operator's own.

use std::{collections::BTreeSet, fmt::Display, str::FromStr};

use url::Url;
use uuid::Uuid;

use super::{
    name,
    section::{Read, Section},
};
use crate::{
    oauth::{
        Provider,
        provider::{BadProvider, Settings},
    },
    secret::Secret,
};

/// A provider of accounts as an operator registers it. Whether it is whole depends on its preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OauthProviderDecl {
    /// Unique.
    pub name: String,
    pub preset: String,
    pub settings: Settings,
    pub client_secret: Option<Secret>,
}

impl OauthProviderDecl {
    /// One of the file: it is whole.
    pub(super) fn declared(
        mut section: Section<'_, '_>,
        taken: &mut BTreeSet<String>,
    ) -> Read<Self> {
        let decl = Self::read(&mut section, |name| name::unique(name, taken))?;
        if let Err(bad) = decl.provider(Uuid::nil()) {
            return Err(section.problem(bad.field, bad.reason));
        }
        Ok(decl)
    }

    /// One of a body, of which the issuer may tell the rest.
    pub(super) fn registered(mut section: Section<'_, '_>) -> Read<Self> {
        Self::read(&mut section, Ok)
    }

    fn read(
        section: &mut Section<'_, '_>,
        free: impl FnOnce(String) -> Result<String, String>,
    ) -> Read<Self> {
        let name = section.required("name", "\"google\"", |text| free(name::resource(text)?));
        let preset = section.required("preset", "\"google\"", Ok::<String, _>);
        let client_id = section.optional("client_id");
        let client_secret = section.optional::<String>("client_secret");
        let scopes = section.list("scopes", Ok::<String, _>);
        let authorize_url = section.parsed("authorize_url", |text: String| url(&text));
        let token_url = section.parsed("token_url", |text: String| url(&text));
        let revoke_url = section.parsed("revoke_url", |text: String| url(&text));
        let userinfo_url = section.parsed("userinfo_url", |text: String| url(&text));
        let device_url = section.parsed("device_url", |text: String| url(&text));
        let issuer = section.optional("issuer");
        let exchange = section.parsed("exchange", |name: String| named(&name));
        let secret_in_body = section.optional("secret_in_body");
        let token_header = section.parsed("token_header", |name: String| named(&name));
        let account_from = section.optional("account_from");
        let allow_private_network = section.optional("allow_private_network");
        section.unknown();
        Ok(Self {
            name: name?,
            preset: preset?,
            settings: Settings {
                client_id: client_id?.unwrap_or_default(),
                scopes: scopes?,
                authorize_url: authorize_url?,
                token_url: token_url?,
                revoke_url: revoke_url?,
                userinfo_url: userinfo_url?,
                device_url: device_url?,
                issuer: issuer?,
                exchange: exchange?,
                secret_in_body: secret_in_body?,
                token_header: token_header?,
                account_from: account_from?,
                names_itself: None,
                found: None,
                allow_private_network: allow_private_network?.unwrap_or_default(),
            },
            client_secret: client_secret?
                .filter(|text| !text.is_empty())
                .map(Secret::new),
        })
    }

    /// The provider that this makes.
    ///
    /// # Errors
    /// When a setting is missing or not allowed.
    pub fn provider(&self, id: Uuid) -> Result<Provider, BadProvider> {
        Provider::new(
            id,
            self.name.clone(),
            &self.preset,
            self.settings.clone(),
            self.client_secret.clone(),
        )
    }
}

fn url(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|error| format!("is not an address: {error}"))
}

fn named<T: FromStr<Err: Display>>(name: &str) -> Result<T, String> {
    name.parse().map_err(|error: T::Err| error.to_string())
}

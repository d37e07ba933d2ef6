//! Where a provider of accounts is: what the operator says goes before the preset, and that before its issuer.

use std::sync::Arc;

use url::Url;

use super::{BadProvider, Found, Provider};
use crate::upstream::guard;

impl Provider {
    /// Where people sign in.
    pub fn authorize_url(&self) -> Option<Url> {
        let own = &self.settings.authorize_url;
        self.address(own, self.preset.authorize_url, |found| {
            Some(&found.authorize_url)
        })
    }

    /// Where tokens are given.
    pub fn token_url(&self) -> Option<Url> {
        let own = &self.settings.token_url;
        self.address(own, self.preset.token_url, |found| Some(&found.token_url))
    }

    /// Where it takes back what it gave. `None`: nowhere, as far as is known.
    pub fn revoke_url(&self) -> Option<Url> {
        let own = &self.settings.revoke_url;
        self.address(own, self.preset.revoke_url, |found| {
            found.revoke_url.as_ref()
        })
    }

    /// Where it says whose an account is. `None`: nowhere, as far as is known.
    pub fn userinfo_url(&self) -> Option<Url> {
        let own = &self.settings.userinfo_url;
        self.address(own, self.preset.userinfo_url, |found| {
            found.userinfo_url.as_ref()
        })
    }

    /// Where a sign-in on another device begins. `None`: there is no such thing, as far as is known.
    pub fn device_url(&self) -> Option<Url> {
        let own = &self.settings.device_url;
        self.address(own, self.preset.device_url, |found| {
            found.device_url.as_ref()
        })
    }

    /// As it names itself. `None`: it does not, as far as is known.
    pub fn issuer(&self) -> Option<&str> {
        self.settings.issuer.as_deref().or(self.preset.issuer)
    }

    /// Whether every answer of it must name its issuer (RFC 9207).
    pub fn names_itself(&self) -> bool {
        let found = self.found().map(|found| found.names_itself);
        let known = self.settings.names_itself.or(found);
        known.unwrap_or(self.settings.issuer.is_some())
    }

    /// The issuer, when it alone tells where people sign in or tokens are given.
    pub fn asks_issuer(&self) -> Option<&str> {
        let is_told = |own: &Option<Url>, preset: Option<&str>| own.is_some() || preset.is_some();
        let settings = &self.settings;
        let told = is_told(&settings.authorize_url, self.preset.authorize_url)
            && is_told(&settings.token_url, self.preset.token_url);
        settings.issuer.as_deref().filter(|_| !told)
    }

    /// What its issuer said last. Nothing where it need not be asked.
    fn found(&self) -> Option<Arc<Found>> {
        self.asks_issuer()?;
        let kept = || self.settings.found.clone().map(Arc::new);
        self.heard.last().or_else(kept)
    }

    fn address(
        &self,
        own: &Option<Url>,
        preset: Option<&str>,
        found: impl FnOnce(&Found) -> Option<&Url>,
    ) -> Option<Url> {
        let told = own.clone().or_else(|| Url::parse(preset?).ok());
        told.or_else(|| found(&*self.found()?).cloned())
    }

    /// Whether its addresses are there and allowed.
    pub(super) fn check_addresses(&self) -> Result<(), BadProvider> {
        let is_told_later = self.asks_issuer().is_some();
        if let Some(issuer) = self.asks_issuer() {
            let url = Url::parse(issuer).map_err(|error| format!("is not an address: {error}"));
            url.and_then(|url| check_address(&url, self.settings.allow_private_network))
                .map_err(|reason| BadProvider {
                    field: "issuer",
                    reason,
                })?;
        }
        let addresses = [
            ("authorize_url", self.authorize_url(), !is_told_later),
            ("token_url", self.token_url(), !is_told_later),
            ("revoke_url", self.revoke_url(), false),
            ("userinfo_url", self.userinfo_url(), false),
            ("device_url", self.device_url(), false),
        ];
        for (field, url, is_required) in addresses {
            let allow_private = self.settings.allow_private_network;
            match url {
                None if is_required => {
                    return Err(BadProvider {
                        field,
                        reason: "is required with this preset, unless its issuer tells".to_owned(),
                    });
                }
                None => {}
                Some(url) => check_address(&url, allow_private)
                    .map_err(|reason| BadProvider { field, reason })?,
            }
        }
        Ok(())
    }
}

/// Whether secrets may be sent there. The guard looks again when it connects.
pub fn check_address(url: &Url, allow_private: bool) -> Result<(), String> {
    if url.scheme() != "https" && !allow_private {
        return Err("must begin with https://".to_owned());
    }
    guard::check_url(url, allow_private).map_err(|blocked| blocked.to_string())
}

//! `[admin]`: who may operate Routex, for installations without a browser.

use super::{oidc::OidcSettings, section::Section};
use crate::secret::Secret;

/// `[admin]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminSettings {
    /// `ROUTEX_ADMIN__USERNAME`. Default `admin`.
    pub username: String,
    /// `ROUTEX_ADMIN__PASSWORD`. At least 8 characters. Default: none, the first visitor with the setup token sets it.
    pub password: Option<Secret>,
    /// `ROUTEX_ADMIN__TOKEN`. Bearer token of the admin API, at least 20 characters. Default: none.
    pub token: Option<Secret>,
    /// `[admin.oidc]`. Default: none, users sign in with their passwords.
    pub oidc: Option<OidcSettings>,
}

impl Default for AdminSettings {
    fn default() -> Self {
        Self {
            username: "admin".to_owned(),
            password: None,
            token: None,
            oidc: None,
        }
    }
}

impl AdminSettings {
    pub(super) fn read(mut section: Section<'_, '_>) -> Self {
        let settings = Self {
            username: section.parsed_or("username", Self::default().username, username),
            password: section.parsed("password", password).ok().flatten(),
            token: section
                .parsed("token", |token| at_least(token, 20))
                .ok()
                .flatten(),
            oidc: section
                .table("oidc", |table| Ok(OidcSettings::read(table)))
                .ok()
                .flatten()
                .flatten(),
        };
        section.finish();
        settings
    }
}

/// A secret that is too long to be guessed.
pub(super) fn at_least(secret: Secret, least: usize) -> Result<Secret, String> {
    if secret.expose().len() < least {
        return Err(format!(
            "is shorter than {least} characters; make a random one, for example with: openssl rand -hex 32"
        ));
    }
    Ok(secret)
}

/// Rules of a new user's name.
pub(super) fn username(name: String) -> Result<String, String> {
    let plain = !name.is_empty()
        && name.chars().count() <= 64
        && !name.chars().any(|c| c.is_control() || c.is_whitespace());
    plain
        .then_some(name)
        .ok_or_else(|| "must have 1 to 64 characters and no spaces".to_owned())
}

/// Rules of a new password. It is typed, not sent in a header: any character will do.
pub(super) fn password(text: String) -> Result<Secret, String> {
    if text.chars().count() < 8 {
        return Err("is shorter than 8 characters; choose a longer one".to_owned());
    }
    typed(text)
}

/// A password as somebody sent it, whatever rules it once followed. Bounded, because hashing takes its time.
pub(super) fn typed(text: String) -> Result<Secret, String> {
    if text.len() > LONGEST_PASSWORD {
        return Err(format!("is longer than {LONGEST_PASSWORD} bytes"));
    }
    Ok(Secret::new(text))
}

/// Bytes of a password, at most.
const LONGEST_PASSWORD: usize = 1024;

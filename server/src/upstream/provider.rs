//! Provider presets, one file each behind one small trait.

use std::fmt::Debug;

use routex_entity::Dialect;

/// What Routex needs to know about a provider.
pub trait Provider: Debug + Send + Sync {
    /// The name in `provider = "…"`.
    fn name(&self) -> &'static str;

    /// Default base URL per dialect, without a trailing slash. Empty: the operator must give one.
    fn endpoints(&self) -> &'static [(Dialect, &'static str)];

    /// How a credential is shown to the provider, per dialect.
    fn auth(&self, dialect: Dialect) -> Auth;
}

/// Where the credential goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// `authorization: Bearer …`
    Bearer,
    /// A header of its own, `x-api-key: …`
    Header(&'static str),
}

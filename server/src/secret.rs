//! Secrets: held so that they cannot be printed, sealed at rest.

pub mod client_key;
pub mod seal;

mod master;

use std::fmt;

pub use master::{MasterKey, MasterKeyError, NEW_VARIABLE, VARIABLE};
pub use seal::{Cell, SealError};

/// A secret in memory. `Debug` and `Display` never show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    pub fn new(value: impl Into<Box<str>>) -> Self {
        Self(value.into())
    }

    /// The secret itself; for the one place that puts it on the wire.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

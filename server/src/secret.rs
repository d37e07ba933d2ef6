//! Secrets: held so that they cannot be printed, sealed at rest.

pub mod client_key;
pub mod seal;

mod master;
mod random;

use std::fmt;

use subtle::ConstantTimeEq;

pub use master::{MasterKey, MasterKeyError, NEW_VARIABLE, VARIABLE};
pub use random::random;
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

    /// Whether it is this text; takes the same time wherever they differ.
    pub fn is(&self, text: &str) -> bool {
        self.0.as_bytes().ct_eq(text.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

//! Credentials that are no keys: tokens that somebody signed in for or that are given for a key, kept fresh.
//!
//! `grant` is what such a credential holds, `source` how it is had anew (`flow`: by a person who signed in, `service`: by
//! a service of its own), `vault` where it is kept: everybody who works
//! with a credential sees the same cell. `plan` decides when, given `now`; the channel's actor does it.

mod claims;
pub mod device;
pub mod discovery;
pub mod flow;
pub mod grant;
mod http;
pub mod plan;
pub mod preset;
pub mod provider;
pub mod revoke;
pub mod service;
pub mod source;
pub mod vault;
mod whose;

pub use grant::{AccessToken, Grant, GrantCell, Trouble};
pub use provider::Provider;
pub use service::Identity;
pub use source::{Obtained, RenewError, Source, Wire};
pub use vault::{Unkept, Vault};

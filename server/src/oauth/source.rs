//! How a token is had anew. One way a file behind one small trait.

use std::{fmt::Debug, time::Duration};

use futures_util::future::LocalBoxFuture;

use super::Grant;
use crate::{
    channel::ChannelSpec,
    secret::Secret,
    upstream::{client::Clients, provider::Auth},
};

/// Where tokens come from.
pub trait Source: Debug + Send + Sync {
    /// How a token is shown to the provider. `usual`: how its keys are.
    fn auth(&self, usual: Auth) -> Auth;

    /// Whether a new token can be had without a person.
    fn can_renew(&self, grant: &Grant) -> bool;

    /// Asks for a new token. Nothing is changed: what comes of it is kept by whoever asked.
    fn renew<'a>(
        &'a self,
        wire: Wire<'a>,
        grant: &'a Grant,
    ) -> LocalBoxFuture<'a, Result<Obtained, RenewError>>;
}

/// The way to whoever gives tokens: with the outbound proxy and the authorities of the channel that they are for.
#[derive(Clone, Copy)]
pub struct Wire<'a> {
    pub clients: &'a Clients,
    pub channel: &'a ChannelSpec,
    /// Milliseconds since the Unix epoch.
    pub now_ms: i64,
}

/// What was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obtained {
    pub access: Secret,
    /// `None`: the provider does not say.
    pub expires_in: Option<Duration>,
    /// In the place of the one that was used. `None`: that one stays.
    pub refresh: Option<Secret>,
    /// `None`: nothing new is known.
    pub account: Option<String>,
}

/// Why none was. The texts hold no secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenewError {
    /// What was shown is taken no more; asking again is of no use.
    #[error("{0}")]
    Refused(String),
    /// It may be given later.
    #[error("{0}")]
    Unavailable(String),
}

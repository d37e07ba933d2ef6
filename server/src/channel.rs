//! A channel: one upstream account or endpoint, its credentials, and how they are doing.
//!
//! `ChannelActor` owns the state; `breaker`, `limits` and the other pure parts decide, given `now`.
//! This room never calls `router`: it publishes a snapshot to whoever subscribed.

mod actor;
mod admissions;
mod backoff;
mod breaker;
mod capabilities;
mod charges;
mod cooldown;
pub mod counters;
mod ending;
mod gate;
mod health;
mod history;
pub mod lease;
pub mod limits;
pub mod material;
pub mod messages;
mod models;
mod outbox;
mod outlook;
mod queue;
pub mod registry;
mod slow_start;
pub mod spec;
mod standing;
mod suspension;
mod tally;
mod window;

#[cfg(test)]
pub(crate) mod fixture;

pub use charges::Charges;
pub use history::{History, Transition};
pub use lease::Lease;
pub use material::{Material, OnWire, SignerMaterial, TokenMaterial};
pub use outbox::Outbox;
pub use queue::{Lane, Place, Queue};
pub use spec::{ChannelId, ChannelSpec, CredentialId, CredentialSpec, ProbeSettings};
pub use standing::{Change, Standing};

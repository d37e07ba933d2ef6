//! A channel: one upstream account or endpoint, its credentials, and how they are doing.
//!
//! `ChannelActor` owns the state; `breaker`, `limits` and the other pure parts decide, given `now`.
//! This room never calls `router`: it publishes a snapshot to whoever subscribed.

pub mod lease;
pub mod messages;
pub mod spec;

pub use lease::Lease;
pub use spec::{ChannelId, ChannelSpec, CredentialId, CredentialSpec};

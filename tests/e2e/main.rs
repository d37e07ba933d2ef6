//! Routex from the outside: the real binary between a client that sees every byte and providers that misbehave on demand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking, and what helps it too"
)]

mod abilities;
mod admin;
mod affinity;
mod analytics;
mod auth;
mod balance;
mod breaker;
mod classification;
mod cli;
mod durability;
mod harness;
mod hygiene;
mod kept;
mod lifecycle;
mod limits;
mod models;
mod passthrough;
mod security;
mod stream;
mod translation;

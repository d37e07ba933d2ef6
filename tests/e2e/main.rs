//! Routex from the outside: the real binary between a client that sees every byte and providers that misbehave on demand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking, and what helps it too"
)]

mod abilities;
mod accounts;
mod admin;
mod affinity;
mod alerts;
mod analytics;
mod auth;
mod backup;
mod balance;
mod bodies;
mod breaker;
mod classification;
mod cli;
mod dashboard;
mod durability;
mod handover;
mod harness;
mod hygiene;
mod kept;
mod lifecycle;
mod limits;
mod metrics;
mod models;
mod passthrough;
mod probes;
mod security;
mod stream;
mod telemetry;
mod translation;

//! Routex: an AI API router and load balancer.
//!
//! A request is a value that walks through rooms: `http::proxy` asks `router` for a lease on a `channel`,
//! forwards through `upstream`, streams back, and tells `channel` and `usage` how it went. `protocol` and the
//! algorithms in `router`, `channel` and `usage` are pure; actors and handlers call them.

pub mod alerts;
mod analytics;
mod backup;
mod beside;
pub mod bodies;
pub mod channel;
pub mod cli;
mod clock;
pub mod config;
#[cfg(test)]
mod docs;
pub mod events;
mod histogram;
pub mod http;
pub mod inventory;
pub mod keep;
mod line;
pub mod metrics;
pub mod oauth;
pub mod operator;
pub mod otel;
pub use routex_protocol as protocol;
mod part_file;
mod probe;
pub mod retention;
pub mod rollup;
pub mod router;
pub mod secret;
mod shutdown;
pub mod simulator;
pub mod startup;
pub mod store;
mod supervisor;
pub mod telemetry;
pub mod transfer;
pub mod upstream;
pub mod usage;
mod varint;

//! What the end-to-end suites stand on: a provider that does what it is told, the real binary as a child process, and a
//! client that sees every byte.
//!
//! A test arranges a `FakeProvider`, starts a `TestApp` that points at it, acts as a client, and asserts on what the client
//! saw, what the provider saw and what the database says. Nothing here sleeps to synchronise: every wait is for an event,
//! with a deadline that fails the test and says what did not happen.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking, and its library with it"
)]

pub mod answers;
pub mod app;
pub mod client;
pub mod fake_provider;
pub mod metrics;
pub mod patience;
pub mod sse;
pub mod wire;

pub use app::{ADMIN_TOKEN, Browser, CLIENT_KEY, Channel, Config, TestApp};
pub use client::{Answer, Call, Incoming, KeepAlive, Piece};
pub use fake_provider::{FakeProvider, Gate, Reply, Seen};
pub use patience::within;

//! The nouns of Routex, shared by the server and everything that speaks to it.
//!
//! `vocab` and `record` need serde only and compile to WebAssembly. The SeaORM tables live behind the
//! feature `orm`, so that a client of the admin API never links a database driver.

pub mod record;
pub mod vocab;

#[cfg(feature = "orm")]
pub mod table;

pub use record::{AttemptRecord, RequestRecord};
pub use vocab::{ChannelState, Dialect, Outcome, Strategy, TokenUsage};

//! The database: all queries, one file a table. The only room that imports the entities' tables.
//!
//! A request never waits for anything here: configuration is read at start, the ledger writes from the journal behind
//! the requests' backs, and the admin API reads through connections of its own.

pub mod admin_session;
pub mod admin_token;
pub mod admin_user;
pub mod alert;
pub mod alert_target;
pub mod alias;
pub mod audit;
pub mod channel;
pub mod channel_transition;
pub mod checkpoint;
pub mod client_key;
pub mod credential;
pub mod kept;
pub mod key_spend;
pub mod oauth_flow;
pub mod oauth_provider;
pub mod request;
pub mod request_body;
pub mod rollup;
pub mod session_pin;
pub mod setting;
pub mod token_grant;

mod bulk;
mod connect;
mod copy;
mod error;
mod first_id;
mod migrate;
mod reader;
mod reconcile;
mod removal;
mod upsert;

pub use alert_target::AlertTargetRow;
pub use alias::AliasRow;
pub use audit::{AuditEntry, Change};
pub use channel::ChannelRow;
pub use client_key::ClientKeyRow;
pub use connect::{Store, connect, database_file};
pub use copy::check_copy;
pub use credential::CredentialRow;
pub use error::StoreError;
use first_id::first_id_at;
pub use first_id::id_time_ms;
pub use migrate::MigrationState;
pub use oauth_flow::OauthFlowRow;
pub use oauth_provider::OauthProviderRow;
pub use removal::Removed;
pub use token_grant::TokenGrantRow;

#[cfg(test)]
pub(crate) mod testing;

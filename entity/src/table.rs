//! The SeaORM tables, one file each. Only `store` in the server imports them.
//!
//! Ids are UUIDs as 16 bytes, times are milliseconds since the Unix epoch, money is thousand-millionths of a US dollar.
//! Every number is a 64-bit integer, the one width that all databases store; `store` narrows it to the type that the
//! rest of Routex works with.

pub mod admin_session;
pub mod admin_token;
pub mod admin_user;
pub mod alert;
pub mod alert_delivery;
pub mod alert_target;
pub mod alias;
pub mod attempt;
pub mod audit_log;
pub mod channel;
pub mod channel_transition;
pub mod client_key;
pub mod credential;
pub mod kept;
pub mod key_spend;
pub mod oauth_flow;
pub mod oauth_provider;
pub mod request;
pub mod request_body;
pub mod session_pin;
pub mod setting;
pub mod token_grant;

//! The operator's side: the admin API over HTTP, as scripts use it.

mod aliases;
mod audit;
mod budgets;
pub mod canary;
mod channel_state;
mod channel_test;
mod channels;
mod charges;
mod credentials;
mod events;
mod explain;
mod export;
mod fallback;
mod import;
mod keys;
mod prices;
mod queue;
mod request_ids;
mod requests;
mod rotation;
mod routing;
mod session;
mod settings;
mod setup;
mod status;
pub mod till;
mod tokens;

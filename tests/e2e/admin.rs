//! The operator's side: the admin API over HTTP, as scripts use it.

mod aliases;
mod budgets;
mod canary;
mod export;
mod import;
mod keys;
mod prices;
mod queue;
mod rotation;
mod till;
mod channel_state;
mod channel_test;
mod channels;
mod credentials;
mod events;
mod request_ids;
mod requests;
mod settings;
mod status;

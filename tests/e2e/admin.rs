//! The operator's side: the admin API over HTTP, as scripts use it.

mod aliases;
mod events;
mod request_ids;
mod requests;
mod settings;
mod status;

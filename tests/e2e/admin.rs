//! The operator's side: the admin API over HTTP, as scripts use it.

mod aliases;
mod channel_state;
mod channel_test;
mod channels;
mod credentials;

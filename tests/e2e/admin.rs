//! The operator's side: the admin API over HTTP, as scripts use it.

mod aliases;
mod canary;
mod export;
mod import;
mod rotation;

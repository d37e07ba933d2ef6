//! The HTTP surface: the only room that builds responses. `routes` is the one route list.

mod error;
pub mod extract;
mod health;
pub mod keys;
mod proxy;
mod routes;
mod trace;

pub use proxy::{Discovered, Proxy};
pub use routes::configure;
pub use trace::RequestSpan;

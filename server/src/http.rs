//! The HTTP surface: the only room that builds responses. `routes` is the one route list.

pub mod admin;
mod connection;
mod cookie;
mod error;
pub mod extract;
mod head;
mod health;
mod intake;
pub mod keys;
mod metrics;
pub mod openapi;
pub mod peer;
pub mod problem;
mod proxy;
mod reference;
mod request_id;
mod routes;
mod same_site;
mod spa;
mod trace;

pub use connection::{Attend, welcome};
pub use intake::BodyTimeout;
pub(crate) use proxy::{AttemptEnd, Story, millisecond_of};
pub use proxy::{Discovered, Proxy};
pub use request_id::RequestIds;
pub use routes::{Access, ROUTES, RouteInfo, configure};
pub use trace::RequestSpan;

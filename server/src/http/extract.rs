//! Authentication and input as extractor types, so that a handler without one can be seen.

mod client_key;
mod gate;
mod id;
mod json_body;
mod operator;
mod query;
mod scraper;

pub use client_key::Caller;
pub(in crate::http) use client_key::sent;
pub use gate::behind_the_gate;
pub use id::{Id, parse as parse_id};
pub use json_body::JsonBody;
pub use operator::{Identity, Operator, SessionOf};
pub use query::{Paging, Query};
pub use scraper::Scraper;

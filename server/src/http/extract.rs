//! Authentication as extractor types, so that a handler without one can be seen.

mod client_key;

pub use client_key::Caller;

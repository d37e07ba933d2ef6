//! The way to the admin API: typed, with the token against forged calls, and with problems that can be shown.

mod call;
mod client;
mod failure;
mod loaded;
mod query;

pub use call::{Call, use_call};
pub use client::Api;
pub use failure::{Failure, field_error};
pub use loaded::{Loaded, use_loaded};
pub use query::with_query;

use yew::prelude::*;

/// The client of the page.
#[hook]
pub fn use_api() -> Api {
    use_context::<Api>().unwrap_or_default()
}

//! The way to the admin API: typed, with the token against forged calls, and with problems that can be shown.

mod client;
mod failure;

pub use client::Api;
pub use failure::{Failure, field_error};

use yew::prelude::*;

/// The client of the page.
#[hook]
pub fn use_api() -> Api {
    use_context::<Api>().unwrap_or_default()
}

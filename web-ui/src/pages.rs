//! One folder a page.

pub mod not_found;
pub mod overview;
pub mod setup;
pub mod sign_in;

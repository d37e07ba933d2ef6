//! One folder a page.

pub mod accounts;
pub mod alerts;
pub mod aliases;
pub mod analytics;
pub mod audit;
pub mod channels;
pub mod connect;
pub mod keys;
pub mod not_found;
pub mod overview;
mod parts;
pub mod playground;
pub mod prices;
pub mod requests;
pub mod routing;
pub mod settings;
pub mod setup;
pub mod sign_in;

pub use parts::{Page, fetch};

//! The way to the providers: presets, addresses, requests, and what their answers mean.

pub mod forecast;
pub mod outcome;
pub mod provider;

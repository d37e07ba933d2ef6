//! The way to the providers: presets, addresses, requests, and what their answers mean.

pub mod ask;
pub mod client;
pub mod excerpt;
pub mod failure;
pub mod forecast;
pub mod guard;
pub mod listing;
pub mod outcome;
pub mod pattern;
pub mod probe;
pub mod provider;
pub mod ratelimit;
pub mod request;
pub mod reset;
pub mod response;
pub mod trial;
pub mod trust;

#[cfg(test)]
mod testing;

//! `/oauth/devices`: sign-ins on another device.

mod begin;
mod known;
mod remove;
mod show;

pub use begin::begin;
pub use known::Devices;
pub use remove::remove;
pub use show::show;
pub(in crate::http) use {begin::__path_begin, remove::__path_remove, show::__path_show};

//! `/events`

mod listen;
mod stream;

pub(in crate::http) use listen::__path_listen;
pub use listen::listen;

//! `/status`

mod show;
mod warnings;

pub(in crate::http) use show::__path_show;
pub use show::show;

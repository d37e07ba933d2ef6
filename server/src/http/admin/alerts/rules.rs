//! `/alerts/rules`

mod show;
mod update;

pub use show::show;
pub use update::update;
pub(in crate::http) use {show::__path_show, update::__path_update};

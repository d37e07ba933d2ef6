//! `/requests`

mod list;
mod show;

pub use list::list;
pub use show::show;
pub(in crate::http) use {list::__path_list, show::__path_show};

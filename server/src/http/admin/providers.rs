//! `/providers`

mod list;

pub(in crate::http) use list::__path_list;
pub use list::list;

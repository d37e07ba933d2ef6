//! `/alerts`

mod list;
pub mod rules;
pub mod targets;

pub(in crate::http) use list::__path_list;
pub use list::list;

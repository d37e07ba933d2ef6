//! The log: requests with their attempts.

mod expire;
mod page;
mod recost;
mod row;
mod write;

pub use expire::delete_before;
pub use page::{RequestFilter, RequestPage, find, page};
pub(super) use recost::Changed;
pub use recost::{AttemptChange, Recosted, RequestChange, Step, recost};
pub use write::insert_batch;

#[cfg(test)]
mod tests;

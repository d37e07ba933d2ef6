//! The log: requests with their attempts.

mod attempts;
mod expire;
mod page;
mod recost;
mod row;
mod write;

pub(super) use attempts::with_attempts;
pub use expire::delete_before;
pub use page::{RequestFilter, RequestPage, find, page};
pub(super) use recost::Changed;
pub use recost::{AttemptChange, Recosted, RequestChange, Step, recost};
pub use write::insert_batch;

#[cfg(test)]
mod tests;

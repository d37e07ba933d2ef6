//! The log: requests with their attempts.

mod attempts;
mod expire;
mod filter;
mod page;
mod range;
mod recost;
mod row;
mod span;
mod write;

pub(super) use attempts::with_attempts;
pub use expire::{delete_before, delete_notes_before};
pub use filter::RequestFilter;
pub use page::{RequestPage, find, page};
pub(super) use recost::Changed;
pub use recost::{AttemptChange, Recosted, RequestChange, Step, recost};
pub use write::insert_batch;

#[cfg(test)]
mod tests;

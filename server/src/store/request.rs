//! The log: requests with their attempts.

mod expire;
mod filter;
mod page;
mod range;
mod row;
mod span;
mod write;

pub use expire::{delete_before, delete_notes_before};
pub use filter::RequestFilter;
pub use page::{RequestPage, find, page};
pub use write::insert_batch;

#[cfg(test)]
mod tests;

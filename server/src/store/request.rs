//! The log: requests with their attempts.

mod expire;
mod page;
mod row;
mod write;

pub use expire::delete_before;
pub use page::{RequestFilter, RequestPage, find, page};
pub use write::insert_batch;

#[cfg(test)]
mod tests;

//! The log: requests with their attempts.

mod page;
mod row;
mod write;

pub use page::{RequestFilter, RequestPage, find, page};
pub use write::insert_batch;

#[cfg(test)]
mod tests;

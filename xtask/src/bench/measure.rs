//! What is measured, one question a file.

pub mod open_streams;
pub mod proc;
pub mod rounds;
pub mod start_up;
mod wrk;

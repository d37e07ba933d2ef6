//! What requests cost: tokens read from answers, prices, and the ledger that a crash cannot make lie.

pub mod batch;
pub mod journal;
pub mod messages;
pub mod pricing;

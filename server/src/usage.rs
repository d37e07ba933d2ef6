//! What requests cost: tokens read from answers, prices, and the ledger that a crash cannot make lie.

pub mod batch;
pub mod journal;
pub mod messages;
pub mod pricing;

mod actor;
mod delivery;
mod inbox;
mod outage;
mod replay;
mod supervisor;
mod writer;

pub use journal::{Journal, JournalError};
pub use replay::{ReplayReport, replay};
pub use supervisor::{UsageHandle, start};
pub use writer::JournalWriter;

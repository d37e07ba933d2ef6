//! Alerts: telling people when something is wrong, and when it is well again.
//!
//! Once a second `watch` gathers facts on the ledger's thread, `facts` finds what is wrong in them by the rules, `engine`
//! decides what is news, and `outbox` brings it to every target that wants it. A message is in the database before it is
//! sent, so a crash loses none; while the database is away, messages go out all the same. Nothing here is on the way of a
//! request but the additions of `traffic`.

mod engine;
mod facts;
mod gather;
mod message;
mod outbox;
mod payload;
mod post;
mod retry;
mod sign;
mod target;
mod text;
pub mod traffic;
mod unsaved;
mod verdict;
mod watch;

pub use engine::Episode;
pub use message::Message;
pub use outbox::Delivery;
pub use payload::{Outgoing, payload};
pub use post::{Tried, post};
pub use target::{HookUrl, Target};
pub use text::summary;
pub use watch::{Alerts, Deps};

use std::sync::Arc;

use routex_entity::api::AlertRules;

/// Who is told, and of what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alerting {
    pub rules: AlertRules,
    pub targets: Vec<Arc<Target>>,
}

//! What the ledger is told and asked.

use actix::Message;

/// Finished requests wait in the inbox. They are already in the journal; the ledger brings them to the database.
///
/// Told when the inbox stops being empty and when a batch is full, not for every request: waking the ledger's thread costs
/// more than a record does.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Collect;

/// Write everything now. Answered when it is durable in the database, or with what hindered it.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "Result<(), String>")]
pub struct Flush;

/// Session pins that changed, to survive a restart.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct SavePins {
    pub pins: Vec<PinRow>,
}

/// A pin as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinRow {
    /// Hash of client key and session, hex.
    pub key: String,
    pub channel: uuid::Uuid,
    pub credential: uuid::Uuid,
    /// Milliseconds since the Unix epoch.
    pub last_used_ms: i64,
}

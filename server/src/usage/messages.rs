//! What the ledger is told and asked.

use actix::Message;
use routex_entity::RequestRecord;

/// A finished request. It is already in the journal; the ledger brings it to the database.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Record {
    pub record: Box<RequestRecord>,
}

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

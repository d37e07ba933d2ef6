//! How the installation is doing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What scripts and a dashboard want to know first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Status {
    pub version: String,
    pub instance_name: String,
    pub started_at: DateTime<Utc>,
    pub uptime_seconds: u64,
    /// `sqlite`
    pub database: String,
    pub journal: JournalStatus,
    /// Finds channels for requests.
    pub router: PartStatus,
    /// Brings requests to the database.
    pub ledger: PartStatus,
    /// Channels by state; every state is there.
    pub channels: BTreeMap<String, u32>,
    /// Listeners at `/events`.
    pub event_listeners: u32,
    /// What an operator should see to.
    pub warnings: Vec<Warning>,
}

/// Requests that are not in the database yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalStatus {
    /// Requests in flight included.
    pub entries: u64,
    pub bytes: u64,
    /// Here, new requests are refused with 503.
    pub max_bytes: u64,
}

/// A part of Routex that runs on a thread of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartStatus {
    /// It answered just now, within a second.
    pub responds: bool,
    /// Milliseconds that it took, or that it was waited for.
    pub response_ms: u64,
    /// Messages since the start that it could not take at once.
    pub refused: u64,
}

/// Something to see to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Warning {
    /// The same for every warning of its kind, for programs.
    pub code: String,
    /// What it is, and what to do.
    pub message: String,
}

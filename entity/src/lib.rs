//! The nouns of Routex, shared by the server and everything that speaks to it.
//!
//! `vocab`, `record` and `api`, the bodies of the admin API, need serde only and compile to WebAssembly. The SeaORM tables
//! live behind the feature `orm`, so that a client of the admin API never links a database driver; `openapi` lets the
//! bodies describe themselves.

pub mod api;
pub mod record;
pub mod vocab;

#[cfg(feature = "orm")]
pub mod table;

pub use record::{AttemptRecord, RequestRecord};
pub use vocab::{
    AlertEvent, AlertKind, AlertState, AlertTargetKind, Bucket, BudgetWindow, ChannelState,
    CredentialKind, DeliveryState, DeviceState, Dialect, EventKind, Extras, FallbackCause, Feature,
    GroupBy, Language, OauthExchange, Outcome, ProbeKind, Ranking, ServiceTier, Severity, Strategy,
    TokenHeader, TokenUsage, TransitionReason,
};

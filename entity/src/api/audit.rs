//! The audit log: what operators changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use chrono::{DateTime, Utc};

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AuditEntry))]
pub struct AuditItem {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// `user:<name>`, `token:<name>`, `setup`, `cli`, or `anonymous` for a sign-in that failed.
    pub actor: String,
    /// Where the call came from; empty for the command line.
    pub address: String,
    /// `create`, `update`, `delete`, `sign_in`, …
    pub action: String,
    /// `channel`, `client_key`, …
    pub resource: String,
    /// Id or name of what was changed. `null`: there is only one.
    pub resource_id: Option<String>,
    /// Without secrets. `null`: it did not exist.
    pub before: Option<Value>,
    /// Without secrets. `null`: it is gone.
    pub after: Option<Value>,
}

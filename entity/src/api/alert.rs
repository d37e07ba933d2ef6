//! Alerts: what is wrong, who is told of it, and by which rules.

mod rules;
mod target;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{AlertEvent, AlertKind, AlertState, DeliveryState, Severity};

pub use rules::{AlertRule, AlertRuleInput, AlertRules, AlertRulesInput};
pub use target::{AlertTarget, AlertTargetInput, AlertTargetPatch, AlertTargetTest};

/// What an alert is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertSubject {
    /// `channel`, `credential`, `client_key` or `installation`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `null`: there is only one.
    pub id: Option<Uuid>,
    /// As operators know it.
    pub name: String,
    /// Which of several things of the subject: the window of a budget, or the label of a credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// The body that a target of the kind `generic` is sent. Fields may be added; a change of those that are there would come
/// under another `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertMessage {
    /// 1.
    pub version: u32,
    /// Of this message to this target; the same whenever it is sent again.
    pub id: Uuid,
    /// The same in all messages about one alert.
    pub alert_id: Uuid,
    pub kind: AlertKind,
    pub severity: Severity,
    pub state: AlertState,
    /// It was told before, and still lasts.
    pub reminder: bool,
    pub subject: AlertSubject,
    /// When it began.
    pub since: DateTime<Utc>,
    /// When this was said of it.
    pub at: DateTime<Utc>,
    /// One sentence, in the target's language.
    pub summary: String,
    /// Numbers and names behind the summary; what there is depends on the kind.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub details: Value,
    /// Name of the installation.
    pub instance: String,
}

/// An alert with what became of its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alert {
    pub id: Uuid,
    pub kind: AlertKind,
    pub severity: Severity,
    /// `firing` or `resolved`.
    pub state: AlertState,
    pub subject: AlertSubject,
    pub since: DateTime<Utc>,
    /// `null`: it lasts.
    pub resolved_at: Option<DateTime<Utc>>,
    /// In English.
    pub summary: String,
    /// As of the last message.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub details: Value,
    /// Oldest first.
    pub deliveries: Vec<AlertDelivery>,
}

/// A message about an alert, on its way to a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertDelivery {
    /// The `id` of the message.
    pub id: Uuid,
    pub target_id: Uuid,
    /// Name of the target when the message was made.
    pub target: String,
    pub event: AlertEvent,
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    pub created_at: DateTime<Utc>,
    /// `null`: it is over.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// `null`: it is not over.
    pub finished_at: Option<DateTime<Utc>>,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// What went wrong last.
    pub error: Option<String>,
}

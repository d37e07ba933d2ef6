//! Client keys: what Routex issues to its own clients.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Usd;
use crate::BudgetWindow;

/// A client key. Its secret is told once, in [`NewClientKey`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientKey {
    pub id: Uuid,
    /// Fixed: the request log and what was spent refer to it.
    pub name: String,
    /// The beginning of the secret, to recognise it by.
    pub prefix: String,
    /// Models it may ask for; empty: all.
    pub models: Vec<String>,
    /// Tags of channels it may use; empty: all.
    pub tags: Vec<String>,
    /// Requests a minute; 0: unlimited.
    pub rpm: u32,
    /// Tokens a minute; 0: unlimited.
    pub tpm: u32,
    /// Requests at once; 0: unlimited.
    pub max_concurrency: u32,
    /// At most one a window; empty: unlimited.
    pub budgets: Vec<BudgetStanding>,
    /// Of the first budget; 0: there is none.
    pub budget_usd: Usd,
    /// Of the first budget.
    pub budget_window: Option<BudgetWindow>,
    /// Addresses and networks it may be used from; empty: anywhere.
    pub allowed_ips: Vec<String>,
    /// Milliseconds that a request waits for room under the limits; 0: it is refused at once.
    pub queue_ms: u32,
    /// Hours for which bodies of its requests are kept, encrypted; 0: they are not.
    pub keep_bodies_hours: u32,
    /// Whether it may use models whose price is unknown although it has a budget.
    pub allow_unpriced: bool,
    pub enabled: bool,
    /// `null`: never.
    pub expires_at: Option<DateTime<Utc>>,
    /// `null`: nobody noted it.
    pub created_at: Option<DateTime<Utc>>,
    /// Comes from the configuration file, where alone it can be changed.
    pub declared: bool,
}

/// How a budget stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BudgetStanding {
    pub window: BudgetWindow,
    /// What may be spent in the window.
    pub usd: Usd,
    /// What was spent in the current window.
    pub spent_usd: Usd,
    /// What is set aside for requests on their way.
    pub reserved_usd: Usd,
    /// When the next window begins. `null`: never.
    pub resets_at: Option<DateTime<Utc>>,
}

/// A client key that was made just now, or got a new secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewClientKey {
    #[serde(flatten)]
    pub settings: ClientKey,
    /// The secret. It is told only now.
    pub key: String,
}

/// What an operator says of a new client key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientKeyInput {
    /// Unique; letters, digits and `._-`, at most 64.
    pub name: String,
    /// The secret, at least 20 characters. Left out: one is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(flatten)]
    pub settings: ClientKeyChange,
}

/// What an operator changes of a client key. What is left out stays as it is, `null` brings the default back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ClientKeyChange {
    /// Models it may ask for; empty: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// Tags of channels it may use; empty: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Requests a minute; 0: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rpm: Option<u32>,
    /// Tokens a minute; 0: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tpm: Option<u32>,
    /// Requests at once; 0: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<u32>,
    /// At most one a window; empty: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budgets: Option<Vec<BudgetInput>>,
    /// With `budget_window` short for a single budget, in place of `budgets`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_usd: Option<Usd>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_window: Option<BudgetWindow>,
    /// Addresses and networks it may be used from; empty: anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_ips: Option<Vec<String>>,
    /// Milliseconds that a request waits for room under the limits, up to 60000; 0: it is refused at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_ms: Option<u32>,
    /// Hours for which bodies of its requests are kept, encrypted, up to 720; 0: they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_bodies_hours: Option<u32>,
    /// Whether it may use models whose price is unknown although it has a budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_unpriced: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Left out: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// What may be spent in a window of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BudgetInput {
    pub window: BudgetWindow,
    /// More than 0.
    pub usd: Usd,
}

//! The rules by which something is an alert.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{AlertKind, Severity};

/// When something is told, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AlertRules {
    /// Minutes after which an alert that lasts is told again. 0: never. Default 240.
    pub remind_after_minutes: u32,
    /// Seconds for which all must be well before an alert is resolved. Default 60. What comes back within an hour must be
    /// well for twice as long, and so on up to an hour.
    pub settle_seconds: u32,
    /// One a kind.
    pub rules: BTreeMap<AlertKind, AlertRule>,
}

/// When something of one kind is an alert. Thresholds that the kind has not are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertRule {
    pub enabled: bool,
    pub severity: Severity,
    /// Seconds that it must last before it is told.
    pub after_seconds: u32,
    /// The share, in hundredths, from which on it counts: of the budget, of the requests, of the journal's bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// Seconds that are looked back at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_seconds: Option<u32>,
    /// Requests in the window, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_requests: Option<u32>,
}

/// A change of the rules: what is not given stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertRulesInput {
    /// 0 to 43200; 0: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_after_minutes: Option<u32>,
    /// 0 to 86400.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle_seconds: Option<u32>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<AlertKind, AlertRuleInput>,
}

/// A change of the rule of one kind: what is not given stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertRuleInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// 0 to 86400.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_seconds: Option<u32>,
    /// 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// 10 to 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_seconds: Option<u32>,
    /// 1 to 1000000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_requests: Option<u32>,
}

impl AlertRules {
    /// The rule of a kind.
    pub fn rule(&self, kind: AlertKind) -> AlertRule {
        let rule = self.rules.get(&kind).copied();
        rule.unwrap_or_else(|| AlertRule::default_of(kind))
    }
}

impl Default for AlertRules {
    fn default() -> Self {
        let rules = AlertKind::ALL
            .iter()
            .map(|kind| (*kind, AlertRule::default_of(*kind)));
        Self {
            remind_after_minutes: 240,
            settle_seconds: 60,
            rules: rules.collect(),
        }
    }
}

impl AlertRule {
    /// What holds for a kind unless an operator says otherwise.
    pub const fn default_of(kind: AlertKind) -> Self {
        use AlertKind as Kind;
        let (severity, after_seconds) = match kind {
            Kind::ChannelDown => (Severity::Critical, 60),
            Kind::LedgerAway => (Severity::Critical, 30),
            Kind::BudgetUsedUp | Kind::NoRoute => (Severity::Critical, 0),
            Kind::CredentialRejected
            | Kind::NeedsSignIn
            | Kind::CredentialExhausted
            | Kind::BudgetLow
            | Kind::ErrorRate
            | Kind::JournalFilling => (Severity::Warning, 0),
        };
        let percent = match kind {
            Kind::BudgetLow => Some(80),
            Kind::ErrorRate => Some(25),
            Kind::JournalFilling => Some(50),
            _ => None,
        };
        let (window_seconds, minimum_requests) = match kind {
            Kind::ErrorRate => (Some(300), Some(20)),
            Kind::NoRoute => (Some(60), Some(3)),
            _ => (None, None),
        };
        Self {
            enabled: true,
            severity,
            after_seconds,
            percent,
            window_seconds,
            minimum_requests,
        }
    }
}

//! What is said of an alert, whatever the target's form and language. Pure.

use chrono::{DateTime, Utc};
use routex_entity::{
    AlertEvent, AlertKind, AlertState, Language, Severity,
    api::{AlertMessage, AlertSubject, time},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    engine::{Episode, Notice},
    text,
};

/// A message as it waits in the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub alert_id: Uuid,
    pub kind: AlertKind,
    pub severity: Severity,
    pub state: AlertState,
    pub reminder: bool,
    pub subject: AlertSubject,
    /// Milliseconds since the Unix epoch.
    pub since_ms: i64,
    /// Milliseconds since the Unix epoch.
    pub at_ms: i64,
    pub details: Value,
}

impl Message {
    /// What an operator sends to see whether a target works.
    pub fn test(id: Uuid, now: DateTime<Utc>) -> Self {
        let now_ms = now.timestamp_millis();
        Self {
            alert_id: id,
            kind: AlertKind::ChannelDown,
            severity: Severity::Info,
            state: AlertState::Test,
            reminder: false,
            subject: AlertSubject {
                kind: "channel".to_owned(),
                id: None,
                name: "example".to_owned(),
                part: None,
            },
            since_ms: now_ms,
            at_ms: now_ms,
            details: serde_json::json!({}),
        }
    }

    /// In the form that targets of the kind `generic` get.
    pub fn generic(&self, id: Uuid, language: Language, instance: &str) -> AlertMessage {
        AlertMessage {
            version: 1,
            id,
            alert_id: self.alert_id,
            kind: self.kind,
            severity: self.severity,
            state: self.state,
            reminder: self.reminder,
            subject: self.subject.clone(),
            since: time(self.since_ms),
            at: time(self.at_ms),
            summary: text::summary(language, self),
            details: self.details.clone(),
            instance: instance.to_owned(),
        }
    }
}

impl From<&Notice> for Message {
    fn from(Notice { episode, event }: &Notice) -> Self {
        Self {
            reminder: *event == AlertEvent::Reminder,
            ..Self::from(episode)
        }
    }
}

/// What is to be said of an alert as it stands.
impl From<&Episode> for Message {
    fn from(episode: &Episode) -> Self {
        Self {
            alert_id: episode.id,
            kind: episode.kind,
            severity: episode.severity,
            state: match episode.resolved_at_ms {
                None => AlertState::Firing,
                Some(_) => AlertState::Resolved,
            },
            reminder: false,
            subject: episode.subject.clone(),
            since_ms: episode.since_ms,
            at_ms: episode.told_at_ms,
            details: episode.details.clone(),
        }
    }
}

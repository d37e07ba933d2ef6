//! A target at work.

use std::fmt;

use routex_entity::{AlertKind, AlertTargetKind, Language, Severity};
use url::Url;
use uuid::Uuid;

use super::message::Message;
use crate::{secret::Secret, upstream::client::ProxyUrl};

/// The address of a receiver. Its path is a secret more often than not, so `Debug` shows the origin only.
#[derive(Clone, PartialEq, Eq)]
pub struct HookUrl(Url);

impl HookUrl {
    pub fn new(url: Url) -> Self {
        Self(url)
    }

    /// The whole address; for the one place that connects, and the one that seals it.
    pub fn expose(&self) -> &Url {
        &self.0
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

impl fmt::Debug for HookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HookUrl({}/…)", self.origin())
    }
}

/// Somebody who is told of alerts, with what it takes to reach them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub id: Uuid,
    pub name: String,
    pub kind: AlertTargetKind,
    pub url: HookUrl,
    /// Signs, or is the token of a bot.
    pub secret: Option<Secret>,
    /// Telegram alone.
    pub chat_id: Option<String>,
    pub proxy: Option<ProxyUrl>,
    pub allow_private_network: bool,
    pub language: Language,
    pub min_severity: Severity,
    /// Empty: all.
    pub kinds: Vec<AlertKind>,
    pub enabled: bool,
}

impl Target {
    /// Whether a message is for it.
    pub fn wants(&self, message: &Message) -> bool {
        self.enabled
            && message.severity >= self.min_severity
            && (self.kinds.is_empty() || self.kinds.contains(&message.kind))
    }

    /// Texts that no error may quote.
    pub fn secrets(&self) -> Vec<&str> {
        let url = self.url.expose();
        let mut secrets = vec![url.as_str()];
        // A short path is no secret, and replacing it would garble every message.
        secrets.extend(Some(url.path()).filter(|path| path.len() > 8));
        secrets.extend(url.query());
        secrets.extend(self.secret.as_ref().map(Secret::expose));
        let proxy = self.proxy.as_ref().map(ProxyUrl::expose);
        secrets.extend(proxy.and_then(Url::password));
        secrets
    }
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::Utc;

    use super::*;

    pub(in crate::alerts) fn target(kind: AlertTargetKind) -> Target {
        Target {
            id: Uuid::from_u128(1),
            name: "ops".to_owned(),
            kind,
            url: HookUrl::new(Url::parse("https://hooks.example/T0/canary-path").unwrap()),
            secret: Some(Secret::new("canary-secret")),
            chat_id: Some("-100123".to_owned()),
            proxy: None,
            allow_private_network: false,
            language: Language::English,
            min_severity: Severity::Info,
            kinds: Vec::new(),
            enabled: true,
        }
    }

    #[test]
    fn a_target_is_told_what_it_wants() {
        let mut message = Message::test(Uuid::nil(), Utc::now());
        message.severity = Severity::Warning;
        let any = target(AlertTargetKind::Generic);
        let wants = |target: Target| target.wants(&message);

        assert!(wants(any.clone()));
        let kinds = |kinds: &[AlertKind]| Target {
            kinds: kinds.to_vec(),
            ..any.clone()
        };
        assert!(wants(kinds(&[AlertKind::ChannelDown])));
        assert!(!wants(kinds(&[AlertKind::BudgetLow])));
        let at_least = |min_severity| Target {
            min_severity,
            ..any.clone()
        };
        assert!(wants(at_least(Severity::Warning)));
        assert!(!wants(at_least(Severity::Critical)));
        assert!(!wants(Target {
            enabled: false,
            ..any.clone()
        }));
    }

    #[test]
    fn no_form_of_a_target_prints_its_secrets() {
        let printed = format!("{:?}", target(AlertTargetKind::Generic));
        assert!(printed.contains("hooks.example"), "{printed}");
        assert!(!printed.contains("canary"), "{printed}");
    }
}

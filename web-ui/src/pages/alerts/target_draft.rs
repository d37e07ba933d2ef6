//! A target as it is being entered: a new one, or what is to change of one that is there. Pure.

use routex_entity::{
    AlertKind, AlertTargetKind, Language, Severity,
    api::{AlertTarget, AlertTargetInput},
};
use serde_json::{Map, Value, json};

#[derive(Clone, PartialEq)]
pub struct Draft {
    pub name: String,
    pub kind: AlertTargetKind,
    /// Never shown; empty: the stored one stays.
    pub url: String,
    pub secret: String,
    pub proxy: String,
    /// The stored one goes.
    pub drop_secret: bool,
    pub drop_proxy: bool,
    pub chat_id: String,
    pub allow_private_network: bool,
    pub language: Language,
    pub min_severity: Severity,
    /// Empty: all.
    pub kinds: Vec<AlertKind>,
    pub enabled: bool,
}

impl Draft {
    pub fn new(language: Language) -> Self {
        Self {
            name: String::new(),
            kind: AlertTargetKind::Generic,
            url: String::new(),
            secret: String::new(),
            proxy: String::new(),
            drop_secret: false,
            drop_proxy: false,
            chat_id: String::new(),
            allow_private_network: false,
            language,
            min_severity: Severity::Info,
            kinds: Vec::new(),
            enabled: true,
        }
    }

    pub fn of(target: &AlertTarget) -> Self {
        Self {
            name: target.name.clone(),
            kind: target.kind,
            chat_id: target.chat_id.clone().unwrap_or_default(),
            allow_private_network: target.allow_private_network,
            min_severity: target.min_severity,
            kinds: target.kinds.clone(),
            enabled: target.enabled,
            ..Self::new(target.language)
        }
    }

    /// Whether messages to this kind are signed or carry a token.
    pub const fn takes_secret(&self) -> bool {
        !matches!(self.kind, AlertTargetKind::Slack)
    }

    pub const fn takes_chat(&self) -> bool {
        matches!(self.kind, AlertTargetKind::Telegram)
    }

    /// Wants to be told of this kind, or no longer.
    pub fn toggle(&mut self, kind: AlertKind) {
        match self.kinds.iter().position(|one| *one == kind) {
            Some(index) => {
                self.kinds.remove(index);
            }
            None => self.kinds.push(kind),
        }
    }

    pub fn input(&self) -> AlertTargetInput {
        AlertTargetInput {
            name: self.name.trim().to_owned(),
            kind: self.kind,
            url: given(&self.url),
            secret: given(&self.secret).filter(|_| self.takes_secret()),
            chat_id: given(&self.chat_id).filter(|_| self.takes_chat()),
            proxy: given(&self.proxy),
            allow_private_network: Some(self.allow_private_network),
            language: Some(self.language),
            min_severity: Some(self.min_severity),
            kinds: Some(self.kinds.clone()),
            enabled: Some(self.enabled),
        }
    }

    /// What differs, as a JSON merge patch.
    pub fn patch(&self, known: &AlertTarget) -> Value {
        let before = Self::of(known);
        let mut patch = Map::new();
        let mut put = |differs: bool, name: &str, value: Value| {
            if differs {
                patch.insert(name.to_owned(), value);
            }
        };
        put(self.name != before.name, "name", json!(self.name.trim()));
        put(self.kind != before.kind, "kind", json!(self.kind));
        put(!self.url.is_empty(), "url", json!(self.url.trim()));
        let unfit = known.has_secret && !self.takes_secret();
        put(self.drop_secret || unfit, "secret", Value::Null);
        put(
            !self.secret.is_empty() && self.takes_secret(),
            "secret",
            json!(self.secret.trim()),
        );
        put(self.drop_proxy, "proxy", Value::Null);
        put(!self.proxy.is_empty(), "proxy", json!(self.proxy.trim()));
        let chat = given(&self.chat_id).filter(|_| self.takes_chat());
        put(chat != known.chat_id, "chat_id", json!(chat));
        put(
            self.allow_private_network != before.allow_private_network,
            "allow_private_network",
            json!(self.allow_private_network),
        );
        put(
            self.language != before.language,
            "language",
            json!(self.language),
        );
        put(
            self.min_severity != before.min_severity,
            "min_severity",
            json!(self.min_severity),
        );
        put(self.kinds != before.kinds, "kinds", json!(self.kinds));
        put(
            self.enabled != before.enabled,
            "enabled",
            json!(self.enabled),
        );
        Value::Object(patch)
    }
}

fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> AlertTarget {
        serde_json::from_value(json!({
            "id": uuid::Uuid::nil(), "name": "ops", "kind": "telegram", "origin": "https://api.telegram.org",
            "has_secret": true, "chat_id": "-100", "has_proxy": true, "allow_private_network": false, "language": "zh-CN",
            "min_severity": "warning", "kinds": ["no_route"], "enabled": true, "declared": false,
        }))
        .unwrap()
    }

    #[test]
    fn only_what_differs_is_sent() {
        let mut draft = Draft::of(&known());
        assert_eq!(draft.patch(&known()), json!({}));
        draft.url = " https://b.example ".to_owned();
        draft.drop_proxy = true;
        draft.toggle(AlertKind::NoRoute);
        draft.enabled = false;
        assert_eq!(
            draft.patch(&known()),
            json!({ "url": "https://b.example", "proxy": null, "kinds": [], "enabled": false })
        );
    }

    #[test]
    fn what_another_kind_has_no_use_for_goes_with_the_kind() {
        let mut draft = Draft::of(&known());
        draft.kind = AlertTargetKind::Slack;
        assert_eq!(
            draft.patch(&known()),
            json!({ "kind": "slack", "secret": null, "chat_id": null })
        );
    }

    #[test]
    fn empty_fields_are_not_given() {
        let mut draft = Draft::new(Language::English);
        draft.name = "ops".to_owned();
        draft.url = "https://a.example/hook".to_owned();
        let input = draft.input();
        assert_eq!(input.url.as_deref(), Some("https://a.example/hook"));
        assert_eq!(
            (input.secret, input.proxy, input.chat_id),
            (None, None, None)
        );
    }
}

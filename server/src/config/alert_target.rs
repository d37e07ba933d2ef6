//! `[[alert_target]]`: whom alerts are told.

use std::collections::BTreeSet;

use routex_entity::{AlertKind, AlertTargetKind, Language, Severity};
use url::Url;

use super::{
    endpoint, name,
    section::{Read, Reported, Section},
};
use crate::{
    alerts::HookUrl,
    secret::Secret,
    upstream::{client::ProxyUrl, guard},
};

/// Where the Bot API of Telegram is.
const TELEGRAM: &str = "https://api.telegram.org";
const LONGEST_CHAT_ID: usize = 64;

/// A declared target of alerts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTargetDecl {
    /// Unique.
    pub name: String,
    pub kind: AlertTargetKind,
    /// Required but for Telegram, whose Bot API is the default.
    pub url: HookUrl,
    /// Signs messages, or is the token of a bot, which Telegram requires.
    pub secret: Option<Secret>,
    /// Telegram alone, which requires it.
    pub chat_id: Option<String>,
    pub proxy: Option<ProxyUrl>,
    /// Default `false`.
    pub allow_private_network: bool,
    /// Default English.
    pub language: Language,
    /// Default `info`.
    pub min_severity: Severity,
    /// Default empty: all.
    pub kinds: Vec<AlertKind>,
    /// Default: yes.
    pub enabled: bool,
}

impl AlertTargetDecl {
    pub(super) fn read(mut section: Section<'_, '_>, taken: &mut BTreeSet<String>) -> Read<Self> {
        let name = section.required("name", "\"ops\"", |text| {
            name::unique(name::resource(text)?, taken)
        });
        let kind = section.required("kind", "\"generic\"", |text: String| {
            text.parse::<AlertTargetKind>()
                .map_err(|error| error.to_string())
        });
        let allow_private_network = section.or("allow_private_network", false);
        let url = section.parsed("url", |text: String| hook_url(&text, allow_private_network));
        let secret = section.optional::<Secret>("secret");
        let chat_id = section.parsed("chat_id", chat_id);
        let proxy = section.parsed("proxy", |text: String| endpoint::proxy(&text));
        let language = section.parsed_or("language", Language::English, |text: String| {
            text.parse().map_err(|error| format!("{error}"))
        });
        let min_severity = section.parsed_or("min_severity", Severity::Info, |text: String| {
            text.parse().map_err(|error| format!("{error}"))
        });
        let kinds = section.list("kinds", |text: String| {
            text.parse::<AlertKind>().map_err(|error| error.to_string())
        });
        let enabled = section.or("enabled", true);

        let telegram = kind == Ok(AlertTargetKind::Telegram);
        let url = match url {
            Ok(None) if telegram => {
                hook_url(TELEGRAM, false).map_err(|message| section.problem("url", message))
            }
            // Without the kind nobody can say whether it is needed.
            Ok(None) if kind.is_ok() => {
                let message = "is missing; add url = \"https://…\"".to_owned();
                Err(section.problem("url", message))
            }
            Ok(Some(url)) => Ok(url),
            Ok(None) => Err(Reported),
            Err(reported) => Err(reported),
        };
        if telegram && secret == Ok(None) {
            let message = "is missing: the token of the bot; add secret = \"${…}\"".to_owned();
            section.problem("secret", message);
        }
        match &chat_id {
            Ok(None) if telegram => {
                let message = "is missing: the chat to write to; add chat_id = \"…\"".to_owned();
                section.problem("chat_id", message);
            }
            Ok(Some(_)) if kind.is_ok() && !telegram => {
                let message = "is for kind = \"telegram\" alone; remove it".to_owned();
                section.problem("chat_id", message);
            }
            _ => {}
        }
        section.finish();
        Ok(Self {
            name: name?,
            kind: kind?,
            url: url?,
            secret: secret?,
            chat_id: chat_id?,
            proxy: proxy?,
            allow_private_network,
            language,
            min_severity,
            kinds: kinds?.unwrap_or_default(),
            enabled,
        })
    }
}

/// The address stays out of the messages: much of it may be a secret.
fn hook_url(text: &str, allow_private_network: bool) -> Result<HookUrl, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("is not an absolute URL ({error}); write https://host/path"))?;
    guard::check_url(&url, allow_private_network).map_err(|refusal| refusal.to_string())?;
    Ok(HookUrl::new(url))
}

/// The number of a chat or the name of a channel.
fn chat_id(text: String) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "@_-".contains(c);
    if text.is_empty() || text.len() > LONGEST_CHAT_ID || !text.chars().all(allowed) {
        return Err(
            "is no chat; write a number in quotes such as \"-1001234567890\", or \"@channel\""
                .to_owned(),
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::body;

    fn keys(body: serde_json::Value) -> Vec<String> {
        let problems = body::alert_target(body).unwrap_err();
        problems.into_iter().map(|problem| problem.key).collect()
    }

    #[test]
    fn a_target_says_where_and_to_whom() {
        let read = body::alert_target(json!({
            "name": "ops", "kind": "generic", "url": "https://hooks.example/x?y=1", "secret": "s",
            "language": "zh-CN", "min_severity": "warning", "kinds": ["channel_down"],
        }))
        .unwrap();
        assert_eq!(read.url.expose().as_str(), "https://hooks.example/x?y=1");
        assert_eq!(read.language, Language::Chinese);
        assert_eq!(read.kinds, [AlertKind::ChannelDown]);
        assert!(read.enabled);

        let telegram =
            json!({ "name": "t", "kind": "telegram", "secret": "1:a", "chat_id": "-100" });
        let telegram = body::alert_target(telegram).unwrap();
        assert_eq!(telegram.url.expose().as_str(), "https://api.telegram.org/");
    }

    #[test]
    fn what_is_missing_or_out_of_place_is_told() {
        assert_eq!(keys(json!({})), ["name", "kind"]);
        let telegram = json!({ "name": "t", "kind": "telegram" });
        assert_eq!(keys(telegram), ["secret", "chat_id"]);
        let slack = json!({ "name": "s", "kind": "slack", "chat_id": "1", "colour": "red" });
        assert_eq!(keys(slack), ["url", "chat_id", "colour"]);
    }

    #[test]
    fn addresses_are_guarded_and_not_quoted() {
        for url in [
            "http://10.0.0.1/canary",
            "https://127.0.0.1/canary",
            "https://localhost/canary",
            "https://[::1]/canary",
            "https://169.254.169.254/canary",
            "http://hooks.example/canary",
            "https://user:canary@hooks.example/",
            "canary",
        ] {
            let body = json!({ "name": "a", "kind": "generic", "url": url });
            let problems = body::alert_target(body).unwrap_err();
            assert_eq!(problems[0].key, "url");
            assert!(
                !problems[0].message.contains("canary"),
                "{}",
                problems[0].message
            );
        }
        let own = json!({
            "name": "a", "kind": "generic", "url": "http://10.0.0.1/x", "allow_private_network": true,
        });
        assert!(body::alert_target(own).is_ok());
    }
}

//! What is said of an alert in words, one file a language. Pure.

mod chinese;
mod english;

use routex_entity::{Language, api::time};
use serde_json::Value;

use super::message::Message;

/// One sentence.
pub fn summary(language: Language, message: &Message) -> String {
    match language {
        Language::English => english::summary(message),
        Language::Chinese => chinese::summary(message),
    }
}

/// What it is about in a few words, with the installation's name.
pub fn title(language: Language, message: &Message, instance: &str) -> String {
    match language {
        Language::English => english::title(message, instance),
        Language::Chinese => chinese::title(message, instance),
    }
}

/// The sentence, and since when it has been so.
pub fn body(language: Language, message: &Message) -> String {
    let summary = summary(language, message);
    let since = time(message.since_ms).format("%Y-%m-%d %H:%M:%S UTC");
    match language {
        Language::English => format!("{summary}\nSince {since}"),
        Language::Chinese => format!("{summary}\n开始于 {since}"),
    }
}

/// A detail as it is shown; nothing when it is not there.
fn detail(message: &Message, name: &str) -> String {
    match &message.details[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::Utc;
    use routex_entity::{AlertKind, AlertState};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn message(kind: AlertKind, state: AlertState) -> Message {
        Message {
            kind,
            state,
            details: json!({
                "channel": "a", "reason": "breaker_open", "credential": "sk-…1", "client_key": "laptop",
                "window": "day", "spent_usd": "8.00", "budget_usd": "10.00", "percent": 80, "requests": 100,
                "failed": 25, "window_seconds": 300, "bytes": 7, "max_bytes": 9, "entries": 3,
                "journal_entries": 3,
            }),
            ..Message::test(Uuid::nil(), Utc::now())
        }
    }

    #[test]
    fn every_kind_in_every_state_says_something_of_its_own() {
        for language in Language::ALL {
            let mut said = BTreeSet::new();
            for kind in AlertKind::ALL {
                for state in [AlertState::Firing, AlertState::Resolved] {
                    let message = message(*kind, state);
                    assert!(said.insert(summary(*language, &message)), "{kind} {state}");
                    assert!(!title(*language, &message, "Routex").is_empty());
                }
            }
        }
    }

    #[test]
    fn the_sentence_has_the_numbers() {
        let budget = message(AlertKind::BudgetLow, AlertState::Firing);
        let expected = "Client key laptop has spent 80 % of its budget (day): 8.00 of 10.00 USD.";
        assert_eq!(summary(Language::English, &budget), expected);
        let expected = "客户端密钥 laptop 已用掉预算（日）的 80%：8.00 / 10.00 美元。";
        assert_eq!(summary(Language::Chinese, &budget), expected);
    }
}

use chrono::TimeZone as _;
use routex_entity::{AlertKind, AlertState, Severity, api::AlertSubject};
use serde_json::json;

use super::*;
use crate::{
    alerts::target::{HookUrl, tests::target},
    secret::Secret,
};

fn message() -> Message {
    Message {
        alert_id: Uuid::from_u128(7),
        kind: AlertKind::ChannelDown,
        severity: Severity::Critical,
        state: AlertState::Firing,
        reminder: false,
        subject: AlertSubject {
            kind: "channel".to_owned(),
            id: Some(Uuid::from_u128(9)),
            name: "a".to_owned(),
            part: None,
        },
        since_ms: 1_793_000_000_000,
        at_ms: 1_793_000_060_000,
        details: json!({ "channel": "a<!channel>&", "reason": "breaker_open" }),
    }
}

fn write(target: &Target) -> Outgoing {
    let now = Utc.timestamp_opt(1_793_000_000, 0).unwrap();
    payload(target, &message(), Uuid::from_u128(5), "Berlin", now).unwrap_or_else(|e| panic!("{e}"))
}

fn json_of(outgoing: &Outgoing) -> Value {
    serde_json::from_slice(&outgoing.body).unwrap()
}

const SENTENCE: &str =
    "Channel a<!channel>& serves nobody: its breaker is open, because requests to it failed.";

#[test]
fn generic_is_the_documented_body_with_its_signature() {
    let outgoing = write(&target(AlertTargetKind::Generic));

    let expected = json!({
        "version": 1,
        "id": "00000000-0000-0000-0000-000000000005",
        "alert_id": "00000000-0000-0000-0000-000000000007",
        "kind": "channel_down",
        "severity": "critical",
        "state": "firing",
        "reminder": false,
        "subject": { "type": "channel", "id": "00000000-0000-0000-0000-000000000009", "name": "a" },
        "since": "2026-10-26T07:33:20Z",
        "at": "2026-10-26T07:34:20Z",
        "summary": SENTENCE,
        "details": { "channel": "a<!channel>&", "reason": "breaker_open" },
        "instance": "Berlin",
    });
    assert_eq!(json_of(&outgoing), expected);
    let names: Vec<&str> = outgoing.headers.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["x-routex-delivery", "x-routex-signature"]);
    assert!(outgoing.headers[1].1.starts_with("t=1793000000,v1="));
    let unsigned = Target {
        secret: None,
        ..target(AlertTargetKind::Generic)
    };
    assert_eq!(write(&unsigned).headers.len(), 1);
}

#[test]
fn slack_shows_names_as_they_are_and_calls_nobody() {
    let body = json_of(&write(&target(AlertTargetKind::Slack)));

    assert_eq!(body["text"], "Berlin: critical: channel down");
    assert_eq!(body["blocks"][0]["type"], "header");
    let text = &body["blocks"][1]["text"];
    assert_eq!(text["type"], "plain_text");
    let expected = format!("{SENTENCE}\nSince 2026-10-26 07:33:20 UTC");
    assert_eq!(text["text"], expected);
}

#[test]
fn feishu_and_dingtalk_carry_their_signs() {
    let feishu = json_of(&write(&target(AlertTargetKind::Feishu)));
    assert_eq!(feishu["msg_type"], "text");
    assert_eq!(feishu["timestamp"], "1793000000");
    assert!(feishu["sign"].is_string());
    let text = feishu["content"]["text"].as_str().unwrap();
    assert!(text.starts_with("Berlin: critical: channel down\nChannel a＜!channel>&"));

    let outgoing = write(&target(AlertTargetKind::Dingtalk));
    assert_eq!(json_of(&outgoing)["msgtype"], "text");
    let query: Vec<(String, String)> = outgoing.url.query_pairs().into_owned().collect();
    assert_eq!(
        query[0],
        ("timestamp".to_owned(), "1793000000000".to_owned())
    );
    assert_eq!(query[1].0, "sign");

    let unsigned = Target {
        secret: None,
        ..target(AlertTargetKind::Feishu)
    };
    assert_eq!(json_of(&write(&unsigned))["sign"], Value::Null);
}

#[test]
fn telegram_is_called_by_its_method_with_the_token_in_the_path() {
    let telegram = Target {
        url: HookUrl::new(Url::parse("https://api.telegram.org").unwrap()),
        secret: Some(Secret::new("123:abc")),
        ..target(AlertTargetKind::Telegram)
    };
    let outgoing = write(&telegram);
    assert_eq!(
        outgoing.url.as_str(),
        "https://api.telegram.org/bot123:abc/sendMessage"
    );
    assert_eq!(json_of(&outgoing)["chat_id"], "-100123");

    let without = Target {
        chat_id: None,
        ..telegram
    };
    let told = payload(&without, &message(), Uuid::nil(), "Berlin", Utc::now());
    assert!(matches!(told, Err(PayloadError::Missing("chat_id"))));
}

#[test]
fn long_texts_are_cut_at_a_character() {
    assert_eq!(shortened("äöü".to_owned(), 3), "äöü");
    assert_eq!(shortened("äöüß".to_owned(), 3), "äö…");
}

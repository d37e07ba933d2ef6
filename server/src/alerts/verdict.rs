//! What the answer of a receiver means. Pure.
//!
//! Feishu, DingTalk and Telegram answer 200 and say in the body that it went wrong.

use std::time::{Duration, SystemTime};

use actix_http::header::{HeaderMap, RETRY_AFTER};
use routex_entity::AlertTargetKind;
use serde_json::Value;

use super::target::Target;
use crate::upstream::{excerpt, reset};

/// A wait that is asked for is kept up to this long.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

/// A message was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Without secrets.
    pub error: String,
    /// The receiver understood and does not want it: trying again will hardly help.
    pub definite: bool,
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// There was no answer.
    pub fn unanswered(target: &Target, error: &str) -> Self {
        Self {
            error: excerpt::shown(error, target.secrets()),
            definite: false,
            retry_after: None,
        }
    }
}

/// Whether the message was taken.
pub fn judge(
    target: &Target,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    wall: SystemTime,
) -> Result<(), Refusal> {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let said = match status {
        200..=299 => of_body(target.kind, &json),
        300..=399 => Some(Said::no(
            "redirects, which is never followed; correct the URL",
        )),
        _ => Some(Said {
            words: words(&json, body),
            passing: matches!(status, 408 | 425 | 429 | 500..),
        }),
    };
    let Some(Said { words, passing }) = said else {
        return Ok(());
    };
    let error = match words.is_empty() {
        true => format!("the receiver answered {status}"),
        false => format!("the receiver answered {status}: {words}"),
    };
    let of_header = headers
        .get(RETRY_AFTER)
        .and_then(|value| reset::seconds_or_date(value.to_str().ok()?.trim(), wall));
    let of_body = json["parameters"]["retry_after"].as_u64();
    let wait = of_header.or(of_body.map(Duration::from_secs));
    Err(Refusal {
        error: excerpt::shown(&error, target.secrets()),
        definite: !passing,
        retry_after: wait.map(|wait| wait.min(LONGEST_WAIT)),
    })
}

/// What a receiver says of its refusal.
struct Said {
    words: String,
    /// It may be over in a while.
    passing: bool,
}

impl Said {
    fn no(words: &str) -> Self {
        Self {
            words: words.to_owned(),
            passing: false,
        }
    }
}

/// What the body of a good status says. `None`: it was taken.
fn of_body(kind: AlertTargetKind, json: &Value) -> Option<Said> {
    // Too many messages, or the service is busy.
    let (code, passing): (&Value, &[i64]) = match kind {
        AlertTargetKind::Generic | AlertTargetKind::Slack => return None,
        AlertTargetKind::Telegram => {
            let refused = json["ok"] != true;
            return refused.then(|| Said::no(&words(json, b"")));
        }
        AlertTargetKind::Feishu if json["code"].is_null() => (&json["StatusCode"], &[9499, 11232]),
        AlertTargetKind::Feishu => (&json["code"], &[9499, 11232]),
        AlertTargetKind::Dingtalk => (&json["errcode"], &[-1, 130_101, 410_100]),
    };
    match code.as_i64() {
        Some(0) => None,
        Some(code) => Some(Said {
            words: format!("{code} {}", words(json, b"")),
            passing: passing.contains(&code),
        }),
        None => Some(Said::no("this is not the answer of such a service")),
    }
}

/// The receiver's own words.
fn words(json: &Value, body: &[u8]) -> String {
    let known = ["description", "errmsg", "msg", "StatusMessage"];
    let known = known.iter().find_map(|name| json[*name].as_str());
    known.map_or_else(|| excerpt::message(body), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::target::tests::target;

    fn judged(kind: AlertTargetKind, status: u16, body: &str) -> Result<(), Refusal> {
        let headers = HeaderMap::new();
        judge(
            &target(kind),
            status,
            &headers,
            body.as_bytes(),
            SystemTime::now(),
        )
    }

    #[test]
    fn every_service_says_yes_in_its_own_way() {
        for (kind, body) in [
            (AlertTargetKind::Generic, ""),
            (AlertTargetKind::Slack, "ok"),
            (AlertTargetKind::Feishu, r#"{"code":0,"msg":"success"}"#),
            (
                AlertTargetKind::Feishu,
                r#"{"StatusCode":0,"StatusMessage":"success"}"#,
            ),
            (AlertTargetKind::Dingtalk, r#"{"errcode":0,"errmsg":"ok"}"#),
            (AlertTargetKind::Telegram, r#"{"ok":true,"result":{}}"#),
        ] {
            assert_eq!(judged(kind, 200, body), Ok(()), "{kind}");
        }
    }

    #[test]
    fn a_good_status_with_an_error_in_the_body_is_a_failure() {
        for (kind, body, words, definite) in [
            (
                AlertTargetKind::Feishu,
                r#"{"code":19021,"msg":"sign match fail"}"#,
                "19021 sign",
                true,
            ),
            (
                AlertTargetKind::Feishu,
                r#"{"code":11232,"msg":"frequency limited"}"#,
                "11232",
                false,
            ),
            (AlertTargetKind::Feishu, "<html>", "not the answer", true),
            (
                AlertTargetKind::Dingtalk,
                r#"{"errcode":310000,"errmsg":"sign not match"}"#,
                "sign not",
                true,
            ),
            (
                AlertTargetKind::Dingtalk,
                r#"{"errcode":130101,"errmsg":"send too fast"}"#,
                "130101",
                false,
            ),
            (
                AlertTargetKind::Telegram,
                r#"{"ok":false,"description":"chat not found"}"#,
                "chat not",
                true,
            ),
            (AlertTargetKind::Telegram, "", "200", true),
        ] {
            let refusal = judged(kind, 200, body).unwrap_err();
            assert!(refusal.error.contains(words), "{}", refusal.error);
            assert_eq!(refusal.definite, definite, "{body}");
        }
    }

    #[test]
    fn what_may_pass_is_told_from_what_is_meant() {
        for (status, definite) in [
            (301, true),
            (400, true),
            (401, true),
            (404, true),
            (410, true),
            (408, false),
            (425, false),
            (429, false),
            (500, false),
            (503, false),
        ] {
            let refusal = judged(AlertTargetKind::Generic, status, "no").unwrap_err();
            assert_eq!(refusal.definite, definite, "{status}");
        }
    }

    #[test]
    fn a_wait_is_read_and_bounded() {
        let wait = |header: &str, body: &str| {
            let mut headers = HeaderMap::new();
            if !header.is_empty() {
                headers.insert(RETRY_AFTER, header.parse().unwrap());
            }
            let target = target(AlertTargetKind::Telegram);
            judge(&target, 429, &headers, body.as_bytes(), SystemTime::now())
                .unwrap_err()
                .retry_after
        };
        assert_eq!(wait("7", ""), Some(Duration::from_secs(7)));
        assert_eq!(wait("99999", ""), Some(LONGEST_WAIT));
        let body = r#"{"ok":false,"parameters":{"retry_after":11}}"#;
        assert_eq!(wait("", body), Some(Duration::from_secs(11)));
        assert_eq!(wait("soon", ""), None);
    }

    #[test]
    fn receivers_that_quote_secrets_are_not_quoted() {
        let body = "no such hook: https://hooks.example/T0/canary-path, canary-secret";
        let refusal = judged(AlertTargetKind::Generic, 404, body).unwrap_err();
        assert!(!refusal.error.contains("canary"), "{}", refusal.error);
    }
}

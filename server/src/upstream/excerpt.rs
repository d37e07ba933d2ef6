//! What a provider says of an error, fit to be shown: without the secrets that it may quote; to operators short and on
//! one line. Pure.

use bytes::Bytes;
use memchr::memmem;
use serde_json::Value;

use crate::{
    channel::{ChannelSpec, CredentialSpec},
    secret::Secret,
};

/// Bytes that are shown.
const LONGEST: usize = 300;
/// Shorter secrets are words that servers without authentication get; replacing them would garble the message.
const LEAST: usize = 6;

/// The message in an error's body, or a short text that is the body. Empty: it says nothing, or is a page.
pub fn message(body: &[u8]) -> String {
    let text = match serde_json::from_slice(body) {
        Ok(Value::Array(items)) => items.first().map(of_object).unwrap_or_default(),
        Ok(json) => of_object(&json),
        Err(_) => {
            let text = String::from_utf8_lossy(body);
            match text.trim_start().starts_with('<') {
                true => String::new(),
                false => text.into_owned(),
            }
        }
    };
    text.trim().to_owned()
}

/// `text` without the secrets that a request to this channel carries, shortened.
pub fn without_secrets(text: &str, channel: &ChannelSpec, credential: &CredentialSpec) -> String {
    let proxy = channel.proxy.as_ref();
    let headers = channel.headers.iter();
    let headers = headers.filter_map(|(_, value)| value.to_str().ok());
    let on_wire = credential.on_wire();
    let secrets = headers
        .chain([on_wire.expose()])
        .chain(proxy.and_then(|proxy| proxy.expose().password()));
    shown(text, secrets)
}

/// Whether the secret is in there.
pub fn quotes(text: &[u8], secret: &Secret) -> bool {
    let secret = secret.expose();
    secret.len() >= LEAST && memmem::find(text, secret.as_bytes()).is_some()
}

/// The body of an error without this secret, also as JSON may write it; the very same body where it does not occur.
pub fn without_secret(body: Bytes, secret: &Secret) -> Bytes {
    let secret = secret.expose();
    if secret.len() < LEAST {
        return body;
    }
    let body = replaced(body, secret);
    match secret.contains('/') {
        true => replaced(body, &secret.replace('/', "\\/")),
        false => body,
    }
}

/// A message without this secret.
pub fn message_without_secret(message: &str, secret: &Secret) -> String {
    let body = without_secret(Bytes::copy_from_slice(message.as_bytes()), secret);
    String::from_utf8_lossy(&body).into_owned()
}

fn replaced(body: Bytes, secret: &str) -> Bytes {
    let mut kept = Vec::new();
    let mut from = 0;
    for found in memmem::find_iter(&body, secret) {
        kept.extend_from_slice(&body[from..found]);
        kept.extend_from_slice("…".as_bytes());
        from = found + secret.len();
    }
    if from == 0 {
        return body;
    }
    kept.extend_from_slice(&body[from..]);
    kept.into()
}

/// `text` without `secrets`, then shortened, so that no part of one is left at the end.
pub fn shown<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
    let mut text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    for secret in secrets {
        if secret.len() >= LEAST {
            text = text.replace(secret, "…");
        }
    }
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('…');
    }
    text
}

fn of_object(json: &Value) -> String {
    let error = &json["error"];
    [
        &error["message"],
        error,
        &json["message"],
        &json["detail"],
        json,
    ]
    .into_iter()
    .find_map(Value::as_str)
    .unwrap_or_default()
    .to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_message_is_found_in_every_shape_and_pages_say_nothing() {
        for (body, expected) in [
            (r#"{"error":{"message":"no such key"}}"#, "no such key"),
            (r#"[{"error":{"message":"no such key"}}]"#, "no such key"),
            (r#"{"code":"x","error":"no such key"}"#, "no such key"),
            (r#"{"message":"no such key"}"#, "no such key"),
            (r#"{"detail":"no such key"}"#, "no such key"),
            ("no such key\n", "no such key"),
            ("<html>no such key</html>", ""),
            (r#"{"a":1}"#, ""),
            ("", ""),
        ] {
            assert_eq!(message(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn quoted_secrets_are_replaced() {
        let text = "key sk-canary-1 is wrong: sk-canary-1";

        assert_eq!(shown(text, ["sk-canary-1", "is"]), "key … is wrong: …");
    }

    #[test]
    fn a_body_without_the_secret_stays_the_very_same() {
        let masked = |body: &'static str, secret: &str| {
            let body = Bytes::from_static(body.as_bytes());
            let shown = without_secret(body.clone(), &Secret::new(secret));
            (shown.as_ptr() != body.as_ptr(), shown)
        };
        for (body, secret, expected) in [
            ("bad sk-canary-1, sk-canary-1!", "sk-canary-1", "bad …, …!"),
            ("sk-canary-1", "sk-canary-1", "…"),
            (
                r#"{"key":"ab\/cd/ef"}"#,
                "ab/cd/ef",
                r#"{"key":"ab\/cd/ef"}"#,
            ),
            (r#"{"key":"ab\/cd\/ef"}"#, "ab/cd/ef", r#"{"key":"…"}"#),
            ("nothing of it", "sk-canary-1", "nothing of it"),
            ("no none", "none", "no none"),
            ("nothing", "", "nothing"),
        ] {
            let (copied, shown) = masked(body, secret);
            assert_eq!(shown, expected, "{body}");
            assert_eq!(copied, body != expected, "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_secret_is_left_however_long_the_text(before in "[ -~]{0,400}", after in "[ -~]{0,400}") {
            let secret = "canary-0123456789";
            let shown = shown(&format!("{before}{secret}{after}"), [secret]);
            prop_assert!(!shown.contains("canary-0123"));
            prop_assert!(shown.len() <= LONGEST + '…'.len_utf8());
        }
    }
}

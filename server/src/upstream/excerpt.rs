//! What a provider says of an error, fit to be shown: short, on one line, without the secrets that it may quote. Pure.

use serde_json::Value;

use crate::channel::{ChannelSpec, CredentialSpec};

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
    let secrets = headers
        .chain([credential.secret.expose()])
        .chain(proxy.and_then(|proxy| proxy.expose().password()));
    shown(text, secrets)
}

/// `text` without `secrets`, then shortened, so that no part of one is left at the end.
fn shown<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
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

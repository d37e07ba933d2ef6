//! Custom robots of DingTalk.

use serde_json::json;

use super::{Letter, Outgoing, PayloadError, plain};
use crate::alerts::{sign, text};

pub(super) fn write(letter: &Letter<'_>) -> Result<Outgoing, PayloadError> {
    let (language, message) = (letter.target.language, letter.message);
    let title = text::title(language, message, letter.instance);
    let text = format!("{title}\n{}", text::body(language, message));
    let body = json!({ "msgtype": "text", "text": { "content": text } });
    let mut outgoing = plain(letter, &body);
    if let Some(secret) = &letter.target.secret {
        let unix_ms = letter.now.timestamp_millis();
        let signature = sign::dingtalk(secret, unix_ms)?;
        outgoing
            .url
            .query_pairs_mut()
            .append_pair("timestamp", &unix_ms.to_string())
            .append_pair("sign", &signature);
    }
    Ok(outgoing)
}

//! Custom bots of Feishu and Lark.

use serde_json::{Value, json};

use super::{Letter, Outgoing, PayloadError, plain};
use crate::alerts::{sign, text};

pub(super) fn write(letter: &Letter<'_>) -> Result<Outgoing, PayloadError> {
    let (language, message) = (letter.target.language, letter.message);
    let title = text::title(language, message, letter.instance);
    // In text messages `<at …>` calls people; names with such a thing in them do not come to life.
    let text = format!("{title}\n{}", text::body(language, message)).replace('<', "＜");
    let mut body = json!({ "msg_type": "text", "content": { "text": text } });
    if let Some(secret) = &letter.target.secret {
        let seconds = letter.now.timestamp();
        body["timestamp"] = Value::from(seconds.to_string());
        body["sign"] = Value::from(sign::feishu(secret, seconds)?);
    }
    Ok(plain(letter, &body))
}

//! Telegram's Bot API.

use serde_json::json;

use super::{Letter, Outgoing, PayloadError, plain, shortened};
use crate::alerts::text;

/// Characters of a message.
const LONGEST: usize = 4_096;

pub(super) fn write(letter: &Letter<'_>) -> Result<Outgoing, PayloadError> {
    let (target, message) = (letter.target, letter.message);
    let token = target
        .secret
        .as_ref()
        .ok_or(PayloadError::Missing("secret"))?;
    let chat_id = target
        .chat_id
        .as_ref()
        .ok_or(PayloadError::Missing("chat_id"))?;
    let title = text::title(target.language, message, letter.instance);
    let text = format!("{title}\n{}", text::body(target.language, message));
    // Without a parse mode the text is shown as it stands.
    let body = json!({
        "chat_id": chat_id,
        "text": shortened(text, LONGEST),
        "link_preview_options": { "is_disabled": true },
    });
    let mut outgoing = plain(letter, &body);
    outgoing
        .url
        .path_segments_mut()
        .map_err(|()| PayloadError::Url)?
        .pop_if_empty()
        .push(&format!("bot{}", token.expose()))
        .push("sendMessage");
    Ok(outgoing)
}

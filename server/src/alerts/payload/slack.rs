//! Slack's incoming webhooks, and what takes the same.

use serde_json::json;

use super::{Letter, Outgoing, plain, shortened};
use crate::alerts::text;

/// Characters of a header block.
const LONGEST_HEADER: usize = 150;
/// Characters of a section's text.
const LONGEST_TEXT: usize = 3_000;

pub(super) fn write(letter: &Letter<'_>) -> Outgoing {
    let (language, message) = (letter.target.language, letter.message);
    let title = text::title(language, message, letter.instance);
    let body = text::body(language, message);
    // Plain text: nothing in a name is a link, or calls everybody in the channel.
    let block = |kind: &str, text: String| json!({ "type": kind, "text": { "type": "plain_text", "text": text, "emoji": false } });
    let body = json!({
        "text": escaped(&title),
        "blocks": [
            block("header", shortened(title, LONGEST_HEADER)),
            block("section", shortened(body, LONGEST_TEXT)),
        ],
    });
    plain(letter, &body)
}

/// The fallback is read as Slack's own markup, in which these three have a meaning.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

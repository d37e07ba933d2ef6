//! The content of a message, in the form that most servers take.

use std::borrow::Cow;

use crate::openai_chat::wire::{Content, Part};

/// Many servers know a string only, so that text alone is one. `own`: parts stay parts as they were.
pub(super) fn content(mut parts: Vec<Part<'_>>, own: bool) -> Option<Content<'_>> {
    if parts.is_empty() {
        return None;
    }
    if parts.len() == 1
        && let Some(part) = parts.pop()
    {
        return Some(if is_bare(&part) {
            Content::Text(part.text.unwrap_or_default())
        } else {
            Content::Parts(vec![part])
        });
    }
    if own || !parts.iter().all(is_bare) {
        return Some(Content::Parts(parts));
    }
    let texts: Vec<&str> = parts
        .iter()
        .filter_map(|part| part.text.as_deref())
        .collect();
    Some(Content::Text(Cow::Owned(texts.join("\n\n"))))
}

/// Text and nothing else.
fn is_bare(part: &Part<'_>) -> bool {
    part.kind == "text" && part.cache_control.is_none() && part.extras.is_empty()
}

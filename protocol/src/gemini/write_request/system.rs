//! The system instruction: text alone.

use std::borrow::Cow;

use super::{Writer, wire};
use crate::hub::Part;

/// What is said before the conversation, and `more` that Routex has to say.
pub(super) fn write<'a>(
    writer: &mut Writer<'a>,
    more: Option<String>,
) -> Option<wire::Content<'a>> {
    let mut parts: Vec<wire::Part<'a>> = Vec::new();
    for part in writer.request.instructions() {
        writer
            .dropped
            .note_if(part.cache.is_some(), "system.cache_control");
        if !writer.own {
            writer.dropped.note_extras("system", &part.extras);
        }
        match text(part) {
            Some(text) => parts.push(wire::Part::text(text)),
            None => writer.dropped.note_if(part.as_text().is_none(), "system"),
        }
    }
    parts.extend(more.map(|text| wire::Part::text(Cow::Owned(text))));
    (!parts.is_empty()).then(|| wire::Content {
        parts,
        ..wire::Content::default()
    })
}

fn text(part: &Part) -> Option<&str> {
    part.as_text().filter(|text| !text.is_empty())
}

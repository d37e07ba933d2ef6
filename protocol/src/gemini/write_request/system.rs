//! The system instruction: text alone.

use std::borrow::Cow;

use routex_entity::Dialect;

use super::{Writer, wire};
use crate::codec::{Member, Untranslatable};

/// What is said before the conversation, and `more` that Routex has to say.
pub(super) fn write<'a>(
    writer: &mut Writer<'a>,
    more: Option<String>,
) -> Result<Option<wire::Content<'a>>, Untranslatable> {
    let mut parts: Vec<wire::Part<'a>> = Vec::new();
    for part in writer.request.instructions() {
        if !writer.own {
            writer.note_leftovers(Member::System, part);
        }
        match part.as_text() {
            Some("") => {}
            Some(text) => parts.push(wire::Part::text(text)),
            None => {
                let why = "instructions are text only; move the rest to a message of the user";
                let what = writer.name(Member::System);
                return Err(Untranslatable::new(what, Dialect::Gemini, why));
            }
        }
    }
    parts.extend(more.map(|text| wire::Part::text(Cow::Owned(text))));
    Ok((!parts.is_empty()).then(|| wire::Content {
        parts,
        ..wire::Content::default()
    }))
}

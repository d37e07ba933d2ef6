//! Images, documents, audio and video, where the model takes them.

use routex_entity::Dialect;

use super::{Writer, wire};
use crate::{
    codec::{Feature, Untranslatable},
    gemini::media,
    hub::{Content, Media, Source},
};

/// A part that holds media, or the text of a document that is text.
pub(super) fn write<'a>(
    writer: &mut Writer<'a>,
    content: &Content,
    media: &'a Media,
) -> Result<wire::Part<'a>, Untranslatable> {
    let words = writer.words;
    let (feature, what, kind) = match content {
        Content::Image(_) => (Some(Feature::Images), words.image, "images"),
        Content::Audio(_) => (Some(Feature::Audio), words.audio, "audio"),
        Content::Video(_) => (None, words.image, "videos"),
        _ => (Some(Feature::Documents), words.document, "documents"),
    };
    if !writer.own {
        writer
            .dropped
            .note_if(media.name.is_some(), words.file_name);
    }
    if let Source::Text(text) = &media.source {
        return Ok(wire::Part::text(text));
    }
    if let Some(feature) = feature {
        let why = format!("the model takes no {kind}; choose one that does, or leave them out");
        writer.needs(feature, what, &why)?;
    }
    if !writer.own {
        let detail = media
            .detail
            .as_deref()
            .is_some_and(|detail| detail != "auto");
        writer
            .dropped
            .note_if(detail, format!("{}.detail", words.messages));
    }
    media::write(media, writer.own).ok_or_else(|| {
        let why = "a file id belongs to the provider that gave it; send the file itself";
        Untranslatable::new(what, Dialect::Gemini, why)
    })
}

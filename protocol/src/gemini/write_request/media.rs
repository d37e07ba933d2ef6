//! Images, documents, audio and video, where the model takes them.

use routex_entity::Dialect;

use super::{Writer, wire};
use crate::{
    codec::{Feature, Member, Untranslatable},
    gemini::media,
    hub::{Content, Media, Source},
};

/// A part that holds media, or the text of a document that is text.
pub(super) fn write<'a>(
    writer: &mut Writer<'a>,
    content: &Content,
    media: &'a Media,
) -> Result<wire::Part<'a>, Untranslatable> {
    let (feature, member, kind) = match content {
        Content::Image(_) => (Some(Feature::Images), Member::Image, "images"),
        Content::Audio(_) => (Some(Feature::Audio), Member::Audio, "audio"),
        Content::Video(_) => (None, Member::Video, "videos"),
        _ => (Some(Feature::Documents), Member::Document, "documents"),
    };
    if let Source::Text(text) = &media.source {
        return Ok(wire::Part::text(media.titled(text)));
    }
    let what = member.of_media(media, writer.request);
    if let Some(feature) = feature {
        let why = format!("the model takes no {kind}; choose one that does, or leave them out");
        writer.needs(feature, what, &why)?;
    }
    if !writer.own {
        let detail = media.detail.as_deref();
        let (name, hint) = (writer.name(Member::FileName), writer.name(Member::Detail));
        let hinted = detail.is_some_and(|detail| detail != "auto");
        writer.dropped.note_if(media.name.is_some(), name);
        writer.dropped.note_if(hinted, hint);
    }
    media::write(media, writer.own).ok_or_else(|| {
        let why = "a file id belongs to the provider that gave it; send the file itself";
        Untranslatable::new(what, Dialect::Gemini, why)
    })
}

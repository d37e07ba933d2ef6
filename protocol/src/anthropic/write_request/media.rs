//! Images and documents: what Anthropic takes, and what can be made so.

use std::borrow::Cow;

use super::writing::Writing;
use crate::{
    anthropic::block::Source as Out,
    codec::{Feature, Member, Untranslatable},
    hub::{Media, Source},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};

pub(super) fn image<'a>(
    media: &'a Media,
    writing: &Writing<'a>,
) -> Result<Out<'a>, Untranslatable> {
    if !writing.has(Feature::Images) {
        return Err(writing.refuse_media(
            Member::Image,
            media,
            "the model sees no images; ask one that does",
        ));
    }
    match located(media, Member::Image, writing)? {
        Located::Out(out) => Ok(out),
        Located::Data { media_type, data } => {
            let media_type = match media_type.as_deref() {
                Some("image/jpg") => Cow::Borrowed("image/jpeg"),
                Some("image/*") | None => Cow::Borrowed(guess_image(data)),
                Some(_) => media_type.unwrap_or_default(),
            };
            Ok(Out::Base64 { media_type, data })
        }
    }
}

pub(super) fn document<'a>(
    media: &'a Media,
    writing: &Writing<'a>,
) -> Result<Out<'a>, Untranslatable> {
    if let Source::Text(text) = &media.source {
        return Ok(text_source(Cow::Borrowed(text)));
    }
    if !writing.has(Feature::Documents) {
        return Err(writing.refuse_media(
            Member::Document,
            media,
            "the model reads no files; ask one that does",
        ));
    }
    let (media_type, data) = match located(media, Member::Document, writing)? {
        Located::Out(out) => return Ok(out),
        Located::Data { media_type, data } => (media_type, data),
    };
    let kind = media_type.as_deref().unwrap_or_default();
    if writing.own() || kind == PDF || data.starts_with(PDF_IN_BASE64) {
        let media_type = Cow::Borrowed(PDF);
        return Ok(Out::Base64 { media_type, data });
    }
    plain_text(data)
        .filter(|_| is_text(kind))
        .map(|text| text_source(Cow::Owned(text)))
        .ok_or_else(|| {
            let why = "it reads PDF and plain text only; turn the file into one of them";
            writing.refuse_media(Member::Document, media, why)
        })
}

const PDF: &str = "application/pdf";
const PDF_IN_BASE64: &str = "JVBERi";

enum Located<'a> {
    Out(Out<'a>),
    Data {
        media_type: Option<Cow<'a, str>>,
        data: &'a str,
    },
}

fn located<'a>(
    media: &'a Media,
    member: Member,
    writing: &Writing<'a>,
) -> Result<Located<'a>, Untranslatable> {
    Ok(match &media.source {
        Source::Base64(data) => Located::Data {
            media_type: media.media_type.as_deref().map(Cow::Borrowed),
            data,
        },
        Source::Url(url) => match inline(url) {
            Some((media_type, data)) => Located::Data {
                media_type: Some(Cow::Borrowed(media_type)),
                data,
            },
            None if writing.own() || url.starts_with("http") => Located::Out(Out::Url { url }),
            None => {
                let why =
                    "the provider cannot fetch that address; send the data itself or an https URL";
                return Err(writing.refuse_media(member, media, why));
            }
        },
        Source::File(file_id) if writing.own() => Located::Out(Out::File { file_id }),
        Source::File(_) => {
            let why = "the file is kept by another provider; send the data itself or an https URL";
            return Err(writing.refuse_media(member, media, why));
        }
        Source::Text(text) => Located::Out(text_source(Cow::Borrowed(text))),
    })
}

/// Type and data of `data:image/png;base64,…`.
fn inline(url: &str) -> Option<(&str, &str)> {
    let (head, data) = url.strip_prefix("data:")?.split_once(',')?;
    let media_type = head.strip_suffix(";base64")?;
    Some((media_type.split(';').next().unwrap_or_default(), data))
}

fn text_source(data: Cow<'_, str>) -> Out<'_> {
    Out::Text {
        media_type: "text/plain",
        data,
    }
}

fn is_text(media_type: &str) -> bool {
    let media_type = media_type.split(';').next().unwrap_or_default();
    media_type.is_empty()
        || media_type.starts_with("text/")
        || media_type.ends_with("json")
        || media_type.ends_with("xml")
        || media_type.ends_with("yaml")
        || media_type.ends_with("javascript")
}

fn plain_text(data: &str) -> Option<String> {
    String::from_utf8(BASE64_STANDARD.decode(data).ok()?).ok()
}

/// By the first bytes, in base64.
fn guess_image(data: &str) -> &'static str {
    match data.get(..4) {
        Some("/9j/") => "image/jpeg",
        Some("R0lG") => "image/gif",
        Some("UklG") => "image/webp",
        _ => "image/png",
    }
}

//! Images, documents, audio and video, both ways.

use std::borrow::Cow;

use super::wire::{Blob, FileData, Part};
use crate::hub::{Content, Media, Source};

/// Where Google keeps files that were uploaded: of use to the account that did so only.
const FILES: &str = "https://generativelanguage.googleapis.com/";

/// Data in the request itself.
pub(super) fn read_blob(blob: Blob<'_>) -> Content {
    let kind = kind(&blob.mime_type);
    let media = Media {
        source: Source::Base64(standard_base64(blob.data)),
        media_type: Some(blob.mime_type.into_owned()).filter(|kind| !kind.is_empty()),
        name: blob.display_name.map(Cow::into_owned),
        detail: None,
    };
    content(kind, media)
}

/// Data that Google fetches.
pub(super) fn read_file(file: FileData<'_>) -> Content {
    let uri = file.file_uri.into_owned();
    let media_type = file.mime_type.filter(|kind| !kind.is_empty());
    let kind = match &media_type {
        Some(media_type) => kind(media_type),
        None if is_youtube(&uri) => Kind::Video,
        None => guess(&uri).map_or(Kind::Document, kind),
    };
    let source = if uri.starts_with(FILES) || uri.starts_with("gs://") {
        Source::File(uri)
    } else {
        Source::Url(uri)
    };
    let media = Media {
        source,
        media_type: media_type.map(Cow::into_owned),
        name: file.display_name.map(Cow::into_owned),
        detail: None,
    };
    content(kind, media)
}

/// A part that holds media. `None`: it is text, or a file that another provider keeps. `own`: it was read from this
/// dialect.
pub(super) fn write(media: &Media, own: bool) -> Option<Part<'_>> {
    let display_name = own.then_some(media.name.as_deref()).flatten();
    let display_name = display_name.map(Cow::Borrowed);
    match &media.source {
        Source::Base64(data) => Some(Part {
            inline_data: Some(Blob {
                mime_type: media_type(media)
                    .map_or("application/octet-stream", |kind| {
                        if own { kind } else { google_type(kind) }
                    })
                    .into(),
                data: data.into(),
                display_name,
            }),
            ..Part::default()
        }),
        Source::Url(uri) => {
            let told = media_type(media);
            let told = told.or_else(|| guess(uri).filter(|_| !own));
            Some(file_part(uri, told, display_name))
        }
        Source::File(uri) => own.then(|| file_part(uri, media_type(media), display_name)),
        Source::Text(_) => None,
    }
}

fn file_part<'a>(
    uri: &'a str,
    media_type: Option<&'a str>,
    display_name: Option<Cow<'a, str>>,
) -> Part<'a> {
    Part {
        file_data: Some(FileData {
            mime_type: media_type.map(Cow::Borrowed),
            file_uri: uri.into(),
            display_name,
        }),
        ..Part::default()
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Image,
    Audio,
    Video,
    Document,
}

fn kind(media_type: &str) -> Kind {
    match media_type.split('/').next() {
        Some("image") => Kind::Image,
        Some("audio") => Kind::Audio,
        Some("video") => Kind::Video,
        _ => Kind::Document,
    }
}

fn content(kind: Kind, media: Media) -> Content {
    match kind {
        Kind::Image => Content::Image(media),
        Kind::Audio => Content::Audio(media),
        Kind::Video => Content::Video(media),
        Kind::Document => Content::Document(media),
    }
}

fn media_type(media: &Media) -> Option<&str> {
    media.media_type.as_deref().filter(|kind| !kind.is_empty())
}

/// Google's name of what others call by another.
fn google_type(media_type: &str) -> &str {
    match media_type {
        "audio/mpeg" | "audio/mpga" => "audio/mp3",
        "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => "audio/wav",
        "image/jpg" => "image/jpeg",
        other => other,
    }
}

/// Google reads both alphabets and its Python SDK writes the one for URLs.
fn standard_base64(data: Cow<'_, str>) -> String {
    if !data.bytes().any(|byte| matches!(byte, b'-' | b'_')) {
        return data.into_owned();
    }
    let mut standard = data.replace('-', "+").replace('_', "/");
    while !standard.len().is_multiple_of(4) {
        standard.push('=');
    }
    standard
}

fn is_youtube(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    matches!(
        host,
        "youtube.com" | "www.youtube.com" | "m.youtube.com" | "youtu.be"
    )
}

/// The media type that the end of a URL's path stands for.
fn guess(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let (_, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "heic" => "image/heic",
        "pdf" => "application/pdf",
        "txt" | "md" => "text/plain",
        "html" => "text/html",
        "csv" => "text/csv",
        "mp3" => "audio/mp3",
        "wav" => "audio/wav",
        "ogg" => "audio/ogg",
        "flac" => "audio/flac",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        "webm" => "video/webm",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(uri: &str) -> Content {
        read_file(FileData {
            file_uri: uri.into(),
            ..FileData::default()
        })
    }

    #[test]
    fn a_url_tells_what_it_leads_to() {
        assert!(matches!(
            file("https://youtu.be/abc?t=3"),
            Content::Video(_)
        ));
        assert!(matches!(
            file("https://a.b/c.PNG?x=y.pdf"),
            Content::Image(_)
        ));
        assert!(matches!(file("https://a.b/"), Content::Document(_)));
        let Content::Document(media) = file("gs://bucket/a.pdf") else {
            panic!("no document");
        };
        assert!(matches!(media.source, Source::File(_)));
    }

    #[test]
    fn base64_for_urls_becomes_plain() {
        let standard = |data: &str| standard_base64(data.into());
        assert_eq!(standard("ab-_"), "ab+/");
        assert_eq!(standard("a-_"), "a+/=");
        assert_eq!(standard("abcd"), "abcd");
    }
}

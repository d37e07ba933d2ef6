//! Parts of a message's content, read into the hub.

use std::borrow::Cow;

use crate::{
    hub::{Content, Extras, Media, Part, Source},
    openai_chat::wire,
    request::BadRequest,
};

/// Keeps that a refusal was a part of the content, not a member of the message.
pub(in crate::openai_chat) const IN_CONTENT: &str = "=content";

/// Where a part stands, for the errors.
#[derive(Clone, Copy)]
pub(in crate::openai_chat) struct Place {
    pub message: usize,
    pub part: usize,
}

impl Place {
    fn missing(self, name: &str) -> BadRequest {
        let Self { message, part } = self;
        BadRequest::member(
            format!("messages[{message}].content[{part}]"),
            format!("has no `{name}`, which its type demands"),
        )
    }
}

/// Reads one part.
pub(in crate::openai_chat) fn part(
    mut wire: wire::Part<'_>,
    place: Place,
) -> Result<Part, BadRequest> {
    let mut extras = Extras::new();
    let missing = |name| place.missing(name);
    let content = match wire.kind.as_ref() {
        "text" | "input_text" | "output_text" => {
            let text = wire.text.take().ok_or_else(|| missing("text"))?;
            Content::Text(text.into_owned())
        }
        "refusal" => {
            let refusal = wire.refusal.take().ok_or_else(|| missing("refusal"))?;
            extras.insert(IN_CONTENT.to_owned(), true.into());
            Content::Refusal(refusal.into_owned())
        }
        "image_url" => {
            let image = wire.image_url.take().ok_or_else(|| missing("image_url"))?;
            Content::Image(visual(image, "image_url", &mut extras))
        }
        "video_url" => {
            let video = wire.video_url.take().ok_or_else(|| missing("video_url"))?;
            Content::Video(visual(video, "video_url", &mut extras))
        }
        "input_audio" => {
            let audio = wire.input_audio.take();
            let audio = audio.ok_or_else(|| missing("input_audio"))?;
            nest(&mut extras, "input_audio", audio.extras);
            Content::Audio(Media {
                source: Source::Base64(audio.data.into_owned()),
                media_type: Some(audio_type(&audio.format)),
                ..Media::default()
            })
        }
        "file" => {
            let mut file = wire.file.take().ok_or_else(|| missing("file"))?;
            nest(&mut extras, "file", std::mem::take(&mut file.extras));
            Content::Document(document(file).ok_or_else(|| missing("file.file_data"))?)
        }
        _ => Content::Foreign(serde_json::to_value(&wire).unwrap_or_default()),
    };
    if let Content::Foreign(_) = content {
        return Ok(Part::new(content));
    }
    wire.extras.append(&mut extras);
    Ok(Part {
        cache: wire.cache_control.map(Cow::into_owned),
        extras: wire.extras,
        ..Part::new(content)
    })
}

fn visual(url: wire::ImageUrl<'_>, name: &str, extras: &mut Extras) -> Media {
    nest(extras, name, url.extras);
    Media {
        detail: url.detail.map(Cow::into_owned),
        ..Media::from_url(url.url.into_owned())
    }
}

/// `None`: there is nothing in it.
fn document(file: wire::File<'_>) -> Option<Media> {
    let media = match (file.file_data, file.file_id) {
        (Some(data), _) => match Media::from_url(data.into_owned()) {
            Media {
                source: Source::Url(data),
                ..
            } if !data.contains("://") => bare(data),
            media => media,
        },
        (None, Some(id)) => Media {
            source: Source::File(id.into_owned()),
            ..Media::default()
        },
        (None, None) => return None,
    };
    Some(Media {
        name: file.filename.map(Cow::into_owned),
        ..media
    })
}

/// Base64 without the `data:` before it.
fn bare(data: String) -> Media {
    // `%PDF` in base64.
    let is_pdf = data.starts_with("JVBERi");
    Media {
        media_type: is_pdf.then(|| "application/pdf".to_owned()),
        source: Source::Base64(data),
        ..Media::default()
    }
}

fn audio_type(format: &str) -> String {
    match format {
        "mp3" => "audio/mpeg".to_owned(),
        format => format!("audio/{format}"),
    }
}

/// Keeps members of a member under its name and a dot.
pub(in crate::openai_chat) fn nest(extras: &mut Extras, name: &str, inner: Extras) {
    let dotted = |(key, value)| (format!("{name}.{key}"), value);
    extras.extend(inner.into_iter().map(dotted));
}

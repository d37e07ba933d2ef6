//! Parts of a message's content.

use std::borrow::Cow;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use routex_entity::Dialect;

use super::{Draft, tools::type_of};
use crate::{
    codec::{Feature, Member, Untranslatable},
    hub::{Content, Extras, Media, Part, Source},
    openai::file_name,
    openai_chat::wire::{self, File, ImageUrl, InputAudio},
};

impl<'a> Draft<'a> {
    /// A part of what a user says or a tool answers. `None`: Chat has no such, and the answer does without.
    pub(super) fn part(
        &mut self,
        part: &'a Part,
    ) -> Result<Option<wire::Part<'a>>, Untranslatable> {
        let mut written = match &part.content {
            Content::Text(text) => {
                if !self.own && text.trim().is_empty() {
                    return Ok(None);
                }
                text_part(Cow::Borrowed(text))
            }
            Content::Refusal(text) if self.own => wire::Part {
                kind: Cow::Borrowed("refusal"),
                refusal: Some(Cow::Borrowed(text)),
                ..wire::Part::default()
            },
            Content::Refusal(text) => text_part(Cow::Borrowed(text)),
            Content::Image(media) => self.image(media)?,
            Content::Document(media) => self.document(media)?,
            Content::Audio(media) => self.audio(media)?,
            Content::Video(media) => self.video(media)?,
            Content::Foreign(value) if self.own => {
                return Ok(serde_json::from_value(value.clone()).ok());
            }
            Content::Foreign(value) => {
                self.note_message(type_of(value));
                return Ok(None);
            }
            Content::Thought(_) => {
                self.note(Member::Thought);
                return Ok(None);
            }
            // These have messages of their own.
            Content::ToolCall(_) | Content::ToolResult(_) => return Ok(None),
        };
        self.leftovers(part, &mut written);
        Ok(Some(written))
    }

    /// What the hub has no name for, and marks of caches.
    pub(super) fn leftovers(&mut self, part: &'a Part, written: &mut wire::Part<'a>) {
        if !self.own {
            self.note_leftovers(part);
            return;
        }
        written.cache_control = part.cache.as_ref().map(Cow::Borrowed);
        for (name, value) in &part.extras {
            if name.starts_with('=') {
                continue;
            }
            let inner = name
                .split_once('.')
                .and_then(|(member, rest)| Some((inner(written, member)?, rest)));
            match inner {
                Some((inner, rest)) => inner.insert(rest.to_owned(), value.clone()),
                None => written.extras.insert(name.clone(), value.clone()),
            };
        }
    }

    pub(super) fn note_leftovers(&mut self, part: &Part) {
        let messages = self.member(Member::Messages);
        self.dropped.note_extras(messages, &part.extras);
        if part.cache.is_some() {
            self.note_message("cache_control");
        }
    }

    fn image(&self, media: &'a Media) -> Result<wire::Part<'a>, Untranslatable> {
        self.needs(Feature::Images, (Member::Image, media), "see images")?;
        let url = media.to_url().ok_or_else(|| {
            self.refuse_media(
                Member::Image,
                media,
                "it is a file of another provider; send its data instead",
            )
        })?;
        Ok(wire::Part {
            kind: Cow::Borrowed("image_url"),
            image_url: Some(ImageUrl {
                url: Cow::Owned(url),
                detail: media.detail.as_deref().map(Cow::Borrowed),
                extras: Extras::new(),
            }),
            ..wire::Part::default()
        })
    }

    /// Chat takes PDF as files. What is text in truth goes as text.
    fn document(&self, media: &'a Media) -> Result<wire::Part<'a>, Untranslatable> {
        if let Some(text) = plain(media) {
            return Ok(text_part(media.titled(text)));
        }
        self.needs(
            Feature::Documents,
            (Member::Document, media),
            "read documents",
        )?;
        let same_files = matches!(
            self.request.origin,
            Dialect::OpenaiChat | Dialect::OpenaiResponses
        );
        let mut file = File {
            filename: media.name.as_deref().map(Cow::Borrowed),
            ..File::default()
        };
        match &media.source {
            Source::Base64(data) => {
                file.file_data = Some(match media.media_type {
                    None if self.own => Cow::Borrowed(data.as_str()),
                    None => Cow::Owned(format!("data:application/pdf;base64,{data}")),
                    Some(_) => Cow::Owned(media.to_url().unwrap_or_default()),
                });
                if !self.own {
                    file.filename = Some(file_name(media));
                }
            }
            Source::File(id) if same_files => file.file_id = Some(Cow::Borrowed(id)),
            Source::Url(url) if self.own => file.file_data = Some(Cow::Borrowed(url)),
            _ => {
                let why = "it is not in the request itself; send its data in base64 instead";
                return Err(self.refuse_media(Member::Document, media, why));
            }
        }
        Ok(wire::Part {
            kind: Cow::Borrowed("file"),
            file: Some(file),
            ..wire::Part::default()
        })
    }

    fn audio(&self, media: &'a Media) -> Result<wire::Part<'a>, Untranslatable> {
        self.needs(Feature::Audio, (Member::Audio, media), "hear")?;
        let Source::Base64(data) = &media.source else {
            let why = "it is not in the request itself; send its data in base64 instead";
            return Err(self.refuse_media(Member::Audio, media, why));
        };
        let media_type = media.media_type.as_deref().unwrap_or("audio/wav");
        let format = match media_type.rsplit('/').next().unwrap_or_default() {
            "mpeg" | "mpga" | "mp3" => "mp3",
            "wav" | "x-wav" | "wave" | "vnd.wave" => "wav",
            other => other,
        };
        let known = matches!(format, "mp3" | "wav") || !self.has(Feature::OpenaiExtras);
        if !known && !self.own {
            let why = "OpenAI hears WAV and MP3 only; turn the recording into one of them";
            return Err(self.refuse_media(Member::Audio, media, why));
        }
        Ok(wire::Part {
            kind: Cow::Borrowed("input_audio"),
            input_audio: Some(InputAudio {
                data: Cow::Borrowed(data),
                format: Cow::Borrowed(format),
                extras: Extras::new(),
            }),
            ..wire::Part::default()
        })
    }

    fn video(&self, media: &'a Media) -> Result<wire::Part<'a>, Untranslatable> {
        let url = media.to_url().filter(|_| self.own).ok_or_else(|| {
            self.refuse_media(
                Member::Video,
                media,
                "the dialect has none; use a model of Gemini, or send pictures of it",
            )
        })?;
        Ok(wire::Part {
            kind: Cow::Borrowed("video_url"),
            video_url: Some(ImageUrl {
                url: Cow::Owned(url),
                ..ImageUrl::default()
            }),
            ..wire::Part::default()
        })
    }

    fn needs(
        &self,
        feature: Feature,
        (member, media): (Member, &Media),
        ability: &str,
    ) -> Result<(), Untranslatable> {
        if self.has(feature) {
            return Ok(());
        }
        let why = format!("the model cannot {ability}; choose one that can, or leave it out");
        Err(self.refuse_media(member, media, why))
    }
}

pub(super) fn text_part(text: Cow<'_, str>) -> wire::Part<'_> {
    wire::Part {
        kind: Cow::Borrowed("text"),
        text: Some(text),
        ..wire::Part::default()
    }
}

/// The text that a document is.
fn plain(media: &Media) -> Option<Cow<'_, str>> {
    match &media.source {
        Source::Text(text) => Some(Cow::Borrowed(text)),
        Source::Base64(data) => {
            let kind = media.media_type.as_deref()?;
            let is_text =
                kind.starts_with("text/") || matches!(kind, "application/json" | "application/xml");
            let bytes = is_text.then(|| BASE64_STANDARD.decode(data).ok())??;
            String::from_utf8(bytes).ok().map(Cow::Owned)
        }
        Source::Url(_) | Source::File(_) => None,
    }
}

/// The members of a part's own object.
fn inner<'p>(part: &'p mut wire::Part<'_>, member: &str) -> Option<&'p mut Extras> {
    match member {
        "image_url" => part.image_url.as_mut().map(|image| &mut image.extras),
        "video_url" => part.video_url.as_mut().map(|video| &mut video.extras),
        "input_audio" => part.input_audio.as_mut().map(|audio| &mut audio.extras),
        "file" => part.file.as_mut().map(|file| &mut file.extras),
        _ => None,
    }
}

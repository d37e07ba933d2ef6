//! Parts of messages and of tool results.

use routex_entity::Dialect;
use serde_json::Value;

use super::Writing;
use crate::{
    codec::{Feature, Member, Untranslatable},
    hub::{Content, Extras, Media, Part, Role, Source},
    json::Object,
    openai_responses::media,
};

impl<'a> Writing<'a> {
    /// `None`: it says nothing, or cannot be said.
    pub(super) fn content(
        &mut self,
        role: Role,
        part: &'a Part,
    ) -> Result<Option<Object<'a>>, Untranslatable> {
        let mut object = match &part.content {
            Content::Text(text) if text.is_empty() && !self.own => return Ok(None),
            Content::Text(text) => self.said(role, text, &part.extras),
            Content::Refusal(text) => {
                let mut object = Object::new();
                object.put("type", "refusal");
                object.put("refusal", text.as_str());
                object
            }
            Content::Image(image) => match self.image(role, image)? {
                Some(object) => object.into(),
                None => return Ok(None),
            },
            Content::Document(file) => self.file(file)?.into(),
            Content::Audio(sound) => match media::write_audio(sound) {
                Some(object) if self.own => object.into(),
                _ => {
                    let why = "Responses takes no audio; choose a model of another provider";
                    return Err(self.refuse_media(Member::Audio, sound, why));
                }
            },
            Content::Video(video) => {
                let why = "Responses takes no video; choose a model of another provider";
                return Err(self.refuse_media(Member::Video, video, why));
            }
            Content::Foreign(Value::Object(object)) if self.own => object.clone().into(),
            Content::Foreign(value) => {
                self.foreign(value);
                return Ok(None);
            }
            Content::Thought(_) | Content::ToolCall(_) | Content::ToolResult(_) => return Ok(None),
        };
        self.own_extras(&mut object, &part.extras);
        Ok(Some(object))
    }

    fn said(&self, role: Role, text: &'a str, extras: &Extras) -> Object<'a> {
        let mut object = Object::new();
        if role == Role::Assistant {
            object.put("type", "output_text");
            object.put("text", text);
            if self.own && !extras.contains_key("annotations") {
                object.put("annotations", Vec::new());
            }
        } else {
            object.put("type", "input_text");
            object.put("text", text);
        }
        object
    }

    fn image(&mut self, role: Role, image: &Media) -> Result<Option<Extras>, Untranslatable> {
        if !self.has(Feature::Images) {
            let why =
                "this model does not see images; choose one that does, or leave the image out";
            return Err(self.refuse_media(Member::Image, image, why));
        }
        self.check_file(Member::Image, image)?;
        if role == Role::Assistant && !self.own {
            // A model's own picture cannot be shown to it as its own.
            self.drop(Member::Image);
            return Ok(None);
        }
        let mut object = media::write_image(image);
        if let Some(object) = object.as_mut().filter(|_| !self.own) {
            object
                .entry("detail")
                .or_insert_with(|| Value::from("auto"));
        }
        Ok(object)
    }

    fn file(&self, file: &Media) -> Result<Extras, Untranslatable> {
        let is_text = matches!(file.source, Source::Text(_));
        if !is_text && !self.has(Feature::Documents) {
            let why =
                "this model does not read documents; choose one that does, or send the text itself";
            return Err(self.refuse_media(Member::Document, file, why));
        }
        self.check_file(Member::Document, file)?;
        Ok(media::write_file(file, self.own))
    }

    /// Files of Chat are files of Responses.
    fn check_file(&self, member: Member, media: &Media) -> Result<(), Untranslatable> {
        match media.source {
            Source::File(_) if !self.own && self.request.origin != Dialect::OpenaiChat => {
                let why = "a file id is known to the provider alone that keeps the file; send the data or a URL";
                Err(self.refuse_media(member, media, why))
            }
            _ => Ok(()),
        }
    }

    fn foreign(&mut self, value: &Value) {
        let at = Member::Messages.of(self.request);
        self.dropped.note(format!("{at}.{}", kind_of(value)));
    }
}

/// What its dialect calls such a member: its type, or the one member that it has.
pub(super) fn kind_of(value: &Value) -> &str {
    let kind = value.get("type").and_then(Value::as_str);
    let member = || value.as_object()?.keys().next().map(String::as_str);
    kind.or_else(member).unwrap_or("unknown")
}

//! Parts of messages and of tool results.

use routex_entity::Dialect;
use serde_json::Value;

use super::{Writing, put};
use crate::{
    codec::{Feature, Untranslatable},
    hub::{Content, Extras, Media, Part, Role, Source},
    openai_responses::{
        media,
        words::{self, Thing},
    },
};

impl Writing<'_> {
    /// `None`: it says nothing, or cannot be said.
    pub(super) fn content(
        &mut self,
        role: Role,
        part: &Part,
    ) -> Result<Option<Value>, Untranslatable> {
        let mut object = match &part.content {
            Content::Text(text) if text.is_empty() && !self.own => return Ok(None),
            Content::Text(text) => self.said(role, text, &part.extras),
            Content::Refusal(text) => {
                let mut object = Extras::new();
                put(&mut object, "type", "refusal");
                put(&mut object, "refusal", text.as_str());
                object
            }
            Content::Image(image) => match self.image(role, image)? {
                Some(object) => object,
                None => return Ok(None),
            },
            Content::Document(file) => self.file(file)?,
            Content::Audio(sound) => match media::write_audio(sound) {
                Some(object) if self.own => object,
                _ => {
                    let why = "Responses takes no audio; choose a model of another provider";
                    return Err(self.refuse(Thing::Audio, why));
                }
            },
            Content::Video(_) => {
                let why = "Responses takes no video; choose a model of another provider";
                return Err(self.refuse(Thing::Video, why));
            }
            Content::Foreign(Value::Object(object)) if self.own => object.clone(),
            Content::Foreign(value) => {
                self.foreign(value);
                return Ok(None);
            }
            Content::Thought(_) | Content::ToolCall(_) | Content::ToolResult(_) => return Ok(None),
        };
        self.own_extras(&mut object, &part.extras);
        Ok(Some(Value::Object(object)))
    }

    fn said(&self, role: Role, text: &str, extras: &Extras) -> Extras {
        let mut object = Extras::new();
        if role == Role::Assistant {
            put(&mut object, "type", "output_text");
            put(&mut object, "text", text);
            if self.own && !extras.contains_key("annotations") {
                put(&mut object, "annotations", Vec::<Value>::new());
            }
        } else {
            put(&mut object, "type", "input_text");
            put(&mut object, "text", text);
        }
        object
    }

    fn image(&mut self, role: Role, image: &Media) -> Result<Option<Extras>, Untranslatable> {
        if !self.has(Feature::Images) {
            let why =
                "this model does not see images; choose one that does, or leave the image out";
            return Err(self.refuse(Thing::Image, why));
        }
        self.check_file(Thing::Image, image)?;
        if role == Role::Assistant && !self.own {
            // A model's own picture cannot be shown to it as its own.
            self.drop(Thing::Image);
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
            return Err(self.refuse(Thing::Document, why));
        }
        self.check_file(Thing::Document, file)?;
        Ok(media::write_file(file, self.own))
    }

    /// Files of Chat are files of Responses.
    fn check_file(&self, thing: Thing, media: &Media) -> Result<(), Untranslatable> {
        match media.source {
            Source::File(_) if !self.own && self.request.origin != Dialect::OpenaiChat => {
                let why = "a file id is known to the provider alone that keeps the file; send the data or a URL";
                Err(self.refuse(thing, why))
            }
            _ => Ok(()),
        }
    }

    fn foreign(&mut self, value: &Value) {
        let at = words::turns(self.request.origin);
        self.dropped.note(format!("{at}.{}", kind_of(value)));
    }
}

/// What its dialect calls such a thing: its type, or the one member that it has.
pub(super) fn kind_of(value: &Value) -> &str {
    let kind = value.get("type").and_then(Value::as_str);
    let member = || value.as_object()?.keys().next().map(String::as_str);
    kind.or_else(member).unwrap_or("unknown")
}

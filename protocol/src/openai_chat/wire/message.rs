//! Messages of the conversation and the parts of their content.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{SeqAccess, Visitor, value::SeqAccessDeserializer},
};
use serde_json::Value;

use super::{Call, CalledFunction};
use crate::hub::Extras;

/// A message of any role.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct Message<'a> {
    pub role: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_content: Option<Cow<'a, str>>,
    /// What OpenRouter, vLLM and Groq call it. Only read.
    #[serde(skip_serializing)]
    pub reasoning: Option<Cow<'a, str>>,
    /// Null on an assistant that only calls tools.
    pub content: Option<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<Call<'a>>>,
    /// The old form of one call. Only read.
    #[serde(skip_serializing)]
    pub function_call: Option<CalledFunction<'a>>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(in crate::openai_chat) enum Content<'a> {
    Text(Cow<'a, str>),
    Parts(Vec<Part<'a>>),
}

/// A part of any type: what `type` names is there, or else all of it is in `extras`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct Part<'a> {
    #[serde(rename = "type")]
    pub kind: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<ImageUrl<'a>>,
    /// Not of OpenAI, but of Qwen and others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_url: Option<ImageUrl<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_audio: Option<InputAudio<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<File<'a>>,
    /// Anthropic's, which clients send to routers in this dialect, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<Cow<'a, Value>>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Default, Serialize)]
pub(in crate::openai_chat) struct ImageUrl<'a> {
    pub url: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Cow<'a, str>>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct InputAudio<'a> {
    pub data: Cow<'a, str>,
    pub format: Cow<'a, str>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct File<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<Cow<'a, str>>,
    /// A `data:` URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_data: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<Cow<'a, str>>,
    #[serde(flatten)]
    pub extras: Extras,
}

// Not `untagged`: that would copy everything first, and say of no error where it is.
impl<'de> Deserialize<'de> for Content<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Content<'static>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or an array of content parts")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Content::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
                Ok(Content::Text(Cow::Owned(text)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(Content::Parts)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// Some clients send the URL alone.
impl<'de> Deserialize<'de> for ImageUrl<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Object {
            url: String,
            detail: Option<String>,
            #[serde(flatten)]
            extras: Extras,
        }

        #[derive(Deserialize)]
        #[serde(untagged, expecting = "an object with a `url`")]
        enum Either {
            Object(Object),
            Url(String),
        }

        Ok(match Either::deserialize(deserializer)? {
            Either::Object(object) => Self {
                url: Cow::Owned(object.url),
                detail: object.detail.map(Cow::Owned),
                extras: object.extras,
            },
            Either::Url(url) => Self {
                url: Cow::Owned(url),
                ..Self::default()
            },
        })
    }
}

//! A chunk of a streamed answer, as providers send it. Nothing is copied that need not be.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    json::{Count, Str},
    openai_usage::WireUsage,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::openai_chat) struct Chunk<'a> {
    #[serde(borrow)]
    pub id: Str<'a>,
    #[serde(borrow)]
    pub model: Str<'a>,
    #[serde(borrow)]
    pub choices: Option<Vec<ChunkChoice<'a>>>,
    usage: Option<Box<WireUsage>>,
    /// Groq tells usage here, asked or not.
    x_groq: Option<Box<Groq>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Groq {
    usage: Option<Box<WireUsage>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::openai_chat) struct ChunkChoice<'a> {
    pub index: Count,
    #[serde(borrow)]
    delta: Option<Delta<'a>>,
    /// Some imitators send the whole message at once.
    #[serde(borrow)]
    message: Option<Box<Delta<'a>>>,
    #[serde(borrow)]
    pub finish_reason: Str<'a>,
    /// vLLM tells here which stop sequence was met.
    #[serde(borrow)]
    pub stop_reason: Option<&'a RawValue>,
    /// Moonshot tells usage here.
    usage: Option<Box<WireUsage>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::openai_chat) struct Delta<'a> {
    #[serde(borrow)]
    pub content: Said<'a>,
    #[serde(borrow)]
    pub refusal: Str<'a>,
    #[serde(borrow)]
    reasoning_content: Str<'a>,
    #[serde(borrow)]
    reasoning: Str<'a>,
    #[serde(borrow)]
    pub tool_calls: Option<Vec<DeltaCall<'a>>>,
    #[serde(borrow)]
    pub function_call: Option<Box<DeltaFunction<'a>>>,
    #[serde(borrow)]
    pub annotations: Option<&'a RawValue>,
    #[serde(borrow)]
    pub images: Option<&'a RawValue>,
    #[serde(borrow)]
    pub audio: Option<Box<DeltaAudio<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::openai_chat) struct DeltaAudio<'a> {
    #[serde(borrow)]
    pub transcript: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::openai_chat) struct DeltaCall<'a> {
    pub index: Option<Count>,
    #[serde(borrow)]
    pub id: Str<'a>,
    #[serde(borrow)]
    pub function: Option<DeltaFunction<'a>>,
    #[serde(borrow)]
    pub custom: Option<DeltaFunction<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::openai_chat) struct DeltaFunction<'a> {
    #[serde(borrow)]
    pub name: Str<'a>,
    #[serde(borrow)]
    pub arguments: Arguments<'a>,
    /// Of a custom tool.
    #[serde(borrow)]
    pub input: Arguments<'a>,
}

/// A piece of text; imitators also send the object that should be in it, whole.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(in crate::openai_chat) struct Arguments<'a>(#[serde(borrow)] Option<&'a RawValue>);

/// A text, or parts as Mistral sends them.
#[derive(Default)]
pub(in crate::openai_chat) enum Said<'a> {
    #[default]
    Nothing,
    Text(Cow<'a, str>),
    Parts(Vec<SaidPart<'a>>),
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::openai_chat) struct SaidPart<'a> {
    #[serde(borrow)]
    pub text: Str<'a>,
    #[serde(borrow)]
    pub thinking: Option<Vec<SaidPart<'a>>>,
}

impl<'a> Chunk<'a> {
    /// Usage, wherever this provider tells it.
    pub(in crate::openai_chat) fn usage(&self) -> Option<&WireUsage> {
        let elsewhere = || self.x_groq.as_ref()?.usage.as_deref();
        let in_choice = || {
            let mut choices = self.choices.iter().flatten();
            choices.find_map(|choice| choice.usage.as_deref())
        };
        self.usage.as_deref().or_else(elsewhere).or_else(in_choice)
    }
}

impl<'a> ChunkChoice<'a> {
    pub(in crate::openai_chat) fn delta(&self) -> Option<&Delta<'a>> {
        self.delta.as_ref().or(self.message.as_deref())
    }
}

impl Delta<'_> {
    /// Providers that send both members send the same text twice.
    pub(in crate::openai_chat) fn thought(&self) -> Option<&str> {
        self.reasoning_content
            .given()
            .or_else(|| self.reasoning.given())
    }
}

impl<'a> Arguments<'a> {
    /// Empty when there are none.
    pub(in crate::openai_chat) fn text(&self) -> Cow<'a, str> {
        let Some(json) = self.0.map(RawValue::get) else {
            return Cow::Borrowed("");
        };
        if json.starts_with('"') {
            serde_json::from_str::<Str<'a>>(json).unwrap_or_default().0
        } else {
            Cow::Borrowed(json)
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Said<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Said<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or an array of content parts")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Said::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Said::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Said::Nothing)
            }

            fn visit_bool<E>(self, _value: bool) -> Result<Self::Value, E> {
                Ok(Said::Nothing)
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Said::Text(Cow::Owned(number.to_string())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = items.next_element()? {
                    parts.push(part);
                }
                Ok(Said::Parts(parts))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Said::Nothing)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

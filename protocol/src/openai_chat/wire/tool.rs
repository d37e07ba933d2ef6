//! Tools, and calls of them.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Function;
use crate::hub::Extras;

/// A function, a custom tool, or one that only its provider knows: then all of it is in `extras`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct Tool<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<Function<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomTool<'a>>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct CustomTool<'a> {
    pub name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Cow<'a, Value>>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::openai_chat) struct CalledName {
    pub name: String,
}

/// A call in a message.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct Call<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<CalledFunction<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CalledTool<'a>>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct CalledFunction<'a> {
    pub name: Cow<'a, str>,
    #[serde(deserialize_with = "json_text")]
    pub arguments: Cow<'a, str>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct CalledTool<'a> {
    pub name: Cow<'a, str>,
    #[serde(deserialize_with = "json_text")]
    pub input: Cow<'a, str>,
}

/// A string; imitators also send the object that should be in it.
fn json_text<'a, 'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, str>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Cow::Owned(text),
        Value::Null => Cow::Borrowed(""),
        other => Cow::Owned(other.to_string()),
    })
}

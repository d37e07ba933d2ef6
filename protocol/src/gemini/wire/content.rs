//! Contents and their parts, in requests and answers alike.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::lenient;
use crate::hub::Extras;

/// One turn.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct Content<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Cow<'a, str>>,
    #[serde(
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub parts: Vec<Part<'a>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

/// Has one of text, data, file, call and response.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct Part<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thought: Option<bool>,
    #[serde(alias = "inline_data", skip_serializing_if = "Option::is_none")]
    pub inline_data: Option<Blob<'a>>,
    #[serde(alias = "file_data", skip_serializing_if = "Option::is_none")]
    pub file_data: Option<FileData<'a>>,
    #[serde(alias = "function_call", skip_serializing_if = "Option::is_none")]
    pub function_call: Option<FunctionCall<'a>>,
    #[serde(alias = "function_response", skip_serializing_if = "Option::is_none")]
    pub function_response: Option<FunctionResponse<'a>>,
    #[serde(alias = "thought_signature", skip_serializing_if = "Option::is_none")]
    pub thought_signature: Option<Cow<'a, str>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct Blob<'a> {
    #[serde(alias = "mime_type")]
    pub mime_type: Cow<'a, str>,
    /// Base64.
    pub data: Cow<'a, str>,
    #[serde(alias = "display_name", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct FileData<'a> {
    #[serde(alias = "mime_type", skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<Cow<'a, str>>,
    #[serde(alias = "file_uri")]
    pub file_uri: Cow<'a, str>,
    #[serde(alias = "display_name", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct FunctionCall<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
    pub name: Cow<'a, str>,
    pub args: Option<Cow<'a, Extras>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct FunctionResponse<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
    pub name: Cow<'a, str>,
    pub response: Option<Cow<'a, Extras>>,
    /// Media that belong to the response.
    #[serde(
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub parts: Vec<Part<'a>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

impl<'a> Part<'a> {
    pub(in crate::gemini) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: Some(text.into()),
            ..Self::default()
        }
    }
}

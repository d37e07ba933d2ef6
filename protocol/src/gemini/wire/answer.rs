//! `GenerateContentResponse`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Content, lenient};
use crate::hub::Extras;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct Answer<'a> {
    #[serde(
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub candidates: Vec<Candidate<'a>>,
    #[serde(alias = "prompt_feedback", skip_serializing_if = "Option::is_none")]
    pub prompt_feedback: Option<PromptFeedback<'a>>,
    #[serde(alias = "usage_metadata", skip_serializing_if = "Option::is_none")]
    pub usage_metadata: Option<UsageMetadata<'a>>,
    #[serde(alias = "model_version", skip_serializing_if = "Option::is_none")]
    pub model_version: Option<Cow<'a, str>>,
    #[serde(alias = "response_id", skip_serializing_if = "Option::is_none")]
    pub response_id: Option<Cow<'a, str>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct Candidate<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content<'a>>,
    #[serde(alias = "finish_reason", skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<Cow<'a, str>>,
    #[serde(deserialize_with = "lenient::tokens")]
    pub index: Option<u64>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct PromptFeedback<'a> {
    #[serde(alias = "block_reason", skip_serializing_if = "Option::is_none")]
    pub block_reason: Option<Cow<'a, str>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

/// The prompt includes what was cached; candidates do not include thoughts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct UsageMetadata<'a> {
    #[serde(alias = "prompt_token_count", deserialize_with = "lenient::tokens")]
    pub prompt_token_count: Option<u64>,
    #[serde(
        alias = "cached_content_token_count",
        deserialize_with = "lenient::tokens",
        skip_serializing_if = "Option::is_none"
    )]
    pub cached_content_token_count: Option<u64>,
    #[serde(alias = "candidates_token_count", deserialize_with = "lenient::tokens")]
    pub candidates_token_count: Option<u64>,
    #[serde(
        alias = "thoughts_token_count",
        deserialize_with = "lenient::tokens",
        skip_serializing_if = "Option::is_none"
    )]
    pub thoughts_token_count: Option<u64>,
    #[serde(
        alias = "tool_use_prompt_token_count",
        deserialize_with = "lenient::tokens",
        skip_serializing_if = "Option::is_none"
    )]
    pub tool_use_prompt_token_count: Option<u64>,
    #[serde(alias = "total_token_count", deserialize_with = "lenient::tokens")]
    pub total_token_count: Option<u64>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

//! A complete answer, as providers send it and clients get it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Call, CalledFunction, Content, Part, number, text};
use crate::hub::Extras;

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct Answer<'a> {
    #[serde(deserialize_with = "text")]
    pub id: Cow<'a, str>,
    #[serde(deserialize_with = "text")]
    pub object: Cow<'a, str>,
    #[serde(deserialize_with = "number")]
    pub created: u64,
    #[serde(deserialize_with = "text")]
    pub model: Cow<'a, str>,
    pub choices: Option<Vec<Choice<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Value>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct Choice<'a> {
    #[serde(deserialize_with = "number")]
    pub index: u64,
    pub message: AnswerMessage<'a>,
    pub logprobs: Option<Value>,
    #[serde(deserialize_with = "text")]
    pub finish_reason: Cow<'a, str>,
    #[serde(flatten)]
    pub extras: Extras,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::openai_chat) struct AnswerMessage<'a> {
    #[serde(deserialize_with = "text")]
    pub role: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_content: Option<Cow<'a, str>>,
    /// What OpenRouter, vLLM and Groq call it. Only read.
    #[serde(skip_serializing)]
    pub reasoning: Option<Cow<'a, str>>,
    pub content: Option<Content<'a>>,
    pub refusal: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Extras>,
    /// Pictures, as OpenRouter gives them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<Vec<Part<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<Call<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_call: Option<CalledFunction<'a>>,
    #[serde(flatten)]
    pub extras: Extras,
}

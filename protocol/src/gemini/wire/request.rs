//! `GenerateContentRequest`, and that of `countTokens`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{Content, lenient};
use crate::hub::Extras;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct Request<'a> {
    /// `models/…`, inside of `generateContentRequest` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<Cow<'a, str>>,
    #[serde(alias = "system_instruction", skip_serializing_if = "Option::is_none")]
    pub system_instruction: Option<Content<'a>>,
    #[serde(
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub contents: Vec<Content<'a>>,
    #[serde(
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tools: Vec<Tool<'a>>,
    #[serde(alias = "tool_config", skip_serializing_if = "Option::is_none")]
    pub tool_config: Option<ToolConfig<'a>>,
    #[serde(alias = "generation_config", skip_serializing_if = "Option::is_none")]
    pub generation_config: Option<GenerationConfig<'a>>,
    #[serde(alias = "service_tier", skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<Cow<'a, str>>,
    /// Of `countTokens`: the whole request that is to be counted.
    #[serde(
        alias = "generate_content_request",
        skip_serializing_if = "Option::is_none"
    )]
    pub generate_content_request: Option<Box<Request<'a>>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

/// Functions of the client; in `extras` the tools of the provider, each under its name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct Tool<'a> {
    #[serde(
        alias = "function_declarations",
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub function_declarations: Vec<FunctionDeclaration<'a>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct FunctionDeclaration<'a> {
    pub name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Cow<'a, str>>,
    /// OpenAPI's subset, types in capitals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Cow<'a, Value>>,
    #[serde(
        alias = "parameters_json_schema",
        skip_serializing_if = "Option::is_none"
    )]
    pub parameters_json_schema: Option<Cow<'a, Value>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct ToolConfig<'a> {
    #[serde(
        alias = "function_calling_config",
        skip_serializing_if = "Option::is_none"
    )]
    pub function_calling_config: Option<FunctionCallingConfig<'a>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct FunctionCallingConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Cow<'a, str>>,
    #[serde(
        alias = "allowed_function_names",
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub allowed_function_names: Vec<String>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct GenerationConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    #[serde(alias = "top_p", skip_serializing_if = "Option::is_none")]
    pub top_p: Option<Number>,
    #[serde(alias = "top_k", skip_serializing_if = "Option::is_none")]
    pub top_k: Option<Number>,
    #[serde(
        alias = "candidate_count",
        deserialize_with = "lenient::count",
        skip_serializing_if = "Option::is_none"
    )]
    pub candidate_count: Option<u64>,
    #[serde(
        alias = "max_output_tokens",
        deserialize_with = "lenient::count",
        skip_serializing_if = "Option::is_none"
    )]
    pub max_output_tokens: Option<u64>,
    #[serde(
        alias = "stop_sequences",
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub stop_sequences: Vec<String>,
    #[serde(alias = "presence_penalty", skip_serializing_if = "Option::is_none")]
    pub presence_penalty: Option<Number>,
    #[serde(alias = "frequency_penalty", skip_serializing_if = "Option::is_none")]
    pub frequency_penalty: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<Number>,
    #[serde(alias = "response_logprobs", skip_serializing_if = "Option::is_none")]
    pub response_logprobs: Option<bool>,
    #[serde(
        deserialize_with = "lenient::count",
        skip_serializing_if = "Option::is_none"
    )]
    pub logprobs: Option<u64>,
    #[serde(alias = "response_mime_type", skip_serializing_if = "Option::is_none")]
    pub response_mime_type: Option<Cow<'a, str>>,
    /// OpenAPI's subset, types in capitals.
    #[serde(alias = "response_schema", skip_serializing_if = "Option::is_none")]
    pub response_schema: Option<Cow<'a, Value>>,
    #[serde(
        alias = "response_json_schema",
        skip_serializing_if = "Option::is_none"
    )]
    pub response_json_schema: Option<Cow<'a, Value>>,
    #[serde(alias = "thinking_config", skip_serializing_if = "Option::is_none")]
    pub thinking_config: Option<ThinkingConfig<'a>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::gemini) struct ThinkingConfig<'a> {
    #[serde(alias = "include_thoughts", skip_serializing_if = "Option::is_none")]
    pub include_thoughts: Option<bool>,
    /// 0 is off, -1 leaves it to the model.
    #[serde(
        alias = "thinking_budget",
        deserialize_with = "lenient::whole",
        skip_serializing_if = "Option::is_none"
    )]
    pub thinking_budget: Option<i64>,
    #[serde(alias = "thinking_level", skip_serializing_if = "Option::is_none")]
    pub thinking_level: Option<Cow<'a, str>>,
    #[serde(flatten, deserialize_with = "lenient::extras")]
    pub extras: Cow<'a, Extras>,
}

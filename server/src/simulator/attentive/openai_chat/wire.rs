//! A Chat Completions request as the simulator lets it pass.

use serde::Deserialize;
use serde_json::Value;

use super::super::body::Content;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    pub model: String,
    pub messages: Vec<Message>,
    pub max_completion_tokens: Option<u64>,
    pub max_tokens: Option<u64>,
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub n: Option<u64>,
    pub stop: Option<Content<String>>,
    pub seed: Option<i64>,
    pub stream: Option<bool>,
    pub stream_options: Option<StreamOptions>,
    pub reasoning_effort: Option<String>,
    pub verbosity: Option<String>,
    pub response_format: Option<ResponseFormat>,
    pub tools: Option<Vec<Tool>>,
    pub tool_choice: Option<Value>,
    pub parallel_tool_calls: Option<bool>,
    pub user: Option<String>,
    pub safety_identifier: Option<String>,
    pub prompt_cache_key: Option<String>,
    pub metadata: Option<Value>,
    pub service_tier: Option<String>,
    pub frequency_penalty: Option<f64>,
    pub presence_penalty: Option<f64>,
    #[serde(rename = "store")]
    pub _store: Option<bool>,
    #[serde(rename = "logprobs")]
    pub _logprobs: Option<bool>,
    #[serde(rename = "top_logprobs")]
    pub _top_logprobs: Option<u64>,
    #[serde(rename = "logit_bias")]
    pub _logit_bias: Option<Value>,
    #[serde(rename = "modalities")]
    pub _modalities: Option<Value>,
    #[serde(rename = "audio")]
    pub _audio: Option<Value>,
    #[serde(rename = "prediction")]
    pub _prediction: Option<Value>,
    #[serde(rename = "prompt_cache_retention")]
    pub _prompt_cache_retention: Option<String>,
    #[serde(rename = "prompt_cache_options")]
    pub _prompt_cache_options: Option<Value>,
    #[serde(rename = "web_search_options")]
    pub _web_search_options: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamOptions {
    #[serde(rename = "include_usage")]
    pub _include_usage: Option<bool>,
    #[serde(rename = "include_obfuscation")]
    pub _include_obfuscation: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Message {
    #[serde(alias = "developer")]
    System {
        content: Content<Part>,
        #[serde(default, rename = "name")]
        _name: Option<String>,
    },
    User {
        content: Content<Part>,
        #[serde(default, rename = "name")]
        _name: Option<String>,
    },
    Assistant {
        #[serde(default)]
        content: Option<Content<Part>>,
        #[serde(default)]
        refusal: Option<String>,
        #[serde(default)]
        tool_calls: Option<Vec<ToolCall>>,
        /// DeepSeek's, and of many others.
        #[serde(default)]
        reasoning_content: Option<String>,
        #[serde(default, rename = "name")]
        _name: Option<String>,
        #[serde(default, rename = "audio")]
        _audio: Option<Value>,
    },
    Tool {
        content: Content<Part>,
        tool_call_id: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Part {
    Text {
        text: String,
        #[serde(default, rename = "prompt_cache_breakpoint")]
        _prompt_cache_breakpoint: Option<Value>,
    },
    ImageUrl {
        image_url: ImageUrl,
        #[serde(default, rename = "prompt_cache_breakpoint")]
        _prompt_cache_breakpoint: Option<Value>,
    },
    InputAudio {
        input_audio: InputAudio,
    },
    File {
        file: File,
        #[serde(default, rename = "prompt_cache_breakpoint")]
        _prompt_cache_breakpoint: Option<Value>,
    },
    Refusal {
        refusal: String,
    },
}

impl Part {
    pub(super) fn text(text: String) -> Self {
        Self::Text {
            text,
            _prompt_cache_breakpoint: None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImageUrl {
    pub url: String,
    #[serde(rename = "detail")]
    pub _detail: Option<Detail>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Detail {
    Auto,
    Low,
    High,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputAudio {
    pub data: String,
    pub format: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub file_data: Option<String>,
    pub file_id: Option<String>,
    pub filename: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ToolCall {
    Function { id: String, function: Called },
    Custom { id: String, custom: CalledCustom },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Called {
    pub name: String,
    pub arguments: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalledCustom {
    pub name: String,
    pub input: String,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Tool {
    Function { function: Function },
    Custom { custom: Value },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Function {
    pub name: String,
    #[serde(rename = "description")]
    pub _description: Option<String>,
    #[serde(default)]
    pub parameters: Value,
    pub strict: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ResponseFormat {
    Text {},
    JsonObject {},
    JsonSchema { json_schema: JsonSchema },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonSchema {
    pub name: String,
    pub schema: Option<Value>,
    pub strict: Option<bool>,
    #[serde(rename = "description")]
    pub _description: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ToolChoice {
    Mode(Mode),
    Function(NamedFunction),
    Allowed(AllowedTools),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mode {
    None,
    Auto,
    Required,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedFunction {
    #[serde(rename = "type")]
    pub _type: FunctionType,
    pub function: Named,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FunctionType {
    Function,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowedTools {
    #[serde(rename = "type")]
    pub _type: AllowedType,
    pub allowed_tools: Allowed,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AllowedType {
    AllowedTools,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allowed {
    pub mode: Mode,
    pub tools: Vec<NamedFunction>,
}

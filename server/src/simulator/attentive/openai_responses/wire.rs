//! A Responses request as the simulator lets it pass.

use serde::Deserialize;
use serde_json::Value;

use super::super::body::Content;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    pub model: String,
    pub input: Content<Value>,
    pub instructions: Option<String>,
    pub max_output_tokens: Option<u64>,
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub reasoning: Option<Reasoning>,
    pub text: Option<Text>,
    pub tools: Option<Vec<Value>>,
    pub tool_choice: Option<Value>,
    pub parallel_tool_calls: Option<bool>,
    pub include: Option<Vec<String>>,
    pub previous_response_id: Option<String>,
    pub conversation: Option<Value>,
    pub metadata: Option<Value>,
    pub user: Option<String>,
    pub safety_identifier: Option<String>,
    pub prompt_cache_key: Option<String>,
    pub service_tier: Option<String>,
    pub truncation: Option<String>,
    #[serde(rename = "store")]
    pub _store: Option<bool>,
    #[serde(rename = "stream")]
    pub _stream: Option<bool>,
    #[serde(rename = "stream_options")]
    pub _stream_options: Option<Value>,
    #[serde(rename = "background")]
    pub _background: Option<bool>,
    #[serde(rename = "max_tool_calls")]
    pub _max_tool_calls: Option<u64>,
    #[serde(rename = "top_logprobs")]
    pub _top_logprobs: Option<u64>,
    #[serde(rename = "prompt")]
    pub _prompt: Option<Value>,
    #[serde(rename = "prompt_cache_retention")]
    pub _prompt_cache_retention: Option<String>,
    #[serde(rename = "prompt_cache_options")]
    pub _prompt_cache_options: Option<Value>,
    #[serde(rename = "context_management")]
    pub _context_management: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reasoning {
    pub effort: Option<String>,
    pub summary: Option<Summary>,
    #[serde(rename = "context")]
    pub _context: Option<String>,
    #[serde(rename = "mode")]
    pub _mode: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Summary {
    Auto,
    Concise,
    Detailed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub format: Option<Format>,
    pub verbosity: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Format {
    Text {},
    JsonObject {},
    JsonSchema {
        name: String,
        schema: Value,
        #[serde(default)]
        strict: Option<bool>,
        #[serde(default, rename = "description")]
        _description: Option<String>,
    },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Item {
    Message {
        role: Role,
        content: Content<Part>,
        #[serde(default)]
        id: Option<String>,
        #[serde(default, rename = "status")]
        _status: Option<String>,
        #[serde(default, rename = "phase")]
        _phase: Option<String>,
    },
    FunctionCall {
        call_id: String,
        name: String,
        arguments: String,
        #[serde(default)]
        id: Option<String>,
        #[serde(default, rename = "status")]
        _status: Option<String>,
        #[serde(default, rename = "namespace")]
        _namespace: Option<String>,
        #[serde(default, rename = "async")]
        _async: Option<bool>,
        #[serde(default, rename = "caller")]
        _caller: Option<Value>,
    },
    FunctionCallOutput {
        call_id: String,
        output: Content<Part>,
        #[serde(default, rename = "id")]
        _id: Option<String>,
        #[serde(default, rename = "status")]
        _status: Option<String>,
        #[serde(default, rename = "caller")]
        _caller: Option<Value>,
    },
    CustomToolCall {
        call_id: String,
        name: String,
        input: String,
        #[serde(default)]
        id: Option<String>,
        #[serde(default, rename = "status")]
        _status: Option<String>,
        #[serde(default, rename = "namespace")]
        _namespace: Option<String>,
    },
    CustomToolCallOutput {
        call_id: String,
        output: Content<Part>,
        #[serde(default, rename = "id")]
        _id: Option<String>,
    },
    Reasoning {
        summary: Vec<SummaryPart>,
        #[serde(default)]
        id: Option<String>,
        #[serde(default)]
        encrypted_content: Option<String>,
        #[serde(default, rename = "content")]
        _content: Option<Value>,
        #[serde(default, rename = "status")]
        _status: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    User,
    Assistant,
    System,
    Developer,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum SummaryPart {
    SummaryText { text: String },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Part {
    InputText {
        text: String,
        #[serde(default, rename = "prompt_cache_breakpoint")]
        _prompt_cache_breakpoint: Option<Value>,
    },
    InputImage {
        #[serde(default)]
        image_url: Option<String>,
        #[serde(default)]
        file_id: Option<String>,
        #[serde(default, rename = "detail")]
        _detail: Option<Detail>,
        #[serde(default, rename = "prompt_cache_breakpoint")]
        _prompt_cache_breakpoint: Option<Value>,
    },
    InputFile {
        #[serde(default)]
        file_data: Option<String>,
        #[serde(default)]
        file_url: Option<String>,
        #[serde(default)]
        file_id: Option<String>,
        #[serde(default)]
        filename: Option<String>,
        #[serde(default, rename = "detail")]
        _detail: Option<Detail>,
        #[serde(default, rename = "prompt_cache_breakpoint")]
        _prompt_cache_breakpoint: Option<Value>,
    },
    OutputText {
        text: String,
        #[serde(default, rename = "annotations")]
        _annotations: Option<Value>,
        #[serde(default, rename = "logprobs")]
        _logprobs: Option<Value>,
    },
    Refusal {
        refusal: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Detail {
    Auto,
    Low,
    High,
    Original,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Function {
    #[serde(rename = "type")]
    pub _type: String,
    pub name: String,
    #[serde(default)]
    pub parameters: Value,
    pub strict: Option<bool>,
    #[serde(rename = "description")]
    pub _description: Option<String>,
    #[serde(rename = "async")]
    pub _async: Option<bool>,
    #[serde(rename = "allowed_callers")]
    pub _allowed_callers: Option<Value>,
    #[serde(rename = "defer_loading")]
    pub _defer_loading: Option<bool>,
    #[serde(rename = "output_schema")]
    pub _output_schema: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ToolChoice {
    Mode(Mode),
    One(NamedTool),
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
pub(super) struct NamedTool {
    #[serde(rename = "type")]
    pub _type: ToolType,
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ToolType {
    Function,
    Custom,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowedTools {
    #[serde(rename = "type")]
    pub _type: AllowedType,
    pub mode: Mode,
    pub tools: Vec<NamedTool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AllowedType {
    AllowedTools,
}

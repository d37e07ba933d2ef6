//! A Gemini request as the simulator lets it pass: JSON of protocol buffers, whose members have two names each.

use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Request {
    pub contents: Vec<Content>,
    #[serde(alias = "system_instruction")]
    pub system_instruction: Option<Content>,
    pub tools: Option<Vec<Tool>>,
    #[serde(alias = "tool_config")]
    pub tool_config: Option<ToolConfig>,
    #[serde(alias = "generation_config")]
    pub generation_config: Option<GenerationConfig>,
    #[serde(rename = "model")]
    pub _model: Option<String>,
    #[serde(rename = "safetySettings", alias = "safety_settings")]
    pub _safety_settings: Option<Value>,
    #[serde(rename = "cachedContent", alias = "cached_content")]
    pub _cached_content: Option<String>,
    #[serde(rename = "labels")]
    pub _labels: Option<Value>,
    #[serde(rename = "store")]
    pub _store: Option<bool>,
    #[serde(rename = "serviceTier", alias = "service_tier")]
    pub _service_tier: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CountRequest {
    pub contents: Option<Vec<Content>>,
    #[serde(alias = "generate_content_request")]
    pub generate_content_request: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Content {
    pub role: Option<String>,
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// Exactly one of the members that carry data is there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Part {
    pub text: Option<String>,
    #[serde(alias = "inline_data")]
    pub inline_data: Option<Blob>,
    #[serde(alias = "file_data")]
    pub file_data: Option<FileData>,
    #[serde(alias = "function_call")]
    pub function_call: Option<FunctionCall>,
    #[serde(alias = "function_response")]
    pub function_response: Option<FunctionResponse>,
    #[serde(alias = "executable_code")]
    pub executable_code: Option<Value>,
    #[serde(alias = "code_execution_result")]
    pub code_execution_result: Option<Value>,
    pub thought: Option<bool>,
    #[serde(alias = "thought_signature")]
    pub thought_signature: Option<String>,
    #[serde(rename = "videoMetadata", alias = "video_metadata")]
    pub _video_metadata: Option<Value>,
    #[serde(rename = "mediaResolution", alias = "media_resolution")]
    pub _media_resolution: Option<Value>,
    #[serde(rename = "partMetadata", alias = "part_metadata")]
    pub _part_metadata: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Blob {
    #[serde(alias = "mime_type")]
    pub mime_type: String,
    pub data: String,
    #[serde(rename = "displayName", alias = "display_name")]
    pub _display_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FileData {
    #[serde(alias = "file_uri")]
    pub file_uri: String,
    #[serde(alias = "mime_type")]
    pub mime_type: Option<String>,
    #[serde(rename = "displayName", alias = "display_name")]
    pub _display_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FunctionCall {
    pub id: Option<String>,
    pub name: String,
    #[serde(default)]
    pub args: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FunctionResponse {
    pub id: Option<String>,
    #[serde(default)]
    pub name: String,
    pub response: Map<String, Value>,
    pub parts: Option<Vec<ResponsePart>>,
    #[serde(rename = "willContinue", alias = "will_continue")]
    pub _will_continue: Option<bool>,
    #[serde(rename = "scheduling")]
    pub _scheduling: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ResponsePart {
    #[serde(alias = "inline_data")]
    pub inline_data: Option<Blob>,
    #[serde(alias = "file_data")]
    pub file_data: Option<FileData>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Tool {
    #[serde(alias = "function_declarations")]
    pub function_declarations: Option<Vec<FunctionDeclaration>>,
    #[serde(rename = "googleSearch", alias = "google_search")]
    pub _google_search: Option<Value>,
    #[serde(rename = "codeExecution", alias = "code_execution")]
    pub _code_execution: Option<Value>,
    #[serde(rename = "urlContext", alias = "url_context")]
    pub _url_context: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FunctionDeclaration {
    pub name: String,
    pub parameters: Option<Value>,
    #[serde(alias = "parameters_json_schema")]
    pub parameters_json_schema: Option<Value>,
    #[serde(rename = "description")]
    pub _description: Option<String>,
    #[serde(rename = "behavior")]
    pub _behavior: Option<String>,
    #[serde(rename = "response")]
    pub _response: Option<Value>,
    #[serde(rename = "responseJsonSchema", alias = "response_json_schema")]
    pub _response_json_schema: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ToolConfig {
    #[serde(alias = "function_calling_config")]
    pub function_calling_config: Option<FunctionCallingConfig>,
    #[serde(rename = "retrievalConfig", alias = "retrieval_config")]
    pub _retrieval_config: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FunctionCallingConfig {
    pub mode: Option<Mode>,
    #[serde(alias = "allowed_function_names")]
    pub allowed_function_names: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Mode {
    Auto,
    Any,
    None,
    Validated,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GenerationConfig {
    pub temperature: Option<f64>,
    #[serde(alias = "top_p")]
    pub top_p: Option<f64>,
    #[serde(alias = "top_k")]
    pub top_k: Option<f64>,
    #[serde(alias = "candidate_count")]
    pub candidate_count: Option<u64>,
    #[serde(alias = "max_output_tokens")]
    pub max_output_tokens: Option<u64>,
    #[serde(alias = "stop_sequences")]
    pub stop_sequences: Option<Vec<String>>,
    #[serde(alias = "response_mime_type")]
    pub response_mime_type: Option<String>,
    #[serde(alias = "response_schema")]
    pub response_schema: Option<Value>,
    #[serde(alias = "response_json_schema")]
    pub response_json_schema: Option<Value>,
    pub seed: Option<i64>,
    #[serde(alias = "thinking_config")]
    pub thinking_config: Option<ThinkingConfig>,
    #[serde(rename = "presencePenalty", alias = "presence_penalty")]
    pub _presence_penalty: Option<f64>,
    #[serde(rename = "frequencyPenalty", alias = "frequency_penalty")]
    pub _frequency_penalty: Option<f64>,
    #[serde(rename = "responseLogprobs", alias = "response_logprobs")]
    pub _response_logprobs: Option<bool>,
    #[serde(rename = "logprobs")]
    pub _logprobs: Option<u64>,
    #[serde(rename = "responseModalities", alias = "response_modalities")]
    pub _response_modalities: Option<Value>,
    #[serde(rename = "mediaResolution", alias = "media_resolution")]
    pub _media_resolution: Option<Value>,
    #[serde(rename = "speechConfig", alias = "speech_config")]
    pub _speech_config: Option<Value>,
    #[serde(rename = "imageConfig", alias = "image_config")]
    pub _image_config: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ThinkingConfig {
    #[serde(alias = "include_thoughts")]
    pub include_thoughts: Option<bool>,
    #[serde(alias = "thinking_budget")]
    pub thinking_budget: Option<i64>,
    #[serde(alias = "thinking_level")]
    pub thinking_level: Option<Level>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) enum Level {
    #[serde(rename = "MINIMAL", alias = "minimal")]
    Minimal,
    #[serde(rename = "LOW", alias = "low")]
    Low,
    #[serde(rename = "MEDIUM", alias = "medium")]
    Medium,
    #[serde(rename = "HIGH", alias = "high")]
    High,
}

/// The provider's own form of schemas: less than JSON Schema knows.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Schema {
    #[serde(rename = "type")]
    pub kind: Option<Kind>,
    pub properties: Option<std::collections::BTreeMap<String, Schema>>,
    pub items: Option<Box<Schema>>,
    #[serde(alias = "any_of")]
    pub any_of: Option<Vec<Schema>>,
    pub required: Option<Vec<String>>,
    #[serde(rename = "enum")]
    pub _enum: Option<Vec<String>>,
    #[serde(rename = "format")]
    pub _format: Option<String>,
    #[serde(rename = "title")]
    pub _title: Option<String>,
    #[serde(rename = "description")]
    pub _description: Option<String>,
    #[serde(rename = "nullable")]
    pub _nullable: Option<bool>,
    #[serde(rename = "propertyOrdering", alias = "property_ordering")]
    pub _property_ordering: Option<Vec<String>>,
    #[serde(rename = "pattern")]
    pub _pattern: Option<String>,
    #[serde(rename = "example")]
    pub _example: Option<Value>,
    #[serde(rename = "default")]
    pub _default: Option<Value>,
    #[serde(rename = "minimum")]
    pub _minimum: Option<f64>,
    #[serde(rename = "maximum")]
    pub _maximum: Option<f64>,
    #[serde(rename = "minItems", alias = "min_items")]
    pub _min_items: Option<Value>,
    #[serde(rename = "maxItems", alias = "max_items")]
    pub _max_items: Option<Value>,
    #[serde(rename = "minLength", alias = "min_length")]
    pub _min_length: Option<Value>,
    #[serde(rename = "maxLength", alias = "max_length")]
    pub _max_length: Option<Value>,
    #[serde(rename = "minProperties", alias = "min_properties")]
    pub _min_properties: Option<Value>,
    #[serde(rename = "maxProperties", alias = "max_properties")]
    pub _max_properties: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Kind {
    #[serde(alias = "string")]
    String,
    #[serde(alias = "number")]
    Number,
    #[serde(alias = "integer")]
    Integer,
    #[serde(alias = "boolean")]
    Boolean,
    #[serde(alias = "array")]
    Array,
    #[serde(alias = "object")]
    Object,
    #[serde(alias = "null")]
    Null,
}

//! A Gemini request as the simulator lets it pass.

use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Request {
    pub contents: Vec<Content>,
    pub system_instruction: Option<Content>,
    pub tools: Option<Vec<Tool>>,
    pub tool_config: Option<ToolConfig>,
    pub generation_config: Option<GenerationConfig>,
    #[serde(rename = "model")]
    pub _model: Option<String>,
    #[serde(rename = "safetySettings")]
    pub _safety_settings: Option<Value>,
    #[serde(rename = "cachedContent")]
    pub _cached_content: Option<String>,
    #[serde(rename = "labels")]
    pub _labels: Option<Value>,
    #[serde(rename = "store")]
    pub _store: Option<bool>,
    #[serde(rename = "serviceTier")]
    pub _service_tier: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CountRequest {
    pub contents: Option<Vec<Content>>,
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
    pub inline_data: Option<Blob>,
    pub file_data: Option<FileData>,
    pub function_call: Option<FunctionCall>,
    pub function_response: Option<FunctionResponse>,
    pub executable_code: Option<Value>,
    pub code_execution_result: Option<Value>,
    pub thought: Option<bool>,
    pub thought_signature: Option<String>,
    #[serde(rename = "videoMetadata")]
    pub _video_metadata: Option<Value>,
    #[serde(rename = "mediaResolution")]
    pub _media_resolution: Option<Value>,
    #[serde(rename = "partMetadata")]
    pub _part_metadata: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Blob {
    pub mime_type: String,
    pub data: String,
    #[serde(rename = "displayName")]
    pub _display_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FileData {
    pub file_uri: String,
    pub mime_type: Option<String>,
    #[serde(rename = "displayName")]
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
    #[serde(rename = "willContinue")]
    pub _will_continue: Option<bool>,
    #[serde(rename = "scheduling")]
    pub _scheduling: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ResponsePart {
    pub inline_data: Option<Blob>,
    pub file_data: Option<FileData>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Tool {
    pub function_declarations: Option<Vec<FunctionDeclaration>>,
    #[serde(rename = "googleSearch")]
    pub _google_search: Option<Value>,
    #[serde(rename = "codeExecution")]
    pub _code_execution: Option<Value>,
    #[serde(rename = "urlContext")]
    pub _url_context: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FunctionDeclaration {
    pub name: String,
    pub parameters: Option<Value>,
    pub parameters_json_schema: Option<Value>,
    #[serde(rename = "description")]
    pub _description: Option<String>,
    #[serde(rename = "behavior")]
    pub _behavior: Option<String>,
    #[serde(rename = "response")]
    pub _response: Option<Value>,
    #[serde(rename = "responseJsonSchema")]
    pub _response_json_schema: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ToolConfig {
    pub function_calling_config: Option<FunctionCallingConfig>,
    #[serde(rename = "retrievalConfig")]
    pub _retrieval_config: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FunctionCallingConfig {
    pub mode: Option<Mode>,
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
    pub top_p: Option<f64>,
    pub top_k: Option<f64>,
    pub candidate_count: Option<u64>,
    pub max_output_tokens: Option<u64>,
    pub stop_sequences: Option<Vec<String>>,
    pub response_mime_type: Option<String>,
    pub response_schema: Option<Value>,
    pub response_json_schema: Option<Value>,
    pub seed: Option<i64>,
    pub thinking_config: Option<ThinkingConfig>,
    #[serde(rename = "presencePenalty")]
    pub _presence_penalty: Option<f64>,
    #[serde(rename = "frequencyPenalty")]
    pub _frequency_penalty: Option<f64>,
    #[serde(rename = "responseLogprobs")]
    pub _response_logprobs: Option<bool>,
    #[serde(rename = "logprobs")]
    pub _logprobs: Option<u64>,
    #[serde(rename = "responseModalities")]
    pub _response_modalities: Option<Value>,
    #[serde(rename = "mediaResolution")]
    pub _media_resolution: Option<Value>,
    #[serde(rename = "speechConfig")]
    pub _speech_config: Option<Value>,
    #[serde(rename = "imageConfig")]
    pub _image_config: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ThinkingConfig {
    pub include_thoughts: Option<bool>,
    pub thinking_budget: Option<i64>,
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
    #[serde(rename = "propertyOrdering")]
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
    #[serde(rename = "minItems")]
    pub _min_items: Option<Value>,
    #[serde(rename = "maxItems")]
    pub _max_items: Option<Value>,
    #[serde(rename = "minLength")]
    pub _min_length: Option<Value>,
    #[serde(rename = "maxLength")]
    pub _max_length: Option<Value>,
    #[serde(rename = "minProperties")]
    pub _min_properties: Option<Value>,
    #[serde(rename = "maxProperties")]
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

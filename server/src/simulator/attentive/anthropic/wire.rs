//! A Messages request as the simulator lets it pass.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::body::Content;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    pub model: String,
    pub messages: Vec<Message>,
    pub max_tokens: Option<u64>,
    pub system: Option<Content<Block>>,
    pub stop_sequences: Option<Vec<String>>,
    #[serde(rename = "stream")]
    pub _stream: Option<bool>,
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub top_k: Option<u64>,
    pub tools: Option<Vec<Value>>,
    pub tool_choice: Option<ToolChoice>,
    pub thinking: Option<Thinking>,
    pub output_config: Option<OutputConfig>,
    pub metadata: Option<Metadata>,
    pub service_tier: Option<String>,
    #[serde(rename = "cache_control")]
    pub _cache_control: Option<CacheControl>,
    #[serde(rename = "container")]
    pub _container: Option<Value>,
    #[serde(rename = "inference_geo")]
    pub _inference_geo: Option<String>,
    #[serde(rename = "speed")]
    pub _speed: Option<String>,
    #[serde(rename = "workspace_id")]
    pub _workspace: Option<String>,
    #[serde(rename = "context_management")]
    pub _context_management: Option<Value>,
    #[serde(rename = "mcp_servers")]
    pub _mcp_servers: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    pub role: Role,
    pub content: Content<Block>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    User,
    Assistant,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Block {
    Text {
        text: String,
        #[serde(default, rename = "cache_control")]
        _cache_control: Option<CacheControl>,
        #[serde(default)]
        citations: Option<Value>,
    },
    Image {
        source: Source,
        #[serde(default, rename = "cache_control")]
        _cache_control: Option<CacheControl>,
    },
    Document {
        source: Source,
        #[serde(default, rename = "title")]
        _title: Option<String>,
        #[serde(default, rename = "context")]
        _context: Option<String>,
        #[serde(default, rename = "citations")]
        _citations: Option<Value>,
        #[serde(default, rename = "cache_control")]
        _cache_control: Option<CacheControl>,
    },
    Thinking {
        thinking: String,
        signature: String,
    },
    RedactedThinking {
        data: String,
    },
    ToolUse {
        id: String,
        name: String,
        input: Map<String, Value>,
        #[serde(default, rename = "cache_control")]
        _cache_control: Option<CacheControl>,
        #[serde(default, rename = "caller")]
        _caller: Option<Value>,
    },
    ToolResult {
        tool_use_id: String,
        #[serde(default)]
        content: Option<Content<Block>>,
        #[serde(default, rename = "is_error")]
        _is_error: Option<bool>,
        #[serde(default, rename = "cache_control")]
        _cache_control: Option<CacheControl>,
    },
}

impl Block {
    pub(super) fn text(text: String) -> Self {
        Self::Text {
            text,
            _cache_control: None,
            citations: None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Source {
    Base64 { media_type: String, data: String },
    Url { url: String },
    Text { media_type: String, data: String },
    Content { content: Content<Block> },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CacheControl {
    #[serde(rename = "type")]
    pub _type: Ephemeral,
    #[serde(default, rename = "ttl")]
    pub _ttl: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ephemeral {
    Ephemeral,
}

/// A tool of the client's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tool {
    pub name: String,
    pub input_schema: Map<String, Value>,
    #[serde(default, rename = "type")]
    pub _type: Option<String>,
    #[serde(default, rename = "description")]
    pub _description: Option<String>,
    #[serde(default, rename = "strict")]
    pub _strict: Option<bool>,
    #[serde(default, rename = "cache_control")]
    pub _cache_control: Option<CacheControl>,
    #[serde(default, rename = "eager_input_streaming")]
    pub _eager_input_streaming: Option<bool>,
    #[serde(default, rename = "defer_loading")]
    pub _defer_loading: Option<bool>,
    #[serde(default, rename = "input_examples")]
    pub _input_examples: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ToolChoice {
    Auto {
        #[serde(default)]
        disable_parallel_tool_use: Option<bool>,
    },
    Any {
        #[serde(default)]
        disable_parallel_tool_use: Option<bool>,
    },
    Tool {
        name: String,
        #[serde(default)]
        disable_parallel_tool_use: Option<bool>,
    },
    None {},
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Thinking {
    Enabled {
        budget_tokens: u64,
        #[serde(default)]
        display: Option<String>,
    },
    Adaptive {
        #[serde(default)]
        display: Option<String>,
    },
    BetweenTools {},
    Disabled {},
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputConfig {
    pub effort: Option<Effort>,
    pub format: Option<Format>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Effort {
    Low,
    Medium,
    High,
    Xhigh,
    Max,
}

impl Effort {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
            Self::Max => "max",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Format {
    JsonSchema { schema: Value },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metadata {
    pub user_id: Option<String>,
}

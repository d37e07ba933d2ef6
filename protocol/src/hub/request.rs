//! A request in any dialect.

use routex_entity::Dialect;
use serde_json::{Number, Value};

use super::{Extras, Part, Reasoning, Tool, ToolChoice};

/// A request for the next turn of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The dialect it was read from: whose `extras` these are.
    pub origin: Dialect,
    /// As the client named it.
    pub model: String,
    pub stream: bool,
    /// A Chat client asked for the usage chunk (`stream_options.include_usage`).
    pub stream_usage: bool,
    /// What the dialect has as its own member for it: `system`, `instructions`, `systemInstruction`. System messages
    /// among the others are turns.
    pub system: Vec<Part>,
    /// One a message, item or content, in the order of the conversation; two of the same role may follow each other.
    pub turns: Vec<Turn>,
    pub tools: Vec<Tool>,
    pub tool_choice: Option<ToolChoice>,
    /// `Some(false)`: at most one tool call an answer.
    pub parallel_tool_calls: Option<bool>,
    /// Output tokens at most, reasoning included.
    pub max_output: Option<u64>,
    pub sampling: Sampling,
    pub stop: Vec<String>,
    pub reasoning: Reasoning,
    /// `None`: free text.
    pub format: Option<OutputFormat>,
    /// `low`, `medium` or `high`.
    pub verbosity: Option<String>,
    /// Answers wanted (`n`, `candidateCount`).
    pub choices: Option<u64>,
    /// Log probabilities of the output, with this many alternatives.
    pub logprobs: Option<u64>,
    /// The end user, for abuse detection (`user`, `metadata.user_id`).
    pub user: Option<String>,
    pub service_tier: Option<String>,
    /// `prompt_cache_key`.
    pub cache_key: Option<String>,
    /// `store`.
    pub store: Option<bool>,
    /// A Chat client speaks of `functions` instead of tools, as it was before there were tools, and wants to hear the same.
    pub legacy_functions: bool,
    pub extras: Extras,
}

impl Request {
    /// A request that asks nothing yet.
    pub fn new(origin: Dialect, model: impl Into<String>) -> Self {
        Self {
            origin,
            model: model.into(),
            stream: false,
            stream_usage: false,
            system: Vec::new(),
            turns: Vec::new(),
            tools: Vec::new(),
            tool_choice: None,
            parallel_tool_calls: None,
            max_output: None,
            sampling: Sampling::default(),
            stop: Vec::new(),
            reasoning: Reasoning::default(),
            format: None,
            verbosity: None,
            choices: None,
            logprobs: None,
            user: None,
            service_tier: None,
            cache_key: None,
            store: None,
            legacy_functions: false,
            extras: Extras::new(),
        }
    }
}

/// How the next token is chosen. Numbers are kept as they were written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sampling {
    pub temperature: Option<Number>,
    pub top_p: Option<Number>,
    pub top_k: Option<Number>,
    pub frequency_penalty: Option<Number>,
    pub presence_penalty: Option<Number>,
    pub seed: Option<Number>,
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    pub role: Role,
    pub parts: Vec<Part>,
    pub extras: Extras,
}

impl Turn {
    pub fn new(role: Role, parts: Vec<Part>) -> Self {
        Self {
            role,
            parts,
            extras: Extras::new(),
        }
    }
}

/// Who speaks. Results of tools are parts of a user's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    System,
    Developer,
    User,
    Assistant,
}

/// What the text of the answer must be.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputFormat {
    /// Some JSON object.
    JsonObject,
    /// JSON that a schema describes.
    JsonSchema(Schema),
    /// Said explicitly.
    Text,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// Chat and Responses require one; `None` elsewhere.
    pub name: Option<String>,
    pub description: Option<String>,
    /// JSON Schema. Gemini's own subset (`responseSchema`, types in capitals) is turned into it when read.
    pub schema: Value,
    pub strict: Option<bool>,
}

//! What the client's own dialect calls a thing, so that it understands what was dropped.

use routex_entity::Dialect;

/// The names of one thing in Anthropic's dialect, Chat, Responses and Gemini's.
pub(super) struct Member([&'static str; 4]);

impl Member {
    pub(super) const MESSAGES: Self = Self(["messages", "messages", "input", "contents"]);
    pub(super) const SYSTEM: Self =
        Self(["system", "messages", "instructions", "systemInstruction"]);
    pub(super) const THOUGHT: Self = Self([
        "messages.thinking",
        "messages.reasoning_content",
        "input.reasoning",
        "contents.thought",
    ]);
    pub(super) const TOP_K: Self = Self(["top_k", "top_k", "top_k", "generationConfig.topK"]);
    pub(super) const STOP: Self = Self([
        "stop_sequences",
        "stop",
        "stop",
        "generationConfig.stopSequences",
    ]);
    pub(super) const EFFORT: Self = Self([
        "thinking",
        "reasoning_effort",
        "reasoning.effort",
        "generationConfig.thinkingConfig",
    ]);
    pub(super) const SCHEMA: Self = Self([
        "output_config.format",
        "response_format.json_schema",
        "text.format",
        "generationConfig.responseSchema",
    ]);
    pub(super) const TOOL_CHOICE: Self = Self([
        "tool_choice",
        "tool_choice",
        "tool_choice",
        "toolConfig.functionCallingConfig",
    ]);
    pub(super) const VERBOSITY: Self =
        Self(["verbosity", "verbosity", "text.verbosity", "verbosity"]);

    pub(super) const fn of(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Anthropic => self.0[0],
            Dialect::OpenaiChat => self.0[1],
            Dialect::OpenaiResponses => self.0[2],
            Dialect::Gemini => self.0[3],
        }
    }
}

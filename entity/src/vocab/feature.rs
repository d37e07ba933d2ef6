//! What a model may be able to do or not.

/// One thing that a provider's model may be able to do or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    Tools,
    Images,
    Documents,
    Audio,
    /// Text that follows a JSON schema.
    JsonSchema,
    Reasoning,
    /// Tools that run at the provider.
    HostedTools,
    /// Custom tools with free text.
    CustomTools,
    /// Chat's `developer` role; others know `system` only.
    DeveloperRole,
    /// Chat's `max_completion_tokens`; others know `max_tokens` only.
    MaxCompletionTokens,
    /// `prompt_cache_key`, `safety_identifier`, `verbosity`, `store`, `metadata` and the like of OpenAI itself.
    OpenaiExtras,
    /// Chat's `reasoning_content` in the history is wanted back.
    ReasoningContent,
}

super::names!("capability", Feature {
    Tools => "tools",
    Images => "images",
    Documents => "documents",
    Audio => "audio",
    JsonSchema => "json_schema",
    Reasoning => "reasoning",
    HostedTools => "hosted_tools",
    CustomTools => "custom_tools",
    DeveloperRole => "developer_role",
    MaxCompletionTokens => "max_completion_tokens",
    OpenaiExtras => "openai_extras",
    ReasoningContent => "reasoning_content",
});

//! What the clients of the dialects call the members that cannot be carried.

use routex_entity::Dialect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    /// The request itself.
    Root,
    Messages,
    System,
    Tools,
    Strict,
    Grammar,
    ToolChoice,
    Format,
    Reasoning,
    Thought,
    Temperature,
    TopP,
    TopK,
    FrequencyPenalty,
    PresencePenalty,
    Seed,
    Stop,
    Choices,
    Logprobs,
    Verbosity,
    User,
    ServiceTier,
    CacheKey,
    Store,
    Image,
    Detail,
    Document,
    /// Gemini's media that are not in the request itself.
    FileData,
    Audio,
    Video,
}

impl Member {
    pub(super) const fn name(self, client: Dialect) -> &'static str {
        let [anthropic, chat, responses, gemini] = self.names();
        match client {
            Dialect::Anthropic => anthropic,
            Dialect::OpenaiChat => chat,
            Dialect::OpenaiResponses => responses,
            Dialect::Gemini => gemini,
        }
    }

    /// In Anthropic, Chat, Responses and Gemini.
    const fn names(self) -> [&'static str; 4] {
        match self {
            Self::Root => [""; 4],
            Self::Messages => ["messages", "messages", "input", "contents"],
            Self::System => ["system", "messages", "instructions", "systemInstruction"],
            Self::Tools => ["tools"; 4],
            Self::Strict => ["tools.strict"; 4],
            Self::Grammar => ["tools.format"; 4],
            Self::ToolChoice => [
                "tool_choice",
                "tool_choice",
                "tool_choice",
                "toolConfig.functionCallingConfig",
            ],
            Self::Format => [
                "output_config.format",
                "response_format",
                "text.format",
                "generationConfig.responseSchema",
            ],
            Self::Reasoning => [
                "thinking",
                "reasoning_effort",
                "reasoning.effort",
                "generationConfig.thinkingConfig",
            ],
            Self::Thought => [
                "messages.thinking",
                "messages.reasoning_content",
                "input.reasoning",
                "contents.thought",
            ],
            Self::Temperature => same("temperature", "generationConfig.temperature"),
            Self::TopP => same("top_p", "generationConfig.topP"),
            Self::TopK => same("top_k", "generationConfig.topK"),
            Self::FrequencyPenalty => {
                same("frequency_penalty", "generationConfig.frequencyPenalty")
            }
            Self::PresencePenalty => same("presence_penalty", "generationConfig.presencePenalty"),
            Self::Seed => same("seed", "generationConfig.seed"),
            Self::Stop => [
                "stop_sequences",
                "stop",
                "stop",
                "generationConfig.stopSequences",
            ],
            Self::Choices => same("n", "generationConfig.candidateCount"),
            Self::Logprobs => [
                "logprobs",
                "logprobs",
                "top_logprobs",
                "generationConfig.responseLogprobs",
            ],
            Self::Verbosity => ["verbosity", "verbosity", "text.verbosity", "verbosity"],
            Self::User => ["metadata.user_id", "user", "user", "user"],
            Self::ServiceTier => same("service_tier", "serviceTier"),
            Self::CacheKey => ["prompt_cache_key"; 4],
            Self::Store => ["store"; 4],
            Self::Image => [
                "messages.image",
                "messages.image_url",
                "input.input_image",
                "contents.inlineData",
            ],
            Self::Detail => [
                "messages.image.detail",
                "messages.image_url.detail",
                "input.input_image.detail",
                "contents.mediaResolution",
            ],
            Self::Document => [
                "messages.document",
                "messages.file",
                "input.input_file",
                "contents.inlineData",
            ],
            Self::FileData => ["contents.fileData"; 4],
            Self::Audio => [
                "messages.audio",
                "messages.input_audio",
                "input.input_audio",
                "contents.inlineData",
            ],
            Self::Video => [
                "messages.video",
                "messages.video_url",
                "input.input_video",
                "contents.inlineData",
            ],
        }
    }
}

/// OpenAI took most names of sampling from where Anthropic did.
const fn same(name: &'static str, gemini: &'static str) -> [&'static str; 4] {
    [name, name, name, gemini]
}

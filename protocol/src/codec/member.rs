//! What the clients of each dialect call the members that may not be carried.

use routex_entity::Dialect;

use crate::hub::{Media, OutputFormat, Request, Source};

/// Something of a request that another dialect may have no place for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// The request itself.
    Root,
    Messages,
    /// What is said before the conversation.
    System,
    Tools,
    ToolCache,
    Strict,
    Grammar,
    ToolChoice,
    Parallel,
    Format,
    /// How hard to think.
    Reasoning,
    /// How thoughts are shown.
    Show,
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
    /// The name of a document.
    FileName,
    Audio,
    Video,
}

/// Marks in `extras` of how a client wrote what the hub has under one name.
pub(crate) mod mark {
    /// The end user was named by the older member `user`.
    pub(crate) const USER: &str = "=user";
    /// The schema of the answer was written in Gemini's subset of OpenAPI.
    pub(crate) const RESPONSE_SCHEMA: &str = "=generationConfig.responseSchema";
}

impl Member {
    /// The name in the dialect of the client who sent this request.
    pub fn of(self, request: &Request) -> &'static str {
        let extras = &request.extras;
        match (self, request.origin) {
            (Self::User, Dialect::OpenaiChat) if extras.contains_key("safety_identifier") => "user",
            (Self::User, Dialect::OpenaiChat | Dialect::OpenaiResponses)
                if extras.contains_key(mark::USER) =>
            {
                "user"
            }
            (Self::Format, Dialect::Gemini) if request.format == Some(OutputFormat::JsonObject) => {
                "generationConfig.responseMimeType"
            }
            (Self::Format, Dialect::Gemini) if extras.contains_key(mark::RESPONSE_SCHEMA) => {
                "generationConfig.responseSchema"
            }
            (Self::Reasoning, Dialect::Anthropic) if request.reasoning.thinking.is_none() => {
                "output_config.effort"
            }
            (_, client) => self.in_dialect(client),
        }
    }

    /// The same for a medium: Gemini has one name for those in the request and one for all others.
    pub fn of_media(self, media: &Media, request: &Request) -> &'static str {
        match (request.origin, &media.source) {
            (Dialect::Gemini, Source::Url(_) | Source::File(_)) => "contents.fileData",
            _ => self.of(request),
        }
    }

    const fn in_dialect(self, client: Dialect) -> &'static str {
        let [anthropic, chat, responses, gemini] = self.names();
        match client {
            Dialect::Anthropic => anthropic,
            Dialect::OpenaiChat => chat,
            Dialect::OpenaiResponses => responses,
            Dialect::Gemini => gemini,
        }
    }

    /// In Anthropic, Chat, Responses and Gemini. Of what a dialect does not have, its clients never hear.
    #[rustfmt::skip]
    const fn names(self) -> [&'static str; 4] {
        match self {
            Self::Root => [""; 4],
            Self::Messages => ["messages", "messages", "input", "contents"],
            Self::System => ["system", "messages", "input", "systemInstruction"],
            Self::Tools => ["tools"; 4],
            Self::ToolCache => ["tools.cache_control"; 4],
            Self::Strict => ["tools.strict", "tools.function.strict", "tools.strict", "tools.strict"],
            Self::Grammar => ["tools.format", "tools.custom.format", "tools.format", "tools.format"],
            Self::ToolChoice => ["tool_choice", "tool_choice", "tool_choice", "toolConfig.functionCallingConfig"],
            Self::Parallel => ["tool_choice.disable_parallel_tool_use", "parallel_tool_calls", "parallel_tool_calls", "parallel_tool_calls"],
            Self::Format => ["output_config.format", "response_format", "text.format", "generationConfig.responseJsonSchema"],
            Self::Reasoning => ["thinking", "reasoning_effort", "reasoning.effort", "generationConfig.thinkingConfig"],
            Self::Show => ["thinking.display", "reasoning_effort", "reasoning.summary", "generationConfig.thinkingConfig.includeThoughts"],
            Self::Thought => ["messages.thinking", "messages.reasoning_content", "input.reasoning", "contents.thought"],
            Self::Temperature => same("temperature", "generationConfig.temperature"),
            Self::TopP => same("top_p", "generationConfig.topP"),
            Self::TopK => same("top_k", "generationConfig.topK"),
            Self::FrequencyPenalty => same("frequency_penalty", "generationConfig.frequencyPenalty"),
            Self::PresencePenalty => same("presence_penalty", "generationConfig.presencePenalty"),
            Self::Seed => same("seed", "generationConfig.seed"),
            Self::Stop => ["stop_sequences", "stop", "stop", "generationConfig.stopSequences"],
            Self::Choices => same("n", "generationConfig.candidateCount"),
            Self::Logprobs => ["logprobs", "logprobs", "top_logprobs", "generationConfig.responseLogprobs"],
            Self::Verbosity => ["verbosity", "verbosity", "text.verbosity", "verbosity"],
            Self::User => ["metadata.user_id", "safety_identifier", "safety_identifier", "user"],
            Self::ServiceTier => same("service_tier", "serviceTier"),
            Self::CacheKey => ["prompt_cache_key"; 4],
            Self::Store => ["store"; 4],
            Self::Image => ["messages.image", "messages.image_url", "input.input_image", "contents.inlineData"],
            Self::Detail => ["messages.image.detail", "messages.image_url.detail", "input.input_image.detail", "contents.mediaResolution"],
            Self::Document => ["messages.document", "messages.file", "input.input_file", "contents.inlineData"],
            Self::FileName => ["messages.title", "messages.file.filename", "input.input_file.filename", "contents.inlineData.displayName"],
            Self::Audio => ["messages.audio", "messages.input_audio", "input.input_audio", "contents.inlineData"],
            Self::Video => ["messages.video", "messages.video_url", "input.input_video", "contents.inlineData"],
        }
    }
}

/// OpenAI took most names of sampling from where Anthropic did.
const fn same(name: &'static str, gemini: &'static str) -> [&'static str; 4] {
    [name, name, name, gemini]
}

//! What clients of other dialects call the things that Responses has no place for.

use routex_entity::Dialect;

/// Something of the hub that may be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Stop,
    TopK,
    FrequencyPenalty,
    PresencePenalty,
    Seed,
    Choices,
    Logprobs,
    User,
    ServiceTier,
    CacheKey,
    Verbosity,
    Reasoning,
    Schema,
    Tools,
    Thought,
    Cache,
    IsError,
    Image,
    Document,
    Audio,
    Video,
}

/// The client's name for it: `stop_sequences`, `messages.cache_control`.
pub(super) const fn name(thing: Thing, client: Dialect) -> &'static str {
    let [anthropic, chat, responses, gemini] = names(thing);
    match client {
        Dialect::Anthropic => anthropic,
        Dialect::OpenaiChat => chat,
        Dialect::OpenaiResponses => responses,
        Dialect::Gemini => gemini,
    }
}

/// The client's name for the list of what was said.
pub(super) const fn turns(client: Dialect) -> &'static str {
    match client {
        Dialect::Anthropic | Dialect::OpenaiChat => "messages",
        Dialect::OpenaiResponses => "input",
        Dialect::Gemini => "contents",
    }
}

#[rustfmt::skip]
const fn names(thing: Thing) -> [&'static str; 4] {
    match thing {
        Thing::Stop => ["stop_sequences", "stop", "stop", "generationConfig.stopSequences"],
        Thing::TopK => ["top_k", "top_k", "top_k", "generationConfig.topK"],
        Thing::FrequencyPenalty => ["frequency_penalty", "frequency_penalty", "frequency_penalty", "generationConfig.frequencyPenalty"],
        Thing::PresencePenalty => ["presence_penalty", "presence_penalty", "presence_penalty", "generationConfig.presencePenalty"],
        Thing::Seed => ["seed", "seed", "seed", "generationConfig.seed"],
        Thing::Choices => ["n", "n", "n", "generationConfig.candidateCount"],
        Thing::Logprobs => ["logprobs", "logprobs", "top_logprobs", "generationConfig.responseLogprobs"],
        Thing::User => ["metadata.user_id", "user", "safety_identifier", "user"],
        Thing::ServiceTier => ["service_tier", "service_tier", "service_tier", "serviceTier"],
        Thing::CacheKey => ["prompt_cache_key", "prompt_cache_key", "prompt_cache_key", "prompt_cache_key"],
        Thing::Verbosity => ["verbosity", "verbosity", "text.verbosity", "verbosity"],
        Thing::Reasoning => ["thinking", "reasoning_effort", "reasoning", "generationConfig.thinkingConfig"],
        Thing::Schema => ["output_config.format", "response_format", "text.format", "generationConfig.responseJsonSchema"],
        Thing::Tools => ["tools", "tools", "tools", "tools"],
        Thing::Thought => ["messages.thinking", "messages.reasoning_content", "input.reasoning", "contents.thought"],
        Thing::Cache => ["messages.cache_control", "messages.cache_control", "messages.cache_control", "messages.cache_control"],
        Thing::IsError => ["messages.is_error", "messages.is_error", "messages.is_error", "contents.is_error"],
        Thing::Image => ["messages.image", "messages.image_url", "input.input_image", "contents.inlineData"],
        Thing::Document => ["messages.document", "messages.file", "input.input_file", "contents.inlineData"],
        Thing::Audio => ["messages.audio", "messages.input_audio", "input.input_audio", "contents.inlineData"],
        Thing::Video => ["messages.video", "messages.video_url", "input.input_video", "contents.inlineData"],
    }
}

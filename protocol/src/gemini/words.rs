//! What a client's dialect calls the members that this one cannot carry.

use routex_entity::Dialect;

/// Names as `x-routex-dropped` tells them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub messages: &'static str,
    pub thought: &'static str,
    pub image: &'static str,
    pub document: &'static str,
    pub audio: &'static str,
    pub file_name: &'static str,
    pub reasoning: &'static str,
    pub format: &'static str,
    pub parallel: &'static str,
    pub verbosity: &'static str,
    pub user: &'static str,
    pub stop: &'static str,
    pub seed: &'static str,
    pub logprobs: &'static str,
}

pub(super) const fn of(dialect: Dialect) -> Words {
    match dialect {
        Dialect::Anthropic => Words {
            messages: "messages",
            thought: "messages.thinking",
            image: "messages.image",
            document: "messages.document",
            audio: "messages.audio",
            file_name: "messages.title",
            reasoning: "thinking",
            format: "output_config.format",
            parallel: "tool_choice.disable_parallel_tool_use",
            user: "metadata.user_id",
            stop: "stop_sequences",
            ..CHAT
        },
        Dialect::OpenaiChat => CHAT,
        Dialect::OpenaiResponses => Words {
            messages: "input",
            thought: "input.reasoning",
            image: "input.input_image",
            document: "input.input_file",
            audio: "input.input_audio",
            file_name: "input.filename",
            reasoning: "reasoning",
            format: "text.format",
            verbosity: "text.verbosity",
            logprobs: "top_logprobs",
            ..CHAT
        },
        Dialect::Gemini => Words {
            messages: "contents",
            thought: "contents.thought",
            image: "contents.inlineData",
            document: "contents.inlineData",
            audio: "contents.inlineData",
            file_name: "contents.inlineData.displayName",
            reasoning: "generationConfig.thinkingConfig",
            format: "generationConfig.responseJsonSchema",
            stop: "generationConfig.stopSequences",
            seed: "generationConfig.seed",
            logprobs: "generationConfig.logprobs",
            ..CHAT
        },
    }
}

const CHAT: Words = Words {
    messages: "messages",
    thought: "messages.reasoning_content",
    image: "messages.image_url",
    document: "messages.file",
    audio: "messages.input_audio",
    file_name: "messages.filename",
    reasoning: "reasoning_effort",
    format: "response_format",
    parallel: "parallel_tool_calls",
    verbosity: "verbosity",
    user: "user",
    stop: "stop",
    seed: "seed",
    logprobs: "logprobs",
};

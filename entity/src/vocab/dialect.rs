//! The wire protocols that clients and providers speak.

/// A wire protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Anthropic Messages.
    Anthropic,
    /// OpenAI Chat Completions, and the OpenAI endpoints beside it (embeddings, images, audio, …).
    OpenaiChat,
    /// OpenAI Responses.
    OpenaiResponses,
    /// Google Gemini `generateContent`.
    Gemini,
}

super::names!("dialect", Dialect {
    Anthropic => "anthropic",
    OpenaiChat => "openai_chat",
    OpenaiResponses => "openai_responses",
    Gemini => "gemini",
});

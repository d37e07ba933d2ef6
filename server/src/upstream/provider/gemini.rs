//! Google Gemini with an API key: its own protocol, and the OpenAI-compatible one beside it.

use routex_entity::Dialect;

use super::{Auth, Preset};

pub(super) static PROVIDER: Preset = Preset {
    name: "gemini",
    endpoints: &[
        (
            Dialect::Gemini,
            "https://generativelanguage.googleapis.com/v1beta",
        ),
        (
            Dialect::OpenaiChat,
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
    ],
    dialects: &[Dialect::Gemini, Dialect::OpenaiChat],
    headers: &[(Dialect::Gemini, Auth::Header("x-goog-api-key"))],
    rules: &[],
};

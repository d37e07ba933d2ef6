//! Groq.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "groq",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.groq.com/openai/v1"),
        (Dialect::OpenaiResponses, "https://api.groq.com/openai/v1"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::OpenaiResponses],
    headers: &[],
    rules: &[],
};

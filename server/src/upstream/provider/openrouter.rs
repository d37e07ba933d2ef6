//! OpenRouter.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "openrouter",
    endpoints: &[
        (Dialect::OpenaiChat, "https://openrouter.ai/api/v1"),
        (Dialect::OpenaiResponses, "https://openrouter.ai/api/v1"),
        (Dialect::Anthropic, "https://openrouter.ai/api"),
    ],
    dialects: &[
        Dialect::OpenaiChat,
        Dialect::OpenaiResponses,
        Dialect::Anthropic,
    ],
    headers: &[],
    rules: &[],
};

//! Fireworks AI.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "fireworks",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.fireworks.ai/inference/v1"),
        (
            Dialect::OpenaiResponses,
            "https://api.fireworks.ai/inference/v1",
        ),
        (Dialect::Anthropic, "https://api.fireworks.ai/inference"),
    ],
    dialects: &[
        Dialect::OpenaiChat,
        Dialect::OpenaiResponses,
        Dialect::Anthropic,
    ],
    headers: &[],
    rules: &[],
};

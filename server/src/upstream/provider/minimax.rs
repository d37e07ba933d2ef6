//! MiniMax.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "minimax",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.minimax.io/v1"),
        (Dialect::Anthropic, "https://api.minimax.io/anthropic"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::Anthropic],
    headers: &[],
    rules: &[],
};

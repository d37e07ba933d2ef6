//! Moonshot (Kimi), international. `api.moonshot.cn` serves China.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "moonshot",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.moonshot.ai/v1"),
        (Dialect::Anthropic, "https://api.moonshot.ai/anthropic"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::Anthropic],
    headers: &[],
    rules: &[],
};

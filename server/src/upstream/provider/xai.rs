//! xAI.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "xai",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.x.ai/v1"),
        (Dialect::OpenaiResponses, "https://api.x.ai/v1"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::OpenaiResponses],
    headers: &[],
    rules: &[],
};

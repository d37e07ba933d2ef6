//! LM Studio on this machine; needs `allow_private_network`.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "lm_studio",
    endpoints: &[
        (Dialect::OpenaiChat, "http://localhost:1234/v1"),
        (Dialect::OpenaiResponses, "http://localhost:1234/v1"),
        (Dialect::Anthropic, "http://localhost:1234"),
    ],
    dialects: &[
        Dialect::OpenaiChat,
        Dialect::OpenaiResponses,
        Dialect::Anthropic,
    ],
    headers: &[],
    rules: &[],
};

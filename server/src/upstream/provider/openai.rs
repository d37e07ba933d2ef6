//! OpenAI.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "openai",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.openai.com/v1"),
        (Dialect::OpenaiResponses, "https://api.openai.com/v1"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::OpenaiResponses],
    headers: &[],
};

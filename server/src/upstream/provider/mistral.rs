//! Mistral.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "mistral",
    endpoints: &[(Dialect::OpenaiChat, "https://api.mistral.ai/v1")],
    dialects: &[Dialect::OpenaiChat],
    headers: &[],
    rules: &[],
};

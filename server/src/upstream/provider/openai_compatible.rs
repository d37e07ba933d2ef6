//! Any server that speaks OpenAI Chat Completions.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "openai_compatible",
    endpoints: &[],
    dialects: &[Dialect::OpenaiChat],
    headers: &[],
    rules: &[],
};

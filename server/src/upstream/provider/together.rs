//! Together AI.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "together",
    endpoints: &[(Dialect::OpenaiChat, "https://api.together.xyz/v1")],
    dialects: &[Dialect::OpenaiChat],
    headers: &[],
    rules: &[],
};

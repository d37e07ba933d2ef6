//! SiliconFlow, international. `api.siliconflow.cn` serves China.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "siliconflow",
    endpoints: &[(Dialect::OpenaiChat, "https://api.siliconflow.com/v1")],
    dialects: &[Dialect::OpenaiChat],
    headers: &[],
    rules: &[],
};

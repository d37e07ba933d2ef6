//! Zhipu, as Z.ai. `open.bigmodel.cn` with the same paths serves China.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "zhipu",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.z.ai/api/paas/v4"),
        (Dialect::Anthropic, "https://api.z.ai/api/anthropic"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::Anthropic],
    headers: &[],
    rules: &[],
};

//! Qwen on Alibaba Model Studio, international. `dashscope.aliyuncs.com` serves China.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "qwen",
    endpoints: &[
        (
            Dialect::OpenaiChat,
            "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        ),
        (
            Dialect::Anthropic,
            "https://dashscope-intl.aliyuncs.com/apps/anthropic",
        ),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::Anthropic],
    headers: &[],
    rules: &[],
};

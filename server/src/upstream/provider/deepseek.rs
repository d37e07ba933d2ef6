//! DeepSeek.

use routex_entity::Dialect;

use super::{Auth, Preset, Rule};
use crate::protocol::codec::Feature::{JsonSchema, ReasoningContent};

pub(super) static PROVIDER: Preset = Preset {
    name: "deepseek",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.deepseek.com"),
        (Dialect::Anthropic, "https://api.deepseek.com/anthropic"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::Anthropic],
    // Its compatibility table lists `x-api-key` as fully supported.
    headers: &[(Dialect::Anthropic, Auth::Header("x-api-key"))],
    rules: &[
        // Its JSON output takes `json_object` and no schema.
        Rule {
            dialects: &[Dialect::OpenaiChat],
            can: &[ReasoningContent],
            cannot: &[JsonSchema],
            ..Rule::ALL
        },
    ],
};

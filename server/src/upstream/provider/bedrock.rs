//! Amazon Bedrock, with a bearer API key or with a key that signs (`aws`). The region is part of the URL:
//! `https://bedrock-runtime.{region}.amazonaws.com/openai/v1`, and `https://bedrock-mantle.{region}.api.aws/anthropic` for Claude.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "bedrock",
    endpoints: &[],
    dialects: &[Dialect::OpenaiChat],
    headers: &[],
    rules: &[],
};

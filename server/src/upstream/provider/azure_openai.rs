//! Azure OpenAI and Microsoft Foundry, with a resource key. The resource is part of the URL:
//! `https://{resource}.openai.azure.com/openai/v1`, and `https://{resource}.services.ai.azure.com/anthropic` for Claude.

use routex_entity::Dialect;

use super::{Auth, Preset, Rule};
use crate::protocol::codec::Feature::{
    CustomTools, DeveloperRole, MaxCompletionTokens, OpenaiExtras,
};

pub(super) static PROVIDER: Preset = Preset {
    name: "azure_openai",
    endpoints: &[],
    dialects: &[Dialect::OpenaiChat, Dialect::OpenaiResponses],
    headers: &[
        (Dialect::Anthropic, Auth::Header("x-api-key")),
        (Dialect::OpenaiChat, Auth::Header("api-key")),
        (Dialect::OpenaiResponses, Auth::Header("api-key")),
    ],
    rules: &[
        Rule {
            dialects: &[Dialect::OpenaiChat],
            can: &[DeveloperRole, MaxCompletionTokens, OpenaiExtras],
            ..Rule::ALL
        },
        Rule {
            dialects: &[Dialect::OpenaiChat],
            models: &["gpt-5*", "gpt-6*"],
            can: &[CustomTools],
            ..Rule::ALL
        },
    ],
};

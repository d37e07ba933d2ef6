//! OpenAI.

use routex_entity::Dialect;

use super::{Preset, Rule};
use crate::protocol::codec::Feature::{
    CustomTools, DeveloperRole, MaxCompletionTokens, OpenaiExtras,
};

pub(super) static PROVIDER: Preset = Preset {
    name: "openai",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.openai.com/v1"),
        (Dialect::OpenaiResponses, "https://api.openai.com/v1"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::OpenaiResponses],
    headers: &[],
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

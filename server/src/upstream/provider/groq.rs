//! Groq.

use routex_entity::Dialect;

use super::{Preset, Rule};
use crate::protocol::codec::Feature::MaxCompletionTokens;

pub(super) static PROVIDER: Preset = Preset {
    name: "groq",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.groq.com/openai/v1"),
        (Dialect::OpenaiResponses, "https://api.groq.com/openai/v1"),
    ],
    dialects: &[Dialect::OpenaiChat, Dialect::OpenaiResponses],
    headers: &[],
    rules: &[
        // `max_tokens` is deprecated there, too.
        Rule {
            dialects: &[Dialect::OpenaiChat],
            can: &[MaxCompletionTokens],
            ..Rule::ALL
        },
    ],
};

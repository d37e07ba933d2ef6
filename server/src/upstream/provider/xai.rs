//! xAI.

use routex_entity::Dialect;

use super::{Preset, Rule};
use crate::protocol::codec::Feature::MaxCompletionTokens;

pub(super) static PROVIDER: Preset = Preset {
    name: "xai",
    endpoints: &[
        (Dialect::OpenaiChat, "https://api.x.ai/v1"),
        (Dialect::OpenaiResponses, "https://api.x.ai/v1"),
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

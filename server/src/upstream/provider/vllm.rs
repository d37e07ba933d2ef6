//! vLLM on this machine; needs `allow_private_network`.

use routex_entity::Dialect;

use super::{Preset, Rule};
use crate::protocol::codec::Feature::Documents;

pub(super) static PROVIDER: Preset = Preset {
    name: "vllm",
    endpoints: &[
        (Dialect::OpenaiChat, "http://localhost:8000/v1"),
        (Dialect::OpenaiResponses, "http://localhost:8000/v1"),
        (Dialect::Anthropic, "http://localhost:8000"),
    ],
    dialects: &[
        Dialect::OpenaiChat,
        Dialect::OpenaiResponses,
        Dialect::Anthropic,
    ],
    headers: &[],
    rules: &[
        // Messages have no part for files.
        Rule {
            dialects: &[Dialect::OpenaiChat],
            cannot: &[Documents],
            ..Rule::ALL
        },
    ],
};

//! Ollama on this machine; needs `allow_private_network`.

use routex_entity::Dialect;

use super::{Preset, Rule};
use crate::protocol::codec::Feature::{Audio, Documents};

pub(super) static PROVIDER: Preset = Preset {
    name: "ollama",
    endpoints: &[
        (Dialect::OpenaiChat, "http://localhost:11434/v1"),
        (Dialect::OpenaiResponses, "http://localhost:11434/v1"),
        (Dialect::Anthropic, "http://localhost:11434"),
    ],
    dialects: &[
        Dialect::OpenaiChat,
        Dialect::OpenaiResponses,
        Dialect::Anthropic,
    ],
    headers: &[],
    rules: &[
        // Messages have text and images.
        Rule {
            dialects: &[Dialect::OpenaiChat],
            cannot: &[Documents, Audio],
            ..Rule::ALL
        },
    ],
};

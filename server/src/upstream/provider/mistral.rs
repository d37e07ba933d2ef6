//! Mistral.

use routex_entity::Dialect;

use super::{Preset, Rule};
use crate::protocol::codec::Feature::Documents;

pub(super) static PROVIDER: Preset = Preset {
    name: "mistral",
    endpoints: &[(Dialect::OpenaiChat, "https://api.mistral.ai/v1")],
    dialects: &[Dialect::OpenaiChat],
    headers: &[],
    rules: &[
        // Documents are parts of Mistral's own there (`document_url`), not files.
        Rule {
            cannot: &[Documents],
            ..Rule::ALL
        },
    ],
};

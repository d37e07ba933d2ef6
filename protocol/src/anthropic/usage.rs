//! Anthropic's usage object, both ways.

use routex_entity::TokenUsage;
use serde::Serialize;
use serde_json::Value;

use super::meter::WireUsage;
use crate::hub::{Extras, Usage};

/// What the hub has a name for.
const KNOWN: [&str; 6] = [
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cache_creation",
    "output_tokens",
    "output_tokens_details",
];

/// Takes in what a usage object tells anew. What is none tells nothing.
pub(super) fn merge(json: &str, usage: &mut Usage) {
    if let Ok(told) = serde_json::from_str::<WireUsage>(json) {
        told.merge_into(&mut usage.tokens);
    }
    if let Ok(Value::Object(members)) = serde_json::from_str(json) {
        let others = members
            .into_iter()
            .filter(|(name, value)| !KNOWN.contains(&name.as_str()) && !value.is_null());
        usage.extras.extend(others);
    }
}

/// As a client gets it.
#[derive(Debug, Serialize)]
pub(super) struct UsageOut<'a> {
    input_tokens: u64,
    cache_creation_input_tokens: u64,
    cache_read_input_tokens: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_creation: Option<CacheCreation>,
    output_tokens: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_tokens_details: Option<OutputDetails>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    extras: Option<&'a Extras>,
}

#[derive(Debug, Serialize)]
struct CacheCreation {
    ephemeral_5m_input_tokens: u64,
    ephemeral_1h_input_tokens: u64,
}

#[derive(Debug, Serialize)]
struct OutputDetails {
    thinking_tokens: u64,
}

impl<'a> UsageOut<'a> {
    /// `extras`: those that Anthropic itself told.
    pub(super) fn new(tokens: &TokenUsage, extras: Option<&'a Extras>) -> Self {
        Self {
            input_tokens: tokens.input,
            cache_creation_input_tokens: tokens.cache_write(),
            cache_read_input_tokens: tokens.cache_read,
            cache_creation: Some(CacheCreation {
                ephemeral_5m_input_tokens: tokens.cache_write_short,
                ephemeral_1h_input_tokens: tokens.cache_write_long,
            }),
            output_tokens: tokens.output,
            output_tokens_details: (tokens.reasoning > 0).then_some(OutputDetails {
                thinking_tokens: tokens.reasoning,
            }),
            extras,
        }
    }

    /// The form at the end of a stream, without the split of cache writes.
    pub(super) fn at_end(tokens: &TokenUsage) -> Self {
        Self {
            cache_creation: None,
            ..Self::new(tokens, None)
        }
    }
}

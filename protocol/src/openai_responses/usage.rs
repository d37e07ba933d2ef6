//! Usage as Responses tells it.

use serde::Serialize;

use crate::hub::{Extras, Usage};

#[derive(Debug, Serialize)]
pub(super) struct UsageBody<'a> {
    input_tokens: u64,
    input_tokens_details: InputDetails,
    output_tokens: u64,
    output_tokens_details: OutputDetails,
    total_tokens: u64,
    #[serde(flatten)]
    extras: Option<&'a Extras>,
}

#[derive(Debug, Serialize)]
struct InputDetails {
    cached_tokens: u64,
    cache_write_tokens: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_tokens_details: Option<Lifetimes>,
}

#[derive(Debug, Serialize)]
struct Lifetimes {
    ttl_30m_tokens: u64,
    ttl_12h_tokens: u64,
}

#[derive(Debug, Serialize)]
struct OutputDetails {
    reasoning_tokens: u64,
}

impl<'a> UsageBody<'a> {
    /// `own`: the provider speaks Responses, too, so that what else it counts is understood.
    pub(super) fn new(usage: &'a Usage, own: bool) -> Self {
        let tokens = &usage.tokens;
        let written = tokens
            .cache_write_short
            .saturating_add(tokens.cache_write_long);
        let input = tokens
            .input
            .saturating_add(tokens.cache_read)
            .saturating_add(written);
        Self {
            input_tokens: input,
            input_tokens_details: InputDetails {
                cached_tokens: tokens.cache_read,
                cache_write_tokens: written,
                cache_write_tokens_details: (tokens.cache_write_long > 0).then_some(Lifetimes {
                    ttl_30m_tokens: tokens.cache_write_short,
                    ttl_12h_tokens: tokens.cache_write_long,
                }),
            },
            output_tokens: tokens.output,
            output_tokens_details: OutputDetails {
                reasoning_tokens: tokens.reasoning,
            },
            total_tokens: input.saturating_add(tokens.output),
            extras: own.then_some(&usage.extras),
        }
    }
}

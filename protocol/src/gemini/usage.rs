//! Tokens, both ways.

use std::borrow::Cow;

use super::{meter, wire::UsageMetadata};
use crate::{hub::Usage, json::Count};

/// What the provider counts for tools that it ran. It is input, and told apart for the dialect's own clients only.
const TOOL_USE: &str = "toolUsePromptTokenCount";

pub(super) fn read(metadata: UsageMetadata<'_>) -> Usage {
    let count = |tokens: Option<u64>| Count(tokens.unwrap_or(0));
    let tokens = meter::UsageMetadata {
        prompt_token_count: count(metadata.prompt_token_count),
        cached_content_token_count: count(metadata.cached_content_token_count),
        candidates_token_count: count(metadata.candidates_token_count),
        thoughts_token_count: count(metadata.thoughts_token_count),
        tool_use_prompt_token_count: count(metadata.tool_use_prompt_token_count),
        ..meter::UsageMetadata::default()
    };
    let mut extras = metadata.extras.into_owned();
    if let Some(tokens) = metadata
        .tool_use_prompt_token_count
        .filter(|tokens| *tokens > 0)
    {
        extras.insert(TOOL_USE.to_owned(), tokens.into());
    }
    Usage {
        tokens: tokens.canonical(),
        extras,
    }
}

/// `own`: it was read from this dialect.
pub(super) fn write(usage: &Usage, own: bool) -> UsageMetadata<'static> {
    let tokens = &usage.tokens;
    let given = |tokens: u64| (tokens > 0).then_some(tokens);
    let mut extras = if own {
        usage.extras.clone()
    } else {
        Default::default()
    };
    let tool_use = extras
        .shift_remove(TOOL_USE)
        .and_then(|tokens| tokens.as_u64())
        .unwrap_or(0)
        .min(tokens.input);
    let cached = tokens.cache_read;
    let prompt = (tokens.input - tool_use)
        .saturating_add(cached)
        .saturating_add(tokens.cache_write_short)
        .saturating_add(tokens.cache_write_long);
    let thoughts = tokens.reasoning.min(tokens.output);
    UsageMetadata {
        prompt_token_count: Some(prompt),
        cached_content_token_count: given(cached),
        candidates_token_count: Some(tokens.output - thoughts),
        thoughts_token_count: given(thoughts),
        tool_use_prompt_token_count: given(tool_use),
        total_token_count: Some(
            prompt
                .saturating_add(tool_use)
                .saturating_add(tokens.output),
        ),
        extras: Cow::Owned(extras),
    }
}

//! Usage as Chat tells it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::read_request::nest;
use crate::{
    hub::{Extras, Usage},
    openai_usage::WireUsage,
};

const PROMPT: &str = "prompt_tokens_details";
const COMPLETION: &str = "completion_tokens_details";

/// Reads a usage object. `None`: it is none.
pub(super) fn read(usage: Value) -> Option<Usage> {
    let tokens = WireUsage::deserialize(&usage).ok()?.canonical();
    let Value::Object(mut extras) = usage else {
        return None;
    };
    for known in ["prompt_tokens", "completion_tokens", "total_tokens"] {
        extras.shift_remove(known);
    }
    for (name, known) in [
        (PROMPT, &["cached_tokens", "cache_write_tokens"][..]),
        (COMPLETION, &["reasoning_tokens"][..]),
    ] {
        if let Some(Value::Object(mut details)) = extras.shift_remove(name) {
            details.retain(|key, _| !known.contains(&key.as_str()));
            nest(&mut extras, name, details);
        }
    }
    Some(Usage { tokens, extras })
}

/// Writes a usage object. `own`: the extras are of this dialect.
pub(super) fn write(usage: &Usage, own: bool) -> Value {
    let tokens = &usage.tokens;
    let prompt = tokens
        .input
        .saturating_add(tokens.cache_read)
        .saturating_add(tokens.cache_write_short)
        .saturating_add(tokens.cache_write_long);
    let mut written = json!({
        "prompt_tokens": prompt,
        "completion_tokens": tokens.output,
        "total_tokens": prompt.saturating_add(tokens.output),
        PROMPT: {
            "cached_tokens": tokens.cache_read,
            "cache_write_tokens": tokens.cache_write_short.saturating_add(tokens.cache_write_long),
        },
        COMPLETION: {"reasoning_tokens": tokens.reasoning},
    });
    if own {
        put_back(&usage.extras, &mut written);
    }
    written
}

fn put_back(extras: &Extras, written: &mut Value) {
    for (name, value) in extras {
        match name.split_once('.') {
            Some((outer @ (PROMPT | COMPLETION), inner)) => written[outer][inner] = value.clone(),
            _ => written[name.as_str()] = value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_is_read_and_written_again() {
        let given = json!({
            "prompt_tokens": 1_500, "completion_tokens": 200, "total_tokens": 1_700,
            "prompt_tokens_details": {"cached_tokens": 1_024, "cache_write_tokens": 128, "audio_tokens": 7},
            "completion_tokens_details": {"reasoning_tokens": 64, "rejected_prediction_tokens": 3},
            "cost": 0.5,
        });
        let usage = read(given.clone()).unwrap();
        assert_eq!((usage.tokens.input, usage.tokens.output), (348, 200));
        assert_eq!(write(&usage, true), given);
        assert_eq!(write(&usage, false).as_object().unwrap().len(), 5);
    }

    #[test]
    fn what_is_no_usage_is_none() {
        for given in [json!(null), json!("many"), json!([1])] {
            assert_eq!(read(given.clone()), None, "{given}");
        }
    }
}

//! OpenAI's usage object, in the namings of Chat, Responses, images and audio, and as others imitate it.

use routex_entity::{Extras, TokenUsage};
use serde::Deserialize;

use super::json::Count;

/// Every field may be missing; which are there differs by endpoint and provider.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
pub(super) struct WireUsage {
    prompt_tokens: Option<Count>,
    completion_tokens: Option<Count>,
    input_tokens: Option<Count>,
    output_tokens: Option<Count>,
    total_tokens: Option<Count>,
    prompt_tokens_details: Option<InputDetails>,
    input_tokens_details: Option<InputDetails>,
    /// The name in transcriptions.
    input_token_details: Option<InputDetails>,
    completion_tokens_details: Option<OutputDetails>,
    output_tokens_details: Option<OutputDetails>,
    /// DeepSeek's name for the cached part.
    prompt_cache_hit_tokens: Option<Count>,
    /// Moonshot's name for the cached part.
    cached_tokens: Option<Count>,
    /// Transcriptions may be charged by duration instead.
    pub seconds: Option<f64>,
    /// Perplexity's searches.
    num_search_queries: Count,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
struct InputDetails {
    cached_tokens: Count,
    cache_write_tokens: Count,
    cache_write_tokens_details: Option<CacheWriteDetails>,
    audio_tokens: Count,
    image_tokens: Count,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
struct CacheWriteDetails {
    ttl_12h_tokens: Count,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
struct OutputDetails {
    reasoning_tokens: Count,
    audio_tokens: Count,
    image_tokens: Count,
}

impl WireUsage {
    /// Details are parts of their totals: what was cached or written leaves the uncached input.
    pub(super) fn canonical(&self) -> TokenUsage {
        let count = |one: Option<Count>, other: Option<Count>| one.or(other).unwrap_or_default().0;
        let prompt = count(self.prompt_tokens, self.input_tokens);
        let completion = count(self.completion_tokens, self.output_tokens);

        let details = self.input_details();
        let cached = match details.cached_tokens.0 {
            0 => count(self.prompt_cache_hit_tokens, self.cached_tokens),
            cached => cached,
        };
        let written = details.cache_write_tokens.0;
        let long = details
            .cache_write_tokens_details
            .unwrap_or_default()
            .ttl_12h_tokens
            .0
            .min(written);

        let reasoning = self.output_details().reasoning_tokens.0;
        TokenUsage {
            input: prompt.saturating_sub(cached).saturating_sub(written),
            cache_read: cached,
            cache_write_short: written - long,
            cache_write_long: long,
            output: if self.excludes_reasoning(prompt, completion, reasoning) {
                completion.saturating_add(reasoning)
            } else {
                completion
            },
            reasoning,
        }
    }

    /// What is no text, and what is charged one by one. The service tier stands elsewhere.
    pub(super) fn extras(&self) -> Extras {
        let (input, output) = (self.input_details(), self.output_details());
        Extras {
            input_audio: input.audio_tokens.0,
            output_audio: output.audio_tokens.0,
            input_image: input.image_tokens.0,
            output_image: output.image_tokens.0,
            web_searches: self.num_search_queries.0,
            ..Extras::default()
        }
    }

    fn input_details(&self) -> InputDetails {
        self.prompt_tokens_details
            .or(self.input_tokens_details)
            .or(self.input_token_details)
            .unwrap_or_default()
    }

    fn output_details(&self) -> OutputDetails {
        self.completion_tokens_details
            .or(self.output_tokens_details)
            .unwrap_or_default()
    }

    /// xAI counts reasoning beside the completion, which its total gives away.
    fn excludes_reasoning(&self, prompt: u64, completion: u64, reasoning: u64) -> bool {
        let beside = prompt.saturating_add(completion).saturating_add(reasoning);
        reasoning > 0 && self.total_tokens.unwrap_or_default().0 >= beside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(json: &str) -> TokenUsage {
        serde_json::from_str::<WireUsage>(json).unwrap().canonical()
    }

    #[test]
    fn chat_usage_is_split_into_kinds() {
        let usage = canonical(
            r#"{"prompt_tokens":1500,"completion_tokens":200,"total_tokens":1700,
                "prompt_tokens_details":{"cached_tokens":1024,"cache_write_tokens":128,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":64,"accepted_prediction_tokens":0}}"#,
        );
        let expected = TokenUsage {
            input: 348,
            cache_read: 1_024,
            cache_write_short: 128,
            cache_write_long: 0,
            output: 200,
            reasoning: 64,
        };
        assert_eq!(usage, expected);
        assert_eq!(usage.total(), 1_700);
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        let usage: WireUsage = serde_json::from_str(
            r#"{"prompt_tokens":100,"completion_tokens":60,"prompt_tokens_details":{"audio_tokens":40,"image_tokens":5},
                "completion_tokens_details":{"audio_tokens":50},"num_search_queries":3}"#,
        )
        .unwrap();
        let expected = Extras {
            input_audio: 40,
            input_image: 5,
            output_audio: 50,
            web_searches: 3,
            ..Extras::default()
        };
        assert_eq!(usage.extras(), expected);
        assert_eq!(usage.canonical().input, 100);
    }

    #[test]
    fn responses_usage_is_split_into_kinds() {
        let usage = canonical(
            r#"{"input_tokens":900,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":800,
                "cache_write_tokens_details":{"ttl_30m_tokens":500,"ttl_12h_tokens":300}},
                "output_tokens":50,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":950}"#,
        );
        assert_eq!(
            (
                usage.input,
                usage.cache_write_short,
                usage.cache_write_long,
                usage.output
            ),
            (100, 500, 300, 50)
        );
    }

    #[test]
    fn reasoning_beside_the_completion_is_added() {
        let usage = canonical(
            r#"{"prompt_tokens":10,"completion_tokens":20,"total_tokens":330,
                "completion_tokens_details":{"reasoning_tokens":300}}"#,
        );
        assert_eq!((usage.output, usage.reasoning), (320, 300));
    }

    #[test]
    fn other_names_of_the_cached_part_are_known() {
        let deepseek = r#"{"prompt_tokens":10,"completion_tokens":1,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4}"#;
        assert_eq!(canonical(deepseek).cache_read, 6);
        let moonshot = r#"{"prompt_tokens":10,"completion_tokens":1,"cached_tokens":7,"prompt_tokens_details":null}"#;
        assert_eq!(
            (canonical(moonshot).cache_read, canonical(moonshot).input),
            (7, 3)
        );
    }

    #[test]
    fn parts_larger_than_the_whole_do_not_wrap() {
        let usage = canonical(
            r#"{"prompt_tokens":5,"completion_tokens":-3,"prompt_tokens_details":{"cached_tokens":1e30,"cache_write_tokens":9}}"#,
        );
        assert_eq!(
            (usage.input, usage.output, usage.cache_read),
            (0, 0, u64::MAX)
        );
        assert_eq!(usage.total(), u64::MAX);
    }
}

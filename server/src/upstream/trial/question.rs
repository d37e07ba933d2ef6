//! The small question, in every dialect, and which of many models to put it to. Pure.

use routex_entity::Dialect;
use serde_json::{Value, json};

use crate::protocol::endpoint::{Endpoint, GeminiAction};

/// The fewest that all providers allow.
const MAX_OUTPUT_TOKENS: u32 = 16;
const TEXT: &str = "Say OK.";

/// Names of models that do not answer questions hold one of these.
const SILENT: [&str; 13] = [
    "embed",
    "whisper",
    "tts",
    "dall-e",
    "image",
    "moderation",
    "audio",
    "realtime",
    "transcribe",
    "rerank",
    "sora",
    "veo",
    "imagen",
];

pub(in crate::upstream) fn endpoint(dialect: Dialect, model: &str) -> Endpoint {
    match dialect {
        Dialect::Anthropic => Endpoint::Messages,
        Dialect::OpenaiChat => Endpoint::ChatCompletions,
        Dialect::OpenaiResponses => Endpoint::Responses,
        Dialect::Gemini => Endpoint::Gemini {
            model: model.to_owned(),
            action: GeminiAction::Generate,
        },
    }
}

pub(in crate::upstream) fn body(dialect: Dialect, model: &str, provider: &str) -> Value {
    let messages = json!([{ "role": "user", "content": TEXT }]);
    match dialect {
        Dialect::Anthropic => {
            json!({ "model": model, "max_tokens": MAX_OUTPUT_TOKENS, "messages": messages })
        }
        // OpenAI's newer models refuse the old name of the limit; others refuse or ignore the new one.
        Dialect::OpenaiChat if matches!(provider, "openai" | "azure_openai") => {
            json!({ "model": model, "max_completion_tokens": MAX_OUTPUT_TOKENS, "messages": messages })
        }
        Dialect::OpenaiChat => {
            json!({ "model": model, "max_tokens": MAX_OUTPUT_TOKENS, "messages": messages })
        }
        Dialect::OpenaiResponses => {
            json!({ "model": model, "max_output_tokens": MAX_OUTPUT_TOKENS, "input": TEXT, "store": false })
        }
        Dialect::Gemini => json!({
            "contents": [{ "role": "user", "parts": [{ "text": TEXT }] }],
            "generationConfig": { "maxOutputTokens": MAX_OUTPUT_TOKENS },
        }),
    }
}

/// The first model that talks, by its name; the first of all when none seems to.
pub(super) fn likely_to_talk(models: &[String]) -> Option<&String> {
    let talks = |model: &&String| {
        let model = model.to_ascii_lowercase();
        !SILENT.iter().any(|word| model.contains(word))
    };
    models.iter().find(talks).or_else(|| models.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_talks_is_preferred() {
        let models = ["text-embedding-3-small", "whisper-1", "gpt-5.4"].map(str::to_owned);

        assert_eq!(likely_to_talk(&models), Some(&models[2]));
        assert_eq!(likely_to_talk(&models[..2]), Some(&models[0]));
        assert_eq!(likely_to_talk(&[]), None);
    }

    #[test]
    fn every_question_bounds_its_answer() {
        for dialect in Dialect::ALL {
            for provider in ["openai", "mistral"] {
                let body = body(*dialect, "m", provider).to_string();
                assert!(body.contains(":16"), "{body}");
            }
        }
    }
}

//! Reading a complete answer: what it cost, who gave it, and whether it is one at all.

use routex_entity::{Dialect, Extras, TokenUsage};
use thiserror::Error;

use super::{
    anthropic,
    endpoint::{Endpoint, GeminiAction},
    fault::ErrorDetail,
    gemini, openai_chat, openai_responses,
    stream::describe,
};

/// What a complete answer says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AnswerFacts {
    /// Zero where the provider tells nothing, except for output, which is then estimated from the content.
    pub usage: TokenUsage,
    /// What is charged beside plain tokens.
    pub extras: Extras,
    /// The provider told no usage.
    pub usage_partial: bool,
    /// The model as the provider names it.
    pub model: Option<String>,
    /// The id of the stored response, in the form of `Session::id`.
    pub response_id: Option<String>,
    /// The body is an error, whatever the status said.
    pub error: Option<ErrorDetail>,
    /// Nothing was answered.
    pub empty: bool,
    /// Length of the recording that was transcribed.
    pub audio_seconds: Option<f64>,
}

/// The answer is not what the endpoint answers with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the answer cannot be read: {detail}")]
pub struct Malformed {
    pub detail: String,
}

/// Reads the body of a 200.
pub fn read_answer(endpoint: &Endpoint, body: &[u8]) -> Result<AnswerFacts, Malformed> {
    let text = body.trim_ascii();
    if text.is_empty() {
        return Ok(AnswerFacts {
            // A deletion and the like need no words.
            empty: !matches!(endpoint, Endpoint::ResponseObject { .. }),
            usage_partial: endpoint.is_charged(),
            ..AnswerFacts::default()
        });
    }
    let bare = matches!(endpoint, Endpoint::Audio(_) | Endpoint::Rerank);
    if bare && !text.starts_with(b"{") {
        // Plain text, subtitles or sound, as the client asked for; a ranking without an envelope.
        return Ok(AnswerFacts {
            usage_partial: true,
            ..AnswerFacts::default()
        });
    }
    if !text.starts_with(b"{") {
        return Err(Malformed {
            detail: "it is not a JSON object".to_owned(),
        });
    }
    let read = match endpoint.dialect() {
        Dialect::Anthropic => anthropic::answer(text),
        Dialect::OpenaiChat => openai_chat::answer(text),
        Dialect::OpenaiResponses => openai_responses::answer(text),
        Dialect::Gemini => gemini::answer(text),
    };
    let mut facts = read.map_err(|error| Malformed {
        detail: describe(&error),
    })?;
    if !endpoint.is_charged() {
        facts.usage = TokenUsage::default();
        facts.extras = Extras::default();
        facts.usage_partial = false;
    }
    if let Endpoint::ResponseObject { .. } = endpoint
        && facts.response_id.is_some()
    {
        // A stored response that failed is a good answer to the question how it went.
        facts.error = None;
    }
    facts.empty &= facts.error.is_none() && speaks(endpoint);
    Ok(facts)
}

/// Whether the dialect's signs of an empty answer hold for the endpoint.
fn speaks(endpoint: &Endpoint) -> bool {
    match endpoint {
        Endpoint::Messages | Endpoint::Responses => true,
        Endpoint::Gemini { action, .. } => matches!(
            action,
            GeminiAction::Generate | GeminiAction::StreamGenerate
        ),
        _ => endpoint.dialect() == Dialect::OpenaiChat,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::endpoint::{AudioAction, ImageAction, ResponseAction};

    fn facts(endpoint: &Endpoint, body: &str) -> AnswerFacts {
        read_answer(endpoint, body.as_bytes()).unwrap()
    }

    #[test]
    fn a_chat_completion_is_read() {
        let facts = facts(
            &Endpoint::ChatCompletions,
            r#"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-6-sol","choices":[{"index":0,
                "message":{"role":"assistant","content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop"}],
                "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#,
        );
        assert_eq!((facts.usage.input, facts.usage.output), (9, 2));
        assert_eq!(facts.model.as_deref(), Some("gpt-6-sol"));
        assert!(!facts.empty && !facts.usage_partial);
    }

    #[test]
    fn output_is_estimated_when_no_usage_is_told() {
        let facts = facts(
            &Endpoint::ChatCompletions,
            r#"{"choices":[{"message":{"content":"four letters a token"},"finish_reason":"stop"}]}"#,
        );
        assert_eq!(facts.usage.output, 5);
        assert!(facts.usage_partial);
    }

    #[test]
    fn a_response_is_read() {
        let facts = facts(
            &Endpoint::Responses,
            r#"{"id":"resp_1","object":"response","status":"completed","error":null,"model":"gpt-6-sol",
                "output":[{"type":"message"}],"usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":8},
                "output_tokens":3,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":23}}"#,
        );
        assert_eq!((facts.usage.input, facts.usage.cache_read), (12, 8));
        assert_eq!(facts.response_id.as_deref(), Some("resp_1"));
        assert!(facts.error.is_none() && !facts.empty);
    }

    #[test]
    fn an_error_under_a_200_is_found() {
        let status = |endpoint: &Endpoint, body| facts(endpoint, body).error.unwrap().status;
        let anthropic =
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
        assert_eq!(status(&Endpoint::Messages, anthropic), Some(529));
        let chat = r#"{"error":{"message":"m","type":"server_error","param":null,"code":null}}"#;
        assert_eq!(status(&Endpoint::ChatCompletions, chat), Some(500));
        let responses = r#"{"id":"resp_1","status":"failed","error":{"code":"rate_limit_exceeded","message":"m"}}"#;
        assert_eq!(status(&Endpoint::Responses, responses), Some(429));
        let gemini = Endpoint::Gemini {
            model: "m".into(),
            action: GeminiAction::Generate,
        };
        let error = r#"{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}"#;
        assert_eq!(status(&gemini, error), Some(503));
    }

    #[test]
    fn a_stored_response_is_neither_charged_again_nor_an_error() {
        let stored = Endpoint::ResponseObject {
            id: "resp_1".into(),
            action: ResponseAction::Get,
        };
        let facts = facts(
            &stored,
            r#"{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"m"},
                "usage":{"input_tokens":20,"output_tokens":3}}"#,
        );
        assert_eq!(facts.usage, TokenUsage::default());
        assert!(facts.error.is_none() && !facts.usage_partial);
    }

    #[test]
    fn empty_answers_are_told_from_silent_ones() {
        assert!(facts(&Endpoint::ChatCompletions, " \n").empty);
        assert!(facts(&Endpoint::ChatCompletions, r#"{"choices":[]}"#).empty);
        assert!(facts(&Endpoint::Embeddings, r#"{"data":[]}"#).empty);
        assert!(facts(&Endpoint::Messages, r#"{"type":"message","content":[]}"#).empty);
        assert!(
            !facts(
                &Endpoint::Messages,
                r#"{"content":[],"stop_reason":"end_turn"}"#
            )
            .empty
        );
        assert!(!facts(&Endpoint::CountTokens, r#"{"input_tokens":5}"#).empty);
        assert!(!facts(&Endpoint::Moderations, r#"{"results":[{"flagged":false}]}"#).empty);
    }

    #[test]
    fn the_endpoints_beside_chat_are_metered() {
        let embeddings = r#"{"object":"list","data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":8,"total_tokens":8}}"#;
        assert_eq!(facts(&Endpoint::Embeddings, embeddings).usage.input, 8);
        let images = r#"{"created":1,"data":[{"b64_json":"AA"}],"usage":{"input_tokens":13,"output_tokens":1056,
            "total_tokens":1069,"input_tokens_details":{"text_tokens":13,"image_tokens":0}}}"#;
        let images = facts(&Endpoint::Images(ImageAction::Generations), images);
        assert_eq!((images.usage.input, images.usage.output), (13, 1_056));
        let rerank =
            r#"{"results":[],"meta":{"billed_units":{"search_units":1,"input_tokens":42}}}"#;
        assert_eq!(facts(&Endpoint::Rerank, rerank).usage.input, 42);
    }

    #[test]
    fn transcriptions_are_charged_by_tokens_or_seconds() {
        let transcription = Endpoint::Audio(AudioAction::Transcriptions);
        let tokens = r#"{"text":"a","usage":{"type":"tokens","input_tokens":14,"output_tokens":45,"total_tokens":59,
            "input_token_details":{"text_tokens":0,"audio_tokens":14}}}"#;
        assert_eq!(facts(&transcription, tokens).usage.output, 45);
        let seconds = r#"{"text":"a","usage":{"type":"duration","seconds":3.5}}"#;
        assert_eq!(facts(&transcription, seconds).audio_seconds, Some(3.5));
        let verbose = r#"{"text":"a","duration":"7.25"}"#;
        assert_eq!(facts(&transcription, verbose).audio_seconds, Some(7.25));
        assert!(facts(&transcription, "1\n00:00:00,000 --> 00:00:01,000\nHi").usage_partial);
    }

    #[test]
    fn what_is_not_json_is_malformed_and_not_quoted() {
        let page = read_answer(&Endpoint::Messages, b"<html>secret</html>").unwrap_err();
        assert_eq!(
            page.to_string(),
            "the answer cannot be read: it is not a JSON object"
        );
        let cut = read_answer(&Endpoint::Messages, br#"{"content":[{"text":"secret"#).unwrap_err();
        assert_eq!(cut.detail, "JSON ends too early at line 1, column 27");
        let odd = read_answer(&Endpoint::Messages, br#"{"usage":"secret"}"#).unwrap_err();
        assert!(!odd.detail.contains("secret"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(body: Vec<u8>, json in "\\{[\\[\\]{}\",:a-z0-9-]{0,40}") {
            for endpoint in [
                Endpoint::Messages,
                Endpoint::ChatCompletions,
                Endpoint::Responses,
                Endpoint::Gemini { model: String::new(), action: GeminiAction::Generate },
            ] {
                let _ = read_answer(&endpoint, &body);
                let _ = read_answer(&endpoint, json.as_bytes());
            }
        }
    }
}

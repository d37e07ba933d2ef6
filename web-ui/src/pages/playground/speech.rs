//! The four dialects: what is sent, and where the words are in what comes back. Pure.

mod read;

pub use read::{Piece, of_event, of_whole};

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::draft::Draft;

/// Anthropic wants a bound in any case.
const MAX_TOKENS: u32 = 1024;

/// A request to the proxy, its key aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub path: String,
    /// Which header takes the key, and what stands before it.
    pub key: (&'static str, &'static str),
    pub body: Value,
}

pub fn call(draft: &Draft) -> Call {
    let model = draft.model.trim();
    let system = Some(draft.system.trim()).filter(|text| !text.is_empty());
    let prompt = &draft.prompt;
    let bearer = ("authorization", "Bearer ");
    let stream = draft.stream;
    let user = json!({ "role": "user", "content": prompt });
    let (path, key, body) = match draft.dialect {
        Dialect::OpenaiChat => {
            let system = system.map(|text| json!({ "role": "system", "content": text }));
            let messages: Vec<_> = system.into_iter().chain([user]).collect();
            let usage = stream.then(|| json!({ "include_usage": true }));
            let body = json!({
                "model": model, "messages": messages, "stream": stream, "stream_options": usage,
                "temperature": draft.temperature(), "max_completion_tokens": draft.max_tokens(),
            });
            ("/v1/chat/completions".to_owned(), bearer, body)
        }
        Dialect::OpenaiResponses => {
            let body = json!({
                "model": model, "instructions": system, "input": prompt, "stream": stream, "store": false,
                "temperature": draft.temperature(), "max_output_tokens": draft.max_tokens(),
            });
            ("/v1/responses".to_owned(), bearer, body)
        }
        Dialect::Anthropic => {
            let body = json!({
                "model": model, "system": system, "messages": [user], "stream": stream,
                "temperature": draft.temperature(), "max_tokens": draft.max_tokens().unwrap_or(MAX_TOKENS),
            });
            ("/v1/messages".to_owned(), ("x-api-key", ""), body)
        }
        Dialect::Gemini => {
            let method = match stream {
                true => "streamGenerateContent?alt=sse",
                false => "generateContent",
            };
            let body = json!({
                "systemInstruction": system.map(|text| json!({ "parts": [{ "text": text }] })),
                "contents": [{ "role": "user", "parts": [{ "text": prompt }] }],
                "generationConfig": without_nulls(json!({
                    "temperature": draft.temperature(), "maxOutputTokens": draft.max_tokens(),
                })),
            });
            let path = format!("/v1beta/models/{}:{method}", escaped(model));
            (path, ("x-goog-api-key", ""), body)
        }
    };
    let body = without_nulls(body);
    Call { path, key, body }
}

/// What was not typed is not sent.
fn without_nulls(mut object: Value) -> Value {
    if let Some(object) = object.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    object
}

/// A name as a part of an address; what divides such names stays.
fn escaped(model: &str) -> String {
    let parts = model
        .split('/')
        .map(|part| form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>());
    parts.collect::<Vec<_>>().join("/").replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(dialect: Dialect) -> Draft {
        Draft {
            dialect,
            model: " openai/gpt-5 ".to_owned(),
            prompt: "Hello".to_owned(),
            ..Draft::default()
        }
    }

    #[test]
    fn each_dialect_asks_in_its_own_way() {
        let chat = call(&draft(Dialect::OpenaiChat));
        assert_eq!(chat.path, "/v1/chat/completions");
        assert_eq!(
            chat.body,
            json!({
                "model": "openai/gpt-5", "messages": [{ "role": "user", "content": "Hello" }], "stream": true,
                "stream_options": { "include_usage": true },
            })
        );
        let anthropic = call(&draft(Dialect::Anthropic));
        assert_eq!(anthropic.body["max_tokens"], MAX_TOKENS);
        assert!(anthropic.body.get("system").is_none());
        let gemini = call(&draft(Dialect::Gemini));
        assert_eq!(
            gemini.path,
            "/v1beta/models/openai/gpt-5:streamGenerateContent?alt=sse"
        );
        assert_eq!(
            call(&draft(Dialect::OpenaiResponses)).body["input"],
            "Hello"
        );
    }

    #[test]
    fn what_was_typed_is_sent() {
        for (dialect, path, name) in [
            (
                Dialect::OpenaiChat,
                "/messages/0/content",
                "/max_completion_tokens",
            ),
            (
                Dialect::OpenaiResponses,
                "/instructions",
                "/max_output_tokens",
            ),
            (Dialect::Anthropic, "/system", "/max_tokens"),
            (
                Dialect::Gemini,
                "/systemInstruction/parts/0/text",
                "/generationConfig/maxOutputTokens",
            ),
        ] {
            let draft = Draft {
                system: "Be brief.".to_owned(),
                max_tokens: "7".to_owned(),
                stream: false,
                ..draft(dialect)
            };
            let body = call(&draft).body;
            assert_eq!(body.pointer(path).unwrap(), "Be brief.", "{dialect}");
            assert_eq!(body.pointer(name).unwrap(), 7, "{dialect}");
        }
    }
}

//! Requests and correct answers in the four dialects, and the way to read them back.
//!
//! Every answer claims the same usage: `INPUT` uncached tokens, `CACHED` read from a cache, `OUTPUT` generated.

mod anthropic;
mod gemini;
mod openai_chat;
mod openai_responses;

use routex_entity::Dialect;
use serde_json::{Value, json};

use crate::{
    fake_provider::Reply,
    sse::{self, Event},
};

pub const INPUT: u64 = 11;
pub const CACHED: u64 = 4;
pub const OUTPUT: u64 = 7;

/// The dialects whose every failure is tested.
pub const MAIN_DIALECTS: [Dialect; 2] = [Dialect::Anthropic, Dialect::OpenaiChat];
pub const ALL_DIALECTS: [Dialect; 4] = [
    Dialect::Anthropic,
    Dialect::OpenaiChat,
    Dialect::OpenaiResponses,
    Dialect::Gemini,
];

/// A stream in the parts where it can break.
#[derive(Debug, Clone)]
pub struct Frames {
    /// Before any content.
    pub preamble: Vec<String>,
    /// One frame a word.
    pub content: Vec<String>,
    pub ending: Vec<String>,
}

impl Frames {
    pub fn all(&self) -> Vec<String> {
        [&self.preamble, &self.content, &self.ending]
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }
}

/// Where a client of that dialect sends its requests.
pub fn target(dialect: Dialect, model: &str, stream: bool) -> String {
    match dialect {
        Dialect::Anthropic => "/v1/messages".to_owned(),
        Dialect::OpenaiChat => "/v1/chat/completions".to_owned(),
        Dialect::OpenaiResponses => "/v1/responses".to_owned(),
        Dialect::Gemini if stream => {
            format!("/v1beta/models/{model}:streamGenerateContent?alt=sse")
        }
        Dialect::Gemini => format!("/v1beta/models/{model}:generateContent"),
    }
}

/// A small request.
pub fn request(dialect: Dialect, model: &str, stream: bool) -> Value {
    let messages = json!([{"role": "user", "content": "Say something."}]);
    match dialect {
        Dialect::Anthropic => {
            json!({"model": model, "max_tokens": 64, "stream": stream, "messages": messages})
        }
        Dialect::OpenaiChat => json!({"model": model, "stream": stream, "messages": messages}),
        Dialect::OpenaiResponses => {
            json!({"model": model, "stream": stream, "input": "Say something."})
        }
        Dialect::Gemini => {
            json!({"contents": [{"role": "user", "parts": [{"text": "Say something."}]}]})
        }
    }
}

/// A correct answer that is not a stream.
pub fn whole(dialect: Dialect, text: &str) -> Value {
    match dialect {
        Dialect::Anthropic => anthropic::whole(text),
        Dialect::OpenaiChat => openai_chat::whole(text),
        Dialect::OpenaiResponses => openai_responses::whole(text),
        Dialect::Gemini => gemini::whole(text),
    }
}

/// The frames of a correct stream.
pub fn frames(dialect: Dialect, text: &str) -> Frames {
    match dialect {
        Dialect::Anthropic => anthropic::frames(text),
        Dialect::OpenaiChat => openai_chat::frames(text),
        Dialect::OpenaiResponses => openai_responses::frames(text),
        Dialect::Gemini => gemini::frames(text),
    }
}

/// The error body of the dialect for a status.
pub fn error(dialect: Dialect, status: u16, message: &str) -> Value {
    match dialect {
        Dialect::Anthropic => anthropic::error(status, message),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => openai_chat::error(status, message),
        Dialect::Gemini => gemini::error(status, message),
    }
}

/// The dialect's way to report an error inside a stream.
pub fn error_frame(dialect: Dialect, message: &str) -> String {
    match dialect {
        Dialect::Anthropic => event("error", &anthropic::error(529, message)),
        Dialect::OpenaiResponses => event(
            "error",
            &json!({"type": "error", "sequence_number": 0, "code": "server_error", "message": message, "param": null}),
        ),
        Dialect::OpenaiChat | Dialect::Gemini => data(&error(dialect, 503, message)),
    }
}

/// A good answer as a reply: a stream when one is asked for.
pub fn good(dialect: Dialect, text: &str, stream: bool) -> Reply {
    if stream {
        Reply::events().pieces(frames(dialect, text).all()).end()
    } else {
        Reply::json(200, &whole(dialect, text))
    }
}

/// A refusal as a reply.
pub fn refusal(dialect: Dialect, status: u16) -> Reply {
    Reply::json(status, &error(dialect, status, "the provider said no"))
}

/// The refusal of a provider that does not have the model.
pub fn unknown_model(dialect: Dialect) -> Reply {
    let message = match dialect {
        Dialect::Anthropic => "model: no-such-model",
        Dialect::Gemini => "models/no-such-model is not found for API version v1beta",
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            "The model `no-such-model` does not exist"
        }
    };
    Reply::json(404, &error(dialect, 404, message))
}

/// The refusal of a provider whose customer has no money left.
pub fn out_of_money(dialect: Dialect) -> Reply {
    let mut body = error(dialect, 429, "You exceeded your current quota");
    body["error"]["code"] = json!(match dialect {
        Dialect::Anthropic => "enforced_spend_limit_reached",
        _ => "insufficient_quota",
    });
    Reply::json(429, &body)
}

/// The text in a whole answer.
pub fn text(dialect: Dialect, answer: &Value) -> String {
    let text = match dialect {
        Dialect::Anthropic => &answer["content"][0]["text"],
        Dialect::OpenaiChat => &answer["choices"][0]["message"]["content"],
        Dialect::OpenaiResponses => &answer["output"][0]["content"][0]["text"],
        Dialect::Gemini => &answer["candidates"][0]["content"]["parts"][0]["text"],
    };
    text.as_str().unwrap_or_default().to_owned()
}

/// The text in a stream, as far as it went.
pub fn stream_text(dialect: Dialect, body: &[u8]) -> String {
    let delta = |event: Event| {
        let data = event.json();
        let text = match dialect {
            Dialect::Anthropic => &data["delta"]["text"],
            Dialect::OpenaiChat => &data["choices"][0]["delta"]["content"],
            Dialect::OpenaiResponses => &data["delta"],
            Dialect::Gemini => &data["candidates"][0]["content"]["parts"][0]["text"],
        };
        text.as_str().map(str::to_owned)
    };
    sse::events(body).into_iter().filter_map(delta).collect()
}

/// Whether a stream says of itself that it is complete.
pub fn stream_is_complete(dialect: Dialect, body: &[u8]) -> bool {
    sse::events(body).iter().any(|event| {
        let data = event.json();
        match dialect {
            Dialect::Anthropic => data["type"] == "message_stop",
            Dialect::OpenaiChat => !data["choices"][0]["finish_reason"].is_null(),
            Dialect::OpenaiResponses => data["type"] == "response.completed",
            Dialect::Gemini => !data["candidates"][0]["finishReason"].is_null(),
        }
    })
}

/// The errors that a stream reports, in the dialect's own form.
pub fn stream_errors(dialect: Dialect, body: &[u8]) -> Vec<Value> {
    let is_error = |event: &Event| match dialect {
        Dialect::Anthropic => {
            event.name.as_deref() == Some("error") && event.json()["type"] == "error"
        }
        Dialect::OpenaiResponses => {
            let kind = event.json()["type"].clone();
            kind == "error" || kind == "response.failed"
        }
        Dialect::OpenaiChat | Dialect::Gemini => event.json()["error"].is_object(),
    };
    let events = sse::events(body).into_iter();
    events.filter(is_error).map(|event| event.json()).collect()
}

/// Whether a body is an error in the form of the dialect.
pub fn is_error(dialect: Dialect, body: &Value) -> bool {
    let has_message = body["error"]["message"].is_string();
    match dialect {
        Dialect::Anthropic => {
            has_message && body["type"] == "error" && body["error"]["type"].is_string()
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            has_message && body["error"]["type"].is_string()
        }
        Dialect::Gemini => {
            has_message && body["error"]["status"].is_string() && body["error"]["code"].is_u64()
        }
    }
}

fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

fn data(data: &Value) -> String {
    format!("data: {data}\n\n")
}

/// The words of a text, each with the space before it, so that joined they are the text.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ').filter(|(at, _)| *at > 0) {
        words.push(&text[start..at]);
        start = at;
    }
    words.push(&text[start..]);
    words
}

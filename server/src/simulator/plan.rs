//! An answer, rendered: the bytes of a whole answer and the frames of a stream, for one model name in one shape.

use bytes::Bytes;
use routex_entity::Dialect;
use serde_json::Value;

use super::{
    script::{Script, UnknownParameter},
    speech::Speech,
    voice,
};

/// The form in which an answer leaves: a dialect and what the request can vary about its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    Anthropic,
    Chat,
    /// With `stream_options.include_usage`.
    ChatWithUsage,
    Responses,
    /// With `alt=sse`.
    GeminiEvents,
    /// Without: one JSON array, sent piece by piece.
    GeminiArray,
}

impl Shape {
    pub(super) fn dialect(self) -> Dialect {
        match self {
            Self::Anthropic => Dialect::Anthropic,
            Self::Chat | Self::ChatWithUsage => Dialect::OpenaiChat,
            Self::Responses => Dialect::OpenaiResponses,
            Self::GeminiEvents | Self::GeminiArray => Dialect::Gemini,
        }
    }

    pub(super) fn stream_type(self) -> &'static str {
        match self {
            Self::GeminiArray => "application/json",
            _ => "text/event-stream",
        }
    }
}

/// Everything that can be rendered before a request is seen.
#[derive(Debug)]
pub(super) struct Plan {
    pub script: Script,
    pub complete: Bytes,
    pub stream: Frames,
}

/// A stream in the parts where it can go wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Frames {
    /// Before any content.
    pub preamble: Vec<Bytes>,
    pub content: Vec<Bytes>,
    pub ending: Vec<Bytes>,
    /// The dialect's way to report an error inside a stream.
    pub error: Bytes,
}

/// The frames of a stream in the making, and where its content begins and ends.
#[derive(Debug, Default)]
pub(super) struct Recording {
    frames: Vec<Bytes>,
    began: Option<usize>,
    ended: usize,
}

impl Recording {
    pub(super) fn push(&mut self, frame: Bytes) {
        self.frames.push(frame);
    }

    /// Adds frames that carry content.
    pub(super) fn content(&mut self, frames: impl IntoIterator<Item = Bytes>) {
        self.began.get_or_insert(self.frames.len());
        self.frames.extend(frames);
        self.ended = self.frames.len();
    }

    /// How many frames there are before half of the content is said.
    pub(super) fn half(&self) -> usize {
        let began = self.began.unwrap_or_default();
        began + self.ended.saturating_sub(began) / 2
    }

    pub(super) fn finish(self, error: Bytes) -> Frames {
        let mut preamble = self.frames;
        let mut content = preamble.split_off(self.began.unwrap_or_default());
        let ending = content.split_off(self.ended.saturating_sub(preamble.len()));
        Frames {
            preamble,
            content,
            ending,
            error,
        }
    }
}

impl Plan {
    /// For a model that does not read its requests.
    pub(super) fn recited(shape: Shape, model: &str) -> Result<Self, UnknownParameter> {
        let script = Script::parse(model)?;
        let speech = Speech::recited(model, &script);
        Ok(Self::render(shape, &speech))
    }

    pub(super) fn render(shape: Shape, speech: &Speech<'_>) -> Self {
        let (complete, stream) = match shape {
            Shape::Anthropic => (
                voice::anthropic::complete(speech),
                voice::anthropic::frames(speech),
            ),
            Shape::Chat | Shape::ChatWithUsage => (
                voice::openai_chat::complete(speech),
                voice::openai_chat::frames(speech, shape == Shape::ChatWithUsage),
            ),
            Shape::Responses => (
                voice::openai_responses::complete(speech),
                voice::openai_responses::frames(speech),
            ),
            Shape::GeminiEvents => (
                voice::gemini::complete(speech),
                voice::gemini::events(speech),
            ),
            Shape::GeminiArray => (
                voice::gemini::complete(speech),
                voice::gemini::array(speech),
            ),
        };
        Self {
            complete: bytes(&complete),
            stream,
            script: speech.script.clone(),
        }
    }
}

pub(super) fn bytes(value: &Value) -> Bytes {
    Bytes::from(value.to_string())
}

/// A server-sent event with a name.
pub(super) fn named_event(name: &str, data: &Value) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}

/// A server-sent event that is data alone.
pub(super) fn data_event(data: &Value) -> Bytes {
    Bytes::from(format!("data: {data}\n\n"))
}

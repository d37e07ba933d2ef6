//! An answer, rendered: the bytes of a whole answer and the frames of a stream, for one model name in one shape.

use bytes::Bytes;
use routex_entity::Dialect;
use serde_json::Value;

use super::{
    script::{Behaviour, Script, UnknownParameter},
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
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// Before any content.
    pub preamble: Vec<Bytes>,
    pub content: Vec<Bytes>,
    pub ending: Vec<Bytes>,
    /// The dialect's way to report an error inside a stream.
    pub error: Bytes,
}

/// What there is to say, before a dialect puts it into its words.
#[derive(Debug)]
pub(super) struct Speech<'a> {
    pub model: &'a str,
    pub script: &'a Script,
    pub words: Vec<&'static str>,
}

impl Plan {
    pub(super) fn render(shape: Shape, model: &str) -> Result<Self, UnknownParameter> {
        let script = Script::parse(model)?;
        let speech = Speech::new(model, &script);
        let (complete, stream) = match shape {
            Shape::Anthropic => (
                voice::anthropic::complete(&speech),
                voice::anthropic::frames(&speech),
            ),
            Shape::Chat | Shape::ChatWithUsage => (
                voice::openai_chat::complete(&speech),
                voice::openai_chat::frames(&speech, shape == Shape::ChatWithUsage),
            ),
            Shape::Responses => (
                voice::openai_responses::complete(&speech),
                voice::openai_responses::frames(&speech),
            ),
            Shape::GeminiEvents => (
                voice::gemini::complete(&speech),
                voice::gemini::events(&speech),
            ),
            Shape::GeminiArray => (
                voice::gemini::complete(&speech),
                voice::gemini::array(&speech),
            ),
        };
        Ok(Self {
            complete: bytes(&complete),
            stream,
            script,
        })
    }
}

impl<'a> Speech<'a> {
    fn new(model: &'a str, script: &'a Script) -> Self {
        let tokens = usize::try_from(script.usage.output).unwrap_or(usize::MAX);
        Self {
            model,
            script,
            words: WORDS.iter().cycle().take(tokens).copied().collect(),
        }
    }

    pub(super) fn text(&self) -> String {
        self.words.concat()
    }

    pub(super) fn calls_tool(&self) -> bool {
        self.script.behaviour == Behaviour::CallTool
    }

    /// Input of every kind, as OpenAI and Gemini count it.
    pub(super) fn whole_input(&self) -> u64 {
        let usage = &self.script.usage;
        usage.input + usage.cache_read + usage.cache_write()
    }
}

/// The tool that `sim-tool` calls, and its arguments in the pieces in which a stream brings them.
pub(super) const TOOL: &str = "get_weather";
pub(super) const TOOL_ARGUMENTS: [&str; 2] = ["{\"city\":", "\"Paris\"}"];

const WORDS: [&str; 16] = [
    "This",
    " is",
    " the",
    " Routex",
    " simulator:",
    " it",
    " needs",
    " no",
    " account,",
    " no",
    " key",
    " and",
    " no",
    " network",
    " at",
    " all. ",
];

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

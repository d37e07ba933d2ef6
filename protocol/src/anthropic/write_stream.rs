//! A stream for a client: blocks one after the other, each begun when it has something to say.

mod frames;

use std::sync::Arc;

use bytes::BytesMut;
use routex_entity::{Dialect, TokenUsage};

use self::frames::Frames;
use super::{
    block::Input,
    end,
    write_answer::{self, NO_PLACE, call_id},
};
use crate::{
    codec::{Context, WriteEvents},
    estimate,
    hub::{Content, End, EndReason, Event, Opening, Part, Seal, Sequence},
    stream::StreamPosition,
};

#[derive(Debug)]
pub(super) struct Writer {
    sequence: Sequence,
    message: Message,
}

/// The message as far as it is written.
#[derive(Debug)]
struct Message {
    context: Arc<Context>,
    frames: Frames,
    speaking: Speaking,
    end: Option<End>,
    usage: Option<TokenUsage>,
    /// Weight of what was written, for providers that do not count.
    units: u64,
    used_tool: bool,
    done: bool,
}

/// The part whose turn it is.
#[derive(Debug)]
enum Speaking {
    /// Nobody, or somebody whom the client does not hear.
    Nobody,
    Text {
        begun: bool,
    },
    Thought {
        begun: bool,
        /// A new paragraph waits for its first words.
        paragraph: bool,
    },
    /// A call whose arguments are passed on as they come.
    Call,
    /// A call that has not begun: its seal comes before it.
    Called {
        id: String,
        name: String,
        custom: bool,
    },
    /// A call whose arguments are no object, and go into one as a whole.
    Odd {
        arguments: String,
        custom: bool,
    },
}

impl Writer {
    pub(super) fn new(context: Arc<Context>) -> Self {
        Self {
            sequence: Sequence::default(),
            message: Message {
                context,
                frames: Frames::default(),
                speaking: Speaking::Nobody,
                end: None,
                usage: None,
                units: 0,
                used_tool: false,
                done: false,
            },
        }
    }
}

impl WriteEvents for Writer {
    fn event(&mut self, event: Event, out: &mut BytesMut) {
        let message = &mut self.message;
        self.sequence
            .event(event, &mut |event| message.event(event, out));
    }

    fn position(&self) -> StreamPosition {
        StreamPosition {
            begun: self.message.frames.begun(),
            sequence: 0,
        }
    }
}

impl Message {
    fn event(&mut self, event: Event, out: &mut BytesMut) {
        if self.done {
            return;
        }
        match event {
            Event::Started { id, model } => self.start(&id, &model, out),
            Event::Opened { opening, .. } => {
                self.start("", "", out);
                self.open(opening, out);
            }
            Event::Piece { text, .. } => self.piece(&text, out),
            Event::Paragraph { .. } => {
                if let Speaking::Thought { begun, paragraph } = &mut self.speaking {
                    *paragraph = *begun;
                }
            }
            Event::Sealed { seal, .. } => self.seal(&seal, out),
            // Citations are worded as their own dialect does.
            Event::Annotated { .. } => {}
            Event::Closed { .. } => self.close(out),
            Event::Ended { end, .. } => self.end = Some(end),
            Event::Usage(usage) => self.usage = Some(usage.tokens),
            Event::Done => self.finish(out),
        }
    }

    fn start(&mut self, id: &str, model: &str, out: &mut BytesMut) {
        if self.frames.begun() {
            return;
        }
        let id = write_answer::id(id, false, &self.context);
        let model = match model {
            "" => &self.context.request.model,
            model => model,
        };
        let usage = TokenUsage {
            input: self.context.estimated_input,
            ..TokenUsage::default()
        };
        self.frames.message_start(&id, model, &usage, out);
    }

    fn open(&mut self, opening: Opening, out: &mut BytesMut) {
        self.speaking = match opening {
            Opening::Text | Opening::Refusal => Speaking::Text { begun: false },
            Opening::Thought => Speaking::Thought {
                begun: false,
                paragraph: false,
            },
            Opening::ToolCall { id, name, custom } => Speaking::Called { id, name, custom },
            Opening::Whole(part) => return self.whole(*part, out),
        };
    }

    /// A part that comes whole, in pieces of one.
    fn whole(&mut self, part: Part, out: &mut BytesMut) {
        let (opening, text) = match part.content {
            Content::Text(text) | Content::Refusal(text) => (Opening::Text, text),
            Content::Thought(paragraphs) => {
                let text = write_answer::joined(&paragraphs).into_owned();
                (Opening::Thought, text)
            }
            Content::ToolCall(call) => {
                let opening = Opening::ToolCall {
                    id: call.id,
                    name: call.name,
                    custom: false,
                };
                (opening, call.arguments.to_json())
            }
            Content::Image(_) | Content::Document(_) | Content::Audio(_) | Content::Video(_) => {
                (Opening::Text, NO_PLACE.to_owned())
            }
            Content::ToolResult(_) | Content::Foreign(_) => {
                self.speaking = Speaking::Nobody;
                return;
            }
        };
        self.open(opening, out);
        let is_called = matches!(self.speaking, Speaking::Called { .. });
        if let Some(seal) = part.seal.as_ref().filter(|_| is_called) {
            self.seal(seal, out);
        }
        self.piece(&text, out);
        if let Some(seal) = part.seal.as_ref().filter(|_| !is_called) {
            self.seal(seal, out);
        }
    }

    fn piece(&mut self, text: &str, out: &mut BytesMut) {
        if text.is_empty() {
            return;
        }
        self.begin_call(text, out);
        let weight = estimate::text_units(text.as_bytes());
        match &mut self.speaking {
            Speaking::Nobody | Speaking::Called { .. } => return,
            Speaking::Text { begun } => {
                if !std::mem::replace(begun, true) {
                    self.frames.text_start(out);
                }
                self.frames.text(text, out);
            }
            Speaking::Thought { begun, paragraph } => {
                if !std::mem::replace(begun, true) {
                    self.frames.thinking_start(out);
                }
                if std::mem::take(paragraph) {
                    self.frames.thinking("\n\n", out);
                }
                self.frames.thinking(text, out);
            }
            Speaking::Call => self.frames.input(text, out),
            Speaking::Odd { arguments, .. } => arguments.push_str(text),
        }
        self.units = self.units.saturating_add(weight);
    }

    /// `start`: how its arguments begin. SDKs read them while they come, and give up at what is no object.
    fn begin_call(&mut self, start: &str, out: &mut BytesMut) {
        let Speaking::Called { id, name, custom } = &self.speaking else {
            return;
        };
        self.used_tool = true;
        let name = self.context.names.original(name);
        self.frames.tool_start(&call_id(id), name, out);
        self.speaking = match *custom {
            false if start.trim_start().starts_with('{') => Speaking::Call,
            custom => Speaking::Odd {
                arguments: String::new(),
                custom,
            },
        };
    }

    fn seal(&mut self, seal: &Seal, out: &mut BytesMut) {
        let value = seal.to_client(Dialect::Anthropic);
        let Speaking::Thought { begun, .. } = &mut self.speaking else {
            // Gemini seals its calls. Here only thoughts are sealed, so that one goes before.
            if matches!(self.speaking, Speaking::Called { .. }) {
                self.frames.thinking_start(out);
                self.frames.signature(&value, out);
                self.frames.stop(out);
            }
            return;
        };
        match (seal.redacted, *begun) {
            (true, false) => {
                self.frames.redacted(&value, out);
                self.speaking = Speaking::Nobody;
            }
            (_, was_begun) => {
                *begun = true;
                if !was_begun {
                    self.frames.thinking_start(out);
                }
                self.frames.signature(&value, out);
            }
        }
    }

    fn close(&mut self, out: &mut BytesMut) {
        self.begin_call("{", out);
        match std::mem::replace(&mut self.speaking, Speaking::Nobody) {
            Speaking::Nobody
            | Speaking::Called { .. }
            | Speaking::Text { begun: false }
            | Speaking::Thought { begun: false, .. } => {}
            Speaking::Text { .. } | Speaking::Thought { .. } | Speaking::Call => {
                self.frames.stop(out);
            }
            Speaking::Odd { arguments, custom } => {
                let arguments = Opening::arguments(custom, arguments);
                let input = serde_json::to_string(&Input::of(&arguments));
                self.frames.input(&input.unwrap_or_default(), out);
                self.frames.stop(out);
            }
        }
    }

    fn finish(&mut self, out: &mut BytesMut) {
        self.start("", "", out);
        self.close(out);
        let end = self.end.take();
        let end = end.unwrap_or_else(|| End::new(EndReason::Natural));
        if end.reason == EndReason::Malformed {
            self.frames.text_start(out);
            self.frames.text(end::MALFORMED, out);
            self.frames.stop(out);
        }
        let usage = self.usage.unwrap_or_else(|| TokenUsage {
            input: self.context.estimated_input,
            output: estimate::tokens(self.units),
            ..TokenUsage::default()
        });
        let stop_reason = end::stop_reason(end.reason, self.used_tool);
        self.frames
            .message_end(stop_reason, end.sequence.as_deref(), &usage, out);
        self.done = true;
    }
}

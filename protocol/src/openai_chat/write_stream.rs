//! A streamed answer, written for a client.

mod choices;
mod delta;
mod frame;
mod part;

use std::sync::Arc;

use bytes::BytesMut;
use choices::{Choice, Choices};
use delta::Delta;
use frame::Frames;
use part::{Kind, Open};

use super::{annotation::url_citation, finish, usage};
use crate::{
    codec::{Context, WriteEvents},
    hub::{Content, End, EndReason, Event, Opening, Part, PartId, Usage},
    stream::StreamPosition,
};

/// Writes the chunks of one answer.
#[derive(Debug)]
pub(super) struct Writer {
    context: Arc<Context>,
    frames: Frames,
    choices: Choices,
    /// Parts that are not closed yet.
    open: Vec<Open>,
    usage: Option<Usage>,
}

impl Writer {
    pub(super) fn new(context: Arc<Context>) -> Self {
        Self {
            frames: Frames::new(&context),
            context,
            choices: Choices::default(),
            open: Vec::new(),
            usage: None,
        }
    }
}

impl WriteEvents for Writer {
    fn event(&mut self, event: Event, out: &mut BytesMut) {
        match event {
            Event::Started { id, model } => {
                self.frames.start(&id, &model, &self.context);
                self.choice(0, out);
            }
            Event::Opened {
                part,
                choice,
                opening,
            } => self.opened(part, choice, opening, out),
            Event::Piece { part, text } => {
                if let Some(open) = self.find(part) {
                    self.open[open].piece(&text, &mut self.choices, &self.frames, out);
                }
            }
            Event::Paragraph { part } => {
                if let Some(open) = self.find(part) {
                    self.open[open].paragraph(&mut self.choices);
                }
            }
            Event::Annotated { part, annotation } => {
                if let Some(open) = self.find(part)
                    && let Some(citation) = url_citation(&annotation)
                {
                    let delta = Delta::annotated(&citation);
                    self.frames.delta(self.open[open].choice, &delta, out);
                }
            }
            Event::Closed { part } => {
                if let Some(open) = self.find(part) {
                    self.open.remove(open).close(&self.frames, out);
                }
            }
            Event::Ended { choice, end } => self.ended(choice, &end, out),
            Event::Usage(usage) => self.usage = Some(usage),
            Event::Done => self.done(out),
            // Clients of this dialect cannot carry seals.
            Event::Sealed { .. } => {}
        }
    }

    fn position(&self) -> StreamPosition {
        StreamPosition {
            begun: self.choices.any(),
            sequence: 0,
        }
    }
}

impl Writer {
    fn find(&self, part: PartId) -> Option<usize> {
        self.open.iter().rposition(|open| open.part == part)
    }

    /// Finds a choice; its first chunk says whose words these are.
    fn choice(&mut self, index: u32, out: &mut BytesMut) -> &mut Choice {
        let (choice, is_new) = self.choices.get(index);
        if is_new {
            self.frames.delta(index, &Delta::role(), out);
        }
        choice
    }

    fn opened(&mut self, part: PartId, choice: u32, opening: Opening, out: &mut BytesMut) {
        let state = self.choice(choice, out);
        let kind = match opening {
            Opening::Text => {
                state.begin();
                Kind::Text
            }
            Opening::Refusal => {
                state.refuse();
                Kind::Refusal
            }
            Opening::Thought => {
                state.interrupt();
                state.paragraph();
                Kind::Thought
            }
            Opening::ToolCall { id, name, custom } => {
                let kind = self.call(choice, &id, &name, custom, out);
                self.choices.get(choice).0.interrupt();
                kind
            }
            Opening::Whole(whole) => {
                self.whole(choice, &whole, out);
                return;
            }
        };
        self.open.push(Open { part, choice, kind });
    }

    fn call(
        &mut self,
        choice: u32,
        id: &str,
        name: &str,
        custom: bool,
        out: &mut BytesMut,
    ) -> Kind {
        let name = self.context.names.original(name);
        let number = self.choices.get(choice).0.number_call();
        if self.context.request.legacy_functions {
            if number > 0 {
                // There was one call an answer.
                return Kind::Unsaid;
            }
            self.frames.delta(choice, &Delta::function_begun(name), out);
            return Kind::Function { told: false };
        }
        let wanted = self.context.is_custom_tool(name);
        let delta = Delta::call_begun(number, id, name, custom || wanted);
        self.frames.delta(choice, &delta, out);
        match (custom, wanted) {
            (true, _) => Kind::Custom { number },
            (false, true) => Kind::Wrapped {
                number,
                json: String::new(),
            },
            (false, false) => Kind::Call {
                number,
                told: false,
            },
        }
    }

    fn whole(&mut self, choice: u32, whole: &Part, out: &mut BytesMut) {
        self.choices.get(choice).0.interrupt();
        match &whole.content {
            Content::Text(text) | Content::Refusal(text) => {
                let mut open = Open {
                    part: 0,
                    choice,
                    kind: Kind::Text,
                };
                open.piece(text, &mut self.choices, &self.frames, out);
            }
            Content::Image(media) => {
                if let Some(image) = super::write_answer::image(media) {
                    self.frames.delta(choice, &Delta::image(&image), out);
                }
            }
            Content::Audio(media) => {
                if let Some(audio) = super::write_answer::audio(whole, media, &self.context) {
                    self.frames.delta(choice, &Delta::audio(&audio), out);
                }
            }
            Content::ToolCall(call) => {
                let kind = self.call(choice, &call.id, &call.name, false, out);
                let mut open = Open {
                    part: 0,
                    choice,
                    kind,
                };
                let arguments = call.arguments.to_json();
                open.piece(&arguments, &mut self.choices, &self.frames, out);
                open.close(&self.frames, out);
            }
            // Nothing of this dialect.
            _ => {}
        }
    }

    fn ended(&mut self, choice: u32, end: &End, out: &mut BytesMut) {
        let state = self.choice(choice, out);
        if state.end() {
            return;
        }
        let word = match finish::word(end.reason, state.refused()) {
            "tool_calls" if self.context.request.legacy_functions => "function_call",
            word => word,
        };
        self.frames.finish(choice, word, out);
    }

    fn done(&mut self, out: &mut BytesMut) {
        if !self.choices.any_ended() {
            // Nobody answered, since the prompt itself was refused.
            self.ended(0, &End::new(EndReason::Refused), out);
        }
        if let Some(usage) = self
            .usage
            .take()
            .filter(|_| self.context.request.stream_usage)
        {
            self.frames.usage(&usage::write(&usage, false), out);
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }
}

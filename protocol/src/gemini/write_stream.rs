//! A stream for a client: whole response objects, each with a part of the answer. Calls come whole; why the answer ended
//! and what it cost stand in the last object.

mod chunk;

use std::{collections::BTreeMap, sync::Arc};

use bytes::BytesMut;
use serde::Serialize;

use self::chunk::{Chunk, Said};
use super::{end, usage, wire, write_answer};
use crate::{
    codec::{Context, WriteEvents},
    frames::Framing,
    hub::{End, Event, Opening, Part, PartId, Seal, Usage},
    stream::StreamPosition,
};

#[derive(Debug)]
pub(super) struct Writer {
    context: Arc<Context>,
    response_id: String,
    model: String,
    parts: BTreeMap<PartId, Open>,
    /// By choice, until the last object.
    ends: BTreeMap<u32, End>,
    usage: Option<Usage>,
    begun: bool,
}

#[derive(Debug)]
struct Open {
    choice: u32,
    kind: Kind,
    seal: Option<Seal>,
    /// Another paragraph has begun.
    paragraph: bool,
    spoken: bool,
}

#[derive(Debug)]
enum Kind {
    Text,
    Thought,
    Call {
        id: String,
        name: String,
        custom: bool,
        arguments: String,
    },
    Whole(Box<Part>),
}

impl Writer {
    pub(super) fn new(context: Arc<Context>) -> Self {
        Self {
            response_id: write_answer::response_id(&context),
            model: context.request.model.clone(),
            context,
            parts: BTreeMap::new(),
            ends: BTreeMap::new(),
            usage: None,
            begun: false,
        }
    }

    fn piece(&mut self, part: PartId, text: String, out: &mut BytesMut) {
        let Some(open) = self.parts.get_mut(&part) else {
            return;
        };
        let thought = match &mut open.kind {
            Kind::Call { arguments, .. } => return arguments.push_str(&text),
            Kind::Whole(_) => return,
            Kind::Text => false,
            Kind::Thought => true,
        };
        if text.is_empty() {
            return;
        }
        let text = if std::mem::take(&mut open.paragraph) && open.spoken {
            format!("\n\n{text}")
        } else {
            text
        };
        open.spoken = true;
        let said = Said {
            text: &text,
            thought: thought.then_some(true),
        };
        let choice = open.choice;
        self.content(choice, &said, out);
    }

    fn close(&mut self, part: PartId, out: &mut BytesMut) {
        let Some(open) = self.parts.remove(&part) else {
            return;
        };
        let context = Arc::clone(&self.context);
        let signature = open.seal.as_ref().map(write_answer::signature);
        let mut part = match &open.kind {
            Kind::Text | Kind::Thought if signature.is_none() => return,
            Kind::Text => wire::Part::text(""),
            Kind::Thought => wire::Part {
                thought: Some(true),
                ..wire::Part::text("")
            },
            Kind::Call {
                id,
                name,
                custom,
                arguments,
            } => {
                let arguments = Opening::arguments(*custom, arguments.clone());
                let call = write_answer::streamed_call(id, name, &arguments, &context);
                wire::Part {
                    function_call: Some(call),
                    ..wire::Part::default()
                }
            }
            Kind::Whole(part) => match write_answer::part(part, false, &context) {
                Some(part) => part,
                None => return,
            },
        };
        if signature.is_some() {
            part.thought_signature = signature;
        }
        self.content(open.choice, &part, out);
    }

    fn content(&mut self, choice: u32, part: &impl Serialize, out: &mut BytesMut) {
        let chunk = Chunk {
            candidates: &[chunk::Candidate::part(choice, part)],
            usage_metadata: None,
            model_version: &self.model,
            response_id: &self.response_id,
        };
        chunk.write(&mut self.begun, self.context.framing, out);
    }

    /// The last object.
    fn finish(&mut self, out: &mut BytesMut) {
        while let Some((part, _)) = self.parts.first_key_value() {
            self.close(*part, out);
        }
        let nothing = wire::Part::text("");
        let ends = std::mem::take(&mut self.ends);
        let mut candidates: Vec<_> = ends
            .iter()
            .map(|(choice, end)| chunk::Candidate {
                finish_reason: Some(end::write(end, false)),
                ..chunk::Candidate::part(*choice, &nothing)
            })
            .collect();
        if candidates.is_empty() {
            candidates.push(chunk::Candidate {
                finish_reason: Some("STOP"),
                ..chunk::Candidate::part(0, &nothing)
            });
        }
        let chunk = Chunk {
            candidates: &candidates,
            usage_metadata: self.usage.as_ref().map(|usage| usage::write(usage, false)),
            model_version: &self.model,
            response_id: &self.response_id,
        };
        chunk.write(&mut self.begun, self.context.framing, out);
        if self.context.framing == Framing::JsonArray {
            out.extend_from_slice(b"]");
        }
    }
}

impl WriteEvents for Writer {
    fn event(&mut self, event: Event, out: &mut BytesMut) {
        match event {
            Event::Started { model, .. } => {
                if !model.is_empty() {
                    self.model = model;
                }
            }
            Event::Opened {
                part,
                choice,
                opening,
            } => {
                let kind = match opening {
                    Opening::Text | Opening::Refusal => Kind::Text,
                    Opening::Thought => Kind::Thought,
                    Opening::ToolCall { id, name, custom } => Kind::Call {
                        id,
                        name,
                        custom,
                        arguments: String::new(),
                    },
                    Opening::Whole(part) => Kind::Whole(part),
                };
                let seal = match &kind {
                    Kind::Whole(part) => part.seal.clone(),
                    _ => None,
                };
                self.parts.insert(
                    part,
                    Open {
                        choice,
                        kind,
                        seal,
                        paragraph: false,
                        spoken: false,
                    },
                );
            }
            Event::Piece { part, text } => self.piece(part, text, out),
            Event::Paragraph { part } => {
                if let Some(open) = self.parts.get_mut(&part) {
                    open.paragraph = true;
                }
            }
            Event::Sealed { part, seal } => {
                if let Some(open) = self.parts.get_mut(&part) {
                    open.seal = Some(seal);
                }
            }
            // Citations of other dialects have no form here.
            Event::Annotated { .. } => {}
            Event::Closed { part } => self.close(part, out),
            Event::Ended { choice, end } => {
                self.ends.insert(choice, end);
            }
            Event::Usage(usage) => self.usage = Some(usage),
            Event::Done => self.finish(out),
        }
    }

    fn position(&self) -> StreamPosition {
        StreamPosition {
            begun: self.begun,
            sequence: 0,
        }
    }
}

#[cfg(test)]
mod tests;

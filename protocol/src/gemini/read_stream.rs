//! A provider's stream: whole response objects, each with a part of the answer, and no end mark.

mod chunk;

use self::chunk::{Candidate, Chunk, FunctionCall, Part};
use super::{
    call_ids::CallIds,
    end, media, meter,
    parts::{self, Writer},
    wire,
};
use crate::{
    codec::ReadEvents,
    hub::{self, End, EndReason, Event, Opening, PartId, Usage},
    stream::EventFault,
};

/// Google gives eight candidates at most; a wild index must not open more and more.
const LAST_CHOICE: u32 = 15;

#[derive(Debug, Default)]
pub(super) struct Reader {
    started: bool,
    id: String,
    choices: Vec<Choice>,
    next: PartId,
    usage: Option<meter::UsageMetadata>,
    told_usage: Option<meter::UsageMetadata>,
    /// Why the prompt was blocked.
    blocked: Option<(String, String)>,
    done: bool,
}

#[derive(Debug, Default)]
struct Choice {
    index: u32,
    open: Option<Open>,
    ids: CallIds,
    calls: bool,
    end: String,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    part: PartId,
    thought: bool,
}

impl ReadEvents for Reader {
    fn event(
        &mut self,
        _name: Option<&[u8]>,
        data: &[u8],
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault> {
        if data.starts_with(b"[DONE]") {
            return Ok(());
        }
        let chunk: Chunk<'_> = serde_json::from_slice(data)?;
        self.start(&chunk, hub);
        if let Some(usage) = chunk.usage_metadata {
            self.usage = Some(usage);
            // Once early, since some dialects tell the input first; the final one at the end.
            if self.told_usage.is_none() {
                self.tell_usage(hub);
            }
        }
        if let Some(feedback) = chunk
            .prompt_feedback
            .filter(|it| !it.block_reason.is_empty())
        {
            let words = (feedback.block_reason, feedback.block_reason_message);
            self.blocked = Some((words.0.0.into_owned(), words.1.0.into_owned()));
        }
        for candidate in chunk.candidates.into_iter().flatten() {
            self.candidate(candidate, data, hub);
        }
        Ok(())
    }

    fn finish(&mut self, hub: &mut Vec<Event>) {
        if std::mem::replace(&mut self.done, true) {
            return;
        }
        self.start(&Chunk::default(), hub);
        if self.choices.is_empty() {
            self.refuse(hub);
        }
        for choice in &mut self.choices {
            choice.close(hub);
            hub.push(Event::Ended {
                choice: choice.index,
                end: end::read(&choice.end, choice.calls),
            });
        }
        if self.usage != self.told_usage {
            self.tell_usage(hub);
        }
        hub.push(Event::Done);
    }
}

impl Reader {
    fn start(&mut self, chunk: &Chunk<'_>, hub: &mut Vec<Event>) {
        if self.started {
            return;
        }
        self.started = true;
        self.id = chunk.response_id.as_str().to_owned();
        hub.push(Event::Started {
            id: self.id.clone(),
            model: chunk.model_version.as_str().to_owned(),
        });
    }

    fn tell_usage(&mut self, hub: &mut Vec<Event>) {
        self.told_usage = self.usage;
        if let Some(usage) = self.usage {
            hub.push(Event::Usage(Usage::from(usage.canonical())));
        }
    }

    /// The prompt was blocked, or nothing came at all.
    fn refuse(&mut self, hub: &mut Vec<Event>) {
        let end = match self.blocked.take() {
            Some((word, message)) => {
                if !message.is_empty() {
                    let part = self.next;
                    hub.extend([
                        Event::Opened {
                            part,
                            choice: 0,
                            opening: Opening::Refusal,
                        },
                        Event::Piece {
                            part,
                            text: message,
                        },
                        Event::Closed { part },
                    ]);
                }
                End {
                    native: word,
                    ..End::new(EndReason::Refused)
                }
            }
            None => End::new(EndReason::Natural),
        };
        hub.push(Event::Ended { choice: 0, end });
    }

    fn candidate(&mut self, candidate: Candidate<'_>, data: &[u8], hub: &mut Vec<Event>) {
        let index = u32::try_from(candidate.index.0).map_or(LAST_CHOICE, |it| it.min(LAST_CHOICE));
        let at = match self.choices.iter().position(|choice| choice.index == index) {
            Some(at) => at,
            None => {
                self.choices.push(Choice {
                    index,
                    ids: CallIds::of_answer(&self.id, data, index as usize),
                    ..Choice::default()
                });
                self.choices.len() - 1
            }
        };
        let choice = &mut self.choices[at];
        let parts = candidate.content.and_then(|content| content.parts);
        for part in parts.into_iter().flatten() {
            choice.part(part, &mut self.next, hub);
        }
        if end::is_end(candidate.finish_reason.as_str()) {
            choice.end = candidate.finish_reason.0.into_owned();
        }
    }
}

impl Choice {
    fn part(&mut self, part: Part<'_>, next: &mut PartId, hub: &mut Vec<Event>) {
        let signature = part.thought_signature.given();
        let thought = part.thought.0;
        if let Some(call) = part.function_call {
            if !call.name.is_empty() {
                self.close(hub);
                let opening = self.call(&call);
                self.calls = true;
                let part = self.open(opening, false, next, hub);
                // Writers that have a place for it only before the call can put it there.
                self.sign(signature, hub);
                if let Some(args) = call.args.filter(|args| args.get() != "null") {
                    let text = args.get().to_owned();
                    hub.push(Event::Piece { part, text });
                }
                self.close(hub);
                return;
            }
        } else if let Some(blob) = part.inline_data {
            // A picture that the model only thought of is no part of its answer.
            if !thought {
                self.close(hub);
                self.blob(blob, next, hub);
                self.sign(signature, hub);
                self.close(hub);
            }
            return;
        }
        let text = part.text.map(|text| text.0).unwrap_or_default();
        if !text.is_empty() {
            let part = self.speak(thought, next, hub);
            let text = text.into_owned();
            hub.push(Event::Piece { part, text });
        } else if signature.is_some() && self.open.is_none() {
            self.open(Opening::Thought, true, next, hub);
        }
        if signature.is_some() {
            self.sign(signature, hub);
            self.close(hub);
        }
    }

    /// The open text or thought, or a new one.
    fn speak(&mut self, thought: bool, next: &mut PartId, hub: &mut Vec<Event>) -> PartId {
        match self.open {
            Some(open) if open.thought == thought => open.part,
            _ => {
                self.close(hub);
                let opening = if thought {
                    Opening::Thought
                } else {
                    Opening::Text
                };
                self.open(opening, thought, next, hub)
            }
        }
    }

    fn call(&mut self, call: &FunctionCall<'_>) -> Opening {
        let name = call.name.as_str();
        Opening::ToolCall {
            id: self.ids.call(call.id.given(), name),
            name: name.to_owned(),
            custom: false,
        }
    }

    fn blob(&mut self, blob: chunk::Blob<'_>, next: &mut PartId, hub: &mut Vec<Event>) {
        let whole = hub::Part::new(media::read_blob(wire::Blob {
            mime_type: blob.mime_type.0,
            data: blob.data.0,
            display_name: None,
        }));
        self.open(Opening::Whole(Box::new(whole)), false, next, hub);
    }

    fn open(
        &mut self,
        opening: Opening,
        thought: bool,
        next: &mut PartId,
        hub: &mut Vec<Event>,
    ) -> PartId {
        let part = *next;
        *next = next.wrapping_add(1);
        self.open = Some(Open { part, thought });
        hub.push(Event::Opened {
            part,
            choice: self.index,
            opening,
        });
        part
    }

    fn sign(&self, signature: Option<&str>, hub: &mut Vec<Event>) {
        if let (Some(signature), Some(open)) = (signature, self.open) {
            hub.push(Event::Sealed {
                part: open.part,
                seal: parts::seal(signature, Writer::Provider),
            });
        }
    }

    fn close(&mut self, hub: &mut Vec<Event>) {
        if let Some(open) = self.open.take() {
            hub.push(Event::Closed { part: open.part });
        }
    }
}

#[cfg(test)]
mod tests;

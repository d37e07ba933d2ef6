//! A provider's stream, read into the hub's events.

mod items;
mod open;
mod wire;

use std::collections::HashSet;

use serde_json::{Value, value::RawValue};

use self::{
    open::{Kind, Open, Opens},
    wire::{PartHead, ResponseEnd, ResponseHead, WireEvent, lenient},
};
use super::read_answer::{self, Said};
use crate::{
    codec::ReadEvents,
    hub::{Event, Opening},
    stream::EventFault,
};

/// Follows the items of a response. An item's parts open when they have something to say; what its end repeats is only
/// read where nothing came before.
#[derive(Debug, Default)]
pub(super) struct Reader {
    started: bool,
    opens: Opens,
    /// Items that are over, by their index.
    over: HashSet<u64>,
    said: Said,
    ended: bool,
}

impl ReadEvents for Reader {
    fn event(
        &mut self,
        name: Option<&[u8]>,
        data: &[u8],
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault> {
        if data.starts_with(b"[DONE]") || self.ended {
            return Ok(());
        }
        let event: WireEvent<'_> = serde_json::from_slice(data)?;
        let kind = match event.kind.as_str() {
            "" => name.unwrap_or_default(),
            kind => kind.as_bytes(),
        };
        match kind {
            b"response.output_text.delta" => {
                self.piece(&event, Kind::Text, event.content_index.0, hub);
            }
            b"response.refusal.delta" => {
                self.piece(&event, Kind::Refusal, event.content_index.0, hub);
            }
            b"response.function_call_arguments.delta"
            | b"response.custom_tool_call_input.delta" => {
                self.piece(&event, Kind::Call, 0, hub);
            }
            b"response.reasoning_summary_text.delta" => {
                self.thought(&event, Kind::Summary, event.summary_index.0, hub);
            }
            b"response.reasoning_text.delta" => {
                self.thought(&event, Kind::Reasoning, event.content_index.0, hub);
            }
            b"response.output_text.annotation.added" => self.annotation(&event, hub),
            b"response.output_text.done" => {
                self.rest(&event, Kind::Text, event.text.as_str(), hub);
            }
            b"response.refusal.done" => {
                self.rest(&event, Kind::Refusal, event.refusal.as_str(), hub);
            }
            b"response.content_part.done" => self.part_done(&event, hub),
            b"response.output_item.added" => self.item_added(&event, hub),
            b"response.output_item.done" => {
                if let Some(item) = event.item {
                    self.item_done(event.output_index.0, item, hub);
                }
            }
            b"response.created" | b"response.in_progress" | b"response.queued" => {
                self.start(event.response, hub);
            }
            b"response.completed" | b"response.incomplete" | b"response.cancelled" => {
                self.end(event.response, hub);
            }
            // The rest repeats, or tells how a tool of the provider gets on.
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self, hub: &mut Vec<Event>) {
        if !self.ended {
            self.close_all("", "", hub);
        }
    }
}

impl Reader {
    fn start(&mut self, response: Option<&RawValue>, hub: &mut Vec<Event>) {
        if self.started {
            return;
        }
        self.started = true;
        let head: ResponseHead<'_> = lenient(response);
        hub.push(Event::Started {
            id: head.id.0.into_owned(),
            model: head.model.0.into_owned(),
        });
    }

    /// Text for a part, which opens if it has not.
    fn piece(&mut self, event: &WireEvent<'_>, kind: Kind, sub: u64, hub: &mut Vec<Event>) {
        self.say(event.output_index.0, kind, sub, event.delta.as_str(), hub);
    }

    fn say(&mut self, item: u64, kind: Kind, sub: u64, text: &str, hub: &mut Vec<Event>) {
        if text.is_empty() || self.over.contains(&item) {
            return;
        }
        let Some(open) = self.open(item, kind, sub, hub) else {
            return;
        };
        open.spoke = true;
        hub.push(Event::Piece {
            part: open.part,
            text: text.to_owned(),
        });
    }

    /// The part, opened if need be. `None`: a call that was never announced has no name and is nothing.
    fn open(&mut self, item: u64, kind: Kind, sub: u64, hub: &mut Vec<Event>) -> Option<&mut Open> {
        let sub = if kind.is_thought() { 0 } else { sub };
        if self.opens.find(item, kind, sub).is_none() {
            let opening = match kind {
                Kind::Text => Opening::Text,
                Kind::Refusal => Opening::Refusal,
                Kind::Summary | Kind::Reasoning => Opening::Thought,
                Kind::Call => return None,
            };
            self.said.refuses |= kind == Kind::Refusal;
            self.begin(item, kind, sub, opening, hub);
        }
        self.opens.find(item, kind, sub)
    }

    fn begin(&mut self, item: u64, kind: Kind, sub: u64, opening: Opening, hub: &mut Vec<Event>) {
        if !self.started {
            self.started = true;
            hub.push(Event::Started {
                id: String::new(),
                model: String::new(),
            });
        }
        hub.push(Event::Opened {
            part: self.opens.begin(item, kind, sub),
            choice: 0,
            opening,
        });
    }

    /// A summary comes in paragraphs; of a summary and the reasoning itself, the first that speaks is told.
    fn thought(&mut self, event: &WireEvent<'_>, kind: Kind, paragraph: u64, hub: &mut Vec<Event>) {
        let item = event.output_index.0;
        if event.delta.is_empty() || self.over.contains(&item) {
            return;
        }
        let Some(open) = self.open(item, kind, 0, hub) else {
            return;
        };
        if open.kind != kind {
            return;
        }
        if open.spoke && open.paragraph != paragraph {
            hub.push(Event::Paragraph { part: open.part });
        }
        open.paragraph = paragraph;
        open.spoke = true;
        hub.push(Event::Piece {
            part: open.part,
            text: event.delta.as_str().to_owned(),
        });
    }

    /// The whole text of a part, told at its end: news only to who heard none of it.
    fn rest(&mut self, event: &WireEvent<'_>, kind: Kind, text: &str, hub: &mut Vec<Event>) {
        let (item, sub) = (event.output_index.0, event.content_index.0);
        if !self.opens.has_spoken(item, kind, sub) {
            self.say(item, kind, sub, text, hub);
        }
    }

    fn annotation(&mut self, event: &WireEvent<'_>, hub: &mut Vec<Event>) {
        let (item, sub) = (event.output_index.0, event.content_index.0);
        let annotation = event
            .annotation
            .and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
        if let (Some(open), Some(annotation)) = (self.opens.find(item, Kind::Text, sub), annotation)
        {
            hub.push(Event::Annotated {
                part: open.part,
                annotation,
            });
        }
    }

    fn part_done(&mut self, event: &WireEvent<'_>, hub: &mut Vec<Event>) {
        let (item, sub) = (event.output_index.0, event.content_index.0);
        if let Some(part) = event.part {
            self.part(item, sub, &lenient(Some(part)), hub);
        }
        for kind in [Kind::Text, Kind::Refusal] {
            if let Some(open) = self.opens.take(item, kind, sub) {
                hub.push(Event::Closed { part: open.part });
            }
        }
    }

    /// A part of a message as a whole.
    fn part(&mut self, item: u64, sub: u64, part: &PartHead<'_>, hub: &mut Vec<Event>) {
        let (kind, text) = match part.kind.as_str() {
            "output_text" => (Kind::Text, part.text.as_str()),
            "refusal" => (Kind::Refusal, part.refusal.as_str()),
            _ => return,
        };
        if !self.opens.has_spoken(item, kind, sub) {
            self.say(item, kind, sub, text, hub);
        }
    }

    fn end(&mut self, response: Option<&RawValue>, hub: &mut Vec<Event>) {
        self.start(response, hub);
        let end: ResponseEnd<'_> = lenient(response);
        // Some imitators tell only here what was said.
        for (index, item) in (0..).zip(end.output()) {
            self.item_done(index, item, hub);
        }
        let usage = end
            .usage
            .and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok())
            .and_then(read_answer::usage);
        hub.extend(usage.map(Event::Usage));
        self.close_all(end.status.as_str(), end.reason().as_str(), hub);
    }

    fn close_all(&mut self, status: &str, reason: &str, hub: &mut Vec<Event>) {
        self.ended = true;
        self.opens.close_all(hub);
        hub.push(Event::Ended {
            choice: 0,
            end: read_answer::end(status, reason, self.said),
        });
        hub.push(Event::Done);
    }
}

//! A provider's stream, read into the hub's events.

mod open;
mod wire;

use routex_entity::Dialect;
use serde_json::{Value, value::RawValue};

use self::{
    open::{Kind, Open, Opens},
    wire::{ItemHead, PartHead, ResponseEnd, WireEvent},
};
use super::read_answer::{self, Said};
use crate::{
    codec::ReadEvents,
    hub::{Content, Event, Opening, Part, Seal},
    stream::EventFault,
};

/// Follows the items of a response. An item's parts open when they have something to say; what its end repeats is only
/// read where nothing came before.
#[derive(Debug, Default)]
pub(super) struct Reader {
    started: bool,
    opens: Opens,
    /// Items that are over, by their index.
    over: Vec<u64>,
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
            b"response.content_part.done" => self.part_done(&event, hub)?,
            b"response.output_item.added" => self.item_added(&event, hub)?,
            b"response.output_item.done" => {
                if let Some(item) = event.item {
                    self.item_done(event.output_index.0, item, hub)?;
                }
            }
            b"response.created" | b"response.in_progress" | b"response.queued" => {
                self.start(event.response, hub)?;
            }
            b"response.completed" | b"response.incomplete" | b"response.cancelled" => {
                self.end(event.response, hub)?;
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
    fn start(
        &mut self,
        response: Option<&RawValue>,
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault> {
        if self.started {
            return Ok(());
        }
        self.started = true;
        let head = match response {
            Some(response) => serde_json::from_str(response.get())?,
            None => wire::ResponseHead::default(),
        };
        hub.push(Event::Started {
            id: head.id.0.into_owned(),
            model: head.model.0.into_owned(),
        });
        Ok(())
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

    fn part_done(&mut self, event: &WireEvent<'_>, hub: &mut Vec<Event>) -> Result<(), EventFault> {
        let (item, sub) = (event.output_index.0, event.content_index.0);
        if let Some(part) = event.part {
            let part: PartHead<'_> = serde_json::from_str(part.get())?;
            self.part(item, sub, &part, hub);
        }
        for kind in [Kind::Text, Kind::Refusal] {
            if let Some(open) = self.opens.take(item, kind, sub) {
                hub.push(Event::Closed { part: open.part });
            }
        }
        Ok(())
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

    fn item_added(
        &mut self,
        event: &WireEvent<'_>,
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault> {
        if let Some(item) = event.item
            && !self.over.contains(&event.output_index.0)
        {
            let head: ItemHead<'_> = serde_json::from_str(item.get())?;
            self.announce(event.output_index.0, &head, hub);
        }
        Ok(())
    }

    /// Opens a call; all other items wait until they say something.
    fn announce(&mut self, item: u64, head: &ItemHead<'_>, hub: &mut Vec<Event>) {
        let custom = match head.kind.as_str() {
            "function_call" => false,
            "custom_tool_call" => true,
            _ => return,
        };
        if self.opens.find(item, Kind::Call, 0).is_some() {
            return;
        }
        self.said.calls = true;
        let id = head.call_id.given().unwrap_or(head.id.as_str());
        let opening = Opening::ToolCall {
            id: id.to_owned(),
            name: head.joined_name(),
            custom,
        };
        self.begin(item, Kind::Call, 0, opening, hub);
    }

    fn item_done(
        &mut self,
        item: u64,
        raw: &RawValue,
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault> {
        if self.over.contains(&item) {
            return Ok(());
        }
        let head: ItemHead<'_> = serde_json::from_str(raw.get())?;
        match head.kind.as_str() {
            "message" => {
                for (sub, part) in (0..).zip(&head.content) {
                    self.part(item, sub, part, hub);
                }
            }
            "function_call" | "custom_tool_call" => {
                self.announce(item, &head, hub);
                if !self.opens.has_spoken(item, Kind::Call, 0) {
                    let input = head.arguments.given().unwrap_or(head.input.as_str());
                    self.say(item, Kind::Call, 0, input, hub);
                }
            }
            "reasoning" => self.reasoning_done(item, &head, hub),
            _ => {
                let value: Value = serde_json::from_str(raw.get())?;
                let part = Box::new(Part::new(Content::Foreign(value)));
                self.begin(item, Kind::Call, 0, Opening::Whole(part), hub);
            }
        }
        self.over.push(item);
        self.opens.close_item(item, hub);
        Ok(())
    }

    /// Its seal is complete only here. Reasoning without a word and without a seal is nothing.
    fn reasoning_done(&mut self, item: u64, head: &ItemHead<'_>, hub: &mut Vec<Event>) {
        if !self.opens.has_spoken(item, Kind::Summary, 0) {
            let parts = if head.summary.is_empty() {
                &head.content
            } else {
                &head.summary
            };
            for part in parts.iter().filter(|part| !part.text.is_empty()) {
                if let Some(open) = self.opens.find(item, Kind::Summary, 0) {
                    hub.push(Event::Paragraph { part: open.part });
                }
                self.say(item, Kind::Summary, 0, part.text.as_str(), hub);
            }
        }
        if let Some(seal) = head.encrypted_content.given()
            && let Some(open) = self.open(item, Kind::Summary, 0, hub)
        {
            hub.push(Event::Sealed {
                part: open.part,
                seal: Seal::new(Dialect::OpenaiResponses, seal),
            });
        }
    }

    fn end(&mut self, response: Option<&RawValue>, hub: &mut Vec<Event>) -> Result<(), EventFault> {
        self.start(response, hub)?;
        let end: ResponseEnd<'_> = match response {
            Some(response) => serde_json::from_str(response.get())?,
            None => ResponseEnd::default(),
        };
        // Some imitators tell only here what was said.
        for (index, item) in (0..).zip(&end.output) {
            self.item_done(index, item, hub)?;
        }
        let usage = end
            .usage
            .and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok())
            .and_then(read_answer::usage);
        hub.extend(usage.map(Event::Usage));
        let reason = end.incomplete_details.unwrap_or_default().reason;
        self.close_all(end.status.as_str(), reason.as_str(), hub);
        Ok(())
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

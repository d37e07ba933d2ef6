//! What the beginning and the end of an item tell.

use routex_entity::Dialect;
use serde_json::{Value, value::RawValue};

use super::{
    Reader,
    open::Kind,
    wire::{ItemHead, WireEvent, lenient},
};
use crate::hub::{Content, Event, Opening, Part, Seal};

impl Reader {
    pub(super) fn item_added(&mut self, event: &WireEvent<'_>, hub: &mut Vec<Event>) {
        if let Some(item) = event.item
            && !self.over.contains(&event.output_index.0)
        {
            self.announce(event.output_index.0, &lenient(Some(item)), hub);
        }
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

    pub(super) fn item_done(&mut self, item: u64, raw: &RawValue, hub: &mut Vec<Event>) {
        if self.over.contains(&item) {
            return;
        }
        let head: ItemHead<'_> = lenient(Some(raw));
        match head.kind.as_str() {
            "message" => {
                for (sub, part) in (0..).zip(head.content()) {
                    self.part(item, sub, &part, hub);
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
                let value: Value = lenient(Some(raw));
                let part = Box::new(Part::new(Content::Foreign(value)));
                self.begin(item, Kind::Call, 0, Opening::Whole(part), hub);
            }
        }
        self.over.insert(item);
        self.opens.close_item(item, hub);
    }

    /// Its seal is complete only here. Reasoning without a word and without a seal is nothing.
    fn reasoning_done(&mut self, item: u64, head: &ItemHead<'_>, hub: &mut Vec<Event>) {
        if !self.opens.has_spoken(item, Kind::Summary, 0) {
            let mut parts = head.summary();
            if parts.is_empty() {
                parts = head.content();
            }
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
}

//! A provider's stream.

mod blocks;

use serde::Deserialize;
use serde_json::value::RawValue;

use self::blocks::{BlockStart, Blocks, Delta};
use super::{end, usage};
use crate::{
    codec::ReadEvents,
    hub::{Event, Usage},
    json::{Count, Str},
    stream::EventFault,
};

/// Follows the blocks of a message. What imitators leave out is made up for.
#[derive(Debug, Default)]
pub(super) struct Reader {
    started: bool,
    ended: bool,
    done: bool,
    blocks: Blocks,
    usage: Usage,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Told<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    index: Count,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    content_block: Option<&'a RawValue>,
    #[serde(borrow)]
    delta: Option<Delta<'a>>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow)]
    model: Str<'a>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
}

impl ReadEvents for Reader {
    fn event(
        &mut self,
        name: Option<&[u8]>,
        data: &[u8],
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault> {
        if self.done || data.starts_with(b"[DONE]") {
            return Ok(());
        }
        let told: Told<'_> = serde_json::from_slice(data)?;
        let kind = match told.kind.as_str() {
            "" => name.unwrap_or_default(),
            kind => kind.as_bytes(),
        };
        match kind {
            b"message_start" => self.message(told.message, hub)?,
            b"content_block_start" => {
                self.start(hub);
                if let Some(block) = told.content_block {
                    let start: BlockStart<'_> = serde_json::from_str(block.get())?;
                    self.blocks.start(told.index.0, &start, block.get(), hub);
                }
            }
            b"content_block_delta" => {
                self.start(hub);
                if let Some(delta) = &told.delta {
                    self.blocks.delta(told.index.0, delta, hub);
                }
            }
            b"content_block_stop" => self.blocks.stop(told.index.0, hub),
            b"message_delta" => {
                self.start(hub);
                self.count(told.usage, hub);
                if let Some(delta) = &told.delta
                    && let Some(stop_reason) = delta.stop_reason.given()
                {
                    self.end(stop_reason, delta.stop_sequence.given(), hub);
                }
            }
            b"message_stop" => self.finish(hub),
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self, hub: &mut Vec<Event>) {
        if self.done {
            return;
        }
        self.start(hub);
        self.end("", None, hub);
        self.done = true;
        hub.push(Event::Done);
    }
}

impl Reader {
    fn message(
        &mut self,
        message: Option<&RawValue>,
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault> {
        if self.started {
            return Ok(());
        }
        let message: Message<'_> = match message {
            Some(message) => serde_json::from_str(message.get())?,
            None => Message::default(),
        };
        self.started = true;
        hub.push(Event::Started {
            id: message.id.0.into_owned(),
            model: message.model.0.into_owned(),
        });
        self.count(message.usage, hub);
        Ok(())
    }

    fn start(&mut self, hub: &mut Vec<Event>) {
        if !self.started {
            self.started = true;
            hub.push(Event::Started {
                id: String::new(),
                model: String::new(),
            });
        }
    }

    fn count(&mut self, told: Option<&RawValue>, hub: &mut Vec<Event>) {
        if let Some(told) = told {
            usage::merge(told.get(), &mut self.usage);
            hub.push(Event::Usage(self.usage.clone()));
        }
    }

    fn end(&mut self, stop_reason: &str, stop_sequence: Option<&str>, hub: &mut Vec<Event>) {
        if self.ended {
            return;
        }
        self.ended = true;
        self.blocks.stop_all(hub);
        let end = end::read(stop_reason, stop_sequence, self.blocks.used_tool());
        hub.push(Event::Ended { choice: 0, end });
    }
}

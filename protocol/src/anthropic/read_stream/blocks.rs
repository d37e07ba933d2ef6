//! The content blocks of a stream: which are open, and what their deltas mean.

use routex_entity::Dialect;
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::{
    hub::{Content, Event, Opening, Part, PartId, Seal},
    json::Str,
};

/// Blocks that are open at the same time, where one of a kind that only Anthropic knows is among them.
const MAX_OPEN: usize = 1_024;

#[derive(Debug, Default)]
pub(super) struct Blocks {
    open: Vec<Open>,
    next: PartId,
    used_tool: bool,
}

#[derive(Debug)]
struct Open {
    index: u64,
    part: PartId,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Text,
    Thought {
        signature: String,
    },
    Call {
        /// Some give the whole input at the beginning.
        input: Option<String>,
    },
    /// Told as a whole when it stops; its input may come in pieces.
    Foreign {
        block: Value,
        input: String,
    },
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct BlockStart<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    text: Str<'a>,
    #[serde(borrow)]
    thinking: Str<'a>,
    #[serde(borrow)]
    signature: Str<'a>,
    #[serde(borrow)]
    data: Str<'a>,
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow)]
    input: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Delta<'a> {
    #[serde(borrow)]
    text: Str<'a>,
    #[serde(borrow)]
    thinking: Str<'a>,
    #[serde(borrow)]
    partial_json: Str<'a>,
    #[serde(borrow)]
    signature: Str<'a>,
    #[serde(borrow)]
    citation: Option<&'a RawValue>,
    #[serde(borrow)]
    pub stop_reason: Str<'a>,
    #[serde(borrow)]
    pub stop_sequence: Str<'a>,
}

impl Blocks {
    /// Whether there was a call that the client must run.
    pub(super) fn used_tool(&self) -> bool {
        self.used_tool
    }

    /// `json`: the block as it came.
    pub(super) fn start(
        &mut self,
        index: u64,
        block: &BlockStart<'_>,
        json: &str,
        hub: &mut Vec<Event>,
    ) {
        self.stop(index, hub);
        match block.kind.as_str() {
            "text" | "" => {
                let part = self.open(index, Kind::Text, Opening::Text, hub);
                piece(part, block.text.as_str(), hub);
            }
            "thinking" => {
                let part = self.open_thought(index, block.signature.as_str(), hub);
                piece(part, block.thinking.as_str(), hub);
            }
            "redacted_thinking" => {
                let part = self.open_thought(index, "", hub);
                let seal = Seal {
                    redacted: true,
                    ..Seal::new(Dialect::Anthropic, block.data.as_str())
                };
                hub.push(Event::Sealed { part, seal });
            }
            "tool_use" => {
                self.used_tool = true;
                let opening = Opening::ToolCall {
                    id: self.call_id(block.id.as_str()),
                    name: block.name.as_str().to_owned(),
                    custom: false,
                };
                let input = block
                    .input
                    .map(RawValue::get)
                    .filter(|input| input.starts_with('{') && !is_empty_object(input))
                    .map(str::to_owned);
                self.open(index, Kind::Call { input }, opening, hub);
            }
            // Nobody hears of it before it stops, so that nobody else counts it.
            _ if self.open.len() >= MAX_OPEN => {}
            _ => {
                let block = serde_json::from_str(json).unwrap_or_default();
                let kind = Kind::Foreign {
                    block,
                    input: String::new(),
                };
                // Its part is numbered when it is told.
                self.open.push(Open {
                    index,
                    part: PartId::MAX,
                    kind,
                });
            }
        }
    }

    pub(super) fn delta(&mut self, index: u64, delta: &Delta<'_>, hub: &mut Vec<Event>) {
        let at = match self.open.iter().position(|open| open.index == index) {
            Some(at) => at,
            None => self.open_unannounced(index, delta, hub),
        };
        let Some(open) = self.open.get_mut(at) else {
            return;
        };
        let part = open.part;
        match &mut open.kind {
            Kind::Text => {
                piece(part, delta.text.as_str(), hub);
                if let Some(citation) = delta.citation
                    && let Ok(annotation) = serde_json::from_str(citation.get())
                {
                    hub.push(Event::Annotated { part, annotation });
                }
            }
            Kind::Thought { signature } => {
                piece(part, delta.thinking.as_str(), hub);
                signature.push_str(delta.signature.as_str());
            }
            Kind::Call { input } => {
                if let Some(json) = delta.partial_json.given() {
                    *input = None;
                    piece(part, json, hub);
                }
            }
            Kind::Foreign { input, .. } => input.push_str(delta.partial_json.as_str()),
        }
    }

    pub(super) fn stop(&mut self, index: u64, hub: &mut Vec<Event>) {
        if let Some(at) = self.open.iter().position(|open| open.index == index) {
            let open = self.open.remove(at);
            self.close(open, hub);
        }
    }

    pub(super) fn stop_all(&mut self, hub: &mut Vec<Event>) {
        for open in std::mem::take(&mut self.open) {
            self.close(open, hub);
        }
    }

    fn open(&mut self, index: u64, kind: Kind, opening: Opening, hub: &mut Vec<Event>) -> PartId {
        let part = self.number();
        self.open.push(Open { index, part, kind });
        hub.push(Event::Opened {
            part,
            choice: 0,
            opening,
        });
        part
    }

    fn open_thought(&mut self, index: u64, signature: &str, hub: &mut Vec<Event>) -> PartId {
        let kind = Kind::Thought {
            signature: signature.to_owned(),
        };
        self.open(index, kind, Opening::Thought, hub)
    }

    /// A delta of a block that was never started. Text and thoughts explain themselves.
    fn open_unannounced(&mut self, index: u64, delta: &Delta<'_>, hub: &mut Vec<Event>) -> usize {
        if !delta.text.is_empty() {
            self.open(index, Kind::Text, Opening::Text, hub);
        } else if !delta.thinking.is_empty() || !delta.signature.is_empty() {
            self.open_thought(index, "", hub);
        } else {
            return usize::MAX;
        }
        self.open.len() - 1
    }

    fn close(&mut self, open: Open, hub: &mut Vec<Event>) {
        let mut part = open.part;
        match open.kind {
            Kind::Text => {}
            Kind::Thought { signature } if signature.is_empty() => {}
            Kind::Thought { signature } => hub.push(Event::Sealed {
                part,
                seal: Seal::new(Dialect::Anthropic, signature),
            }),
            Kind::Call { input } => piece(part, input.as_deref().unwrap_or_default(), hub),
            Kind::Foreign { mut block, input } => {
                if let Ok(input) = serde_json::from_str::<Value>(&input)
                    && let Some(block) = block.as_object_mut()
                {
                    block.insert("input".to_owned(), input);
                }
                part = self.number();
                let whole = Part::new(Content::Foreign(block));
                hub.push(Event::Opened {
                    part,
                    choice: 0,
                    opening: Opening::Whole(Box::new(whole)),
                });
            }
        }
        hub.push(Event::Closed { part });
    }

    fn number(&mut self) -> PartId {
        let part = self.next;
        self.next = self.next.saturating_add(1);
        part
    }

    /// No call goes without an id.
    fn call_id(&self, given: &str) -> String {
        if given.is_empty() {
            format!("toolu_{}", self.next)
        } else {
            given.to_owned()
        }
    }
}

fn piece(part: PartId, text: &str, hub: &mut Vec<Event>) {
    if !text.is_empty() {
        let text = text.to_owned();
        hub.push(Event::Piece { part, text });
    }
}

fn is_empty_object(json: &str) -> bool {
    json.bytes()
        .all(|byte| matches!(byte, b'{' | b'}') || byte.is_ascii_whitespace())
}

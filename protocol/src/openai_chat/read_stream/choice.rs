//! One choice of a streamed answer: what is open in it.

use serde_json::Value;

use super::{Parts, calls::Calls};
use crate::{
    hub::{Event, Opening, Part, PartId},
    openai_chat::{
        finish::{self, Told},
        wire::{DeltaCall, DeltaFunction},
    },
};

#[derive(Debug)]
pub(super) struct Choice {
    pub index: u32,
    pub ended: bool,
    /// The text, thought or refusal that is being said.
    saying: Option<(PartId, Kind)>,
    calls: Calls,
    refused: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thought,
    Refusal,
}

impl Choice {
    pub(super) fn new(index: u32, seed: &str) -> Self {
        Self {
            index,
            ended: false,
            saying: None,
            calls: Calls::new(seed, index),
            refused: false,
        }
    }

    /// More of a text, thought or refusal; another kind ends the one before.
    pub(super) fn say(
        &mut self,
        opening: Opening,
        text: &str,
        parts: &mut Parts,
        hub: &mut Vec<Event>,
    ) {
        if text.is_empty() {
            return;
        }
        let kind = match opening {
            Opening::Thought => Kind::Thought,
            Opening::Refusal => Kind::Refusal,
            _ => Kind::Text,
        };
        let part = match self.saying {
            Some((part, saying)) if saying == kind => part,
            _ => {
                self.hush(hub);
                let part = parts.next();
                hub.push(Event::Opened {
                    part,
                    choice: self.index,
                    opening,
                });
                self.saying = Some((part, kind));
                self.refused |= kind == Kind::Refusal;
                part
            }
        };
        hub.push(Event::Piece {
            part,
            text: text.to_owned(),
        });
    }

    /// A citation belongs to the text that is being said.
    pub(super) fn annotate(&mut self, annotation: Value, hub: &mut Vec<Event>) {
        if let Some((part, Kind::Text)) = self.saying {
            hub.push(Event::Annotated { part, annotation });
        }
    }

    /// A part that comes whole.
    pub(super) fn show(&mut self, whole: Part, parts: &mut Parts, hub: &mut Vec<Event>) {
        self.hush(hub);
        let part = parts.next();
        hub.push(Event::Opened {
            part,
            choice: self.index,
            opening: Opening::Whole(Box::new(whole)),
        });
        hub.push(Event::Closed { part });
    }

    pub(super) fn call(&mut self, call: &DeltaCall<'_>, parts: &mut Parts, hub: &mut Vec<Event>) {
        self.hush(hub);
        self.calls.delta(call, parts, hub);
    }

    /// As functions were called before there were tools.
    pub(super) fn function(
        &mut self,
        function: &DeltaFunction<'_>,
        parts: &mut Parts,
        hub: &mut Vec<Event>,
    ) {
        self.hush(hub);
        self.calls.function(function, parts, hub);
    }

    pub(super) fn end(&mut self, word: &str, met: Option<String>, hub: &mut Vec<Event>) {
        self.hush(hub);
        let told = Told {
            called: self.calls.close(hub),
            refused: self.refused,
        };
        self.ended = true;
        hub.push(Event::Ended {
            choice: self.index,
            end: finish::read(word, told, met),
        });
    }

    fn hush(&mut self, hub: &mut Vec<Event>) {
        if let Some((part, _)) = self.saying.take() {
            hub.push(Event::Closed { part });
        }
    }
}

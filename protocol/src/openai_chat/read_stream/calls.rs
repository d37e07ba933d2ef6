//! Tool calls of a streamed answer: in pieces, several at a time, told apart by index, by id, or by nothing.

use super::Parts;
use crate::{
    hub::{Event, Opening, PartId},
    openai_chat::{
        read_answer::call_id,
        wire::{DeltaCall, DeltaFunction},
    },
};

/// Calls of one choice that are followed.
const MAX_CALLS: usize = 1_024;

#[derive(Debug)]
pub(super) struct Calls {
    /// What ids are made from where the provider gives none.
    seed: String,
    choice: u32,
    open: Vec<Call>,
}

#[derive(Debug)]
struct Call {
    index: Option<u64>,
    /// Empty while it was not told.
    id: String,
    custom: bool,
    told: Told,
}

#[derive(Debug)]
enum Told {
    /// Its arguments until its name comes.
    Waiting(String),
    Open(PartId),
}

impl Calls {
    pub(super) fn new(seed: &str, choice: u32) -> Self {
        Self {
            seed: seed.to_owned(),
            choice,
            open: Vec::new(),
        }
    }

    pub(super) fn delta(&mut self, delta: &DeltaCall<'_>, parts: &mut Parts, hub: &mut Vec<Event>) {
        let index = delta.index.map(|index| index.0);
        let id = delta.id.as_str();
        let custom = delta.custom.is_some();
        let function = delta.function.as_ref().or(delta.custom.as_ref());
        let name = function.map_or("", |function| function.name.as_str());
        let position = match self.find(index, id, name) {
            Some(position) => position,
            None if self.open.len() < MAX_CALLS => self.add(index, id, custom),
            None => return,
        };
        if let Some(function) = function {
            self.piece(position, function, parts, hub);
        }
    }

    /// The one call of the old form, which has neither index nor id.
    pub(super) fn function(
        &mut self,
        function: &DeltaFunction<'_>,
        parts: &mut Parts,
        hub: &mut Vec<Event>,
    ) {
        let position = match self.open.len() {
            0 => self.add(None, "", false),
            several => several - 1,
        };
        self.piece(position, function, parts, hub);
    }

    /// Closes all; says whether there were any.
    pub(super) fn close(&mut self, hub: &mut Vec<Event>) -> bool {
        let mut any = false;
        for call in self.open.drain(..) {
            // What never got a name cannot be run.
            if let Told::Open(part) = call.told {
                any = true;
                hub.push(Event::Closed { part });
            }
        }
        any
    }

    /// The call that a delta continues. Some imitators number all calls 0, and begin a new one with a new id.
    fn find(&self, index: Option<u64>, id: &str, name: &str) -> Option<usize> {
        let last = |is: &dyn Fn(&Call) -> bool| self.open.iter().rposition(is);
        let position = match (index, id) {
            (Some(_), _) => last(&|call| call.index == index)?,
            (None, "") if name.is_empty() => self.open.len().checked_sub(1)?,
            (None, "") => return None,
            (None, id) => return last(&|call| call.id == id),
        };
        let call = self.open.get(position)?;
        let another = !id.is_empty() && !call.id.is_empty() && call.id != id && !name.is_empty();
        (!another).then_some(position)
    }

    fn add(&mut self, index: Option<u64>, id: &str, custom: bool) -> usize {
        self.open.push(Call {
            index,
            id: id.to_owned(),
            custom,
            told: Told::Waiting(String::new()),
        });
        self.open.len() - 1
    }

    fn piece(
        &mut self,
        position: usize,
        function: &DeltaFunction<'_>,
        parts: &mut Parts,
        hub: &mut Vec<Event>,
    ) {
        let Some(call) = self.open.get_mut(position) else {
            return;
        };
        let text = if call.custom {
            function.input.text()
        } else {
            function.arguments.text()
        };
        let part = match &mut call.told {
            Told::Open(part) => *part,
            Told::Waiting(held) => {
                held.push_str(&text);
                if function.name.is_empty() {
                    return;
                }
                if call.id.is_empty() {
                    let number = self.choice as usize * MAX_CALLS + position;
                    call.id = call_id(&self.seed, number);
                }
                let part = parts.next();
                hub.push(Event::Opened {
                    part,
                    choice: self.choice,
                    opening: Opening::ToolCall {
                        id: call.id.clone(),
                        name: function.name.as_str().to_owned(),
                        custom: call.custom,
                    },
                });
                let held = std::mem::take(held);
                call.told = Told::Open(part);
                if !held.is_empty() {
                    hub.push(Event::Piece { part, text: held });
                }
                return;
            }
        };
        if !text.is_empty() {
            hub.push(Event::Piece {
                part,
                text: text.into_owned(),
            });
        }
    }
}

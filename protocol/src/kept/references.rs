//! A request that refers to items of earlier answers by their ids, as one that says them itself.

use std::collections::HashMap;

use memchr::memmem;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    KeptResponse,
    expand::{Members, NoObject},
};
use crate::{codec::Context, json::Str};

/// Responses that are looked into for one request. The newest has the items of all turns before it, so that one is enough
/// unless something is missing.
const MAX_RESPONSES: usize = 32;

/// Items that a request refers to, and that Routex made.
#[derive(Debug)]
pub struct References {
    /// In the order in which they are named.
    items: Vec<Wanted>,
    /// Responses that were told by [`References::next_response`].
    asked: Vec<String>,
    found: HashMap<String, Box<RawValue>>,
}

#[derive(Debug)]
struct Wanted {
    id: String,
    response: String,
}

/// A request in which all that could be found stands in place of its name.
#[derive(Debug, PartialEq, Eq)]
pub struct Recalled {
    pub body: Vec<u8>,
    /// Some reasoning could not be found. It is left out: a model can do without.
    pub lost_reasoning: bool,
}

/// Why a request cannot be made to say what it refers to.
#[derive(Debug, thiserror::Error)]
pub enum NoItem {
    #[error(transparent)]
    NoObject(#[from] NoObject),
    /// In OpenAI's words.
    #[error("Item with id '{0}' not found.")]
    Unknown(String),
}

impl References {
    /// `None`: the request refers to nothing of the kind, which a search for the name tells without reading the items.
    pub fn of(body: &[u8]) -> Option<Self> {
        memmem::find(body, b"\"item_reference\"")?;
        let members: Members<'_> = serde_json::from_slice(body).ok()?;
        let input: Vec<&RawValue> = serde_json::from_str(members.input()?.get()).ok()?;
        let items: Vec<Wanted> = input.into_iter().filter_map(Wanted::of).collect();
        (!items.is_empty()).then(|| Self {
            items,
            asked: Vec::new(),
            found: HashMap::new(),
        })
    }

    /// The response to look into next, the latest first. `None`: nothing is left to be found, or nowhere to look for it.
    pub fn next_response(&mut self) -> Option<String> {
        if self.asked.len() >= MAX_RESPONSES {
            return None;
        }
        let unknown = |wanted: &&Wanted| {
            !self.found.contains_key(&wanted.id) && !self.asked.contains(&wanted.response)
        };
        let response = self.items.iter().rev().find(unknown)?.response.clone();
        self.asked.push(response.clone());
        Some(response)
    }

    /// Takes what is wanted of a response and of everything before it.
    pub fn look_into(&mut self, kept: &KeptResponse<'_>) -> Result<(), serde_json::Error> {
        for item in kept
            .output()?
            .into_iter()
            .chain(kept.input().iter().copied())
        {
            let Some(id) = Head::of(item).and_then(|head| head.into_id()) else {
                continue;
            };
            let wanted = self.items.iter().any(|wanted| wanted.id == id);
            if wanted && Wanted::of(item).is_none() {
                self.found.entry(id).or_insert_with(|| item.to_owned());
            }
        }
        Ok(())
    }

    /// The request with what was found.
    pub fn recall(&self, body: &[u8]) -> Result<Recalled, NoItem> {
        let members: Members<'_> = serde_json::from_slice(body).map_err(NoObject)?;
        let input = members.input().map_or("[]", RawValue::get);
        let input: Vec<&RawValue> = serde_json::from_str(input).map_err(NoObject)?;
        let mut items = Vec::with_capacity(input.len());
        let mut lost_reasoning = false;
        for item in input {
            match Wanted::of(item) {
                None => items.push(item),
                Some(wanted) => match self.found.get(&wanted.id) {
                    Some(found) => items.push(found),
                    None if wanted.id.starts_with("rs_") => lost_reasoning = true,
                    None => return Err(NoItem::Unknown(wanted.id)),
                },
            }
        }
        Ok(Recalled {
            body: members.saying(&items, &[])?,
            lost_reasoning,
        })
    }
}

impl Wanted {
    /// `None`: the item is no reference, or one to an item that a provider keeps.
    fn of(item: &RawValue) -> Option<Self> {
        let head = Head::of(item)?;
        let refers = match head.kind.as_str() {
            "item_reference" => true,
            // The type may be left out; what then has a role is a message.
            "" => head.role.is_empty(),
            _ => false,
        };
        let id = head.into_id().filter(|_| refers)?;
        let response = Context::response_of(&id)?;
        Some(Self { id, response })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Head<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    role: Str<'a>,
    #[serde(borrow)]
    id: Str<'a>,
}

impl<'a> Head<'a> {
    fn of(item: &'a RawValue) -> Option<Self> {
        serde_json::from_str(item.get()).ok()
    }

    fn into_id(self) -> Option<String> {
        self.id.given().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests;

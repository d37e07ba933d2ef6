//! A request that goes on from a kept response, as one that says everything itself.

use std::fmt;

use serde::{
    Deserialize, Serialize, Serializer,
    de::{Deserializer, MapAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::value::RawValue;

use super::{KeptResponse, message};
use crate::json::Str;

/// The request cannot be read as an object, or its input as items.
#[derive(Debug, thiserror::Error)]
#[error("the request cannot be put behind the response that it goes on from: {0}")]
pub struct NoObject(#[from] pub serde_json::Error);

/// The request with all items of the kept conversation in front of its own, and without `previous_response_id`. All
/// other members stay as they are and where they are.
pub fn expand(body: &[u8], kept: &KeptResponse<'_>) -> Result<Vec<u8>, NoObject> {
    let members: Members<'_> = serde_json::from_slice(body)?;
    let spoken;
    let mut items = kept.input.clone();
    items.extend(kept.output()?);
    match members.input() {
        Some(input) if input.get().starts_with('"') => {
            spoken = message(input)?;
            items.push(&spoken);
        }
        Some(input) if input.get() != "null" => {
            let own: Vec<&RawValue> = serde_json::from_str(input.get())?;
            items.extend(own);
        }
        _ => {}
    }
    members.saying(&items, &["previous_response_id"])
}

/// An object's members in their order, unread.
pub(super) struct Members<'a>(Vec<(Str<'a>, &'a RawValue)>);

impl Members<'_> {
    pub(super) fn input(&self) -> Option<&RawValue> {
        let input = self.0.iter().find(|(name, _)| name.as_str() == "input");
        input.map(|(_, value)| *value)
    }

    /// The object with another `input`, and without some members.
    pub(super) fn saying(
        &self,
        items: &[&RawValue],
        without: &[&str],
    ) -> Result<Vec<u8>, NoObject> {
        Ok(serde_json::to_vec(&Expanded {
            members: self,
            items,
            without,
        })?)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

struct Expanded<'a> {
    members: &'a Members<'a>,
    items: &'a [&'a RawValue],
    without: &'a [&'a str],
}

impl Serialize for Expanded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut given = false;
        for (name, value) in &self.members.0 {
            match name.as_str() {
                name if self.without.contains(&name) => {}
                "input" => {
                    // Of an object that names it twice, the first was read.
                    if !given {
                        map.serialize_entry("input", self.items)?;
                    }
                    given = true;
                }
                name => map.serialize_entry(name, value)?,
            }
        }
        if !given {
            map.serialize_entry("input", self.items)?;
        }
        map.end()
    }
}

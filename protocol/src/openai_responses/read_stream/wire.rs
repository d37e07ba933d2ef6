//! Events as the provider writes them. Everything may be missing.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    json::{Count, Str},
    openai_responses::namespace,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WireEvent<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Str<'a>,
    pub output_index: Count,
    pub content_index: Count,
    pub summary_index: Count,
    #[serde(borrow)]
    pub delta: Str<'a>,
    #[serde(borrow)]
    pub text: Str<'a>,
    #[serde(borrow)]
    pub refusal: Str<'a>,
    #[serde(borrow)]
    pub item: Option<&'a RawValue>,
    #[serde(borrow)]
    pub part: Option<&'a RawValue>,
    #[serde(borrow)]
    pub annotation: Option<&'a RawValue>,
    #[serde(borrow)]
    pub response: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ResponseHead<'a> {
    #[serde(borrow)]
    pub id: Str<'a>,
    #[serde(borrow)]
    pub model: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ResponseEnd<'a> {
    #[serde(borrow)]
    pub status: Str<'a>,
    #[serde(borrow)]
    pub incomplete_details: Option<Incomplete<'a>>,
    #[serde(borrow, deserialize_with = "or_empty")]
    pub output: Vec<&'a RawValue>,
    #[serde(borrow)]
    pub usage: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Incomplete<'a> {
    #[serde(borrow)]
    pub reason: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ItemHead<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Str<'a>,
    #[serde(borrow)]
    pub id: Str<'a>,
    #[serde(borrow)]
    pub call_id: Str<'a>,
    #[serde(borrow)]
    pub name: Str<'a>,
    #[serde(borrow)]
    pub namespace: Str<'a>,
    #[serde(borrow)]
    pub arguments: Str<'a>,
    #[serde(borrow)]
    pub input: Str<'a>,
    #[serde(borrow, deserialize_with = "or_empty")]
    pub content: Vec<PartHead<'a>>,
    #[serde(borrow, deserialize_with = "or_empty")]
    pub summary: Vec<PartHead<'a>>,
    #[serde(borrow)]
    pub encrypted_content: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PartHead<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Str<'a>,
    #[serde(borrow)]
    pub text: Str<'a>,
    #[serde(borrow)]
    pub refusal: Str<'a>,
}

impl ItemHead<'_> {
    pub(super) fn joined_name(&self) -> String {
        let name = self.name.as_str();
        match self.namespace.given() {
            Some(namespace) => namespace::join(namespace, name),
            None => name.to_owned(),
        }
    }
}

/// A list, or nothing where null stands for it.
fn or_empty<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

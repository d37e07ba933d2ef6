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
    incomplete_details: Option<&'a RawValue>,
    #[serde(borrow)]
    output: Option<&'a RawValue>,
    #[serde(borrow)]
    pub usage: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Incomplete<'a> {
    #[serde(borrow)]
    reason: Str<'a>,
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
    #[serde(borrow)]
    content: Option<&'a RawValue>,
    #[serde(borrow)]
    summary: Option<&'a RawValue>,
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

impl<'a> ResponseEnd<'a> {
    pub(super) fn reason(&self) -> Str<'a> {
        lenient::<Incomplete<'a>>(self.incomplete_details).reason
    }

    pub(super) fn output(&self) -> Vec<&'a RawValue> {
        lenient(self.output)
    }
}

impl<'a> ItemHead<'a> {
    pub(super) fn content(&self) -> Vec<PartHead<'a>> {
        lenient(self.content)
    }

    pub(super) fn summary(&self) -> Vec<PartHead<'a>> {
        lenient(self.summary)
    }

    pub(super) fn joined_name(&self) -> String {
        let name = self.name.as_str();
        match self.namespace.given() {
            Some(namespace) => namespace::join(namespace, name),
            None => name.to_owned(),
        }
    }
}

/// What is there, or nothing where something else is.
pub(super) fn lenient<'a, T: Default + Deserialize<'a>>(raw: Option<&'a RawValue>) -> T {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

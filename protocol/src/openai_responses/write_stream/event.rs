//! One event, named and numbered.

use bytes::{BufMut, BytesMut};
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use crate::openai_responses::{
    output::{Content, Item, Summary},
    response::ResponseBody,
};

/// Members of all events, in an order that reads well.
#[derive(Default, Serialize)]
pub(super) struct Fields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotation_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<&'a Item<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotation: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delta: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<[(); 0]>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Part<'a> {
    Content(Content<'a>),
    Summary(Summary<'a>),
}

#[derive(Serialize)]
struct Numbered<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    sequence_number: u64,
    #[serde(flatten)]
    fields: Fields<'a>,
}

pub(super) fn emit(kind: &'static str, fields: Fields<'_>, next: &mut u64, out: &mut BytesMut) {
    let event = Numbered {
        kind,
        sequence_number: *next,
        fields,
    };
    *next += 1;
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(kind.as_bytes());
    out.extend_from_slice(b"\ndata: ");
    // Writing structs of text and numbers into memory does not fail.
    let _ = serde_json::to_writer(out.writer(), &event);
    out.extend_from_slice(b"\n\n");
}

/// An empty list.
pub(super) fn nothing() -> &'static RawValue {
    serde_json::from_str("[]").unwrap_or(RawValue::NULL)
}

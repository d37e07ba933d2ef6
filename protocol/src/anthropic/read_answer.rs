//! A provider's complete answer.

use routex_entity::Dialect;
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{end, members::Members, read_block, usage};
use crate::{
    hub::{Answer, Choice, Content, Extras, Part, Usage},
    json::Str,
};

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(default, borrow)]
    id: Str<'a>,
    #[serde(default, borrow)]
    model: Str<'a>,
    #[serde(default)]
    content: Value,
    #[serde(default, borrow)]
    stop_reason: Str<'a>,
    #[serde(default)]
    stop_sequence: Option<String>,
    #[serde(default, borrow)]
    usage: Option<&'a RawValue>,
    #[serde(flatten)]
    extras: Extras,
}

pub(super) fn read(body: &[u8]) -> Result<Answer, serde_json::Error> {
    let message: Message<'_> = serde_json::from_slice(body)?;
    let parts = parts(message.content);
    let used_tool = parts
        .iter()
        .any(|part| matches!(part.content, Content::ToolCall(_)));
    let end = end::read(
        message.stop_reason.as_str(),
        message.stop_sequence.as_deref(),
        used_tool,
    );
    let mut extras = message.extras;
    // Always the same.
    for constant in ["type", "role"] {
        extras.shift_remove(constant);
    }
    extras.retain(|_, value| !value.is_null());
    Ok(Answer {
        origin: Dialect::Anthropic,
        id: message.id.0.into_owned(),
        model: message.model.0.into_owned(),
        created: None,
        choices: vec![Choice {
            parts,
            end,
            extras: Extras::new(),
        }],
        usage: message.usage.map(|json| {
            let mut usage = Usage::default();
            usage::merge(json.get(), &mut usage);
            usage
        }),
        extras,
    })
}

/// A block that cannot be understood is kept as it is, so that the others are not lost with it.
fn parts(content: Value) -> Vec<Part> {
    let blocks = match content {
        Value::Array(blocks) => blocks,
        Value::String(text) => return vec![Part::text(text)],
        _ => return Vec::new(),
    };
    blocks.into_iter().map(part).collect()
}

fn part(block: Value) -> Part {
    let read = match &block {
        Value::Object(members) => read_block::part(Members::new(members.clone())).ok(),
        _ => None,
    };
    read.unwrap_or_else(|| Part::new(Content::Foreign(block)))
}

//! A complete answer for a client.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde::Serialize;

use super::{
    block::{Block, Input, More},
    end,
    usage::UsageOut,
};
use crate::{
    codec::{Context, fit_id},
    hub::{Answer, Content, End, EndReason, Extras, Part},
};

/// Longer ids are shortened.
pub(super) const MAX_ID: usize = 128;

#[derive(Serialize)]
struct Message<'a> {
    id: Cow<'a, str>,
    #[serde(rename = "type")]
    kind: &'static str,
    role: &'static str,
    model: &'a str,
    content: Vec<Block<'a>>,
    stop_reason: &'a str,
    stop_sequence: Option<&'a str>,
    usage: UsageOut<'a>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    extras: Option<&'a Extras>,
}

pub(super) fn write(answer: &Answer, context: &Context) -> Vec<u8> {
    let own = answer.origin == Dialect::Anthropic;
    let choice = answer.choices.first();
    // The prompt itself was refused.
    let refused = End::new(EndReason::Refused);
    let end = choice.map_or(&refused, |choice| &choice.end);
    let mut content: Vec<Block<'_>> = choice
        .iter()
        .flat_map(|choice| &choice.parts)
        .flat_map(|part| [seal_of_call(part), block(part, own, context)])
        .flatten()
        .collect();
    if end.reason == EndReason::Malformed {
        content.push(Block::text(end::MALFORMED));
    }
    let used_tool = content
        .iter()
        .any(|block| matches!(block, Block::ToolUse { .. }));
    let usage = match &answer.usage {
        Some(usage) => UsageOut::new(&usage.tokens, own.then_some(&usage.extras)),
        None => UsageOut::new(&answer.estimated_tokens(context.estimated_input), None),
    };
    let message = Message {
        id: id(&answer.id, own, context),
        kind: "message",
        role: "assistant",
        model: match answer.model.as_str() {
            "" => &context.request.model,
            model => model,
        },
        content,
        stop_reason: end
            .native_in(own)
            .unwrap_or_else(|| end::stop_reason(end.reason, used_tool)),
        stop_sequence: end.sequence.as_deref(),
        usage,
        extras: own.then_some(&answer.extras),
    };
    serde_json::to_vec(&message).unwrap_or_default()
}

/// The provider's id if it has Anthropic's form, otherwise one of this answer.
pub(super) fn id<'a>(given: &'a str, own: bool, context: &Context) -> Cow<'a, str> {
    if given.starts_with("msg_") || (own && !given.is_empty()) {
        Cow::Borrowed(given)
    } else {
        Cow::Owned(context.id("msg_", 0))
    }
}

/// A call's id as the client gets it, and will send it back.
pub(super) fn call_id(id: &str) -> Cow<'_, str> {
    Cow::Owned(fit_id(id, MAX_ID))
}

/// Gemini seals its calls. Here only thoughts are sealed, so that one goes before.
fn seal_of_call(part: &Part) -> Option<Block<'static>> {
    let seal = part.seal.as_ref()?;
    matches!(part.content, Content::ToolCall(_)).then(|| Block::Thinking {
        thinking: Cow::Borrowed(""),
        signature: seal.to_client(Dialect::Anthropic).into(),
        more: More::default(),
    })
}

/// `None`: the part says nothing, or nothing that has a place here.
pub(super) fn block<'a>(part: &'a Part, own: bool, context: &'a Context) -> Option<Block<'a>> {
    let more = || match own {
        true => More::new(part.cache.as_ref(), Some(&part.extras)),
        false => More::default(),
    };
    Some(match &part.content {
        // A client would send an empty text back, and be refused for it.
        Content::Text(text) | Content::Refusal(text) if text.is_empty() => return None,
        Content::Text(text) => Block::Text {
            text: text.into(),
            more: more(),
        },
        Content::Refusal(text) => Block::text(text),
        Content::Thought(paragraphs) => thought(part, paragraphs, more())?,
        Content::ToolCall(call) => Block::ToolUse {
            id: call_id(&call.id),
            name: context.names.original(&call.name).into(),
            input: Input::of(&call.arguments),
            more: more(),
        },
        Content::Foreign(block) if own => Block::Raw(Cow::Borrowed(block)),
        Content::Foreign(_) | Content::ToolResult(_) => return None,
        Content::Image(_) | Content::Document(_) | Content::Audio(_) | Content::Video(_) => {
            Block::text(NO_PLACE)
        }
    })
}

/// What a client is told of a medium that the model made.
pub(super) const NO_PLACE: &str =
    "[The model made an image or sound here, for which the Messages API has no place.]";

fn thought<'a>(part: &'a Part, paragraphs: &'a [String], more: More<'a>) -> Option<Block<'a>> {
    let thinking = joined(paragraphs);
    match &part.seal {
        Some(seal) if seal.redacted => Some(Block::RedactedThinking {
            data: seal.to_client(Dialect::Anthropic).into(),
            more,
        }),
        None if thinking.is_empty() => None,
        seal => Some(Block::Thinking {
            thinking,
            signature: seal
                .as_ref()
                .map(|seal| seal.to_client(Dialect::Anthropic))
                .unwrap_or_default()
                .into(),
            more,
        }),
    }
}

/// The paragraphs of a thought as one text.
pub(super) fn joined(paragraphs: &[String]) -> Cow<'_, str> {
    match paragraphs {
        [] => Cow::Borrowed(""),
        [one] => Cow::Borrowed(one),
        several => Cow::Owned(several.join("\n\n")),
    }
}

//! A whole answer for a client, and the objects that streams are made of.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::Value;

use super::{
    end, extras, media, usage,
    wire::{self, Candidate, FunctionCall},
};
use crate::{
    codec::Context,
    hub::{Answer, Arguments, Choice, Content, Part, Seal, ToolCall},
};

pub(super) fn write(answer: &Answer, context: &Context) -> Vec<u8> {
    let own = answer.origin == Dialect::Gemini;
    let feedback = answer.extras.get("promptFeedback").filter(|_| own);
    let blocked = feedback.is_some_and(|feedback| feedback.get("blockReason").is_some());
    let mut extras = if own {
        answer.extras.clone()
    } else {
        Default::default()
    };
    let candidates = answer.choices.iter().enumerate();
    let candidates: Vec<Candidate<'_>> = candidates
        .filter(|(_, choice)| !(blocked && choice.parts.iter().all(is_refusal)))
        .map(|(index, choice)| candidate(index, choice, own, context))
        .collect();
    if !own && candidates.is_empty() {
        extras.insert(
            "promptFeedback".to_owned(),
            serde_json::json!({"blockReason": "OTHER"}),
        );
    }
    let model = match answer.model.as_str() {
        "" => context.request.model.as_str(),
        model => model,
    };
    let id = if own && !answer.id.is_empty() {
        Cow::Borrowed(answer.id.as_str())
    } else {
        Cow::Owned(response_id(context))
    };
    let wire = wire::Answer {
        candidates,
        prompt_feedback: None,
        usage_metadata: answer.usage.as_ref().map(|usage| usage::write(usage, own)),
        model_version: Some(model.into()),
        response_id: Some(id),
        extras: Cow::Owned(extras),
    };
    // Members have strings for names, so this cannot fail.
    serde_json::to_vec(&wire).unwrap_or_default()
}

/// The id of the answer to this request, streamed or not.
pub(super) fn response_id(context: &Context) -> String {
    context.id("", 0)
}

fn is_refusal(part: &Part) -> bool {
    matches!(part.content, Content::Refusal(_))
}

fn candidate<'a>(
    index: usize,
    choice: &'a Choice,
    own: bool,
    context: &'a Context,
) -> Candidate<'a> {
    let mut parts: Vec<wire::Part<'_>> = choice
        .parts
        .iter()
        .filter_map(|part| self::part(part, own, context))
        .collect();
    if parts.is_empty() && !own {
        // Clients look at the first part of every answer.
        parts.push(wire::Part::text(""));
    }
    let word = end::write(&choice.end, own);
    Candidate {
        content: Some(wire::Content {
            role: Some("model".into()),
            parts,
            ..wire::Content::default()
        }),
        finish_reason: (!word.is_empty()).then_some(word.into()),
        index: Some(index as u64),
        extras: if own {
            Cow::Borrowed(&choice.extras)
        } else {
            Cow::default()
        },
    }
}

/// A part of an answer. `None`: it has no form here.
pub(super) fn part<'a>(part: &'a Part, own: bool, context: &'a Context) -> Option<wire::Part<'a>> {
    let mut written = match &part.content {
        Content::Text(text) if text.is_empty() && !own && part.seal.is_none() => return None,
        Content::Text(text) | Content::Refusal(text) => wire::Part::text(text),
        Content::Thought(texts) => wire::Part {
            thought: Some(true),
            ..wire::Part::text(match texts.as_slice() {
                [text] => Cow::Borrowed(text.as_str()),
                texts => Cow::Owned(texts.join("\n\n")),
            })
        },
        Content::Image(media)
        | Content::Document(media)
        | Content::Audio(media)
        | Content::Video(media) => media::write(media, own)?,
        Content::ToolCall(call) => wire::Part {
            function_call: Some(function_call(part, call, own, context)),
            ..wire::Part::default()
        },
        Content::Foreign(Value::Object(object)) if own => wire::Part {
            extras: Cow::Borrowed(object),
            ..wire::Part::default()
        },
        Content::ToolResult(_) | Content::Foreign(_) => return None,
    };
    written.thought_signature = part.seal.as_ref().map(signature);
    if own {
        written.extras.to_mut().extend(extras::own(&part.extras));
    }
    Some(written)
}

/// As a client of this dialect gets a seal: base64, which Google's SDKs insist on.
pub(super) fn signature(seal: &Seal) -> Cow<'_, str> {
    match seal.origin {
        Dialect::Gemini => Cow::Borrowed(&seal.value),
        _ => Cow::Owned(seal.to_client(Dialect::Gemini)),
    }
}

fn function_call<'a>(
    part: &'a Part,
    call: &'a ToolCall,
    own: bool,
    context: &'a Context,
) -> FunctionCall<'a> {
    FunctionCall {
        id: Some(call.id.as_str().into()),
        name: context.names.original(&call.name).into(),
        args: Some(Cow::Owned(call.arguments.to_object())),
        extras: Cow::Owned(if own {
            extras::of(&part.extras, "functionCall")
        } else {
            Default::default()
        }),
    }
}

/// A call whose arguments came in pieces.
pub(super) fn streamed_call<'a>(
    id: &'a str,
    name: &'a str,
    arguments: &Arguments,
    context: &'a Context,
) -> FunctionCall<'a> {
    FunctionCall {
        id: Some(id.into()),
        name: context.names.original(name).into(),
        args: Some(Cow::Owned(arguments.to_object())),
        ..FunctionCall::default()
    }
}

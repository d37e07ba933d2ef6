//! Parts as content blocks.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::Value;

use super::{media, writing::Writing};
use crate::{
    anthropic::{
        block::{Block, Blocks, Input, More, Source},
        read_block::{SEARCH_RESULT, SHOWN, SOURCE},
        write_answer::{MAX_ID, joined},
    },
    codec::{Member, Untranslatable, fit_id},
    hub::{Content, Extras, Media, NO_RESULT, Part, Seal, ToolCall, ToolOutput, ToolResult},
};

/// Longest tool name.
pub(super) const MAX_NAME: usize = 128;

/// `None`: there is nothing to say, or nothing that can be said here.
pub(super) fn block<'a>(
    part: &'a Part,
    writing: &mut Writing<'a>,
) -> Result<Option<Block<'a>>, Untranslatable> {
    Ok(match &part.content {
        // Blank texts are refused.
        Content::Text(text) | Content::Refusal(text) if text.trim().is_empty() => None,
        Content::Text(text) | Content::Refusal(text) => Some(Block::Text {
            text: text.into(),
            more: more(part, writing),
        }),
        Content::Image(media) => Some(image(part, media, writing)?),
        Content::Document(media) => Some(document(part, media, writing)?),
        Content::Thought(paragraphs) => thought(part, paragraphs, writing),
        Content::ToolCall(call) => Some(tool_use(part, call, &call.id, writing)),
        Content::ToolResult(result) => Some(tool_result(part, result, &result.call_id, writing)?),
        Content::Foreign(block) => foreign(block, writing),
        Content::Audio(media) => {
            return Err(writing.refuse_media(
                Member::Audio,
                media,
                "Claude hears no sound; send its text",
            ));
        }
        Content::Video(media) => {
            return Err(writing.refuse_media(
                Member::Video,
                media,
                "Claude sees no video; send images of it",
            ));
        }
    })
}

fn more<'a>(part: &'a Part, writing: &mut Writing<'a>) -> More<'a> {
    let extras = writing.extras(Member::Messages, &part.extras);
    More::new(part.cache.as_ref(), extras)
}

fn image<'a>(
    part: &'a Part,
    media: &'a Media,
    writing: &mut Writing<'a>,
) -> Result<Block<'a>, Untranslatable> {
    let hint = media.detail.as_deref();
    writing.drop_if(hint.is_some_and(|hint| hint != "auto"), Member::Detail);
    if let Some(block) = as_it_was("image", part, media, writing) {
        return Ok(block);
    }
    Ok(Block::Image {
        source: media::image(media, writing)?,
        more: more(part, writing),
    })
}

fn document<'a>(
    part: &'a Part,
    media: &'a Media,
    writing: &mut Writing<'a>,
) -> Result<Block<'a>, Untranslatable> {
    if let Some(block) = as_it_was("document", part, media, writing) {
        return Ok(block);
    }
    let source = media::document(media, writing)?;
    Ok(match source {
        // An empty document is refused.
        Source::Text { data, .. } if data.trim().is_empty() => {
            let name = media.name.as_deref().unwrap_or("file");
            Block::text(format!("[{name} is empty]"))
        }
        source => Block::Document {
            source,
            title: media.name.as_deref(),
            more: more(part, writing),
        },
    })
}

/// A block of which the hub holds less than there was, from its `extras`.
fn as_it_was<'a>(
    kind: &str,
    part: &Part,
    media: &Media,
    writing: &Writing<'a>,
) -> Option<Block<'a>> {
    if !writing.own() {
        return None;
    }
    let mut block = Extras::new();
    if let Some(Value::Object(whole)) = part.extras.get(SEARCH_RESULT) {
        block.clone_from(whole);
    } else {
        block.insert("type".to_owned(), kind.into());
        block.insert("source".to_owned(), part.extras.get(SOURCE)?.clone());
        if let Some(title) = &media.name {
            block.insert("title".to_owned(), title.as_str().into());
        }
        let others = part.extras.iter();
        let others = others.filter(|(name, _)| ![SOURCE, SHOWN].contains(&name.as_str()));
        block.extend(others.map(|(name, value)| (name.clone(), value.clone())));
    }
    if let Some(cache) = &part.cache {
        block.insert("cache_control".to_owned(), cache.clone());
    }
    Some(Block::Raw(Cow::Owned(Value::Object(block))))
}

/// Only thoughts that Anthropic sealed are believed.
fn thought<'a>(
    part: &'a Part,
    paragraphs: &'a [String],
    writing: &mut Writing<'a>,
) -> Option<Block<'a>> {
    let Some(value) = part.seal.as_ref().and_then(usable) else {
        writing.drop(Member::Thought);
        return None;
    };
    // A thought takes no cache mark.
    let more = More::new(None, writing.extras(Member::Messages, &part.extras));
    Some(match &part.seal {
        Some(seal) if seal.redacted => Block::RedactedThinking {
            data: value.into(),
            more,
        },
        _ => Block::Thinking {
            thinking: joined(paragraphs),
            signature: value.into(),
            more,
        },
    })
}

/// The seal, if the provider can open it.
pub(super) fn usable(seal: &Seal) -> Option<&str> {
    seal.for_provider(Dialect::Anthropic)
}

/// `id`: the call's, or the one that it goes by in this request.
pub(super) fn tool_use<'a>(
    part: &'a Part,
    call: &'a ToolCall,
    id: &str,
    writing: &mut Writing<'a>,
) -> Block<'a> {
    Block::ToolUse {
        id: fit_id(id, MAX_ID).into(),
        name: writing.names.fit(&call.name, MAX_NAME).into(),
        input: Input::of(&call.arguments),
        more: more(part, writing),
    }
}

pub(super) fn tool_result<'a>(
    part: &'a Part,
    result: &'a ToolResult,
    id: &str,
    writing: &mut Writing<'a>,
) -> Result<Block<'a>, Untranslatable> {
    let content = output(&result.output, writing)?;
    Ok(Block::ToolResult {
        tool_use_id: fit_id(id, MAX_ID).into(),
        content: (!content.is_empty()).then_some(Blocks(content)),
        is_error: result.is_error.filter(|error| *error || writing.own()),
        more: more(part, writing),
    })
}

/// For a call that was never answered.
pub(super) fn no_result(id: &str) -> Block<'static> {
    Block::ToolResult {
        tool_use_id: fit_id(id, MAX_ID).into(),
        content: Some(Blocks(vec![Block::text(NO_RESULT)])),
        is_error: Some(true),
        more: More::default(),
    }
}

/// What a tool answered, as blocks.
pub(super) fn output<'a>(
    output: &'a ToolOutput,
    writing: &mut Writing<'a>,
) -> Result<Vec<Block<'a>>, Untranslatable> {
    let mut blocks = Vec::new();
    match output {
        ToolOutput::Parts(parts) => {
            for part in parts {
                blocks.extend(block(part, writing)?);
            }
        }
        ToolOutput::Object(_) => blocks.push(Block::text(output.to_text().into_owned())),
    }
    Ok(blocks)
}

fn foreign<'a>(block: &'a Value, writing: &mut Writing<'a>) -> Option<Block<'a>> {
    if writing.own() {
        return Some(Block::Raw(Cow::Borrowed(block)));
    }
    let kind = block.get("type").and_then(Value::as_str);
    // Gemini's parts are named by their only member.
    let kind = kind.or_else(|| block.as_object()?.keys().next().map(String::as_str));
    let messages = Member::Messages.of(writing.request);
    writing
        .dropped
        .note(format!("{messages}.{}", kind.unwrap_or("content")));
    None
}

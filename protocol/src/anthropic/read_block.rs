//! Content blocks of requests and answers.

use routex_entity::Dialect;
use serde_json::{Map, Value};

use super::members::{Members, Wrong};
use crate::{
    hub::{
        Arguments, Content, Extras, Media, Part, Seal, Source, ToolCall, ToolOutput, ToolResult,
    },
    json,
};

/// What stands in a part's `extras` for the whole of a block that others get as a plain document.
pub(super) const SEARCH_RESULT: &str = "=search_result";
/// What stands there for a source that others get as its text.
pub(super) const SOURCE: &str = "=source";

/// What stands there when the source has images, which others do not get: it is in the source, too.
pub(super) const SHOWN: &str = "source.content.image";

/// The blocks of the member `at`.
pub(super) fn parts(at: &str, blocks: Vec<Members>) -> Result<Vec<Part>, Wrong> {
    let numbered = blocks.into_iter().enumerate();
    numbered
        .map(|(index, block)| part(block).map_err(|wrong| wrong.within(&format!("{at}[{index}]"))))
        .collect()
}

/// One block. Types that only Anthropic knows are kept whole.
pub(super) fn part(block: Members) -> Result<Part, Wrong> {
    let Some(kind) = block.peek("type") else {
        return Err(Wrong::new("type", "is missing; it must be a string"));
    };
    match kind {
        "text" => text(block),
        "image" => media(block, Content::Image),
        "document" => media(block, Content::Document),
        "search_result" => Ok(search_result(block.whole())),
        "thinking" => thinking(block),
        "redacted_thinking" => redacted_thinking(block),
        "tool_use" => tool_use(block),
        "tool_result" => tool_result(block),
        _ => Ok(foreign(block)),
    }
}

fn foreign(block: Members) -> Part {
    Part::new(Content::Foreign(Value::Object(block.whole())))
}

fn text(mut block: Members) -> Result<Part, Wrong> {
    let text = block.needed_string("text")?;
    Ok(finish(Content::Text(text), block))
}

/// What all blocks have, and what is left.
fn finish(content: Content, mut block: Members) -> Part {
    let cache = block.value("cache_control");
    block.value("type");
    Part {
        content,
        seal: None,
        cache,
        extras: block.rest(),
    }
}

fn media(mut block: Members, content: fn(Media) -> Content) -> Result<Part, Wrong> {
    let Some(Value::Object(source)) = block.get("source") else {
        return Err(Wrong::new("source", "is missing; it must be an object"));
    };
    let of_blocks = match source.get("type").and_then(Value::as_str) {
        Some("base64" | "url" | "file" | "text") => false,
        Some("content") => true,
        _ => return Ok(foreign(block)),
    };
    let source = block.object("source")?.unwrap_or_default();
    let title = block.string("title")?;
    let (mut media, left) = if of_blocks {
        (of_content(&source), source)
    } else {
        source_of(Members::new(source)).map_err(|wrong| wrong.within("source"))?
    };
    media.name = title;
    let mut part = finish(content(media), block);
    if of_blocks && has_other_than_text(&left) {
        part.extras.insert(SHOWN.to_owned(), Value::Bool(true));
    }
    if !left.is_empty() {
        part.extras.insert(SOURCE.to_owned(), Value::Object(left));
    }
    Ok(part)
}

fn has_other_than_text(source: &Map<String, Value>) -> bool {
    let blocks = source.get("content").and_then(Value::as_array);
    let is_text = |block: &Value| block.get("type").is_some_and(|kind| kind == "text");
    blocks.is_some_and(|blocks| !blocks.iter().all(is_text))
}

/// The medium, and the whole source again when it says more than that.
fn source_of(mut source: Members) -> Result<(Media, Extras), Wrong> {
    let kind = source.peek("type").unwrap_or_default().to_owned();
    let (member, make): (_, fn(String) -> Source) = match kind.as_str() {
        "base64" => ("data", Source::Base64),
        "url" => ("url", Source::Url),
        "file" => ("file_id", Source::File),
        _ => ("data", Source::Text),
    };
    let data = source.needed_string(member)?;
    let media_type = source.string("media_type")?;
    source.value("type");
    let mut left = source.rest();
    if !left.is_empty() {
        left.insert("type".to_owned(), Value::String(kind));
        left.insert(member.to_owned(), Value::String(data.clone()));
        if let Some(media_type) = &media_type {
            left.insert("media_type".to_owned(), Value::String(media_type.clone()));
        }
    }
    let media = Media {
        source: make(data),
        media_type,
        ..Media::default()
    };
    Ok((media, left))
}

/// A document that is given as blocks, as its text.
fn of_content(source: &Map<String, Value>) -> Media {
    let text = match source.get("content") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(blocks)) => texts(blocks),
        _ => String::new(),
    };
    Media {
        source: Source::Text(text),
        media_type: Some("text/plain".to_owned()),
        ..Media::default()
    }
}

/// Others get a search result as a document.
fn search_result(mut block: Map<String, Value>) -> Part {
    let cache = block
        .shift_remove("cache_control")
        .filter(|cache| !cache.is_null());
    let mut text = match block.get("content") {
        Some(Value::Array(blocks)) => texts(blocks),
        _ => String::new(),
    };
    if let Some(source) = block.get("source").and_then(Value::as_str) {
        text.insert_str(0, &format!("Source: {source}\n\n"));
    }
    let title = block.get("title").and_then(Value::as_str);
    let media = Media {
        source: Source::Text(text),
        media_type: Some("text/plain".to_owned()),
        name: title.map(str::to_owned),
        detail: None,
    };
    let mut part = Part::new(Content::Document(media));
    part.cache = cache;
    // Others do not cite; they are told so by its name.
    if let Some(citations) = block.get("citations") {
        part.extras
            .insert("citations".to_owned(), citations.clone());
    }
    part.extras
        .insert(SEARCH_RESULT.to_owned(), Value::Object(block));
    part
}

fn texts(blocks: &[Value]) -> String {
    let texts: Vec<&str> = blocks
        .iter()
        .filter_map(|block| block.get("text").and_then(Value::as_str))
        .collect();
    texts.join("\n\n")
}

fn thinking(mut block: Members) -> Result<Part, Wrong> {
    let said = block.string("thinking")?.filter(|said| !said.is_empty());
    let signature = block.string("signature")?.filter(|seal| !seal.is_empty());
    let seal = signature.map(|seal| Seal::from_client(Dialect::Anthropic, &seal));
    Ok(Part {
        seal,
        ..finish(Content::Thought(said.into_iter().collect()), block)
    })
}

fn redacted_thinking(mut block: Members) -> Result<Part, Wrong> {
    let data = block.needed_string("data")?;
    let mut seal = Seal::from_client(Dialect::Anthropic, &data);
    seal.redacted |= seal.origin == Dialect::Anthropic;
    Ok(Part {
        seal: Some(seal),
        ..finish(Content::Thought(Vec::new()), block)
    })
}

fn tool_use(mut block: Members) -> Result<Part, Wrong> {
    let id = block.needed_string("id")?;
    if id.is_empty() {
        return Err(Wrong::new("id", "must not be empty"));
    }
    let name = block.needed_string("name")?;
    let arguments = match block.value("input") {
        None => Arguments::Json(String::new()),
        Some(input) => Arguments::Json(json::text(&input)),
    };
    let call = ToolCall {
        id,
        name,
        arguments,
    };
    Ok(finish(Content::ToolCall(call), block))
}

fn tool_result(mut block: Members) -> Result<Part, Wrong> {
    let result = ToolResult {
        call_id: block.needed_string("tool_use_id")?,
        name: None,
        output: ToolOutput::Parts(output(block.value("content"))?),
        is_error: block.bool("is_error")?,
        custom: false,
    };
    Ok(finish(Content::ToolResult(result), block))
}

fn output(content: Option<Value>) -> Result<Vec<Part>, Wrong> {
    let blocks = match content {
        None => return Ok(Vec::new()),
        Some(Value::String(text)) => return Ok(vec![Part::text(text)]),
        Some(Value::Array(blocks)) => blocks,
        Some(_) => return Err(Wrong::new("content", MUST_BE_BLOCKS)),
    };
    let blocks = blocks.into_iter().map(|block| match block {
        Value::Object(block) => Ok(Members::new(block)),
        _ => Err(Wrong::new("content", MUST_BE_BLOCKS)),
    });
    parts("content", blocks.collect::<Result<_, _>>()?)
}

pub(super) const MUST_BE_BLOCKS: &str = "must be a string or an array of content blocks";

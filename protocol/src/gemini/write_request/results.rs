//! What tools answered.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Writer, contents::Turns, extras, media, tools, wire};
use crate::{
    codec::{Member, Untranslatable},
    hub::{Content, Extras, Media, Part, Source, ToolOutput, ToolResult},
};

/// What a result says that is nothing but media.
const ATTACHED: &str = "The result is attached.";

pub(super) fn write<'a>(
    writer: &mut Writer<'a>,
    turns: &mut Turns<'a>,
    result: &'a ToolResult,
    id: Option<Cow<'a, str>>,
    part: &'a Part,
) -> Result<(), Untranslatable> {
    let name = result
        .name
        .as_deref()
        .or_else(|| turns.names.get(&result.call_id));
    let mut attached = Vec::new();
    let response = match &result.output {
        ToolOutput::Object(object) => Cow::Borrowed(object),
        ToolOutput::Parts(parts) => Cow::Owned(response(writer, result, parts, &mut attached)?),
    };
    // Earlier models do not look into a response: media stand behind it.
    let inside = writer.own || writer.model.is_third();
    let (parts, behind) = if inside {
        (attached, Vec::new())
    } else {
        (Vec::new(), attached)
    };
    turns.push(wire::Part {
        function_response: Some(wire::FunctionResponse {
            id,
            name: writer.function_name(name.unwrap_or("unknown")),
            response: Some(response),
            parts,
            extras: Cow::Owned(extras::of(&part.extras, "functionResponse")),
        }),
        extras: Cow::Owned(if writer.own {
            extras::own(&part.extras)
        } else {
            Extras::new()
        }),
        ..wire::Part::default()
    });
    behind.into_iter().for_each(|part| turns.push(part));
    Ok(())
}

/// The response's object; what is no text goes to `attached`.
fn response<'a>(
    writer: &mut Writer<'a>,
    result: &'a ToolResult,
    parts: &'a [Part],
    attached: &mut Vec<wire::Part<'a>>,
) -> Result<Extras, Untranslatable> {
    let mut texts: Vec<Cow<'_, str>> = Vec::new();
    for part in parts {
        if !writer.own {
            writer.note_leftovers(Member::Messages, part);
        }
        match &part.content {
            Content::Text(text) | Content::Refusal(text) => texts.push(text.into()),
            Content::Document(
                document @ Media {
                    source: Source::Text(text),
                    ..
                },
            ) => texts.push(document.titled(text)),
            Content::Image(source)
            | Content::Document(source)
            | Content::Audio(source)
            | Content::Video(source) => {
                let mut written = media::write(writer, &part.content, source)?;
                if writer.own {
                    written.extras = Cow::Owned(extras::own(&part.extras));
                }
                attached.push(written);
            }
            Content::Foreign(value) => {
                let name = tools::label(value);
                writer
                    .dropped
                    .note(format!("{}.{name}", writer.name(Member::Messages)));
            }
            Content::Thought(_) | Content::ToolCall(_) | Content::ToolResult(_) => {}
        }
    }
    if writer.own {
        return Ok(as_it_came(result, &texts));
    }
    let text = match texts.join("\n\n") {
        text if text.is_empty() && !attached.is_empty() => ATTACHED.to_owned(),
        text => text,
    };
    Ok(object(result, &text))
}

/// A response that came with media beside it: its text is JSON unless it was the only thing in it.
fn as_it_came(result: &ToolResult, texts: &[Cow<'_, str>]) -> Extras {
    match texts.first() {
        None => Extras::new(),
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| object(result, text)),
    }
}

fn object(result: &ToolResult, text: &str) -> Extras {
    let member = if result.is_error == Some(true) {
        "error"
    } else {
        "output"
    };
    match json!({ member: text }) {
        Value::Object(object) => object,
        _ => Extras::new(),
    }
}

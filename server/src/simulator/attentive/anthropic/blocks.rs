//! The rules for one block.

use serde_json::Value;

use super::{
    super::{asked::Said, media, names::is_plain},
    Failure, LONGEST_NAME, bad,
    wire::{Block, Role, Source},
};

const IMAGES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// `place`: where the block is, such as `messages.0.content.1`.
pub(super) fn said(role: Role, place: &str, block: Block) -> Result<Vec<Said>, Failure> {
    let only_for = |whose: Role, kind: &str| {
        if role == whose {
            return Ok(());
        }
        let whose = match whose {
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        Err(bad(format!(
            "{place}: `{kind}` blocks can only be in `{whose}` messages"
        )))
    };
    Ok(match block {
        Block::Text {
            text, citations, ..
        } => {
            spoken(place, &text)?;
            let cites = citations.as_ref().and_then(Value::as_array);
            if role == Role::User && cites.is_some_and(|cites| !cites.is_empty()) {
                return Err(bad(format!(
                    "{place}.text.citations: citations are not permitted in user messages"
                )));
            }
            vec![Said::Text(text)]
        }
        Block::Image { source, .. } => {
            only_for(Role::User, "image")?;
            vec![Said::Media(image(place, source)?)]
        }
        Block::Document { source, .. } => {
            only_for(Role::User, "document")?;
            vec![Said::Media(document(place, source)?)]
        }
        Block::Thinking { thinking, .. } => {
            only_for(Role::Assistant, "thinking")?;
            vec![Said::Thought(thinking)]
        }
        Block::RedactedThinking { .. } => {
            only_for(Role::Assistant, "redacted_thinking")?;
            vec![Said::Thought(String::new())]
        }
        Block::ToolUse {
            id, name, input, ..
        } => {
            only_for(Role::Assistant, "tool_use")?;
            if !is_plain(&id, usize::MAX) {
                return Err(bad(format!(
                    "{place}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"
                )));
            }
            if !is_plain(&name, LONGEST_NAME) {
                return Err(bad(format!(
                    "{place}.tool_use.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"
                )));
            }
            vec![Said::Call {
                id,
                name,
                arguments: Value::Object(input),
            }]
        }
        Block::ToolResult {
            tool_use_id,
            content,
            ..
        } => {
            only_for(Role::User, "tool_result")?;
            let parts = content.map(|content| content.into_parts(Block::text));
            let mut output = Vec::new();
            let mut said = Vec::new();
            for (index, part) in parts.into_iter().flatten().enumerate() {
                let place = format!("{place}.tool_result.content.{index}");
                match part {
                    Block::Text { text, .. } => {
                        spoken(&place, &text)?;
                        output.push(text);
                    }
                    Block::Image { source, .. } => said.push(Said::Media(image(&place, source)?)),
                    Block::Document { source, .. } => {
                        said.push(Said::Media(document(&place, source)?));
                    }
                    _ => {
                        return Err(bad(format!(
                            "{place}: Input should be 'text', 'image' or 'document'"
                        )));
                    }
                }
            }
            let result = Said::Result {
                id: tool_use_id,
                name: String::new(),
                output: output.concat(),
            };
            said.insert(0, result);
            said
        }
    })
}

pub(super) fn system(index: usize, block: Block) -> Result<String, Failure> {
    match block {
        Block::Text { text, .. } => {
            spoken(&format!("system.{index}"), &text)?;
            Ok(text)
        }
        _ => Err(bad(format!("system.{index}.type: Input should be 'text'"))),
    }
}

fn spoken(place: &str, text: &str) -> Result<(), Failure> {
    if text.is_empty() {
        return Err(bad(format!(
            "{place}: text content blocks must be non-empty"
        )));
    }
    if text.trim().is_empty() {
        return Err(bad(format!(
            "{place}: text content blocks must contain non-whitespace text"
        )));
    }
    Ok(())
}

fn image(place: &str, source: Source) -> Result<String, Failure> {
    match source {
        Source::Base64 { media_type, data } if IMAGES.contains(&media_type.as_str()) => {
            media::data(&media_type, &data)
                .ok_or_else(|| bad(format!("{place}.image.source.base64: invalid base64 data")))
        }
        Source::Base64 { .. } => Err(bad(format!(
            "{place}.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or \
             'image/webp'"
        ))),
        Source::Url { url } => media::url("image", &url).ok_or_else(|| {
            bad(format!(
                "{place}.image.source.url: Only HTTPS URLs are supported."
            ))
        }),
        Source::Text { .. } | Source::Content { .. } => Err(bad(format!(
            "{place}.image.source.type: Input should be 'base64' or 'url'"
        ))),
    }
}

fn document(place: &str, source: Source) -> Result<String, Failure> {
    let place = format!("{place}.document.source");
    match source {
        Source::Base64 { media_type, data } if media_type == "application/pdf" => {
            media::data(&media_type, &data)
                .ok_or_else(|| bad(format!("{place}.base64: invalid base64 data")))
        }
        Source::Base64 { .. } => Err(bad(format!(
            "{place}.base64.media_type: Input should be 'application/pdf'"
        ))),
        Source::Text { media_type, data } if media_type == "text/plain" => {
            Ok(media::sized(&media_type, data.len()))
        }
        Source::Text { .. } => Err(bad(format!(
            "{place}.text.media_type: Input should be 'text/plain'"
        ))),
        Source::Url { url } => media::url("document", &url)
            .ok_or_else(|| bad(format!("{place}.url: Only HTTPS URLs are supported."))),
        Source::Content { content } => {
            let blocks = content.into_parts(Block::text);
            let lengths = blocks.iter().map(|block| match block {
                Block::Text { text, .. } => text.len(),
                _ => 0,
            });
            Ok(media::sized("text/plain", lengths.sum()))
        }
    }
}

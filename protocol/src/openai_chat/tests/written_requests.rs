//! Requests of other dialects, written for OpenAI and for those who know less.

mod conversations;
mod options;
mod tools;

use routex_entity::Dialect;
use serde_json::Value;

use crate::{
    codec::{Feature, Features},
    hub::{
        Arguments, Content, Media, Part, Request, Role, Source, ToolCall, ToolOutput, ToolResult,
        Turn,
    },
};

/// What a server has that imitates Chat as it was.
pub(super) const PLAIN: Features =
    Features::of(&[Feature::Tools, Feature::Images, Feature::Reasoning]);

pub(super) fn asked(turns: Vec<Turn>) -> Request {
    Request {
        turns,
        ..Request::new(Dialect::Anthropic, "asked")
    }
}

pub(super) fn user(text: &str) -> Turn {
    Turn::new(Role::User, vec![Part::text(text)])
}

pub(super) fn call(id: &str) -> Part {
    Part::new(Content::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "look".to_owned(),
        arguments: Arguments::Json(String::new()),
    }))
}

pub(super) fn result(id: &str, parts: Vec<Part>, is_error: bool) -> Part {
    Part::new(Content::ToolResult(ToolResult {
        call_id: id.to_owned(),
        name: None,
        output: ToolOutput::Parts(parts),
        is_error: Some(is_error),
        custom: false,
    }))
}

pub(super) fn picture() -> Part {
    Part::new(Content::Image(Media {
        source: Source::Base64("iVBO".to_owned()),
        media_type: Some("image/png".to_owned()),
        ..Media::default()
    }))
}

pub(super) fn roles(body: &Value) -> Vec<&str> {
    let messages = body["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["role"].as_str().unwrap())
        .collect()
}

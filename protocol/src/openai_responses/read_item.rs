//! Items of a conversation, as they stand in `input` and in `output`.

mod content;

use routex_entity::Dialect;
use serde_json::Value;

use super::{
    members::{self, Place},
    namespace,
};
use crate::{
    hub::{Arguments, Content, Extras, Part, Role, Seal, ToolCall, ToolOutput, ToolResult, Turn},
    request::BadRequest,
};

/// Extra of a message with parts that the hub does not know: it is not itself an item that the hub does not know.
pub(super) const IS_MESSAGE: &str = "=is_message";

/// Extra of a thought that is what `content` shows, and not a summary of it.
const IS_CONTENT: &str = "=is_content";

/// Who wrote the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    /// Seals may be in envelopes.
    Client,
    Provider,
}

impl Author {
    fn seal(self, text: &str) -> Seal {
        match self {
            Self::Client => Seal::from_client(Dialect::OpenaiResponses, text),
            Self::Provider => Seal::new(Dialect::OpenaiResponses, text),
        }
    }
}

/// Reads one item, which is one turn. Extras of a message are the turn's, those of any other item its part's.
pub(super) fn read(value: Value, author: Author, place: &Place<'_>) -> Result<Turn, BadRequest> {
    let mut item = members::object(value, place)?;
    let kind = match item.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        None | Some(Value::Null) if item.contains_key("role") => "message",
        None | Some(Value::Null) => "item_reference",
        Some(_) => return Err(place.member("type").bad("must be a string")),
    };
    match kind {
        "message" => message(item, place),
        "function_call" => call(item, false, place),
        "custom_tool_call" => call(item, true, place),
        "function_call_output" if members_has(&item, "call_id") => result(item, false, place),
        "custom_tool_call_output" => result(item, true, place),
        "reasoning" => reasoning(item, author, place),
        kind => {
            let kind = kind.to_owned();
            item.shift_remove("type");
            Ok(foreign(role_of(&kind), &kind, item))
        }
    }
}

fn members_has(item: &Extras, name: &str) -> bool {
    item.get(name).is_some_and(|value| !value.is_null())
}

/// An item that only this dialect knows.
fn foreign(role: Role, kind: &str, rest: Extras) -> Turn {
    let mut item = Extras::new();
    item.insert("type".to_owned(), Value::from(kind));
    item.extend(rest);
    Turn::new(role, vec![Part::new(Content::Foreign(Value::Object(item)))])
}

/// What comes from the client's side of the conversation; the rest is the model's.
fn role_of(kind: &str) -> Role {
    let client = kind.ends_with("_output")
        || matches!(
            kind,
            "mcp_approval_response" | "item_reference" | "compaction_trigger"
        );
    match kind {
        "additional_tools" | "configuration_update" => Role::Developer,
        _ if client => Role::User,
        _ => Role::Assistant,
    }
}

fn message(mut item: Extras, place: &Place<'_>) -> Result<Turn, BadRequest> {
    item.shift_remove("type");
    let role = match members::required(&mut item, "role", place)?.as_str() {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        "system" => Role::System,
        "developer" => Role::Developer,
        _ => {
            return Err(place
                .member("role")
                .bad("must be user, assistant, system or developer"));
        }
    };
    let parts = content::read(&mut item, "content", place)?;
    if parts
        .iter()
        .any(|part| matches!(part.content, Content::Foreign(_)))
    {
        item.insert(IS_MESSAGE.to_owned(), Value::Bool(true));
    }
    Ok(Turn {
        role,
        parts,
        extras: item,
    })
}

fn call(mut item: Extras, custom: bool, place: &Place<'_>) -> Result<Turn, BadRequest> {
    item.shift_remove("type");
    let id = members::required(&mut item, "call_id", place)?;
    let mut name = members::required(&mut item, "name", place)?;
    if let Some(group) = members::text(&mut item, namespace::MEMBER, place)? {
        name = namespace::join(&group, &name);
        item.insert(namespace::OF_CALL.to_owned(), Value::from(group));
    }
    let arguments = if custom {
        Arguments::Text(members::required(&mut item, "input", place)?)
    } else {
        Arguments::Json(members::text(&mut item, "arguments", place)?.unwrap_or_default())
    };
    let call = Content::ToolCall(ToolCall {
        id,
        name,
        arguments,
    });
    Ok(single(Role::Assistant, call, None, item))
}

fn result(mut item: Extras, custom: bool, place: &Place<'_>) -> Result<Turn, BadRequest> {
    item.shift_remove("type");
    let result = Content::ToolResult(ToolResult {
        call_id: members::required(&mut item, "call_id", place)?,
        name: members::text(&mut item, "name", place)?,
        output: ToolOutput::Parts(content::read(&mut item, "output", place)?),
        is_error: None,
        custom,
    });
    Ok(single(Role::User, result, None, item))
}

fn reasoning(mut item: Extras, author: Author, place: &Place<'_>) -> Result<Turn, BadRequest> {
    item.shift_remove("type");
    let summary = members::list(&mut item, "summary", place)?.unwrap_or_default();
    let mut paragraphs = texts(&summary);
    if paragraphs.is_empty()
        && let Some(Value::Array(content)) = item.get("content")
    {
        // Open models show their reasoning itself; it stays in the extras, too.
        paragraphs = texts(content);
        item.insert(IS_CONTENT.to_owned(), Value::Bool(true));
    }
    let seal = members::text(&mut item, "encrypted_content", place)?
        .filter(|text| !text.is_empty())
        .map(|text| author.seal(&text));
    Ok(single(
        Role::Assistant,
        Content::Thought(paragraphs),
        seal,
        item,
    ))
}

/// The texts of a summary's or reasoning's parts.
fn texts(parts: &[Value]) -> Vec<String> {
    parts
        .iter()
        .filter_map(|part| part.get("text")?.as_str())
        .map(str::to_owned)
        .collect()
}

/// Whether a thought is what `content` shows, and not a summary of it.
pub(super) fn is_content(extras: &Extras) -> bool {
    extras.contains_key(IS_CONTENT)
}

fn single(role: Role, content: Content, seal: Option<Seal>, extras: Extras) -> Turn {
    let mut part = Part::new(content);
    part.seal = seal;
    part.extras = extras;
    part.extras.retain(|_, value| !value.is_null());
    Turn::new(role, vec![part])
}

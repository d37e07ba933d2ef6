//! The rules for the order of items, calls, results and thoughts.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{
    super::{
        super::script::Skill,
        Reading,
        asked::{Asked, By, Said},
        body::{self, Content},
        openai::{at_most, bad, name},
        seal,
    },
    Failure, parts,
    wire::{Item, Part, Role, SummaryPart},
};

const LONGEST_CALL_ID: usize = 64;

/// What the items before had, as far as the next one depends on it.
#[derive(Default)]
struct Progress {
    /// Calls that have no output yet.
    pending: Vec<String>,
    system: Vec<String>,
    /// A thought that waits for the item that it led to.
    thought: Option<String>,
    /// Calls come after a thought; a user's message ends that.
    thought_of: bool,
}

pub(super) fn read(
    asked: &mut Asked,
    instructions: Option<String>,
    input: Content<Value>,
    reading: &Reading<'_>,
) -> Result<(), Failure> {
    let mut progress = Progress::default();
    progress.system.extend(instructions);
    for item in reading.history {
        let item = body::parse_part(
            Dialect::OpenaiResponses,
            "previous_response_id",
            item.clone(),
        )?;
        progress.item(asked, "previous_response_id", item, reading)?;
    }
    let items = input.into_parts(|text| json!({"role": "user", "content": text}));
    if items.is_empty() && reading.history.is_empty() {
        return Err(bad(
            "input",
            "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be provided.",
        ));
    }
    for (index, item) in items.into_iter().enumerate() {
        let place = format!("input[{index}]");
        let item = resolved(&place, item, reading)?;
        let item = body::parse_part(Dialect::OpenaiResponses, &place, item)?;
        progress.item(asked, &place, item, reading)?;
    }
    if let Some(id) = progress.thought {
        return Err(bad(
            "input",
            format!(
                "Item '{id}' of type 'reasoning' was provided without its required following item."
            ),
        ));
    }
    if let Some(call) = progress.pending.first() {
        return Err(bad(
            "input",
            format!("No tool output found for function call {call}."),
        ));
    }
    if !progress.system.is_empty() {
        asked.set("system", json!(progress.system.join("\n")));
    }
    Ok(())
}

impl Progress {
    fn item(
        &mut self,
        asked: &mut Asked,
        place: &str,
        item: Item,
        reading: &Reading<'_>,
    ) -> Result<(), Failure> {
        let thought = self.thought.take();
        match item {
            Item::Message {
                role, content, id, ..
            } => {
                own_id(place, "msg", id.as_deref())?;
                let parts = match content {
                    Content::Text(text) => vec![Said::Text(text)],
                    Content::Parts(parts) => parts
                        .into_iter()
                        .enumerate()
                        .map(|(at, part)| {
                            parts::said(role, &format!("{place}.content[{at}]"), part)
                        })
                        .collect::<Result<_, _>>()?,
                };
                match role {
                    Role::System | Role::Developer => {
                        self.system
                            .extend(parts.into_iter().filter_map(|said| match said {
                                Said::Text(text) => Some(text),
                                _ => None,
                            }));
                    }
                    Role::User => {
                        self.thought_of = false;
                        asked.say(By::User, parts);
                    }
                    Role::Assistant => asked.say(By::Model, parts),
                }
            }
            Item::FunctionCall {
                call_id,
                name: called,
                arguments,
                id,
                ..
            } => {
                let arguments: Option<Value> = serde_json::from_str(&arguments).ok();
                let arguments = arguments.filter(Value::is_object).ok_or_else(|| {
                    let param = format!("{place}.arguments");
                    bad(
                        &param,
                        format!("Invalid '{param}': expected a JSON object in a string."),
                    )
                })?;
                own_id(place, "fc", id.as_deref())?;
                self.thought_of |= thought.is_some();
                let kind = "function_call";
                self.call(asked, place, kind, reading, call_id, called, arguments)?;
            }
            Item::CustomToolCall {
                call_id,
                name: called,
                input,
                id,
                ..
            } => {
                own_id(place, "ctc", id.as_deref())?;
                self.thought_of |= thought.is_some();
                let kind = "custom_tool_call";
                self.call(asked, place, kind, reading, call_id, called, json!(input))?;
            }
            Item::FunctionCallOutput {
                call_id, output, ..
            }
            | Item::CustomToolCallOutput {
                call_id, output, ..
            } => {
                let Some(at) = self.pending.iter().position(|id| *id == call_id) else {
                    return Err(bad(
                        place,
                        format!(
                            "No tool call found for function call output with call_id {call_id}."
                        ),
                    ));
                };
                self.pending.remove(at);
                if self.pending.is_empty() {
                    // the next round of calls has thoughts of its own
                    self.thought_of = false;
                }
                asked.say(By::User, result(place, call_id, output)?);
            }
            Item::Reasoning {
                summary,
                id,
                encrypted_content,
                ..
            } => {
                own_id(place, "rs", id.as_deref())?;
                believed(place, id.as_deref(), encrypted_content.as_deref(), reading)?;
                let texts = summary.into_iter().map(|part| match part {
                    SummaryPart::SummaryText { text } => text,
                });
                asked.say(By::Model, vec![Said::Thought(texts.collect())]);
                self.thought = Some(id.unwrap_or_default());
            }
        }
        Ok(())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the members of an item, taken apart"
    )]
    fn call(
        &mut self,
        asked: &mut Asked,
        place: &str,
        kind: &str,
        reading: &Reading<'_>,
        call_id: String,
        called: String,
        arguments: Value,
    ) -> Result<(), Failure> {
        at_most(&format!("{place}.call_id"), LONGEST_CALL_ID, &call_id)?;
        name(&format!("{place}.name"), &called)?;
        if reading.skill == Skill::Think && asked.thinking.on && !self.thought_of {
            return Err(bad(
                place,
                format!(
                    "Item '{call_id}' of type '{kind}' was provided without its required 'reasoning' item."
                ),
            ));
        }
        if self.pending.contains(&call_id) {
            return Err(bad(place, format!("Duplicate call_id {call_id}.")));
        }
        self.pending.push(call_id.clone());
        let call = Said::Call {
            id: call_id,
            name: called,
            arguments,
        };
        asked.say(By::Model, vec![call]);
        Ok(())
    }
}

/// An item without a type is a message; one that refers to a stored one is that one.
fn resolved(place: &str, mut item: Value, reading: &Reading<'_>) -> Result<Value, Failure> {
    let Some(members) = item.as_object_mut() else {
        return Err(bad(
            place,
            format!("Invalid type for '{place}': expected an object."),
        ));
    };
    let by_role = members.contains_key("role") && !members.contains_key("type");
    if by_role {
        members.insert("type".to_owned(), json!("message"));
    }
    let refers = match members.get("type") {
        Some(kind) => kind == "item_reference",
        None => members.contains_key("id"),
    };
    if !refers {
        return Ok(item);
    }
    let id = item["id"].as_str().unwrap_or_default();
    (reading.stored_item)(id).ok_or_else(|| not_stored(place, id))
}

fn believed(
    place: &str,
    id: Option<&str>,
    encrypted: Option<&str>,
    reading: &Reading<'_>,
) -> Result<(), Failure> {
    let id = id.unwrap_or_default();
    let Some(encrypted) = encrypted else {
        return match (reading.stored_item)(id) {
            Some(_) => Ok(()),
            None => Err(not_stored(place, id)),
        };
    };
    let believed = if id.is_empty() {
        seal::is_own(Dialect::OpenaiResponses, encrypted)
    } else {
        seal::of(Dialect::OpenaiResponses, id) == encrypted
    };
    if believed {
        return Ok(());
    }
    let reason = if seal::is_own(Dialect::OpenaiResponses, encrypted) {
        "Encrypted content item_id did not match the target item id."
    } else {
        "Encrypted content could not be decrypted or parsed."
    };
    Err(Failure {
        code: Some("invalid_encrypted_content"),
        ..bad(
            place,
            format!("The encrypted content for item {id} could not be verified. Reason: {reason}"),
        )
    })
}

fn result(place: &str, id: String, output: Content<Part>) -> Result<Vec<Said>, Failure> {
    let mut text = String::new();
    let mut media = Vec::new();
    match output {
        Content::Text(whole) => text = whole,
        Content::Parts(parts) => {
            for (at, part) in parts.into_iter().enumerate() {
                match parts::of_any(&format!("{place}.output[{at}]"), part)? {
                    Said::Text(more) => text.push_str(&more),
                    other => media.push(other),
                }
            }
        }
    }
    let result = Said::Result {
        id,
        name: String::new(),
        output: text,
    };
    Ok(std::iter::once(result).chain(media).collect())
}

fn own_id(place: &str, prefix: &str, id: Option<&str>) -> Result<(), Failure> {
    match id {
        Some(id) if !id.starts_with(prefix) => {
            let param = format!("{place}.id");
            Err(bad(
                &param,
                format!("Invalid '{param}': '{id}'. Expected an ID that begins with '{prefix}'."),
            ))
        }
        _ => Ok(()),
    }
}

fn not_stored(place: &str, id: &str) -> Failure {
    Failure {
        status: 404,
        ..bad(
            place,
            format!(
                "Item with id '{id}' not found. Items are not persisted when `store` is set to false. Try again with `store` \
                 set to true, or remove this item from your input."
            ),
        )
    }
}

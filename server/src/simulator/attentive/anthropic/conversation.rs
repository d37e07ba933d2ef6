//! The rules for the order of turns, calls, results and thoughts.

use routex_entity::Dialect;

use super::{
    super::{
        super::script::Skill,
        asked::{Asked, By, Said, Turn},
        seal,
    },
    Failure, bad, blocks,
    wire::{Block, Message, Role},
};

pub(super) fn read(asked: &mut Asked, messages: Vec<Message>, skill: Skill) -> Result<(), Failure> {
    if messages.is_empty() {
        return Err(bad("messages: at least one message is required"));
    }
    let mut thoughts = Vec::new();
    for (index, message) in messages.into_iter().enumerate() {
        let role = message.role;
        if index == 0 && role == Role::Assistant {
            return Err(bad("messages: first message must use the \"user\" role"));
        }
        let content = message.content.into_parts(Block::text);
        if content.is_empty() {
            return Err(bad(format!(
                "messages.{index}: all messages must have non-empty content except for the optional final assistant message"
            )));
        }
        let mut said = Vec::new();
        for (at, block) in content.into_iter().enumerate() {
            let place = format!("messages.{index}.content.{at}");
            if let Block::Thinking {
                thinking,
                signature,
            } = &block
            {
                thoughts.push((place.clone(), thinking.clone(), signature.clone()));
            }
            if let Block::RedactedThinking { data } = &block {
                thoughts.push((place.clone(), String::new(), data.clone()));
            }
            said.extend(blocks::said(role, &place, block)?);
        }
        let by = match role {
            Role::User => By::User,
            Role::Assistant => By::Model,
        };
        asked.say(by, said);
    }
    if asked.turns.last().is_some_and(|turn| turn.by == By::Model) {
        return Err(bad(
            "This model does not support assistant message prefill. The conversation must end with a user message.",
        ));
    }
    for (place, thinking, signature) in thoughts {
        let believed = if thinking.is_empty() {
            seal::is_own(Dialect::Anthropic, &signature)
        } else {
            seal::of(Dialect::Anthropic, &thinking) == signature
        };
        if !believed {
            return Err(bad(format!(
                "{place}: Invalid `signature` in `thinking` block"
            )));
        }
    }
    answered(asked)?;
    if skill == Skill::Think && asked.thinking.on {
        thought_first(asked)?;
    }
    Ok(())
}

/// Every call has its result at the beginning of the next turn, and every result its call in the turn before.
fn answered(asked: &Asked) -> Result<(), Failure> {
    let mut pending: Vec<&str> = Vec::new();
    let mut any = false;
    for (index, turn) in asked.turns.iter().enumerate() {
        let leading = turn
            .said
            .iter()
            .take_while(|said| matches!(said, Said::Result { .. } | Said::Media(_)));
        let mut open = pending.clone();
        for said in leading {
            if let Said::Result { id, .. } = said {
                open.retain(|call| call != id);
            }
        }
        if !open.is_empty() {
            return Err(bad(format!(
                "messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after: {}. Each \
                 `tool_use` block must have a corresponding `tool_result` block in the next message.",
                open.join(", ")
            )));
        }
        let mut seen: Vec<&str> = Vec::new();
        for (id, _) in results(turn) {
            any = true;
            if !pending.contains(&id) {
                return Err(bad(format!(
                    "messages.{index}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` \
                     block must have a corresponding `tool_use` block in the previous message."
                )));
            }
            if seen.contains(&id) {
                return Err(bad(format!(
                    "messages.{index}: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}"
                )));
            }
            seen.push(id);
        }
        pending = calls(turn).collect();
        any |= !pending.is_empty();
        let mut unique = pending.clone();
        unique.sort_unstable();
        unique.dedup();
        if unique.len() < pending.len() {
            return Err(bad(format!(
                "messages.{index}: `tool_use` ids must be unique"
            )));
        }
    }
    if any && asked.tools.is_empty() {
        return Err(bad(
            "Requests which have `tool_use` or `tool_result` blocks in `messages` must define tools.",
        ));
    }
    Ok(())
}

/// In a tool loop the thoughts of the turn that called come back before its calls.
fn thought_first(asked: &Asked) -> Result<(), Failure> {
    let [.., calling, answering] = asked.turns.as_slice() else {
        return Ok(());
    };
    if results(answering).next().is_none() || matches!(calling.said.first(), Some(Said::Thought(_)))
    {
        return Ok(());
    }
    let index = asked.turns.len() - 2;
    Err(bad(format!(
        "messages.{index}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` \
         is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of \
         `tool_use` and `tool_result` blocks)."
    )))
}

fn calls(turn: &Turn) -> impl Iterator<Item = &str> {
    turn.said.iter().filter_map(|said| match said {
        Said::Call { id, .. } => Some(id.as_str()),
        _ => None,
    })
}

fn results(turn: &Turn) -> impl Iterator<Item = (&str, &str)> {
    turn.said.iter().filter_map(|said| match said {
        Said::Result { id, output, .. } => Some((id.as_str(), output.as_str())),
        _ => None,
    })
}

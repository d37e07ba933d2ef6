//! The rules for the order of turns, calls, results and thoughts.

use routex_entity::Dialect;

use super::{
    super::{
        super::script::Skill,
        Reading,
        asked::{Asked, By, Said, Turn},
        seal,
    },
    Failure, bad, parts,
    wire::{Content, Part},
};

const THIRD_FAMILY: &str = "gemini-3";

/// What the provider documents for calls that it did not make itself.
const SKIPPING: [&str; 2] = [
    "skip_thought_signature_validator",
    "context_engineering_is_the_way_to_go",
];

/// The first call of a turn, and what came with it as proof.
struct FirstCall {
    turn: usize,
    at: usize,
    name: String,
    signature: Option<String>,
}

pub(super) fn read(
    asked: &mut Asked,
    contents: Vec<Content>,
    reading: &Reading<'_>,
) -> Result<(), Failure> {
    if contents.is_empty() {
        return Err(bad(
            "* GenerateContentRequest.contents: contents is not specified",
        ));
    }
    let mut first_calls: Vec<FirstCall> = Vec::new();
    for (index, content) in contents.into_iter().enumerate() {
        let by = match content.role.as_deref() {
            None | Some("user") => By::User,
            Some("model") => By::Model,
            Some(_) => return Err(bad("Please use a valid role: user, model.")),
        };
        if content.parts.is_empty() {
            return Err(bad(format!(
                "* GenerateContentRequest.contents[{index}].parts: contents.parts must not be empty."
            )));
        }
        let mut said = Vec::new();
        let mut first_call = None;
        for (at, part) in content.parts.into_iter().enumerate() {
            if first_call.is_none() {
                first_call = called_first(asked.turns.len(), at, &part);
            }
            said.extend(parts::said(
                &format!("contents[{index}].parts[{at}]"),
                part,
            )?);
        }
        if by == By::User && first_call.is_some() {
            return Err(bad(
                "Please ensure that function calls are in turns of the role model.",
            ));
        }
        first_calls.extend(first_call);
        // turns stay as they came: their number counts here
        asked.turns.push(Turn { by, said });
    }
    answered(&asked.turns)?;
    let began = current_turn(&asked.turns);
    let thinks = reading.skill == Skill::Think && asked.thinking.on;
    let wanted = thinks || reading.model.starts_with(THIRD_FAMILY);
    let current = first_calls.iter().filter(|call| call.turn > began);
    for call in current.filter(|call| wanted || call.signature.is_some()) {
        proven(call, thinks)?;
    }
    Ok(())
}

fn called_first(turn: usize, at: usize, part: &Part) -> Option<FirstCall> {
    let call = part.function_call.as_ref()?;
    Some(FirstCall {
        turn,
        at,
        name: call.name.clone(),
        signature: part.thought_signature.clone(),
    })
}

/// Calls are answered in the very next turn, all of them, each by its name.
fn answered(turns: &[Turn]) -> Result<(), Failure> {
    let mut pending: Vec<(&str, &str)> = Vec::new();
    for turn in turns {
        let calls = turn.said.iter().filter_map(|said| match said {
            Said::Call { id, name, .. } => Some((id.as_str(), name.as_str())),
            _ => None,
        });
        let results: Vec<_> = turn
            .said
            .iter()
            .filter_map(|said| match said {
                Said::Result { id, name, .. } => Some((id.as_str(), name.as_str())),
                _ => None,
            })
            .collect();
        if results.len() != pending.len() {
            return Err(bad(if pending.is_empty() {
                "Please ensure that function response turn comes immediately after a function call turn."
            } else {
                "Please ensure that the number of function response parts is equal to the number of function call parts of the \
                 function call turn."
            }));
        }
        for (id, name) in results {
            let belongs = |call: &(&str, &str)| {
                call.1 == name && (id.is_empty() || call.0.is_empty() || call.0 == id)
            };
            let Some(at) = pending.iter().position(belongs) else {
                return Err(bad(format!(
                    "Please ensure that function responses match function calls: there is no call of '{name}' with the id '{id}'."
                )));
            };
            pending.remove(at);
        }
        pending = calls.collect();
    }
    if pending.is_empty() {
        Ok(())
    } else {
        Err(bad(
            "Please ensure that function call turn is followed by a function response turn.",
        ))
    }
}

/// Where the user last said something that is no result.
fn current_turn(turns: &[Turn]) -> usize {
    let said_something = |turn: &Turn| {
        let result = |said: &Said| matches!(said, Said::Result { .. });
        turn.by == By::User && !turn.said.iter().any(result)
    };
    turns.iter().rposition(said_something).unwrap_or_default()
}

fn proven(call: &FirstCall, thinks: bool) -> Result<(), Failure> {
    let FirstCall { turn, at, name, .. } = call;
    let Some(signature) = &call.signature else {
        return Err(bad(format!(
            "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, \
             and missing thought_signature may lead to degraded model performance. Additional data, function call \
             `default_api:{name}`, position {turn}."
        )));
    };
    let skipped = SKIPPING.contains(&signature.as_str()) && !thinks;
    if skipped || seal::is_own(Dialect::Gemini, signature) {
        return Ok(());
    }
    Err(bad(format!(
        "Thought signature is not valid at contents[{turn}].parts[{at}]."
    )))
}

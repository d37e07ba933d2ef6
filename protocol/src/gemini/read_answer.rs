//! A provider's whole answer.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::Value;

use super::{
    call_ids::CallIds,
    end,
    parts::{self, Writer},
    usage,
    wire::{self, Candidate, PromptFeedback},
};
use crate::hub::{Answer, Choice, Content, End, EndReason, Extras, Part};

pub(super) fn read(body: &[u8]) -> Result<Answer, serde_json::Error> {
    let mut wire: wire::Answer<'_> = serde_json::from_slice(body)?;
    let id = wire.response_id.map(Cow::into_owned).unwrap_or_default();
    wire.candidates.sort_by_key(|candidate| candidate.index);
    let mut choices: Vec<Choice> = Vec::with_capacity(1);
    for (index, candidate) in wire.candidates.into_iter().enumerate() {
        let ids = CallIds::of_answer(&id, body, index);
        choices.push(choice(candidate, ids));
    }
    let mut extras = wire.extras.into_owned();
    if let Some(feedback) = wire.prompt_feedback {
        if choices.is_empty() {
            choices.extend(refusal(&feedback));
        }
        if let Ok(feedback) = serde_json::to_value(feedback) {
            extras.insert("promptFeedback".to_owned(), feedback);
        }
    }
    Ok(Answer {
        origin: Dialect::Gemini,
        id,
        model: wire.model_version.map(Cow::into_owned).unwrap_or_default(),
        created: None,
        choices,
        usage: wire.usage_metadata.map(usage::read),
        extras,
    })
}

fn choice(candidate: Candidate<'_>, mut ids: CallIds) -> Choice {
    let content = candidate.content.unwrap_or_default();
    let parts = parts::read(content.parts, Writer::Provider, &mut ids);
    let calls = parts
        .iter()
        .any(|part| matches!(part.content, Content::ToolCall(_)));
    let word = candidate.finish_reason.unwrap_or_default();
    Choice {
        parts,
        end: end::read(&word, calls),
        extras: candidate.extras.into_owned(),
    }
}

/// A blocked prompt, as the choice that the other dialects expect.
fn refusal(feedback: &PromptFeedback<'_>) -> Option<Choice> {
    let word = feedback
        .block_reason
        .as_deref()
        .filter(|word| !word.is_empty())?;
    let message = feedback
        .extras
        .get("blockReasonMessage")
        .and_then(Value::as_str);
    let parts = message.map(|message| Part::new(Content::Refusal(message.to_owned())));
    Some(Choice {
        parts: parts.into_iter().collect(),
        end: End {
            native: word.to_owned(),
            ..End::new(EndReason::Refused)
        },
        extras: Extras::new(),
    })
}

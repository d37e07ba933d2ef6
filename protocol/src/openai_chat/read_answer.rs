//! A provider's complete answer, read into the hub.

use routex_entity::Dialect;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    finish::{self, Told},
    read_request::{Place, call, nest, part},
    usage,
    wire::{self, Content as WireContent},
};
use crate::{
    codec::fit_id,
    hub::{Answer, Arguments, Choice, Content, Extras, Media, Part, Source, ToolCall},
};

/// Bytes of a call id that is made up.
const MAX_CALL_ID: usize = 40;

/// Keeps that a text stands in the speech.
pub(super) const TRANSCRIPT: &str = "=transcript";

pub(super) fn read(body: &[u8]) -> Result<Answer, serde_json::Error> {
    let wire: wire::Answer<'_> = serde_json::from_slice(body)?;
    let mut choices = wire.choices.unwrap_or_default();
    choices.sort_by_key(|choice| choice.index);
    let seed = seed(&wire.id, body);
    Ok(Answer {
        origin: Dialect::OpenaiChat,
        choices: choices
            .into_iter()
            .map(|choice| read_choice(choice, &seed))
            .collect(),
        id: wire.id.into_owned(),
        model: wire.model.into_owned(),
        created: Some(wire.created).filter(|created| *created > 0),
        usage: wire.usage.and_then(usage::read),
        extras: wire.extras,
    })
}

/// What ids are made from: the provider's id of the answer, or else what makes it another than the one before. Some
/// providers refuse a conversation in which two calls have the same id.
pub(super) fn seed(id: &str, body: &[u8]) -> String {
    if !id.is_empty() {
        return id.to_owned();
    }
    let digest = Sha256::digest(body);
    digest[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The id of a call that has none.
pub(super) fn call_id(seed: &str, number: usize) -> String {
    fit_id(&format!("call_{seed}_{number}"), MAX_CALL_ID)
}

fn read_choice(wire: wire::Choice<'_>, seed: &str) -> Choice {
    let mut extras = wire.extras;
    if let Some(logprobs) = wire.logprobs {
        extras.insert("logprobs".to_owned(), logprobs);
    }
    let mut message = wire.message;
    nest(&mut extras, "message", std::mem::take(&mut message.extras));
    let parts = parts(message, seed, &mut extras);
    // vLLM tells the stop sequence here, or the number of a token.
    let met = extras.get("stop_reason").and_then(Value::as_str);
    let met = met.map(str::to_owned);
    Choice {
        end: finish::read(&wire.finish_reason, Told::of(&parts), met),
        parts,
        extras,
    }
}

fn parts(message: wire::AnswerMessage<'_>, seed: &str, extras: &mut Extras) -> Vec<Part> {
    let mut parts = Vec::new();
    let given = |text: &std::borrow::Cow<'_, str>| !text.is_empty();
    let thought = message.reasoning_content.filter(given);
    if let Some(thought) = thought.or(message.reasoning.filter(given)) {
        parts.push(Part::thought(thought, None));
    }
    match message.content {
        Some(WireContent::Text(text)) if !text.is_empty() => parts.push(Part::text(text)),
        Some(WireContent::Parts(given)) => parts.extend(given.into_iter().filter_map(said)),
        Some(WireContent::Text(_)) | None => {}
    }
    if let Some(annotations) = message.annotations {
        let text = parts.iter_mut().find(|part| part.as_text().is_some());
        let (extras, name) = match text {
            Some(text) => (&mut text.extras, "annotations"),
            None => (extras, "message.annotations"),
        };
        extras.insert(name.to_owned(), Value::Array(annotations));
    }
    if let Some(refusal) = message.refusal.filter(given) {
        parts.push(Part::new(Content::Refusal(refusal.into_owned())));
    }
    if let Some(audio) = message.audio {
        spoken(audio, &mut parts);
    }
    parts.extend(message.images.into_iter().flatten().filter_map(said));
    for (number, wire) in message.tool_calls.into_iter().flatten().enumerate() {
        parts.extend(call(wire, || call_id(seed, number)));
    }
    if let Some(function) = message.function_call {
        parts.push(Part::new(Content::ToolCall(ToolCall {
            id: call_id(seed, 0),
            name: function.name.into_owned(),
            arguments: Arguments::Json(function.arguments.into_owned()),
        })));
    }
    parts
}

/// A part of the content, as Mistral and others have them.
pub(super) fn said(mut wire: wire::Part<'_>) -> Option<Part> {
    if wire.kind == "thinking" {
        let thinking = wire.extras.shift_remove("thinking")?;
        let text = match thinking {
            Value::String(text) => text,
            Value::Array(pieces) => {
                let text = |piece: &Value| Some(piece.get("text")?.as_str()?.to_owned());
                pieces.iter().filter_map(text).collect()
            }
            _ => return None,
        };
        return Some(Part::thought(text, None));
    }
    part(
        wire,
        Place {
            message: 0,
            part: 0,
        },
    )
    .ok()
}

/// Speech, and its words for those who have no place for it.
fn spoken(mut audio: Extras, parts: &mut Vec<Part>) {
    if let Some(Value::String(transcript)) = audio.get("transcript") {
        let mut words = Part::text(transcript);
        words.extras.insert(TRANSCRIPT.to_owned(), true.into());
        parts.push(words);
    }
    let data = match audio.shift_remove("data") {
        Some(Value::String(data)) => data,
        _ => String::new(),
    };
    let mut part = Part::new(Content::Audio(Media {
        source: Source::Base64(data),
        ..Media::default()
    }));
    part.extras.insert("audio".to_owned(), audio.into());
    parts.push(part);
}

//! A provider's stream, read into the hub.

mod calls;
mod choice;

use choice::Choice;
use serde_json::Value;

use super::{
    read_answer::{said, seed},
    wire::{self, Chunk, Delta, Said, SaidPart},
};
use crate::{
    codec::ReadEvents,
    hub::{Event, Opening, PartId},
    stream::EventFault,
};

/// Choices that are followed. Nobody gives more.
const MAX_CHOICES: usize = 128;

/// Follows the chunks of one answer.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// What ids of calls are made from where the provider gives none.
    seed: String,
    started: bool,
    done: bool,
    parts: Parts,
    choices: Vec<Choice>,
}

/// Counts the parts of all choices.
#[derive(Debug, Default)]
struct Parts(PartId);

impl Parts {
    fn next(&mut self) -> PartId {
        let part = self.0;
        self.0 = part.saturating_add(1);
        part
    }
}

impl ReadEvents for Reader {
    fn event(
        &mut self,
        _name: Option<&[u8]>,
        data: &[u8],
        hub: &mut Vec<Event>,
    ) -> Result<(), EventFault> {
        if data.starts_with(b"[DONE]") {
            if self.started {
                self.finish(hub);
            }
            return Ok(());
        }
        if self.done {
            return Ok(());
        }
        let chunk: Chunk<'_> = serde_json::from_slice(data)?;
        let usage = chunk.usage().map(|usage| usage.canonical());
        let choices = chunk.choices.as_deref().unwrap_or_default();
        // Azure says something about the prompt before there is an answer.
        if !choices.is_empty() || usage.is_some() {
            if !self.started {
                self.seed = seed(chunk.id.as_str(), data);
            }
            self.start(chunk.id.as_str(), chunk.model.as_str(), hub);
        }
        for wire in choices {
            let Some((choice, parts)) = self.choice(wire.index.0) else {
                continue;
            };
            if choice.ended {
                continue;
            }
            if let Some(delta) = wire.delta() {
                read_delta(choice, parts, delta, hub);
            }
            if !wire.finish_reason.is_empty() {
                let met = wire
                    .stop_reason
                    .and_then(|raw| serde_json::from_str(raw.get()).ok());
                choice.end(wire.finish_reason.as_str(), met, hub);
            }
        }
        hub.extend(usage.map(|usage| Event::Usage(usage.into())));
        Ok(())
    }

    fn finish(&mut self, hub: &mut Vec<Event>) {
        if std::mem::replace(&mut self.done, true) {
            return;
        }
        self.start("", "", hub);
        for choice in &mut self.choices {
            if !choice.ended {
                choice.end("", None, hub);
            }
        }
        hub.push(Event::Done);
    }
}

impl Reader {
    fn start(&mut self, id: &str, model: &str, hub: &mut Vec<Event>) {
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        hub.push(Event::Started {
            id: id.to_owned(),
            model: model.to_owned(),
        });
    }

    /// Finds a choice, or makes it.
    fn choice(&mut self, index: u64) -> Option<(&mut Choice, &mut Parts)> {
        let index = u32::try_from(index).ok()?;
        let known = self.choices.iter().position(|choice| choice.index == index);
        let position = match known {
            Some(position) => position,
            None if self.choices.len() < MAX_CHOICES => {
                self.choices.push(Choice::new(index, &self.seed));
                self.choices.len() - 1
            }
            None => return None,
        };
        Some((self.choices.get_mut(position)?, &mut self.parts))
    }
}

fn read_delta(choice: &mut Choice, parts: &mut Parts, delta: &Delta<'_>, hub: &mut Vec<Event>) {
    if let Some(thought) = delta.thought() {
        choice.say(Opening::Thought, thought, parts, hub);
    }
    match &delta.content {
        Said::Nothing => {}
        Said::Text(text) => choice.say(Opening::Text, text, parts, hub),
        Said::Parts(said) => read_parts(choice, parts, said, hub),
    }
    if let Some(audio) = &delta.audio {
        // The sound itself has no place in a stream of the hub.
        choice.say(Opening::Text, audio.transcript.as_str(), parts, hub);
    }
    choice.say(Opening::Refusal, delta.refusal.as_str(), parts, hub);
    for annotation in listed::<Value>(delta.annotations) {
        choice.annotate(annotation, hub);
    }
    for image in listed::<wire::Part<'_>>(delta.images)
        .into_iter()
        .filter_map(said)
    {
        choice.show(image, parts, hub);
    }
    for call in delta.tool_calls.iter().flatten() {
        choice.call(call, parts, hub);
    }
    if let Some(function) = &delta.function_call {
        choice.function(function, parts, hub);
    }
}

/// Content in parts, as Mistral sends it.
fn read_parts(choice: &mut Choice, parts: &mut Parts, said: &[SaidPart<'_>], hub: &mut Vec<Event>) {
    for part in said {
        for piece in part.thinking.iter().flatten() {
            choice.say(Opening::Thought, piece.text.as_str(), parts, hub);
        }
        choice.say(Opening::Text, part.text.as_str(), parts, hub);
    }
}

/// What a list holds, if it is one.
fn listed<T: serde::de::DeserializeOwned>(raw: Option<&serde_json::value::RawValue>) -> Vec<T> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

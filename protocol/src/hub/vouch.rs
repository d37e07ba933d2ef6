//! Thoughts that their provider does not seal.
//!
//! Clients bring a thought back only with a proof of it: they leave one out that has none, or its provider would refuse
//! it. A provider that proves nothing may want the words all the same, as those do that show `reasoning_content`. So its
//! thoughts get a seal that is empty.

use routex_entity::Dialect;

use super::{Answer, Content, Event, Opening, Part, PartId, Seal};

impl Answer {
    /// Gives every thought a seal that was said without one.
    pub fn vouch(&mut self) {
        let origin = self.origin;
        let parts = self.choices.iter_mut().flat_map(|choice| &mut choice.parts);
        for part in parts {
            vouch(part, origin);
        }
    }
}

/// The same for a streamed answer.
#[derive(Debug)]
pub struct Voucher {
    origin: Dialect,
    /// Thoughts that are being said, and were not sealed so far.
    open: Vec<Bare>,
}

#[derive(Debug)]
struct Bare {
    part: PartId,
    spoken: bool,
}

impl Voucher {
    pub fn new(origin: Dialect) -> Self {
        Self {
            origin,
            open: Vec::new(),
        }
    }

    /// What has to come before the event.
    pub fn event(&mut self, event: &mut Event) -> Option<Event> {
        match event {
            Event::Opened { part, opening, .. } => match opening {
                Opening::Thought => self.open.push(Bare {
                    part: *part,
                    spoken: false,
                }),
                Opening::Whole(whole) => vouch(whole, self.origin),
                Opening::Text | Opening::Refusal | Opening::ToolCall { .. } => {}
            },
            Event::Piece { part, text } if !text.is_empty() => {
                if let Some(bare) = self.open.iter_mut().find(|bare| bare.part == *part) {
                    bare.spoken = true;
                }
            }
            Event::Sealed { part, .. } => self.open.retain(|bare| bare.part != *part),
            Event::Closed { part } => {
                let part = *part;
                let at = self.open.iter().position(|bare| bare.part == part)?;
                let seal = Seal::new(self.origin, "");
                let spoken = self.open.swap_remove(at).spoken;
                return spoken.then_some(Event::Sealed { part, seal });
            }
            _ => {}
        }
        None
    }
}

fn vouch(part: &mut Part, origin: Dialect) {
    if let Content::Thought(paragraphs) = &part.content
        && part.seal.is_none()
        && paragraphs.iter().any(|text| !text.is_empty())
    {
        part.seal = Some(Seal::new(origin, ""));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::{Choice, Collector, End, EndReason};

    const ORIGIN: Dialect = Dialect::OpenaiChat;

    fn answer() -> Answer {
        let mut answer = Collector::new(ORIGIN).answer();
        answer.choices.push(Choice {
            parts: vec![
                Part::thought("Hm.", None),
                Part::thought("I see.", Some(Seal::new(ORIGIN, "sealed"))),
                Part::new(Content::Thought(Vec::new())),
                Part::text("Yes."),
            ],
            end: End::new(EndReason::Natural),
            extras: super::super::Extras::new(),
        });
        answer
    }

    #[test]
    fn a_thought_in_words_has_a_seal_in_whole_and_in_pieces() {
        let mut whole = answer();
        whole.vouch();
        let seals = |answer: &Answer| -> Vec<Option<String>> {
            let parts = answer.choices[0].parts.iter();
            let value = |part: &Part| part.seal.as_ref().map(|seal| seal.value.clone());
            parts.map(value).collect()
        };
        let expected = [Some(String::new()), Some("sealed".to_owned()), None, None];
        assert_eq!(seals(&whole), expected);

        let (mut voucher, mut collector) = (Voucher::new(ORIGIN), Collector::new(ORIGIN));
        for mut event in answer().events() {
            for event in voucher.event(&mut event).into_iter().chain([event]) {
                collector.event(&event).unwrap();
            }
        }
        assert_eq!(seals(&collector.answer()), expected);
    }
}

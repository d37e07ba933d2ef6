//! A streamed answer put together again.

use routex_entity::Dialect;

use super::{
    Answer, Choice, Content, End, EndReason, Event, Extras, Opening, Part, PartId, ToolCall,
};

/// Bytes of one answer that are kept. More than any model writes; images are the exception.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Builds the answer that a stream amounts to.
#[derive(Debug)]
pub struct Collector {
    answer: Answer,
    /// Parts in the order of their opening: where each stands, and the text that came for it.
    open: Vec<Open>,
    bytes: usize,
}

#[derive(Debug)]
struct Open {
    part: PartId,
    choice: usize,
    index: usize,
    custom: bool,
    text: String,
}

/// The answer is larger than Routex holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer is larger than Routex holds")]
pub struct TooLarge;

impl Collector {
    pub fn new(origin: Dialect) -> Self {
        Self {
            answer: Answer {
                origin,
                id: String::new(),
                model: String::new(),
                created: None,
                choices: Vec::new(),
                usage: None,
                extras: Extras::new(),
            },
            open: Vec::new(),
            bytes: 0,
        }
    }

    pub fn event(&mut self, event: &Event) -> Result<(), TooLarge> {
        match event {
            Event::Started { id, model } => {
                self.answer.id.clone_from(id);
                self.answer.model.clone_from(model);
            }
            Event::Opened {
                part,
                choice,
                opening,
            } => self.opened(*part, *choice, opening)?,
            Event::Piece { part, text } => {
                self.grow(text.len())?;
                if let Some(open) = self.find(*part) {
                    open.text.push_str(text);
                }
            }
            Event::Paragraph { part } => self.paragraph(*part),
            Event::Sealed { part, seal } => {
                self.grow(seal.value.len())?;
                if let Some(part) = self.part(*part) {
                    part.seal = Some(seal.clone());
                }
            }
            Event::Annotated { part, annotation } => {
                self.grow(256)?;
                if let Some(part) = self.part(*part) {
                    let list = part
                        .extras
                        .entry("annotations")
                        .or_insert_with(|| serde_json::Value::Array(Vec::new()));
                    if let serde_json::Value::Array(list) = list {
                        list.push(annotation.clone());
                    }
                }
            }
            Event::Closed { part } => self.close(*part),
            Event::Ended { choice, end } => self.choice(*choice).end = end.clone(),
            Event::Usage(usage) => self.answer.usage = Some(usage.clone()),
            Event::Done => {}
        }
        Ok(())
    }

    /// What came so far.
    pub fn answer(mut self) -> Answer {
        while let Some(open) = self.open.first() {
            self.close(open.part);
        }
        self.answer
    }

    fn opened(&mut self, part: PartId, choice: u32, opening: &Opening) -> Result<(), TooLarge> {
        self.grow(64)?;
        let (content, custom) = match opening {
            Opening::Text => (Content::Text(String::new()), false),
            Opening::Refusal => (Content::Refusal(String::new()), false),
            Opening::Thought => (Content::Thought(Vec::new()), false),
            Opening::ToolCall { id, name, custom } => (
                Content::ToolCall(ToolCall {
                    id: id.clone(),
                    name: name.clone(),
                    arguments: Opening::arguments(*custom, String::new()),
                }),
                *custom,
            ),
            Opening::Whole(part) => {
                if let Content::Image(media) | Content::Audio(media) = &part.content
                    && let super::Source::Base64(data) = &media.source
                {
                    self.grow(data.len())?;
                }
                (part.content.clone(), false)
            }
        };
        let whole = match opening {
            Opening::Whole(part) => (**part).clone(),
            _ => Part::new(content),
        };
        let parts = &mut self.choice(choice).parts;
        let index = parts.len();
        parts.push(whole);
        self.open.push(Open {
            part,
            choice: place(choice),
            index,
            custom,
            text: String::new(),
        });
        Ok(())
    }

    fn paragraph(&mut self, part: PartId) {
        let Some(open) = self.find(part) else { return };
        let text = std::mem::take(&mut open.text);
        if let Some(Part {
            content: Content::Thought(paragraphs),
            ..
        }) = self.part(part)
            && !text.is_empty()
        {
            paragraphs.push(text);
        }
    }

    fn close(&mut self, part: PartId) {
        let Some(at) = self.open.iter().position(|open| open.part == part) else {
            return;
        };
        let Open {
            choice,
            index,
            custom,
            text,
            ..
        } = self.open.remove(at);
        let part = self
            .answer
            .choices
            .get_mut(choice)
            .and_then(|choice| choice.parts.get_mut(index));
        match part.map(|part| &mut part.content) {
            Some(Content::Text(whole) | Content::Refusal(whole)) => whole.push_str(&text),
            Some(Content::Thought(paragraphs)) if !text.is_empty() => paragraphs.push(text),
            Some(Content::ToolCall(call)) => call.arguments = Opening::arguments(custom, text),
            _ => {}
        }
    }

    fn find(&mut self, part: PartId) -> Option<&mut Open> {
        self.open.iter_mut().find(|open| open.part == part)
    }

    fn part(&mut self, part: PartId) -> Option<&mut Part> {
        let open = self.open.iter().find(|open| open.part == part)?;
        self.answer
            .choices
            .get_mut(open.choice)?
            .parts
            .get_mut(open.index)
    }

    fn choice(&mut self, choice: u32) -> &mut Choice {
        let index = place(choice);
        while self.answer.choices.len() <= index {
            self.answer.choices.push(Choice {
                parts: Vec::new(),
                end: End::new(EndReason::Natural),
                extras: Extras::new(),
            });
        }
        &mut self.answer.choices[index]
    }

    fn grow(&mut self, bytes: usize) -> Result<(), TooLarge> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MAX_BYTES {
            return Err(TooLarge);
        }
        Ok(())
    }
}

/// Where a choice is kept. Providers give at most a handful; a wild index must not fill the memory.
fn place(choice: u32) -> usize {
    const LAST: u32 = 127;
    usize::try_from(choice.min(LAST)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_wild_choice_says_is_not_lost() {
        let mut collector = Collector::new(Dialect::OpenaiChat);
        let (part, text) = (0, "Hi.".to_owned());
        for event in [
            Event::Opened {
                part,
                choice: u32::MAX,
                opening: Opening::Text,
            },
            Event::Piece { part, text },
            Event::Closed { part },
        ] {
            collector.event(&event).unwrap();
        }
        let answer = collector.answer();
        let last = answer.choices.last().unwrap();
        assert_eq!(last.parts, [Part::text("Hi.")]);
    }
}

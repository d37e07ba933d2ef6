//! A whole answer told as a stream.

use serde_json::Value;

use super::{Answer, Arguments, Content, Event, Opening, Part, PartId};

impl Answer {
    /// The events of a stream that amounts to this answer.
    pub fn events(&self) -> Vec<Event> {
        let mut told = Told(vec![Event::Started {
            id: self.id.clone(),
            model: self.model.clone(),
        }]);
        let mut part_id: PartId = 0;
        for (choice, answer) in (0..).zip(&self.choices) {
            for part in &answer.parts {
                told.part(part_id, choice, part);
                part_id += 1;
            }
            told.0.push(Event::Ended {
                choice,
                end: answer.end.clone(),
            });
        }
        told.0.extend(self.usage.clone().map(Event::Usage));
        told.0.push(Event::Done);
        told.0
    }
}

struct Told(Vec<Event>);

impl Told {
    fn part(&mut self, id: PartId, choice: u32, part: &Part) {
        let opening = opening(part);
        let whole = matches!(opening, Opening::Whole(_));
        self.0.push(Event::Opened {
            part: id,
            choice,
            opening,
        });
        if !whole {
            self.content(id, part);
        }
        self.0.push(Event::Closed { part: id });
    }

    fn content(&mut self, id: PartId, part: &Part) {
        // Some writers have a place for a call's seal only before the call.
        let is_call = matches!(part.content, Content::ToolCall(_));
        if is_call {
            self.seal(id, part);
        }
        match &part.content {
            Content::Text(text) | Content::Refusal(text) => self.piece(id, text),
            Content::Thought(paragraphs) => {
                for (index, text) in paragraphs.iter().enumerate() {
                    if index > 0 {
                        self.0.push(Event::Paragraph { part: id });
                    }
                    self.piece(id, text);
                }
            }
            Content::ToolCall(call) => match &call.arguments {
                Arguments::Json(text) | Arguments::Text(text) => self.piece(id, text),
            },
            _ => {}
        }
        if let Some(Value::Array(annotations)) = part.extras.get("annotations") {
            self.0
                .extend(annotations.iter().map(|annotation| Event::Annotated {
                    part: id,
                    annotation: annotation.clone(),
                }));
        }
        if !is_call {
            self.seal(id, part);
        }
    }

    fn seal(&mut self, id: PartId, part: &Part) {
        let seal = part.seal.clone();
        self.0
            .extend(seal.map(|seal| Event::Sealed { part: id, seal }));
    }

    fn piece(&mut self, part: PartId, text: &str) {
        if !text.is_empty() {
            self.0.push(Event::Piece {
                part,
                text: text.to_owned(),
            });
        }
    }
}

fn opening(part: &Part) -> Opening {
    match &part.content {
        Content::Text(_) => Opening::Text,
        Content::Refusal(_) => Opening::Refusal,
        Content::Thought(_) => Opening::Thought,
        Content::ToolCall(call) => Opening::ToolCall {
            id: call.id.clone(),
            name: call.name.clone(),
            custom: matches!(call.arguments, Arguments::Text(_)),
        },
        _ => Opening::Whole(Box::new(part.clone())),
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::{Dialect, TokenUsage};
    use serde_json::json;

    use super::*;
    use crate::hub::{
        Choice, Collector, End, EndReason, Extras, Media, Seal, Source, ToolCall, Usage,
    };

    #[test]
    fn what_is_told_adds_up_to_the_answer() {
        let call = |id: &str, arguments| {
            Part::new(Content::ToolCall(ToolCall {
                id: id.to_owned(),
                name: "weather".to_owned(),
                arguments,
            }))
        };
        let mut cited = Part::text("Sunny.");
        cited
            .extras
            .insert("annotations".to_owned(), json!([{"url": "https://a.io"}]));
        let image = Media {
            source: Source::Base64("AA==".to_owned()),
            ..Media::default()
        };
        let thought = Part {
            seal: Some(Seal::new(Dialect::Anthropic, "Eq")),
            ..Part::new(Content::Thought(vec!["one".to_owned(), "two".to_owned()]))
        };
        let choice = |parts, reason| Choice {
            parts,
            end: End::new(reason),
            extras: Extras::new(),
        };
        let answer = Answer {
            origin: Dialect::Anthropic,
            id: "msg_1".to_owned(),
            model: "m".to_owned(),
            created: None,
            choices: vec![
                choice(
                    vec![
                        thought,
                        cited,
                        Part::new(Content::Image(image)),
                        call("1", Arguments::Json("{\"city\":\"Paris\"}".to_owned())),
                        call("2", Arguments::Json(String::new())),
                        call("3", Arguments::Text("ls".to_owned())),
                    ],
                    EndReason::ToolUse,
                ),
                choice(
                    vec![Part::new(Content::Refusal("No.".to_owned()))],
                    EndReason::Refused,
                ),
            ],
            usage: Some(Usage::from(TokenUsage {
                input: 3,
                ..TokenUsage::default()
            })),
            extras: Extras::new(),
        };

        let mut collector = Collector::new(Dialect::Anthropic);
        for event in answer.events() {
            collector.event(&event).unwrap();
        }

        assert_eq!(collector.answer(), answer);
    }

    #[test]
    fn the_seal_of_a_call_comes_before_its_arguments() {
        let call = Part {
            seal: Some(Seal::new(Dialect::Gemini, "c2VhbA==")),
            ..Part::new(Content::ToolCall(ToolCall {
                id: "1".to_owned(),
                name: "weather".to_owned(),
                arguments: Arguments::Json("{}".to_owned()),
            }))
        };
        let mut told = Told(Vec::new());
        told.part(0, 0, &call);
        let [_, Event::Sealed { .. }, Event::Piece { .. }, _] = told.0.as_slice() else {
            panic!("{:?}", told.0);
        };
    }
}

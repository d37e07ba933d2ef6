//! Answers of other providers, and the streams that they would be.

use proptest::{collection::vec, option, prelude::*};
use routex_entity::{Dialect, TokenUsage};

use crate::hub::{
    Answer, Arguments, Choice, Content, End, EndReason, Event, Extras, Media, Opening, Part, Seal,
    Source, ToolCall,
};

pub fn answer() -> impl Strategy<Value = Answer> {
    let usage = (0_u64..99, 0_u64..99).prop_map(|(input, output)| TokenUsage {
        input,
        output,
        ..TokenUsage::default()
    });
    (vec(part(), 0..6), reason(), option::of(usage)).prop_map(|(parts, reason, usage)| Answer {
        origin: Dialect::Gemini,
        id: "provider-id".to_owned(),
        model: "gemini-2.5-pro".to_owned(),
        created: None,
        choices: vec![Choice {
            parts,
            end: End::new(reason),
            extras: Extras::new(),
        }],
        usage: usage.map(Into::into),
        extras: Extras::new(),
    })
}

fn reason() -> impl Strategy<Value = EndReason> {
    prop::sample::select(vec![
        EndReason::Natural,
        EndReason::ToolUse,
        EndReason::Length,
        EndReason::Refused,
        EndReason::Malformed,
    ])
}

fn part() -> impl Strategy<Value = Part> {
    let text = || "[a-z ü\\n\"]{0,9}";
    let thought = vec("[a-z ]{1,9}", 0..3);
    let call = (
        "[a-z]{0,5}",
        "[a-z]{1,5}",
        prop::sample::select(vec!["", "{}", "{\"a\":\"b\"}"]),
    );
    let content = prop_oneof![
        text().prop_map(Content::Text),
        "[a-z]{1,9}".prop_map(Content::Refusal),
        thought.prop_map(Content::Thought),
        call.prop_map(|(id, name, arguments)| Content::ToolCall(ToolCall {
            id,
            name,
            arguments: Arguments::Json(arguments.to_owned()),
        })),
        Just(Content::Image(Media {
            source: Source::Base64("iVBORw0KGgo=".to_owned()),
            media_type: Some("image/png".to_owned()),
            ..Media::default()
        })),
        Just(Content::Foreign(serde_json::json!({"executableCode": {}}))),
    ];
    (content, any::<bool>()).prop_map(|(content, sealed)| {
        let can = matches!(
            content,
            Content::Text(_) | Content::Thought(_) | Content::ToolCall(_)
        );
        Part {
            seal: (sealed && can).then(|| Seal::new(Dialect::Gemini, "c2lnbmVk")),
            ..Part::new(content)
        }
    })
}

/// The stream of an answer, with every text in pieces of one character.
pub fn events(answer: &Answer) -> Vec<Event> {
    let mut events = vec![Event::Started {
        id: answer.id.clone(),
        model: answer.model.clone(),
    }];
    let choice = &answer.choices[0];
    for (number, content) in (0..).zip(&choice.parts) {
        part_events(number, content, &mut events);
    }
    events.push(Event::Ended {
        choice: 0,
        end: choice.end.clone(),
    });
    events.extend(answer.usage.clone().map(Event::Usage));
    events.push(Event::Done);
    events
}

fn part_events(number: u32, part: &Part, events: &mut Vec<Event>) {
    let (opening, texts) = match &part.content {
        Content::Text(text) => (Opening::Text, vec![text.clone()]),
        Content::Refusal(text) => (Opening::Refusal, vec![text.clone()]),
        Content::Thought(paragraphs) => (Opening::Thought, paragraphs.clone()),
        Content::ToolCall(call) => {
            let opening = Opening::ToolCall {
                id: call.id.clone(),
                name: call.name.clone(),
                custom: false,
            };
            let Arguments::Json(json) = &call.arguments else {
                panic!("no custom calls are made here");
            };
            (opening, vec![json.clone()])
        }
        _ => (Opening::Whole(Box::new(part.clone())), Vec::new()),
    };
    events.push(Event::Opened {
        part: number,
        choice: 0,
        opening,
    });
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            events.push(Event::Paragraph { part: number });
        }
        events.extend(text.chars().map(|letter| Event::Piece {
            part: number,
            text: letter.to_string(),
        }));
    }
    if let Some(seal) = &part.seal {
        events.push(Event::Sealed {
            part: number,
            seal: seal.clone(),
        });
    }
    events.push(Event::Closed { part: number });
}

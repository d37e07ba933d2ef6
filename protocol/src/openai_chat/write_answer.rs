//! A complete answer, written for a client.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::Value;

use super::{
    annotation::url_citation,
    finish,
    joint::{GAP, Joint},
    read_answer::TRANSCRIPT,
    usage,
    wire::{self, AnswerMessage, Call, CalledFunction, CalledTool, ImageUrl},
};
use crate::{
    codec::Context,
    hub::{Answer, Arguments, Choice, Content, Extras, Media, Part, Source, ToolCall},
};

/// Seconds for which a client may refer to speech by its id.
const SPEECH_SECONDS: u64 = 3_600;

pub(super) fn write(answer: &Answer, context: &Context) -> Vec<u8> {
    let own = answer.origin == Dialect::OpenaiChat;
    let writer = Writer { context, own };
    let mut choices: Vec<_> = (0..)
        .zip(&answer.choices)
        .map(|(index, choice)| writer.choice(index, choice))
        .collect();
    if choices.is_empty() {
        choices.push(nothing());
    }
    let wire = wire::Answer {
        id: id(&answer.id, context).into(),
        object: Cow::Borrowed("chat.completion"),
        created: answer.created.unwrap_or(context.now),
        model: Cow::Borrowed(model(&answer.model, context)),
        choices: Some(choices),
        usage: answer.usage.as_ref().map(|usage| usage::write(usage, own)),
        extras: if own {
            answer.extras.clone()
        } else {
            Extras::new()
        },
    };
    serde_json::to_vec(&wire).unwrap_or_default()
}

/// The provider's id, if a client of this dialect would expect such.
pub(super) fn id(given: &str, context: &Context) -> String {
    if given.starts_with("chatcmpl-") {
        given.to_owned()
    } else {
        context.id("chatcmpl-", 0)
    }
}

pub(super) fn model<'a>(given: &'a str, context: &'a Context) -> &'a str {
    if given.is_empty() {
        &context.request.model
    } else {
        given
    }
}

/// A picture as OpenRouter gives them. `None`: it is not here.
pub(super) fn image(media: &Media) -> Option<wire::Part<'_>> {
    Some(wire::Part {
        kind: Cow::Borrowed("image_url"),
        image_url: Some(ImageUrl {
            url: Cow::Owned(media.to_url()?),
            ..ImageUrl::default()
        }),
        ..wire::Part::default()
    })
}

/// Speech. `None`: it is not here.
pub(super) fn audio(part: &Part, media: &Media, context: &Context) -> Option<Extras> {
    let Source::Base64(data) = &media.source else {
        return None;
    };
    let mut audio = match part.extras.get("audio") {
        Some(Value::Object(audio)) => audio.clone(),
        _ => Extras::new(),
    };
    let known = |name: &str, value: Value, audio: &mut Extras| {
        audio.entry(name).or_insert(value);
    };
    known("id", context.id("audio_", 0).into(), &mut audio);
    known("data", data.as_str().into(), &mut audio);
    let expires = context.now.saturating_add(SPEECH_SECONDS);
    known("expires_at", expires.into(), &mut audio);
    known("transcript", "".into(), &mut audio);
    Some(audio)
}

/// The prompt itself was refused.
fn nothing() -> wire::Choice<'static> {
    wire::Choice {
        message: AnswerMessage {
            role: Cow::Borrowed("assistant"),
            content: Some(wire::Content::Text(Cow::Borrowed(""))),
            ..AnswerMessage::default()
        },
        finish_reason: Cow::Borrowed("content_filter"),
        ..wire::Choice::default()
    }
}

struct Writer<'a> {
    context: &'a Context,
    /// The provider speaks Chat, too.
    own: bool,
}

impl<'a> Writer<'a> {
    fn choice(&self, index: u64, choice: &'a Choice) -> wire::Choice<'a> {
        let mut message = self.message(&choice.parts);
        let mut extras = Extras::new();
        let mut logprobs = None;
        if self.own {
            for (name, value) in &choice.extras {
                match name.strip_prefix("message.") {
                    Some("annotations") => message.annotations = value.as_array().cloned(),
                    Some(name) => {
                        message.extras.insert(name.to_owned(), value.clone());
                    }
                    None if name == "logprobs" => logprobs = Some(value.clone()),
                    None => {
                        extras.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        let word = finish::native(&choice.end, self.own)
            .unwrap_or_else(|| finish::word(choice.end.reason, message.refusal.is_some()));
        let word = match (word, &message.function_call) {
            ("tool_calls", Some(_)) => "function_call",
            (word, _) => word,
        };
        wire::Choice {
            index,
            message,
            logprobs,
            finish_reason: Cow::Borrowed(word),
            extras,
        }
    }

    fn message(&self, parts: &'a [Part]) -> AnswerMessage<'a> {
        let mut message = AnswerMessage {
            role: Cow::Borrowed("assistant"),
            ..AnswerMessage::default()
        };
        let mut text = Joint::default();
        let mut thoughts: Vec<&str> = Vec::new();
        for part in parts {
            if !matches!(part.content, Content::Text(_)) {
                text.interrupt();
            }
            match &part.content {
                // That is in the speech.
                Content::Text(_) if self.own && part.extras.contains_key(TRANSCRIPT) => {}
                Content::Text(words) => {
                    text.add(words);
                    cite(part, &mut message);
                }
                Content::Refusal(words) => {
                    message
                        .refusal
                        .get_or_insert_default()
                        .to_mut()
                        .push_str(words);
                }
                Content::Thought(paragraphs) => {
                    thoughts.extend(paragraphs.iter().map(String::as_str));
                }
                Content::ToolCall(call) => self.call(call, part, &mut message),
                Content::Image(media) => {
                    message.images.get_or_insert_default().extend(image(media));
                }
                Content::Audio(media) => message.audio = audio(part, media, self.context),
                // Nothing of this dialect.
                Content::Document(_)
                | Content::Video(_)
                | Content::ToolResult(_)
                | Content::Foreign(_) => {}
            }
        }
        // Null stands beside something else only.
        let beside = message.tool_calls.is_some()
            || message.function_call.is_some()
            || message.refusal.is_some()
            || message.audio.is_some();
        let said = text.into_text().or_else(|| (!beside).then(String::new));
        message.content = said.map(|text| wire::Content::Text(Cow::Owned(text)));
        let thought = thoughts.join(GAP);
        message.reasoning_content = (!thought.is_empty()).then_some(Cow::Owned(thought));
        message
    }

    fn call(&self, call: &'a ToolCall, part: &'a Part, message: &mut AnswerMessage<'a>) {
        let name = self.context.names.original(&call.name);
        let custom =
            matches!(call.arguments, Arguments::Text(_)) || self.context.is_custom_tool(name);
        let name = Cow::Borrowed(name);
        if self.context.request.legacy_functions {
            // There was one call an answer.
            let arguments = Cow::Owned(call.arguments.to_json());
            message
                .function_call
                .get_or_insert(CalledFunction { name, arguments });
            return;
        }
        let mut written = Call {
            id: Some(Cow::Borrowed(&call.id)),
            ..Call::default()
        };
        if custom {
            let input = Cow::Owned(call.arguments.to_text());
            written.kind = Some(Cow::Borrowed("custom"));
            written.custom = Some(CalledTool { name, input });
        } else {
            let arguments = Cow::Owned(call.arguments.to_json());
            written.kind = Some(Cow::Borrowed("function"));
            written.function = Some(CalledFunction { name, arguments });
        }
        if self.own {
            written.extras.clone_from(&part.extras);
        }
        message.tool_calls.get_or_insert_default().push(written);
    }
}

fn cite(part: &Part, message: &mut AnswerMessage<'_>) {
    let Some(Value::Array(annotations)) = part.extras.get("annotations") else {
        return;
    };
    let citations = annotations.iter().filter_map(url_citation);
    message
        .annotations
        .get_or_insert_default()
        .extend(citations);
}

//! The conversation.

use std::{borrow::Cow, collections::HashSet};

use routex_entity::Dialect;

use super::{Writer, extras, media, results, steps, tools, wire};
use crate::{
    codec::{Untranslatable, fit_id},
    gemini::call_ids,
    hub::{CallNames, Content, Extras, Part, Request, Role, Seal},
};

/// What Google takes in place of a signature for a call that its model did not make. It is well-formed base64, as its parser
/// wants it.
pub(in crate::gemini) const NO_SIGNATURE: &str = "skip_thought_signature_validator";
/// A conversation begins with the user.
const BEGINNING: &str = "Continue.";

pub(super) fn write<'a>(writer: &mut Writer<'a>) -> Result<Vec<wire::Content<'a>>, Untranslatable> {
    if writer.own {
        as_it_came(writer)
    } else {
        foreign(writer)
    }
}

/// Turn by turn, none put together.
fn as_it_came<'a>(writer: &mut Writer<'a>) -> Result<Vec<wire::Content<'a>>, Untranslatable> {
    let request = writer.request;
    let skipped = request.preamble().0.len();
    let mut turns = Turns::new(request.call_names(), made_ids(request));
    for turn in request.turns.iter().skip(skipped) {
        turns.begin(turn.role, extras::own(&turn.extras));
        for part in &turn.parts {
            turns.part(writer, turn.role, part)?;
        }
    }
    Ok(turns.contents)
}

fn foreign<'a>(writer: &mut Writer<'a>) -> Result<Vec<wire::Content<'a>>, Untranslatable> {
    let request = writer.request;
    for turn in &request.turns {
        writer
            .dropped
            .note_extras(writer.words.messages, &turn.extras);
    }
    let mut turns = Turns::new(request.call_names(), HashSet::new());
    for spoken in request.spoken() {
        turns.begin_or_go_on(spoken.role);
        for part in spoken.parts {
            turns.part(writer, spoken.role, part)?;
        }
        turns.end();
    }
    let mut contents = turns.contents;
    contents.retain(|content| !content.parts.is_empty());
    steps::settle(&mut contents);
    if contents
        .first()
        .is_none_or(|first| first.role.as_deref() != Some("user"))
    {
        let parts = vec![wire::Part::text(BEGINNING)];
        contents.insert(0, content("user", parts));
    }
    if writer.model.is_third() {
        contents.iter_mut().for_each(sign_first_call);
    }
    Ok(contents)
}

/// From the third generation on, the first call of every step needs a signature.
fn sign_first_call(content: &mut wire::Content<'_>) {
    let first = content
        .parts
        .iter_mut()
        .find(|part| part.function_call.is_some());
    if let Some(call) = first {
        call.thought_signature.get_or_insert(NO_SIGNATURE.into());
    }
}

/// Ids that calls and results got when they were read, having none.
fn made_ids(request: &Request) -> HashSet<String> {
    let mut made = HashSet::new();
    for (turn, spoken) in request.turns.iter().enumerate() {
        let ids = spoken.parts.iter().filter_map(|part| match &part.content {
            Content::ToolCall(call) => Some(&call.id),
            Content::ToolResult(result) => Some(&result.call_id),
            _ => None,
        });
        for (index, id) in ids.enumerate() {
            if *id == call_ids::made(&turn.to_string(), index) {
                made.insert(id.clone());
            }
        }
    }
    made
}

/// The contents that are written up to now.
pub(super) struct Turns<'a> {
    contents: Vec<wire::Content<'a>>,
    pub(super) names: CallNames<'a>,
    /// Ids that the client did not give.
    made: HashSet<String>,
    /// A thought whose proof waits for the part that it led to.
    thought: Option<(String, &'a str)>,
}

fn content<'a>(role: &'static str, parts: Vec<wire::Part<'a>>) -> wire::Content<'a> {
    wire::Content {
        role: Some(role.into()),
        parts,
        ..wire::Content::default()
    }
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Assistant => "model",
        Role::User | Role::System | Role::Developer => "user",
    }
}

impl<'a> Turns<'a> {
    fn new(names: CallNames<'a>, made: HashSet<String>) -> Self {
        Self {
            contents: Vec::new(),
            names,
            made,
            thought: None,
        }
    }

    fn begin(&mut self, role: Role, extras: Extras) {
        self.contents.push(wire::Content {
            extras: Cow::Owned(extras),
            ..content(role_name(role), Vec::new())
        });
    }

    fn begin_or_go_on(&mut self, role: Role) {
        let name = role_name(role);
        if self
            .contents
            .last()
            .is_none_or(|last| last.role.as_deref() != Some(name))
        {
            self.contents.push(content(name, Vec::new()));
        }
    }

    fn end(&mut self) {
        if let Some((text, signature)) = self.thought.take() {
            self.push(wire::Part {
                thought: Some(true),
                thought_signature: Some(signature.into()),
                ..wire::Part::text(text)
            });
        }
    }

    pub(super) fn push(&mut self, part: wire::Part<'a>) {
        if let Some(last) = self.contents.last_mut() {
            last.parts.push(part);
        }
    }

    fn part(
        &mut self,
        writer: &mut Writer<'a>,
        role: Role,
        part: &'a Part,
    ) -> Result<(), Untranslatable> {
        writer
            .dropped
            .note_if(part.cache.is_some(), "messages.cache_control");
        if !writer.own {
            writer
                .dropped
                .note_extras(writer.words.messages, &part.extras);
        }
        let usable = |seal: &'a Seal| seal.for_provider(Dialect::Gemini);
        let mut signature = part.seal.as_ref().and_then(usable);
        let mut written = match &part.content {
            Content::Text(text) => {
                if text.is_empty() && signature.is_none() && !writer.own {
                    return Ok(());
                }
                let is_system = matches!(role, Role::System | Role::Developer);
                wire::Part::text(if is_system {
                    in_between(text)
                } else {
                    text.into()
                })
            }
            Content::Refusal(text) if text.is_empty() => return Ok(()),
            Content::Refusal(text) => wire::Part::text(text),
            Content::Thought(texts) if writer.own => wire::Part {
                thought: Some(true),
                ..wire::Part::text(texts.concat())
            },
            Content::Thought(texts) => {
                match signature {
                    Some(signature) => self.thought = Some((texts.join("\n\n"), signature)),
                    None => writer.dropped.note(writer.words.thought),
                }
                return Ok(());
            }
            Content::Image(media)
            | Content::Document(media)
            | Content::Audio(media)
            | Content::Video(media) => media::write(writer, &part.content, media)?,
            Content::ToolCall(call) => wire::Part {
                function_call: Some(wire::FunctionCall {
                    id: self.id(writer, &call.id),
                    name: writer.function_name(&call.name),
                    args: Some(Cow::Owned(call.arguments.to_object())),
                    extras: Cow::Owned(extras::of(&part.extras, "functionCall")),
                }),
                ..wire::Part::default()
            },
            Content::ToolResult(result) => {
                let id = self.id(writer, &result.call_id);
                results::write(writer, self, result, id, part)?;
                return Ok(());
            }
            Content::Foreign(value) => match value.as_object().filter(|_| writer.own) {
                Some(object) => wire::Part {
                    extras: Cow::Borrowed(object),
                    ..wire::Part::default()
                },
                None => {
                    let name = tools::label(value);
                    writer
                        .dropped
                        .note(format!("{}.{name}", writer.words.messages));
                    return Ok(());
                }
            },
        };
        if signature.is_none() && role == Role::Assistant {
            signature = self.thought.take().map(|(_, signature)| signature);
        }
        written.thought_signature = signature.map(Cow::Borrowed);
        if writer.own && !part.extras.is_empty() {
            written.extras.to_mut().extend(extras::own(&part.extras));
        }
        self.push(written);
        Ok(())
    }

    fn id(&self, writer: &Writer<'a>, id: &'a str) -> Option<Cow<'a, str>> {
        const LONGEST: usize = 64;
        if writer.own {
            (!self.made.contains(id)).then_some(id.into())
        } else {
            Some(fit_id(id, LONGEST).into())
        }
    }
}

/// What is said between the turns by neither side. Only the user can say it here.
fn in_between(text: &str) -> Cow<'_, str> {
    format!("<system>\n{text}\n</system>").into()
}

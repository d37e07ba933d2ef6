//! The conversation: system, then turns, with the results of tools right behind their calls.

use std::borrow::Cow;

use super::{
    Draft, MAX_CALL_ID, MAX_NAME, content::text_part, messages::content, pairing::Pairing,
    tools::type_of,
};
use crate::{
    codec::{Feature, Untranslatable, fit_id},
    hub::{Arguments, Content, Part, Role, ToolCall, Turn},
    openai_chat::{
        joint::Joint,
        member::Member,
        read_request::IN_CONTENT,
        wire::{self, Call, CalledFunction, CalledTool, Message},
    },
};

/// `instruction` is said besides.
pub(super) fn write<'a>(
    draft: &mut Draft<'a>,
    instruction: Option<String>,
) -> Result<Vec<Message<'a>>, Untranslatable> {
    let request = draft.request;
    let mut conversation = Conversation {
        pairing: Pairing::of(request),
        draft,
        messages: Vec::new(),
    };
    let rest = conversation.instructions(instruction);
    let own = conversation.draft.own;
    let together = |one: &Turn, other: &Turn| !own && one.role == other.role;
    for turns in rest.chunk_by(together) {
        match turns.first().map(|turn| turn.role) {
            Some(Role::User) => conversation.user(turns)?,
            Some(Role::Assistant) => conversation.assistant(turns)?,
            Some(role) => conversation.system(role, turns),
            None => {}
        }
    }
    Ok(conversation.messages)
}

struct Conversation<'d, 'a> {
    draft: &'d mut Draft<'a>,
    pairing: Pairing<'a>,
    messages: Vec<Message<'a>>,
}

impl<'a> Conversation<'_, 'a> {
    /// Writes what is said before the conversation, and returns the turns behind that. Many servers want one system
    /// message and no more.
    fn instructions(&mut self, instruction: Option<String>) -> &'a [Turn] {
        let request = self.draft.request;
        let mut parts = Vec::new();
        let rest = if self.draft.own {
            request.turns.as_slice()
        } else {
            for part in request.instructions() {
                parts.extend(self.said(part, &Member::SYSTEM));
            }
            let (merged, rest) = request.preamble();
            for turn in merged {
                self.note_turn(turn);
            }
            rest
        };
        parts.extend(instruction.map(|text| text_part(Cow::Owned(text))));
        self.push(self.role(Role::Developer), parts, None);
        rest
    }

    fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Developer if self.draft.has(Feature::DeveloperRole) => "developer",
            Role::System | Role::Developer => "system",
            Role::User => "user",
            Role::Assistant => "assistant",
        }
    }

    fn system(&mut self, role: Role, turns: &'a [Turn]) {
        let mut parts = Vec::new();
        for turn in turns {
            for part in &turn.parts {
                parts.extend(self.said(part, &Member::MESSAGES));
            }
        }
        self.push(self.role(role), parts, turns.first());
    }

    /// A part of a system message, which can hold text only.
    fn said(&mut self, part: &'a Part, member: &Member) -> Option<wire::Part<'a>> {
        let draft = &mut *self.draft;
        match &part.content {
            Content::Text(text) if !draft.own && text.trim().is_empty() => None,
            Content::Text(text) => {
                let mut written = text_part(Cow::Borrowed(text));
                if draft.own {
                    draft.leftovers(part, &mut written);
                } else {
                    let member = draft.member(member);
                    draft.dropped.note_extras(member, &part.extras);
                    if part.cache.is_some() {
                        draft.dropped.note(format!("{member}.cache_control"));
                    }
                }
                Some(written)
            }
            _ => {
                draft.note(member);
                None
            }
        }
    }

    fn user(&mut self, turns: &'a [Turn]) -> Result<(), Untranslatable> {
        let mut parts = Vec::new();
        for turn in turns {
            for part in &turn.parts {
                if let Content::ToolResult(result) = &part.content {
                    if self.pairing.is_stray(result) {
                        parts.extend(self.draft.stray(result)?);
                    }
                } else {
                    parts.extend(self.draft.part(part)?);
                }
            }
        }
        // The turn of a result that answers a call has been told.
        if !parts.is_empty() {
            self.push("user", parts, turns.first());
        }
        for turn in turns {
            self.note_turn(turn);
        }
        Ok(())
    }

    fn assistant(&mut self, turns: &'a [Turn]) -> Result<(), Untranslatable> {
        let mut text = Joint::default();
        let mut parts = Vec::new();
        let mut thoughts: Vec<&str> = Vec::new();
        let mut refusal: Option<&'a str> = None;
        let mut calls = Vec::new();
        for turn in turns {
            self.note_turn(turn);
            text.interrupt();
            for part in &turn.parts {
                match &part.content {
                    Content::Thought(paragraphs) => {
                        thoughts.extend(paragraphs.iter().map(String::as_str));
                        text.interrupt();
                    }
                    Content::ToolCall(call) => {
                        calls.push((call, self.call(call, part)));
                        text.interrupt();
                    }
                    Content::Refusal(words)
                        if refusal.is_none()
                            && self.draft.takes_refusals()
                            && !part.extras.contains_key(IN_CONTENT) =>
                    {
                        refusal = Some(words);
                    }
                    Content::Text(words) | Content::Refusal(words) => {
                        text.add(words);
                        parts.extend(self.draft.part(part)?);
                    }
                    Content::Foreign(value) if !self.draft.own => {
                        self.draft.note_message(type_of(value));
                        text.interrupt();
                    }
                    // An assistant can show nothing in this dialect.
                    Content::Image(_) => self.draft.note_message("image"),
                    Content::Audio(_) => self.draft.note_message("audio"),
                    Content::Video(_) => self.draft.note_message("video"),
                    Content::Document(_) => self.draft.note_message("document"),
                    Content::Foreign(_) => parts.extend(self.draft.part(part)?),
                    Content::ToolResult(_) => {}
                }
            }
        }
        let thought = self.thought(&thoughts, !calls.is_empty());
        let content = if self.draft.own {
            content(parts, true)
        } else {
            let said = text.into_text().filter(|text| !text.trim().is_empty());
            said.map(|text| wire::Content::Text(Cow::Owned(text)))
        };
        let empty = content.is_none() && refusal.is_none() && calls.is_empty();
        if empty && thought.is_none() {
            return Ok(());
        }
        let first = turns.first().filter(|_| self.draft.own);
        let mut message = self.message("assistant", first);
        message.reasoning_content = thought.map(Cow::Owned);
        message.content =
            content.or_else(|| empty.then_some(wire::Content::Text(Cow::Borrowed(""))));
        message.refusal = refusal.map(Cow::Borrowed);
        let (called, calls): (Vec<_>, Vec<_>) = calls.into_iter().unzip();
        message.tool_calls = (!calls.is_empty()).then_some(calls);
        self.messages.push(message);
        self.answers(&called)
    }

    /// Reasoning is for those who want it back: they refuse calls without any, and an empty one counts as none.
    fn thought(&mut self, thoughts: &[&str], calls: bool) -> Option<String> {
        let thought = thoughts.join("\n\n");
        if self.draft.has(Feature::ReasoningContent) {
            let missing = calls && !self.draft.own && !self.draft.has(Feature::OpenaiExtras);
            return if missing && thought.trim().is_empty() {
                Some(" ".to_owned())
            } else {
                (!thought.is_empty()).then_some(thought)
            };
        }
        if !thought.is_empty() {
            self.draft.note(&Member::THOUGHT);
        }
        None
    }

    fn call(&mut self, call: &'a ToolCall, part: &'a Part) -> Call<'a> {
        let draft = &mut *self.draft;
        let name = Cow::Owned(draft.names.fit(&call.name, MAX_NAME));
        let mut written = Call {
            id: Some(Cow::Owned(fit_id(&call.id, MAX_CALL_ID))),
            ..Call::default()
        };
        match &call.arguments {
            Arguments::Text(text) if draft.has(Feature::CustomTools) => {
                written.kind = Some(Cow::Borrowed("custom"));
                let input = Cow::Borrowed(text.as_str());
                written.custom = Some(CalledTool { name, input });
            }
            arguments => {
                written.kind = Some(Cow::Borrowed("function"));
                let arguments = Cow::Owned(arguments.to_json());
                written.function = Some(CalledFunction { name, arguments });
            }
        }
        if draft.own {
            written.extras.clone_from(&part.extras);
        } else {
            draft.note_leftovers(part);
        }
        written
    }

    /// The results of the calls that were just written, in the order in which they were given.
    fn answers(&mut self, called: &[&'a ToolCall]) -> Result<(), Untranslatable> {
        let answer = |call: &&'a ToolCall| (*call, self.pairing.answer(call));
        let mut answers: Vec<_> = called.iter().map(answer).collect();
        answers.sort_by_key(|(_, answer)| answer.map_or(usize::MAX, |answer| answer.number));
        let mut shown = Vec::new();
        for (call, answer) in answers {
            let told = self.draft.result(call, answer)?;
            self.messages.push(told.message);
            shown.extend(told.media);
        }
        if !shown.is_empty() {
            self.push("user", shown, None);
        }
        Ok(())
    }

    /// `turn` is whose members the message gets.
    fn push(&mut self, role: &'static str, mut parts: Vec<wire::Part<'a>>, turn: Option<&'a Turn>) {
        let own = self.draft.own;
        if parts.is_empty() && !(own && turn.is_some()) {
            return;
        }
        // Servers that take turns strictly get no two messages of a user in a row.
        if !own
            && role == "user"
            && self.messages.last().is_some_and(|last| last.role == "user")
            && let Some(last) = self.messages.pop()
        {
            let mut before = match last.content {
                Some(wire::Content::Parts(parts)) => parts,
                Some(wire::Content::Text(text)) => vec![text_part(text)],
                None => Vec::new(),
            };
            before.append(&mut parts);
            parts = before;
        }
        let mut message = self.message(role, turn.filter(|_| own));
        message.content = content(parts, own).or(Some(wire::Content::Text(Cow::Borrowed(""))));
        self.messages.push(message);
    }

    fn message(&self, role: &'static str, turn: Option<&'a Turn>) -> Message<'a> {
        Message {
            role: Cow::Borrowed(role),
            extras: turn.map(|turn| turn.extras.clone()).unwrap_or_default(),
            ..Message::default()
        }
    }

    fn note_turn(&mut self, turn: &Turn) {
        if !self.draft.own {
            let messages = self.draft.member(&Member::MESSAGES);
            self.draft.dropped.note_extras(messages, &turn.extras);
        }
    }
}

//! The conversation: system, then turns, with the results of tools right behind their calls.

use std::borrow::Cow;

use super::{Draft, content::text_part, messages::content};
use crate::{
    codec::{Feature, Member, Untranslatable},
    hub::{Content, Pairing, Part, Role, Turn},
    openai_chat::wire::{self, Message},
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
    let rest = conversation.instructions(instruction)?;
    let own = conversation.draft.own;
    let together = |one: &Turn, other: &Turn| !own && one.role == other.role;
    for turns in rest.chunk_by(together) {
        match turns.first().map(|turn| turn.role) {
            Some(Role::User) => conversation.user(turns)?,
            Some(Role::Assistant) => conversation.assistant(turns)?,
            Some(role) => conversation.system(role, turns)?,
            None => {}
        }
    }
    Ok(conversation.messages)
}

pub(super) struct Conversation<'d, 'a> {
    pub draft: &'d mut Draft<'a>,
    pub pairing: Pairing<'a>,
    pub messages: Vec<Message<'a>>,
}

impl<'a> Conversation<'_, 'a> {
    /// Writes what is said before the conversation, and returns the turns behind that. Many servers want one system
    /// message and no more.
    fn instructions(&mut self, instruction: Option<String>) -> Result<&'a [Turn], Untranslatable> {
        let request = self.draft.request;
        let mut parts = Vec::new();
        let rest = if self.draft.own {
            request.turns.as_slice()
        } else {
            for part in request.instructions() {
                parts.extend(self.said(part, Member::System)?);
            }
            let (merged, rest) = request.preamble();
            for turn in merged {
                self.note_turn(turn);
            }
            rest
        };
        parts.extend(instruction.map(|text| text_part(Cow::Owned(text))));
        self.push(self.role(Role::Developer), parts, None);
        Ok(rest)
    }

    fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Developer if self.draft.has(Feature::DeveloperRole) => "developer",
            Role::System | Role::Developer => "system",
            Role::User => "user",
            Role::Assistant => "assistant",
        }
    }

    fn system(&mut self, role: Role, turns: &'a [Turn]) -> Result<(), Untranslatable> {
        let mut parts = Vec::new();
        for turn in turns {
            for part in &turn.parts {
                parts.extend(self.said(part, Member::Messages)?);
            }
        }
        self.push(self.role(role), parts, turns.first());
        Ok(())
    }

    /// A part of a system message, which can hold text only.
    fn said(
        &mut self,
        part: &'a Part,
        member: Member,
    ) -> Result<Option<wire::Part<'a>>, Untranslatable> {
        let draft = &mut *self.draft;
        Ok(match &part.content {
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
                let why = "instructions are text only; move the rest to a message of the user";
                return Err(draft.refuse(draft.member(member), why));
            }
        })
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

    /// `turn` is whose members the message gets.
    pub(super) fn push(
        &mut self,
        role: &'static str,
        mut parts: Vec<wire::Part<'a>>,
        turn: Option<&'a Turn>,
    ) {
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

    pub(super) fn message(&self, role: &'static str, turn: Option<&'a Turn>) -> Message<'a> {
        Message {
            role: Cow::Borrowed(role),
            extras: turn.map(|turn| turn.extras.clone()).unwrap_or_default(),
            ..Message::default()
        }
    }

    pub(super) fn note_turn(&mut self, turn: &Turn) {
        if !self.draft.own {
            let messages = self.draft.member(Member::Messages);
            self.draft.dropped.note_extras(messages, &turn.extras);
        }
    }
}

//! The messages, in the order that Anthropic wants: the sides take turns, and what a tool answered stands first in the
//! turn right after its call.

use std::collections::HashSet;

use super::{parts, writing::Writing};
use crate::{
    anthropic::{
        block::{Block, Blocks},
        model::Claude,
    },
    codec::{Member, Untranslatable},
    hub::{Content, Extras, Part, Role, ToolCall, ToolResult},
};

/// One message.
#[derive(Debug, serde::Serialize)]
pub(super) struct Message<'a> {
    role: &'static str,
    content: Blocks<'a>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    extras: Option<&'a Extras>,
}

/// The messages of a client that speaks the dialect itself, one by one.
pub(super) fn as_it_is<'a>(writing: &mut Writing<'a>) -> Result<Vec<Message<'a>>, Untranslatable> {
    let mut messages = Vec::new();
    for turn in &writing.request.turns {
        let mut blocks = Vec::new();
        for part in &turn.parts {
            blocks.extend(parts::block(part, writing)?);
        }
        // A message of thoughts that nobody can read any more has nothing left to say.
        if blocks.is_empty() && !turn.parts.is_empty() {
            continue;
        }
        messages.push(Message {
            role: match turn.role {
                Role::User => "user",
                Role::Assistant => "assistant",
                Role::System | Role::Developer => "system",
            },
            content: Blocks(blocks),
            extras: (!turn.extras.is_empty()).then_some(&turn.extras),
        });
    }
    Ok(messages)
}

/// The messages of any other client.
#[derive(Debug)]
pub(super) struct InTurns<'a> {
    pub messages: Vec<Message<'a>>,
    /// Nothing was said but instructions, so they are what the user says.
    pub instructed: bool,
}

pub(super) fn in_turns<'a>(writing: &mut Writing<'a>) -> Result<InTurns<'a>, Untranslatable> {
    let request = writing.request;
    let (preamble, turns) = request.preamble();
    for turn in preamble.iter().chain(turns) {
        writing.extras(Member::Messages, &turn.extras);
    }
    let mut conversation = Conversation::default();
    for turn in turns {
        for part in &turn.parts {
            conversation.part(turn.role, part, writing)?;
        }
    }
    let instructed = conversation.drafts.is_empty();
    if instructed {
        for part in request.instructions() {
            conversation.part(Role::User, part, writing)?;
        }
    }
    conversation.answer_all();
    conversation.begin_with_user();
    let claude = Claude::of_name(writing.target.model);
    if claude.is_none_or(Claude::takes_prefill) {
        conversation.trim_end();
    } else {
        conversation.end_with_user();
    }
    let drafts = conversation.drafts.into_iter();
    Ok(InTurns {
        messages: drafts.map(Draft::message).collect(),
        instructed,
    })
}

#[derive(Debug, Default)]
struct Conversation<'a> {
    /// The sides alternate.
    drafts: Vec<Draft<'a>>,
    calls: Vec<Call<'a>>,
    /// Ids that calls go by. They must differ.
    ids: HashSet<String>,
    /// Images that the model made. Only the user may show any.
    made: Vec<Block<'a>>,
}

#[derive(Debug)]
struct Draft<'a> {
    by_user: bool,
    results: Vec<Block<'a>>,
    rest: Vec<Block<'a>>,
}

#[derive(Debug)]
struct Call<'a> {
    /// As the client knows it.
    id: &'a str,
    /// As it is written.
    goes_by: String,
    draft: usize,
    answered: bool,
}

impl<'a> Conversation<'a> {
    fn part(
        &mut self,
        role: Role,
        part: &'a Part,
        writing: &mut Writing<'a>,
    ) -> Result<(), Untranslatable> {
        let by_user = role != Role::Assistant;
        match &part.content {
            Content::ToolCall(call) => self.call(part, call, writing),
            Content::ToolResult(result) => self.result(part, result, writing)?,
            Content::Text(text) if matches!(role, Role::System | Role::Developer) => {
                if !text.trim().is_empty() {
                    // A later instruction has no place of its own that every model knows.
                    let text = format!("<system>\n{text}\n</system>");
                    self.say(true, Block::text(text));
                }
            }
            Content::Image(_) | Content::Document(_) if !by_user => {
                self.made.extend(parts::block(part, writing)?);
            }
            _ => {
                if let Some(block) = parts::block(part, writing)? {
                    self.say(by_user, block);
                }
            }
        }
        Ok(())
    }

    fn say(&mut self, by_user: bool, block: Block<'a>) {
        let made = if by_user {
            std::mem::take(&mut self.made)
        } else {
            Vec::new()
        };
        let draft = self.draft(by_user);
        draft.rest.extend(made);
        draft.rest.push(block);
    }

    /// The last draft, if it is of this side, otherwise a new one.
    fn draft(&mut self, by_user: bool) -> &mut Draft<'a> {
        let same = self
            .drafts
            .last()
            .is_some_and(|last| last.by_user == by_user);
        if !same {
            self.drafts.push(Draft::new(by_user));
        }
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }

    fn call(&mut self, part: &'a Part, call: &'a ToolCall, writing: &mut Writing<'a>) {
        let mut goes_by = call.id.clone();
        let mut again = 1_u32;
        while !self.ids.insert(goes_by.clone()) {
            again += 1;
            goes_by = format!("{}_{again}", call.id);
        }
        let block = parts::tool_use(part, call, &goes_by, writing);
        self.say(false, block);
        self.calls.push(Call {
            id: &call.id,
            goes_by,
            draft: self.drafts.len() - 1,
            answered: false,
        });
    }

    fn result(
        &mut self,
        part: &'a Part,
        result: &'a ToolResult,
        writing: &mut Writing<'a>,
    ) -> Result<(), Untranslatable> {
        let open = self
            .calls
            .iter_mut()
            .rev()
            .find(|call| call.id == result.call_id && !call.answered);
        let Some(call) = open else {
            return self.orphan(result, writing);
        };
        call.answered = true;
        let next = call.draft + 1;
        let block = parts::tool_result(part, result, &call.goes_by, writing)?;
        self.put_result(next, block);
        Ok(())
    }

    fn put_result(&mut self, draft: usize, block: Block<'a>) {
        match self.drafts.get_mut(draft) {
            Some(draft) => draft.results.push(block),
            None => self.draft(true).results.push(block),
        }
    }

    /// A result without a call, as after a conversation was cut, is told in words.
    fn orphan(
        &mut self,
        result: &'a ToolResult,
        writing: &mut Writing<'a>,
    ) -> Result<(), Untranslatable> {
        self.say(true, Block::text(result.heading()));
        for block in parts::output(&result.output, writing)? {
            self.say(true, block);
        }
        Ok(())
    }

    /// A call without a result, as after an interruption, gets one that says so.
    fn answer_all(&mut self) {
        for call in std::mem::take(&mut self.calls) {
            if !call.answered {
                let block = parts::no_result(&call.goes_by);
                self.put_result(call.draft + 1, block);
            }
        }
    }

    fn begin_with_user(&mut self) {
        if self.drafts.first().is_some_and(|first| !first.by_user) {
            let mut first = Draft::new(true);
            first.rest.push(Block::text(BEGINNING));
            self.drafts.insert(0, first);
        }
    }

    /// For those who refuse to go on from a message of their own.
    fn end_with_user(&mut self) {
        if self.drafts.last().is_some_and(|last| !last.by_user) {
            self.say(true, Block::text(END));
        }
    }

    /// The beginning of an answer must not end with a blank.
    fn trim_end(&mut self) {
        if let Some(last) = self.drafts.last_mut().filter(|last| !last.by_user)
            && let Some(Block::Text { text, .. }) = last.rest.last_mut()
        {
            let end = text.trim_end().len();
            text.to_mut().truncate(end);
        }
    }
}

/// What the user says when the model spoke first.
const BEGINNING: &str = "[The conversation begins with your message.]";

/// What the user says when the model spoke last.
const END: &str = "Continue.";

impl<'a> Draft<'a> {
    fn new(by_user: bool) -> Self {
        Self {
            by_user,
            results: Vec::new(),
            rest: Vec::new(),
        }
    }

    fn message(self) -> Message<'a> {
        let mut blocks = self.results;
        blocks.extend(self.rest);
        Message {
            role: if self.by_user { "user" } else { "assistant" },
            content: Blocks(blocks),
            extras: None,
        }
    }
}

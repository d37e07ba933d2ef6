//! What the model said, with the results of the tools that it called.

use std::borrow::Cow;

use super::{MAX_CALL_ID, MAX_NAME, conversation::Conversation, messages::content, tools::type_of};
use crate::{
    codec::{Feature, Member, Untranslatable, fit_id},
    hub::{Arguments, Content, Part, ToolCall, Turn},
    openai_chat::{
        joint::Joint,
        read_request::IN_CONTENT,
        wire::{self, Call, CalledFunction, CalledTool},
    },
};

impl<'a> Conversation<'_, 'a> {
    pub(super) fn assistant(&mut self, turns: &'a [Turn]) -> Result<(), Untranslatable> {
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
                    Content::Image(media) => self.draft.note_media(Member::Image, media),
                    Content::Audio(media) => self.draft.note_media(Member::Audio, media),
                    Content::Video(media) => self.draft.note_media(Member::Video, media),
                    Content::Document(media) => self.draft.note_media(Member::Document, media),
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
            self.draft.note(Member::Thought);
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
}

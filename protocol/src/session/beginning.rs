//! How a conversation begins: the same on every turn, whatever the client adds and wherever it moves its cache marks.

use std::fmt;

use routex_entity::Dialect;
use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::super::{json::Str, request::Head};

/// Bytes of each piece that enter the hash; its length enters too.
const HASHED: usize = 16 * 1024;
/// Claude Code's first system block; it changes between requests of one conversation.
const BILLING: &str = "x-anthropic-billing-header";

/// System prompt and first user message, as raw JSON.
#[derive(Debug, Default)]
pub(super) struct Beginning<'a> {
    system: Vec<&'a RawValue>,
    first_user: Option<&'a RawValue>,
    /// The model has spoken already.
    pub answered: bool,
}

impl<'a> Beginning<'a> {
    /// `None` when there is no user message to know the conversation by.
    pub(super) fn of(dialect: Dialect, head: &Head<'a>) -> Option<Self> {
        let (system, turns) = match dialect {
            Dialect::Anthropic => (head.system, head.messages),
            Dialect::OpenaiChat => (None, head.messages),
            Dialect::OpenaiResponses => (head.instructions, head.input),
            Dialect::Gemini => (
                head.system_instruction.or(head.system_instruction_snake),
                head.contents,
            ),
        };
        let turns = turns?;
        let mut beginning = Self::default();
        beginning.system.extend(system);
        if turns.get().starts_with('[') {
            beginning.read(turns)?;
        } else {
            beginning.first_user = Some(turns);
        }
        beginning.first_user.is_some().then_some(beginning)
    }

    pub(super) fn hash(&self, model: &str) -> Sha256 {
        let mut hash = Sha256::new();
        piece(&mut hash, b'm', model.as_bytes());
        for system in &self.system {
            content(&mut hash, b's', system);
        }
        if let Some(user) = self.first_user {
            content(&mut hash, b'u', user);
        }
        hash
    }

    fn is_complete(&self) -> bool {
        self.first_user.is_some() && self.answered
    }

    /// Reads turns until enough is known. That the rest of the list is left unread looks like an error to the
    /// deserializer.
    fn read(&mut self, turns: &'a RawValue) -> Option<()> {
        let mut deserializer = serde_json::Deserializer::from_str(turns.get());
        let read = deserializer.deserialize_seq(Turns(self));
        (read.is_ok() || self.is_complete()).then_some(())
    }

    fn add(&mut self, turn: &Turn<'a>) {
        match (turn.role.as_str(), turn.kind.as_str()) {
            ("system" | "developer", _) if self.first_user.is_none() => {
                self.system.extend(turn.content);
            }
            // Gemini lets a client leave the role out.
            ("user", _) | ("", "" | "message") if self.first_user.is_none() => {
                self.first_user = turn.content.or(turn.parts);
            }
            ("assistant" | "model", _)
            | ("", "function_call" | "custom_tool_call" | "reasoning") => self.answered = true,
            _ => {}
        }
    }
}

/// One message, item or content.
#[derive(Deserialize)]
struct Turn<'a> {
    #[serde(borrow, default)]
    role: Str<'a>,
    #[serde(borrow, default, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow, default)]
    content: Option<&'a RawValue>,
    #[serde(borrow, default)]
    parts: Option<&'a RawValue>,
}

struct Turns<'b, 'a>(&'b mut Beginning<'a>);

impl<'a> Visitor<'a> for Turns<'_, 'a> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of messages")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut turns: A) -> Result<(), A::Error> {
        while !self.0.is_complete() {
            match turns.next_element()? {
                Some(turn) => self.0.add(&turn),
                None => break,
            }
        }
        Ok(())
    }
}

/// A block of a message, or a Gemini content with its parts.
#[derive(Deserialize)]
struct Block<'a> {
    #[serde(borrow, default)]
    text: Str<'a>,
    #[serde(borrow, default)]
    parts: Option<&'a RawValue>,
    #[serde(borrow, default)]
    source: Option<&'a RawValue>,
    #[serde(borrow, default)]
    image_url: Option<&'a RawValue>,
    #[serde(borrow, default)]
    file: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "inlineData")]
    inline_data: Option<&'a RawValue>,
}

/// Feeds the text of a content, so that a string and the same text in a block are one, and no cache mark counts.
fn content(hash: &mut Sha256, tag: u8, raw: &RawValue) {
    let json = raw.get();
    let fed = match json.as_bytes().first() {
        Some(b'"') => {
            serde_json::from_str::<Str<'_>>(json).map(|plain| text(hash, tag, plain.as_str()))
        }
        Some(b'[') => serde_json::from_str::<Vec<Block<'_>>>(json)
            .map(|blocks| blocks.iter().for_each(|each| block(hash, tag, each))),
        _ => serde_json::from_str::<Block<'_>>(json).map(|only| match only.parts {
            Some(parts) if parts.get().starts_with('[') => content(hash, tag, parts),
            _ => block(hash, tag, &only),
        }),
    };
    if fed.is_err() {
        piece(hash, tag, json.as_bytes());
    }
}

fn block(hash: &mut Sha256, tag: u8, block: &Block<'_>) {
    text(hash, tag, block.text.as_str());
    let media = [block.source, block.image_url, block.file, block.inline_data];
    for medium in media.into_iter().flatten() {
        piece(hash, tag, medium.get().as_bytes());
    }
}

fn text(hash: &mut Sha256, tag: u8, text: &str) {
    let text = match text.strip_prefix(BILLING) {
        Some(billing) => billing.split_once('\n').map_or("", |(_, rest)| rest),
        None => text,
    };
    if !text.is_empty() {
        piece(hash, tag, text.as_bytes());
    }
}

fn piece(hash: &mut Sha256, tag: u8, bytes: &[u8]) {
    hash.update([tag]);
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(&bytes[..bytes.len().min(HASHED)]);
}

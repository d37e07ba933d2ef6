//! What a request asks, whatever its dialect.

use serde_json::{Map, Value};

#[derive(Debug, Default)]
pub(in super::super) struct Asked {
    pub turns: Vec<Turn>,
    pub tools: Vec<Tool>,
    pub choice: Choice,
    /// At most one call at a time.
    pub one_call: bool,
    /// The JSON schema that the answer has to follow.
    pub schema: Option<Value>,
    pub thinking: Thinking,
    /// What else arrived, under names that are the same for all dialects.
    pub settings: Map<String, Value>,
}

#[derive(Debug)]
pub(in super::super) struct Turn {
    pub by: By,
    pub said: Vec<Said>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum By {
    User,
    Model,
}

#[derive(Debug)]
pub(in super::super) enum Said {
    Text(String),
    /// An image or a document: its media type and its size or place, such as `image/png (68 bytes)`.
    Media(String),
    Thought(String),
    Call {
        /// Empty where a dialect has none.
        id: String,
        name: String,
        arguments: Value,
    },
    Result {
        id: String,
        /// Empty where a dialect has none: the call of the same id has it.
        name: String,
        output: String,
    },
}

#[derive(Debug, Clone)]
pub(in super::super) struct Tool {
    pub name: String,
    /// JSON schema of its arguments.
    pub schema: Value,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) enum Choice {
    #[default]
    Auto,
    None,
    Any,
    Named(String),
}

#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Thinking {
    pub on: bool,
    /// The text comes along.
    pub shown: bool,
    /// The proof comes along.
    pub sealed: bool,
}

impl Default for Thinking {
    fn default() -> Self {
        Self {
            on: true,
            shown: true,
            sealed: true,
        }
    }
}

impl Asked {
    /// Adds to what the same side said just before, or begins a turn.
    pub(super) fn say(&mut self, by: By, said: Vec<Said>) {
        match self.turns.last_mut() {
            Some(last) if last.by == by => last.said.extend(said),
            _ => self.turns.push(Turn { by, said }),
        }
    }

    /// Keeps a setting that is there.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Option<Value>>) {
        if let Some(value) = value.into()
            && !value.is_null()
        {
            self.settings.insert(name.to_owned(), value);
        }
    }

    /// The results that end the conversation, each with the name of its tool, in the order of the calls.
    pub(super) fn last_results(&self) -> Vec<(&str, &str)> {
        let [.., calling, answering] = self.turns.as_slice() else {
            return Vec::new();
        };
        let calls = calling.said.iter().filter_map(|said| match said {
            Said::Call { id, name, .. } => Some((id.as_str(), name.as_str())),
            _ => None,
        });
        let mut results: Vec<_> = answering
            .said
            .iter()
            .filter_map(|said| match said {
                Said::Result { id, name, output } => Some((id.as_str(), name.as_str(), output)),
                _ => None,
            })
            .collect();
        calls
            .filter_map(|(id, name)| {
                let belongs =
                    |(of, named, _): &_| (*of, *named) == (id, "") || (*of, *named) == (id, name);
                let at = results.iter().position(belongs)?;
                Some((name, results.remove(at).2.as_str()))
            })
            .collect()
    }

    pub(super) fn last_text(&self) -> &str {
        let last = self.turns.iter().rev().find(|turn| turn.by == By::User);
        let texts = last.into_iter().flat_map(|turn| turn.said.iter().rev());
        let mut texts = texts.filter_map(|said| match said {
            Said::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.next().unwrap_or_default()
    }
}

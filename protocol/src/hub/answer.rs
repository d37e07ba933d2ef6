//! A complete answer in any dialect.

use routex_entity::{Dialect, TokenUsage};

use super::{Arguments, Content, Extras, Part};
use crate::estimate;

#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The dialect it was read from: whose `extras` these are.
    pub origin: Dialect,
    /// The provider's id of it; may be empty.
    pub id: String,
    /// As the provider names it; may be empty.
    pub model: String,
    /// Unix seconds.
    pub created: Option<u64>,
    /// By index. Empty: the prompt itself was refused.
    pub choices: Vec<Choice>,
    pub usage: Option<Usage>,
    pub extras: Extras,
}

impl Answer {
    /// What the first choice likely cost, where the provider does not tell. `input`: tokens of the request.
    pub fn estimated_tokens(&self, input: u64) -> TokenUsage {
        let parts = self.choices.first().map_or(&[][..], |choice| &choice.parts);
        let units = parts.iter().map(units).fold(0, u64::saturating_add);
        TokenUsage {
            input,
            output: estimate::tokens(units),
            ..TokenUsage::default()
        }
    }
}

/// Weight of what a part says.
fn units(part: &Part) -> u64 {
    let weight = |text: &String| estimate::text_units(text.as_bytes());
    match &part.content {
        Content::Text(text) | Content::Refusal(text) => weight(text),
        Content::Thought(paragraphs) => paragraphs.iter().map(weight).sum(),
        Content::ToolCall(call) => match &call.arguments {
            Arguments::Json(text) | Arguments::Text(text) => weight(text),
        },
        _ => 0,
    }
}

/// One of several answers to the same request; most dialects have just one.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub parts: Vec<Part>,
    pub end: End,
    pub extras: Extras,
}

/// Why the model stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub reason: EndReason,
    /// The stop sequence that was met, where the dialect tells.
    pub sequence: Option<String>,
    /// The provider's own word, for its own dialect.
    pub native: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// It had said everything.
    Natural,
    StopSequence,
    ToolUse,
    /// `max_output` or the model's own limit.
    Length,
    /// The context window is full.
    ContextWindow,
    /// Filtered, or the model declines.
    Refused,
    /// The provider wants to be asked again with what there is (`pause_turn`).
    Paused,
    /// The model produced something that the provider could not use (`MALFORMED_FUNCTION_CALL`).
    Malformed,
}

impl End {
    /// An end without a word of its own.
    pub fn new(reason: EndReason) -> Self {
        Self {
            reason,
            sequence: None,
            native: String::new(),
        }
    }

    /// The provider's word when it speaks this dialect.
    pub fn native_in(&self, same_dialect: bool) -> Option<&str> {
        (same_dialect && !self.native.is_empty()).then_some(&self.native)
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Usage {
    pub tokens: TokenUsage,
    /// What the provider counts besides, in its dialect's names.
    pub extras: Extras,
}

impl From<TokenUsage> for Usage {
    fn from(tokens: TokenUsage) -> Self {
        Self {
            tokens,
            extras: Extras::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_first_choice_says_is_estimated() {
        let choice = |parts| Choice {
            parts,
            end: End::new(EndReason::Natural),
            extras: Extras::new(),
        };
        let answer = Answer {
            origin: Dialect::OpenaiChat,
            id: String::new(),
            model: String::new(),
            created: None,
            choices: vec![
                choice(vec![
                    Part::new(Content::Thought(vec!["Four".to_owned(), "more".to_owned()])),
                    Part::text("Word"),
                ]),
                choice(vec![Part::text("Another choice.")]),
            ],
            usage: None,
            extras: Extras::new(),
        };
        let tokens = answer.estimated_tokens(7);
        assert_eq!((tokens.input, tokens.output), (7, 3));
    }
}

//! What there is to say, before a dialect puts it into its words.

use std::borrow::Cow;

use super::script::{Behaviour, Script};

/// A text in the pieces in which a stream brings it.
pub(super) type Pieces = Vec<Cow<'static, str>>;

/// One answer.
#[derive(Debug)]
pub(super) struct Speech<'a> {
    pub model: &'a str,
    pub script: &'a Script,
    /// The end of the ids in it, which tells this answer from another.
    pub key: String,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Text {
        pieces: Pieces,
        /// Gemini only.
        seal: Option<String>,
    },
    Call(Call),
    Thought(Thought),
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    /// The end of its ids.
    pub key: String,
    pub name: String,
    /// JSON.
    pub arguments: Pieces,
    /// Whether Gemini names it with an id; the others always do.
    pub identified: bool,
    /// Gemini only.
    pub seal: Option<String>,
}

/// What was thought before the answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thought {
    /// Empty: it is not shown.
    pub pieces: Pieces,
    /// The proof that the provider wants back: a signature, or the encrypted content.
    pub seal: Option<String>,
}

impl<'a> Speech<'a> {
    /// What a model says that does not read its requests.
    pub(super) fn recited(model: &'a str, script: &'a Script) -> Self {
        let key = "sim".to_owned();
        let part = if script.behaviour == Behaviour::CallTool {
            Part::Call(Call {
                key: key.clone(),
                name: TOOL.to_owned(),
                arguments: TOOL_ARGUMENTS.map(Cow::Borrowed).to_vec(),
                identified: false,
                seal: Some(TOOL_SEAL.to_owned()),
            })
        } else {
            let tokens = usize::try_from(script.usage.output).unwrap_or(usize::MAX);
            let words = WORDS.iter().cycle().take(tokens);
            Part::Text {
                pieces: words.map(|word| Cow::Borrowed(*word)).collect(),
                seal: None,
            }
        };
        Self {
            model,
            script,
            key,
            parts: vec![part],
        }
    }

    pub(super) fn calls_tools(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Call(_)))
    }

    /// Everything that is said aloud; `None` when there is nothing but calls.
    pub(super) fn text(&self) -> Option<String> {
        let texts = self.parts.iter().filter_map(|part| match part {
            Part::Text { pieces, .. } => Some(pieces.concat()),
            Part::Call(_) | Part::Thought(_) => None,
        });
        texts.reduce(|text, more| text + &more)
    }

    /// Everything that was thought and is shown.
    pub(super) fn thought(&self) -> Option<String> {
        let thoughts = self.parts.iter().filter_map(|part| match part {
            Part::Thought(thought) => Some(thought.pieces.concat()),
            Part::Text { .. } | Part::Call(_) => None,
        });
        thoughts.reduce(|text, more| text + &more)
    }

    pub(super) fn calls(&self) -> impl Iterator<Item = &Call> {
        self.parts.iter().filter_map(|part| match part {
            Part::Call(call) => Some(call),
            Part::Text { .. } | Part::Thought(_) => None,
        })
    }

    /// Input of every kind, as OpenAI and Gemini count it.
    pub(super) fn whole_input(&self) -> u64 {
        let usage = &self.script.usage;
        usage.input + usage.cache_read + usage.cache_write()
    }
}

/// A text word by word.
pub(super) fn words(text: &str) -> Pieces {
    let words = text.split_inclusive(' ');
    words.map(|word| Cow::Owned(word.to_owned())).collect()
}

/// A text in pieces of a few characters, which end where nothing else does.
pub(super) fn slices(text: &str) -> Pieces {
    const LENGTH: usize = 7;
    let letters: Vec<char> = text.chars().collect();
    let slices = letters.chunks(LENGTH);
    slices
        .map(|slice| Cow::Owned(slice.iter().collect()))
        .collect()
}

/// The tool that `sim-tool` calls, and its arguments.
const TOOL: &str = "get_weather";
const TOOL_ARGUMENTS: [&str; 2] = ["{\"city\":", "\"Paris\"}"];
const TOOL_SEAL: &str = "c2ltdWxhdG9y";

const WORDS: [&str; 16] = [
    "This",
    " is",
    " the",
    " Routex",
    " simulator:",
    " it",
    " needs",
    " no",
    " account,",
    " no",
    " key",
    " and",
    " no",
    " network",
    " at",
    " all. ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_in_pieces() {
        for text in [
            "",
            "a",
            "Köln is a city. ",
            "{\"city\":\"Köln ☀ am Rhein\"}",
        ] {
            assert_eq!(words(text).concat(), text);
            assert_eq!(slices(text).concat(), text);
        }
    }
}

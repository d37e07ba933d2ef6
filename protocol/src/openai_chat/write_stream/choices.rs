//! What was said in each choice up to now, as far as the next word depends on it.

use crate::openai_chat::joint::{GAP, Seam};

#[derive(Debug, Default)]
pub(super) struct Choices(Vec<Choice>);

#[derive(Debug, Default)]
pub(super) struct Choice {
    index: u32,
    seam: Seam,
    refused: bool,
    /// Some thought was told, and another paragraph begins.
    thought: bool,
    parted: bool,
    calls: u32,
    ended: bool,
}

impl Choices {
    /// Finds a choice, or makes it: then it is new.
    pub(super) fn get(&mut self, index: u32) -> (&mut Choice, bool) {
        let known = self.0.iter().position(|choice| choice.index == index);
        let position = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(Choice {
                index,
                ..Choice::default()
            });
        }
        (&mut self.0[position], known.is_none())
    }

    pub(super) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    pub(super) fn any_ended(&self) -> bool {
        self.0.iter().any(|choice| choice.ended)
    }
}

impl Choice {
    /// What stands before more of a text.
    pub(super) fn say(&mut self, text: &str) -> &'static str {
        self.seam.say(text)
    }

    /// The model declines.
    pub(super) fn refuse(&mut self) {
        self.refused = true;
    }

    pub(super) fn refused(&self) -> bool {
        self.refused
    }

    /// What stands before the next piece of a thought.
    pub(super) fn think(&mut self) -> &'static str {
        let parted = std::mem::take(&mut self.parted) && self.thought;
        self.thought = true;
        if parted { GAP } else { "" }
    }

    /// Something else than text came.
    pub(super) fn interrupt(&mut self) {
        self.seam.interrupt();
    }

    /// A text begins.
    pub(super) fn begin(&mut self) {
        self.seam.begin();
    }

    /// Another paragraph of a thought begins.
    pub(super) fn paragraph(&mut self) {
        self.parted = true;
    }

    /// The number of a call that begins.
    pub(super) fn number_call(&mut self) -> u32 {
        let number = self.calls;
        self.calls = number.saturating_add(1);
        number
    }

    /// Whether it had ended before.
    pub(super) fn end(&mut self) -> bool {
        std::mem::replace(&mut self.ended, true)
    }
}

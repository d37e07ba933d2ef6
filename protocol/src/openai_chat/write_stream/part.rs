//! A part that is being written.

use bytes::BytesMut;

use super::{choices::Choices, delta::Delta, frame::Frames};
use crate::hub::{Arguments, PartId};

#[derive(Debug)]
pub(super) struct Open {
    pub part: PartId,
    pub choice: u32,
    pub kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Text,
    Refusal,
    Thought,
    Call {
        number: u32,
        /// Some of its arguments.
        told: bool,
    },
    /// A custom tool's text.
    Custom {
        number: u32,
    },
    /// A custom tool's text inside JSON, which must be whole to be taken out of it.
    Wrapped {
        number: u32,
        json: String,
    },
    /// A call in the old form.
    Function {
        told: bool,
    },
    /// For which the client's form has no room.
    Unsaid,
}

impl Open {
    pub(super) fn piece(
        &mut self,
        text: &str,
        choices: &mut Choices,
        frames: &Frames,
        out: &mut BytesMut,
    ) {
        if text.is_empty() {
            return;
        }
        let delta = match &mut self.kind {
            Kind::Text => {
                let gap = choices.get(self.choice).0.say(text);
                if !gap.is_empty() {
                    frames.delta(self.choice, &Delta::text(gap), out);
                }
                Delta::text(text)
            }
            Kind::Refusal => Delta::refusal(text),
            Kind::Thought => {
                let gap = choices.get(self.choice).0.think();
                if !gap.is_empty() {
                    frames.delta(self.choice, &Delta::thought(gap), out);
                }
                Delta::thought(text)
            }
            Kind::Call { number, told } => {
                *told = true;
                Delta::arguments(*number, text)
            }
            Kind::Custom { number } => Delta::input(*number, text),
            Kind::Wrapped { json, .. } => {
                json.push_str(text);
                return;
            }
            Kind::Function { told } => {
                *told = true;
                Delta::function_arguments(text)
            }
            Kind::Unsaid => return,
        };
        frames.delta(self.choice, &delta, out);
    }

    pub(super) fn paragraph(&self, choices: &mut Choices) {
        choices.get(self.choice).0.paragraph();
    }

    pub(super) fn close(self, frames: &Frames, out: &mut BytesMut) {
        match self.kind {
            // No arguments are an empty object.
            Kind::Call {
                number,
                told: false,
            } => frames.delta(self.choice, &Delta::arguments(number, "{}"), out),
            Kind::Function { told: false } => {
                frames.delta(self.choice, &Delta::function_arguments("{}"), out);
            }
            Kind::Wrapped { number, json } => {
                let input = Arguments::Json(json).to_text();
                frames.delta(self.choice, &Delta::input(number, &input), out);
            }
            _ => {}
        }
    }
}

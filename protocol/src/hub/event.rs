//! What happens in a streamed answer, in any dialect.

use serde_json::Value;

use super::{Arguments, End, Part, Seal, Usage};

/// Numbers the parts of an answer in the order in which they begin, from 0, over all its choices.
pub type PartId = u32;

/// One thing that happens in a streamed answer.
///
/// `Started` comes first. A part opens, gets its pieces and closes; several may be open at once. Every choice ends once,
/// after its parts are closed; usage may be told any time, each time as the whole sum. `Done` comes last, or never when
/// the stream breaks off.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Started {
        /// The provider's id of the answer; may be empty.
        id: String,
        /// As the provider names it; may be empty.
        model: String,
    },
    Opened {
        part: PartId,
        /// Index of the choice.
        choice: u32,
        opening: Opening,
    },
    /// More text of a text, refusal or thought; more of a call's arguments.
    Piece {
        part: PartId,
        text: String,
    },
    /// Another paragraph of a thought begins.
    Paragraph {
        part: PartId,
    },
    /// Before `Closed`.
    Sealed {
        part: PartId,
        seal: Seal,
    },
    /// A citation or annotation, as its dialect words it.
    Annotated {
        part: PartId,
        annotation: Value,
    },
    Closed {
        part: PartId,
    },
    Ended {
        choice: u32,
        end: End,
    },
    Usage(Usage),
    Done,
}

/// How a part begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Opening {
    Text,
    Refusal,
    Thought,
    /// Its arguments follow as pieces: JSON, or free text when it is a custom tool.
    ToolCall {
        id: String,
        name: String,
        custom: bool,
    },
    /// A part that comes whole, such as a generated image; no pieces follow.
    Whole(Box<Part>),
}

impl Opening {
    /// The arguments that pieces of a call add up to.
    pub fn arguments(custom: bool, text: String) -> Arguments {
        if custom {
            Arguments::Text(text)
        } else {
            Arguments::Json(text)
        }
    }
}

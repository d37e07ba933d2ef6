//! The hub: one model of a conversation that every dialect can be read into and written from, so that no dialect needs
//! to know another.
//!
//! What two dialects share has a name here. What only one of them knows stays beside it in `extras`, as that dialect
//! wrote it: it goes back into the same dialect unchanged, and is named in `x-routex-dropped` on the way into another.

mod answer;
mod arguments;
mod collect;
mod content;
mod data_url;
mod event;
mod free_text;
mod keepsake;
mod pairing;
mod reasoning;
mod request;
mod seal;
mod sequence;
mod tell;
mod tool;
mod turns;

pub use answer::{Answer, Choice, End, EndReason, Usage};
pub use arguments::Arguments;
pub use collect::Collector;
pub use content::{Content, Media, Part, Source, ToolCall, ToolOutput, ToolResult};
pub use event::{Event, Opening, PartId};
pub use free_text::FreeText;
pub use keepsake::{Keepsake, UnsealedCall};
pub use pairing::{Answered, NO_RESULT, Pairing};
pub use reasoning::{Effort, Reasoning, Thinking};
pub use request::{OutputFormat, Request, Role, Sampling, Schema, Turn};
pub use seal::Seal;
pub use sequence::Sequence;
pub use tool::{Tool, ToolChoice, ToolKind};
pub use turns::{CallNames, Spoken};

/// Members of an object that the hub has no name for, as their dialect wrote them and in its order. One whose name begins
/// with `=` only keeps how its dialect wrote something that the hub does have: nothing is lost with it.
pub type Extras = serde_json::Map<String, serde_json::Value>;

//! Chat Completions as documented, and as others imitate it. Reading is tolerant: what may be missing or null is an
//! `Option`, and unknown members are kept.

mod answer;
mod chunk;
mod message;
mod request;
mod tool;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

use crate::json::{Count, Str};

pub(super) use answer::{Answer, AnswerMessage, Choice};
pub(super) use chunk::{Chunk, Delta, DeltaCall, DeltaFunction, Said, SaidPart};
pub(super) use message::{Content, File, ImageUrl, InputAudio, Message, Part};
pub(super) use request::{Function, JsonSchema, Request, ResponseFormat, Stop, ToolChoice};
pub(super) use tool::{Call, CalledFunction, CalledTool, CustomTool, Tool};

/// A text, whatever it came as; empty when it is missing or null.
fn text<'a, 'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, str>, D::Error> {
    Ok(Cow::Owned(Str::deserialize(deserializer)?.0.into_owned()))
}

/// A number, whatever it came as; 0 when it is missing or null.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(Count::deserialize(deserializer)?.0)
}

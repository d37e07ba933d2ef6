//! The four wire protocols. Pure: no I/O, no clock.
//!
//! On the way in, `request` reads what routing must know from a request and `splice` exchanges the model name;
//! every other byte stays as it came. On the way back, `stream` finds the frames of a streamed answer, tells
//! preamble from content, error from end, and counts tokens; `body` does the same for a whole answer. `error`
//! says in the caller's dialect what went wrong.
//!
//! When client and provider speak different dialects, `translate` goes between them through the `hub`. A dialect is a
//! folder with its `Codec` and one line in the list of `codec`.

mod anthropic;
pub mod body;
pub mod codec;
pub mod endpoint;
pub mod error;
pub mod estimate;
pub mod fault;
mod frames;
mod gemini;
pub mod hub;
mod json;
mod json_array;
pub mod kept;
mod openai;
mod openai_chat;
mod openai_responses;
mod openai_usage;
mod refrain;
pub mod request;
pub mod session;
mod splice;
mod sse;
pub mod stream;
pub mod translate;

pub use frames::Framing;
pub use splice::splice;

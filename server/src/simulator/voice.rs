//! The four dialects as the simulator speaks them, one file each: a whole answer, a stream, an error.

pub(super) mod anthropic;
pub(super) mod gemini;
pub(super) mod openai_chat;
pub(super) mod openai_responses;

//! Chunks as frames of server-sent events. What is the same in every chunk is written once and copied.

use bytes::{BufMut, BytesMut};
use serde::Serialize;
use serde_json::Value;

use super::delta::Delta;
use crate::{codec::Context, openai_chat::write_answer};

#[derive(Debug)]
pub(super) struct Frames {
    /// Everything up to the list of choices.
    head: Vec<u8>,
    /// Everything behind it.
    tail: &'static [u8],
}

#[derive(Serialize)]
struct Head<'a> {
    id: &'a str,
    object: &'static str,
    created: u64,
    model: &'a str,
}

impl Frames {
    pub(super) fn new(context: &Context) -> Self {
        let mut frames = Self {
            head: Vec::new(),
            // Whoever asked for usage gets it in every chunk, null until the last.
            tail: if context.request.stream_usage {
                b"],\"usage\":null}\n\n"
            } else {
                b"]}\n\n"
            },
        };
        frames.start("", "", context);
        frames
    }

    /// `id` and `model` are the provider's.
    pub(super) fn start(&mut self, id: &str, model: &str, context: &Context) {
        let head = Head {
            id: &write_answer::id(id, context),
            object: "chat.completion.chunk",
            created: context.now,
            model: write_answer::model(model, context),
        };
        let mut text = b"data: ".to_vec();
        text.extend(serde_json::to_vec(&head).unwrap_or_default());
        // The object goes on.
        text.pop();
        text.extend_from_slice(b",\"choices\":[");
        self.head = text;
    }

    pub(super) fn delta(&self, choice: u32, delta: &Delta<'_>, out: &mut BytesMut) {
        out.extend_from_slice(&self.head);
        out.extend_from_slice(b"{\"index\":");
        json(&choice, out);
        out.extend_from_slice(b",\"delta\":");
        json(delta, out);
        out.extend_from_slice(b",\"logprobs\":null,\"finish_reason\":null}");
        out.extend_from_slice(self.tail);
    }

    pub(super) fn finish(&self, choice: u32, word: &str, out: &mut BytesMut) {
        out.extend_from_slice(&self.head);
        out.extend_from_slice(b"{\"index\":");
        json(&choice, out);
        out.extend_from_slice(b",\"delta\":{},\"logprobs\":null,\"finish_reason\":");
        json(word, out);
        out.extend_from_slice(b"}");
        out.extend_from_slice(self.tail);
    }

    pub(super) fn usage(&self, usage: &Value, out: &mut BytesMut) {
        out.extend_from_slice(&self.head);
        out.extend_from_slice(b"],\"usage\":");
        json(usage, out);
        out.extend_from_slice(b"}\n\n");
    }
}

/// Memory takes everything, and none of these is something that JSON has no form for.
fn json<T: Serialize + ?Sized>(value: &T, out: &mut BytesMut) {
    let written = serde_json::to_writer(out.writer(), value);
    debug_assert!(written.is_ok());
}

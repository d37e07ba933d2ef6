//! The events of a message, byte by byte.

use bytes::{BufMut, BytesMut};
use routex_entity::TokenUsage;
use serde::Serialize;

use crate::anthropic::usage::UsageOut;

/// Writes events and numbers the blocks.
#[derive(Debug, Default)]
pub(super) struct Frames {
    begun: bool,
    /// Of the block that is open, or the next to open.
    index: u32,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Data<'a> {
    MessageStart {
        message: Start<'a>,
    },
    Ping,
    ContentBlockStart {
        index: u32,
        content_block: Begun<'a>,
    },
    ContentBlockDelta {
        index: u32,
        delta: Delta<'a>,
    },
    ContentBlockStop {
        index: u32,
    },
    MessageDelta {
        delta: End<'a>,
        usage: UsageOut<'a>,
    },
    MessageStop,
}

#[derive(Serialize)]
struct Start<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    role: &'static str,
    model: &'a str,
    content: [(); 0],
    stop_reason: Option<&'a str>,
    stop_sequence: Option<&'a str>,
    usage: UsageOut<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Begun<'a> {
    Text {
        text: &'static str,
    },
    Thinking {
        thinking: &'static str,
        signature: &'static str,
    },
    RedactedThinking {
        data: &'a str,
    },
    ToolUse {
        id: &'a str,
        name: &'a str,
        input: Nothing,
    },
}

/// `{}`
#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Delta<'a> {
    #[serde(rename = "text_delta")]
    Text { text: &'a str },
    #[serde(rename = "thinking_delta")]
    Thinking { thinking: &'a str },
    #[serde(rename = "signature_delta")]
    Signature { signature: &'a str },
    #[serde(rename = "input_json_delta")]
    Input { partial_json: &'a str },
}

#[derive(Serialize)]
struct End<'a> {
    stop_reason: &'a str,
    stop_sequence: Option<&'a str>,
}

impl Frames {
    pub(super) fn begun(&self) -> bool {
        self.begun
    }

    pub(super) fn message_start(
        &mut self,
        id: &str,
        model: &str,
        usage: &TokenUsage,
        out: &mut BytesMut,
    ) {
        self.begun = true;
        let message = Start {
            id,
            kind: "message",
            role: "assistant",
            model,
            content: [],
            stop_reason: None,
            stop_sequence: None,
            usage: UsageOut::new(usage, None),
        };
        write(&Data::MessageStart { message }, out);
        write(&Data::Ping, out);
    }

    pub(super) fn text_start(&self, out: &mut BytesMut) {
        self.start(Begun::Text { text: "" }, out);
    }

    pub(super) fn thinking_start(&self, out: &mut BytesMut) {
        let content_block = Begun::Thinking {
            thinking: "",
            signature: "",
        };
        self.start(content_block, out);
    }

    pub(super) fn tool_start(&self, id: &str, name: &str, out: &mut BytesMut) {
        let input = Nothing {};
        self.start(Begun::ToolUse { id, name, input }, out);
    }

    /// A whole block.
    pub(super) fn redacted(&mut self, data: &str, out: &mut BytesMut) {
        self.start(Begun::RedactedThinking { data }, out);
        self.stop(out);
    }

    pub(super) fn text(&self, text: &str, out: &mut BytesMut) {
        self.delta(Delta::Text { text }, out);
    }

    pub(super) fn thinking(&self, thinking: &str, out: &mut BytesMut) {
        self.delta(Delta::Thinking { thinking }, out);
    }

    pub(super) fn signature(&self, signature: &str, out: &mut BytesMut) {
        self.delta(Delta::Signature { signature }, out);
    }

    pub(super) fn input(&self, partial_json: &str, out: &mut BytesMut) {
        self.delta(Delta::Input { partial_json }, out);
    }

    pub(super) fn stop(&mut self, out: &mut BytesMut) {
        write(&Data::ContentBlockStop { index: self.index }, out);
        self.index = self.index.saturating_add(1);
    }

    pub(super) fn message_end(
        &self,
        stop_reason: &str,
        stop_sequence: Option<&str>,
        usage: &TokenUsage,
        out: &mut BytesMut,
    ) {
        let delta = End {
            stop_reason,
            stop_sequence,
        };
        let usage = UsageOut::at_end(usage);
        write(&Data::MessageDelta { delta, usage }, out);
        write(&Data::MessageStop, out);
    }

    fn start(&self, content_block: Begun<'_>, out: &mut BytesMut) {
        let index = self.index;
        write(
            &Data::ContentBlockStart {
                index,
                content_block,
            },
            out,
        );
    }

    fn delta(&self, delta: Delta<'_>, out: &mut BytesMut) {
        let index = self.index;
        write(&Data::ContentBlockDelta { index, delta }, out);
    }
}

impl Data<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::MessageStart { .. } => "message_start",
            Self::Ping => "ping",
            Self::ContentBlockStart { .. } => "content_block_start",
            Self::ContentBlockDelta { .. } => "content_block_delta",
            Self::ContentBlockStop { .. } => "content_block_stop",
            Self::MessageDelta { .. } => "message_delta",
            Self::MessageStop => "message_stop",
        }
    }
}

fn write(data: &Data<'_>, out: &mut BytesMut) {
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(data.name().as_bytes());
    out.extend_from_slice(b"\ndata: ");
    // A buffer in memory takes everything, and nothing here refuses to be JSON.
    let _ = serde_json::to_writer((&mut *out).writer(), data);
    out.extend_from_slice(b"\n\n");
}

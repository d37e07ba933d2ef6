//! The item that is being written.

mod end;

use bytes::BytesMut;
use serde_json::Value;

use super::{
    Said,
    event::{Fields, Part, emit},
};
use crate::{
    codec::Context,
    hub::{self, Opening, Seal},
    openai_responses::{
        annotations,
        output::{self, Callee, Content, IN_PROGRESS, Item, Summary},
    },
};

#[derive(Debug)]
pub(super) struct Open {
    id: String,
    /// `output_index`.
    index: usize,
    /// What it says up to now; of a thought, the paragraph.
    text: String,
    pub seal: Option<Seal>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Text(Vec<Value>),
    Refusal,
    Thought(Vec<String>),
    Call {
        callee: Callee,
        call_id: String,
        /// The pieces are what the client shall get, as they are.
        direct: bool,
        /// The provider gives free text.
        custom: bool,
    },
}

impl Open {
    /// `None`: there is no item for it, or it has been written whole.
    pub(super) fn begin(
        opening: Opening,
        context: &Context,
        said: &mut Said,
        out: &mut BytesMut,
    ) -> Option<Self> {
        let number = said.items + 1;
        let (prefix, kind) = match opening {
            Opening::Text => ("msg_", Kind::Text(Vec::new())),
            Opening::Refusal => ("msg_", Kind::Refusal),
            Opening::Thought => ("rs_", Kind::Thought(Vec::new())),
            Opening::ToolCall { id, name, custom } => {
                let callee = Callee::find(&name, context);
                let kind = Kind::Call {
                    call_id: output::call_id(&id, context, number),
                    direct: callee.custom == custom,
                    custom,
                    callee,
                };
                (kind.prefix(), kind)
            }
            Opening::Whole(part) => {
                whole(&part, &context.id("ig_", number), said, out);
                return None;
            }
        };
        let open = Self {
            id: context.id(prefix, number),
            index: said.items,
            text: String::new(),
            seal: None,
            kind,
        };
        open.added(said, out);
        Some(open)
    }

    fn added(&self, said: &mut Said, out: &mut BytesMut) {
        let id = &self.id;
        let item = match &self.kind {
            Kind::Text(_) | Kind::Refusal => Item::Message {
                id,
                status: IN_PROGRESS,
                role: "assistant",
                content: &[],
            },
            Kind::Thought(_) => Item::Reasoning {
                id,
                summary: &[],
                encrypted_content: None,
            },
            Kind::Call {
                callee, call_id, ..
            } => callee.item(id, IN_PROGRESS, call_id, ""),
        };
        emit_item("response.output_item.added", self.index, &item, said, out);
        if matches!(self.kind, Kind::Text(_) | Kind::Refusal) {
            self.emit("response.content_part.added", said, out, |fields| {
                fields.content_index = Some(0);
                fields.part = Some(Part::Content(self.content("")));
            });
        }
    }

    pub(super) fn piece(&mut self, text: &str, said: &mut Said, out: &mut BytesMut) {
        if text.is_empty() {
            return;
        }
        if matches!(self.kind, Kind::Thought(_)) && self.text.is_empty() {
            self.summary("response.reasoning_summary_part.added", "", said, out);
        }
        self.text.push_str(text);
        if !matches!(self.kind, Kind::Call { direct: false, .. }) {
            self.delta(text, said, out);
        }
    }

    fn delta(&self, text: &str, said: &mut Said, out: &mut BytesMut) {
        let (kind, content_index, summary_index) = match &self.kind {
            Kind::Text(_) => ("response.output_text.delta", Some(0), None),
            Kind::Refusal => ("response.refusal.delta", Some(0), None),
            Kind::Thought(before) => (
                "response.reasoning_summary_text.delta",
                None,
                Some(before.len()),
            ),
            Kind::Call { callee, .. } if callee.custom => {
                ("response.custom_tool_call_input.delta", None, None)
            }
            Kind::Call { .. } => ("response.function_call_arguments.delta", None, None),
        };
        self.emit(kind, said, out, |fields| {
            fields.content_index = content_index;
            fields.summary_index = summary_index;
            fields.delta = Some(text);
            fields.logprobs = matches!(self.kind, Kind::Text(_)).then_some([]);
        });
    }

    /// The next paragraph of a thought begins; the one before is over.
    pub(super) fn paragraph(&mut self, said: &mut Said, out: &mut BytesMut) {
        if !matches!(self.kind, Kind::Thought(_)) || self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        self.emit(
            "response.reasoning_summary_text.done",
            said,
            out,
            |fields| {
                fields.summary_index = self.summary_index();
                fields.text = Some(&text);
            },
        );
        self.summary("response.reasoning_summary_part.done", &text, said, out);
        if let Kind::Thought(before) = &mut self.kind {
            before.push(text);
        }
    }

    fn summary(&self, kind: &'static str, text: &str, said: &mut Said, out: &mut BytesMut) {
        self.emit(kind, said, out, |fields| {
            fields.summary_index = self.summary_index();
            fields.part = Some(Part::Summary(Summary { text }));
        });
    }

    fn summary_index(&self) -> Option<usize> {
        match &self.kind {
            Kind::Thought(before) => Some(before.len()),
            _ => None,
        }
    }

    pub(super) fn annotate(&mut self, annotation: &Value, said: &mut Said, out: &mut BytesMut) {
        let Some(annotation) = annotations::adapt(annotation) else {
            return;
        };
        let Kind::Text(known) = &self.kind else {
            return;
        };
        let number = known.len();
        self.emit(
            "response.output_text.annotation.added",
            said,
            out,
            |fields| {
                fields.content_index = Some(0);
                fields.annotation_index = Some(number);
                fields.annotation = Some(&annotation);
            },
        );
        if let Kind::Text(known) = &mut self.kind {
            known.push(annotation);
        }
    }

    fn content<'a>(&'a self, text: &'a str) -> Content<'a> {
        match &self.kind {
            Kind::Refusal => Content::Refusal { refusal: text },
            Kind::Text(annotations) => Content::Text {
                text,
                annotations,
                logprobs: [],
            },
            _ => Content::Text {
                text,
                annotations: &[],
                logprobs: [],
            },
        }
    }

    /// An event about this item.
    fn emit<'a>(
        &'a self,
        kind: &'static str,
        said: &mut Said,
        out: &mut BytesMut,
        fill: impl FnOnce(&mut Fields<'a>),
    ) {
        let mut fields = Fields {
            item_id: Some(&self.id),
            output_index: Some(self.index),
            ..Fields::default()
        };
        fill(&mut fields);
        emit(kind, fields, &mut said.next, out);
    }
}

impl Kind {
    const fn prefix(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Refusal => "msg_",
            Self::Thought(_) => "rs_",
            Self::Call { callee, .. } => callee.prefix(),
        }
    }
}

/// A part that comes whole; only pictures have an item.
fn whole(part: &hub::Part, id: &str, said: &mut Said, out: &mut BytesMut) {
    if let hub::Content::Image(image) = &part.content
        && let Some(item) = output::image(id, image)
    {
        pass(&item, said, out);
    }
}

/// An item that comes and is over.
fn pass(item: &Item<'_>, said: &mut Said, out: &mut BytesMut) {
    emit_item("response.output_item.added", said.items, item, said, out);
    done(item, said, out);
}

fn done(item: &Item<'_>, said: &mut Said, out: &mut BytesMut) {
    emit_item("response.output_item.done", said.items, item, said, out);
    if said.items > 0 {
        said.output.push(b',');
    }
    // Writing structs of text and numbers into memory does not fail.
    let _ = serde_json::to_writer(&mut said.output, item);
    said.items += 1;
}

fn emit_item(
    kind: &'static str,
    index: usize,
    item: &Item<'_>,
    said: &mut Said,
    out: &mut BytesMut,
) {
    let fields = Fields {
        output_index: Some(index),
        item: Some(item),
        ..Fields::default()
    };
    emit(kind, fields, &mut said.next, out);
}

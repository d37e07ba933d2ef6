//! How an item ends.

use bytes::BytesMut;
use routex_entity::Dialect;

use super::{Kind, Open, done, pass};
use crate::{
    codec::Context,
    hub::Opening,
    openai_responses::{
        output::{self, COMPLETED, Item, Summary},
        write_stream::{Said, event::Part},
    },
};

impl Open {
    /// Ends the item, and gives a seal that is not a thought's an item of its own.
    pub(in super::super) fn end(mut self, context: &Context, said: &mut Said, out: &mut BytesMut) {
        let seal = self.seal.take();
        let seal = seal.map(|seal| seal.to_client(Dialect::OpenaiResponses));
        match &self.kind {
            Kind::Text(_) | Kind::Refusal => self.end_message(said, out),
            Kind::Thought(_) => return self.end_thought(seal.as_deref(), said, out),
            Kind::Call { .. } => self.end_call(said, out),
        }
        if let Some(seal) = seal {
            let id = context.id("rs_", said.items + 1);
            pass(&output::sealed_item(&id, &seal), said, out);
        }
    }

    fn end_message(&self, said: &mut Said, out: &mut BytesMut) {
        let refuses = matches!(self.kind, Kind::Refusal);
        let kind = if refuses {
            "response.refusal.done"
        } else {
            "response.output_text.done"
        };
        self.emit(kind, said, out, |fields| {
            fields.content_index = Some(0);
            fields.refusal = refuses.then_some(&self.text);
            fields.text = (!refuses).then_some(&self.text);
            fields.logprobs = (!refuses).then_some([]);
        });
        let content = self.content(&self.text);
        self.emit("response.content_part.done", said, out, |fields| {
            fields.content_index = Some(0);
            fields.part = Some(Part::Content(content));
        });
        let item = Item::Message {
            id: &self.id,
            status: COMPLETED,
            role: "assistant",
            content: &[content],
        };
        done(&item, said, out);
    }

    fn end_thought(&mut self, seal: Option<&str>, said: &mut Said, out: &mut BytesMut) {
        self.paragraph(said, out);
        let Kind::Thought(paragraphs) = &self.kind else {
            return;
        };
        let summary: Vec<Summary<'_>> = paragraphs.iter().map(|text| Summary { text }).collect();
        let item = Item::Reasoning {
            id: &self.id,
            summary: &summary,
            encrypted_content: seal,
        };
        done(&item, said, out);
    }

    fn end_call(&self, said: &mut Said, out: &mut BytesMut) {
        let Kind::Call {
            callee,
            call_id,
            direct,
            custom,
        } = &self.kind
        else {
            return;
        };
        let arguments = Opening::arguments(*custom, self.text.clone());
        let input = callee.input(&arguments);
        let missing = !callee.custom && self.text.trim().is_empty();
        if !input.is_empty() && (!direct || missing) {
            self.delta(&input, said, out);
        }
        let kind = if callee.custom {
            "response.custom_tool_call_input.done"
        } else {
            "response.function_call_arguments.done"
        };
        self.emit(kind, said, out, |fields| {
            fields.input = callee.custom.then_some(&input);
            fields.arguments = (!callee.custom).then_some(&input);
        });
        done(
            &callee.item(&self.id, COMPLETED, call_id, &input),
            said,
            out,
        );
    }
}

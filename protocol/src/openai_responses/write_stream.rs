//! A stream for a client that speaks Responses.

mod event;
mod item;

use std::sync::Arc;

use bytes::BytesMut;
use routex_entity::TokenUsage;
use serde_json::value::RawValue;

use self::{event::Fields, item::Open};
use super::{
    output,
    response::{Echo, Ending, ResponseBody},
    usage::UsageBody,
    write_answer,
};
use crate::{
    codec::{Context, WriteEvents},
    estimate,
    hub::{End, EndReason, Event, Opening, PartId, Sequence, Usage},
    stream::StreamPosition,
};

/// Writes one item after the other, and at the end the whole response.
#[derive(Debug)]
pub(super) struct Writer {
    context: Arc<Context>,
    sequence: Sequence,
    /// What may be written now; empty between events.
    ready: Vec<Event>,
    said: Said,
    echo: Option<Echo>,
    id: String,
    model: String,
    open: Option<(PartId, Open)>,
    refuses: bool,
    end: Option<End>,
    usage: Option<Usage>,
    /// Weight of what was written, for providers that do not count.
    units: u64,
    done: bool,
}

/// What has been written.
#[derive(Debug, Default)]
struct Said {
    /// `sequence_number` of the next event.
    next: u64,
    /// Items that are over, as the entries of a JSON array.
    output: Vec<u8>,
    items: usize,
}

impl Writer {
    pub(super) fn new(context: Arc<Context>) -> Self {
        Self {
            id: context.id("resp_rx", 0),
            context,
            sequence: Sequence::default(),
            ready: Vec::new(),
            said: Said::default(),
            echo: None,
            model: String::new(),
            open: None,
            refuses: false,
            end: None,
            usage: None,
            units: 0,
            done: false,
        }
    }
}

impl WriteEvents for Writer {
    fn event(&mut self, event: Event, out: &mut BytesMut) {
        if self.done {
            return;
        }
        let mut ready = std::mem::take(&mut self.ready);
        self.sequence.event(event, &mut |event| ready.push(event));
        for event in ready.drain(..) {
            self.write(event, out);
        }
        self.ready = ready;
    }

    fn position(&self) -> StreamPosition {
        StreamPosition {
            begun: self.said.next > 0,
            sequence: self.said.next,
        }
    }
}

impl Writer {
    fn write(&mut self, event: Event, out: &mut BytesMut) {
        match event {
            Event::Started { model, .. } => {
                if self.echo.is_none() {
                    self.model = model;
                    self.start(out);
                }
            }
            Event::Opened { part, opening, .. } => {
                self.start(out);
                self.refuses |= matches!(opening, Opening::Refusal);
                let open = Open::begin(opening, &self.context, &mut self.said, out);
                self.open = open.map(|open| (part, open));
            }
            Event::Piece { part, text } => {
                if let Some(open) = self.open(part) {
                    open.0.piece(&text, open.1, out);
                    let weight = estimate::text_units(text.as_bytes());
                    self.units = self.units.saturating_add(weight);
                }
            }
            Event::Paragraph { part } => {
                if let Some(open) = self.open(part) {
                    open.0.paragraph(open.1, out);
                }
            }
            Event::Sealed { part, seal } => {
                if let Some(open) = self.open(part) {
                    open.0.seal = Some(seal);
                }
            }
            Event::Annotated { part, annotation } => {
                if let Some(open) = self.open(part) {
                    open.0.annotate(&annotation, open.1, out);
                }
            }
            Event::Closed { part } => {
                if self.open(part).is_some()
                    && let Some((_, open)) = self.open.take()
                {
                    open.end(&self.context, &mut self.said, out);
                }
            }
            Event::Ended { end, .. } => self.end = Some(end),
            Event::Usage(usage) => self.usage = Some(usage),
            Event::Done => self.finish(out),
        }
    }

    fn open(&mut self, part: PartId) -> Option<(&mut Open, &mut Said)> {
        match &mut self.open {
            Some((id, open)) if *id == part => Some((open, &mut self.said)),
            _ => None,
        }
    }

    fn start(&mut self, out: &mut BytesMut) {
        if self.echo.is_some() {
            return;
        }
        self.echo = Some(Echo::new(&self.context));
        for kind in ["response.created", "response.in_progress"] {
            self.response(kind, None, out);
        }
    }

    fn finish(&mut self, out: &mut BytesMut) {
        self.start(out);
        if let Some((_, open)) = self.open.take() {
            open.end(&self.context, &mut self.said, out);
        }
        self.done = true;
        if self.usage.is_none() {
            self.usage = Some(Usage::from(TokenUsage {
                input: self.context.estimated_input,
                output: estimate::tokens(self.units),
                ..TokenUsage::default()
            }));
        }
        let natural = || End::new(EndReason::Natural);
        let ending = Ending::of(&self.end.take().unwrap_or_else(natural), self.refuses);
        self.response(ending.event(), Some(ending), out);
    }

    fn response(&mut self, kind: &'static str, ending: Option<Ending>, out: &mut BytesMut) {
        let Some(echo) = &self.echo else { return };
        let over = ending.is_some();
        let ending = ending.unwrap_or(Ending {
            status: output::IN_PROGRESS,
            incomplete_details: None,
            error: None,
        });
        let output = if over { self.said.whole() } else { None };
        let fields = Fields {
            response: Some(ResponseBody {
                id: &self.id,
                object: "response",
                created_at: self.context.now,
                status: ending.status,
                error: ending.error,
                incomplete_details: ending.incomplete_details,
                model: write_answer::model(&self.model, &self.context),
                output: output.as_deref().unwrap_or(event::nothing()),
                usage: self
                    .usage
                    .as_ref()
                    .filter(|_| over)
                    .map(|usage| UsageBody::new(usage, false)),
                echo,
            }),
            ..Fields::default()
        };
        event::emit(kind, fields, &mut self.said.next, out);
    }
}

impl Said {
    /// All items that are over.
    fn whole(&self) -> Option<Box<RawValue>> {
        let items = std::str::from_utf8(&self.output).ok()?;
        RawValue::from_string(format!("[{items}]")).ok()
    }
}

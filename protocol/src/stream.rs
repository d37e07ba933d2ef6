//! Reading a streamed answer while it passes: what may go on to the client, whether content has come, how it
//! ended, and what it cost. No byte of a frame is changed.

use std::fmt::Debug;

use bytes::Bytes;
use routex_entity::{Dialect, Extras, TokenUsage};

use super::{
    anthropic, estimate,
    fault::ErrorDetail,
    frames::{Frames, Framing, MAX_FRAME},
    gemini, openai_chat, openai_responses,
    refrain::Refrain,
    translate::Translator,
};

/// Follows one streamed answer.
#[derive(Debug)]
pub struct StreamReader {
    frames: Frames,
    events: Box<dyn Events>,
    seen: Seen,
    refrain: Refrain,
    position: StreamPosition,
    failed: bool,
    /// The client speaks another dialect.
    translator: Option<Box<Translator>>,
}

/// What a chunk brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// All frames that are complete now and were not returned before: the upstream's bytes, contiguous. When there
    /// is a fault, what came before the faulty frame.
    pub ready: Bytes,
    /// A content event has been among the frames up to now.
    pub content: bool,
    pub fault: Option<StreamFault>,
}

/// Why a stream cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamFault {
    /// The provider says so in an event.
    ErrorEvent {
        /// The event as it came.
        frame: Bytes,
        /// The provider's error type; may be empty.
        kind: String,
        code: Option<String>,
        message: String,
        /// The HTTP status that the provider gives such an error, when it can be told.
        status: Option<u16>,
    },
    /// An event that is not what the dialect says.
    Malformed { detail: String },
    /// A frame of more than 16 MiB.
    TooLong,
}

/// How the upstream ended the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finish {
    /// A last frame that no blank line ended, to be delivered too.
    pub rest: Bytes,
    pub end: End,
    /// The last frame was an error event.
    pub fault: Option<StreamFault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The answer says itself that it is finished.
    Complete,
    /// It ended in the middle.
    Truncated,
    /// It ended before any content.
    Empty,
}

/// How far a stream is, for the event that tells the client of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StreamPosition {
    /// Frames were passed on.
    pub begun: bool,
    /// The next `sequence_number` of a Responses stream.
    pub sequence: u64,
}

impl StreamReader {
    pub fn new(dialect: Dialect, framing: Framing) -> Self {
        let events: Box<dyn Events> = match dialect {
            Dialect::Anthropic => Box::new(anthropic::MessageEvents),
            Dialect::OpenaiChat => Box::new(openai_chat::Chunks::default()),
            Dialect::OpenaiResponses => Box::new(openai_responses::ResponseEvents::default()),
            Dialect::Gemini => Box::new(gemini::Chunks::default()),
        };
        Self::with(events, framing)
    }

    /// For the repetition of a stored response. That it failed when it was made is what the caller asked to hear, and
    /// its proper end.
    pub fn replaying() -> Self {
        Self::with(
            Box::new(openai_responses::ResponseEvents { replayed: true }),
            Framing::Sse,
        )
    }

    fn with(events: Box<dyn Events>, framing: Framing) -> Self {
        Self {
            frames: Frames::new(framing),
            events,
            seen: Seen::default(),
            refrain: Refrain::default(),
            position: StreamPosition::default(),
            failed: false,
            translator: None,
        }
    }

    /// What is ready for the client is translated from now on.
    pub fn translate(mut self, translator: Translator) -> Self {
        self.translator = Some(Box::new(translator));
        self
    }

    pub fn translator(&mut self) -> Option<&mut Translator> {
        self.translator.as_deref_mut()
    }

    /// Takes the next bytes of the upstream. After a fault nothing is read any more.
    pub fn push(&mut self, chunk: Bytes) -> Progress {
        if self.failed {
            return self.progress(Bytes::new(), None);
        }
        let Some((work, first)) = self.frames.push(chunk) else {
            let fault = (self.frames.held_len() > MAX_FRAME).then_some(StreamFault::TooLong);
            return self.progress(Bytes::new(), fault);
        };
        let mut start = 0;
        let mut next = Some(first);
        while let Some(length) = next {
            let frame = start..start + length;
            if let Err(fault) = self.read(&work.slice(frame.clone())) {
                let ready = self.ready(|| work.slice(..start));
                return self.progress(ready, Some(fault));
            }
            start = frame.end;
            next = self.frames.next(&work[start..]);
        }
        self.frames.hold(&work[start..]);
        let fault = (self.frames.held_len() > MAX_FRAME).then_some(StreamFault::TooLong);
        let ready = self.ready(|| work.slice(..start));
        self.progress(ready, fault)
    }

    /// What the client gets: the provider's own bytes, unless they are translated.
    fn ready(&mut self, bytes: impl FnOnce() -> Bytes) -> Bytes {
        match &mut self.translator {
            Some(translator) => translator.take(),
            None => bytes(),
        }
    }

    /// The upstream has ended the stream.
    pub fn finish(&mut self) -> Finish {
        let rest = self.frames.take_rest();
        let mut finish = Finish {
            rest: Bytes::new(),
            end: End::Truncated,
            fault: None,
        };
        if !self.failed && !rest.is_empty() {
            match self.read(&rest) {
                Ok(()) => finish.rest = rest,
                // Half an event is what a cut leaves.
                Err(StreamFault::Malformed { .. }) => {}
                Err(fault) => {
                    self.failed = true;
                    finish.fault = Some(fault);
                }
            }
        }
        // A JSON array without its closing bracket cannot be read by anybody, whatever its elements say.
        let finished = self.seen.finished && !self.frames.is_open();
        finish.end = match (self.failed, finished, self.seen.content) {
            (false, true, _) => End::Complete,
            (_, _, true) => End::Truncated,
            (_, _, false) => End::Empty,
        };
        if let Some(translator) = &mut self.translator {
            if finish.end == End::Complete {
                translator.finish();
            }
            finish.rest = translator.take();
        }
        finish
    }

    /// Tokens used up to now. Output is estimated from the content where the provider has not told it yet.
    pub fn usage(&self) -> TokenUsage {
        let mut usage = self.seen.usage;
        if !self.seen.usage_is_final {
            usage.output = usage.output.max(estimate::tokens(self.seen.output_units));
        }
        usage
    }

    /// What is charged beside plain tokens, as far as it has been told.
    pub fn extras(&self) -> Extras {
        self.seen.extras
    }

    /// `usage` is a lower bound or an estimate: the answer is not finished, or the provider told none.
    pub fn usage_is_partial(&self) -> bool {
        !(self.seen.usage_is_final && self.seen.finished)
    }

    /// The model as the provider names it.
    pub fn model(&self) -> Option<&str> {
        self.seen.model.as_deref()
    }

    /// The id of the stored response, in the form of `Session::id`.
    pub fn response_id(&self) -> Option<&str> {
        self.seen.response_id.as_deref()
    }

    pub fn saw_content(&self) -> bool {
        self.seen.content
    }

    /// The answer has said that it is finished, whatever may still come.
    pub fn is_finished(&self) -> bool {
        self.seen.finished
    }

    /// Where the stream to the client is.
    pub fn position(&self) -> StreamPosition {
        match &self.translator {
            Some(translator) => translator.position(),
            None => self.position,
        }
    }

    fn progress(&mut self, ready: Bytes, fault: Option<StreamFault>) -> Progress {
        self.failed |= fault.is_some();
        self.position.begun |= !ready.is_empty();
        Progress {
            ready,
            content: self.seen.content,
            fault,
        }
    }

    fn read(&mut self, raw: &Bytes) -> Result<(), StreamFault> {
        if raw.len() > MAX_FRAME {
            return Err(StreamFault::TooLong);
        }
        let known_but_for_text = self.refrain.recognise(raw);
        if let Some(units) = known_but_for_text {
            self.seen.add_content(units);
            if self.translator.is_none() {
                return Ok(());
            }
        }
        let known = self.seen.facts();
        let frame = self.frames.read(raw);
        let Some(data) = frame.data.as_deref().filter(|data| !data.is_empty()) else {
            return Ok(());
        };
        let mut read = if known_but_for_text.is_some() {
            Ok(())
        } else if frame.event == Some(b"error") {
            Err(EventFault::Error(ErrorDetail::read_enclosing(data)))
        } else {
            self.events.read(&mut self.seen, frame.event, data)
        };
        if let Some(translator) = self.translator.as_mut().filter(|_| read.is_ok()) {
            read = translator.event(frame.event, data);
        }
        self.position.sequence = self.seen.next_sequence;
        let (before, after) = (known, self.seen.facts());
        if read.is_ok() && after.differs_in_text_only(&before) {
            self.refrain
                .learn(raw, after.output_units - before.output_units);
        }
        read.map_err(|fault| match fault {
            EventFault::Malformed(detail) => StreamFault::Malformed { detail },
            EventFault::Error(error) => StreamFault::ErrorEvent {
                frame: raw.clone(),
                kind: error.kind,
                code: error.code,
                message: error.message,
                status: error.status,
            },
        })
    }
}

/// One dialect's way to tell what an event means.
pub(super) trait Events: Debug {
    /// Reads the data of one event. `event` is its name, where the framing has names.
    fn read(
        &mut self,
        seen: &mut Seen,
        event: Option<&[u8]>,
        data: &[u8],
    ) -> Result<(), EventFault>;
}

/// What the events have said up to now.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub content: bool,
    pub finished: bool,
    pub usage: TokenUsage,
    pub extras: Extras,
    /// `usage` is what the provider charges, if the answer ends here.
    pub usage_is_final: bool,
    /// Weight of the content, in the units of `estimate`.
    pub output_units: u64,
    pub model: Option<String>,
    pub response_id: Option<String>,
    pub next_sequence: u64,
}

/// What of `Seen` an event may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Facts {
    content: bool,
    finished: bool,
    usage: TokenUsage,
    extras: Extras,
    usage_is_final: bool,
    named: (bool, bool),
    next_sequence: u64,
    output_units: u64,
}

impl Facts {
    fn differs_in_text_only(&self, before: &Self) -> bool {
        let said = Self {
            output_units: before.output_units,
            ..*self
        };
        said == *before && self.output_units > before.output_units
    }
}

impl Seen {
    fn facts(&self) -> Facts {
        Facts {
            content: self.content,
            finished: self.finished,
            usage: self.usage,
            extras: self.extras,
            usage_is_final: self.usage_is_final,
            named: (self.model.is_some(), self.response_id.is_some()),
            next_sequence: self.next_sequence,
            output_units: self.output_units,
        }
    }

    /// Some content of this weight passed; none when it is 0.
    pub(super) fn add_content(&mut self, units: u64) {
        self.content |= units > 0;
        self.output_units = self.output_units.saturating_add(units);
    }

    /// The answer said that it is finished, which is an answer too, be it without a word.
    pub(super) fn finish(&mut self) {
        self.content = true;
        self.finished = true;
    }

    pub(super) fn name_model(&mut self, model: &str) {
        if self.model.is_none() && !model.is_empty() {
            self.model = Some(model.to_owned());
        }
    }
}

/// Why an event ends the stream.
#[derive(Debug)]
pub enum EventFault {
    Malformed(String),
    Error(ErrorDetail),
}

impl From<serde_json::Error> for EventFault {
    fn from(error: serde_json::Error) -> Self {
        Self::Malformed(describe(&error))
    }
}

/// Where and how JSON is wrong. The full text would quote the answer, which logs must not hold.
pub(super) fn describe(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Eof => "ends too early",
        serde_json::error::Category::Data => "has an unexpected value",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "is not valid",
    };
    format!(
        "JSON {kind} at line {}, column {}",
        error.line(),
        error.column()
    )
}

#[cfg(test)]
mod tests;

//! A provider's stream on its way to a client of another dialect.

use bytes::{Bytes, BytesMut};
use routex_entity::Dialect;

use crate::{
    codec::{ReadEvents, WriteEvents},
    hub::{Answer, Collector, Event},
    stream::{EventFault, StreamPosition},
};

/// Bytes of one stream that are translated. Some dialects repeat the whole answer at its end, so that it must be kept.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Parts that are open at the same time. Every event looks for its own among them.
const MAX_OPEN: usize = 1_024;

/// Translates the events of one stream.
#[derive(Debug)]
pub struct Translator {
    reader: Box<dyn ReadEvents>,
    writer: Box<dyn WriteEvents>,
    collector: Option<Collector>,
    events: Vec<Event>,
    out: BytesMut,
    bytes: usize,
    /// Parts that are open.
    open: usize,
    done: bool,
}

impl Translator {
    pub(super) fn new(
        reader: Box<dyn ReadEvents>,
        writer: Box<dyn WriteEvents>,
        collects: Option<Dialect>,
    ) -> Self {
        Self {
            reader,
            writer,
            collector: collects.map(Collector::new),
            events: Vec::new(),
            out: BytesMut::new(),
            bytes: 0,
            open: 0,
            done: false,
        }
    }

    /// Reads one event of the provider.
    pub(crate) fn event(&mut self, name: Option<&[u8]>, data: &[u8]) -> Result<(), EventFault> {
        self.bytes = self.bytes.saturating_add(data.len());
        if self.bytes > MAX_BYTES {
            return Err(EventFault::Malformed(
                "the answer is longer than Routex translates".to_owned(),
            ));
        }
        let read = self.reader.event(name, data, &mut self.events);
        self.write();
        if self.open > MAX_OPEN {
            return Err(EventFault::Malformed(
                "the answer has more open parts than Routex translates".to_owned(),
            ));
        }
        read
    }

    /// The provider has ended a complete answer.
    pub(crate) fn finish(&mut self) {
        self.reader.finish(&mut self.events);
        self.write();
    }

    /// What the client gets now.
    pub(crate) fn take(&mut self) -> Bytes {
        self.out.split().freeze()
    }

    pub(crate) fn position(&self) -> StreamPosition {
        self.writer.position()
    }

    /// The answer was told to its end.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// The answer as far as it came, when it was to be collected and was not too large.
    pub fn collected(&mut self) -> Option<Answer> {
        self.collector.take().map(Collector::answer)
    }

    fn write(&mut self) {
        for event in self.events.drain(..) {
            if let Some(collector) = &mut self.collector
                && collector.event(&event).is_err()
            {
                self.collector = None;
            }
            match event {
                Event::Opened { .. } => self.open += 1,
                Event::Closed { .. } => self.open = self.open.saturating_sub(1),
                Event::Done => self.done = true,
                _ => {}
            }
            self.writer.event(event, &mut self.out);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        Framing,
        codec::{Context, Names, codec},
        hub::Request,
    };

    #[test]
    fn a_stream_that_opens_more_and_more_is_broken_off() {
        for client in [
            Dialect::OpenaiChat,
            Dialect::OpenaiResponses,
            Dialect::Gemini,
        ] {
            let context = Arc::new(Context {
                request: Arc::new(Request::new(client, "model")),
                names: Names::default(),
                id: "1".to_owned(),
                now: 0,
                estimated_input: 0,
                framing: Framing::Sse,
            });
            let mut translator = Translator::new(
                codec(Dialect::Anthropic).read_stream(),
                codec(client).write_stream(context),
                Some(Dialect::Anthropic),
            );
            let start = |index: usize| {
                format!(
                    r#"{{"type":"content_block_start","index":{index},"content_block":{{"type":"text"}}}}"#
                )
            };
            for index in 0..MAX_OPEN {
                translator.event(None, start(index).as_bytes()).unwrap();
            }
            let event = start(MAX_OPEN);
            assert!(translator.event(None, event.as_bytes()).is_err());
        }
    }
}

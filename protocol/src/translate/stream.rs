//! A provider's stream on its way to a client of another dialect.

use bytes::{Bytes, BytesMut};
use routex_entity::Dialect;

use crate::{
    codec::{ReadEvents, WriteEvents},
    hub::{Answer, Collector, Event, Voucher},
    stream::{EventFault, StreamPosition},
};

/// Bytes of one stream that are translated. Some dialects repeat the whole answer at its end, so that it must be kept.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Translates the events of one stream.
#[derive(Debug)]
pub struct Translator {
    reader: Box<dyn ReadEvents>,
    writer: Box<dyn WriteEvents>,
    voucher: Option<Voucher>,
    collector: Option<Collector>,
    events: Vec<Event>,
    out: BytesMut,
    bytes: usize,
    done: bool,
}

impl Translator {
    pub(super) fn new(
        reader: Box<dyn ReadEvents>,
        writer: Box<dyn WriteEvents>,
        vouches: Option<Dialect>,
        collects: Option<Dialect>,
    ) -> Self {
        Self {
            reader,
            writer,
            voucher: vouches.map(Voucher::new),
            collector: collects.map(Collector::new),
            events: Vec::new(),
            out: BytesMut::new(),
            bytes: 0,
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
        let mut events = std::mem::take(&mut self.events);
        for mut event in events.drain(..) {
            let voucher = self.voucher.as_mut();
            if let Some(before) = voucher.and_then(|voucher| voucher.event(&mut event)) {
                self.tell(before);
            }
            self.tell(event);
        }
        self.events = events;
    }

    fn tell(&mut self, event: Event) {
        if let Some(collector) = &mut self.collector
            && collector.event(&event).is_err()
        {
            self.collector = None;
        }
        self.done |= event == Event::Done;
        self.writer.event(event, &mut self.out);
    }
}

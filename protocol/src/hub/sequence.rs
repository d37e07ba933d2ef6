//! Parts one after the other, for dialects in which they cannot be open at the same time.

use std::collections::VecDeque;

use super::{Event, PartId};

/// Holds back what belongs to later parts until the earlier ones are closed.
///
/// What waits is bounded by whoever bounds the stream as a whole.
#[derive(Debug, Default)]
pub struct Sequence {
    /// The part that may speak.
    speaking: Option<PartId>,
    waiting: VecDeque<Event>,
}

impl Sequence {
    /// Takes an event and passes on all that may follow now, in order.
    pub fn event(&mut self, event: Event, pass: &mut dyn FnMut(Event)) {
        if self.must_wait(&event) {
            self.waiting.push_back(event);
            return;
        }
        let closed = matches!(event, Event::Closed { .. });
        self.pass(event, pass);
        if closed {
            self.drain(pass);
        }
    }

    fn must_wait(&self, event: &Event) -> bool {
        let Some(speaking) = self.speaking else {
            return false;
        };
        match event {
            Event::Opened { .. } | Event::Ended { .. } | Event::Done => true,
            Event::Piece { part, .. }
            | Event::Paragraph { part }
            | Event::Sealed { part, .. }
            | Event::Annotated { part, .. }
            | Event::Closed { part } => *part != speaking,
            Event::Started { .. } | Event::Usage(_) => false,
        }
    }

    fn pass(&mut self, event: Event, pass: &mut dyn FnMut(Event)) {
        match &event {
            Event::Opened { part, .. } => self.speaking = Some(*part),
            Event::Closed { .. } => self.speaking = None,
            _ => {}
        }
        pass(event);
    }

    /// What waited is looked through again, in order, until nothing more may pass.
    fn drain(&mut self, pass: &mut dyn FnMut(Event)) {
        loop {
            let waiting = std::mem::take(&mut self.waiting);
            let before = waiting.len();
            for event in waiting {
                if self.must_wait(&event) {
                    self.waiting.push_back(event);
                } else {
                    self.pass(event, pass);
                }
            }
            if self.waiting.is_empty() || self.waiting.len() == before {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::{End, EndReason, Opening};

    fn passed(events: Vec<Event>) -> Vec<Event> {
        let mut sequence = Sequence::default();
        let mut passed = Vec::new();
        for event in events {
            sequence.event(event, &mut |event| passed.push(event));
        }
        passed
    }

    fn opened(part: PartId) -> Event {
        Event::Opened {
            part,
            choice: 0,
            opening: Opening::Text,
        }
    }

    fn piece(part: PartId, text: &str) -> Event {
        Event::Piece {
            part,
            text: text.to_owned(),
        }
    }

    fn closed(part: PartId) -> Event {
        Event::Closed { part }
    }

    #[test]
    fn interleaved_parts_come_one_after_the_other() {
        let end = Event::Ended {
            choice: 0,
            end: End::new(EndReason::ToolUse),
        };
        let sequence = passed(vec![
            opened(0),
            piece(0, "a"),
            opened(1),
            piece(1, "x"),
            opened(2),
            piece(0, "b"),
            piece(2, "p"),
            piece(1, "y"),
            closed(2),
            closed(0),
            piece(1, "z"),
            closed(1),
            end.clone(),
            Event::Done,
        ]);
        let expected = [
            opened(0),
            piece(0, "a"),
            piece(0, "b"),
            closed(0),
            opened(1),
            piece(1, "x"),
            piece(1, "y"),
            piece(1, "z"),
            closed(1),
            opened(2),
            piece(2, "p"),
            closed(2),
            end,
            Event::Done,
        ];
        assert_eq!(sequence, expected);
    }
}

//! Parts one after the other, for dialects in which they cannot be open at the same time.

use std::collections::{BTreeSet, VecDeque};

use super::{Event, PartId};

/// Holds back what belongs to later parts until the earlier ones are closed, and leaves out all choices but the first,
/// for which these dialects have no place.
///
/// What waits is bounded by whoever bounds the stream as a whole.
#[derive(Debug, Default)]
pub struct Sequence {
    /// The part that may speak.
    speaking: Option<PartId>,
    waiting: VecDeque<Waiting>,
    /// Open parts of other choices.
    unheard: BTreeSet<PartId>,
}

/// What waits for the part that speaks.
#[derive(Debug)]
enum Waiting {
    /// A part and all that came for it.
    Part(PartId, Vec<Event>),
    /// `Ended` or `Done`.
    End(Event),
}

impl Sequence {
    /// Takes an event and passes on all that may follow now, in order.
    pub fn event(&mut self, event: Event, pass: &mut dyn FnMut(Event)) {
        match &event {
            Event::Started { .. } | Event::Usage(_) => pass(event),
            Event::Opened { part, choice, .. } if *choice > 0 => {
                self.unheard.insert(*part);
            }
            Event::Opened { part, .. } => self.opened(*part, event, pass),
            Event::Piece { part, .. }
            | Event::Paragraph { part }
            | Event::Sealed { part, .. }
            | Event::Annotated { part, .. } => self.said(*part, event, pass),
            Event::Closed { part } => {
                let part = *part;
                if self.unheard.remove(&part) {
                    return;
                }
                self.said(part, event, pass);
                if self.speaking == Some(part) {
                    self.speaking = None;
                    self.go_on(pass);
                }
            }
            Event::Ended { choice, .. } if *choice > 0 => {}
            Event::Ended { .. } | Event::Done => match self.speaking {
                None => pass(event),
                Some(_) => self.waiting.push_back(Waiting::End(event)),
            },
        }
    }

    fn opened(&mut self, part: PartId, event: Event, pass: &mut dyn FnMut(Event)) {
        if self.speaking.is_none() {
            self.speaking = Some(part);
            pass(event);
        } else {
            self.waiting.push_back(Waiting::Part(part, vec![event]));
        }
    }

    fn said(&mut self, part: PartId, event: Event, pass: &mut dyn FnMut(Event)) {
        if self.speaking == Some(part) {
            pass(event);
            return;
        }
        // What speaks is mostly the last that opened.
        let waits = self
            .waiting
            .iter_mut()
            .rev()
            .find_map(|waiting| match waiting {
                Waiting::Part(id, events) if *id == part => Some(events),
                _ => None,
            });
        if let Some(events) = waits {
            events.push(event);
        }
    }

    /// Whoever waited longest speaks; if all of it is there already, the next one, too.
    fn go_on(&mut self, pass: &mut dyn FnMut(Event)) {
        while self.speaking.is_none()
            && let Some(waiting) = self.waiting.pop_front()
        {
            match waiting {
                Waiting::End(event) => pass(event),
                Waiting::Part(part, events) => {
                    let is_over = matches!(events.last(), Some(Event::Closed { .. }));
                    self.speaking = (!is_over).then_some(part);
                    events.into_iter().for_each(&mut *pass);
                }
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

    #[test]
    fn other_choices_than_the_first_are_left_out_and_hold_nobody_up() {
        let other = Event::Opened {
            part: 0,
            choice: 1,
            opening: Opening::Text,
        };
        let sequence = passed(vec![
            other,
            piece(0, "x"),
            opened(1),
            piece(1, "a"),
            piece(0, "y"),
            closed(0),
            piece(0, "z"),
            closed(1),
        ]);
        assert_eq!(sequence, [opened(1), piece(1, "a"), closed(1)]);
    }
}

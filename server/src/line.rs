//! A queue of requests that wait for room: first come, first served, and not many at a time.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::Notify;

/// Requests that wait in one line at most. Each holds its body in memory.
pub const MOST_WAITING: usize = 64;

/// Requests that wait for room, in the order in which they came.
#[derive(Debug, Default)]
pub struct Line {
    next: u64,
    waiting: VecDeque<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    bell: Arc<Notify>,
}

/// A place in the line.
#[derive(Debug, Clone)]
pub struct Ticket {
    number: u64,
    bell: Arc<Notify>,
}

impl Ticket {
    /// Waits until it is worth looking again. Rung before, it returns at once.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }
}

impl Line {
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// A place at the end. `None`: too many wait already.
    pub fn join(&mut self) -> Option<Ticket> {
        if self.waiting.len() >= MOST_WAITING {
            return None;
        }
        let ticket = Ticket {
            number: self.next,
            bell: Arc::default(),
        };
        self.next += 1;
        self.waiting.push_back(Waiting {
            ticket: ticket.number,
            bell: Arc::clone(&ticket.bell),
        });
        Some(ticket)
    }

    /// Whether it is this one's turn.
    pub fn is_first(&self, ticket: &Ticket) -> bool {
        self.waiting
            .front()
            .is_some_and(|first| first.ticket == ticket.number)
    }

    /// Gives a place up, wherever it is; whoever is first then looks for room.
    pub fn leave(&mut self, ticket: &Ticket) {
        let place = self
            .waiting
            .binary_search_by_key(&ticket.number, |waiting| waiting.ticket);
        if let Ok(place) = place {
            self.waiting.remove(place);
            self.ring();
        }
    }

    /// There may be room: the first looks.
    pub fn ring(&self) {
        if let Some(first) = self.waiting.front() {
            first.bell.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whoever_came_first_of_those_who_stayed_is_first(
            moves in prop::collection::vec(prop::option::of(any::<usize>()), 0..300),
        ) {
            let mut line = Line::default();
            let mut stayed: Vec<Ticket> = Vec::new();
            for leaves in moves {
                match leaves {
                    Some(which) if !stayed.is_empty() => {
                        let ticket = stayed.remove(which % stayed.len());
                        line.leave(&ticket);
                        line.leave(&ticket);
                    }
                    _ => match line.join() {
                        Some(ticket) => stayed.push(ticket),
                        None => prop_assert_eq!(stayed.len(), MOST_WAITING),
                    },
                }
                prop_assert_eq!(line.is_empty(), stayed.is_empty());
                for (place, ticket) in stayed.iter().enumerate() {
                    prop_assert_eq!(line.is_first(ticket), place == 0);
                }
            }
        }
    }

    #[actix_rt::test]
    async fn the_bell_is_heard_later_and_by_the_first_alone() {
        let mut line = Line::default();
        let (first, second) = (line.join().unwrap(), line.join().unwrap());

        line.ring();
        first.rung().await;
        line.leave(&first);
        second.rung().await;

        assert!(line.is_first(&second));
    }
}

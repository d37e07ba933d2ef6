//! Requests that wait until a channel has room, a line for all that the same channels may serve: nobody waits behind one
//! that waits for another channel.
//!
//! Whoever is first in a line asks the router again when a lease somewhere has ended: only the router knows which
//! channels would serve it.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use routex_entity::Dialect;

use crate::{
    line::{Line, Ticket},
    protocol::codec::Features,
};

/// What tells which line a request waits in: together with the routing table, which channels may serve it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lane {
    /// As the client named it.
    pub model: String,
    pub dialect: Dialect,
    /// Channels of other dialects will do.
    pub translates: bool,
    /// What the model must be able to do, as far as channels differ in it.
    pub needs: Features,
    /// Channel tags that its key may use. Empty: all.
    pub tags: Arc<[String]>,
}

/// Every line. Shared by all workers and by all leases.
#[derive(Debug, Clone, Default)]
pub struct Queue(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// How many wait in all lines: most of the time nobody does, and nobody takes the lock.
    waiting: AtomicUsize,
    lines: Mutex<HashMap<Lane, Line>>,
}

/// A place in a line, given up when it is dropped.
#[derive(Debug)]
pub struct Place {
    queue: Queue,
    lane: Lane,
    ticket: Ticket,
}

impl Queue {
    /// Whether any request waits. Takes no lock.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Requests that wait. Takes no lock.
    pub fn len(&self) -> usize {
        self.0.waiting.load(Ordering::Acquire)
    }

    /// Whether requests wait in this line.
    pub fn waits_in(&self, lane: &Lane) -> bool {
        self.lines().contains_key(lane)
    }

    /// A place at the end of the line. `None`: too many wait already.
    pub fn join(&self, lane: Lane) -> Option<Place> {
        let mut lines = self.lines();
        let ticket = lines.entry(lane.clone()).or_default().join()?;
        self.0.waiting.fetch_add(1, Ordering::AcqRel);
        Some(Place {
            queue: self.clone(),
            lane,
            ticket,
        })
    }

    /// There may be room: the first of every line looks.
    pub fn ring(&self) {
        if !self.is_empty() {
            for line in self.lines().values() {
                line.ring();
            }
        }
    }

    /// Each change is a single step, so the lines stay whole when a thread panics.
    fn lines(&self) -> MutexGuard<'_, HashMap<Lane, Line>> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Whether it is this one's turn.
    pub fn is_first(&self) -> bool {
        let lines = self.queue.lines();
        let line = lines.get(&self.lane);
        line.is_some_and(|line| line.is_first(&self.ticket))
    }

    /// Waits until it is worth looking again. Rung before, it returns at once.
    pub async fn rung(&self) {
        self.ticket.rung().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = self.queue.lines();
        if let Some(line) = lines.get_mut(&self.lane) {
            line.leave(&self.ticket);
            if line.is_empty() {
                lines.remove(&self.lane);
            }
        }
        self.queue.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::MOST_WAITING;

    fn lane(model: &str) -> Lane {
        Lane {
            model: model.to_owned(),
            dialect: Dialect::Anthropic,
            translates: false,
            needs: Features::NONE,
            tags: Arc::from([]),
        }
    }

    #[actix_rt::test]
    async fn lines_are_apart_and_go_when_nobody_waits() {
        let queue = Queue::default();
        let (a, b) = (
            queue.join(lane("a")).unwrap(),
            queue.join(lane("b")).unwrap(),
        );
        let second = queue.join(lane("a")).unwrap();
        assert!(a.is_first() && b.is_first() && !second.is_first());

        queue.ring();
        a.rung().await;
        b.rung().await;
        drop(a);
        second.rung().await;
        assert!(second.is_first());

        drop((b, second));
        assert!(queue.is_empty() && !queue.waits_in(&lane("a")));
        assert!(queue.lines().is_empty());
    }

    #[test]
    fn a_line_is_bounded() {
        let queue = Queue::default();
        let waiting: Vec<_> = (0..MOST_WAITING)
            .map(|_| queue.join(lane("a")).unwrap())
            .collect();
        assert!(queue.join(lane("a")).is_none());
        assert!(queue.join(lane("b")).is_some());
        drop(waiting);
        assert!(queue.join(lane("a")).is_some());
    }
}

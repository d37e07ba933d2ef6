//! Requests that wait until a channel has room, a line for each model that clients ask for.
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

use crate::line::{Line, Ticket};

/// Every line. Shared by all workers and by all leases.
#[derive(Debug, Clone, Default)]
pub struct Queue(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// How many wait in all lines: most of the time nobody does, and nobody takes the lock.
    waiting: AtomicUsize,
    lines: Mutex<HashMap<String, Line>>,
}

/// A place in the line of a model, given up when it is dropped.
#[derive(Debug)]
pub struct Place {
    queue: Queue,
    model: String,
    ticket: Ticket,
}

impl Queue {
    /// Whether requests for this model wait.
    pub fn waits_for(&self, model: &str) -> bool {
        self.0.waiting.load(Ordering::Acquire) > 0 && self.lines().contains_key(model)
    }

    /// A place at the end of the model's line. `None`: too many wait already.
    pub fn join(&self, model: &str) -> Option<Place> {
        let mut lines = self.lines();
        let ticket = lines.entry(model.to_owned()).or_default().join()?;
        self.0.waiting.fetch_add(1, Ordering::AcqRel);
        Some(Place {
            queue: self.clone(),
            model: model.to_owned(),
            ticket,
        })
    }

    /// There may be room: the first of every line looks.
    pub fn ring(&self) {
        if self.0.waiting.load(Ordering::Acquire) > 0 {
            for line in self.lines().values() {
                line.ring();
            }
        }
    }

    /// Each change is a single step, so the lines stay whole when a thread panics.
    fn lines(&self) -> MutexGuard<'_, HashMap<String, Line>> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Whether it is this one's turn.
    pub fn is_first(&self) -> bool {
        let lines = self.queue.lines();
        let line = lines.get(&self.model);
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
        if let Some(line) = lines.get_mut(&self.model) {
            line.leave(&self.ticket);
            if line.is_empty() {
                lines.remove(&self.model);
            }
        }
        self.queue.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::MOST_WAITING;

    #[actix_rt::test]
    async fn lines_are_apart_and_go_when_nobody_waits() {
        let queue = Queue::default();
        let (a, b) = (queue.join("a").unwrap(), queue.join("b").unwrap());
        let second = queue.join("a").unwrap();
        assert!(a.is_first() && b.is_first() && !second.is_first());

        queue.ring();
        a.rung().await;
        b.rung().await;
        drop(a);
        second.rung().await;
        assert!(second.is_first());

        drop((b, second));
        assert!(!queue.waits_for("a") && !queue.waits_for("b"));
        assert!(queue.lines().is_empty());
    }

    #[test]
    fn a_line_is_bounded() {
        let queue = Queue::default();
        let waiting: Vec<_> = (0..MOST_WAITING)
            .map(|_| queue.join("a").unwrap())
            .collect();
        assert!(queue.join("a").is_none());
        assert!(queue.join("b").is_some());
        drop(waiting);
        assert!(queue.join("a").is_some());
    }
}

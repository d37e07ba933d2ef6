//! Settlements on their way home.
//!
//! Nobody needs to know of a good end before the next request is routed, and waking the control thread costs more than
//! the settlement does. So good news waits for that request, or for the next look, and bad news takes it along.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix::Recipient;

use super::{messages::Settle, queue::Queue};
use crate::upstream::outcome::Health;

/// What is held back at most.
const MOST: usize = 64;

/// Shared by all leases and by whoever routes. Order is kept.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    waiting: Arc<Mutex<Waiting>>,
    queue: Queue,
}

type Waiting = Vec<(Recipient<Settle>, Settle)>;

impl Outbox {
    /// Sends a settlement home, now or with the next `deliver`.
    pub fn put(&self, channel: Recipient<Settle>, settle: Settle) {
        let end = settle.settlement.as_ref();
        let can_wait = end.is_some_and(|end| end.health == Health::Good);
        let mut waiting = self.lock();
        waiting.push((channel, settle));
        if !can_wait || waiting.len() >= MOST {
            send(&mut waiting);
        }
        drop(waiting);
        self.queue.ring();
    }

    /// Requests that wait for leases to end.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Sends what waits. Called before every look at the channels.
    pub fn deliver(&self) {
        send(&mut self.lock());
    }

    /// A list of messages stays whole when a thread panics.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn send(waiting: &mut Waiting) {
    for (channel, settle) in waiting.drain(..) {
        // Permits must come back even when the mailbox is full, so the limit does not apply here.
        channel.do_send(settle);
    }
}

//! Messages on their way, a queue a target: in order, one at a time. Pure: time is an argument, in milliseconds since the
//! Unix epoch.

use std::collections::{BTreeMap, VecDeque};

use routex_entity::{AlertEvent, DeliveryState};
use uuid::Uuid;

use super::{engine::Notice, message::Message, post::Tried, retry::next_try, target::Target};

/// Messages that wait for one target. What comes beyond is given up at once, and said to be.
const MOST: usize = 1_000;

/// A message to a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// UUID v7; the receiver knows the message by it.
    pub id: Uuid,
    pub alert_id: Uuid,
    pub target_id: Uuid,
    /// Name of the target when the message was made.
    pub target: String,
    pub event: AlertEvent,
    pub message: Message,
    pub state: DeliveryState,
    /// How often it was sent.
    pub tries: u32,
    pub created_at_ms: i64,
    /// When it is sent next.
    pub due_at_ms: i64,
    pub finished_at_ms: Option<i64>,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// What went wrong last.
    pub error: Option<String>,
}

/// All queues.
#[derive(Debug, Default)]
pub struct Outbox {
    queues: BTreeMap<Uuid, Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    /// Oldest first.
    waiting: VecDeque<Delivery>,
    /// The first is being sent.
    sending: bool,
}

impl Delivery {
    pub fn new(id: Uuid, notice: &Notice, target: &Target, now_ms: i64) -> Self {
        Self {
            id,
            alert_id: notice.episode.id,
            target_id: target.id,
            target: target.name.clone(),
            event: notice.event,
            message: Message::from(notice),
            state: DeliveryState::Pending,
            tries: 0,
            created_at_ms: now_ms,
            due_at_ms: now_ms,
            finished_at_ms: None,
            status: None,
            error: None,
        }
    }

    fn end(&mut self, state: DeliveryState, now_ms: i64) {
        self.state = state;
        self.finished_at_ms = Some(now_ms);
    }

    fn give_up(&mut self, why: &str, now_ms: i64) {
        self.error = Some(why.to_owned());
        self.end(DeliveryState::GivenUp, now_ms);
    }
}

impl Outbox {
    /// Goes on with what an earlier run left, oldest first.
    pub fn restore(pending: Vec<Delivery>) -> Self {
        let mut outbox = Self::default();
        for delivery in pending {
            let queue = outbox.queues.entry(delivery.target_id).or_default();
            queue.waiting.push_back(delivery);
        }
        outbox
    }

    /// Takes a message, and answers it as it stands.
    pub fn put(&mut self, mut delivery: Delivery, now_ms: i64) -> Delivery {
        let queue = self.queues.entry(delivery.target_id).or_default();
        if queue.waiting.len() >= MOST {
            delivery.give_up("too many messages wait for this target", now_ms);
        } else {
            queue.waiting.push_back(delivery.clone());
        }
        delivery
    }

    /// What is to be sent now. Each is to be concluded.
    pub fn due(&mut self, now_ms: i64) -> Vec<Delivery> {
        let queues = self.queues.values_mut();
        let due = queues.filter_map(|queue| {
            let first = queue.waiting.front()?;
            if queue.sending || first.due_at_ms > now_ms {
                return None;
            }
            queue.sending = true;
            Some(first.clone())
        });
        due.collect()
    }

    /// What became of a message that was due; answers it as it stands. `jitter`: 0 to 1.
    pub fn conclude(
        &mut self,
        sent: &Delivery,
        tried: Tried,
        now_ms: i64,
        jitter: f64,
    ) -> Option<Delivery> {
        let queue = self.queues.get_mut(&sent.target_id)?;
        queue.sending = false;
        let first = queue.waiting.front_mut()?;
        if first.id != sent.id {
            return None;
        }
        first.tries = first.tries.saturating_add(1);
        first.status = tried.status;
        match tried.result {
            Ok(()) => {
                first.error = None;
                first.end(DeliveryState::Delivered, now_ms);
            }
            Err(refusal) => {
                let next = next_try(first.tries, &refusal, first.created_at_ms, now_ms, jitter);
                first.error = Some(refusal.error);
                match next {
                    Some(at_ms) => first.due_at_ms = at_ms,
                    None => first.end(DeliveryState::GivenUp, now_ms),
                }
            }
        }
        let stands = first.clone();
        if stands.state != DeliveryState::Pending {
            queue.waiting.pop_front();
        }
        Some(stands)
    }

    /// Gives up what waits for targets that are gone or switched off, but for what is being sent; answers what it was.
    pub fn forsake(
        &mut self,
        why: impl Fn(Uuid) -> Option<&'static str>,
        now_ms: i64,
    ) -> Vec<Delivery> {
        let mut given_up = Vec::new();
        for (target, queue) in &mut self.queues {
            let Some(why) = why(*target).filter(|_| !queue.sending) else {
                continue;
            };
            given_up.extend(queue.waiting.drain(..).map(|mut delivery| {
                delivery.give_up(why, now_ms);
                delivery
            }));
        }
        self.queues
            .retain(|_, queue| queue.sending || !queue.waiting.is_empty());
        given_up
    }
}

#[cfg(test)]
mod tests;

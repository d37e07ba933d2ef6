use std::{collections::HashMap, time::Duration};

use chrono::Utc;
use proptest::prelude::*;

use super::*;
use crate::alerts::verdict::Refusal;

fn delivery(target: u128) -> Delivery {
    Delivery {
        id: Uuid::now_v7(),
        alert_id: Uuid::nil(),
        target_id: Uuid::from_u128(target),
        target: "ops".to_owned(),
        event: AlertEvent::Firing,
        message: Message::test(Uuid::nil(), Utc::now()),
        state: DeliveryState::Pending,
        tries: 0,
        created_at_ms: 0,
        due_at_ms: 0,
        finished_at_ms: None,
        status: None,
        error: None,
    }
}

fn tried(result: Result<(), bool>) -> Tried {
    Tried {
        status: Some(200),
        latency: Duration::ZERO,
        result: result.map_err(|definite| Refusal {
            error: "no".to_owned(),
            definite,
            retry_after: None,
        }),
    }
}

#[test]
fn a_queue_that_is_full_says_so() {
    let mut outbox = Outbox::default();
    for _ in 0..MOST {
        assert_eq!(outbox.put(delivery(1), 0).state, DeliveryState::Pending);
    }
    let beyond = outbox.put(delivery(1), 5);
    assert_eq!(beyond.state, DeliveryState::GivenUp);
    assert_eq!(beyond.finished_at_ms, Some(5));
}

#[test]
fn what_waits_for_a_target_that_is_gone_is_given_up() {
    let mut outbox = Outbox::restore(vec![delivery(1), delivery(1), delivery(2)]);
    let gone = |target: Uuid| (target == Uuid::from_u128(1)).then_some("gone");

    let given_up = outbox.forsake(gone, 7);

    assert_eq!(given_up.len(), 2);
    assert!(given_up.iter().all(|it| it.state == DeliveryState::GivenUp));
    assert_eq!(given_up[0].error.as_deref(), Some("gone"));
    assert_eq!(outbox.due(0).len(), 1);
}

#[test]
fn what_is_being_sent_is_concluded_first() {
    let mut outbox = Outbox::restore(vec![delivery(1)]);
    let sent = outbox.due(0).remove(0);

    assert!(outbox.forsake(|_| Some("gone"), 0).is_empty());
    assert!(outbox.due(0).is_empty(), "one at a time");
    let stands = outbox.conclude(&sent, tried(Ok(())), 3, 0.0).unwrap();
    assert_eq!(stands.state, DeliveryState::Delivered);
    assert_eq!((stands.tries, stands.finished_at_ms), (1, Some(3)));
}

proptest! {
    /// However receivers fail: each target gets its messages in order, each once, and every message ends.
    #[test]
    fn messages_arrive_in_order_and_once(
        count in 1..12_usize,
        targets in 1..4_u128,
        answers in prop::collection::vec(prop::option::weighted(0.6, any::<bool>()), 1..200),
        restart_every in 1..20_usize,
    ) {
        let all: Vec<Delivery> = (0..count as u128).map(|n| delivery(n % targets)).collect();
        let mut known: BTreeMap<Uuid, Delivery> = all.iter().map(|it| (it.id, it.clone())).collect();
        let mut outbox = Outbox::restore(all.clone());
        let mut arrived: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let mut answers = answers.into_iter().map(|failed| failed.map_or(Ok(()), Err));
        let mut now_ms = 0;
        for turn in 0.. {
            let due = outbox.due(now_ms);
            for sent in &due {
                let answer = answers.next().unwrap_or(Ok(()));
                if answer.is_ok() {
                    arrived.entry(sent.target_id).or_default().push(sent.id);
                }
                let stands = outbox.conclude(sent, tried(answer), now_ms, 0.5).unwrap();
                known.insert(stands.id, stands);
            }
            let pending: Vec<Delivery> =
                known.values().filter(|it| it.state == DeliveryState::Pending).cloned().collect();
            if pending.is_empty() {
                break;
            }
            if turn % restart_every == 0 {
                outbox = Outbox::restore(pending.clone());
            }
            if due.is_empty() {
                // The first of each target is waited for; the ones behind it are due long since.
                let mut heads: BTreeMap<Uuid, i64> = BTreeMap::new();
                for it in &pending {
                    heads.entry(it.target_id).or_insert(it.due_at_ms);
                }
                now_ms = heads.into_values().min().unwrap_or(now_ms).max(now_ms);
            }
            prop_assert!(turn < 10_000, "it never ends");
        }
        for (target, arrived) in arrived {
            let delivered: Vec<Uuid> = all
                .iter()
                .filter(|it| it.target_id == target && known[&it.id].state == DeliveryState::Delivered)
                .map(|it| it.id)
                .collect();
            prop_assert_eq!(arrived, delivered);
        }
    }
}

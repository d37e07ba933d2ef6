use std::sync::Arc;

use futures_util::future::join_all;
use routex_entity::ChannelState;

use super::*;
use crate::{
    channel::{
        ChannelSpec, History,
        fixture::{ask, channel, ended},
        messages::RefusedReason,
        registry::{ChannelHandle, Registry},
    },
    clock::Hand,
    upstream::outcome::Health,
};

/// Keeps the last snapshot.
#[derive(Default)]
struct Reader {
    last: Option<Snapshot>,
}

#[derive(actix::Message)]
#[rtype(result = "Option<Snapshot>")]
struct Last;

impl Actor for Reader {
    type Context = Context<Self>;
}

impl Handler<Snapshot> for Reader {
    type Result = ();

    fn handle(&mut self, snapshot: Snapshot, _: &mut Context<Self>) {
        self.last = Some(snapshot);
    }
}

impl Handler<Last> for Reader {
    type Result = Option<Snapshot>;

    fn handle(&mut self, _: Last, _: &mut Context<Self>) -> Self::Result {
        self.last.clone()
    }
}

struct Bench {
    hand: Hand,
    reader: actix::Addr<Reader>,
    registry: Registry,
    history: History,
    spec: Arc<ChannelSpec>,
}

impl Bench {
    fn new() -> Self {
        let hand = Hand::new();
        let reader = Reader::default().start();
        let history = History::default();
        let mut registry = Registry::new(
            reader.clone().recipient(),
            Outbox::default(),
            history.clone(),
            crate::oauth::Vault::default(),
            hand.clock(),
        );
        let spec = Arc::new(channel("a", 1));
        registry.reconcile(std::slice::from_ref(&spec), &Arc::default());
        Self {
            hand,
            reader,
            registry,
            history,
            spec,
        }
    }

    fn channel(&self) -> ChannelHandle {
        self.registry.get(self.spec.id).unwrap().clone()
    }

    async fn fail_five_times(&self) {
        for _ in 0..5 {
            let lease = self.channel().admit(ask()).await.unwrap();
            lease.settle(ended(Health::Failure));
        }
        assert_eq!(self.last().await.state, ChannelState::Open);
    }

    async fn last(&self) -> Snapshot {
        // An ask behind the settlements, so that they are counted.
        let _ = self
            .channel()
            .admit(Admit {
                hard_pin: true,
                ..ask()
            })
            .await;
        self.reader.send(Last).await.unwrap().unwrap()
    }
}

#[actix::test]
async fn of_twenty_at_once_on_a_due_breaker_exactly_one_probes() {
    let bench = Bench::new();
    bench.fail_five_times().await;
    bench.hand.advance(Duration::from_secs(5));

    let channel = bench.channel();
    let asked = join_all((0..20).map(|_| channel.admit(ask()))).await;
    let (leases, refusals): (Vec<_>, Vec<_>) = asked.into_iter().partition(Result::is_ok);
    assert_eq!(leases.len(), 1);
    assert!(leases[0].as_ref().unwrap().probe);
    assert!(
        refusals
            .iter()
            .all(|refused| refused.as_ref().unwrap_err().reason == RefusedReason::ProbeInFlight)
    );
    assert_eq!(bench.last().await.state, ChannelState::HalfOpen);
}

#[actix::test]
async fn a_probe_whose_client_vanished_frees_its_slot() {
    let bench = Bench::new();
    bench.fail_five_times().await;
    bench.hand.advance(Duration::from_secs(5));
    for _ in 0..3 {
        let lease = bench.channel().admit(ask()).await.unwrap();
        assert!(lease.probe);
        drop(lease);
    }
    let lease = bench.channel().admit(ask()).await.unwrap();
    lease.settle(ended(Health::Good));
    let snapshot = bench.last().await;
    assert_eq!(snapshot.state, ChannelState::Closed);
    assert_eq!(snapshot.in_flight, 0);
}

#[actix::test]
async fn a_panic_keeps_the_breaker_the_counters_and_the_handle() {
    let bench = Bench::new();
    bench.fail_five_times().await;
    let channel = bench.channel();
    channel.panic();

    let refused = loop {
        match channel.admit(ask()).await {
            Err(refused) if refused.reason == RefusedReason::Busy => {
                tokio::task::yield_now().await;
            }
            Err(refused) => break refused,
            Ok(_) => panic!("the breaker was forgotten"),
        }
    };
    assert_eq!(refused.reason, RefusedReason::BreakerOpen);
    let report = channel.inspect().await.unwrap();
    assert_eq!(report.live.counters.attempts, 5);
    bench.hand.advance(Duration::from_secs(5));
    assert!(channel.admit(ask()).await.unwrap().probe);
}

#[actix::test]
async fn a_retired_channel_ends_with_its_last_lease() {
    let mut bench = Bench::new();
    let channel = bench.channel();
    let lease = channel.admit(ask()).await.unwrap();
    bench.registry.reconcile(&[], &Arc::default());
    let refused = channel.admit(ask()).await.unwrap_err();
    assert_eq!(refused.reason, RefusedReason::Disabled);
    lease.settle(ended(Health::Good));
    let refused = loop {
        let refused = channel.admit(ask()).await.unwrap_err();
        if refused.reason != RefusedReason::Disabled {
            break refused;
        }
    };
    assert_eq!(refused.reason, RefusedReason::Busy, "the actor is gone");
}

#[actix::test]
async fn every_change_of_state_is_noted_once_through_all_lives() {
    let mut bench = Bench::new();
    bench.fail_five_times().await;
    bench.channel().panic();
    while bench.channel().inspect().await.is_none() {
        tokio::task::yield_now().await;
    }
    bench.hand.advance(Duration::from_secs(5));
    let probe = bench.channel().admit(ask()).await.unwrap();
    probe.settle(ended(Health::Good));
    bench.last().await;
    let rejected = bench.channel().admit(ask()).await.unwrap();
    rejected.settle(ended(Health::Rejected));
    bench.last().await;
    bench.channel().reset().await;
    bench.registry.reconcile(&[], &Arc::default());

    let noted = bench.history.unwritten_of(bench.spec.id);
    let noted = noted.into_iter().map(|noted| noted.change);
    let told: Vec<_> = noted
        .map(|change| (change.credential.is_some(), change.reason.as_str()))
        .collect();
    let expected = [
        (false, "breaker_open"),
        (false, "probing"),
        (false, "serving"),
        (true, "unauthorized"),
        (false, "credentials_suspended"),
        (true, "reset"),
        (false, "reset"),
    ];
    assert_eq!(told, expected);
}

mod abilities;

use std::{collections::HashMap, sync::Mutex, time::Duration};

use actix::{Arbiter, Context, Handler};
use futures_util::future::join_all;
use routex_entity::{Dialect, Strategy};

use super::*;
use crate::{
    channel::{
        ChannelSpec, CredentialId,
        fixture::{channel, ended},
        messages::RefusedReason,
    },
    clock::Hand,
    protocol::session::{Session, SessionKind},
    router::{messages::RouteRequest, prices::NoPrices, settings::RoutingSettings, wants::Wants},
    upstream::outcome::Health,
};

/// Keeps what it is told to save.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<HashMap<String, PinRow>>>);

impl Actor for Ledger {
    type Context = Context<Self>;
}

impl Handler<SavePins> for Ledger {
    type Result = ();

    fn handle(&mut self, message: SavePins, _: &mut Context<Self>) {
        let mut rows = self.0.lock().unwrap();
        rows.extend(message.pins.into_iter().map(|pin| (pin.key.clone(), pin)));
    }
}

impl Ledger {
    fn rows(&self) -> Vec<PinRow> {
        self.0.lock().unwrap().values().cloned().collect()
    }
}

pub(in crate::router) struct Bench {
    pub router: RouterHandle,
    pub hand: Hand,
    ledger: Ledger,
}

impl Bench {
    pub async fn new(strategy: Strategy, channels: Vec<ChannelSpec>) -> Self {
        Self::with_pins(table(strategy, channels), Vec::new()).await
    }

    pub async fn with_pins(table: RoutingTable, pins: Vec<PinRow>) -> Self {
        let hand = Hand::new();
        let ledger = Ledger::default();
        let router = RouterHandle::start_with_clock(
            &Arbiter::current(),
            Arc::new(table),
            Earlier {
                pins,
                ..Earlier::default()
            },
            ledger.clone().start().recipient(),
            Arc::new(NoPrices),
            EventBus::default(),
            hand.clock(),
        )
        .await;
        Self {
            router,
            hand,
            ledger,
        }
    }

    pub async fn route(&self, session: Option<(&str, SessionKind)>) -> Result<Lease, NoRoute> {
        self.router.route(first(session)).await
    }

    async fn soft(&self) -> Lease {
        let session = Some(("s1", SessionKind::Soft));
        self.route(session).await.unwrap()
    }
}

pub(in crate::router) fn table(strategy: Strategy, channels: Vec<ChannelSpec>) -> RoutingTable {
    RoutingTable {
        channels: channels.into_iter().map(Arc::new).collect(),
        settings: Arc::new(RoutingSettings {
            strategy,
            ..RoutingSettings::default()
        }),
        ..RoutingTable::default()
    }
}

pub(in crate::router) fn first(session: Option<(&str, SessionKind)>) -> Route {
    let request = RouteRequest {
        wants: Wants::native(Dialect::OpenaiChat),
        model: "gpt".to_owned(),
        session: session.map(|(id, kind)| Session {
            id: id.to_owned(),
            kind,
        }),
        client_key: "laptop".into(),
        allowed_tags: Arc::default(),
        estimated_input: 10,
        estimated_output: 10,
    };
    Route {
        request: Arc::new(request),
        attempt: 1,
        again: false,
        excluded: Vec::new(),
        avoided: Vec::new(),
    }
}

fn second(failed: CredentialId) -> Route {
    Route {
        attempt: 2,
        excluded: vec![failed],
        ..first(Some(("s1", SessionKind::Soft)))
    }
}

#[actix::test]
async fn round_robin_is_fair_under_concurrency() {
    let channels = (0..8).map(|n| channel(&format!("c{n}"), 1)).collect();
    let bench = Bench::new(Strategy::RoundRobin, channels).await;
    let mut served: HashMap<String, i32> = HashMap::new();
    for _ in 0..25 {
        let leases = join_all((0..16).map(|_| bench.route(None))).await;
        for lease in leases {
            *served
                .entry(lease.unwrap().channel.name.clone())
                .or_default() += 1;
        }
    }
    assert_eq!(served.len(), 8);
    assert!(served.values().all(|count| *count == 50), "{served:?}");
}

#[actix::test]
async fn least_used_counts_requests_that_are_still_being_placed() {
    let channels = (0..4).map(|n| channel(&format!("c{n}"), 1)).collect();
    let bench = Bench::new(Strategy::LeastUsed, channels).await;
    let leases: Vec<Lease> = join_all((0..40).map(|_| bench.route(None)))
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    for channel in &bench.router.table().channels {
        let load = leases.iter().filter(|l| l.channel.id == channel.id).count();
        assert_eq!(load, 10);
    }
}

#[actix::test]
async fn fifty_requests_of_a_session_stay_at_one_place_also_across_a_restart() {
    let table = table(Strategy::RoundRobin, vec![channel("a", 4), channel("b", 4)]);
    let bench = Bench::with_pins(table.clone(), Vec::new()).await;
    let session = Some(("s1", SessionKind::Soft));
    let leases = join_all((0..25).map(|_| bench.route(session))).await;
    let home = leases[0].as_ref().unwrap().credential.id;
    assert!(
        leases
            .iter()
            .all(|lease| lease.as_ref().unwrap().credential.id == home)
    );
    drop(leases);
    bench.router.stop().await;

    let bench = Bench::with_pins(table, bench.ledger.rows()).await;
    for _ in 0..25 {
        let lease = bench.soft().await;
        assert_eq!(lease.credential.id, home);
        assert_eq!(lease.decision, "session");
    }
}

#[actix::test]
async fn a_session_whose_place_dies_moves_once_and_stays_moved() {
    let bench = Bench::new(Strategy::RoundRobin, vec![channel("a", 8)]).await;
    let dead = bench.soft().await.credential.id;

    let killed = bench.soft().await;
    killed.settle(ended(Health::Rejected));
    let together = join_all((0..10).map(|_| bench.router.route(second(dead)))).await;
    let home = together[0].as_ref().unwrap().credential.id;
    assert_ne!(home, dead);
    assert!(
        together
            .iter()
            .all(|lease| lease.as_ref().unwrap().credential.id == home)
    );
    drop(together);

    bench.hand.advance(Duration::from_secs(3600));
    for _ in 0..50 {
        let lease = bench.soft().await;
        assert_eq!(lease.credential.id, home);
        lease.settle(ended(Health::Good));
    }
}

#[actix::test]
async fn sessions_that_find_their_place_dead_together_move_to_one_place() {
    let bench = Bench::new(Strategy::RoundRobin, vec![channel("a", 8)]).await;
    let home = bench.soft().await;
    let dead = home.credential.id;
    home.settle(ended(Health::QuotaExhausted));
    let session = Some(("s1", SessionKind::Soft));
    let moved = join_all((0..20).map(|_| bench.route(session))).await;
    let new = moved[0].as_ref().unwrap().credential.id;
    assert_ne!(new, dead);
    assert!(
        moved
            .iter()
            .all(|lease| lease.as_ref().unwrap().credential.id == new)
    );
}

#[actix::test]
async fn a_full_place_does_not_move_its_session() {
    let mut a = channel("a", 1);
    a.max_concurrency = 1;
    let mut b = channel("b", 1);
    b.priority = 1;
    let bench = Bench::new(Strategy::Priority, vec![a, b]).await;
    let at_home = bench.soft().await;
    assert_eq!(at_home.channel.name, "a");
    let elsewhere = bench.soft().await;
    assert_eq!(elsewhere.channel.name, "b");
    assert_eq!(elsewhere.decision, "priority;a:concurrency");
    drop(at_home);
    assert_eq!(bench.soft().await.channel.name, "a");
}

#[actix::test]
async fn a_hard_pin_is_the_only_candidate() {
    let bench = Bench::new(Strategy::RoundRobin, vec![channel("a", 2), channel("b", 2)]).await;
    let hard = Some(("resp_1", SessionKind::Hard));
    let unknown = bench.route(hard).await.unwrap_err();
    assert_eq!(unknown.kind, NoRouteKind::PinUnavailable);

    let lease = bench.route(None).await.unwrap();
    bench.router.pin_object(PinObject {
        client_key: "laptop".into(),
        object: "resp_1".to_owned(),
        channel: lease.channel.id,
        credential: lease.credential.id,
    });
    for _ in 0..10 {
        let bound = bench.route(hard).await.unwrap();
        assert_eq!(bound.credential.id, lease.credential.id);
    }
    let bound = bench.route(hard).await.unwrap();
    bound.settle(ended(Health::Rejected));
    let gone = bench.route(hard).await.unwrap_err();
    assert_eq!(gone.kind, NoRouteKind::PinUnavailable);
    assert_eq!(gone.reasons[0].1, RefusedReason::CredentialRejected);
}

#[actix::test]
async fn when_all_are_limited_the_smallest_wait_is_told() {
    let bench = Bench::new(Strategy::Priority, vec![channel("a", 1), channel("b", 1)]).await;
    for seconds in [40, 20] {
        let wait = Some(Duration::from_secs(seconds));
        let lease = bench.route(None).await.unwrap();
        lease.settle(ended(Health::RateLimited { wait }));
    }
    let limited = bench.route(None).await.unwrap_err();
    assert_eq!(limited.kind, NoRouteKind::RateLimited);
    assert_eq!(limited.retry_after, Some(Duration::from_secs(20)));
    assert_eq!(limited.reasons.len(), 2);
}

#[actix::test]
async fn when_all_are_open_one_is_tried_as_a_last_resort() {
    let bench = Bench::new(Strategy::Priority, vec![channel("a", 1)]).await;
    for _ in 0..5 {
        let lease = bench.route(None).await.unwrap();
        lease.settle(ended(Health::Failure));
    }
    let lease = bench.route(None).await.unwrap();
    assert!(lease.probe);
    assert_eq!(lease.decision, "last_resort;a:breaker_open");
    let meanwhile = bench.route(None).await.unwrap_err();
    assert_eq!(meanwhile.kind, NoRouteKind::Unavailable);
}

#[actix::test]
async fn retries_go_elsewhere_until_all_were_tried_and_the_budget_holds() {
    let bench = Bench::new(Strategy::Priority, vec![channel("a", 1), channel("b", 1)]).await;
    let failed = bench.route(None).await.unwrap();
    let (channel, credential) = (failed.channel.id, failed.credential.id);
    failed.settle(ended(Health::Failure));
    let mut retry = second(credential);
    retry.avoided = vec![channel];
    let other = bench.router.route(retry.clone()).await.unwrap();
    assert_ne!(other.channel.id, channel);
    assert_eq!(other.decision, "failover");
    retry.excluded.push(other.credential.id);
    let exhausted = bench.router.route(retry).await.unwrap_err();
    assert_eq!(exhausted.kind, NoRouteKind::Exhausted);

    let mut retries = 0;
    let spent = loop {
        match bench.router.route(second(credential)).await {
            Ok(_) => retries += 1,
            Err(spent) => break spent,
        }
    };
    assert_eq!(spent.kind, NoRouteKind::RetryBudget);
    assert_eq!(retries, 99);
}

#[actix::test]
async fn an_ask_that_follows_an_unused_lease_leaves_the_budget_alone() {
    let bench = Bench::new(Strategy::Priority, vec![channel("a", 1), channel("b", 1)]).await;
    let failed = bench.route(None).await.unwrap().credential.id;
    for _ in 0..300 {
        let again = Route {
            again: true,
            ..second(failed)
        };
        assert_ne!(
            bench.router.route(again).await.unwrap().credential.id,
            failed
        );
    }
    let mut retries = 0;
    while bench.router.route(second(failed)).await.is_ok() {
        retries += 1;
    }
    assert_eq!(retries, 100);
}

#[actix::test]
async fn a_reload_leaves_leases_alone_and_takes_effect() {
    let (a, b) = (channel("a", 1), channel("b", 1));
    let bench = Bench::new(Strategy::Priority, vec![a.clone()]).await;
    let lease = bench.route(None).await.unwrap();
    let mut limited = a.clone();
    limited.max_concurrency = 1;
    bench
        .router
        .reload(Arc::new(table(Strategy::Priority, vec![limited])))
        .await;
    let full = bench.route(None).await.unwrap_err();
    assert_eq!(full.reasons[0].1, RefusedReason::Concurrency);
    lease.settle(ended(Health::Good));
    let lease = bench.route(None).await.unwrap();

    let b_only = Arc::new(table(Strategy::Priority, vec![b]));
    bench.router.reload(b_only).await;
    assert_eq!(bench.route(None).await.unwrap().channel.name, "b");
    assert_eq!(bench.router.snapshots().await.len(), 1);
    lease.settle(ended(Health::Good));
}

#[actix::test]
async fn an_edit_elsewhere_does_not_disturb_whose_turn_it_is() {
    for strategy in [Strategy::RoundRobin, Strategy::Weighted] {
        let mut elsewhere = channel("other", 1);
        elsewhere.models = vec!["other".to_owned()];
        let mut channels: Vec<ChannelSpec> = (0..5).map(|n| channel(&format!("c{n}"), 1)).collect();
        channels.push(elsewhere);
        let bench = Bench::new(strategy, channels.clone()).await;

        let mut served = Vec::new();
        for weight in 1..21 {
            let lease = bench.route(None).await.unwrap();
            served.push(lease.channel.name.clone());
            channels[5].weight = weight;
            let table = Arc::new(table(strategy, channels.clone()));
            bench.router.reload(table).await;
        }

        for round in served.windows(5) {
            let each: std::collections::HashSet<_> = round.iter().collect();
            assert_eq!(each.len(), 5, "{strategy:?}: {served:?}");
        }
    }
}

#[actix::test]
async fn another_strategy_or_place_is_in_effect_with_the_next_request() {
    let (a, b) = (channel("a", 1), channel("b", 1));
    let bench = Bench::new(Strategy::RoundRobin, vec![a.clone()]).await;
    bench.route(None).await.unwrap();

    let both = vec![a, b];
    let turns = table(Strategy::RoundRobin, both.clone());
    bench.router.reload(Arc::new(turns)).await;
    let one = bench.route(None).await.unwrap();
    let other = bench.route(None).await.unwrap();
    assert_ne!(one.channel.name, other.channel.name);

    let first = table(Strategy::Priority, both);
    bench.router.reload(Arc::new(first)).await;
    for _ in 0..3 {
        let lease = bench.route(None).await.unwrap();
        assert_eq!(lease.decision, "priority");
    }
}

#[actix::test]
async fn a_panic_of_the_router_keeps_pins_and_channels() {
    let bench = Bench::new(Strategy::RoundRobin, vec![channel("a", 8)]).await;
    let lease = bench.soft().await;
    let home = lease.credential.id;
    bench.router.panic();
    let session = Some(("s1", SessionKind::Soft));
    let again = loop {
        match bench.route(session).await {
            Ok(lease) => break lease,
            Err(refused) => assert_eq!(refused.kind, NoRouteKind::Unavailable),
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(again.credential.id, home);
    assert!(bench.router.refused() > 0);
    assert_eq!(bench.router.snapshots().await[0].in_flight, 2);
}

#[actix::test]
async fn after_the_stop_nothing_is_routed() {
    let bench = Bench::new(Strategy::Priority, vec![channel("a", 1)]).await;
    bench.soft().await;
    bench.router.stop().await;
    assert_eq!(bench.ledger.rows().len(), 1);
    let refused = bench.route(None).await.unwrap_err();
    assert_eq!(refused.kind, NoRouteKind::Unavailable);
}

#[actix_rt::test]
async fn a_crowd_is_turned_away_with_a_word_about_when_to_come_back() {
    let bench = Bench::new(Strategy::Priority, vec![channel("a", 1)]).await;
    let crowd = bench
        .router
        .shared
        .asks
        .try_acquire_many(MAX_ASKS as u32)
        .unwrap();

    let turned_away = bench.route(None).await.unwrap_err();

    assert_eq!(turned_away.kind, NoRouteKind::Unavailable);
    assert_eq!(turned_away.retry_after, Some(COME_BACK));
    drop(crowd);
    assert!(bench.route(None).await.is_ok());
}

//! Who is asked first: natives before translated places, and those that can do what is needed before all.

use std::collections::BTreeMap;

use routex_entity::{Dialect, Feature};

use super::*;
use crate::{channel::fixture::url, protocol::codec::Features, router::messages::PinObject};

const NEEDS: Feature = Feature::Images;

fn speaking(dialect: Dialect, name: &str) -> ChannelSpec {
    ChannelSpec {
        endpoints: vec![(dialect, url())],
        ..channel(name, 1)
    }
}

/// Its models read no images.
fn blind(channel: ChannelSpec) -> ChannelSpec {
    let no_images = BTreeMap::from([(NEEDS, false)]);
    ChannelSpec {
        capabilities: BTreeMap::from([("*".to_owned(), no_images)]),
        ..channel
    }
}

fn native(name: &str) -> ChannelSpec {
    speaking(Dialect::OpenaiChat, name)
}

fn foreign(name: &str) -> ChannelSpec {
    speaking(Dialect::Anthropic, name)
}

fn asking(dialect: Dialect, needs: &[Feature], session: Option<(&str, SessionKind)>) -> Route {
    let route = first(session);
    let wants = Wants {
        dialect,
        translates: true,
        needs: Features::of(needs),
    };
    let request = RouteRequest {
        wants,
        ..(*route.request).clone()
    };
    Route {
        request: Arc::new(request),
        ..route
    }
}

impl Bench {
    async fn ask(&self, route: Route) -> Lease {
        self.router.route(route).await.unwrap()
    }

    async fn chat(&self) -> Lease {
        self.ask(asking(Dialect::OpenaiChat, &[], None)).await
    }

    async fn picture(&self) -> Lease {
        self.ask(asking(Dialect::OpenaiChat, &[NEEDS], None)).await
    }

    async fn break_down(&self, name: &str) {
        let table = self.router.table();
        let others: Vec<_> = table
            .channels
            .iter()
            .filter(|channel| channel.name != name)
            .map(|channel| channel.credentials[0].id)
            .collect();
        for _ in 0..5 {
            let lease = self
                .ask(Route {
                    excluded: others.clone(),
                    ..asking(Dialect::OpenaiChat, &[], None)
                })
                .await;
            assert_eq!(lease.channel.name, name);
            lease.settle(ended(Health::Failure));
        }
    }
}

#[actix::test]
async fn natives_take_fair_turns_whoever_else_asks_in_between() {
    for strategy in [Strategy::RoundRobin, Strategy::Weighted] {
        let channels = vec![foreign("a"), native("b"), foreign("c"), native("d")];
        let bench = Bench::new(strategy, channels).await;
        let mut served: HashMap<String, u32> = HashMap::new();
        for _ in 0..50 {
            for dialect in [Dialect::OpenaiChat, Dialect::Anthropic] {
                let lease = bench.ask(asking(dialect, &[], None)).await;
                assert_eq!(lease.dialect, dialect);
                *served.entry(lease.channel.name.clone()).or_default() += 1;
            }
        }
        assert!(served.values().all(|count| *count == 25), "{served:?}");
        assert_eq!(served.len(), 4);
    }
}

#[actix::test]
async fn a_translated_place_serves_when_no_native_one_can() {
    let bench = Bench::new(Strategy::RoundRobin, vec![native("a"), foreign("b")]).await;
    assert_eq!(bench.chat().await.decision, "round_robin");
    bench.break_down("a").await;

    let lease = bench.chat().await;

    assert_eq!(
        (lease.channel.name.as_str(), lease.dialect),
        ("b", Dialect::Anthropic)
    );
    assert_eq!(lease.decision, "round_robin;translated;a:breaker_open");
}

#[actix::test]
async fn a_lower_tier_goes_before_the_own_dialect() {
    let later = ChannelSpec {
        priority: 1,
        ..native("a")
    };
    let channels = vec![later, foreign("b"), native("c")];
    let bench = Bench::new(Strategy::Priority, channels).await;
    assert_eq!(bench.chat().await.channel.name, "c");
    bench.break_down("c").await;

    let lease = bench.chat().await;

    assert_eq!(lease.decision, "priority;translated;c:breaker_open");
}

#[actix::test]
async fn a_session_stays_where_it_was_translated_to() {
    let bench = Bench::new(Strategy::Priority, vec![native("a"), foreign("b")]).await;
    bench.break_down("a").await;
    let soft = || asking(Dialect::OpenaiChat, &[], Some(("s1", SessionKind::Soft)));
    assert_eq!(bench.ask(soft()).await.channel.name, "b");
    bench.hand.advance(Duration::from_secs(600));
    assert_eq!(bench.chat().await.channel.name, "a");

    assert_eq!(bench.ask(soft()).await.decision, "session;translated");
}

#[actix::test]
async fn what_lives_on_an_account_is_asked_for_natively_or_not_at_all() {
    let bench = Bench::new(Strategy::Priority, vec![foreign("b")]).await;
    let lives = &bench.router.table().channels[0];
    bench.router.pin_object(PinObject {
        client_key: "laptop".into(),
        object: "resp_1".to_owned(),
        channel: lives.id,
        credential: lives.credentials[0].id,
    });
    let route = asking(
        Dialect::OpenaiChat,
        &[],
        Some(("resp_1", SessionKind::Hard)),
    );
    let request = RouteRequest {
        wants: route.request.wants.bound(),
        ..(*route.request).clone()
    };
    let bound = Route {
        request: Arc::new(request),
        ..route
    };

    let none = bench.router.route(bound).await.unwrap_err();

    assert_eq!(none.kind, NoRouteKind::PinUnavailable);
}

#[actix::test]
async fn a_picture_is_kept_from_those_who_cannot_see_even_when_the_others_are_down() {
    let channels = vec![blind(native("a")), native("b"), foreign("c")];
    let bench = Bench::new(Strategy::RoundRobin, channels).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(bench.chat().await.channel.name.clone());
        assert_eq!(bench.picture().await.decision, "round_robin;a:lacks_images");
    }
    assert!(seen.contains(&"a".to_owned()), "{seen:?}");

    bench.break_down("b").await;
    let lease = bench.picture().await;
    assert_eq!(
        lease.decision,
        "round_robin;translated;b:breaker_open;a:lacks_images"
    );
    lease.settle(ended(Health::Rejected));
    let lost = asking(Dialect::OpenaiChat, &[NEEDS], None);
    let excluded = bench.router.table().channels[1].credentials[0].id;
    let none = bench
        .router
        .route(Route {
            excluded: vec![excluded],
            ..lost
        })
        .await
        .unwrap_err();
    let lacks = ("a".to_owned(), RefusedReason::Lacks(NEEDS));
    assert!(none.reasons.contains(&lacks), "{none:?}");
}

#[actix::test]
async fn when_nobody_can_all_are_tried() {
    let bench = Bench::new(
        Strategy::RoundRobin,
        vec![blind(native("a")), blind(foreign("b"))],
    )
    .await;
    assert_eq!(bench.picture().await.channel.name, "a");
    bench.break_down("a").await;
    assert_eq!(
        bench.picture().await.decision,
        "round_robin;translated;a:breaker_open"
    );
}

#[actix::test]
async fn a_session_visits_another_home_for_what_its_own_cannot_do_and_comes_back() {
    let channels = vec![blind(native("a")), foreign("b")];
    let bench = Bench::new(Strategy::Priority, channels).await;
    let soft =
        |needs: &[Feature]| asking(Dialect::OpenaiChat, needs, Some(("s1", SessionKind::Soft)));
    assert_eq!(bench.ask(soft(&[])).await.channel.name, "a");
    assert_eq!(bench.ask(soft(&[NEEDS])).await.channel.name, "b");
    assert_eq!(
        bench.ask(soft(&[NEEDS])).await.decision,
        "session;translated"
    );
    let home = bench.ask(soft(&[])).await;
    assert_eq!(
        (home.channel.name.as_str(), &*home.decision),
        ("a", "session")
    );
}

#[actix::test]
async fn a_correction_takes_effect_at_once() {
    let (blind, seeing) = (blind(native("a")), foreign("b"));
    let bench = Bench::new(Strategy::Priority, vec![blind.clone(), seeing.clone()]).await;
    assert_eq!(bench.picture().await.channel.name, "b");
    let corrected = ChannelSpec {
        capabilities: BTreeMap::new(),
        ..blind
    };

    let table = table(Strategy::Priority, vec![corrected, seeing]);
    bench.router.reload(Arc::new(table)).await;

    assert_eq!(bench.picture().await.decision, "priority");
}

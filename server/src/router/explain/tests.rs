use std::collections::BTreeMap;

use routex_entity::Strategy;

use super::*;
use crate::{
    channel::{ChannelSpec, Lease, fixture::channel, fixture::ended},
    protocol::session::SessionKind,
    router::{
        NoRoute,
        handle::tests::{Bench, first, table},
        messages::{PinObject, Route},
        wants::Wants,
    },
    upstream::outcome::Health,
};

const SOFT: Option<(&str, SessionKind)> = Some(("s1", SessionKind::Soft));

impl Bench {
    async fn explain(&self, session: Option<(&str, SessionKind)>) -> Explanation {
        self.explained(first(session)).await
    }

    async fn explained(&self, route: Route) -> Explanation {
        self.router.explain(route.request).await.unwrap()
    }

    /// Explains twice, routes, and holds the explanation against what really happened.
    async fn hold_to_its_word(
        &self,
        session: Option<(&str, SessionKind)>,
    ) -> Result<Lease, NoRoute> {
        self.hold_to_its_word_about(first(session)).await
    }

    async fn hold_to_its_word_about(&self, route: Route) -> Result<Lease, NoRoute> {
        let said = self.explained(route.clone()).await;
        assert_eq!(
            self.explained(route.clone()).await.candidates,
            said.candidates
        );
        let found = self.router.route(route).await;
        assert_eq!(said.can_serve, found.is_ok(), "{said:?}");
        match &found {
            Err(none) => {
                assert_eq!(said.decision, none.kind.label());
                assert_eq!(said.retry_after, none.retry_after);
            }
            Ok(lease) => match chosen(&said) {
                Some(chosen) => {
                    assert_eq!(chosen.channel, lease.channel.name, "{said:?}");
                    let label = Some(lease.credential.label.clone());
                    assert_eq!(chosen.credential, label, "{said:?}");
                    if matches!(said.strategy, Strategy::RoundRobin | Strategy::Weighted) {
                        assert_eq!(said.decision, lease.decision);
                    } else {
                        // Lots decide the order in which the others were passed over.
                        assert_eq!(head(&said.decision), head(&lease.decision));
                    }
                }
                None => {
                    let drawn = said.candidates.iter().filter(|it| it.fate == Fate::Drawn);
                    let names: Vec<&str> = drawn.map(|it| it.channel.as_str()).collect();
                    assert!(names.len() > 1, "{said:?}");
                    assert!(names.contains(&lease.channel.name.as_str()), "{said:?}");
                }
            },
        }
        found
    }
}

fn head(decision: &str) -> Option<&str> {
    decision.split(';').next()
}

fn chosen(said: &Explanation) -> Option<&Explained> {
    let is_chosen = |it: &&Explained| matches!(it.fate, Fate::Chosen(_));
    said.candidates.iter().find(is_chosen)
}

fn labels(said: &Explanation) -> Vec<(&str, &str)> {
    let rows = said.candidates.iter();
    rows.map(|it| (it.channel.as_str(), it.fate.label()))
        .collect()
}

fn four_channels() -> Vec<ChannelSpec> {
    [("a", 3, 0), ("b", 2, 0), ("c", 1, 1), ("d", 1, 1)]
        .into_iter()
        .map(|(name, weight, priority)| ChannelSpec {
            weight,
            priority,
            max_concurrency: 5,
            ..channel(name, 2)
        })
        .collect()
}

#[actix::test]
async fn the_next_request_goes_where_it_says_whatever_the_strategy() {
    let ends = [
        Health::Good,
        Health::Failure,
        Health::Failure,
        Health::Failure,
        Health::RateLimited { wait: None },
        Health::Good,
        Health::Rejected,
        Health::HostFailure,
    ];
    for strategy in Strategy::ALL {
        let bench = Bench::new(*strategy, four_channels()).await;
        let mut held = Vec::new();
        for step in 0..120 {
            let found = bench.hold_to_its_word(None).await;
            if let Ok(lease) = found {
                held.push(lease);
            }
            if held.len() > 6 {
                held.remove(0)
                    .settle(ended(ends[step % ends.len()].clone()));
            }
            bench.hand.advance(Duration::from_millis(150));
        }
    }
}

#[actix::test]
async fn so_it_does_among_dialects_and_abilities() {
    use routex_entity::Feature::Images;
    let blind = BTreeMap::from([("*".to_owned(), BTreeMap::from([(Images, false)]))]);
    let dialects = [Dialect::OpenaiChat, Dialect::Anthropic, Dialect::Gemini];
    for strategy in Strategy::ALL {
        let mut channels = four_channels();
        for (channel, dialect) in channels.iter_mut().zip(dialects) {
            channel.endpoints[0].0 = dialect;
        }
        channels[0].capabilities.clone_from(&blind);
        let bench = Bench::new(*strategy, channels).await;
        let mut held = Vec::new();
        for step in 0..90 {
            let wants = Wants {
                translates: true,
                needs: Features::of(if step % 5 == 0 { &[Images] } else { &[] }),
                ..Wants::native(dialects[step % 3])
            };
            let route = first(None);
            let request = RouteRequest {
                wants,
                ..(*route.request).clone()
            };
            let request = Arc::new(request);
            let found = bench.hold_to_its_word_about(Route { request, ..route });
            if let Ok(lease) = found.await {
                held.push(lease);
            }
            if held.len() > 4 {
                let bad = step % 4 != 0;
                let health = if bad { Health::Failure } else { Health::Good };
                held.remove(0).settle(ended(health));
            }
            bench.hand.advance(Duration::from_millis(150));
        }
    }
}

#[actix::test]
async fn a_session_is_explained_from_its_first_request_to_the_death_of_its_home() {
    let bench = Bench::new(Strategy::RoundRobin, vec![channel("a", 1), channel("b", 2)]).await;
    assert_eq!(bench.explain(SOFT).await.pin, None);
    let lease = bench.hold_to_its_word(SOFT).await.unwrap();

    let said = bench.explain(SOFT).await;
    let pin = said.pin.unwrap();
    assert_eq!(pin.home.credential, lease.credential.id);
    assert!(!pin.hard);
    assert_eq!(said.decision, "session");
    assert_eq!(chosen(&said).unwrap().channel, lease.channel.name);
    lease.settle(ended(Health::Rejected));

    for _ in 0..3 {
        let moved = bench.hold_to_its_word(SOFT).await.unwrap();
        assert_ne!(moved.credential.id, pin.home.credential);
    }
}

#[actix::test]
async fn what_is_stored_somewhere_goes_there_or_nowhere() {
    let bench = Bench::new(Strategy::Priority, vec![channel("a", 2), channel("b", 2)]).await;
    let lease = bench.route(None).await.unwrap();
    bench.router.pin_object(PinObject {
        client_key: "laptop".into(),
        object: "resp_1".to_owned(),
        channel: lease.channel.id,
        credential: lease.credential.id,
    });
    let hard = Some(("resp_1", SessionKind::Hard));

    let bound = bench.hold_to_its_word(hard).await.unwrap();
    // Who explains does not know how binding the session is, and finds out.
    let said = bench.explain(Some(("resp_1", SessionKind::Soft))).await;
    assert_eq!(said.decision, "pinned");
    assert_eq!(labels(&said)[1].1, "pinned_elsewhere");
    bound.settle(ended(Health::QuotaExhausted));
    let none = bench.hold_to_its_word(hard).await.unwrap_err();
    assert_eq!(none.kind.label(), "pin_unavailable");
}

#[actix::test]
async fn the_last_resort_and_a_limit_everywhere_are_told() {
    let bench = Bench::new(Strategy::Priority, vec![channel("a", 1)]).await;
    for _ in 0..5 {
        let lease = bench.route(None).await.unwrap();
        lease.settle(ended(Health::Failure));
    }
    let said = bench.explain(None).await;
    assert_eq!(said.decision, "last_resort;a:breaker_open");
    let probe = bench.hold_to_its_word(None).await.unwrap();
    assert!(probe.probe, "explaining must not have taken the probe");
    assert!(bench.hold_to_its_word(None).await.is_err());
    drop(probe);

    let bench = Bench::new(Strategy::Cheapest, vec![channel("a", 1)]).await;
    let wait = Some(Duration::from_secs(20));
    let lease = bench.route(None).await.unwrap();
    lease.settle(ended(Health::RateLimited { wait }));
    let none = bench.hold_to_its_word(None).await.unwrap_err();
    assert_eq!(none.retry_after, wait);
}

#[actix::test]
async fn who_is_out_of_the_question_is_told_last_and_why() {
    let mut off = channel("off", 1);
    off.enabled = false;
    let mut other = channel("other", 1);
    other.models = vec!["claude".to_owned()];
    let mut full = channel("full", 1);
    full.rpm = 1;
    let channels = vec![off, full, other, channel("spare", 1)];
    let mut table = table(Strategy::RoundRobin, channels);
    let bench = Bench::with_pins(table.clone(), Vec::new()).await;
    while bench.route(None).await.unwrap().channel.name != "full" {}

    let said = bench.explain(None).await;

    let mut rows = labels(&said);
    rows[..2].sort_unstable();
    let expected = [
        ("full", "rpm"),
        ("spare", "round_robin"),
        ("off", "disabled"),
        ("other", "model_not_served"),
    ];
    assert_eq!(rows, expected);

    table.channels.truncate(1);
    let bench = Bench::with_pins(table, Vec::new()).await;
    let said = bench.explain(None).await;
    assert_eq!(said.decision, "unknown_model");
    assert_eq!(labels(&said), [("off", "disabled")]);
}

use std::time::Duration;

use routex_entity::Outcome;

use super::*;
use crate::{
    channel::fixture::{ask, channel, ended},
    upstream::forecast::{Allowance, Forecast},
};

const SECOND: Duration = Duration::from_secs(1);

pub(super) fn open(spec: ChannelSpec, now: Instant) -> Admissions {
    let spec = Arc::new(spec);
    let health = ChannelHealth::new(&spec.credentials);
    Admissions::new(spec, Arc::default(), health, Rc::default(), now)
}

pub(super) fn attempt(books: &mut Admissions, health: Health, now: Instant) -> CredentialId {
    let grant = books.admit(&ask(), now).unwrap();
    books.settle(grant.number, &ended(health), now, 1.0);
    grant.credential.id
}

fn refused(books: &mut Admissions, now: Instant) -> Refused {
    books.admit(&ask(), now).unwrap_err()
}

#[test]
fn credentials_take_fair_turns_and_a_pin_goes_first() {
    let now = Instant::now();
    let mut books = open(channel("a", 4), now);
    let ids: Vec<_> = (0..8)
        .map(|_| books.admit(&ask(), now).unwrap().credential.id)
        .collect();
    for credential in &books.spec.credentials {
        assert_eq!(ids.iter().filter(|id| **id == credential.id).count(), 2);
    }
    let pinned = Admit {
        pinned: Some(ids[3]),
        ..ask()
    };
    assert_eq!(books.admit(&pinned, now).unwrap().credential.id, ids[3]);
    let excluded = Admit {
        excluded: vec![ids[3]],
        hard_pin: true,
        ..pinned
    };
    let refused = books.admit(&excluded, now).unwrap_err();
    assert_eq!(refused.reason, RefusedReason::NoCredential);
}

#[test]
fn a_failing_key_opens_alone_and_the_others_go_on() {
    let now = Instant::now();
    let mut books = open(channel("a", 2), now);
    let bad = books.spec.credentials[0].id;
    for _ in 0..10 {
        let grant = books.admit(&ask(), now).unwrap();
        let health = if grant.credential.id == bad {
            Health::Failure
        } else {
            Health::Good
        };
        books.settle(grant.number, &ended(health), now, 1.0);
    }
    assert_eq!(books.state(now), ChannelState::Closed);
    for _ in 0..10 {
        assert_ne!(attempt(&mut books, Health::Good, now), bad);
    }
}

#[test]
fn a_dead_host_shows_on_all_keys_and_models() {
    let now = Instant::now();
    let mut books = open(channel("a", 8), now);
    for _ in 0..5 {
        attempt(&mut books, Health::HostFailure, now);
    }
    let other = Admit {
        model: "other".into(),
        ..ask()
    };
    let refused = books.admit(&other, now).unwrap_err();
    assert_eq!(refused.reason, RefusedReason::BreakerOpen);
    assert_eq!(books.state(now), ChannelState::Open);

    let due = now + 5 * SECOND;
    let probe = books.admit(&other, due).unwrap();
    assert!(probe.probe);
    let waiting = books.admit(&other, due).unwrap_err();
    assert_eq!(waiting.reason, RefusedReason::ProbeInFlight);
    books.settle(probe.number, &ended(Health::Good), due, 1.0);
    assert_eq!(books.state(due), ChannelState::Closed);
}

#[test]
fn a_rate_limit_cools_one_model_of_one_key() {
    let now = Instant::now();
    let mut books = open(channel("a", 1), now);
    let wait = Some(30 * SECOND);
    attempt(&mut books, Health::RateLimited { wait }, now);
    let cooling = refused(&mut books, now);
    assert_eq!(cooling.reason, RefusedReason::CoolingDown);
    assert_eq!(cooling.retry_after, wait);
    assert_eq!(books.state(now), ChannelState::Cooling);
    let other = Admit {
        model: "other".into(),
        ..ask()
    };
    assert!(books.admit(&other, now).is_ok());
    assert!(books.admit(&ask(), now + 30 * SECOND).is_ok());
}

#[test]
fn a_rejected_key_is_out_for_all_models_and_one_success_heals_it() {
    let now = Instant::now();
    let mut books = open(channel("a", 1), now);
    let grant = books.admit(&ask(), now).unwrap();
    let settled = books.settle(grant.number, &ended(Health::Rejected), now, 1.0);
    assert!(settled.unwrap().changes.suspended.is_some());
    let rejected = refused(&mut books, now);
    assert_eq!(rejected.reason, RefusedReason::CredentialRejected);
    assert_eq!(books.state(now), ChannelState::Disabled);
    let last_resort = Admit {
        last_resort: true,
        ..ask()
    };
    assert!(books.admit(&last_resort, now).is_err());

    let due = now + 300 * SECOND;
    let probe = books.admit(&ask(), due).unwrap();
    assert!(probe.probe);
    assert!(books.admit(&ask(), due).is_err());
    books.settle(probe.number, &ended(Health::Good), due, 1.0);
    assert!(!books.admit(&ask(), due).unwrap().probe);
}

#[test]
fn a_dry_forecast_is_passed_over_but_not_at_last_resort() {
    let now = Instant::now();
    let mut books = open(channel("a", 1), now);
    let grant = books.admit(&ask(), now).unwrap();
    let settlement = Settlement {
        forecast: Some(Forecast {
            at: now,
            requests: Some(Allowance {
                remaining: 1,
                reset_in: 20 * SECOND,
            }),
            tokens: None,
        }),
        ..ended(Health::Good)
    };
    books.settle(grant.number, &settlement, now, 1.0);
    attempt(&mut books, Health::Good, now);
    let dry = refused(&mut books, now);
    assert_eq!(dry.reason, RefusedReason::ForecastDry);
    assert_eq!(dry.retry_after, Some(20 * SECOND));
    let last_resort = Admit {
        last_resort: true,
        ..ask()
    };
    assert!(books.admit(&last_resort, now).is_ok());
    assert!(books.admit(&ask(), now + 20 * SECOND).is_ok());
}

#[test]
fn an_unknown_model_is_out_alone() {
    let now = Instant::now();
    let mut books = open(channel("a", 1), now);
    attempt(&mut books, Health::ModelUnknown, now);
    assert_eq!(refused(&mut books, now).reason, RefusedReason::ModelUnknown);
    assert_eq!(books.state(now), ChannelState::Closed);
}

#[test]
fn a_recovered_key_starts_slowly() {
    let now = Instant::now();
    let mut books = open(channel("a", 1), now);
    for _ in 0..5 {
        attempt(&mut books, Health::Failure, now);
    }
    let due = now + 5 * SECOND;
    attempt(&mut books, Health::Good, due);
    let first = books.admit(&ask(), due).unwrap();
    assert_eq!(refused(&mut books, due).reason, RefusedReason::SlowStart);
    books.settle(first.number, &ended(Health::Good), due, 1.0);
    assert!(books.admit(&ask(), due).is_ok());
    assert!(books.admit(&ask(), due).is_ok());
    assert!(books.admit(&ask(), due).is_err());
    assert!(books.admit(&ask(), due + 10 * SECOND).is_ok());
}

#[test]
fn a_change_keeps_the_health_of_what_stays_and_a_new_secret_starts_afresh() {
    let now = Instant::now();
    let mut books = open(channel("a", 2), now);
    let in_flight = books.admit(&ask(), now).unwrap();
    for _ in 0..2 {
        attempt(&mut books, Health::Rejected, now);
    }
    let mut spec = (*books.spec).clone();
    let (kept, renewed) = (spec.credentials[0].id, spec.credentials[1].id);
    let mut credential = (*spec.credentials[1]).clone();
    credential.material = crate::channel::Material::Key(crate::secret::Secret::new("another"));
    spec.credentials = vec![Arc::new(credential), spec.credentials[0].clone()];
    books.reconfigure(Arc::new(spec), Arc::default(), now);
    assert_eq!(books.limits.in_flight(), 1);
    for _ in 0..3 {
        assert_eq!(attempt(&mut books, Health::Good, now), renewed);
    }
    let pinned = Admit {
        pinned: Some(kept),
        hard_pin: true,
        ..ask()
    };
    let refused = books.admit(&pinned, now).unwrap_err();
    assert_eq!(refused.reason, RefusedReason::CredentialRejected);
    books.settle(in_flight.number, &ended(Health::Neutral), now, 1.0);
    assert_eq!(books.limits.in_flight(), 0);
}

#[test]
fn a_lease_of_an_earlier_life_is_ignored() {
    let now = Instant::now();
    let mut books = open(channel("a", 1), now);
    let settlement = Settlement::neutral(Outcome::Success);
    assert!(books.settle(17, &settlement, now, 1.0).is_none());
}

#[test]
fn a_lease_that_is_given_back_leaves_no_trace() {
    let now = Instant::now();
    let spec = ChannelSpec {
        rpm: 1,
        tpm: 1_000,
        max_concurrency: 1,
        ..channel("a", 1)
    };
    let mut books = open(spec, now);
    for _ in 0..3 {
        let grant = books.admit(&ask(), now).unwrap();
        books.give_back(grant.number, now).unwrap();
        assert!(books.give_back(grant.number, now).is_none(), "only once");
    }
    assert_eq!(books.tally.borrow().attempts(), 0);
    assert_eq!(books.limits.tokens_in_minute(now), 0);

    let grant = books.admit(&ask(), now).unwrap();
    books.settle(grant.number, &ended(Health::Good), now, 1.0);
    assert_eq!(
        refused(&mut books, now).reason,
        RefusedReason::RequestsPerMinute
    );
}

#[test]
fn a_probe_that_is_given_back_is_for_the_next_one() {
    let now = Instant::now();
    let mut books = open(channel("a", 1), now);
    for _ in 0..5 {
        attempt(&mut books, Health::Failure, now);
    }
    let due = now + 5 * SECOND;
    let probe = books.admit(&ask(), due).unwrap();
    assert!(probe.probe);

    books.give_back(probe.number, due).unwrap();

    assert!(books.admit(&ask(), due).unwrap().probe);
}

#[test]
fn what_a_forecast_allows_is_not_used_up_by_what_is_given_back() {
    let now = Instant::now();
    let mut books = open(channel("a", 1), now);
    let allowance = Allowance {
        remaining: 1,
        reset_in: 30 * SECOND,
    };
    let settlement = Settlement {
        forecast: Some(Forecast {
            at: now,
            requests: Some(allowance),
            tokens: None,
        }),
        ..ended(Health::Good)
    };
    let grant = books.admit(&ask(), now).unwrap();
    books.settle(grant.number, &settlement, now, 1.0);

    let later = now + SECOND;
    for _ in 0..3 {
        let grant = books.admit(&ask(), later).unwrap();
        books.give_back(grant.number, later).unwrap();
    }
    assert!(books.admit(&ask(), later).is_ok());
    let refused = refused(&mut books, later);
    assert_eq!(refused.reason, RefusedReason::ForecastDry);
}

use proptest::prelude::*;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn settings() -> BreakerSettings {
    BreakerSettings::default()
}

/// Opens with the longest jitter: until `now` + 5 s.
fn tripped(now: Instant) -> Breaker {
    let mut breaker = Breaker::default();
    for _ in 0..5 {
        breaker.fail(now, false, &settings(), 1.0);
    }
    assert_eq!(breaker.phase(), Phase::Open);
    breaker
}

fn is_refused(breaker: &Breaker, now: Instant, reason: RefusedReason) -> bool {
    matches!(breaker.permission(now, false), Permission::Refuse(refused) if refused.reason == reason)
}

#[test]
fn trips_on_the_fifth_failure_in_a_row() {
    let now = Instant::now();
    let mut breaker = Breaker::default();
    for _ in 0..4 {
        assert!(!breaker.fail(now, false, &settings(), 1.0));
    }
    breaker.succeed(now, false, &settings());
    for _ in 0..4 {
        assert!(!breaker.fail(now, false, &settings(), 1.0));
    }
    assert!(breaker.fail(now, false, &settings(), 1.0));
    assert!(is_refused(&breaker, now, RefusedReason::BreakerOpen));
}

#[test]
fn trips_at_half_of_twenty_attempts() {
    let now = Instant::now();
    let mut breaker = Breaker::default();
    let mut opened_at = None;
    for attempt in 1..=30 {
        let opened = if attempt % 2 == 0 {
            breaker.fail(now, false, &settings(), 1.0)
        } else {
            breaker.succeed(now, false, &settings())
        };
        if opened {
            opened_at = Some(attempt);
            break;
        }
    }
    assert_eq!(opened_at, Some(20));
}

#[test]
fn failures_outside_the_window_do_not_count() {
    let mut now = Instant::now();
    let mut breaker = Breaker::default();
    for attempt in 0..100 {
        now += Duration::from_secs(4);
        if attempt % 2 == 0 {
            assert!(!breaker.fail(now, false, &settings(), 1.0));
        } else {
            breaker.succeed(now, false, &settings());
        }
    }
}

#[test]
fn the_stay_doubles_up_to_its_maximum() {
    let mut now = Instant::now();
    let mut breaker = tripped(now);
    for expected in [5, 10, 20, 40, 80, 160, 300, 300] {
        let early = now + Duration::from_secs(expected) - Duration::from_millis(1);
        assert!(is_refused(&breaker, early, RefusedReason::BreakerOpen));
        now += Duration::from_secs(expected);
        assert_eq!(breaker.permission(now, false), Permission::Probe);
        breaker.begin_probe();
        assert!(breaker.fail(now, true, &settings(), 1.0));
    }
}

#[test]
fn one_probe_at_a_time_and_a_silent_one_frees_the_slot() {
    let now = Instant::now();
    let mut breaker = tripped(now);
    let due = now + 5 * SECOND;
    breaker.begin_probe();
    assert!(is_refused(&breaker, due, RefusedReason::ProbeInFlight));
    breaker.release_probe();
    assert_eq!(breaker.permission(due, false), Permission::Probe);
}

#[test]
fn stragglers_from_before_the_trip_decide_nothing() {
    let now = Instant::now();
    let mut breaker = tripped(now);
    assert!(!breaker.succeed(now, false, &settings()));
    assert!(!breaker.fail(now, false, &settings(), 1.0));
    breaker.begin_probe();
    assert!(!breaker.succeed(now, false, &settings()));
    assert_eq!(breaker.phase(), Phase::HalfOpen);
}

#[test]
fn a_last_resort_probes_early_and_its_failure_keeps_the_stay() {
    let now = Instant::now();
    let mut breaker = tripped(now);
    // The first few may follow each other at once; whoever has no other place will ask again.
    for _ in 0..5 {
        assert_eq!(breaker.permission(now, true), Permission::Probe);
        breaker.begin_probe();
        breaker.fail(now, true, &settings(), 1.0);
    }
    assert!(matches!(
        breaker.permission(now, true),
        Permission::Refuse(_)
    ));
    assert_eq!(breaker.permission(now + SECOND, true), Permission::Probe);
    let due = now + 5 * SECOND;
    assert!(is_refused(
        &breaker,
        due - Duration::from_millis(1),
        RefusedReason::BreakerOpen
    ));
    assert_eq!(breaker.permission(due, false), Permission::Probe);
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Wait(u64),
    Attempt(End),
    /// The attempt in flight ends.
    Finish(End),
}

#[derive(Debug, Clone, Copy)]
enum End {
    Well,
    Badly,
    Silently,
}

fn ends() -> impl Strategy<Value = End> {
    prop_oneof![Just(End::Well), Just(End::Badly), Just(End::Silently)]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1_u64..8_000).prop_map(Step::Wait),
        ends().prop_map(Step::Attempt),
        ends().prop_map(Step::Finish),
    ];
    proptest::collection::vec(step, 1..200)
}

proptest! {
    /// Against a model that knows only: failures in a row, when it opened, and whether a probe is out.
    #[test]
    fn behaves_like_the_simple_model(steps in steps()) {
        let settings = BreakerSettings { minimum_attempts: u32::MAX, ..settings() };
        let mut now = Instant::now();
        let mut breaker = Breaker::default();
        let mut row = 0;
        let mut open: Option<(Instant, u64)> = None;
        let mut probing = false;

        for step in steps {
            let mut end_of = None;
            match step {
                Step::Wait(ms) => now += Duration::from_millis(ms),
                Step::Finish(end) if probing => end_of = Some((end, true)),
                Step::Finish(_) => {}
                Step::Attempt(end) => match breaker.permission(now, false) {
                    Permission::Pass => {
                        prop_assert!(open.is_none());
                        end_of = Some((end, false));
                    }
                    Permission::Probe => {
                        prop_assert!(!probing, "two probes at once");
                        prop_assert!(open.is_some_and(|(until, _)| now >= until));
                        breaker.begin_probe();
                        probing = true;
                    }
                    Permission::Refuse(_) => {
                        prop_assert!(probing || open.is_some_and(|(until, _)| now < until));
                    }
                },
            }
            let Some((end, probe)) = end_of else { continue };
            match end {
                End::Well => {
                    breaker.succeed(now, probe, &settings);
                    row = 0;
                    open = None;
                }
                End::Badly => {
                    breaker.fail(now, probe, &settings, 1.0);
                    row += 1;
                    let stay = match open {
                        Some((_, stay)) => Some((stay * 2).min(300)),
                        None if row == 5 => Some(5),
                        None => None,
                    };
                    open = stay.map(|stay| (now + Duration::from_secs(stay), stay));
                    if open.is_some() { row = 0; }
                }
                End::Silently => breaker.release_probe(),
            }
            if probe { probing = false; }
        }
        // Whatever happened, it can always come back.
        if probing { breaker.release_probe(); }
        let later = now + Duration::from_secs(301);
        prop_assert!(!matches!(breaker.permission(later, false), Permission::Refuse(_)));
    }
}

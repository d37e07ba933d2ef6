use proptest::prelude::*;
use serde_json::json;

use super::*;

const SECOND_MS: i64 = 1000;

fn subject(name: &str) -> AlertSubject {
    AlertSubject {
        kind: "channel".to_owned(),
        id: None,
        name: name.to_owned(),
        part: None,
    }
}

fn wrong(kind: AlertKind, names: &[&str]) -> Observed {
    let conditions = names.iter().map(|name| Condition {
        kind,
        subject: subject(name),
        details: json!({}),
    });
    Observed {
        conditions: conditions.collect(),
        unknown: BTreeSet::new(),
    }
}

fn rules(after: u32, settle: u32, remind: u32) -> AlertRules {
    let mut rules = AlertRules {
        remind_after_minutes: remind,
        settle_seconds: settle,
        ..AlertRules::default()
    };
    for rule in rules.rules.values_mut() {
        rule.after_seconds = after;
    }
    rules
}

/// Steps an engine second by second.
struct Watch {
    engine: Engine,
    now_ms: i64,
    rules: AlertRules,
}

impl Watch {
    fn new(rules: AlertRules) -> Self {
        Self {
            engine: Engine::default(),
            now_ms: 1_793_000_000_000,
            rules,
        }
    }

    fn see(&mut self, observed: &Observed) -> Vec<AlertEvent> {
        let told = self.step(observed.clone());
        told.into_iter().map(|notice| notice.event).collect()
    }

    fn step(&mut self, observed: Observed) -> Vec<Notice> {
        self.now_ms += SECOND_MS;
        self.engine
            .step(self.now_ms, &self.rules, observed, Uuid::now_v7)
    }

    /// What is told in so many seconds of the same.
    fn for_seconds(&mut self, seconds: u32, observed: &Observed) -> Vec<AlertEvent> {
        (0..seconds).flat_map(|_| self.see(observed)).collect()
    }
}

const DOWN: AlertKind = AlertKind::ChannelDown;

#[test]
fn it_fires_once_when_it_has_lasted_and_is_resolved_when_all_was_well() {
    let mut watch = Watch::new(rules(30, 60, 0));
    let (down, well) = (wrong(DOWN, &["a"]), Observed::default());

    assert_eq!(watch.for_seconds(30, &down), []);
    assert_eq!(watch.see(&down), [AlertEvent::Firing]);
    assert_eq!(watch.for_seconds(10_000, &down), []);
    assert_eq!(watch.for_seconds(60, &well), []);
    assert_eq!(watch.see(&well), [AlertEvent::Resolved]);
    assert_eq!(watch.for_seconds(10_000, &well), []);
    assert!(watch.engine.watched.is_empty(), "nothing is left behind");
}

#[test]
fn what_is_over_in_time_is_not_told() {
    let mut watch = Watch::new(rules(30, 60, 0));
    for _ in 0..100 {
        assert_eq!(watch.for_seconds(29, &wrong(DOWN, &["a"])), []);
        assert_eq!(watch.see(&Observed::default()), []);
    }
}

#[test]
fn it_is_told_again_while_it_lasts() {
    let mut watch = Watch::new(rules(0, 60, 10));
    let down = wrong(DOWN, &["a"]);

    assert_eq!(watch.see(&down), [AlertEvent::Firing]);
    assert_eq!(watch.for_seconds(599, &down), []);
    assert_eq!(watch.see(&down), [AlertEvent::Reminder]);
    assert_eq!(
        watch.for_seconds(1200, &down),
        [AlertEvent::Reminder, AlertEvent::Reminder]
    );
}

#[test]
fn two_subjects_are_two_alerts_and_two_kinds_too() {
    let mut watch = Watch::new(rules(0, 0, 0));
    let mut both = wrong(DOWN, &["a", "b"]);
    both.conditions
        .extend(wrong(AlertKind::ErrorRate, &["a"]).conditions);

    assert_eq!(watch.see(&both), [AlertEvent::Firing; 3]);
    assert_eq!(watch.see(&wrong(DOWN, &["b"])), [AlertEvent::Resolved; 2]);
}

#[test]
fn what_is_not_known_changes_nothing() {
    let mut watch = Watch::new(rules(0, 10, 0));
    watch.see(&wrong(DOWN, &["a"]));
    let unknown = Observed {
        unknown: BTreeSet::from([DOWN]),
        ..Observed::default()
    };

    assert_eq!(watch.for_seconds(1000, &unknown), []);
    let told = watch.for_seconds(11, &Observed::default());
    assert_eq!(told, [AlertEvent::Resolved]);
}

#[test]
fn a_rule_that_is_switched_off_ends_its_alerts() {
    let mut watch = Watch::new(rules(0, 600, 0));
    watch.see(&wrong(DOWN, &["a"]));
    if let Some(rule) = watch.rules.rules.get_mut(&DOWN) {
        rule.enabled = false;
    }

    let told = watch.for_seconds(100, &wrong(DOWN, &["a"]));

    assert_eq!(told, [AlertEvent::Resolved]);
}

#[test]
fn a_restart_in_between_makes_no_second_alert() {
    let mut before = Watch::new(rules(0, 60, 0));
    let fired = before.step(wrong(DOWN, &["a"]));
    let mut after = Watch {
        engine: Engine::restore(vec![fired[0].episode.clone()]),
        ..before
    };

    assert_eq!(after.for_seconds(100, &wrong(DOWN, &["a"])), []);
    let told: Vec<Notice> = (0..100)
        .flat_map(|_| after.step(Observed::default()))
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].event, AlertEvent::Resolved);
    assert_eq!(told[0].episode.id, fired[0].episode.id);
}

#[test]
fn a_thing_with_an_id_may_be_renamed() {
    let mut watch = Watch::new(rules(0, 60, 0));
    let named = |name: &str| {
        let mut observed = wrong(DOWN, &[name]);
        observed.conditions[0].subject.id = Some(Uuid::from_u128(7));
        observed
    };

    assert_eq!(watch.see(&named("a")), [AlertEvent::Firing]);
    assert_eq!(watch.for_seconds(100, &named("b")), []);
}

#[test]
fn what_comes_and_goes_does_not_flood() {
    // Wrong for a second, well for two minutes, for a day: without a memory, 700 alerts.
    let mut watch = Watch::new(rules(0, 60, 0));
    let mut told = Vec::new();
    for _ in 0..(24 * 60 * 60 / 121) {
        told.extend(watch.see(&wrong(DOWN, &["a"])));
        told.extend(watch.for_seconds(120, &Observed::default()));
    }

    assert!(told.len() < 5, "{} messages", told.len());
}

proptest! {
    #[test]
    fn every_alert_begins_once_and_ends_once(
        seen in prop::collection::vec((0..3_usize, any::<bool>(), 1..200_u32), 1..80),
        after in 0..90_u32,
        settle in 0..120_u32,
        remind in 0..5_u32,
    ) {
        let mut watch = Watch::new(rules(after, settle, remind));
        let mut lasting: BTreeMap<String, (Uuid, i64)> = BTreeMap::new();
        let mut ended = BTreeSet::new();
        for (which, known, seconds) in seen {
            let names: &[&str] = [&[][..], &["a"], &["a", "b"]][which];
            let mut observed = wrong(DOWN, names);
            if !known {
                observed.unknown.insert(DOWN);
            }
            for _ in 0..seconds {
                for notice in watch.step(observed.clone()) {
                    let Episode { id, subject, told_at_ms, since_ms, resolved_at_ms, .. } = notice.episode;
                    prop_assert_eq!(told_at_ms, watch.now_ms);
                    match notice.event {
                        AlertEvent::Firing => {
                            prop_assert!(told_at_ms - since_ms >= i64::from(after) * SECOND_MS);
                            prop_assert!(names.contains(&subject.name.as_str()));
                            prop_assert_eq!(lasting.insert(subject.name, (id, told_at_ms)), None);
                        }
                        AlertEvent::Reminder => {
                            let told = lasting.get_mut(&subject.name).unwrap();
                            prop_assert_eq!(told.0, id);
                            prop_assert!(told_at_ms - told.1 >= i64::from(remind) * 60 * SECOND_MS);
                            told.1 = told_at_ms;
                        }
                        AlertEvent::Resolved => {
                            prop_assert!(!names.contains(&subject.name.as_str()));
                            prop_assert!(resolved_at_ms.is_some());
                            let told = lasting.remove(&subject.name);
                            prop_assert_eq!(told.map(|told| told.0), Some(id));
                            prop_assert!(ended.insert(id));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn messages_about_one_thing_are_few_however_it_flickers(
        flicker in prop::collection::vec(any::<bool>(), 3600),
    ) {
        let mut watch = Watch::new(rules(0, 30, 0));
        let mut told = 0;
        for wrong_now in flicker {
            let names: &[&str] = if wrong_now { &["a"] } else { &[] };
            told += watch.see(&wrong(DOWN, names)).len();
        }
        // 30 s, 60 s, 120 s, … must be well before each end: seven fit into an hour.
        prop_assert!(told <= 14, "{told}");
    }
}

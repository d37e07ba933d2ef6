//! From what is wrong at this moment to what is told: each thing once, again after a while, and its end. Pure: time is an
//! argument, in milliseconds since the Unix epoch.
//!
//! What is wrong has a kind and a subject. It waits until it has lasted as long as its rule asks for, then fires; it is
//! resolved when all was well for the settle time. What comes back within an hour must be well for twice as long as the
//! time before, so that something that comes and goes becomes one alert that lasts.

use std::collections::{BTreeMap, BTreeSet};

use routex_entity::{
    AlertEvent, AlertKind, Severity,
    api::{AlertRules, AlertSubject},
};
use serde_json::Value;
use uuid::Uuid;

const HOUR_MS: i64 = 60 * 60 * 1000;
/// Something that comes back this long after its end is new.
const MEMORY_MS: i64 = HOUR_MS;
/// For so long at most must all be well, unless an operator wants longer.
const LONGEST_SETTLE_MS: i64 = HOUR_MS;
/// Doublings are counted no further.
const MOST_RETURNS: u32 = 16;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub kind: AlertKind,
    pub subject: AlertSubject,
    pub details: Value,
}

/// What is wrong, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observed {
    pub conditions: Vec<Condition>,
    /// Kinds of which nothing is known now: their alerts stay as they are.
    pub unknown: BTreeSet<AlertKind>,
}

/// An alert as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// UUID v7.
    pub id: Uuid,
    pub kind: AlertKind,
    pub severity: Severity,
    pub subject: AlertSubject,
    pub details: Value,
    pub since_ms: i64,
    pub told_at_ms: i64,
    pub resolved_at_ms: Option<i64>,
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub episode: Episode,
    pub event: AlertEvent,
}

/// What is being watched.
#[derive(Debug, Default)]
pub struct Engine {
    watched: BTreeMap<Key, Watched>,
}

/// What makes it the same alert.
type Key = (AlertKind, String, Option<Uuid>, String, Option<String>);

#[derive(Debug)]
struct Watched {
    phase: Phase,
    /// How often it came back within the memory.
    returns: u32,
}

#[derive(Debug)]
enum Phase {
    /// Wrong, but not for long enough.
    Waiting { since_ms: i64 },
    Firing {
        episode: Box<Episode>,
        /// All has been well since.
        well_since_ms: Option<i64>,
    },
    /// Over, and remembered for a while.
    Over { since_ms: i64 },
}

impl Engine {
    /// Goes on with the alerts that lasted when an earlier run ended.
    pub fn restore(episodes: Vec<Episode>) -> Self {
        let watched = episodes.into_iter().map(|episode| {
            let key = key(episode.kind, &episode.subject);
            let phase = Phase::Firing {
                episode: Box::new(episode),
                well_since_ms: None,
            };
            (key, Watched { phase, returns: 0 })
        });
        Self {
            watched: watched.collect(),
        }
    }

    /// What is to be told now. `new_id`: makes the ids of new alerts.
    pub fn step(
        &mut self,
        now_ms: i64,
        rules: &AlertRules,
        observed: Observed,
        mut new_id: impl FnMut() -> Uuid,
    ) -> Vec<Notice> {
        let mut notices = Vec::new();
        let mut wrong = BTreeSet::new();
        for condition in observed.conditions {
            if !rules.rule(condition.kind).enabled {
                continue;
            }
            let key = key(condition.kind, &condition.subject);
            wrong.insert(key.clone());
            let watched = self.watched.entry(key).or_insert(Watched {
                phase: Phase::Waiting { since_ms: now_ms },
                returns: 0,
            });
            notices.extend(watched.is_wrong(now_ms, rules, condition, &mut new_id));
        }
        self.watched.retain(|key, watched| {
            let enabled = rules.rule(key.0).enabled;
            if wrong.contains(key) || (enabled && observed.unknown.contains(&key.0)) {
                return true;
            }
            let (stays, notice) = watched.is_well(now_ms, rules, enabled);
            notices.extend(notice);
            stays
        });
        notices
    }
}

impl Watched {
    fn is_wrong(
        &mut self,
        now_ms: i64,
        rules: &AlertRules,
        condition: Condition,
        new_id: &mut impl FnMut() -> Uuid,
    ) -> Option<Notice> {
        if let Phase::Over { .. } = self.phase {
            self.returns = (self.returns + 1).min(MOST_RETURNS);
            self.phase = Phase::Waiting { since_ms: now_ms };
        }
        let rule = rules.rule(condition.kind);
        match &mut self.phase {
            Phase::Waiting { since_ms } => {
                let since_ms = *since_ms;
                if now_ms.saturating_sub(since_ms) < i64::from(rule.after_seconds) * 1000 {
                    return None;
                }
                let episode = Episode {
                    id: new_id(),
                    kind: condition.kind,
                    severity: rule.severity,
                    subject: condition.subject,
                    details: condition.details,
                    since_ms,
                    told_at_ms: now_ms,
                    resolved_at_ms: None,
                };
                self.phase = Phase::Firing {
                    episode: Box::new(episode.clone()),
                    well_since_ms: None,
                };
                Some(Notice {
                    episode,
                    event: AlertEvent::Firing,
                })
            }
            Phase::Firing {
                episode,
                well_since_ms,
            } => {
                *well_since_ms = None;
                episode.details = condition.details;
                // It may have been given another name.
                episode.subject = condition.subject;
                let remind_ms = i64::from(rules.remind_after_minutes) * 60 * 1000;
                if remind_ms == 0 || now_ms.saturating_sub(episode.told_at_ms) < remind_ms {
                    return None;
                }
                episode.told_at_ms = now_ms;
                Some(Notice {
                    episode: Episode::clone(episode),
                    event: AlertEvent::Reminder,
                })
            }
            Phase::Over { .. } => None,
        }
    }

    /// Whether it is still to be watched, and what is to be told.
    fn is_well(
        &mut self,
        now_ms: i64,
        rules: &AlertRules,
        enabled: bool,
    ) -> (bool, Option<Notice>) {
        let settle_ms = self.settle_ms(rules);
        match &mut self.phase {
            Phase::Waiting { .. } if self.returns == 0 => (false, None),
            Phase::Waiting { .. } => {
                self.phase = Phase::Over { since_ms: now_ms };
                (true, None)
            }
            Phase::Firing {
                episode,
                well_since_ms,
            } => {
                let well_since_ms = *well_since_ms.get_or_insert(now_ms);
                // Nobody wants to hear of it any more.
                let settled = !enabled || now_ms.saturating_sub(well_since_ms) >= settle_ms;
                if !settled {
                    return (true, None);
                }
                episode.resolved_at_ms = Some(now_ms);
                episode.told_at_ms = now_ms;
                let notice = Notice {
                    episode: Episode::clone(episode),
                    event: AlertEvent::Resolved,
                };
                self.phase = Phase::Over { since_ms: now_ms };
                (true, Some(notice))
            }
            Phase::Over { since_ms } => (now_ms.saturating_sub(*since_ms) < MEMORY_MS, None),
        }
    }

    fn settle_ms(&self, rules: &AlertRules) -> i64 {
        let settle_ms = i64::from(rules.settle_seconds) * 1000;
        let doubled = settle_ms << self.returns;
        doubled.min(LONGEST_SETTLE_MS.max(settle_ms))
    }
}

fn key(kind: AlertKind, subject: &AlertSubject) -> Key {
    // A name is not what it is: things with an id may be renamed.
    let name = match subject.id {
        Some(_) => String::new(),
        None => subject.name.clone(),
    };
    let AlertSubject { kind: what, .. } = subject;
    (kind, what.clone(), subject.id, name, subject.part.clone())
}

#[cfg(test)]
mod tests;

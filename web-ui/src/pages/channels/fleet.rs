//! The channels that a page shows, and how what is heard changes them. Pure.

use std::{collections::BTreeMap, rc::Rc};

use chrono::{DateTime, TimeDelta, Utc};
use routex_entity::api::{Channel, StatsEvent};
use uuid::Uuid;
use yew::Reducible;

use crate::{api::Failure, live::Heard};

/// What only a call tells, such as the health of credentials, is asked for again no sooner than this.
const PAUSE: TimeDelta = TimeDelta::seconds(3);

#[derive(Clone, PartialEq, Default)]
pub struct Fleet {
    /// `None`: not read yet.
    pub channels: Option<Result<Vec<Rc<Channel>>, Failure>>,
    /// When those that are out may be used again, as far as that is known.
    pub resumes_at: BTreeMap<Uuid, DateTime<Utc>>,
    /// How often a state has changed: what is drawn of the past is to be read again.
    pub changes: u32,
    /// How often they were read: what is shown beside them of the log is to be read again.
    pub readings: u32,
    /// The latest question that was answered.
    answered: u32,
}

pub enum Change {
    Heard(Heard),
    /// `asked`: the number of the question, counted up. What an earlier one brings after a later one is out of date.
    Read {
        asked: u32,
        answer: Result<Vec<Channel>, Failure>,
    },
}

impl Fleet {
    pub fn get(&self, id: Uuid) -> Option<&Rc<Channel>> {
        let channels = self.channels.as_ref()?.as_ref().ok()?;
        channels.iter().find(|channel| channel.id == id)
    }

    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Stats(stats) => self.read(*stats),
            Heard::Channel(event) => {
                self.changes += 1;
                self.change(event.id, |channel| channel.live.state = event.state);
            }
            Heard::Probe(event) => {
                let (id, result) = (event.id, event.result);
                self.change(id, |channel| channel.live.last_probe = Some(result));
            }
            // While the stream was away, anything may have happened.
            Heard::Opened | Heard::Missed(_) => self.changes += 1,
            Heard::Config(_) | Heard::Failover(_) | Heard::Request(_) => {}
        }
    }

    fn take(&mut self, answer: Result<Vec<Channel>, Failure>) {
        self.readings += 1;
        match answer {
            Ok(channels) => self.channels = Some(Ok(channels.into_iter().map(Rc::new).collect())),
            // What is there is better than that it could not be read again, unless it is gone.
            Err(failure) => {
                let gone = failure.code() == Some("not_found");
                if gone || !matches!(self.channels, Some(Ok(_))) {
                    self.channels = Some(Err(failure));
                }
            }
        }
    }

    fn read(&mut self, stats: StatsEvent) {
        let waits = stats.channels.iter();
        self.resumes_at = waits
            .filter_map(|pulse| Some((pulse.id, pulse.resumes_at?)))
            .collect();
        for pulse in stats.channels {
            self.change(pulse.id, |channel| channel.live = pulse.live);
        }
    }

    fn change(&mut self, id: Uuid, change: impl FnOnce(&mut Channel)) {
        let Some(Ok(channels)) = &mut self.channels else {
            return;
        };
        if let Some(channel) = channels.iter_mut().find(|channel| channel.id == id) {
            let mut changed = (**channel).clone();
            change(&mut changed);
            // A row that shows the same is not drawn again.
            if changed != **channel {
                *channel = Rc::new(changed);
            }
        }
    }
}

impl Reducible for Fleet {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Heard(heard) => next.hear(heard),
            Change::Read { asked, .. } if asked < next.answered => return self,
            Change::Read { asked, answer } => {
                next.answered = asked;
                next.take(answer);
            }
        }
        Rc::new(next)
    }
}

/// When the channels are worth reading again: when they have changed, and now and then while requests go through them.
#[derive(Debug, Default)]
pub struct Stale {
    read_at: Option<DateTime<Utc>>,
    /// Attempts of those that are shown, as of the last reading.
    attempts: Option<u64>,
    /// The log, which lags behind, may not have had the last of them then.
    unsure: bool,
}

impl Stale {
    /// Whether to read now; then it is taken as read. `one`: alone of interest.
    pub fn is_due(&mut self, heard: &Heard, one: Option<Uuid>, now: DateTime<Utc>) -> bool {
        let changed = match heard {
            Heard::Opened | Heard::Missed(_) => true,
            Heard::Config(change) => {
                ["channel", "credential", "configuration"].contains(&change.resource.as_str())
            }
            Heard::Channel(event) => one.is_none_or(|one| one == event.id),
            Heard::Stats(stats) => return self.has_worked(stats, one, now),
            Heard::Probe(_) | Heard::Failover(_) | Heard::Request(_) => false,
        };
        if changed {
            self.read_at = Some(now);
            self.unsure = true;
        }
        changed
    }

    fn has_worked(&mut self, stats: &StatsEvent, one: Option<Uuid>, now: DateTime<Utc>) -> bool {
        let shown = stats.channels.iter();
        let shown = shown.filter(|pulse| one.is_none_or(|one| one == pulse.id));
        let attempts = shown.map(|pulse| pulse.live.counters.attempts).sum();
        let known = *self.attempts.get_or_insert(attempts);
        let waited = self.read_at.is_none_or(|read| now - read >= PAUSE);
        let worked = known != attempts;
        if !waited || !(worked || self.unsure) {
            return false;
        }
        self.attempts = Some(attempts);
        self.unsure = worked;
        self.read_at = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::{
        ChannelState,
        api::{ChannelEvent, ChannelPulse},
    };

    use super::*;
    use crate::testing::{channel, now, stats};

    fn fleet() -> Rc<Fleet> {
        let both = vec![channel("a"), channel("b")];
        Rc::new(Fleet::default()).reduce(answer(1, Ok(both)))
    }

    fn answer(asked: u32, answer: Result<Vec<Channel>, Failure>) -> Change {
        Change::Read { asked, answer }
    }

    fn pulse(attempts: u64) -> Heard {
        let mut pulse = ChannelPulse {
            id: channel("a").id,
            live: channel("a").live,
            resumes_at: Some(now()),
        };
        pulse.live.counters.attempts = attempts;
        let mut stats = stats();
        stats.channels = vec![pulse];
        Heard::Stats(Box::new(stats))
    }

    fn opened(name: &str) -> Heard {
        Heard::Channel(ChannelEvent {
            id: channel(name).id,
            name: name.to_owned(),
            state: ChannelState::Open,
            reason: "breaker_open".to_owned(),
        })
    }

    #[test]
    fn states_and_figures_change_as_they_are_heard() {
        let id = channel("a").id;
        let fleet = fleet().reduce(Change::Heard(opened("a")));
        assert_eq!(fleet.get(id).unwrap().live.state, ChannelState::Open);
        assert_eq!(fleet.changes, 1);

        let fleet = fleet.reduce(Change::Heard(pulse(7)));
        assert_eq!(fleet.get(id).unwrap().live.counters.attempts, 7);
        assert_eq!(fleet.resumes_at[&id], now());
    }

    #[test]
    fn what_is_there_stays_until_it_is_gone() {
        let fleet = fleet().reduce(answer(2, Err(Failure::Unreachable)));
        assert!(fleet.get(channel("a").id).is_some());
        let gone =
            r#"{"type":"","title":"","status":404,"detail":"","code":"not_found","request_id":""}"#;
        let fleet = fleet.reduce(answer(3, Err(Failure::of(404, gone))));
        assert!(fleet.get(channel("a").id).is_none());
    }

    #[test]
    fn an_answer_that_was_overtaken_changes_nothing() {
        let mut changed = channel("a");
        changed.settings.enabled = false;
        let later = fleet().reduce(answer(3, Ok(vec![changed])));

        let fleet = later.reduce(answer(2, Ok(vec![channel("a")])));

        assert!(!fleet.get(channel("a").id).unwrap().settings.enabled);
        assert_eq!(fleet.readings, 2);
    }

    #[test]
    fn it_is_read_again_while_requests_go_through_and_not_all_the_time() {
        let (mut stale, one) = (Stale::default(), Some(channel("a").id));
        let mut due = |heard: Heard, pauses: i32| stale.is_due(&heard, one, now() + PAUSE * pauses);
        assert!(due(Heard::Opened, 0));
        assert!(!due(pulse(3), 0), "too soon");
        assert!(due(pulse(3), 1), "the log was late");
        assert!(!due(pulse(3), 2));
        assert!(due(pulse(4), 2));
        assert!(!due(pulse(5), 2), "too soon");
        assert!(due(pulse(5), 3));
        assert!(due(pulse(5), 4), "the log was late");
        assert!(!due(pulse(5), 5));
        assert!(due(opened("a"), 5));
        assert!(!due(opened("b"), 5));
    }
}

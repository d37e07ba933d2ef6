//! What the overview shows, and how what is heard changes it. Pure.

use std::{collections::VecDeque, rc::Rc};

use chrono::{DateTime, Utc};
use routex_entity::api::{AnalyticsSummary, Channel, FailoverEvent, Page, StatsEvent, Usd};
use uuid::Uuid;
use yew::Reducible;

use super::reading::Reading;
use crate::{api::Failure, live::Heard};

/// Readings that are kept: five minutes, one a second.
const READINGS: usize = 300;
/// Failovers that are shown.
const FAILOVERS: usize = 8;

#[derive(Clone, PartialEq, Default)]
pub struct Board {
    pub stats: Option<Rc<StatsEvent>>,
    /// What was spent since midnight. `None`: not read yet.
    pub spent_today: Option<Usd>,
    /// Oldest first.
    pub points: Rc<VecDeque<Reading>>,
    /// By name. `None`: not read yet.
    pub channels: Option<Result<Vec<Rc<Channel>>, Failure>>,
    /// The newest first.
    pub failovers: Rc<Vec<FailoverEvent>>,
}

pub enum Change {
    Heard(Heard, DateTime<Utc>),
    Channels(Result<Page<Channel>, Failure>),
    Failovers(Page<FailoverEvent>),
    Spent(AnalyticsSummary),
}

impl Board {
    /// When a channel that is out may be used again.
    pub fn resumes_at(&self, channel: Uuid) -> Option<DateTime<Utc>> {
        let mut pulses = self.stats.as_ref()?.channels.iter();
        pulses.find(|pulse| pulse.id == channel)?.resumes_at
    }

    fn hear(&mut self, heard: Heard, now: DateTime<Utc>) {
        match heard {
            Heard::Stats(stats) => self.read(*stats, now),
            Heard::Channel(event) => {
                self.change(event.id, |channel| channel.live.state = event.state)
            }
            Heard::Failover(event) => self.fail_over(*event),
            Heard::Opened
            | Heard::Missed(_)
            | Heard::Config(_)
            | Heard::Probe(_)
            | Heard::Request(_) => {}
        }
    }

    fn read(&mut self, stats: StatsEvent, now: DateTime<Utc>) {
        for pulse in &stats.channels {
            self.change(pulse.id, |channel| channel.live.clone_from(&pulse.live));
        }
        let points = Rc::make_mut(&mut self.points);
        if points.len() == READINGS {
            points.pop_front();
        }
        points.push_back(Reading::of(&stats, now));
        self.stats = Some(Rc::new(stats));
    }

    fn change(&mut self, id: Uuid, change: impl FnOnce(&mut Channel)) {
        let Some(Ok(channels)) = &mut self.channels else {
            return;
        };
        if let Some(channel) = channels.iter_mut().find(|channel| channel.id == id) {
            let mut changed = (**channel).clone();
            change(&mut changed);
            // A card that shows the same is not drawn again.
            if changed != **channel {
                *channel = Rc::new(changed);
            }
        }
    }

    fn fail_over(&mut self, event: FailoverEvent) {
        let failovers = Rc::make_mut(&mut self.failovers);
        if failovers
            .iter()
            .any(|known| known.request_id == event.request_id)
        {
            return;
        }
        failovers.insert(0, event);
        failovers.truncate(FAILOVERS);
    }
}

impl Reducible for Board {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Heard(heard, now) => next.hear(heard, now),
            Change::Channels(Ok(page)) => {
                next.channels = Some(Ok(page.items.into_iter().map(Rc::new).collect()));
            }
            // What is there is better than that it could not be read again.
            Change::Channels(Err(_)) if matches!(next.channels, Some(Ok(_))) => {}
            Change::Channels(Err(failure)) => next.channels = Some(Err(failure)),
            Change::Spent(summary) => {
                let metrics = summary.current.figures.metrics;
                next.spent_today =
                    Some(metrics.map(|metrics| metrics.cost_usd).unwrap_or_default());
            }
            Change::Failovers(page) => {
                next.failovers = Rc::new(page.items.into_iter().take(FAILOVERS).collect());
            }
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests;

//! The states of a channel over a time, as stretches of a line. Pure, but for the drawing.

use chrono::{DateTime, Utc};
use routex_entity::{
    ChannelState,
    api::{ChannelHistory, ChannelTransition},
};
use yew::prelude::*;

use crate::{i18n::I18n, words};

const WIDTH: f64 = 1000.0;

/// A time in one state.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    pub state: ChannelState,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// Changes of the channel itself, newest first.
pub fn of_channel(history: &ChannelHistory) -> impl Iterator<Item = &ChannelTransition> {
    let items = history.items.iter();
    items.filter(|change| change.credential.is_none())
}

/// The stretches from then until now, the oldest first. `last`: as it is now, which is known sooner than the history.
pub fn stretches(
    history: &ChannelHistory,
    last: ChannelState,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Stretch> {
    let mut changes: Vec<_> = of_channel(history)
        .filter(|change| change.at <= now)
        .collect();
    changes.reverse();
    let first = changes.first().map_or(last, |_| history.state_before);
    let mut all = vec![Stretch {
        state: first,
        from,
        to: now,
    }];
    for change in changes {
        let at = change.at.max(from);
        if let Some(before) = all.last_mut() {
            before.to = at;
        }
        all.push(Stretch {
            state: change.to,
            from: at,
            to: now,
        });
    }
    all.retain(|stretch| stretch.to > stretch.from);
    all
}

/// A line from the one time to the other, in the colours of the states.
pub fn line(stretches: &[Stretch], from: DateTime<Utc>, now: DateTime<Utc>, i18n: &I18n) -> Html {
    let whole = (now - from).num_milliseconds().max(1) as f64;
    let place = |at: DateTime<Utc>| (at - from).num_milliseconds() as f64 / whole * WIDTH;
    let label = i18n.t("channels-timeline-label");
    html! {
        <svg class="rx-ch-timeline" viewBox="0 0 1000 28" preserveAspectRatio="none" role="img" aria-label={label}>
            { for stretches.iter().map(|stretch| {
                let x = place(stretch.from);
                // What lasted a second only is seen as well.
                let width = (place(stretch.to) - x).max(2.0);
                html! {
                    <rect class={class(stretch.state)} x={format!("{x:.2}")} width={format!("{width:.2}")} height="28">
                        <title>{ i18n.t(words::state(stretch.state)) }</title>
                    </rect>
                }
            }) }
        </svg>
    }
}

pub const fn class(state: ChannelState) -> &'static str {
    match state {
        ChannelState::Closed => "rx-ch-timeline__part rx-state-label--closed",
        ChannelState::Open => "rx-ch-timeline__part rx-state-label--open",
        ChannelState::HalfOpen => "rx-ch-timeline__part rx-state-label--half-open",
        ChannelState::Disabled => "rx-ch-timeline__part rx-state-label--disabled",
        ChannelState::Cooling => "rx-ch-timeline__part rx-state-label--cooling",
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use routex_entity::{TransitionReason, api::TransitionCredential};
    use uuid::Uuid;

    use super::*;
    use crate::testing::now;

    fn change(ago: i64, from: ChannelState, to: ChannelState) -> ChannelTransition {
        ChannelTransition {
            id: Uuid::nil(),
            at: now() - TimeDelta::seconds(ago),
            from,
            to,
            reason: TransitionReason::BreakerOpen,
            credential: None,
        }
    }

    fn states(items: Vec<ChannelTransition>) -> Vec<(ChannelState, i64)> {
        let history = ChannelHistory {
            state_before: ChannelState::Disabled,
            items,
            next_cursor: None,
        };
        let from = now() - TimeDelta::seconds(100);
        let all = stretches(&history, ChannelState::Closed, from, now());
        all.iter()
            .map(|one| (one.state, (one.to - one.from).num_seconds()))
            .collect()
    }

    #[test]
    fn changes_make_stretches_that_fill_the_time() {
        use ChannelState::{Closed, Disabled, Open};
        assert_eq!(states(Vec::new()), [(Closed, 100)]);
        let items = vec![change(10, Open, Closed), change(40, Disabled, Open)];
        assert_eq!(states(items), [(Disabled, 60), (Open, 30), (Closed, 10)]);
    }

    #[test]
    fn credentials_and_what_came_before_leave_no_stretch() {
        use ChannelState::{Closed, Disabled, Open};
        let mut of_credential = change(10, Closed, Disabled);
        of_credential.credential = Some(TransitionCredential {
            id: Uuid::nil(),
            label: "a".to_owned(),
        });
        let items = vec![of_credential, change(200, Disabled, Open)];
        assert_eq!(states(items), [(Open, 100)]);
    }
}

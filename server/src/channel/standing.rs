//! What was last noted of a channel and its credentials, and what a look at them finds changed since. Pure.

use routex_entity::{ChannelState, TransitionReason};

use super::spec::{CredentialId, CredentialSpec};

/// As last noted. Outlives the channel's actor, and begins with what an earlier process noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    channel: Option<Seen>,
    /// Credentials that are suspended, and why.
    suspended: Vec<(CredentialId, TransitionReason)>,
    /// By this process, and not by an earlier one.
    begun: bool,
}

/// A channel as a whole, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub state: ChannelState,
    /// Switched on by the operator.
    pub enabled: bool,
}

/// What led to a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Time, and how requests ended.
    Course,
    /// The configuration may have changed.
    Configured,
    /// An operator wanted a clean slate.
    Reset,
}

/// Something that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Id and label. `None`: the channel as a whole.
    pub credential: Option<(CredentialId, String)>,
    pub from: ChannelState,
    pub to: ChannelState,
    pub reason: TransitionReason,
}

impl Standing {
    /// `channel`: to what state it went last, and why.
    pub fn restore(
        channel: Option<(ChannelState, TransitionReason)>,
        suspended: Vec<(CredentialId, TransitionReason)>,
    ) -> Self {
        let channel = channel.map(|(state, reason)| Seen {
            state,
            enabled: reason != TransitionReason::Disabled,
        });
        Self {
            channel,
            suspended,
            begun: false,
        }
    }

    /// What is new, credentials first. `credentials`: those that take part, and why they are suspended. Of a channel that
    /// nothing is known of, nothing is new.
    pub fn observe<'a>(
        &mut self,
        seen: Seen,
        credentials: &(impl Iterator<Item = (&'a CredentialSpec, Option<TransitionReason>)> + Clone),
        occasion: Occasion,
    ) -> Vec<Change> {
        let first = !std::mem::replace(&mut self.begun, true);
        let well_because = match occasion {
            _ if first => TransitionReason::Started,
            Occasion::Course => TransitionReason::Serving,
            Occasion::Configured => TransitionReason::Configured,
            Occasion::Reset => TransitionReason::Reset,
        };
        let mut changes = Vec::new();
        for (credential, now) in credentials.clone() {
            changes.extend(self.credential(credential, now, well_because));
        }
        self.suspended
            .retain(|(id, _)| credentials.clone().any(|(known, _)| known.id == *id));
        if let Some(known) = self.channel.replace(seen)
            && known != seen
        {
            changes.extend(of_channel(known, seen, well_because));
        }
        changes
    }

    fn credential(
        &mut self,
        credential: &CredentialSpec,
        now: Option<TransitionReason>,
        well_because: TransitionReason,
    ) -> Option<Change> {
        let place = self
            .suspended
            .iter()
            .position(|(id, _)| *id == credential.id);
        let known = place.and_then(|place| self.suspended.get(place).map(|(_, reason)| *reason));
        if known == now {
            return None;
        }
        if let Some(place) = place {
            self.suspended.swap_remove(place);
        }
        self.suspended.extend(now.map(|why| (credential.id, why)));
        let state = |suspended: Option<TransitionReason>| match suspended {
            Some(_) => ChannelState::Disabled,
            None => ChannelState::Closed,
        };
        Some(Change {
            credential: Some((credential.id, credential.label.clone())),
            from: state(known),
            to: state(now),
            reason: now.unwrap_or(well_because),
        })
    }
}

fn of_channel(known: Seen, now: Seen, well_because: TransitionReason) -> Option<Change> {
    // Only of a disabled one does it matter who did it.
    if known.state == now.state && now.state != ChannelState::Disabled {
        return None;
    }
    let switched_on = !known.enabled && now.enabled && well_because == TransitionReason::Configured;
    let reason = match now.state {
        _ if switched_on => TransitionReason::Enabled,
        ChannelState::Closed => well_because,
        ChannelState::Open => TransitionReason::BreakerOpen,
        ChannelState::HalfOpen => TransitionReason::Probing,
        ChannelState::Cooling => TransitionReason::CoolingDown,
        ChannelState::Disabled if now.enabled => TransitionReason::CredentialsSuspended,
        ChannelState::Disabled => TransitionReason::Disabled,
    };
    Some(Change {
        credential: None,
        from: known.state,
        to: now.state,
        reason,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::channel::fixture::channel;
    use crate::channel::suspension::Cause;

    const ON: Seen = Seen {
        state: ChannelState::Closed,
        enabled: true,
    };
    const OFF: Seen = Seen {
        state: ChannelState::Disabled,
        enabled: false,
    };

    struct Bench {
        standing: Standing,
        credentials: Vec<Arc<CredentialSpec>>,
    }

    impl Bench {
        fn new(standing: Standing) -> Self {
            let credentials = channel("a", 2).credentials;
            Self {
                standing,
                credentials,
            }
        }

        /// A channel that was seen once.
        fn serving() -> Self {
            let mut bench = Self::new(Standing::default());
            assert_eq!(bench.look(ON, [None; 2], Occasion::Configured), []);
            bench
        }

        fn look(
            &mut self,
            seen: Seen,
            causes: [Option<Cause>; 2],
            occasion: Occasion,
        ) -> Vec<(ChannelState, ChannelState, &'static str)> {
            let causes = causes.map(|cause| cause.map(Cause::transition));
            let credentials = self.credentials.iter().map(|known| &**known).zip(causes);
            let changes = self.standing.observe(seen, &credentials, occasion);
            let told = changes.into_iter();
            told.map(|change| (change.from, change.to, change.reason.as_str()))
                .collect()
        }
    }

    fn at(state: ChannelState) -> Seen {
        Seen {
            state,
            enabled: true,
        }
    }

    #[test]
    fn every_change_is_told_once_with_its_reason() {
        use ChannelState::{Closed, Cooling, HalfOpen, Open};
        let mut bench = Bench::serving();
        let course = [
            (Open, "breaker_open"),
            (HalfOpen, "probing"),
            (Closed, "serving"),
            (Cooling, "cooling_down"),
            (Closed, "serving"),
        ];
        let mut before = Closed;
        for (state, reason) in course {
            let told = bench.look(at(state), [None; 2], Occasion::Course);
            assert_eq!(told, [(before, state, reason)]);
            assert_eq!(bench.look(at(state), [None; 2], Occasion::Course), []);
            before = state;
        }
    }

    #[test]
    fn what_operators_do_is_told_as_theirs() {
        use ChannelState::{Closed, Disabled, Open};
        let mut bench = Bench::serving();
        let off = bench.look(OFF, [None; 2], Occasion::Configured);
        assert_eq!(off, [(Closed, Disabled, "disabled")]);
        let on = bench.look(at(Open), [None; 2], Occasion::Configured);
        assert_eq!(on, [(Disabled, Open, "enabled")]);
        let reset = bench.look(ON, [None; 2], Occasion::Reset);
        assert_eq!(reset, [(Open, Closed, "reset")]);
    }

    #[test]
    fn credentials_have_changes_of_their_own() {
        use ChannelState::{Closed, Disabled};
        let mut bench = Bench::serving();
        let (bad, poor) = (Some(Cause::Rejected), Some(Cause::QuotaExhausted));
        let one = bench.look(ON, [bad, None], Occasion::Course);
        assert_eq!(one, [(Closed, Disabled, "unauthorized")]);
        let all = bench.look(at(Disabled), [bad, poor], Occasion::Course);
        let expected = [
            (Closed, Disabled, "quota_exhausted"),
            (Closed, Disabled, "credentials_suspended"),
        ];
        assert_eq!(all, expected);
        let healed = bench.look(ON, [bad, None], Occasion::Course);
        let expected = [(Disabled, Closed, "serving"); 2];
        assert_eq!(healed, expected);

        bench.credentials.swap(0, 1);
        assert_eq!(bench.look(ON, [None, bad], Occasion::Configured), []);
        bench.credentials[1] = channel("b", 1).credentials[0].clone();
        let gone = bench.look(ON, [None, None], Occasion::Configured);
        assert_eq!(gone, [], "who is gone has no state");
    }

    #[test]
    fn a_start_changes_only_what_is_another_than_it_was() {
        use ChannelState::{Closed, Disabled, Open};
        let credential = channel("a", 1).credentials[0].clone();
        let suspended = vec![(credential.id, TransitionReason::Unauthorized)];
        let was_open = Some((Open, TransitionReason::BreakerOpen));
        let mut bench = Bench::new(Standing::restore(was_open, suspended));
        bench.credentials[0] = credential;
        let told = bench.look(ON, [None; 2], Occasion::Course);
        let expected = [(Disabled, Closed, "started"), (Open, Closed, "started")];
        assert_eq!(told, expected);

        for (known, now) in [
            (None, OFF),
            (Some((Closed, TransitionReason::Serving)), ON),
            (Some((Disabled, TransitionReason::Disabled)), OFF),
        ] {
            let mut bench = Bench::new(Standing::restore(known, Vec::new()));
            assert_eq!(bench.look(now, [None; 2], Occasion::Course), []);
        }
    }
}
